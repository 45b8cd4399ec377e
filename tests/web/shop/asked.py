"""A customer who asks the tailors for something of her own, and what they answer."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from webtest import TestResponse
from webtest.forms import Upload

from hamyar.domain import clinics, delivery, groups, people, quotes, requests
from hamyar.domain.quotes import Answer
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.web import submissions
from tests.people import CUSTOMER, SARA, Phone, form_on

GPS = Path(__file__).parent.parent.parent / "photos" / "gps.jpg"
ASK = "/g/suzan/ask"
WANTED = {"text": "مانتوی سورمه‌ای، سایز ۴۴", "name": "پریسا", "mobile": CUSTOMER}
PRICE = 9_800_000


def the_tailors() -> tuple[groups.Group, people.Person]:
    """Their group, and Sara. In an application context."""
    clinic = clinics.get_only()
    sara = people.find_by_mobile(clinic.id, SARA)
    assert sara
    return groups.get(clinic.id, "suzan"), sara


def picture() -> Upload:
    """A photo that knows where it was taken."""
    return Upload("IMG_1.jpg", GPS.read_bytes(), "image/jpeg")


def send_ahead(phone: Phone, status: int) -> dict[str, str]:
    """A photo that comes before its form; what the script is answered."""
    number = phone.get(ASK).html.find("input", {"type": "file"})["data-number"]
    keys = {"csrf_token": phone.get("/keys").json["csrf"], submissions.FIELD: number}
    return dict(phone.post("/ask/photos", keys | {"photos": picture()}, status=status).json)


def asked(phone: Phone, at: str = ASK, **more: object) -> str:
    """Ask; the address of her page."""
    return phone.send(at, at, status=303, **WANTED, **more).headers["Location"]


def answer(app: Flask, price: int = PRICE, hold: int = 7) -> None:
    """The group answers the newest request."""
    today = clock.today()
    with app.app_context(), transaction():
        group, sara = the_tailors()
        said = Answer(price, today + timedelta(days=10), today + timedelta(days=hold), "با پارچه‌ی خودمان")
        quotes.answer(requests.of_group(group).rows[0], said, sara)


def arrange(app: Flask, fee: int) -> None:
    """The group fetches nothing by post, and brings within its neighbourhood."""
    with app.app_context(), transaction():
        group, sara = the_tailors()
        courier = delivery.Courier(True, [("محله", fee)], None)
        pickup = delivery.Pickup(True, "کارگاه سوزن طلایی", "۹ تا ۱۳")
        delivery.arrange(group, pickup, courier, delivery.Post(False, [], None), sara)


def way_to(page: TestResponse, beginning: str) -> dict[str, str]:
    """The form's field for the way, with the choice whose key begins so."""
    form = form_on(page, "/agree")
    name = next(str(name) for name in form.fields if str(name).startswith("way-"))
    return {name: next(key for key, *_more in form[name].options if key.startswith(beginning))}


def rows(app: Flask, noun: type) -> int:
    """How many there are."""
    with app.app_context():
        return db.session.query(noun).count()
