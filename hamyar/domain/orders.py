"""Orders as they stand: what one customer asked of one group, every step it went, and how they are found."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.products import Variant
from hamyar.kit import clock, digits, letters, mobile, paging, search
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Missing

# states and limits
PLACED, ACCEPTED, READY, DELIVERED = "placed", "accepted", "ready", "delivered"
DECLINED, CANCELLED, NOT_COLLECTED = "declined", "cancelled", "not_collected"
WAY = (PLACED, ACCEPTED, READY, DELIVERED)
DEAD = (DECLINED, CANCELLED, NOT_COLLECTED)
STATES = (*WAY, *DEAD)
# What still waits for the group's hands.
OPEN = (PLACED, ACCEPTED, READY)
BY_LINK, BY_TELEPHONE = "link", "telephone"
CHANNELS = (BY_LINK, BY_TELEPHONE)
UNDO_FOR = timedelta(minutes=5)
_MOST_ON_A_DAY = 500


# nouns
class Order(Base):
    """One customer's order from one group. Orders of one checkout share `checkout`; `secret` is its link's."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint(sa.column("channel").in_(CHANNELS), name="channel"),
        sa.CheckConstraint("total > 0", name="total"),
        sa.UniqueConstraint("clinic_id", "number"),
        sa.Index("ix_orders_group_id_id", "group_id", "id"),
        sa.Index("ix_orders_group_id_state_id", "group_id", "state", "id"),
        sa.Index("ix_orders_group_id_placed_at", "group_id", "placed_at"),
        sa.Index("ix_orders_clinic_id_id", "clinic_id", "id"),
        sa.Index("ix_orders_clinic_id_state_id", "clinic_id", "state", "id"),
        sa.Index("ix_orders_clinic_id_mobile_id", "clinic_id", "mobile", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    number: Mapped[int]
    secret: Mapped[str] = mapped_column(sa.String(22), unique=True)
    checkout: Mapped[str] = mapped_column(sa.String(22), index=True)
    channel: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(15))
    name: Mapped[str] = mapped_column(sa.String(60))
    mobile: Mapped[str] = mapped_column(sa.String(13))
    note: Mapped[str] = mapped_column(sa.Text)
    total: Mapped[int] = mapped_column(sa.BigInteger)
    placed_at: Mapped[datetime] = mapped_column(Moment)
    placed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    ready_on: Mapped[date | None]
    search_key: Mapped[str] = mapped_column(sa.Text)

    group: Mapped[Group] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(back_populates="order", order_by="OrderLine.id")
    steps: Mapped[list["OrderStep"]] = relationship(back_populates="order", order_by="OrderStep.id")

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    @property
    def can_cancel(self) -> bool:
        """Whether the customer may still cancel it herself."""
        return self.state == PLACED

    @property
    def last_step(self) -> "OrderStep":
        """The step that brought it where it is; every order has its first one."""
        return self.way[-1]

    @property
    def way(self) -> list["OrderStep"]:
        """The steps that count: those that were undone, and the undoing, are left out."""
        kept: list[OrderStep] = []
        for step in self.steps:
            if step.undoes and kept:
                kept.pop()
            else:
                kept.append(step)
        return kept


class OrderLine(Base):
    """So many of one variant, with its names and price as they were: later changes of the product do not matter."""

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("price > 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), index=True)
    product_name: Mapped[str] = mapped_column(sa.String(80))
    variant_name: Mapped[str] = mapped_column(sa.String(40))
    unit: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(15))
    lead_days: Mapped[int]
    price: Mapped[int] = mapped_column(sa.BigInteger)
    quantity: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()

    @property
    def total(self) -> int:
        """In rials."""
        return self.price * self.quantity


