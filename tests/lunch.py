"""A kitchen that cooks for tomorrow and brings it, and a workshop that mends by appointment, on a known Tuesday."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask
from webtest import TestResponse
from webtest.forms import Form, Radio

from hamyar.domain import catalogue, clinics, days, delivery, groups, paying, people, products
from hamyar.domain.catalogue import Description, Hours, Offer
from hamyar.domain.delivery import Courier, Pickup, Post
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.people import MARYAM, SARA, Phone, form_on

# Tuesday, 3 Azar 1405, ten in the morning.
NOW = datetime(2026, 11, 24, 10, tzinfo=clock.TEHRAN)
TOMORROW = date(2026, 11, 25)
CARD = "6037991234567893"


@dataclass(frozen=True)
class Lunch:
    """The codes of what is sold, and the numbers of the groups that sell it."""

    plate: str
    zip: str
    kitchen: int
    workshop: int


def build(app: Flask) -> Lunch:
    """Make it in the world of the tests, and stop the clock."""
    clock.freeze(NOW)
    with app.app_context(), transaction():
        maryam, sara = _woman(MARYAM), _woman(SARA)
        kitchen = groups.get(maryam.clinic_id, "gol-narges")
        workshop = groups.get(maryam.clinic_id, "suzan")
        plate = Description(
            "قیمه با برنج زعفرانی",
            "هر روز تازه.",
            unit="plate",
            kind="made_to_order",
            lead_days=1,
            per_day=10,
            weekdays="56012",
            order_by=20 * 60,
        )
        mending = Description(
            "عوض کردن زیپ",
            unit="piece",
            kind="service",
            minutes=90,
            windows=(Hours(10 * 60, 12 * 60, 2), Hours(16 * 60, 18 * 60, 1)),
        )
        made = catalogue.add(kitchen, plate, [Offer("", 1_800_000)], [], maryam)
        mended = catalogue.add(workshop, mending, [Offer("", 900_000)], [], sara)
        _arrange(kitchen, maryam)
        return Lunch(made.code, mended.code, kitchen.id, workshop.id)


def fill(app: Flask, code: str, many: int, day: date = TOMORROW, window: int = days.WHOLE_DAY) -> None:
    """Others were quicker: so many places of a day are taken."""
    with app.app_context(), transaction():
        days.take(products.get_by_code(clinics.get_only().id, code), days.Slot(day, window), many)


def before_the_checkout(app: Flask, phone: Phone) -> list[TestResponse]:
    """Pages of a customer with a plate and a zip in her basket: all that can stand on them, and what can go wrong."""
    made = build(app)
    pages = [phone.get(f"/p/{code}{more}") for code in (made.plate, made.zip) for more in ("", "/days")]
    phone.send(f"/p/{made.plate}", "/basket/put", status=303)
    for way in (0, 1):
        pages.append(_ordered(phone, way))
        # Two baskets that were emptied in the same moment would be one.
        clock.freeze(clock.now() + timedelta(seconds=1))
        phone.send(f"/p/{made.plate}", "/basket/put", status=303)
    phone.send(f"/p/{made.zip}", "/basket/put", status=303)
    late = _chosen(phone, 1)
    fill(app, made.plate, 8)
    pages += [phone.get("/checkout"), phone.send("/checkout", "/checkout"), late.submit(expect_errors=True)]
    phone.send(f"/p/{made.plate}", "/basket/put", status=303, quantity="10")
    return [*pages, phone.get("/basket"), phone.get("/checkout")]


def choose_first(form: Form, what: str = "slot-") -> Form:
    """Choose the first of what every group offers: of days, where nothing else is said."""
    for name, fields in form.fields.items():
        if str(name).startswith(what) and isinstance(fields[0], Radio):
            fields[0].value = fields[0].options[0][0]
    return form


def _chosen(phone: Phone, way: int) -> Form:
    """The form of the checkout with everything chosen, all ready to be sent."""
    form = choose_first(choose_first(form_on(phone.get("/checkout"), "/checkout")), "pay-")
    ways = next(fields[0] for name, fields in form.fields.items() if str(name).startswith("way-"))
    ways.value = ways.options[way][0]
    where = {"province": "تهران", "city": "ری", "street": "خیابان مدائن، پلاک ۷", "postal_code": "1234567890"}
    for name, value in {"name": "پریسا", "mobile": f"0935111220{way}", **where}.items():
        form[name] = value
    return form


def _ordered(phone: Phone, way: int) -> TestResponse:
    return _chosen(phone, way).submit(status=303).follow()


def _arrange(kitchen: groups.Group, by: Person) -> None:
    pickup = Pickup(True, "نازی‌آباد، خیابان مدائن، پلاک ۷", "هر روز ۱۱ تا ۱۴")
    courier = Courier(True, [("نازی‌آباد", 300_000), ("شهر ری", 500_000)], None)
    delivery.arrange(kitchen, pickup, courier, Post(False, [], None), by)
    card = paying.add_card(kitchen.clinic_id, kitchen, paying.NewCard(CARD, "مریم احمدی"), by)
    paying.agree(kitchen, takes_cash=True, card=card, takes_online=False, is_paid_first=True, hold_hours=24, by=by)


def _woman(mobile: str) -> Person:
    found = people.find_by_mobile(clinics.get_only().id, mobile)
    assert found
    return found
