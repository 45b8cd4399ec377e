"""A day that becomes a holiday after orders were placed for it: which orders those are; their groups are told."""

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
    hit = hit_by(clinic_id, day)
    for _group_id, theirs in groupby(hit, lambda order: order.group_id):
        _tell(day, list(theirs))
    return hit


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


def _tell(day: date, theirs: Sequence[Order]) -> None:
    """One notice a group, however many orders it has for that day."""
    first, *others = theirs
    facts: dict[str, object] = {"day": day, "count": len(theirs)}
    if not others:
        facts["number"] = first.number
    order_id = None if others else first.id
    link = f"/group/{first.group.slug}/orders?due={day}" if others else first.desk
    notices.tell_group(first.group, "holiday.hits_order", facts, order_id, link)
