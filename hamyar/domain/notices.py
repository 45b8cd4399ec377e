"""What is told to somebody: a row in the transaction of the step it tells of. `ops.delivery` sends it later.

A notice to a customer leaves the machine by SMS, or somebody tells her by hand. One to a group or to the staff stands
in the app; for each of them who chose another channel too, a notice of her own is spread out of it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.kit import clock, paging
from hamyar.kit.db import Base, Moment, changed, db, table_of
from hamyar.kit.errors import Missing

# states and limits
WAITING, SENT, TOLD, GIVEN_UP, UNNEEDED = "waiting", "sent", "told", "given_up", "unneeded"
STATES = (WAITING, SENT, TOLD, GIVEN_UP, UNNEEDED)
CUSTOMER, GROUP, STAFF, PERSON, TEST = "customer", "group", "staff", "person", "test"
AUDIENCES = (CUSTOMER, GROUP, STAFF, PERSON, TEST)
# What a sentence may be filled with. No surname, no address, no note: no notice carries more than it must.
FACTS = frozenset({"number", "group", "day", "amount", "until", "count", "what"})
# Where an order stands. A newer one of these makes an older one that still waits unneeded.
STEPS = (
    "order.placed",
    "order.accepted",
    "order.ready",
    "order.delivered",
    "order.declined",
    "order.cancelled",
    "order.called_off",
    "order.not_collected",
    "order.corrected",
    "hold.ended",
)
# What nobody needs to be told any more once something of a kind is told: a step overtakes the steps before it and the
# warning that time runs out, and so does the money.
_WARNING = ("hold.warning",)
# That nobody works on the day of her order, and that it is a day of work after all.
DAY_CLOSED, DAY_OPEN = "order.day_closed", "order.day_open"
_PAID = ("payment.paid", "payment.too_little", "payment.too_much")
_OVERTAKES = {
    **dict.fromkeys(STEPS, STEPS + _WARNING),
    **dict.fromkeys(("payment.paid", "payment.too_much", "payment.came_late"), _WARNING),
    "payment.mistaken": _PAID,
    "payment.anew": ("payment.refunded",),
    # What she has answered on the telephone need not be asked any more.
    "agreement.heard": ("agreement.asked",),
}
# A step can be taken back for a while; whoever slipped does so at once, and then nobody is told anything.
SETTLES = timedelta(minutes=1)
KEPT = timedelta(days=180)


# nouns
class Notice(Base):
    """One thing to be told. `facts` are plain values for its sentence; `link` is a path on this machine.

    `next_try_at` is empty where nothing is tried any more, or nothing carries it: then somebody tells her by hand.
    A group or the staff `acknowledged` theirs when one of them tapped; of a group's notices the staff have a tap of
    their own (`staff_saw_at`).
    """

    __tablename__ = "notices"
    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint(sa.column("audience").in_(AUDIENCES), name="audience"),
        sa.Index("ix_notices_order_id_id", "order_id", "id"),
        sa.Index("ix_notices_group_id_audience_id", "group_id", "audience", "id"),
        sa.Index("ix_notices_clinic_id_audience_id", "clinic_id", "audience", "id"),
        sa.Index("ix_notices_clinic_id_state_id", "clinic_id", "state", "id"),
        # Of all there is, little is still to be sent or looked at; both are asked for all the time.
        sa.Index(
            "ix_notices_to_try",
            "clinic_id",
            "next_try_at",
            sqlite_where=sa.text("next_try_at IS NOT NULL"),
            postgresql_where=sa.text("next_try_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_notices_unseen",
            "clinic_id",
            "audience",
            "group_id",
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"))
    # The order's noun stands higher; here it is only a number.
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    audience: Mapped[str] = mapped_column(sa.String(10))
    mobile: Mapped[str] = mapped_column(sa.String(13), default="")
    facts: Mapped[str] = mapped_column(sa.Text, default="{}")
    link: Mapped[str] = mapped_column(sa.String(200), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(sa.String(10), default=WAITING)
    channel: Mapped[str] = mapped_column(sa.String(10), default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    staff_saw_at: Mapped[datetime | None] = mapped_column(Moment)
    staff_saw_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    group: Mapped[Group | None] = relationship()
    told_by: Mapped[Person | None] = relationship(foreign_keys=[told_by_id])
    acknowledged_by: Mapped[Person | None] = relationship(foreign_keys=[acknowledged_by_id])

    @property
    def plain_facts(self) -> dict[str, Any]:
        """The values its sentence is filled with."""
        facts: dict[str, Any] = json.loads(self.facts)
        return facts

    @property
    def is_told(self) -> bool:
        """Whether it reached her, as far as anybody knows."""
        return self.state in (SENT, TOLD)

    @property
    def can_be_told(self) -> bool:
        """Whether somebody may still tell her by hand."""
        return self.audience == CUSTOMER and self.state in (WAITING, GIVEN_UP)


class ToTell(NamedTuple):
    """Whom to tell of her order, with what its sentence is filled with, and the path of her page."""

    clinic_id: int
    group_id: int
    order_id: int
    mobile: str
    facts: Mapping[str, object]
    link: str


_NOTICE = table_of(Notice)
_ADD = sa.insert(_NOTICE)
# What is on its way to a woman of the group outside of the app would come too late.
_UNSPREAD = (
    sa.update(_NOTICE)
    .where(_NOTICE.c.order_id == sa.bindparam("order"), _NOTICE.c.audience == PERSON, _NOTICE.c.state == WAITING)
    .values(state=UNNEEDED, next_try_at=None)
)
_OVERTAKE = (
    sa.update(_NOTICE)
    .where(_NOTICE.c.order_id == sa.bindparam("order"), _NOTICE.c.audience == CUSTOMER, _NOTICE.c.state == WAITING)
    .where(_NOTICE.c.kind.in_(sa.bindparam("kinds", expanding=True)))
    .values(state=UNNEEDED, next_try_at=None)
)
_SETTLE = (
    sa.update(_NOTICE)
    .where(
        _NOTICE.c.order_id == sa.bindparam("order"), _NOTICE.c.audience == GROUP, _NOTICE.c.acknowledged_at.is_(None)
    )
    .values(acknowledged_at=sa.bindparam("now", type_=Moment), acknowledged_by_id=sa.bindparam("by"))
)


# verbs
def tell_customer(
    clinic_id: int,
    group_id: int | None,
    order_id: int | None,
    mobile: str,
    kind: str,
    facts: Mapping[str, object],
    link: str,
) -> None:
    """Tell a customer by her mobile. `link` is the secret path of her own page.

    A later step of an order overtakes an earlier one that she was not told yet. Raises ValueError where a fact is not
    among FACTS.
    """
    if order_id is not None and kind in _OVERTAKES:
        changed(_OVERTAKE, order=order_id, kinds=_OVERTAKES[kind])
    _write(
        clinic_id=clinic_id,
        group_id=group_id,
        order_id=order_id,
        kind=kind,
        audience=CUSTOMER,
        mobile=mobile,
        facts=facts,
        link=link,
        settles=kind in STEPS[1:],
    )


def tell_customers(kind: str, those: Sequence[ToTell]) -> None:
    """Tell several customers the same, each of her own order, in one statement. Raises as `tell_customer`."""
    rows = [_row(**one._asdict(), kind=kind, audience=CUSTOMER) for one in those]
    if rows:
        db.session.execute(_ADD, rows)


def drop(numbers: Collection[int], *kinds: str) -> None:
    """Of these orders their customers need not be told this any more; what they were told stays."""
    which = Notice.order_id.in_(numbers), Notice.audience == CUSTOMER, Notice.kind.in_(kinds)
    open_to_hands = sa.update(Notice).where(*which, Notice.state.in_((WAITING, GIVEN_UP)))
    changed(open_to_hands.values(state=UNNEEDED, next_try_at=None))


def tell_group(
    group: Group, kind: str, facts: Mapping[str, object], order_id: int | None = None, link: str = ""
) -> None:
    """Tell the women of a group, in the app and as each of them wants besides."""
    _write(
        clinic_id=group.clinic_id,
        group_id=group.id,
        order_id=order_id,
        kind=kind,
        audience=GROUP,
        mobile="",
        facts=facts,
        link=link,
    )


def tell_staff(clinic_id: int, kind: str, facts: Mapping[str, object], link: str = "") -> None:
    """Tell the clinic's staff, in the app and as each of them wants besides."""
    _write(
        clinic_id=clinic_id,
        group_id=None,
        order_id=None,
        kind=kind,
        audience=STAFF,
        mobile="",
        facts=facts,
        link=link,
    )


