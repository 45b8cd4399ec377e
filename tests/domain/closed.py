"""Orders for a day, and a holiday declared on it afterwards."""

from datetime import date

from hamyar.domain import closings, offering, orders, placing, products
from hamyar.domain.days import Slot
from hamyar.kit.db import transaction
from tests.domain.conftest import CUSTOMER, Rows


def workday(rows: Rows) -> Slot:
    """The first day on which the cake can be had: no holiday of the file."""
    return offering.of(rows.cooks, [offering.Wish(rows.cake.variants[0], 1)]).slots[0].slot


def take(rows: Rows, product: products.Product, slot: Slot, customer: placing.Customer = CUSTOMER) -> orders.Order:
    """An order of one of it for that day."""
    wishes = [offering.Wish(product.variants[0], 1)]
    with transaction():
        return placing.take_down(
            product.group, wishes, customer, offering.Plan(slot), by=rows.worker, channel="message", again=True
        )


def declare(rows: Rows, day: date) -> None:
    """That day is closed, for every group that keeps holidays."""
    with transaction():
        closings.declare(rows.clinic.id, day, "آلودگی هوا", rows.worker)
