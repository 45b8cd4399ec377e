"""What one side asks of the other about an order: another day, or to cancel. Asked, answered, kept.

Before it is accepted the customer moves or cancels her order herself, so it is the group alone that asks, for a day.
"""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from hamyar.domain import moves, notices, rebooking
from hamyar.domain.days import WHOLE_DAY, Slot
from hamyar.domain.groups import Group
from hamyar.domain.orders import ACCEPTED, BY_LINK, BY_QUOTE, PLACED, READY, Order
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, changed, db
from hamyar.kit.errors import Missing, Refused

# states and limits
OTHER_DAY, CANCEL = "other_day", "cancel"
KINDS = (OTHER_DAY, CANCEL)
OPEN, AGREED, REFUSED, WITHDRAWN = "open", "agreed", "refused", "withdrawn"
STATES = (OPEN, AGREED, REFUSED, WITHDRAWN)
GROUP, CUSTOMER = "group", "customer"
LONGEST_REASON = 300
# Of one order; after that the two should talk to each other.
MOST_ASKED = 12
# In which states of an order each side may ask for what.
_WHEN = {
    (GROUP, OTHER_DAY): (PLACED, ACCEPTED),
    (CUSTOMER, OTHER_DAY): (ACCEPTED,),
    (GROUP, CANCEL): (ACCEPTED, READY),
    (CUSTOMER, CANCEL): (ACCEPTED, READY),
}
_MOVE = {ACCEPTED: "agree_cancel", READY: "agree_cancel_ready"}


# nouns
class Agreement(Base):
    """One side asked the other for something. Without an answer nothing changes; an order has one open at a time.

    `asked_by` is a side; the persons are empty where it is the customer. Where the group had asked, an `answerer` heard
    the customer's answer on the telephone.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        sa.CheckConstraint(sa.column("kind").in_(KINDS), name="kind"),
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint(sa.column("asked_by").in_((GROUP, CUSTOMER)), name="asked_by"),
        sa.CheckConstraint("(kind = 'other_day') = (day IS NOT NULL)", name="day"),
        sa.Index("ix_agreements_order_id_id", "order_id", "id"),
        sa.Index("ix_agreements_group_id_state_id", "group_id", "state", "id"),
        sa.Index(
            "uq_agreements_order_id_open",
            "order_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    asked_by: Mapped[str] = mapped_column(sa.String(10))
    asker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON))
    day: Mapped[date | None]
    window: Mapped[int | None]
    window_ends: Mapped[int | None]
    state: Mapped[str] = mapped_column(sa.String(10), default=OPEN)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answerer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    order: Mapped[Order] = relationship()
    asker: Mapped[Person | None] = relationship(foreign_keys=[asker_id])
    answerer: Mapped[Person | None] = relationship(foreign_keys=[answerer_id])

    @property
    def slot(self) -> Slot | None:
        """The day that is asked for, and the hours where there are some."""
        if self.day is None:
            return None
        return Slot(self.day, WHOLE_DAY if self.window is None else self.window, self.window_ends)

    @property
    def was_heard(self) -> bool:
        """Whether the customer gave her answer on the telephone, and the answerer wrote it down."""
        return self.asked_by == GROUP and self.answerer_id is not None and self.state in (AGREED, REFUSED)

    @property
    def can_be_heard(self) -> bool:
        """Whether her answer may come by telephone, as the order did: perhaps her phone shows no pages."""
        return self.asked_by == GROUP and self.order.channel not in (BY_LINK, BY_QUOTE)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer that could still be given."""
        return self.state == OPEN and self.order.state in _WHEN[self.asked_by, self.kind]


