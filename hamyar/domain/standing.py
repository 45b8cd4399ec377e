"""How an order stands for its customer, in one mark: her page lies open, and asks only whether that is still so."""

import sqlalchemy as sa

from hamyar.domain import agreements, online
from hamyar.domain.agreements import Agreement
from hamyar.domain.days import DayOff
from hamyar.domain.holidays import Holiday
from hamyar.domain.online import Try
from hamyar.domain.orders import Order, OrderStep
from hamyar.domain.payments import Payment
from hamyar.kit import tokens
from hamyar.kit.db import db
from hamyar.kit.errors import Missing

_LENGTH = 16


def mark(clinic_id: int, secret: str) -> str:
    """Another one after every step, and after money, a day, the post's number, a question or an answer.

    And when its day is closed, or opened again.

    One statement by the link's secret. Raises Missing.
    """
    step = sa.select(sa.func.max(OrderStep.id)).where(OrderStep.order_id == Order.id)
    asked = sa.select(sa.func.count()).where(Agreement.order_id == Order.id)
    unanswered = asked.where(Agreement.state == agreements.OPEN)
    begun = sa.select(sa.func.count()).where(Try.payment_id == Payment.id, Try.state == online.BEGUN)
    off = sa.select(sa.func.count()).where(DayOff.group_id == Order.group_id, DayOff.day == Order.ready_on)
    holiday = sa.select(sa.func.max(Holiday.is_off)).where(
        Holiday.clinic_id == Order.clinic_id, Holiday.day == Order.ready_on
    )
    query = sa.select(
        *(one.scalar_subquery() for one in (step, asked, unanswered, begun, off, holiday)),
        *(Order.ready_on, Order.window, Order.window_ends, Order.tracking),
        *(Payment.state, Payment.received, Payment.refunded, Payment.held_until),
    )
    query = query.select_from(Order).outerjoin(Payment, Payment.order_id == Order.id)
    found = db.session.execute(query.where(Order.secret == secret, Order.clinic_id == clinic_id)).one_or_none()
    if found is None:
        raise Missing("order")
    return tokens.fingerprint(repr(tuple(found)))[:_LENGTH]
