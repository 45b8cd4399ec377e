"""What the shop's tests share: a phone with a filled basket, and a count of what a page asks the database."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from webtest import TestResponse

from hamyar.domain import catalogue, groups
from hamyar.kit.db import db, transaction
from hamyar.web import kept
from tests import heard, lunch
from tests.lunch import Lunch
from tests.people import CUSTOMER, Phone, World, form_on
from tests.web.shop.asked import the_tailors
from tests.web.shop.choosing import Customer


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Every test finds the pages unrendered: the versions begin anew with each test's world."""
    kept.forget()


@pytest.fixture
def statements(app: Flask) -> Callable[[Callable[[], Any]], int]:
    """How many statements something sends to the database."""

    def count(work: Callable[[], Any]) -> int:
        with heard.statements(app) as asked:
            work()
        return len(asked)

    return count


@pytest.fixture
def change(app: Flask) -> Callable[[str], None]:
    """Do something to the database behind a customer's back."""

    def run(statement: str, **values: Any) -> None:
        with app.app_context():
            db.session.execute(sa.text(statement), values)
            # As every verb of the catalogue does.
            db.session.execute(sa.text("update groups set version = version + 1"))
            db.session.execute(sa.text("update clinics set catalogue_version = catalogue_version + 1"))
            db.session.commit()

    return run


@pytest.fixture
def ask(app: Flask) -> Callable[[str], Any]:
    """One value from the database."""

    def run(statement: str, **values: Any) -> Any:
        with app.app_context():
            return db.session.scalar(sa.text(statement), values)

    return run


@pytest.fixture
def order(world: World) -> Callable[..., TestResponse]:
    """Put something into a phone's basket, order it, and give the order's page."""

    def place(phone: Phone, code: str = "", quantity: str = "2", **details: str) -> TestResponse:
        phone.send(f"/p/{code or world.jar}", "/basket/put", quantity=quantity)
        typed = {"name": "زهرا", "mobile": CUSTOMER, **details}
        form = lunch.choose_first(form_on(phone.get("/checkout"), "/checkout"))
        for name, value in typed.items():
            form[name] = value
        return form.submit().follow()

    return place


@pytest.fixture
def english(phone: Callable[..., Phone]) -> Phone:
    """A customer's phone that reads English: for what is said, whatever the Persian of it may be."""
    hers = phone()
    hers.get("/language/en", status=303)
    return hers


@pytest.fixture
def kitchen(app: Flask) -> Lunch:
    """A kitchen that cooks for tomorrow and a workshop that mends by appointment, on a known Tuesday."""
    return lunch.build(app)


@pytest.fixture
def customer(phone: Callable[..., Phone], kitchen: Lunch) -> Customer:
    """Somebody in front of the checkout, with a plate of that kitchen in her basket."""
    return Customer(phone(), kitchen)


@pytest.fixture
def tailors(app: Flask) -> str:
    """The tailors take requests, and have a product whose price is agreed upon; its code."""
    with app.app_context(), transaction():
        group, sara = the_tailors()
        groups.take_requests(group, True, sara)
        return catalogue.add(group, catalogue.Description("لباس شب", kind="on_agreement"), [], [], sara).code
