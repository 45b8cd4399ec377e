"""A group's coming days at a glance: what is sold of each, and on which nobody works and why."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from hamyar.domain import days, holidays, shelf
from hamyar.domain.days import HORIZON, WHOLE_DAY, DayOff, Slot
from hamyar.domain.groups import Group
from hamyar.domain.orders import DELIVERED, Order, OrderLine
from hamyar.domain.products import BY_DAY, LONGEST_LEAD, Product, Variant
from hamyar.kit import clock
from hamyar.kit.db import db

# states and limits
AT_A_GLANCE = 14
_FARTHEST = HORIZON + timedelta(days=LONGEST_LEAD)


# nouns
class Count(NamedTuple):
    """How many places of a product's slot are taken, and how many there are; None: no limit."""

    product: Product
    slot: Slot
    taken: int
    places: int | None

    @property
    def excess(self) -> int:
        """How many more are promised than there are places."""
        return 0 if self.places is None else max(0, self.taken - self.places)

    @property
    def is_full(self) -> bool:
        """Whether not one more can be promised."""
        return self.places is not None and self.taken >= self.places


@dataclass(frozen=True)
class Workday:
    """A day, what is sold of it, and what keeps the group from working on it: its own word, a holiday, the weekday."""

    day: date
    counts: list[Count]
    off: DayOff | None
    holiday: holidays.Day | None
    is_weekday_off: bool

    @property
    def is_closed(self) -> bool:
        """Whether nobody can order anything for it."""
        return bool(self.off or self.holiday or self.is_weekday_off)


# questions
def coming(group: Group) -> list[Workday]:
    """Today and the days after it. What was ordered of a product stands there even where it is hidden by now."""
    first = clock.today()
    each = [first + timedelta(days=n) for n in range(AT_A_GLANCE)]
    counts = _counts(shelf.by_day(group), first, each[-1])
    look = _looks_at(group, first, each[-1])
    return [look(day, [one for one in counts if one.slot.day == day]) for day in each]


def over(product: Product) -> list[Count]:
    """The coming slots of which more is still to be made than the product now has places, the nearest first."""
    if not product.is_by_day:
        return []
    today = clock.today()
    done = _delivered(product, today)
    counts = _counts([product], today, today + _FARTHEST)
    still = [one._replace(taken=one.taken - done[one.slot.day, one.slot.window]) for one in counts]
    return [one for one in still if one.excess]


# private
def _counts(products: Iterable[Product], first: date, last: date) -> list[Count]:
    by_number = {product.id: product for product in products}
    sold = days.sold(by_number, first, last).items()
    found = [_count(by_number[number], Slot(day, window), many) for (number, day, window), many in sold if many]
    return sorted(found, key=lambda one: (one.slot.day, one.slot.window, one.product.name))


def _delivered(product: Product, first: date) -> Counter[tuple[date, int]]:
    """How many of it were handed over already for this day and later ones, by day and window."""
    query = sa.select(OrderLine).join(OrderLine.order).join(OrderLine.variant).options(contains_eager(OrderLine.order))
    query = query.where(Variant.product_id == product.id, OrderLine.kind.in_(BY_DAY))
    done: Counter[tuple[date, int]] = Counter()
    for line in db.session.scalars(query.where(Order.state == DELIVERED, Order.ready_on >= first)):
        if line.order.due:
            own = days.own_slot(line.kind, line.order.due)
            done[own.day, own.window] += line.quantity
    return done


def _count(product: Product, slot: Slot, many: int) -> Count:
    return Count(product, days.exact([product], slot), many, _places(product, slot))


def _places(product: Product, slot: Slot) -> int | None:
    """None of a day on which it is no longer made; as many as were taken where it was sold in another way then."""
    if str(slot.day.weekday()) not in product.weekdays:
        return 0
    was_sold_otherwise = product.is_service == (slot.window == WHOLE_DAY)
    return None if was_sold_otherwise else days.places(product, slot)


def _looks_at(group: Group, first: date, last: date) -> Callable[[date, list[Count]], Workday]:
    """What is known of each day from the first to the last, asked for once."""
    off = {one.day: one for one in days.off(group, first, last)}
    official = {} if group.works_on_holidays else _holidays(group, first, last)

    def look(day: date, counts: list[Count]) -> Workday:
        is_weekday_off = str(day.weekday()) in group.weekdays_off
        return Workday(day, counts, off.get(day), official.get(day), is_weekday_off)

    return look


def _holidays(group: Group, first: date, last: date) -> dict[date, holidays.Day]:
    return {one.day: one for one in holidays.days(group.clinic_id, first, last) if one.is_off}
