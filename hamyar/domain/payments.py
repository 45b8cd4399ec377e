"""The money of each order: how much is due to whom, what the customer says, and what somebody saw with her own eyes.

A receipt is never proof: only what stands in the bank's own message, or what the gateway verified, makes an order paid.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapped,
    contains_eager,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

from hamyar.domain import paying
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.orders import DEAD, PLACED, Order
from hamyar.domain.paying import AHEAD, CARD, PayCard, Terms
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Missing, Refused

# states and limits
UNPAID, CLAIMED, PAID = "unpaid", "claimed", "paid"
TOO_LITTLE, TOO_MUCH, REFUSED, REFUNDED = "too_little", "too_much", "refused", "refunded"
STATES = (UNPAID, CLAIMED, PAID, TOO_LITTLE, TOO_MUCH, REFUSED, REFUNDED)
# What still waits for money to be seen, and where somebody's money lies with the group.
OWED = (UNPAID, CLAIMED, REFUSED)
HELD = (PAID, TOO_LITTLE, TOO_MUCH)
# Up to so many rials are added to an amount, so that no two open ones to one card are equal.
MOST_ADDED = 999
# An amount rests so long before another order gets it, as long as others are free: the bank's message may come late.
RESTS = timedelta(days=60)
# Who has not paid is warned so long before the end of her time, or when half of a short time is over.
WARNED_BEFORE = timedelta(hours=3)
LONGEST_REASON = 300
# As many as one page shows of what waits; it is a pile that is worked off from the oldest on.
MOST_LISTED = 50


# nouns
class Payment(Base):
    """What one order costs and how far that is paid, in rials. `due` is exact: to a card, a little above the total.

    What the customer says of her transfer (`payer_digits`, `said_at`, `tracking`, and `receipt`, a photo's private
    name) is erased some time after the order ended. `is_first`: the order is accepted only when it is paid.
    `is_awaited` is false once the money is there, or the order is no more. `owes_back`: the group has something of
    hers. What is not paid until `held_until` is free for others, after a warning at `warn_at`.
    """

    __tablename__ = "payments"
    __table_args__ = (
        sa.CheckConstraint(sa.column("way").in_(paying.WAYS), name="way"),
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint("due > 0 AND refunded >= 0 AND received >= refunded", name="amounts"),
        sa.Index("ix_payments_group_id_state_id", "group_id", "state", "id"),
        sa.Index("ix_payments_is_awaited_held_until", "is_awaited", "held_until"),
        sa.Index("ix_payments_erased_at_id", "erased_at", "id"),
        sa.Index("ix_payments_group_id_owes_back", "group_id", "owes_back"),
        sa.Index("ix_payments_card_id_due", "card_id", "due"),
        sa.Index(
            "uq_payments_card_id_due_awaited",
            "card_id",
            "due",
            unique=True,
            sqlite_where=sa.text("is_awaited"),
            postgresql_where=sa.text("is_awaited"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), unique=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    way: Mapped[str] = mapped_column(sa.String(10))
    card_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pay_cards.id"))
    due: Mapped[int] = mapped_column(sa.BigInteger)
    received: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    refunded: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    state: Mapped[str] = mapped_column(sa.String(12), default=UNPAID)
    is_first: Mapped[bool] = mapped_column(default=False)
    is_awaited: Mapped[bool] = mapped_column(default=True)
    owes_back: Mapped[bool] = mapped_column(default=False)
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    warn_at: Mapped[datetime | None] = mapped_column(Moment)
    warned_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    payer_digits: Mapped[str] = mapped_column(sa.String(4), default="")
    said_at: Mapped[str] = mapped_column(sa.String(40), default="")
    tracking: Mapped[str] = mapped_column(sa.String(40), default="")
    receipt: Mapped[str] = mapped_column(sa.String(32), default="")
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    order: Mapped[Order] = relationship()
    card: Mapped[PayCard | None] = relationship()
    steps: Mapped[list["PaymentStep"]] = relationship(back_populates="payment", order_by="PaymentStep.id")

    @property
    def is_held(self) -> bool:
        """Whether it is kept for her yet while her money is waited for, until `held_until`."""
        is_waiting = self.is_awaited and self.order.state == PLACED
        return is_waiting and self.held_until is not None and self.held_until > clock.now()

    @property
    def is_enough(self) -> bool:
        """Whether nothing is to be paid any more."""
        return self.state in (PAID, TOO_MUCH)

    @property
    def kept(self) -> int:
        """What of hers the group has, in rials: what came without what went back."""
        return self.received - self.refunded

    @property
    def missing(self) -> int:
        """What is still to come, in rials; nothing where less was agreed upon."""
        return 0 if self.is_enough else max(0, self.due - self.kept)

    @property
    def to_give_back(self) -> int:
        """What the group must give back, in rials: all of it where the order is no more, else what was too much."""
        if self.order.is_dead:
            return self.kept
        return self.kept - self.due if self.state == TOO_MUCH else 0

    @property
    def added(self) -> int:
        """The few rials above the order's total by which its money is found."""
        return self.due - self.order.total

    @property
    def last_step(self) -> int:
        """The number of its last step, 0 where nothing was done yet."""
        return self.steps[-1].id if self.steps else 0

    @property
    def reason(self) -> str:
        """Why it stands where it stands, where a reason was asked."""
        return self.steps[-1].reason if self.steps else ""