# verbs
def ask(order: Order, kind: str, reason: str, *, by: Person | None, slot: Slot | None = None) -> Agreement:
    """Ask the other side; `by` is None for the customer. The group must say why, and has looked at the order by that.

    Refused: agreement.open where something waits for an answer already, agreement.late (state) where the order is not
    where that can be asked, agreement.reason, agreement.many, day.none, and as in `rebooking.fitting`. Whether that day
    has room shows when she is answered.
    """
    side = GROUP if by else CUSTOMER
    if order.state not in _WHEN[side, kind]:
        raise Refused("agreement.late", state=order.state)
    if find_open(order):
        raise Refused("agreement.open")
    if by and not reason:
        raise Refused("agreement.reason")
    if _count(order) >= MOST_ASKED:
        raise Refused("agreement.many")
    wanted = _wanted(order, kind, slot)
    # One that an order left behind on its way may stand in the way of a new one.
    changed(sa.update(Agreement).where(Agreement.order_id == order.id, Agreement.state == OPEN).values(state=WITHDRAWN))
    asked = Agreement(
        order=order,
        group_id=order.group_id,
        kind=kind,
        asked_by=side,
        asker=by,
        reason=reason[:LONGEST_REASON],
        day=wanted.day if wanted else None,
        window=wanted.window if wanted and wanted.window != WHOLE_DAY else None,
        window_ends=wanted.ends if wanted else None,
        asked_at=clock.now(),
    )
    db.session.add(asked)
    db.session.flush()
    if by:
        notices.settle(order.id, by)
    _tell(asked, "agreement.asked", to_customer=by is not None)
    return asked


def choose(order: Order, slot: Slot) -> None:
    """The customer moves her order herself, as long as it waits to be accepted. Refused as `rebooking.choose`.

    That is her answer to a group that had asked for another day: yes where it is this very day, else no.
    """
    asked = find_open(order)
    if asked and asked.slot == slot:
        answer(asked, True, by=None)
        return
    if asked:
        _end(asked, REFUSED, None)
    rebooking.choose(order, slot)


def answer(asked: Agreement, says_yes: bool, *, by: Person | None) -> None:
    """The other side answers; `by` is None for the customer. Yes changes the order in the same step.

    Where the group asked before it had accepted, the customer's yes to its day makes it accepted as well, if no money
    must come first: both have said yes then.

    Refused: agreement.late, agreement.not_yours where she who asked answers herself; to a yes day.* where that day has
    filled up or gone by since, and then the question stays open.
    """
    if (asked.asked_by == CUSTOMER) == (by is None):
        raise Refused("agreement.not_yours")
    _settle(asked, says_yes, by)
    if asked.order.is_open:
        # Of an end both sides are told by the move itself.
        _tell(asked, "agreement.answered", to_customer=asked.asked_by == CUSTOMER)


def hear(asked: Agreement, says_yes: bool, *, by: Person) -> None:
    """What the customer answered on the telephone, as `by` heard it. She is told what was written down.

    Refused as in `answer`; agreement.not_yours where she asked, or ordered on her own page and can answer there.
    """
    if not asked.can_be_heard:
        raise Refused("agreement.not_yours")
    was = asked.order.state
    _settle(asked, says_yes, by)
    # Of an end, and that it is accepted, she is told by the move itself.
    if asked.order.state == was:
        _tell(asked, "agreement.heard", to_customer=True)


def withdraw(asked: Agreement, *, by: Person | None) -> None:
    """Whoever asked does not want it any more; the other side is told. Refused: agreement.late, agreement.not_yours."""
    if (asked.asked_by == CUSTOMER) != (by is None):
        raise Refused("agreement.not_yours")
    _end(asked, WITHDRAWN, by)
    _tell(asked, "agreement.withdrawn", to_customer=by is not None)


# questions
def may_be_asked(order: Order, side: str) -> list[str]:
    """What this side may ask for now; nothing while something waits for its answer."""
    return [] if find_open(order) else [kind for kind in KINDS if order.state in _WHEN[side, kind]]


def find_open(order: Order) -> Agreement | None:
    """What waits for an answer, or None."""
    found = db.session.scalar(sa.select(Agreement).where(Agreement.order_id == order.id, Agreement.state == OPEN))
    return found if found and found.is_open else None


