"""A customer's page that lies open learns by itself of all that happens to her order, and asks little for it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import payments, rebooking, settling
from hamyar.domain.days import Slot
from tests.lunch import Lunch
from tests.people import Phone
from tests.web import booked

HTMX = {"HX-Request": "true"}
Change = Callable[[Flask, int], None]


def _money(app: Flask, number: int) -> None:
    booked.do(app, number, lambda order, by: settling.take_cash(payments.get(order), by))


def _another_day(app: Flask, number: int) -> None:
    booked.do(app, number, lambda order, by: rebooking.move(order, Slot(booked.day(2)), by))


def _the_post_took_it(app: Flask, number: int) -> None:
    booked.do(app, number, lambda order, _by: setattr(order, "tracking", "123456789012345678901234"))


CHANGES: dict[str, tuple[Change, str]] = {
    "a step": (lambda app, number: booked.go_on(app, number, "ready"), "سفارش شما آماده است"),
    "money": (_money, "پول شما رسید"),
    "another day": (_another_day, "۵ آذر"),
    "the post": (_the_post_took_it, "123456789012345678901234"),
    "a question": (lambda app, number: booked.ask(app, number, "cancel"), "گوشت نرسید"),
}


@pytest.fixture
def opened(app: Flask, kitchen: Lunch, phone: Callable[..., Phone]) -> Callable[[int, str], TestResponse]:
    """What the page of this order asks by itself, and what it is answered."""
    browser = phone()

    def ask(path: str) -> Callable[[], TestResponse]:
        poll = browser.get(path).html.find(id="news")["data-hx-get"]
        return lambda: browser.get(poll, headers=HTMX)

    return ask


@pytest.mark.parametrize("what", CHANGES)
def test_an_open_page_learns_of(app: Flask, opened: Any, what: str) -> None:
    number, path = booked.lunch(app, "accept")
    ask = opened(path)
    assert ask().status_int == 204
    change, said = CHANGES[what]
    change(app, number)
    part = ask()
    assert said in part
    assert "<html" not in part


def test_an_open_page_learns_of_the_answer_to_her_question(app: Flask, opened: Any) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel", by_group=False)
    ask = opened(path)
    assert ask().status_int == 204
    booked.answer(app, number, says_yes=False)
    assert "پاسخ" in ask()


def test_that_nothing_is_new_costs_one_statement(app: Flask, opened: Any, statements: Any) -> None:
    ask = opened(booked.lunch(app, "accept").path)
    ask()
    # One is the clinic's, one the question.
    assert statements(ask) <= 2
