"""A form that came too late: it goes on under the name of her who wrote it, and under no other."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from webtest import TestResponse

from hamyar.kit.db import db
from tests.people import MANAGER, MARYAM, PASSWORD, PIN, Phone

NAME = "/group/gol-narges/first/name"


@pytest.fixture
def late(app: Flask, phone: Callable[..., Phone]) -> tuple[Phone, TestResponse]:
    """Maryam's phone, and the sign-in page she got for her form: her session had ended while she wrote it."""
    hers = phone()
    hers.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, status=303)
    page = hers.get(NAME)
    with app.app_context():
        db.session.execute(sa.text("delete from sessions"))
        db.session.commit()
    return hers, hers.send(page, "/first/name", name="نان تازه", status=401)


def test_her_late_form_goes_once_she_is_back(late: tuple[Phone, TestResponse]) -> None:
    hers, door = late
    kept = hers.send(door, "/sign-in", mobile=MARYAM, secret=PIN, status=200)
    assert hers.send(kept, "/first/name").status_int == 303
    assert "نان تازه" in hers.get(NAME).text


def test_nobody_else_on_that_phone_sends_it(late: tuple[Phone, TestResponse]) -> None:
    phone, door = late
    answer = phone.send(door, "/sign-in", mobile=MANAGER, secret=PASSWORD, status=303)
    assert "نان تازه" not in answer.maybe_follow().text
    assert "نان تازه" not in phone.get(NAME).text
