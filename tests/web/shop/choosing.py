"""A customer in front of the checkout, with a plate in her basket."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import groups, people
from hamyar.kit.db import transaction
from tests.lunch import Lunch
from tests.people import CUSTOMER, MARYAM, Phone, form_on

ADDRESS = {
    "province": "تهران",
    "city": "شهر ري",
    "street": "خیابان مدائن\r\nپلاک ۷",
    "postal_code": "۱۲۳۴۵-٦٧٨90",
    "landmark": "روبه‌روی نانوایی",
}


class Customer:
    """A phone with a plate in its basket, in front of the checkout."""

    def __init__(self, phone: Phone, kitchen: Lunch) -> None:
        self.phone, self.kitchen = phone, kitchen
        self.put(kitchen.plate)

    def put(self, code: str, many: str = "1") -> None:
        self.phone.send(f"/p/{code}", "/basket/put", status=303, quantity=many)

    def page(self) -> TestResponse:
        return self.phone.get("/checkout")

    def form(self, page: TestResponse | None = None, **other: str) -> Form:
        """The form for lunch tomorrow, fetched and paid in cash. Fields of the group go by their beginnings."""
        form = form_on(page or self.page(), "/checkout")
        typed = {"name": "زهرا", "mobile": CUSTOMER, "slot": "2026-11-25", "way": "pickup", "pay": "cash", **other}
        for name, value in typed.items():
            full = f"{name}-{self.kitchen.kitchen}" if name in ("slot", "way", "pay") else name
            if full in form.fields:
                form[full].force_value(value)
        return form

    def area(self, label: str) -> str:
        """The key of a courier's area, as it stands in the page."""
        card = next(card for card in self.page().html.find_all("label", "choice") if label in card.text)
        return str(card.input["value"])


def by_maryam(app: Flask, work: Callable[[groups.Group, people.Person], Any]) -> Any:
    """Maryam does something to her group."""
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        return work(groups.get(1, "gol-narges"), by)


def error(page: TestResponse, what: str, kitchen: Lunch) -> str:
    """What is said at a field of the group."""
    return str(page.html.find(id=f"{what}-{kitchen.kitchen}-error").text)
