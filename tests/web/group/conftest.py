"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import heard, pay_world
from tests.people import World


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database is asked from now on; clear it before the page that is counted."""
    with heard.statements(app) as asked:
        yield asked


@pytest.fixture
def placed(app: Flask, world: World) -> tuple[int, str]:
    """An order by card: its number and secret."""
    pay_world.take_cards(app)
    return pay_world.order(app, world)
