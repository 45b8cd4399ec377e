"""What is held for somebody who has not paid: she is warned in good time, then it is free for others again."""

from datetime import timedelta

import sqlalchemy as sa

from hamyar.domain import channels, clinics, moves, notices, online, payments
from hamyar.domain.channels import SMS
from hamyar.domain.online import Try
from hamyar.domain.orders import PLACED, Order
from hamyar.domain.paying import LONGEST_HOLD
from hamyar.domain.payments import REFUSED, UNPAID, Payment
from hamyar.kit import clock
from hamyar.kit.db import db
from hamyar.kit.errors import Refused

# states and limits
# Nobody loses an order sooner after she was warned, however late that was.
LEFT_AFTER_WARNING = timedelta(minutes=30)
# Few at a time, so that nobody who orders meanwhile has to wait; the others follow a minute later.
_AT_ONCE = 20
# Who is at the gateway's page just now is waited for: her money may be there before its answer is.
_AT_THE_TILL = timedelta(minutes=20)
# No time is held for so long; what is was counted by a clock that has since been set back.
_TOO_LONG = timedelta(hours=LONGEST_HOLD + 24)


# verbs
def warn() -> int:
    """Tell those whose time is nearly over, once each; how many. She who says that she has paid is left in peace.

    In the quiet hours nobody hears it: then it is held until some time after they have ended. Where nothing carries an
    SMS, the group is asked to tell her.
    """
    now = clock.now()
    _count_anew()
    due = _running_out().where(Payment.warn_at <= now, Payment.warned_at.is_(None))
    found = list(db.session.scalars(due.limit(_AT_ONCE)))
    for payment in found:
        payment.warned_at = now
        hears_it = channels.loud_from(clinics.get(payment.order.clinic_id), now)
        payment.held_until = max(payment.held_until or now, hears_it + LEFT_AFTER_WARNING)
        _warn(payment)
    return len(found)


def end() -> int:
    """Cancel what was not paid in time and put it back for others; how many.

    Nobody loses an order unwarned: where the machine was off she is warned first and has half an hour from then.
    """
    now = clock.now()
    at_the_till = sa.select(Try.id).where(
        Try.payment_id == Payment.id,
        Try.state == online.BEGUN,
        Try.begun_at.between(now - _AT_THE_TILL, now + _AT_THE_TILL),
    )
    over = _running_out().where(Payment.held_until <= now, Payment.warned_at.is_not(None), ~at_the_till.exists())
    ended = 0
    for payment in list(db.session.scalars(over.limit(_AT_ONCE))):
        try:
            moves.make(payment.order, "expire", by=None, who=moves.CLOCK)
        except Refused:
            # Somebody accepted it, or she cancelled it, in this very moment.
            continue
        ended += 1
    return ended


# private
def _running_out() -> sa.Select[tuple[Payment]]:
    query = sa.select(Payment).join(Payment.order).where(Payment.is_awaited, Payment.state.in_((UNPAID, REFUSED)))
    return query.where(Payment.held_until.is_not(None), Order.state == PLACED).order_by(Payment.held_until)


def _count_anew() -> None:
    farthest = clock.now() + _TOO_LONG
    for payment in list(db.session.scalars(_running_out().where(Payment.held_until > farthest).limit(_AT_ONCE))):
        payments.hold(payment, timedelta(hours=LONGEST_HOLD))


def _warn(payment: Payment) -> None:
    order = payment.order
    if not order.mobile:
        return
    facts = {"number": order.number, "group": order.group.name, "amount": payment.due, "until": payment.held_until}
    notices.tell_customer(order.clinic_id, order.group_id, order.id, order.mobile, "hold.warning", facts, order.path)
    if SMS not in channels.carried(order.clinic_id):
        notices.tell_group(order.group, "hold.warning", facts, order.id, order.desk)