def withdraw(order_id: int, since: datetime) -> bool:
    """The step made at that moment was taken back: its customer is not told of it. Whether she was told already."""
    changed(_OVERTAKE, order=order_id, kinds=STEPS)
    told = sa.select(Notice.id).where(Notice.order_id == order_id, Notice.audience == CUSTOMER, Notice.made_at >= since)
    # That it was placed is never taken back.
    told = told.where(Notice.kind.in_(STEPS[1:]), Notice.state.in_((SENT, TOLD)))
    return db.session.scalar(told.limit(1)) is not None


def told(notice: Notice, by: Person) -> None:
    """Somebody told the customer herself. Twice is as once; whoever ticked first stays."""
    open_to_hands = sa.update(Notice).where(Notice.id == notice.id, Notice.state.in_((WAITING, GIVEN_UP)))
    changed(open_to_hands.values(state=TOLD, told_at=clock.now(), told_by_id=by.id, next_try_at=None))
    db.session.expire(notice)


def untold(notice: Notice) -> None:
    """The tick was a slip: somebody must still tell her. Twice is as once."""
    before = sa.case((Notice.tries > 0, GIVEN_UP), else_=WAITING)
    ticked = sa.update(Notice).where(Notice.id == notice.id, Notice.state == TOLD)
    changed(ticked.values(state=before, told_at=None, told_by_id=None))
    db.session.expire(notice)


