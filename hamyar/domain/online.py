"""Every try to pay an order over a gateway, from where it was begun to what became of it.

A try is booked once, however often its customer comes back and whoever asks for it. One that nobody came back from is
asked for again and again. Nothing here asks: see `ops.till`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from hamyar.domain import settling
from hamyar.domain.orders import Order
from hamyar.domain.paying import ONLINE
from hamyar.domain.payments import Payment
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, changed, db, table_of
from hamyar.kit.errors import Missing, Refused

# states and limits
BEGUN, PAID, FAILED, GIVEN_UP = "begun", "paid", "failed", "given_up"
STATES = (BEGUN, PAID, FAILED, GIVEN_UP)
# It is asked for after each of these, nearly three days in all. Tries are counted and not days, so a clock that is set
# to another year neither ends this early nor lets it go on for ever.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 180, 360, *[720] * 5))
# For so long another tap leads on to the page that was begun: one page takes money once, two would take it twice.
LEADS_ON_FOR = timedelta(minutes=10)
KEPT = timedelta(days=90)


# nouns
@dataclass(frozen=True)
class Page:
    """A gateway's page on which `amount` rials can be paid, its name there, and the till it belongs to."""

    authority: str
    url: str
    amount: int
    base: str
    sealed_id: str


class Try(Base):
    """One payment that was begun at a gateway under the name `authority`, of `amount` rials.

    It keeps the till it was begun at (`base`, `sealed_id`), as the clinic may change to another. `visitor` is the phone
    it was begun on. `ref` and `card_mask` are what the gateway tells of money that came; `asks` is how often the
    chores asked, and `next_ask_at` is empty where they ask no more.
    """

    __tablename__ = "online_tries"
    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.Index("ix_online_tries_payment_id_id", "payment_id", "id"),
        sa.Index(
            "ix_online_tries_to_ask",
            "next_ask_at",
            sqlite_where=sa.text("next_ask_at IS NOT NULL"),
            postgresql_where=sa.text("next_ask_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payments.id"))
    authority: Mapped[str] = mapped_column(sa.String(36), unique=True)
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    base: Mapped[str] = mapped_column(sa.String(200))
    sealed_id: Mapped[str] = mapped_column(sa.Text)
    pay_url: Mapped[str] = mapped_column(sa.String(300))
    visitor: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(10), default=BEGUN)
    ref: Mapped[str] = mapped_column(sa.String(30), default="")
    card_mask: Mapped[str] = mapped_column(sa.String(30), default="")
    begun_at: Mapped[datetime] = mapped_column(Moment)
    asks: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    payment: Mapped[Payment] = relationship()

    @property
    def leads_on(self) -> bool:
        """Whether its page at the gateway is still good to pay on."""
        is_fresh = timedelta(0) <= clock.now() - self.begun_at < LEADS_ON_FOR
        return self.state == BEGUN and is_fresh and can_pay(self.payment) and self.payment.missing == self.amount


_TRY = table_of(Try)


# verbs
def begin(payment: Payment, page: Page, visitor: str) -> Try:
    """Remember what was begun at the gateway. Refused: online.late where this amount is not to be paid any more."""
    if not can_pay(payment) or payment.missing != page.amount:
        raise Refused("online.late")
    now = clock.now()
    one = Try(
        payment=payment,
        authority=page.authority,
        amount=page.amount,
        base=page.base,
        sealed_id=page.sealed_id,
        pay_url=page.url,
        visitor=visitor,
        begun_at=now,
        next_ask_at=now + PAUSES[0],
    )
    db.session.add(one)
    db.session.flush()
    return one


def succeed(one: Try, ref: str, card_mask: str) -> bool:
    """The gateway verified it: book its money, whatever has become of the order since. False where that was done."""
    values = {"state": PAID, "ref": ref, "card_mask": card_mask, "next_ask_at": None, "ended_at": clock.now()}
    is_first = bool(changed(sa.update(_TRY).where(_TRY.c.id == one.id, _TRY.c.state != PAID).values(values)))
    db.session.expire(one)
    if is_first:
        settling.book(one.payment, one.amount)
    return is_first


def fail(one: Try) -> None:
    """The gateway says that nothing was paid and nothing will be."""
    _end(one, FAILED)


def put_off(one: Try) -> None:
    """It is asked for now; when next, if that brings nothing. The last time it is given up with that.

    What is found afterwards counts all the same.
    """
    one.asks += 1
    one.next_ask_at = clock.now() + PAUSES[one.asks] if one.asks < len(PAUSES) else None
    db.session.flush()
    if one.next_ask_at is None:
        _end(one, GIVEN_UP)


def forget_payers(payment_ids: Iterable[int]) -> None:
    """Nobody needs to know any more from which card and phone these were paid."""
    changed(sa.update(_TRY).where(_TRY.c.payment_id.in_(list(payment_ids))).values(card_mask="", visitor=""))


def forget_old() -> int:
    """Remove tries of which nothing came, some time after they ended; how many."""
    is_nothing = _TRY.c.state.in_((FAILED, GIVEN_UP))
    return changed(sa.delete(_TRY).where(is_nothing, _TRY.c.ended_at < clock.now() - KEPT))


# questions
def can_pay(payment: Payment) -> bool:
    """Whether its customer may pay over a gateway now."""
    return payment.way == ONLINE and not payment.order.is_dead and payment.missing > 0


def find(clinic_id: int, authority: str) -> Try | None:
    """The try of this name, with its payment and order; None where this clinic has none."""
    query = sa.select(Try).join(Try.payment).join(Payment.order)
    query = query.options(contains_eager(Try.payment).contains_eager(Payment.order))
    return db.session.scalar(query.where(Try.authority == authority, Order.clinic_id == clinic_id))


def get(number: int) -> Try:
    """The try with this number in the table. Raises Missing."""
    one = db.session.get(Try, number)
    if one is None:
        raise Missing("try")
    return one


def unknown(payment: Payment) -> Try | None:
    """The newest try of which nobody knows yet what became of it."""
    query = sa.select(Try).where(Try.payment_id == payment.id, Try.state == BEGUN)
    return db.session.scalar(query.order_by(Try.id.desc()).limit(1))


def paid(payment: Payment) -> list[Try]:
    """The tries by which money came, in their order."""
    query = sa.select(Try).where(Try.payment_id == payment.id, Try.state == PAID)
    return list(db.session.scalars(query.order_by(Try.id)))


def due(most: int = 20) -> list[int]:
    """The numbers of those that should be asked for now, the longest waiting first.

    A time further away than the longest pause was written by a clock that has since been set back: it is due too.
    """
    now = clock.now()
    is_due = sa.or_(Try.next_ask_at <= now, Try.next_ask_at > now + max(PAUSES) + timedelta(minutes=1))
    query = sa.select(Try.id).where(Try.next_ask_at.is_not(None), is_due)
    return list(db.session.scalars(query.order_by(Try.next_ask_at, Try.id).limit(most)))


# private
def _end(one: Try, state: str) -> None:
    still = sa.update(_TRY).where(_TRY.c.id == one.id, _TRY.c.state == BEGUN)
    changed(still.values(state=state, next_ask_at=None, ended_at=clock.now()))
    db.session.expire(one)