class PaymentStep(Base):
    """One step of a payment: where from, where to, how much was seen (rials), who (None: customer or gateway), when."""

    __tablename__ = "payment_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payments.id"), index=True)
    came_from: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(12))
    move: Mapped[str] = mapped_column(sa.String(12))
    amount: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")
    at: Mapped[datetime] = mapped_column(Moment)

    payment: Mapped[Payment] = relationship(back_populates="steps")
    by: Mapped[Person | None] = relationship()


# verbs
def begin(order: Order, terms: Terms, way: str) -> Payment:
    """What this order costs, and for how long it is held where it is paid ahead. The way is one of `terms.ways`."""
    payment = Payment(
        order_id=order.id,
        group_id=order.group_id,
        way=way,
        card_id=terms.card_id if way == CARD else None,
        due=order.total,
        is_first=terms.is_paid_first and way in AHEAD,
    )
    if way in AHEAD:
        hold(payment, timedelta(hours=terms.hold_hours))
    if payment.card_id is not None:
        payment.due = _free_amount(payment.card_id, order.total)
    db.session.add(payment)
    db.session.flush()
    return payment


def hold(payment: Payment, time: timedelta) -> None:
    """From now on it is held for so long, and its customer is warned when the end is near."""
    payment.held_until = clock.now() + time
    payment.warn_at = payment.held_until - min(WARNED_BEFORE, time / 2)
    payment.warned_at = None


def follow(order: Order) -> None:
    """The order died, or lives again: its amount is given away, or waited for. What was received must go back."""
    payment = of(order)
    if payment:
        look_again(payment)


def look_again(payment: Payment) -> None:
    """Whether its exact amount is still waited for, and whether the group has something to give back.

    An amount that was given away meanwhile is chosen anew.
    """
    is_awaited = payment.state in OWED and not payment.kept and not payment.order.is_dead
    if is_awaited and not payment.is_awaited and payment.card_id is not None:
        payment.due = _free_amount(payment.card_id, payment.order.total, wanted=payment.due)
    payment.is_awaited, payment.owes_back = is_awaited, payment.to_give_back > 0
    db.session.flush()


# questions
def of(order: Order) -> Payment | None:
    """The payment of an order with its card and steps; None for one that is older than payments are."""
    return db.session.scalar(_whole().where(Payment.order_id == order.id))


def get(order: Order) -> Payment:
    """The same; raises Missing."""
    payment = of(order)
    if payment is None:
        raise Missing("payment")
    return payment


def of_orders(numbers: list[int]) -> dict[int, Payment]:
    """The payments of several orders, by the orders' numbers in the table: a fixed number of statements."""
    return {one.order_id: one for one in db.session.scalars(_whole().where(Payment.order_id.in_(numbers)))}


def get_at(clinic: Clinic, number: int) -> Payment:
    """The payment to one of the clinic's own cards for the order with this number. Raises Missing."""
    payment = db.session.scalar(
        with_order().where(within(clinic), Order.clinic_id == clinic.id, Order.number == number)
    )
    if payment is None:
        raise Missing("payment")
    return payment


