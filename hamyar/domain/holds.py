"""What is held for somebody who has not paid: she is warned in good time, then it is free for others again.

Each is warned or ended in a transaction of its own, by its payment's number: one that cannot be stops no other.
"""

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

# states and limits
# Nobody loses an order sooner after she was warned, however late that was.
LEFT_AFTER_WARNING = timedelta(minutes=30)
# The others follow a minute later.
_AT_ONCE = 200
# Who is at the gateway's page just now is waited for: her money may be there before its answer is.
_AT_THE_TILL = timedelta(minutes=20)
# No time is held for so long; what is was counted by a clock that has since been set back.
_TOO_LONG = timedelta(hours=LONGEST_HOLD + 24)


# verbs
def warn(number: int) -> bool:
    """Tell her whose time is nearly over, once; whether it was due. She who says that she has paid is left in peace.

    In the quiet hours nobody hears it: then it is held until some time after they have ended. Where nothing carries an
    SMS, the group is asked to tell her.
    """
    payment, now = _one_of(_nearly_over(), number), clock.now()
    if payment is None:
        return False
    payment.warned_at = now
    hears_it = channels.loud_from(clinics.get(payment.order.clinic_id), now)
    payment.held_until = max(payment.held_until or now, hears_it + LEFT_AFTER_WARNING)
    _warn(payment)
    return True


def end(number: int) -> bool:
    """Cancel what was not paid in time and put it back for others; whether that was due.

    Nobody loses an order unwarned: where the machine was off she is warned first and has half an hour from then.
    """
    payment = _one_of(_over(), number)
    if payment is None:
        return False
    moves.make(payment.order, "expire", by=None, who=moves.CLOCK)
    return True


def count_anew(number: int) -> bool:
    """What a clock held that has since been set back is held as long as anything may be; whether it was such a one."""
    payment = _one_of(_held_too_long(), number)
    if payment is not None:
        payments.hold(payment, timedelta(hours=LONGEST_HOLD))
    return payment is not None


# questions
def to_warn() -> list[int]:
    """The payments whose customers are to be warned now, the most urgent first."""
    return _numbers(_nearly_over())


def to_end() -> list[int]:
    """The payments whose time is over, the longest over first."""
    return _numbers(_over())


def to_count_anew() -> list[int]:
    """The payments that are held longer than anything may be."""
    return _numbers(_held_too_long())


# private
def _numbers(query: sa.Select[tuple[Payment]]) -> list[int]:
    return list(db.session.scalars(query.with_only_columns(Payment.id).limit(_AT_ONCE)))


def _one_of(query: sa.Select[tuple[Payment]], number: int) -> Payment | None:
    return db.session.scalar(query.where(Payment.id == number))


def _nearly_over() -> sa.Select[tuple[Payment]]:
    return _running_out().where(Payment.warn_at <= clock.now(), Payment.warned_at.is_(None))


def _over() -> sa.Select[tuple[Payment]]:
    now = clock.now()
    at_the_till = sa.select(Try.id).where(
        Try.payment_id == Payment.id,
        Try.state == online.BEGUN,
        Try.begun_at.between(now - _AT_THE_TILL, now + _AT_THE_TILL),
    )
    return _running_out().where(Payment.held_until <= now, Payment.warned_at.is_not(None), ~at_the_till.exists())


def _held_too_long() -> sa.Select[tuple[Payment]]:
    return _running_out().where(Payment.held_until > clock.now() + _TOO_LONG)


def _running_out() -> sa.Select[tuple[Payment]]:
    query = sa.select(Payment).join(Payment.order).where(Payment.is_awaited, Payment.state.in_((UNPAID, REFUSED)))
    return query.where(Payment.held_until.is_not(None), Order.state == PLACED).order_by(Payment.held_until)


def _warn(payment: Payment) -> None:
    order = payment.order
    if not order.mobile:
        return
    facts = {"number": order.number, "group": order.group.name, "amount": payment.due, "until": payment.held_until}
    notices.tell_customer(order.clinic_id, order.group_id, order.id, order.mobile, "hold.warning", facts, order.path)
    if SMS not in channels.carried(order.clinic_id):
        notices.tell_group(order.group, "hold.warning", facts, order.id, order.desk)
