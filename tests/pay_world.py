"""A group that is paid card to card, and an order that waits for its money."""

import io
from dataclasses import dataclass

from flask import Flask
from PIL import Image
from webtest import Upload

from hamyar.domain import groups, offering, orders, paying, payments, people, placing, products, settling
from hamyar.kit.db import transaction
from tests.people import MARYAM, World

CARD = paying.NewCard("6037991234567893", "مریم احمدی", "IR060960000000100324200001")
CLINICS, CLINICS_OTHER = "5892101234567895", "6104337812345674"
CUSTOMER = placing.Customer("پریسا", "+989351234567")
ROOM = "/group/gol-narges"
BANK = "بانک ملی\nواریز: {amount:,} ریال\nبه حساب: 0101234567001\nمانده: 91,234,000"


@dataclass(frozen=True)
class Money:
    """How a payment stands, for tests that look into the database: `due` and sums in rials."""

    state: str
    due: int
    received: int
    refunded: int
    said: tuple[str, str, str]
    receipt: str
    order: str


def take_cards(app: Flask, *, is_paid_first: bool = False) -> None:
    """The cooks are paid in cash, and to Maryam's card."""
    with app.app_context(), transaction():
        group, by = groups.get(1, "gol-narges"), _maryam()
        card = paying.add_card(1, group, CARD, by)
        paying.agree(
            group, takes_cash=True, card=card, takes_online=False, is_paid_first=is_paid_first, hold_hours=24, by=by
        )


def share_card(app: Flask, *slugs: str, number: str = CLINICS) -> None:
    """A card of the clinic, to which the customers of these groups pay."""
    with app.app_context(), transaction():
        by = _maryam()
        card = paying.add_card(1, None, paying.NewCard(number, "کلینیک مهر"), by)
        for slug in slugs:
            use_card(groups.get(1, slug), card, by)


def use_card(group: groups.Group, card: paying.PayCard, by: people.Person) -> None:
    """In an open transaction: the group's customers pay to this card, or in cash."""
    paying.agree(group, takes_cash=True, card=card, takes_online=False, is_paid_first=False, hold_hours=24, by=by)


def order_of(app: Flask, slug: str, code: str, name: str = "پریسا") -> int:
    """One of this product of a group, paid to the group's card: the order's number."""
    with app.app_context(), transaction():
        group = groups.get(1, slug)
        variant = products.get(group, code).variants[0]
        variant.stock += 1
        wishes, customer = [offering.Wish(variant, 1)], placing.Customer(name, CUSTOMER.mobile)
        made = placing.take_down(group, wishes, customer, offering.Plan(pay="card"), by=_maryam(), again=True)
        return made.number


def order(app: Flask, world: World, pay: str = "card", name: str = "") -> tuple[int, str]:
    """A jar of the cooks, paid in this way: its number, and the secret of its link."""
    with app.app_context(), transaction():
        group = groups.get(1, "gol-narges")
        wish = offering.Wish(products.get(group, world.jar).variants[0], 1)
        customer = placing.Customer(name, CUSTOMER.mobile) if name else CUSTOMER
        plan = offering.Plan(pay=pay)
        made = placing.take_down(group, [wish], customer, plan, by=_maryam(), again=True)
        return made.number, made.secret


def money(app: Flask, number: int) -> Money:
    """How the payment of an order stands."""
    with app.app_context():
        one = payments.get(orders.get(groups.get(1, "gol-narges"), number))
        said = (one.payer_digits, one.said_at, one.tracking)
        return Money(one.state, one.due, one.received, one.refunded, said, one.receipt, one.order.state)


def see(app: Flask, number: int, amount: int) -> None:
    """The lead saw so much."""
    with app.app_context(), transaction():
        settling.see(payments.get(orders.get(groups.get(1, "gol-narges"), number)), amount, _maryam())


def say(app: Flask, number: int) -> None:
    """The customer says that she has paid."""
    with app.app_context(), transaction():
        one = payments.get(orders.get(groups.get(1, "gol-narges"), number))
        settling.claim(one, settling.Claim(payer_digits="4321", said_at="امروز ۱۰:۲۰", tracking="998877"))


def receipt_photo() -> Upload:
    """A screenshot of a bank's page, with a place in it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telephone Maker"
    Image.new("RGB", (420, 900), "teal").save(out, "JPEG", exif=exif)
    return Upload("receipt.jpg", out.getvalue(), "image/jpeg")


def _maryam() -> people.Person:
    found = people.find_by_mobile(1, MARYAM)
    assert found
    return found
