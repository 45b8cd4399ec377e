"""A day on which no work is done any more after orders were placed for it: whom it hits, and who of them was told.

It may have become a holiday, or the group has closed it. Nobody is told by the machine alone, and no order moves by
itself: somebody of the group or the staff tells each customer, and the two agree on another day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from hamyar.domain import agreements, days, groups, holidays, notices, orders
from hamyar.domain.agreements import OTHER_DAY, Agreement
from hamyar.domain.days import DayOff
from hamyar.domain.groups import Group
from hamyar.domain.notices import DAY_CLOSED, DAY_OPEN, Notice, ToTell
from hamyar.domain.orders import OPEN, Order, whole
from hamyar.domain.people import Person
from hamyar.kit import clock, paging
from hamyar.kit.db import db

# states and limits
# No day and no group has so many; those beyond are told one by one.
MOST_AT_ONCE = 500
_HOUR = sa.func.coalesce(Order.window, -1)


# nouns
@dataclass(frozen=True)
class Closing:
    """Why no work is done on the day of an open order: the group's word, a holiday, or the weekday.

    `notice` is what its customer was or is to be told of it, `asked` what one side asked about the day and has no
    answer to yet. `is_agreed`: both sides named this day, so perhaps she knows.
    """

    day: date
    off: DayOff | None
    holiday: holidays.Day | None
    notice: Notice | None = None
    asked: Agreement | None = None
    is_agreed: bool = False

    @property
    def is_known(self) -> bool:
        """Whether its customer knows of it: she was told, or one of the two asked for another day."""
        return self.asked is not None or (self.notice is not None and self.notice.is_told)

    @property
    def concerns_her(self) -> bool:
        """Whether her own page speaks of it: not of a day that she had agreed upon, unless somebody told her."""
        return not self.is_agreed or self.notice is not None

    @property
    def can_be_told(self) -> bool:
        """Whether the machine may tell her, once somebody says so."""
        return not self.is_known and self.notice is None


# verbs
def declare(clinic_id: int, day: date, name: str, by: Person) -> int:
    """Make this day a holiday, and tell the groups that have orders for it; how many orders. They stay as they are.

    Refused as `holidays.declare`.
    """
    holidays.declare(clinic_id, day, name, by)
    return _tell_groups(clinic_id, day, "holiday.hits_order")


def take_back(clinic_id: int, day: date, by: Person) -> int:
    """Work is done on this day; where it was a holiday, the groups that have orders for it are told. How many orders.

    Refused as `holidays.take_back`.
    """
    was_off = _is_off(clinic_id, day)
    holidays.take_back(clinic_id, day, by)
    return _follow(clinic_id, day, was_off)


def as_in_calendar(clinic_id: int, day: date, by: Person) -> int:
    """Let the file's word on a day hold again. Where that changes the day, the groups that have orders for it are told.

    How many orders. Refused as `holidays.as_in_calendar`.
    """
    was_off = _is_off(clinic_id, day)
    holidays.as_in_calendar(clinic_id, day, by)
    return _follow(clinic_id, day, was_off)


def open_again(group: Group, day: date, by: Person) -> None:
    """The group works on this day after all; the customers who were told otherwise are told so. Twice is as once."""
    days.open_again(group, day, by)
    _tell_of_work(Order.group_id == group.id, Order.ready_on == day)


def set_week(group: Group, weekdays_off: str, works_on_holidays: bool, by: Person) -> None:
    """On which days the group works from now on. Refused as `groups.set_week`."""
    groups.set_week(group, weekdays_off, works_on_holidays, by)
    _tell_of_work(Order.group_id == group.id)


def tell(order: Order) -> bool:
    """Tell its customer that nobody works on her day; whether that was to be done. Each is told once of a day."""
    return bool(_tell([order]))


def tell_all(clinic_id: int, day: date) -> int:
    """Tell the customers whom a holiday hits and who do not know yet; how many.

    Left out are those who agreed upon the day with their group, perhaps knowing it: somebody decides of each.
    """
    return _tell_first(_hit_by(clinic_id, day))


def tell_all_in(group: Group) -> int:
    """The same for all coming days on which this group does not work."""
    return _tell_first(_hit_in(group))


def told(order: Order, by: Person) -> None:
    """Somebody told this customer herself how it stands with her day. Twice is as once; whoever ticked first stays."""
    closing = of([order]).get(order.id)
    if closing and closing.notice is None:
        _write(DAY_CLOSED, [order])
    last = news([order]).get(order.id)
    if last:
        notices.told(last, by)


# questions
def of(rows: Iterable[Order]) -> dict[int, Closing]:
    """Those of a clinic's open orders on whose day, today or later, no work is done, by their numbers in the table.

    What both sides agreed upon for a weekday or a holiday that everybody knew before is not among them. At most four
    statements, and none where no order is for a day.
    """
    today = clock.today()
    coming = [order for order in rows if order.is_open and order.ready_on and order.ready_on >= today]
    found = _closed(coming)
    if not found:
        return {}
    closed = [order for order in coming if order.id in found]
    told, asks, agreed = news(closed), agreements.open_of(closed), _agreed(closed)
    return {
        order.id: Closing(
            day=found[order.id].day,
            off=found[order.id].off,
            holiday=found[order.id].holiday,
            notice=told[order.id] if order.id in told and told[order.id].kind == DAY_CLOSED else None,
            asked=asks[order.id] if order.id in asks and asks[order.id].kind == OTHER_DAY else None,
            is_agreed=order.id in agreed,
        )
        for order in closed
        if order.id not in agreed or _is_special(found[order.id])
    }


def news(rows: Iterable[Order]) -> dict[int, Notice]:
    """What the customers of these orders were told last of the days they are for: that nobody works then, or does."""
    due = {order.id: str(order.ready_on) for order in rows}
    found = notices.about_orders(due, DAY_CLOSED, DAY_OPEN)
    return {one.order_id: one for one in found if one.order_id and one.plain_facts.get("day") == due[one.order_id]}


def hit_by(clinic_id: int, day: date, after: int | None = None) -> paging.Page[Order]:
    """The open orders for this day of groups that do not work on holidays, by group and hour."""
    return _page(_hit_by(clinic_id, day), (Order.group_id, _HOUR, Order.id), after)


def hit_in(group: Group, after: int | None = None) -> paging.Page[Order]:
    """A group's open orders for coming days on which it does not work, by day and hour: their customers wait."""
    return _page(_hit_in(group), (Order.ready_on, _HOUR, Order.id), after)


