"""The days on which something can be made or done, and how many places each of them has left.

Capacity counts the day of delivery, over all ways in which orders come. Every change is one statement that changes
nothing where not enough is left, as with `stock`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import groups, holidays, journal
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.products import MOST_A_DAY, SERVICE, Product, Window
from hamyar.kit import clock
from hamyar.kit.db import Base, changed, db, returned, table_of
from hamyar.kit.errors import Refused

# states and limits
WHOLE_DAY = -1
# How far ahead a customer may order, from the first day that is possible.
HORIZON = timedelta(days=90)
LONGEST_REASON = 80
_KEY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([0-9]{1,4}))?")


# nouns
class DayOff(Base):
    """A day on which a group does not work, besides its weekdays off and the holidays."""

    __tablename__ = "days_off"

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")


class Taken(Base):
    """How many places of a product's day are taken: of the whole day, or of the window that starts at that minute."""

    __tablename__ = "days_taken"
    __table_args__ = (sa.CheckConstraint("taken >= 0", name="taken"),)

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, default=WHOLE_DAY)
    taken: Mapped[int]


@dataclass(frozen=True)
class Slot:
    """A day, and the window of it where a service wants one (minutes after midnight)."""

    day: date
    window: int = WHOLE_DAY
    # Two slots that begin together are the same.
    ends: int | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """Its name in a form: 2026-11-25, or 2026-11-25.600 for what begins at ten."""
        return f"{self.day}" if self.window == WHOLE_DAY else f"{self.day}.{self.window}"


@dataclass(frozen=True)
class Free:
    """A slot that can be had, and how many places it has left for the scarcest thing wanted; None: no limit."""

    slot: Slot
    left: int | None


_TAKEN = table_of(Taken)
_THIS = (
    _TAKEN.c.product_id == sa.bindparam("product"),
    _TAKEN.c.day == sa.bindparam("on"),
    _TAKEN.c.window == sa.bindparam("at"),
)
_MANY = sa.bindparam("many", type_=sa.Integer)
_PER_DAY = sa.select(Product.per_day).where(Product.id == sa.bindparam("product")).scalar_subquery()
_PLACES = (
    sa.select(Window.places)
    .where(Window.product_id == sa.bindparam("product"), Window.starts == sa.bindparam("at"))
    .scalar_subquery()
)
_OPEN = sa.insert(_TAKEN).values(
    product_id=sa.bindparam("product"), day=sa.bindparam("on"), window=sa.bindparam("at"), taken=0
)
_TAKE = sa.update(_TAKEN).where(*_THIS).values(taken=_TAKEN.c.taken + _MANY).returning(_TAKEN.c.taken)
_TAKE_OF_DAY = _TAKE.where(_TAKEN.c.taken + _MANY <= sa.func.coalesce(_PER_DAY, MOST_A_DAY))
_TAKE_OF_WINDOW = _TAKE.where(_TAKEN.c.taken + _MANY <= sa.func.coalesce(_PLACES, 0))
_GIVE_BACK = sa.update(_TAKEN).where(*_THIS, _TAKEN.c.taken >= _MANY).values(taken=_TAKEN.c.taken - _MANY)


# verbs
def take(product: Product, slot: Slot, many: int) -> None:
    """Take so many places of a day. Refused: day.full (product, left). Whether the day is open is asked before."""
    where = {"product": product.id, "on": slot.day, "at": slot.window}
    if db.session.get(Taken, (product.id, slot.day, slot.window)) is None:
        changed(_OPEN, **where)
    statement = _TAKE_OF_DAY if slot.window == WHOLE_DAY else _TAKE_OF_WINDOW
    if returned(statement, **where, many=many) is None:
        raise Refused("day.full", product=product.name, left=_left(product, slot))


def give_back(product_id: int, slot: Slot, many: int) -> None:
    """The order that had taken them is no more, or has another day."""
    if not changed(_GIVE_BACK, product=product_id, on=slot.day, at=slot.window, many=many):
        raise RuntimeError(f"product {product_id} gives back more places of {slot.day} than were taken")


