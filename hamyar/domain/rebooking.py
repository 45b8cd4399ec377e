"""Another day for an order that stands: its places go back, and others are taken, in one step. Every change is kept."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain import days, notices, products
from hamyar.domain.days import WHOLE_DAY, Slot
from hamyar.domain.orders import PLACED, Order
from hamyar.domain.people import Person
from hamyar.domain.products import BY_DAY, SERVICE, Product, Window
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Refused

# states and limits
MOST_FREE = 21
# Two who agree may choose any day up to here.
FARTHEST = timedelta(days=366)


# nouns
class DayChange(Base):
    """An order was moved from one day to another. `by` is empty where the customer did it."""

    __tablename__ = "day_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    came_from: Mapped[date | None]
    day: Mapped[date]
    window: Mapped[int | None]
    window_ends: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Person | None] = relationship()

    @property
    def slot(self) -> Slot:
        """The day it got, with its hours where it has some."""
        return Slot(self.day, WHOLE_DAY if self.window is None else self.window, self.window_ends)


class _Held(NamedTuple):
    """What a line of an order holds of a day. `kind` is the line's: the product's may have become another since."""

    kind: str
    product: Product
    quantity: int


# verbs
def choose(order: Order, slot: Slot) -> None:
    """The customer moves her order herself, as long as it waits to be accepted.

    Refused: move.late (state), move.unknown where nothing of it is by the day, day.* where that day cannot be asked
    for or is full.
    """
    if order.state != PLACED:
        raise Refused("move.late", state=order.state, by="", at=order.last_step.at)
    held = _held(order)
    if not held:
        raise Refused("move.unknown")
    for one in held:
        days.check(one.product, days.own_slot(one.product.kind, slot))
    move(order, slot, None)
    notices.tell_group(order.group, "order.day_moved", _facts(order), order.id, order.desk)


def move(order: Order, slot: Slot, by: Person | None) -> None:
    """Give it another day, as both sides agreed. Refused as in `fitting`, and day.full."""
    earlier, whole = order.slot, fitting(order, slot)
    for kind, product, quantity in _held(order):
        if earlier:
            days.give_back(product.id, days.own_slot(kind, earlier), quantity)
        days.take(product, days.own_slot(kind, whole), quantity)
    window = None if whole.window == WHOLE_DAY else whole.window
    db.session.add(
        DayChange(
            order_id=order.id,
            came_from=order.ready_on,
            day=whole.day,
            window=window,
            window_ends=whole.ends,
            by_id=by.id if by else None,
            at=clock.now(),
        )
    )
    order.ready_on, order.window, order.window_ends = whole.day, window, whole.ends
    db.session.flush()
    notices.drop([order.id], notices.DAY_CLOSED, notices.DAY_OPEN)


# questions
def fitting(order: Order, slot: Slot) -> Slot:
    """The slot as this order would take it: with hours where some of it is done at an hour, else the whole day.

    Refused: day.past, day.late, day.window (product) where something is not done at that hour, day.same.
    """
    today = clock.today()
    if slot.day < today:
        raise Refused("day.past")
    if slot.day > today + FARTHEST:
        raise Refused("day.late")
    services = _services(order)
    for product in services:
        if not _has_window(product, slot.window):
            raise Refused("day.window", product=product.name)
    whole = days.exact(services, slot) if services else Slot(slot.day)
    if whole == order.due:
        raise Refused("day.same")
    return whole


def changes_of(order: Order) -> list[DayChange]:
    """How the day of this order was changed, the first change first."""
    query = sa.select(DayChange).options(joinedload(DayChange.by)).where(DayChange.order_id == order.id)
    return list(db.session.scalars(query.order_by(DayChange.id)))


def free_for(order: Order, most: int = MOST_FREE) -> list[days.Free]:
    """The other slots that this order could be moved to; empty where nothing of it is by the day."""
    many: Counter[Product] = Counter()
    for one in _held(order):
        many[one.product] += one.quantity
    return [free for free in days.free(list(many.items()), most + 1) if free.slot != order.due][:most]


def windows_of(order: Order) -> list[Window]:
    """The hours of a day at which all of it can be done; empty where it takes days as a whole."""
    services = _services(order)
    known = services[0].windows if services else []
    return [window for window in known if all(_has_window(product, window.starts) for product in services)]


# private
def _held(order: Order) -> list[_Held]:
    wanted = [line for line in order.lines if line.variant_id and line.kind in BY_DAY]
    present = products.variants(order.clinic_id, {line.variant_id for line in wanted if line.variant_id})
    return [_Held(line.kind, present[line.variant_id].product, line.quantity) for line in wanted if line.variant_id]


def _services(order: Order) -> list[Product]:
    return [one.product for one in _held(order) if one.kind == SERVICE]


def _has_window(product: Product, starts: int) -> bool:
    return any(window.starts == starts for window in product.windows)


def _facts(order: Order) -> dict[str, object]:
    return {"number": order.number, "group": order.group.name, "day": order.ready_on}
