"""What customers ask the group to make, at the group's desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import clinics, groups, people, quotes, requests
from hamyar.domain.offering import Plan, of_agreed, seal_of
from hamyar.domain.placing import Customer
from hamyar.domain.quotes import Wanted
from hamyar.domain.requests import Request
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.people import SARA, Phone

ROOM = "/group/suzan"
ANSWER = {"price": "۹۸۰٬۰۰۰", "day": "۲۰ آذر ۱۴۰۵", "note": "با پارچه‌ی خودمان"}


@pytest.fixture(autouse=True)
def one_day() -> None:
    """So that the days that are typed here stay ahead."""
    clock.freeze(clock.start_of(clock.today().replace(year=2026, month=11, day=24)) + timedelta(hours=10))


def _tailors() -> tuple[groups.Group, people.Person]:
    clinic = clinics.get_only()
    sara = people.find_by_mobile(clinic.id, SARA)
    assert sara
    return groups.get(clinic.id, "suzan"), sara


def ask(app: Flask, text: str = "مانتوی سورمه‌ای", times: int = 1) -> str:
    """Customers ask for this; the address of the last request at the desk."""
    with app.app_context(), transaction():
        group, sara = _tailors()
        groups.take_requests(group, True, sara)
        for number in range(times):
            asked = quotes.ask(group, None, Wanted(text), [], Customer("پریسا", f"+98935123{number:04}"))
        return asked.desk


def agree(app: Flask) -> int:
    """The customer says yes to the newest answer; the order's number."""
    with app.app_context(), transaction():
        group, _sara = _tailors()
        asked = requests.of_group(group).rows[0]
        assert asked.quote
        seal = seal_of(of_agreed(group, asked.quote.price))
        return quotes.agree(asked, asked.quote.id, Plan(pay="cash"), seal=seal).number


def newest(app: Flask) -> Request:
    with app.app_context():
        return requests.of_group(_tailors()[0]).rows[0]


def test_the_home_page_tells_that_somebody_waits(app: Flask, phone: Callable[..., Phone]) -> None:
    sara = phone("sara")
    assert "منتظر قیمت" not in sara.get(f"{ROOM}/")
    ask(app)
    page = sara.get(f"{ROOM}/")
    assert "منتظر قیمت" in page
    assert "مانتوی سورمه‌ای" in page.click(href="/requests\\?state=asked")


def test_the_group_answers_with_a_price_and_a_day(app: Flask, phone: Callable[..., Phone]) -> None:
    desk, sara = ask(app), phone("sara")
    page = sara.send(desk, "/answer", status=303, **ANSWER).follow()
    assert "نهصد و هشتاد هزار تومان" in page
    asked = newest(app)
    assert asked.quote
    assert (asked.state, asked.quote.price) == ("answered", 9_800_000)
    # A week to think it over, where nothing else is said.
    assert asked.quote.holds_until == clock.today() + timedelta(days=7)
    assert "۹۸۰٬۰۰۰" in phone().get(asked.path)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"price": ""}, "قیمت"),
        ({"price": "گران"}, "تومان"),
        ({"price": "۰"}, "صفر"),
        ({"day": ""}, "روز"),
        ({"day": "۱ آذر ۱۴۰۵"}, "گذشته"),
        ({"holds_until": "۱ خرداد ۱۴۰۶"}, "۶۰"),
        ({"note": "ا" * 501}, "۵۰۰"),
    ],
)
def test_an_answer_that_cannot_be_is_said_at_its_field(
    app: Flask, phone: Callable[..., Phone], typed: dict[str, str], said: str
) -> None:
    desk, sara = ask(app), phone("sara")
    page = sara.send(desk, "/answer", status=422, **{**ANSWER, **typed})
    assert said in page.html.find(class_="error").text
    assert newest(app).state == "asked"


def test_a_better_answer_replaces_the_first(app: Flask, phone: Callable[..., Phone]) -> None:
    desk, sara = ask(app), phone("sara")
    page = sara.send(desk, "/answer", status=303, **ANSWER).follow()
    sara.send(page, "/answer", status=303, price="۱٬۲۰۰٬۰۰۰")
    asked = newest(app)
    assert [quote.price for quote in asked.quotes] == [9_800_000, 12_000_000]


def test_the_group_says_that_it_cannot(app: Flask, phone: Callable[..., Phone]) -> None:
    desk, sara = ask(app), phone("sara")
    page = sara.send(desk, "/decline", status=422)
    page = sara.send(page, "/decline", status=303, reason="چرخ راسته‌دوز نداریم").follow()
    assert "/answer" not in page
    assert "چرخ راسته‌دوز نداریم" in phone().get(newest(app).path)


def test_what_she_was_told_of_the_answer_stands_there_and_is_ticked_off(
    app: Flask, phone: Callable[..., Phone]
) -> None:
    desk, sara = ask(app), phone("sara")
    page = sara.send(desk, "/answer", status=303, **ANSWER).follow()
    told = page.html.find(id="told")
    assert told.find("a", href=lambda href: href.startswith("sms:+98935123"))
    page = sara.send(page, "/told", status=303).follow()
    assert "سارا" in page.html.find(id="told").text
    assert not page.html.find("form", action=f"{desk}/told")
    page = sara.send(page, "/untold", status=303).follow()
    assert page.html.find("form", action=f"{desk}/told")
    sara.send(page, "/told", status=404, notice="999")


def test_whoever_answers_too_late_is_told_how_it_stands(app: Flask, phone: Callable[..., Phone]) -> None:
    desk, sara = ask(app), phone("sara")
    page = sara.get(desk)
    with app.app_context(), transaction():
        quotes.withdraw(requests.of_group(_tailors()[0]).rows[0])
    late = sara.send(page, "/answer", status=422, **ANSWER)
    assert "پس گرفته شد" in late


def test_the_order_leads_back_to_what_was_asked(app: Flask, phone: Callable[..., Phone]) -> None:
    desk, sara = ask(app), phone("sara")
    sara.send(desk, "/answer", status=303, **ANSWER)
    number = agree(app)
    order = sara.get(f"{ROOM}/orders/{number}")
    page = order.click(href=desk)
    assert f"{ROOM}/orders/{number}" in page


def test_the_list_is_long_and_by_state(app: Flask, phone: Callable[..., Phone]) -> None:
    ask(app, times=23)
    sara = phone("sara")
    page = sara.get(f"{ROOM}/requests")
    assert len(page.html.select(".links.panel > li a[href*='/requests/']")) == 20
    more = page.click(href="before=")
    assert len(more.html.select(".links.panel > li a[href*='/requests/']")) == 3
    part = sara.get(f"{ROOM}/requests?before=4", headers={"HX-Request": "true"})
    assert "<html" not in part
    assert "هیچ درخواستی" in sara.get(f"{ROOM}/requests?state=agreed")


def test_only_the_lead_and_the_staff_let_customers_ask(app: Flask, phone: Callable[..., Phone]) -> None:
    worker = phone("worker")
    page = worker.send(f"{ROOM}/shop", "/requests/switch", status=303).follow()
    assert "/g/suzan/ask" in phone().get("/g/suzan")
    worker.send(page, "/requests/switch", status=303)
    assert "/g/suzan/ask" not in phone().get("/g/suzan")
    assert "/requests/switch" not in phone("zahra").get("/group/gol-narges/shop")


def test_another_group_does_not_find_it(app: Flask, phone: Callable[..., Phone]) -> None:
    number = ask(app).rpartition("/")[2]
    phone("maryam").get(f"/group/gol-narges/requests/{number}", status=404)