def counts(clinic_id: int, off: Sequence[holidays.Day]) -> dict[date, int]:
    """How many orders each of these holidays hits; days without any are left out. One statement."""
    query = sa.select(Order.ready_on, sa.func.count()).join(Order.group).where(*_resting(clinic_id))
    is_hit = sa.or_(Order.ready_on.in_([one.day for one in off if one.is_own]), ~agreements.is_day_agreed())
    query = query.where(Order.ready_on.in_([one.day for one in off]), is_hit).group_by(Order.ready_on)
    return {day: count for day, count in db.session.execute(query).tuples() if day}


# private
def _closed(coming: Sequence[Order]) -> dict[int, Closing]:
    """Why no work is done on the days of these orders of one clinic; where it is done, they are left out."""
    if not coming:
        return {}
    due = [order.ready_on for order in coming if order.ready_on]
    first, last = min(due), max(due)
    official = {one.day: one for one in holidays.days(coming[0].clinic_id, first, last) if one.is_off}
    off = days.off_of({order.group_id for order in coming}, first, last)
    found = {}
    for order in coming:
        day = order.ready_on
        if day is None:
            continue
        own, holiday = off.get((order.group_id, day)), official.get(day)
        if order.group.works_on_holidays:
            holiday = None
        if own or holiday or str(day.weekday()) in order.group.weekdays_off:
            found[order.id] = Closing(day, own, holiday)
    return found


def _is_special(closing: Closing) -> bool:
    """Whether somebody said so of this very day: then it may have been said after both had agreed upon it."""
    return closing.off is not None or (closing.holiday is not None and closing.holiday.is_own)


def _agreed(closed: Sequence[Order]) -> set[int]:
    query = sa.select(Order.id).where(Order.id.in_([order.id for order in closed]), agreements.is_day_agreed())
    return set(db.session.scalars(query))


def _hit_by(clinic_id: int, day: date) -> sa.Select[tuple[Order]]:
    query = whole().join(Order.group).where(*_is_hit_by(clinic_id, day))
    return query.order_by(Order.group_id, _HOUR, Order.id)


