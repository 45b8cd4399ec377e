"""What the tests of the clinic's pages share."""

from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import people
from tests import heard, pay_world
from tests.people import World
from tests.web.clinic.clinic_money import COOKS, TAILORS


@pytest.fixture
def number_of(app: Flask) -> Callable[[str], int]:
    """The number in the table of whoever has this mobile."""

    def find(mobile: str) -> int:
        with app.app_context():
            person = people.find_by_mobile(None, mobile)
            assert person
            return person.id

    return find


@pytest.fixture
def asked(app: Flask) -> Callable[[], object]:
    """Counts the statements a request sends to the database: with asked() as statements: ..."""
    return lambda: heard.statements(app)


@pytest.fixture
def two(app: Flask, world: World) -> tuple[int, int]:
    """An order of the cooks and one of the tailors, paid to one card of the clinic."""
    pay_world.share_card(app, COOKS, TAILORS)
    return pay_world.order_of(app, COOKS, world.jar), pay_world.order_of(app, TAILORS, world.dress, "سیمین")