def open_of(rows: Iterable[Order]) -> dict[int, Agreement]:
    """The same of several orders at once, by their numbers in the table."""
    numbers = [order.id for order in rows]
    query = sa.select(Agreement).where(Agreement.order_id.in_(numbers), Agreement.state == OPEN)
    return {one.order_id: one for one in db.session.scalars(query) if one.is_open}


def is_day_agreed() -> sa.ColumnElement[bool]:
    """Whether both sides named the day that an order is for: in a quote, or as the answer to a question."""
    agreed = sa.select(Agreement.id).where(Agreement.order_id == Order.id, Agreement.state == AGREED)
    return sa.or_(Order.channel == BY_QUOTE, agreed.where(Agreement.day == Order.ready_on).exists())


def of(order: Order) -> list[Agreement]:
    """Everything that was asked about this order, the newest first."""
    query = sa.select(Agreement).options(joinedload(Agreement.asker), joinedload(Agreement.answerer))
    return list(db.session.scalars(query.where(Agreement.order_id == order.id).order_by(Agreement.id.desc())))


def waiting(group: Group) -> dict[int, Agreement]:
    """What customers asked of the group and wait for, by their orders' numbers in the table. One statement."""
    query = sa.select(Agreement).join(Agreement.order).options(contains_eager(Agreement.order))
    query = query.where(Agreement.group_id == group.id, Agreement.state == OPEN, Agreement.asked_by == CUSTOMER)
    # What an order left behind on its way waits for nothing any more.
    query = query.where(Order.state.in_((ACCEPTED, READY)))
    return {one.order_id: one for one in db.session.scalars(query) if one.is_open}


def get(order: Order, number: int) -> Agreement:
    """One of the order's. Raises Missing."""
    found = db.session.scalar(sa.select(Agreement).where(Agreement.order_id == order.id, Agreement.id == number))
    if found is None:
        raise Missing("agreement")
    return found


# private
def _wanted(order: Order, kind: str, slot: Slot | None) -> Slot | None:
    if kind != OTHER_DAY:
        return None
    if slot is None:
        raise Refused("day.none")
    return rebooking.fitting(order, slot)


def _settle(asked: Agreement, says_yes: bool, by: Person | None) -> None:
    _end(asked, AGREED if says_yes else REFUSED, by)
    if says_yes:
        _do(asked, by)
    if by:
        notices.settle(asked.order_id, by)


def _count(order: Order) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Agreement.order_id == order.id)) or 0


def _end(asked: Agreement, state: str, by: Person | None) -> None:
    if not asked.is_open:
        raise Refused("agreement.late", state=asked.order.state)
    guard = sa.update(Agreement).where(Agreement.id == asked.id, Agreement.state == OPEN)
    if not changed(guard.values(state=state, answered_at=clock.now(), answerer_id=by.id if by else None)):
        raise Refused("agreement.late", state=asked.order.state)
    db.session.expire(asked)


def _do(asked: Agreement, by: Person | None) -> None:
    if asked.kind == CANCEL:
        # Nobody's step alone, so nobody can take it back alone.
        moves.make(asked.order, _MOVE[asked.order.state], by=None, who=moves.AGREEMENT)
    elif asked.slot:
        rebooking.move(asked.order, asked.slot, by)
        if asked.order.state == PLACED and moves.can_be_accepted(asked.order):
            moves.make(asked.order, "agree", by=None, who=moves.AGREEMENT)


def _tell(asked: Agreement, kind: str, *, to_customer: bool) -> None:
    order = asked.order
    facts: dict[str, object] = {"number": order.number, "group": order.group.name}
    if asked.day and asked.state in (OPEN, AGREED):
        facts["day"] = asked.day
    if not to_customer:
        notices.tell_group(order.group, kind, facts, order.id, order.desk)
    elif order.mobile:
        notices.tell_customer(order.clinic_id, order.group_id, order.id, order.mobile, kind, facts, order.path)
