"""Her own page, when nobody works any more on the day of her order."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from hamyar.domain import agreements, holidays
from hamyar.domain.days import Slot
from hamyar.kit import clock
from tests.people import Phone
from tests.web import booked
from tests.web.booked import day

Phones = Callable[..., Phone]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _autumn(app: Flask) -> Iterator[None]:
    clock.freeze(datetime(2026, 11, 24, 9, tzinfo=UTC))
    yield
    clock.freeze(None)


def said(phone: Phones, path: str) -> Any:
    """What her page says of the day that is closed; None where it says nothing."""
    return phone().get(path).html.select_one("#progress .notice.warn")


def test_a_day_that_became_a_holiday_is_told_with_what_to_do(app: Flask, phone: Phones) -> None:
    _number, path = booked.lunch(app)
    assert said(phone, path) is None
    booked.make_holiday(app, day())
    notice = said(phone, path)
    assert "آلودگی هوا" in notice.text
    assert notice.find("a")["href"] == f"{path}/change"
    hers = phone()
    hers.send(f"{path}/change", "/change", status=303, slot=day(3).isoformat())
    assert said(phone, path) is None


def test_why_the_group_closed_a_day_is_its_own_matter(app: Flask, phone: Phones) -> None:
    _number, path = booked.lunch(app, "accept")
    booked.close(app, day())
    assert said(phone, path)
    assert "عروسی" not in phone().get(path)


@pytest.mark.parametrize("done", [[], ["accept"], ["accept", "ready"]])
def test_each_state_has_its_own_way_on(app: Flask, phone: Phones, done: list[str]) -> None:
    _number, path = booked.lunch(app, *done)
    booked.close(app, day())
    assert bool(said(phone, path).find("a")) == (done != ["accept", "ready"])


@pytest.mark.parametrize("by_group", [True, False])
def test_a_question_that_waits_needs_no_other_way(app: Flask, phone: Phones, by_group: bool) -> None:
    number, path = booked.lunch(app, "accept")
    booked.close(app, day())
    booked.ask(app, number, agreements.OTHER_DAY, Slot(day(3)), by_group=by_group)
    assert not said(phone, path).find("a")


def test_an_order_that_is_over_says_nothing_of_its_day(app: Flask, phone: Phones) -> None:
    _number, path = booked.lunch(app, "accept", "ready", "deliver")
    booked.close(app, day())
    assert said(phone, path) is None


@pytest.mark.parametrize("close", [booked.close, booked.make_holiday])
def test_an_open_page_learns_of_it(app: Flask, phone: Phones, close: Callable[[Flask, Any], None]) -> None:
    _number, path = booked.lunch(app, "accept")
    hers = phone()
    poll = hers.get(path).html.find(id="news")["data-hx-get"]
    hers.get(poll, headers=HTMX, status=204)
    close(app, day())
    part = hers.get(poll, headers=HTMX, status=200)
    assert part.html.select_one(".notice.warn")


def test_what_she_agreed_upon_knowing_the_day_is_no_news_to_her(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    with app.app_context():
        known = next(iter(holidays.between(1, day(3), day(300))))
    booked.ask(app, number, agreements.OTHER_DAY, Slot(known), by_group=False)
    booked.answer(app, number)
    booked.make_holiday(app, day())
    assert booked.look(app, number, lambda order: order.ready_on) == known
    assert said(phone, path) is None