class OrderStep(Base):
    """One step: where from, where to, who (None: the customer), when, and why where a reason was asked.

    `group_id` and the growing number let a board ask with one indexed question whether anything happened.
    """

    __tablename__ = "order_steps"
    __table_args__ = (
        sa.Index("ix_order_steps_group_id_id", "group_id", "id"),
        sa.Index("ix_order_steps_group_id_state_at", "group_id", "state", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    came_from: Mapped[str | None] = mapped_column(sa.String(15))
    state: Mapped[str] = mapped_column(sa.String(15))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    undoes: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment)

    order: Mapped[Order] = relationship(back_populates="steps")
    by: Mapped[Person | None] = relationship()


class Waiting(NamedTuple):
    """What waits in one group: how many orders in each open state, and since when the oldest."""

    counts: dict[str, int]
    since: datetime

    @property
    def total(self) -> int:
        """How many orders in all."""
        return sum(self.counts.values())


# questions
def whole() -> sa.Select[tuple[Order]]:
    """Orders with everything a page shows of them, in a fixed number of statements."""
    return sa.select(Order).options(
        joinedload(Order.group), selectinload(Order.lines), selectinload(Order.steps).joinedload(OrderStep.by)
    )


def by_secret(clinic_id: int, secret: str) -> Order:
    """The order of this link. Raises Missing."""
    return _one(whole().where(Order.secret == secret, Order.clinic_id == clinic_id))


def siblings(order: Order) -> list[Order]:
    """The other orders of the same checkout, in the order they were made."""
    query = whole().where(Order.checkout == order.checkout, Order.id != order.id)
    return list(db.session.scalars(query.order_by(Order.id)))


def get(group: Group, number: int) -> Order:
    """The group's order with this number. Raises Missing."""
    return _one(whole().where(Order.group_id == group.id, Order.number == number))


def waiting(group: Group, after: int | None = None, state: str = "") -> paging.Page[Order]:
    """What waits for the group's hands, oldest first; where a state is given, what stands in that one."""
    states = (state,) if state else OPEN
    return paging.oldest_first(whole().where(Order.group_id == group.id, Order.state.in_(states)), Order.id, after)


def just_ended(group: Group) -> list[Order]:
    """The orders that ended so lately that it can still be taken back, the latest first; at most 20."""
    # Over the growing number, which is indexed with the group; the time is not.
    lately = sa.select(OrderStep.order_id, OrderStep.at).where(OrderStep.group_id == group.id)
    steps = db.session.execute(lately.order_by(OrderStep.id.desc()).limit(50))
    numbers = [order_id for order_id, at in steps if clock.now() - at <= UNDO_FOR]
    query = whole().where(Order.id.in_(numbers), Order.state.not_in(OPEN))
    return list(db.session.scalars(query.order_by(Order.id.desc()).limit(20))) if numbers else []


def count_waiting(group: Group) -> dict[str, int]:
    """How many orders stand in each open state."""
    query = sa.select(Order.state, sa.func.count()).where(Order.group_id == group.id, Order.state.in_(OPEN))
    return dict(db.session.execute(query.group_by(Order.state)).tuples().all())


def pulse(group: Group) -> int:
    """A number that grows with every step of the group's orders: one indexed question."""
    return db.session.scalar(sa.select(sa.func.max(OrderStep.id)).where(OrderStep.group_id == group.id)) or 0


def newest_placed(group: Group) -> int:
    """The number in the table of the newest order still waiting to be accepted; 0 where there is none."""
    query = sa.select(sa.func.max(Order.id)).where(Order.group_id == group.id, Order.state == PLACED)
    return db.session.scalar(query) or 0


def of_group(
    group: Group, *, state: str = "", day: date | None = None, text: str = "", before: int | None = None
) -> paging.Page[Order]:
    """The group's orders, newest first, by state, day they were placed, and number, name or mobile."""
    return _listed(Order.group_id == group.id, state, day, text, before)


def of_clinic(
    clinic_id: int, *, state: str = "", day: date | None = None, text: str = "", before: int | None = None
) -> paging.Page[Order]:
    """The same over all groups of a clinic."""
    return _listed(Order.clinic_id == clinic_id, state, day, text, before)


def of_mobiles(clinic_id: int, mobiles: list[str], count: int = 5) -> dict[str, list[Order]]:
    """The newest orders of several customers, at most `count` each, by their numbers: a fixed number of statements."""
    place = sa.func.row_number().over(partition_by=Order.mobile, order_by=Order.id.desc()).label("place")
    ranked = sa.select(Order.id, place).where(Order.clinic_id == clinic_id, Order.mobile.in_(mobiles)).subquery()
    query = whole().join(ranked, ranked.c.id == Order.id).where(ranked.c.place <= count).order_by(Order.id.desc())
    found: dict[str, list[Order]] = {mobile: [] for mobile in mobiles}
    for order in db.session.scalars(query):
        found[order.mobile].append(order)
    return found


def waiting_by_group(clinic_id: int) -> dict[int, Waiting]:
    """What waits in each group of a clinic, by the group's number; groups where nothing waits are not in it."""
    query = sa.select(Order.group_id, Order.state, sa.func.count(), sa.func.min(Order.placed_at)).where(
        Order.clinic_id == clinic_id, Order.state.in_(OPEN)
    )
    found: dict[int, Waiting] = {}
    for group_id, state, count, since in db.session.execute(query.group_by(Order.group_id, Order.state)):
        earlier = found.get(group_id, Waiting({}, since))
        found[group_id] = Waiting({**earlier.counts, state: count}, min(since, earlier.since))
    return found


def for_day(group: Group, day: date) -> list[Order]:
    """What the group works through on a day: all that is open, and what was ready or delivered on that day.

    Made-to-order lines due later are left out; at most 500, the earliest first.
    """
    due = sa.or_(Order.ready_on.is_(None), Order.ready_on <= day)
    open_now = sa.select(Order.id).where(Order.group_id == group.id, Order.state.in_((ACCEPTED, READY)), due)
    handed_over = sa.select(OrderStep.order_id).where(
        OrderStep.group_id == group.id,
        OrderStep.state == DELIVERED,
        OrderStep.at >= clock.start_of(day),
        OrderStep.at < clock.start_of(day + timedelta(days=1)),
    )
    # Two questions put together, each with an index of its own: one with "or" would read every order of the group.
    query = whole().where(
        Order.id.in_(sa.union_all(open_now, handed_over)), Order.state.in_((ACCEPTED, READY, DELIVERED))
    )
    return list(db.session.scalars(query.order_by(Order.id).limit(_MOST_ON_A_DAY)))


def key(name: str, number: str) -> str:
    """The search key of an order: the customer's name and mobile. Its number is looked up by itself."""
    return search.key(name, mobile.plain(number))


# private
def _one(query: sa.Select[tuple[Order]]) -> Order:
    order = db.session.scalar(query)
    if order is None:
        raise Missing("order")
    return order


def _listed(
    whose: sa.ColumnElement[bool], state: str, day: date | None, text: str, before: int | None
) -> paging.Page[Order]:
    query = whole().where(whose)
    if state:
        query = query.where(Order.state == state)
    if day:
        query = query.where(
            Order.placed_at >= clock.start_of(day), Order.placed_at < clock.start_of(day + timedelta(days=1))
        )
    return paging.newest_first(query.where(*_fitting(text)), Order.id, before)


def _fitting(text: str) -> list[sa.ColumnElement[bool]]:
    bare = digits.to_ascii(letters.line(text)).replace(" ", "").removeprefix("+98").removeprefix("0098")
    if bare.isascii() and bare.isdigit() and len(bare) <= 6 and not bare.startswith("0"):
        return [sa.or_(Order.number == int(bare), *search.matching(Order.id, Order.search_key, bare)[:1])]
    return search.matching(Order.id, Order.search_key, bare if bare.isdigit() else text)
