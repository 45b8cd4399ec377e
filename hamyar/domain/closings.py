"""A day that becomes a holiday after orders were placed for it, and perhaps is none after all: whom it hits."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import sqlalchemy as sa

from hamyar.domain import holidays, notices
from hamyar.domain.groups import Group
from hamyar.domain.orders import OPEN, Order, whole
from hamyar.domain.people import Person
from hamyar.kit.db import db


# verbs
def declare(clinic_id: int, day: date, name: str, by: Person) -> list[Order]:
    """Make this day a holiday, and tell the groups that have orders for it; those orders. They stay as they are.

    Refused as `holidays.declare`.
    """
    holidays.declare(clinic_id, day, name, by)
    return _tell_all(clinic_id, day, "holiday.hits_order")


def take_back(clinic_id: int, day: date, by: Person) -> list[Order]:
    """Work is done on this day; where it was a holiday, the groups that have orders for it are told. Those orders.

    Refused as `holidays.take_back`.
    """
    was_off = _is_off(clinic_id, day)
    holidays.take_back(clinic_id, day, by)
    return _follow(clinic_id, day, was_off)


def as_in_calendar(clinic_id: int, day: date, by: Person) -> list[Order]:
    """Let the file's word on a day hold again. Where that changes the day, the groups that have orders for it are told.

    Refused as `holidays.as_in_calendar`.
    """
    was_off = _is_off(clinic_id, day)
    holidays.as_in_calendar(clinic_id, day, by)
    return _follow(clinic_id, day, was_off)


# questions
def hit_by(clinic_id: int, day: date) -> list[Order]:
    """The open orders for this day of groups that do not work on holidays, by group and hour."""
    query = whole().join(Order.group).where(*_of(clinic_id), Order.ready_on == day)
    return list(db.session.scalars(query.order_by(Order.group_id, Order.window, Order.id)))


def counts(clinic_id: int, days: Sequence[date]) -> dict[date, int]:
    """How many such orders there are for each of these days; days without any are left out. One statement."""
    query = sa.select(Order.ready_on, sa.func.count()).join(Order.group).where(*_of(clinic_id))
    rows = db.session.execute(query.where(Order.ready_on.in_(days)).group_by(Order.ready_on)).tuples()
    return {day: count for day, count in rows if day}


# private
def _of(clinic_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Order.clinic_id == clinic_id, Order.state.in_(OPEN), Group.works_on_holidays.is_(False)


def _is_off(clinic_id: int, day: date) -> bool:
    return bool(holidays.name_of(clinic_id, day))


def _follow(clinic_id: int, day: date, was_off: bool) -> list[Order]:
    is_off = _is_off(clinic_id, day)
    if was_off == is_off:
        return []
    return _tell_all(clinic_id, day, "holiday.hits_order" if is_off else "holiday.is_off")


def _tell_all(clinic_id: int, day: date, kind: str) -> list[Order]:
    hit = hit_by(clinic_id, day)
    for _group_id, theirs in groupby(hit, lambda order: order.group_id):
        _tell(kind, day, list(theirs))
    return hit


def _tell(kind: str, day: date, theirs: Sequence[Order]) -> None:
    """One notice a group, however many orders it has for that day."""
    first, *others = theirs
    facts: dict[str, object] = {"day": day, "count": len(theirs)}
    if not others:
        facts["number"] = first.number
    order_id = None if others else first.id
    link = f"/group/{first.group.slug}/orders?due={day}" if others else first.desk
    notices.tell_group(first.group, kind, facts, order_id, link)
