"""A group's board: what waits for its hands, what is due on a day, and whether anything happened since a look."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from hamyar.domain.groups import Group
from hamyar.domain.orders import (
    ACCEPTED,
    DELIVERED,
    FEES,
    OPEN,
    PLACED,
    READY,
    UNDO_FOR,
    Order,
    OrderLine,
    OrderStep,
    whole,
)
from hamyar.kit import clock, paging
from hamyar.kit.db import db

# states and limits
_MOST_ON_A_DAY = 500


# nouns
class Waiting(NamedTuple):
    """What waits in one group: how many orders in each open state, and since when the oldest."""

    counts: dict[str, int]
    since: datetime

    @property
    def total(self) -> int:
        """How many orders in all."""
        return sum(self.counts.values())


# questions
def waiting(group: Group, after: int | None = None, state: str = "") -> paging.Page[Order]:
    """What waits for the group's hands, oldest first; where a state is given, what stands in that one."""
    states = (state,) if state else OPEN
    return paging.oldest_first(whole().where(Order.group_id == group.id, Order.state.in_(states)), Order.id, after)


def just_ended(group: Group) -> list[Order]:
    """The orders that ended so lately that it can still be taken back, the latest first; at most 20."""
    # Over the growing number, which is indexed with the group; the time is not.
    lately = sa.select(OrderStep.order_id, OrderStep.at).where(OrderStep.group_id == group.id)
    steps = db.session.execute(lately.order_by(OrderStep.id.desc()).limit(50))
    numbers = [order_id for order_id, at in steps if clock.is_fresh(at, UNDO_FOR)]
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
    """What the group works through on a day: what it has accepted for it, and what was delivered on that day.

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


def count_for_day(group: Group, day: date) -> int:
    """How many open orders the group has for a day, with what is overdue; those not accepted yet for that day alone."""
    return db.session.scalar(sa.select(sa.func.count()).where(*_is_work_of(group, day, (ACCEPTED, READY)))) or 0


def to_make_on(group: Group, day: date, most: int) -> list[tuple[str, int]]:
    """What these orders want together and is not ready yet: the product's name and how many of it, the most first."""
    count = sa.func.sum(OrderLine.quantity)
    query = sa.select(OrderLine.product_name, count).join(Order, Order.id == OrderLine.order_id)
    query = query.where(*_is_work_of(group, day, (ACCEPTED,)), OrderLine.kind.not_in(FEES))
    query = query.group_by(OrderLine.product_name).order_by(count.desc(), OrderLine.product_name)
    return [(name, int(many)) for name, many in db.session.execute(query.limit(most)).tuples()]


# private
def _is_work_of(group: Group, day: date, accepted: tuple[str, ...]) -> tuple[sa.ColumnElement[bool], ...]:
    """What was accepted and is due by this day, as long as it stands in one of these states, or is new and for it."""
    due = sa.or_(Order.ready_on.is_(None), Order.ready_on <= day)
    is_new = sa.and_(Order.state == PLACED, Order.ready_on == day)
    is_work = sa.or_(sa.and_(Order.state.in_(accepted), due), is_new)
    return Order.group_id == group.id, Order.state.in_(OPEN), is_work
