"""A clinic with a gateway, cooks who take payment by internet, and an order to be paid so; for tests of all rooms."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from hamyar.domain import gateways, groups, offering, online, orders, paying, payments, people, placing, products
from hamyar.domain.online import Page
from hamyar.domain.orders import Order
from hamyar.domain.payments import Payment
from hamyar.domain.people import Person
from hamyar.kit.db import transaction
from hamyar.ops import sealing
from hamyar.ops.settings import Settings
from tests.gateway_server import MERCHANT, GatewayServer
from tests.people import MANAGER, MARYAM, World

CUSTOMER = placing.Customer("پریسا", "+989351234567")


def open_till(app: Flask, settings: Settings, base: str, *, is_on: bool = True) -> None:
    """The manager has set the gateway up, and the cooks take it."""
    with app.app_context(), transaction():
        gateway = gateways.put(1, base, is_on=is_on, by=_manager())
        gateways.set_id(gateway, sealing.lock(settings.secret_key, MERCHANT), _manager())
    take_it(app)


def take_it(app: Flask) -> None:
    """The cooks take payment by internet, beside cash."""
    terms = {"takes_cash": True, "card": None, "takes_online": True, "is_paid_first": True, "hold_hours": 2}
    with app.app_context(), transaction():
        paying.agree(groups.get(1, "gol-narges"), by=_manager(), **terms)  # type: ignore[arg-type]


def order(app: Flask, world: World, pay: str = "online") -> str:
    """A jar to be paid by internet; the path of its customer's page."""
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        wish = offering.Wish(products.get(cooks, world.jar).variants[0], 1)
        made = placing.take_down(cooks, [wish], CUSTOMER, offering.Plan(pay=pay), by=maryam, again=True)
        return made.path


def begin(app: Flask, path: str) -> str:
    """A try to pay this order, at a gateway that nobody can ask; its name there."""
    name = f"X{path.rpartition('/')[2]:0>35}"
    page = Page(name, "https://gateway.invalid/pg/StartPay/X", 1_250_000, "https://gateway.invalid", "sealed elsewhere")
    do(app, path, lambda payment: online.begin(payment, page, "visitor:1"))
    return name


def look(app: Flask, path: str, at: Callable[[Payment], Any]) -> Any:
    """A fact of the order's payment as the table has it."""
    with app.app_context():
        return at(payments.get(_order(path)))


def do(app: Flask, path: str, work: Callable[[Payment], Any]) -> None:
    """Something is done with the order's payment."""
    with app.app_context(), transaction():
        work(payments.get(_order(path)))


def tries(app: Flask, server: GatewayServer) -> list[str]:
    """How every payment that was begun at the gateway stands in our own table, in their order."""
    with app.app_context():
        found = (online.find(1, authority) for authority in server.payments)
        return [one.state if one else "unknown here" for one in found]


def _manager() -> Person:
    found = people.find_by_mobile(1, MANAGER)
    assert found
    return found


def _order(path: str) -> Order:
    return orders.by_secret(1, path.rpartition("/")[2])
