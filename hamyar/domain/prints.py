"""What went to paper: each sheet has a number and a time, and knows what has changed since."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamyar.domain import board
from hamyar.domain.groups import Group
from hamyar.domain.orders import ACCEPTED, DELIVERED, READY, Order, OrderStep
from hamyar.domain.payments import Payment, PaymentStep
from hamyar.domain.people import Person
from hamyar.domain.products import Product
from hamyar.domain.rebooking import DayChange
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Missing, Refused

# states and limits
DAY, SLIP, LABEL, POSTER = "day", "slip", "label", "poster"
KINDS = (DAY, SLIP, LABEL, POSTER)
A4, ROLL = "a4", "roll"
SIZES = (A4, ROLL)
# So long a sheet may wait for its printer, or be opened once more because the printer was off, and is still the first.
FRESH = timedelta(minutes=5)


# nouns
class Print(Base):
    """One sheet: a day's list, an order's slip or label, or a poster. `number` counts the group's sheets.

    `step`, `change` and `paid` are the last step, change of day and payment's step that had been made when it was
    printed: what comes after is not on it. A poster is of its product, or without one of the group's shop.
    """

    __tablename__ = "prints"
    __table_args__ = (
        sa.CheckConstraint(sa.column("kind").in_(KINDS), name="kind"),
        sa.CheckConstraint(sa.column("size").in_(SIZES), name="size"),
        sa.CheckConstraint(
            "(kind = 'day') = (day IS NOT NULL) AND (kind IN ('slip', 'label')) = (order_id IS NOT NULL)"
            " AND (kind = 'poster' OR product_id IS NULL)",
            name="about",
        ),
        sa.UniqueConstraint("group_id", "number"),
        sa.Index("ix_prints_group_id_kind_day_id", "group_id", "kind", "day", "id"),
        sa.Index("ix_prints_order_id_kind_id", "order_id", "kind", "id"),
        sa.Index("ix_prints_group_id_kind_product_id_id", "group_id", "kind", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(10))
    size: Mapped[str] = mapped_column(sa.String(10))
    day: Mapped[date | None]
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"))
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    is_again: Mapped[bool]
    step: Mapped[int]
    change: Mapped[int]
    paid: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    by: Mapped[Person] = relationship()
    order: Mapped[Order | None] = relationship()
    product: Mapped[Product | None] = relationship()

    @property
    def is_fresh(self) -> bool:
        """Whether it was made within FRESH: paper that comes out of it now is taken for the first."""
        return clock.now() - self.at <= FRESH

    @property
    def says_again(self) -> bool:
        """Whether paper that comes out now says that it is printed again.

        It does where an earlier sheet about the same was there when this one was made, and where this one was made
        more than FRESH ago: then it was printed at that time, and this is a second copy.
        """
        return self.is_again or not self.is_fresh


# verbs
def of_day(group: Group, day: date, size: str, by: Person) -> Print:
    """A sheet with the group's list of a day."""
    return _make(group, DAY, size, by, day=day)


def of_order(order: Order, kind: str, size: str, by: Person) -> Print:
    """A sheet about one order: its SLIP or its LABEL."""
    return _make(order.group, kind, size, by, order=order)


def of_poster(group: Group, product: Product | None, size: str, by: Person) -> Print:
    """A poster of one of the group's products, or of its shop. Refused: poster.unseen, where customers see neither."""
    if not is_seen(group, product):
        raise Refused("poster.unseen")
    return _make(group, POSTER, size, by, product=product)


# questions
def get(group: Group, number: int) -> Print:
    """One of the group's sheets. Raises Missing."""
    found = db.session.scalar(sa.select(Print).where(Print.group_id == group.id, Print.number == number))
    if found is None:
        raise Missing("print")
    return found


def last_of_day(group: Group, day: date) -> Print | None:
    """The newest sheet with this day's list, or None."""
    return _last(group, DAY, Print.day == day)


def last_poster(group: Group, product: Product | None) -> Print | None:
    """The newest poster of this product, or of the shop, or None."""
    return _last(group, POSTER, _of_product(product))


def is_seen(group: Group, product: Product | None) -> bool:
    """Whether customers see what a poster of this product, or of the shop, would lead to."""
    return product.is_public if product else group.is_open


def changes_since(sheet: Print) -> int:
    """How many orders of its day, or whether its own, went on, came, left, moved or were paid after it was printed.

    Of a product's poster: whether its product was described anew. What changes about a shop is not counted: 0.
    """
    if sheet.kind == POSTER:
        return int(sheet.product is not None and sheet.product.changed_at > sheet.at)
    moved = sa.select(DayChange.order_id).join(Order, Order.id == DayChange.order_id).where(DayChange.id > sheet.change)
    stepped = sa.select(OrderStep.order_id).join(Order, Order.id == OrderStep.order_id)
    # An order that was only placed stands on no sheet yet.
    stepped = stepped.where(
        OrderStep.group_id == sheet.group_id, OrderStep.id > sheet.step, OrderStep.came_from.is_not(None)
    )
    paid = sa.select(Payment.order_id).join(PaymentStep).join(Order, Order.id == Payment.order_id)
    paid = paid.where(Payment.group_id == sheet.group_id, PaymentStep.id > sheet.paid)
    if sheet.order_id is not None:
        moved, stepped, paid = (one.where(Order.id == sheet.order_id) for one in (moved, stepped, paid))
    else:
        moved = moved.where(
            # What is overdue stands on every later day's list too.
            Order.group_id == sheet.group_id,
            sa.or_(DayChange.day <= sheet.day, DayChange.came_from <= sheet.day),
        )
        # What is for no day in particular stands on the list of every day.
        is_listed = sa.or_(Order.ready_on.is_(None), Order.ready_on <= sheet.day)
        stepped, paid = stepped.where(is_listed), paid.where(is_listed, Order.state.in_((ACCEPTED, READY, DELIVERED)))
    every = sa.union(moved, stepped, paid).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(every)) or 0


# private
def _make(
    group: Group,
    kind: str,
    size: str,
    by: Person,
    *,
    day: date | None = None,
    order: Order | None = None,
    product: Product | None = None,
) -> Print:
    same = _of_product(product)
    if order is not None:
        same = Print.order_id == order.id
    elif day is not None:
        same = Print.day == day
    numbers = sa.select(sa.func.max(Print.number)).where(Print.group_id == group.id)
    sheet = Print(
        group_id=group.id,
        number=(db.session.scalar(numbers) or 0) + 1,
        kind=kind,
        size=size,
        day=day,
        order_id=order.id if order else None,
        product_id=product.id if product else None,
        is_again=_last(group, kind, same) is not None,
        step=board.pulse(group),
        change=db.session.scalar(sa.select(sa.func.max(DayChange.id))) or 0,
        paid=db.session.scalar(sa.select(sa.func.max(PaymentStep.id))) or 0,
        at=clock.now(),
        by_id=by.id,
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _last(group: Group, kind: str, same: sa.ColumnElement[bool]) -> Print | None:
    query = sa.select(Print).where(Print.group_id == group.id, Print.kind == kind, same)
    return db.session.scalar(query.order_by(Print.id.desc()).limit(1))


def _of_product(product: Product | None) -> sa.ColumnElement[bool]:
    return Print.product_id == product.id if product else Print.product_id.is_(None)