def settle(order_id: int, by: Person | None) -> None:
    """This order went on, whoever did it (None: nobody of ours): its earlier news need no look any more."""
    changed(_SETTLE, order=order_id, now=clock.now(), by=by.id if by else None)
    changed(_UNSPREAD, order=order_id)


# questions
def get(clinic_id: int, number: int) -> Notice:
    """A notice of this clinic. Raises Missing."""
    found = db.session.scalar(sa.select(Notice).where(Notice.id == number, Notice.clinic_id == clinic_id))
    if found is None:
        raise Missing("notice")
    return found


def of_order(order_id: int) -> list[Notice]:
    """What the customer of this order was or is to be told, the newest first; what became unneeded is left out."""
    query = sa.select(Notice).options(joinedload(Notice.told_by))
    query = query.where(Notice.order_id == order_id, Notice.audience == CUSTOMER, Notice.state != UNNEEDED)
    return list(db.session.scalars(query.order_by(Notice.id.desc()).limit(20)))


def about_orders(numbers: Collection[int], *kinds: str) -> list[Notice]:
    """What the customers of these orders were or are to be told of these kinds, the oldest first. One statement."""
    query = sa.select(Notice).options(joinedload(Notice.told_by)).where(Notice.order_id.in_(numbers))
    query = query.where(Notice.audience == CUSTOMER, Notice.kind.in_(kinds), Notice.state != UNNEEDED)
    return list(db.session.scalars(query.order_by(Notice.id)))


def to_group(group: Group, before: int | None = None) -> paging.Page[Notice]:
    """What the group was told, newest first."""
    query = sa.select(Notice).options(joinedload(Notice.acknowledged_by))
    return paging.newest_first(query.where(Notice.group_id == group.id, Notice.audience == GROUP), Notice.id, before)


def to_staff(clinic_id: int, before: int | None = None) -> paging.Page[Notice]:
    """What the clinic's staff were told, newest first."""
    query = sa.select(Notice).options(joinedload(Notice.acknowledged_by))
    return paging.newest_first(query.where(Notice.clinic_id == clinic_id, Notice.audience == STAFF), Notice.id, before)


def of_link(clinic_id: int, link: str) -> list[Notice]:
    """What a customer was or is to be told of what is no order and stands at this link, the newest first."""
    query = sa.select(Notice).options(joinedload(Notice.told_by)).where(Notice.clinic_id == clinic_id)
    query = query.where(Notice.audience == CUSTOMER, Notice.order_id.is_(None), Notice.link == link)
    return list(db.session.scalars(query.where(Notice.state != UNNEEDED).order_by(Notice.id.desc()).limit(20)))


# private
def _write(*, settles: bool = False, **about: Any) -> None:
    changed(_ADD, **_row(settles=settles, **about))


def _row(*, facts: Mapping[str, object], settles: bool = False, **about: object) -> dict[str, object]:
    unknown = facts.keys() - FACTS
    if unknown:
        raise ValueError(f"a notice does not carry {', '.join(sorted(unknown))}")
    now = clock.now()
    return {
        **about,
        "facts": json.dumps(facts, ensure_ascii=False, default=_plain),
        "made_at": now,
        "next_try_at": now + SETTLES if settles else now,
    }


def _plain(value: object) -> str:
    """A day or a moment as text; anything else is no plain value."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a notice carries plain values, not {type(value).__name__}")
