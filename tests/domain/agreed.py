"""The days of an order that is made for a day."""

from datetime import timedelta

from hamyar.domain import days, orders
from hamyar.domain.days import Slot
from hamyar.kit import clock


def tomorrow(more: int = 0) -> Slot:
    """Tomorrow, or so many days after it."""
    return Slot(clock.today() + timedelta(days=1 + more))


def held(order: orders.Order, slot: Slot) -> int:
    """How many of the places of that day are taken for what it orders."""
    product = order.lines[0].variant.product_id if order.lines[0].variant else 0
    return days.sold([product], slot.day, slot.day).get((product, slot.day, slot.window), 0)
