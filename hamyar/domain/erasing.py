"""What is private of an order is forgotten some time after it ended: where it went, and how its customer paid."""

from datetime import timedelta

import sqlalchemy as sa

from hamyar.domain import online
from hamyar.domain.delivery import OrderAddress
from hamyar.domain.orders import OPEN, Order, OrderStep
from hamyar.domain.payments import Payment
from hamyar.kit import clock
from hamyar.kit.db import changed, db

# states and limits
ERASED_AFTER = timedelta(days=90)
_AT_ONCE = 500


# verbs
def forget_old() -> int:
    """Erase the payer's digits, times, tracking numbers and receipts, and the addresses, of orders that ended long ago.

    How many orders; at most 500 at once: it is called until nothing is left. The receipts' files go after this is
    saved: whoever keeps them asks `receipts` which ones are still needed.
    """
    query = sa.select(Payment).join(Payment.order).where(Payment.erased_at.is_(None), *_ended_long_ago())
    gone = list(db.session.scalars(query.order_by(Payment.id).limit(_AT_ONCE)))
    for payment in gone:
        payment.payer_digits = payment.said_at = payment.tracking = payment.receipt = ""
        payment.erased_at = clock.now()
    online.forget_payers(payment.id for payment in gone)
    changed(sa.delete(OrderAddress).where(OrderAddress.order_id.in_([payment.order_id for payment in gone])))
    return len(gone)


def receipts() -> set[str]:
    """The private names of all receipts that are still needed. Two orders may have sent the same picture."""
    return set(db.session.scalars(sa.select(Payment.receipt).where(Payment.receipt != "")))


# private
def _ended_long_ago() -> tuple[sa.ColumnElement[bool], ...]:
    latest = sa.select(sa.func.max(OrderStep.at)).where(OrderStep.order_id == Order.id).correlate(Order)
    return Order.state.not_in(OPEN), latest.scalar_subquery() < clock.now() - ERASED_AFTER
