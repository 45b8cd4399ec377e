"""Orders as they stand: what one customer asked of one group, every step it went, and how they are found."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from hamyar.domain.days import WHOLE_DAY, Slot
from hamyar.domain.delivery import COURIER, POST, TO_HER, VISIT, OrderAddress
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.products import BY_DAY, SERVICE, Variant
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
# How it came to the group: through a shop's page, by telephone, over the counter, as a message that somebody pasted,
# at a fair, or as a quote that both sides agreed upon.
BY_LINK, BY_TELEPHONE, AT_COUNTER, BY_MESSAGE, AT_FAIR, BY_QUOTE = (
    "link",
    "telephone",
    "counter",
    "message",
    "fair",
    "quote",
)
CHANNELS = (BY_LINK, BY_TELEPHONE, AT_COUNTER, BY_MESSAGE, AT_FAIR, BY_QUOTE)
# What a line of an order is: something of a product, something agreed upon, or what the way to the customer costs.
FEES = TO_HER
UNDO_FOR = timedelta(minutes=5)
# So many of a customer are sent to her again.
_NEWEST = 5


# nouns
class Order(Base):
    """One customer's order from one group. Orders of one checkout share `checkout`; `secret` is its link's.

    `ready_on` is the day it is for, `window` to `window_ends` the hours of it in minutes after midnight where it wants
    some; what they take of `days` goes back with it. `delivery` is how it is handed over, empty where the two agree by
    telephone, `area` the one it goes to; its fee is a line. `tracking` is the post's number. `total` holds everything.
    """

    __tablename__ = "orders"
    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint(sa.column("channel").in_(CHANNELS), name="channel"),
        sa.CheckConstraint("total > 0", name="total"),
        sa.UniqueConstraint("clinic_id", "number"),
        sa.Index("ix_orders_group_id_ready_on_id", "group_id", "ready_on", "id"),
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
    window: Mapped[int | None]
    window_ends: Mapped[int | None]
    delivery: Mapped[str] = mapped_column(sa.String(10), default="", server_default=sa.text("''"))
    area: Mapped[str] = mapped_column(sa.String(60), default="", server_default=sa.text("''"))
    tracking: Mapped[str] = mapped_column(sa.String(40), default="", server_default=sa.text("''"))
    search_key: Mapped[str] = mapped_column(sa.Text)

    group: Mapped[Group] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(back_populates="order", order_by="OrderLine.id")
    steps: Mapped[list["OrderStep"]] = relationship(back_populates="order", order_by="OrderStep.id")
    address: Mapped[OrderAddress | None] = relationship(viewonly=True)

    @property
    def goods(self) -> list["OrderLine"]:
        """Its lines without what the way to the customer costs."""
        return [line for line in self.lines if line.kind not in FEES]

    @property
    def fees(self) -> list["OrderLine"]:
        """What the way to the customer costs; empty where it costs nothing."""
        return [line for line in self.lines if line.kind in FEES]

    @property
    def due(self) -> Slot | None:
        """The day it is for, with its hours where it wants some; None where no day was named."""
        if self.ready_on is None:
            return None
        return Slot(self.ready_on, WHOLE_DAY if self.window is None else self.window, self.window_ends)

    @property
    def slot(self) -> Slot | None:
        """What it takes of a day; None where nothing of it is by the day."""
        return self.due if any(line.kind in BY_DAY for line in self.lines) else None

    @property
    def path(self) -> str:
        """Where the customer's own page of it stands on this machine, for what is told to her."""
        return f"/o/{self.secret}"

    @property
    def desk(self) -> str:
        """Where the group's own page of it stands, for what is told to the group."""
        return f"/group/{self.group.slug}/orders/{self.number}"

    @property
    def is_work(self) -> bool:
        """Whether it is work that is done for her, and nothing that is handed over or brought."""
        if self.delivery in (COURIER, POST):
            return False
        return self.delivery == VISIT or all(line.kind == SERVICE for line in self.goods)

    @property
    def is_dead(self) -> bool:
        """Whether it was declined, cancelled or not collected."""
        return self.state in DEAD

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
    """So many of one variant, with its names and price as they were: later changes of the product do not matter.

    Without a variant it is work that was agreed upon, or a fee, whose product's name is then the area's. `kind` is the
    product's, ON_AGREEMENT, or one of FEES.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("price > 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    variant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("variants.id"), index=True)
    product_name: Mapped[str] = mapped_column(sa.String(80))
    variant_name: Mapped[str] = mapped_column(sa.String(40))
    unit: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(15))
    lead_days: Mapped[int]
    price: Mapped[int] = mapped_column(sa.BigInteger)
    quantity: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines")
    variant: Mapped[Variant | None] = relationship()

    @property
    def total(self) -> int:
        """In rials."""
        return self.price * self.quantity


class OrderStep(Base):
    """One step: where from, where to, who, when, and why where a reason was asked.

    Without a person it was the customer, both sides together, or, where `by_clock`, nobody: her time to pay was over.

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
    by_clock: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    at: Mapped[datetime] = mapped_column(Moment)

    order: Mapped[Order] = relationship(back_populates="steps")
    by: Mapped[Person | None] = relationship()

    @property
    def is_agreed(self) -> bool:
        """Whether it is nobody's step alone, but what both sides said yes to."""
        is_hers_or_the_clocks = self.came_from is None or (self.came_from, self.state) == (PLACED, CANCELLED)
        return self.by_id is None and not is_hers_or_the_clocks