def waiting(whose: Group | Clinic) -> list[Payment]:
    """What somebody should look at, with its order: what customers say they paid, then what is too little.

    A group's, or a clinic's: see `within`. The oldest first, at most MOST_LISTED.
    """
    query = with_order().where(*_waits(whose)).order_by(sa.case((Payment.state == CLAIMED, 0), else_=1), Payment.id)
    return list(db.session.scalars(query.limit(MOST_LISTED)))


def to_give_back(whose: Group | Clinic) -> list[Payment]:
    """Where there is money that must go back, with its order: the oldest first, at most MOST_LISTED."""
    query = with_order().where(within(whose), Payment.owes_back).order_by(Order.placed_at, Payment.id)
    return list(db.session.scalars(query.limit(MOST_LISTED)))


def count_waiting(whose: Group | Clinic) -> int:
    """How many payments somebody should look at, those to give back among them."""
    looks = sa.select(sa.func.count()).select_from(Payment).join(Payment.order).where(*_waits(whose))
    backs = sa.select(sa.func.count()).select_from(Payment).where(within(whose), Payment.owes_back)
    return db.session.scalar(sa.select(looks.scalar_subquery() + backs.scalar_subquery())) or 0


def within(whose: Group | Clinic, group_id: InstrumentedAttribute[int] = Payment.group_id) -> sa.ColumnElement[bool]:
    """Which payments those who ask answer for: all of a group, or of a clinic what goes to its own cards.

    Also to a card that was taken out: what was under way to it still comes. `group_id` is the column by which they are
    found: the payment's, or its order's.
    """
    if isinstance(whose, Group):
        return group_id == whose.id
    groups = sa.select(Group.id).where(Group.clinic_id == whose.id)
    # Asked of each payment, as the groups' lists of what is open are short: a card's payments are those of many years.
    is_own = sa.exists().where(PayCard.id == Payment.card_id, PayCard.clinic_id == whose.id, PayCard.group_id.is_(None))
    return sa.and_(group_id.in_(groups), is_own)


def with_order() -> sa.Select[tuple[Payment]]:
    """Payments with their cards, steps and orders, and whose these are: a fixed number of statements."""
    return _whole().join(Payment.order).options(contains_eager(Payment.order).joinedload(Order.group))


# private
def _free_amount(card_id: int, total: int, *, wanted: int = 0) -> int:
    """An amount that no other open payment to this card has: `wanted` where that is free, else rials are added.

    Refused: pay.crowded where a thousand people owe the same to one card.
    """
    taken, resting = _amounts(card_id, min(wanted or total, total), total + MOST_ADDED)
    if wanted and wanted not in taken:
        return wanted
    # The first hundred are tried first, and which of them is chance: an amount should not tell how many came before.
    rials = range(1, MOST_ADDED + 1)
    few, many = list(rials[:99]), rials[99:]
    secrets.SystemRandom().shuffle(few)
    free: list[int] = [amount for amount in (total + added for added in (*few, *many)) if amount not in taken]
    if not free:
        raise Refused("pay.crowded")
    return next((amount for amount in free if amount not in resting), free[0])


def _amounts(card_id: int, least: int, most: int) -> tuple[set[int], set[int]]:
    """The amounts to this card that are waited for, and those that some order had in the last weeks."""
    lately = sa.or_(Payment.is_awaited, Order.placed_at >= clock.now() - RESTS)
    # The same card may be written down twice, by a group and by its clinic: the bank's message does not tell which.
    same = sa.select(PayCard.number).where(PayCard.id == card_id).scalar_subquery()
    cards = sa.select(PayCard.id).where(PayCard.number == same)
    query = sa.select(Payment.due, Payment.is_awaited).join(Payment.order).where(Payment.card_id.in_(cards), lately)
    rows = db.session.execute(query.where(Payment.due.between(least, most))).tuples().all()
    return {due for due, is_awaited in rows if is_awaited}, {due for due, _ in rows}


def _waits(whose: Group | Clinic) -> tuple[sa.ColumnElement[bool], ...]:
    is_short = sa.and_(Payment.state == TOO_LITTLE, ~Order.state.in_(DEAD))
    return (
        within(whose),
        Payment.state.in_((CLAIMED, TOO_LITTLE)),
        sa.or_(Payment.state == CLAIMED, is_short),
    )


def _whole() -> sa.Select[tuple[Payment]]:
    return sa.select(Payment).options(joinedload(Payment.card), selectinload(Payment.steps).joinedload(PaymentStep.by))
