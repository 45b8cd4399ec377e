"""Sold on the spot, at a fair or over a table: no customer is written down, the stock goes down, the cash is booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from hamyar.domain import moves, payments, placing, settling
from hamyar.domain.groups import Group
from hamyar.domain.offering import LEFT_OPEN, Wish
from hamyar.domain.orders import AT_FAIR, DELIVERED, UNDO_FOR, Order
from hamyar.domain.payments import Payment
from hamyar.domain.people import Person
from hamyar.domain.placing import Customer
from hamyar.kit import clock
from hamyar.kit.db import db
from hamyar.kit.errors import Refused

# states and limits
# So many of the last sales can be taken back from the page that sells.
_MOST_LATELY = 20
_NOBODY = Customer("", "")
# A sale goes the whole way of an order in one breath.
_WAY = ("accept", "ready", "deliver")


# nouns
@dataclass(frozen=True)
class Takings:
    """What was sold on the spot on one day: how many sales that stand, and their cash in rials."""

    count: int
    cash: int


# verbs
def sell(group: Group, wishes: Sequence[Wish], by: Person) -> Order:
    """These things changed hands for cash. What is made to order was made before, and takes no place of a day.

    Refused: order.empty, stock.short, basket.gone, sale.service.
    """
    if any(wish.variant.product.is_service for wish in wishes):
        raise Refused("sale.service")
    order = placing.take_down(group, wishes, _NOBODY, LEFT_OPEN, by=by, channel=AT_FAIR, again=True)
    settling.take_cash(payments.get(order), by)
    for name in _WAY:
        moves.make(order, name, by=by)
    return order


def take_back(order: Order, reason: str, by: Person) -> None:
    """It was typed wrongly, or brought back: the stock goes up, and the cash is not booked. Within five minutes.

    Refused: sale.other where it is no sale on the spot, undo.late, pay.reason.
    """
    if order.channel != AT_FAIR or order.state != DELIVERED:
        raise Refused("sale.other")
    moves.undo(order, order.last_step.id, by)
    moves.make(order, "not_collected", by=by)
    settling.mistake(payments.get(order), reason, by)


# questions
def takings(group: Group, day: date) -> Takings:
    """What was sold on the spot on a Tehran day; what was taken back is not in it."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Payment.received - Payment.refunded), 0))
    query = query.select_from(Order).join(Payment, Payment.order_id == Order.id)
    first, after = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    is_of_day = (Order.placed_at >= first, Order.placed_at < after)
    count, cash = db.session.execute(query.where(*_sales(group), *is_of_day)).one()
    return Takings(count, int(cash))


def lately(group: Group) -> list[Order]:
    """The sales that can still be taken back, the latest first; at most 20."""
    query = sa.select(Order).options(selectinload(Order.lines)).where(*_sales(group))
    latest = db.session.scalars(query.order_by(Order.id.desc()).limit(_MOST_LATELY))
    return [order for order in latest if clock.is_fresh(order.placed_at, UNDO_FOR)]


# private
def _sales(group: Group) -> tuple[sa.ColumnElement[bool], ...]:
    return Order.group_id == group.id, Order.channel == AT_FAIR, Order.state == DELIVERED