def _is_hit_by(clinic_id: int, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    holiday = next((one for one in holidays.days(clinic_id, day, day) if one.is_off), None)
    is_known_before = holiday is not None and not holiday.is_own
    is_hit = ~agreements.is_day_agreed() if is_known_before else sa.true()
    return *_resting(clinic_id), Order.ready_on == day, is_hit


def _resting(clinic_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Order.clinic_id == clinic_id, Order.state.in_(OPEN), Group.works_on_holidays.is_(False)


def _hit_in(group: Group) -> sa.Select[tuple[Order]]:
    is_theirs = Order.group_id == group.id, Order.state.in_(OPEN), Order.ready_on >= clock.today()
    due = [day for day in db.session.scalars(sa.select(Order.ready_on).where(*is_theirs).distinct()) if day]
    special, regular = _closed_days(group, due)
    is_hit = sa.or_(Order.ready_on.in_(special), sa.and_(Order.ready_on.in_(regular), ~agreements.is_day_agreed()))
    return whole().where(*is_theirs, is_hit).order_by(Order.ready_on, _HOUR, Order.id)


def _closed_days(group: Group, due: Sequence[date]) -> tuple[list[date], list[date]]:
    """Of these days those on which it does not work: by a word on the very day, and as everybody knows before."""
    if not due:
        return [], []
    said = {one.day for one in days.off(group, min(due), max(due))}
    official: list[holidays.Day] = []
    if not group.works_on_holidays:
        official = [one for one in holidays.days(group.clinic_id, min(due), max(due)) if one.is_off]
    special = said | {one.day for one in official if one.is_own}
    known = {one.day for one in official} | {day for day in due if str(day.weekday()) in group.weekdays_off}
    return [day for day in due if day in special], [day for day in due if day in known - special]


def _page(
    query: sa.Select[tuple[Order]], by: tuple[sa.ColumnElement[Any] | Any, ...], after: int | None
) -> paging.Page[Order]:
    """A page of a list in this order; `after` is the number in the table of the last order before it."""
    last = db.session.execute(sa.select(*by).where(Order.id == after)).one_or_none() if after else None
    if last:
        query = query.where(sa.tuple_(*by) > sa.tuple_(*last))
    found = list(db.session.scalars(query.limit(paging.PAGE + 1)))
    rows = found[: paging.PAGE]
    return paging.Page(rows, rows[-1].id if len(found) > paging.PAGE else None)


def _tell_first(query: sa.Select[tuple[Order]]) -> int:
    rows = list(db.session.scalars(query.limit(MOST_AT_ONCE)))
    found = of(rows)
    return _tell([order for order in rows if order.id in found and not found[order.id].is_agreed])


def _tell(rows: Sequence[Order]) -> int:
    found = of(rows)
    untold = [order for order in rows if order.mobile and order.id in found and found[order.id].can_be_told]
    _write(DAY_CLOSED, untold)
    return len(untold)


def _write(kind: str, rows: Sequence[Order]) -> None:
    """What she was to be told of the day before, and was not yet, is no news any more."""
    notices.drop([order.id for order in rows], DAY_CLOSED, DAY_OPEN)
    notices.tell_customers(kind, [_to_tell(order) for order in rows])


def _to_tell(order: Order) -> ToTell:
    facts = {"number": order.number, "group": order.group.name, "day": order.ready_on}
    return ToTell(order.clinic_id, order.group_id, order.id, order.mobile, facts, order.path)


def _is_off(clinic_id: int, day: date) -> bool:
    return bool(holidays.name_of(clinic_id, day))


def _follow(clinic_id: int, day: date, was_off: bool) -> int:
    is_off = _is_off(clinic_id, day)
    if was_off == is_off:
        return 0
    if not is_off:
        _tell_of_work(Order.clinic_id == clinic_id, Order.ready_on == day)
    return _tell_groups(clinic_id, day, "holiday.hits_order" if is_off else "holiday.is_off")


def _tell_groups(clinic_id: int, day: date, kind: str) -> int:
    """One notice a group, however many orders it has for that day; how many orders in all."""
    query = sa.select(sa.func.min(Order.id), sa.func.count()).join(Order.group).where(*_is_hit_by(clinic_id, day))
    many = dict(db.session.execute(query.group_by(Order.group_id)).tuples().all())
    for number, first in orders.by_numbers(clinic_id, set(many)).items():
        _tell_group(kind, day, first, many[number])
    return sum(many.values())


def _tell_group(kind: str, day: date, first: Order, count: int) -> None:
    facts: dict[str, object] = {"day": day, "count": count}
    if count > 1:
        notices.tell_group(first.group, kind, facts, None, f"/group/{first.group.slug}/orders?due={day}")
        return
    notices.tell_group(first.group, kind, {**facts, "number": first.number}, first.id, first.desk)


def _tell_of_work(*whose: sa.ColumnElement[bool]) -> None:
    """After a day was opened: who was told that it is closed hears that it is not; who waits for that need not."""
    was_told = sa.select(Notice.id).where(Notice.order_id == Order.id, Notice.kind == DAY_CLOSED)
    query = sa.select(Order).options(joinedload(Order.group)).where(*whose, was_told.exists())
    coming = query.where(Order.state.in_(OPEN), Order.ready_on >= clock.today())
    rows = list(db.session.scalars(coming))
    still, last = _closed(rows), news(rows)
    open_now = [order for order in rows if order.id not in still and order.id in last]
    heard = [order for order in open_now if last[order.id].kind == DAY_CLOSED and last[order.id].is_told]
    notices.drop([order.id for order in open_now], DAY_CLOSED)
    _write(DAY_OPEN, heard)