def close(group: Group, day: date, reason: str, by: Person) -> None:
    """The group does not work on this day. Twice is as once; the last reason holds. Refused: day.past, day.far.

    Orders that stand for it stay: see `closings.hit_in`.
    """
    if day < clock.today():
        raise Refused("day.past")
    if day > clock.today() + holidays.AHEAD:
        raise Refused("day.far", years=holidays.AHEAD.days // 366)
    found = db.session.get(DayOff, (group.id, day))
    if found is None:
        found = DayOff(group_id=group.id, day=day)
        db.session.add(found)
        journal.note(group.clinic_id, "day.closed", f"{day} group:{group.id}", by.id)
    found.reason = reason
    db.session.flush()
    groups.touch(group)


def open_again(group: Group, day: date, by: Person) -> None:
    """The group works on this day after all. Twice is as once."""
    if changed(sa.delete(DayOff).where(DayOff.group_id == group.id, DayOff.day == day)):
        journal.note(group.clinic_id, "day.opened", f"{day} group:{group.id}", by.id)
        groups.touch(group)


# questions
def check(product: Product, slot: Slot) -> None:
    """Refuse a slot that cannot be asked for now, whatever is left of it.

    Refused: day.early (product), day.late, day.closed (product), day.window (product).
    """
    if slot.day < product.earliest:
        raise Refused("day.early", product=product.name)
    if slot.day > product.earliest + HORIZON:
        raise Refused("day.late", product=product.name)
    if not _is_workday(product, slot.day, _closed([product.group], slot.day, slot.day)[product.group_id]):
        raise Refused("day.closed", product=product.name)
    if slot not in _slots(product, slot.day):
        raise Refused("day.window", product=product.name)


def own_slot(kind: str, slot: Slot) -> Slot:
    """What a product of this kind takes of an order's slot: a service its window, anything else the day."""
    return slot if kind == SERVICE else Slot(slot.day)


def exact(products: Iterable[Product], slot: Slot) -> Slot:
    """The same slot with the end of its window, as these products have it."""
    ends = [window.ends for product in products for window in product.windows if window.starts == slot.window]
    return Slot(slot.day, slot.window, ends[0] if ends else None)


def read(text: str) -> Slot | None:
    """The slot whose `key` this is; None where it is none."""
    found = _KEY.fullmatch(text)
    if not found:
        return None
    try:
        return Slot(date.fromisoformat(found[1]), int(found[2]) if found[2] else WHOLE_DAY)
    except ValueError:
        return None


def free(wanted: Sequence[tuple[Product, int]], most: int = 14) -> list[Free]:
    """The next slots in which all that is wanted of one group can be had together, at most so many.

    What is not sold by the day asks for none; where nothing is, there are no slots.
    """
    return free_each([wanted], most)[0]


def free_each(parts: Sequence[Sequence[tuple[Product, int]]], most: int = 14) -> list[list[Free]]:
    """The same for several groups at once. Three statements at most, however many there are."""
    by_day = [[(product, many) for product, many in part if product.is_by_day] for part in parts]
    earliest = [product.earliest for part in by_day for product, _ in part]
    if not earliest:
        return [[] for _ in parts]
    first, last = min(earliest), max(earliest) + HORIZON
    asked = {product.group.id: product.group for part in by_day for product, _ in part}
    closed = _closed(list(asked.values()), first, last)
    taken = sold([product.id for part in by_day for product, _ in part], first, last)
    return [_free_of(part, closed[part[0][0].group.id], taken, most) if part else [] for part in by_day]


def off(group: Group, first: date, last: date) -> list[DayOff]:
    """The days that the group itself closed, from one to another, in their order."""
    query = sa.select(DayOff).where(DayOff.group_id == group.id, DayOff.day.between(first, last))
    return list(db.session.scalars(query.order_by(DayOff.day)))


def off_of(numbers: Iterable[int], first: date, last: date) -> dict[tuple[int, date], DayOff]:
    """The same of several groups at once, by the group's number and the day. One statement."""
    query = sa.select(DayOff).where(DayOff.group_id.in_(list(numbers)), DayOff.day.between(first, last))
    return {(one.group_id, one.day): one for one in db.session.scalars(query)}


def sold(products: Iterable[int], first: date, last: date) -> dict[tuple[int, date, int], int]:
    """How many places are taken from one day to another, by product, day and window. One statement."""
    query = sa.select(_TAKEN).where(_TAKEN.c.product_id.in_(list(products)), _TAKEN.c.day.between(first, last))
    return {(row.product_id, row.day, row.window): row.taken for row in db.session.execute(query)}


def places(product: Product, slot: Slot) -> int | None:
    """How many places of this slot the product has, whatever is taken; None: no limit."""
    if slot.window == WHOLE_DAY:
        return product.per_day
    return next((window.places for window in product.windows if window.starts == slot.window), 0)


# private
def _left(product: Product, slot: Slot) -> int:
    taken = sold([product.id], slot.day, slot.day).get((product.id, slot.day, slot.window), 0)
    return max(0, (places(product, slot) or 0) - taken)


def _slots(product: Product, day: date) -> list[Slot]:
    """What there is of a day: the windows that have not begun yet, or the day as a whole."""
    if not product.is_service:
        return [Slot(day)]
    now = clock.now().astimezone(clock.TEHRAN)
    gone = now.hour * 60 + now.minute if day == now.date() else -1
    return [Slot(day, window.starts, window.ends) for window in product.windows if window.starts > gone]


def _free_of(
    wanted: Sequence[tuple[Product, int]], closed: set[date], taken: dict[tuple[int, date, int], int], most: int
) -> list[Free]:
    first = max(product.earliest for product, _ in wanted)
    last = min(product.earliest for product, _ in wanted) + HORIZON
    found: list[Free] = []
    for day in _each(first, last):
        if all(_is_workday(product, day, closed) for product, _ in wanted):
            found += _free_on(day, wanted, taken)
        if len(found) >= most:
            break
    return found[:most]


def _free_on(day: date, wanted: Sequence[tuple[Product, int]], taken: dict[tuple[int, date, int], int]) -> list[Free]:
    services = [product for product, _ in wanted if product.is_service]
    common = _slots(services[0], day) if services else [Slot(day)]
    found = []
    for slot in common:
        left = [(_left_for(product, slot, taken), many) for product, many in wanted]
        if all(one is None or one >= many for one, many in left):
            found.append(Free(slot, min((one for one, _ in left if one is not None), default=None)))
    return found


def _left_for(product: Product, slot: Slot, taken: dict[tuple[int, date, int], int]) -> int | None:
    own = own_slot(product.kind, slot)
    if own not in _slots(product, slot.day):
        return 0
    limit = places(product, own)
    return None if limit is None else limit - taken.get((product.id, own.day, own.window), 0)


def _is_workday(product: Product, day: date, closed: set[date]) -> bool:
    weekday = str(day.weekday())
    return weekday in product.weekdays and weekday not in product.group.weekdays_off and day not in closed


def _closed(asked: Sequence[Group], first: date, last: date) -> dict[int, set[date]]:
    """The days on which each group does not work, by its own word or because of a holiday. Two statements."""
    query = sa.select(DayOff.group_id, DayOff.day).where(DayOff.group_id.in_([group.id for group in asked]))
    closed: dict[int, set[date]] = {group.id: set() for group in asked}
    for group_id, day in db.session.execute(query.where(DayOff.day.between(first, last))):
        closed[group_id].add(day)
    official = set(holidays.between(asked[0].clinic_id, first, last))
    for group in asked:
        if not group.works_on_holidays:
            closed[group.id] |= official
    return closed


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
