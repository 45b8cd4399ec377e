"""The customer's page of her order, and the way back to it when the link is lost."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from webtest import TestResponse

from hamyar.domain import moves, orders, resends
from hamyar.domain.people import Person
from hamyar.kit.db import db, transaction
from hamyar.web.shop import resend
from tests.people import CUSTOMER, MARYAM, Phone, World, form_on

Order = Callable[..., TestResponse]


@pytest.fixture
def move(app: Flask) -> Callable[..., None]:
    """Maryam makes moves with the only order."""

    def make(*names: str, reason: str = "") -> None:
        for name in names:
            with app.app_context(), transaction():
                by = db.session.scalars(sa.select(Person).where(Person.mobile == MARYAM)).one()
                order = db.session.scalars(orders.whole()).one()
                moves.make(order, name, by=by, reason=reason)

    return make


def test_page_shows_number_lines_total_and_what_comes_next(phone: Callable[..., Phone], order: Order) -> None:
    page = order(phone())
    assert "۱۰۰۱" in page.html.find("p", "order-number").text
    assert "ترشی لیته" in page.html.find("ul", "bought").text
    assert "۲۵۰٬۰۰۰" in page.html.find("p", "total").text
    assert "سفارش شما به دست گروه رسید" in page.html.find(id="progress").text
    assert page.html.find("a", href="tel:02133445566")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["accept"], "گروه سفارش شما را پذیرفت"),
        (["accept", "ready"], "سفارش شما آماده است"),
        (["accept", "ready", "deliver"], "سفارش شما تحویل شد"),
        (["accept", "ready", "not_collected"], "این سفارش تحویل گرفته نشد"),
        (["decline"], "گروه نتوانست این سفارش را بپذیرد"),
        (["accept", "call_off"], "این سفارش لغو شد"),
    ],
)
def test_every_state_has_its_words(
    phone: Callable[..., Phone], order: Order, move: Any, names: list[str], told: str
) -> None:
    browser = phone()
    address = order(browser).request.path
    move(*names, reason="سرکه تمام شد")
    page = browser.get(address)
    assert told in page.html.find(id="progress").text
    assert ("سرکه تمام شد" in page) == (names[-1] in ("decline", "call_off"))
    assert "مریم" not in page
    assert "/cancel" not in page


def test_page_is_for_her_alone(phone: Callable[..., Phone], order: Order) -> None:
    page = order(phone())
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.html.find("meta", attrs={"name": "robots"})["content"]
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("secret", ["x", "%00", "AAAAAAAAAAAAAAAAAAAAAA", "1001", "x" * 3000])
def test_nobody_guesses_an_order(phone: Callable[..., Phone], order: Order, secret: str) -> None:
    order(phone())
    phone().get(f"/o/{secret}", status=404)


def test_open_page_learns_of_a_step_by_itself(phone: Callable[..., Phone], order: Order, move: Any) -> None:
    browser = phone()
    poll = order(browser).html.find(id="news")["data-hx-get"]
    htmx = {"HX-Request": "true"}
    assert browser.get(poll, headers=htmx).status_int == 204
    move("accept")
    part = browser.get(poll, headers=htmx)
    assert "پذیرفت" in part
    assert "<html" not in part


def test_ended_order_asks_no_more(phone: Callable[..., Phone], order: Order, move: Any) -> None:
    browser = phone()
    address = order(browser).request.path
    move("decline", reason="نداریم")
    assert "hx-get" not in browser.get(address)


def test_cancelling_gives_everything_back(phone: Callable[..., Phone], order: Order, ask: Any) -> None:
    browser = phone()
    page = browser.send(order(browser), "/cancel").follow()
    assert "شما این سفارش را لغو کردید" in page
    assert ask("select stock from variants where price = 1250000") == 10


def test_cancelling_too_late_is_told(phone: Callable[..., Phone], order: Order, move: Any, ask: Any) -> None:
    browser = phone()
    page = order(browser)
    move("accept")
    answer = browser.send(page, "/cancel", status=422)
    assert "برای لغو در این صفحه دیر شده است" in answer
    assert "گروه سفارش شما را پذیرفت" in answer
    assert ask("select state from orders") == "accepted"


def test_order_again_fills_the_basket_and_says_what_is_missing(
    phone: Callable[..., Phone], order: Order, world: World, change: Any
) -> None:
    browser = phone()
    browser.send(f"/p/{world.cake}", "/basket/put")
    page = order(browser)
    change("update variants set stock = 1 where price = 1250000")
    basket = browser.send(page, "/again").follow()
    assert "ترشی لیته" in basket.html.find(id="flashes").text
    assert "کیک تولد" in basket.html.find("ul", "basket-lines").text


def test_order_page_asks_few_questions(phone: Callable[..., Phone], order: Order, statements: Any) -> None:
    browser = phone()
    address = order(browser).request.path
    browser.get(address)
    assert statements(lambda: browser.get(address)) <= 9


def test_link_can_be_sent_to_her_own_phone(phone: Callable[..., Phone], order: Order) -> None:
    page = order(phone())
    assert page.html.find("a", href=lambda url: url and url.startswith("sms:+989351234567?body="))


@pytest.mark.parametrize("mobile", [CUSTOMER, "09990000000"])
def test_asking_for_lost_links_tells_nothing(
    phone: Callable[..., Phone], order: Order, app: Flask, mobile: str
) -> None:
    browser = phone()
    order(browser)
    page = browser.send("/orders-again", "/orders-again", mobile=mobile).follow()
    assert "درخواست شما به کلینیک رسید" in page
    assert "/o/" not in page
    with app.app_context():
        assert resends.count_waiting(1) == 1


def test_both_answers_are_the_same_to_the_letter(phone: Callable[..., Phone], order: Order) -> None:
    order(phone())
    known, unknown = (phone().send("/orders-again", "/orders-again", mobile=one) for one in (CUSTOMER, "09990000000"))
    assert known.headers["Location"] == unknown.headers["Location"]
    assert phone().get(known.headers["Location"]).text == phone().get(unknown.headers["Location"]).text


@pytest.mark.parametrize("mobile", ["", "12", "\x00", "0" * 100_000])
def test_wrong_number_is_told_at_the_field(phone: Callable[..., Phone], mobile: str) -> None:
    form = form_on(phone().get("/orders-again"), "/orders-again")
    form["mobile"].force_value(mobile)
    assert form.submit(status=422).html.find(id="mobile-error")


def test_asking_twice_is_one_wish_and_a_flood_is_stopped(
    phone: Callable[..., Phone], app: Flask, monkeypatch: Any
) -> None:
    browser = phone()
    for _ in range(2):
        browser.send("/orders-again", "/orders-again", mobile=CUSTOMER, status=303)
    with app.app_context():
        assert resends.count_waiting(1) == 1
    monkeypatch.setattr(resend, "_MOST_WAITING", 1)
    assert browser.send("/orders-again", "/orders-again", mobile="09990000000", status=429).html.find(id="mobile-error")