# questions
def whole() -> sa.Select[tuple[Order]]:
    """Orders with everything a page shows of them, in a fixed number of statements."""
    return sa.select(Order).options(
        joinedload(Order.group),
        joinedload(Order.address),
        selectinload(Order.lines),
        selectinload(Order.steps).joinedload(OrderStep.by),
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


def get_by_id(group: Group, number: int) -> Order:
    """The group's order with this number in the table. Raises Missing."""
    return _one(whole().where(Order.group_id == group.id, Order.id == number))


def of_group(
    group: Group,
    *,
    state: str = "",
    day: date | None = None,
    due: date | None = None,
    text: str = "",
    before: int | None = None,
) -> paging.Page[Order]:
    """The group's orders, newest first, by state, day they were placed, day they are for, number, name or mobile."""
    is_for = Order.ready_on == due if due else sa.true()
    return _listed(sa.and_(Order.group_id == group.id, is_for), state, day, text, before)


def of_clinic(
    clinic_id: int, *, state: str = "", day: date | None = None, text: str = "", before: int | None = None
) -> paging.Page[Order]:
    """The same over all groups of a clinic."""
    return _listed(Order.clinic_id == clinic_id, state, day, text, before)


def of_mobiles(clinic_id: int, mobiles: list[str]) -> dict[str, list[Order]]:
    """The newest few orders of several customers, by their numbers: a fixed number of statements."""
    place = sa.func.row_number().over(partition_by=Order.mobile, order_by=Order.id.desc()).label("place")
    ranked = sa.select(Order.id, place).where(Order.clinic_id == clinic_id, Order.mobile.in_(mobiles)).subquery()
    query = whole().join(ranked, ranked.c.id == Order.id).where(ranked.c.place <= _NEWEST).order_by(Order.id.desc())
    found: dict[str, list[Order]] = {mobile: [] for mobile in mobiles}
    for order in db.session.scalars(query):
        found[order.mobile].append(order)
    return found


def by_numbers(clinic_id: int, numbers: set[int]) -> dict[int, Order]:
    """Those of a clinic with these numbers in the table, by them."""
    query = whole().where(Order.id.in_(numbers), Order.clinic_id == clinic_id)
    return {order.id: order for order in db.session.scalars(query)}


def last_of(group: Group, number: str) -> Order | None:
    """The newest order that this group had from a mobile. Where that one went is nobody's matter any more."""
    query = sa.select(Order)
    query = query.where(Order.clinic_id == group.clinic_id, Order.mobile == number, Order.group_id == group.id)
    return db.session.scalar(query.order_by(Order.id.desc()).limit(1))


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
