"""A customer answers to the group's price on her request's page."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from hamyar.domain import requests
from hamyar.domain.orders import Order
from hamyar.domain.requests import Request
from hamyar.kit import clock
from hamyar.kit.db import db
from tests.people import Phone
from tests.web.shop.asked import ASK, answer, arrange, asked, rows, the_tailors, way_to


def test_what_was_agreed_upon_is_asked_for_again_and_not_put_into_a_basket(
    app: Flask, tailors: str, phone: Callable[..., Phone], change: Callable[[str], None]
) -> None:
    buyer = phone()
    hers = asked(buyer, f"/p/{tailors}/ask")
    answer(app)
    page = buyer.get(buyer.send(hers, "/agree", status=303).headers["Location"])
    assert f"{page.request.path}/again" not in page
    assert page.html.find("a", href=f"/p/{tailors}/ask")
    change("update products set removed_at = '2026-01-01' where kind = 'on_agreement'")
    assert page.goto(page.request.path).html.find("a", href=ASK), "then the like of it"
    change("update groups set takes_requests = false")
    alone = page.goto(page.request.path)
    assert not alone.html.find("a", href=ASK)
    assert f"{page.request.path}/again" not in alone


def test_a_yes_makes_an_order_once(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    assert "پاسخ" in buyer.get(hers)
    answer(app)
    page = buyer.get(hers)
    assert "۹۸۰٬۰۰۰" in page
    again = buyer.get(hers)
    order = buyer.send(page, "/agree", status=303).headers["Location"]
    assert order.startswith("/o/")
    assert buyer.send(page, "/agree", status=303).headers["Location"] == order
    late = buyer.send(again, "/agree", status=422)
    assert order in late
    assert rows(app, Order) == 1
    assert hers in buyer.get(order)


def test_a_price_that_was_replaced_is_asked_about_anew(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    seen = buyer.get(hers)
    answer(app, 12_000_000)
    page = buyer.send(seen, "/agree", status=422)
    assert "۱٬۲۰۰٬۰۰۰" in page
    assert rows(app, Order) == 0
    buyer.send(page, "/agree", status=303)
    assert rows(app, Order) == 1


def test_a_price_that_ran_out_is_asked_for_afresh(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    seen = buyer.get(hers)
    clock.freeze(clock.now() + timedelta(days=9))
    page = buyer.send(seen, "/agree", status=422)
    assert len(page.html.main.find_all("div", "notice warn")) == 1, "that is said once"
    assert page.html.find("div", "notice warn")["role"] == "alert"
    assert rows(app, Order) == 0
    buyer.send(page, "/again", status=303)
    with app.app_context():
        assert requests.count_waiting(the_tailors()[0]) == 1


def test_she_chooses_how_it_reaches_her_and_where(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    arrange(app, 300_000)
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    page = buyer.send(hers, "/agree", status=422)
    way = way_to(page, "courier")
    assert buyer.send(page, "/agree", status=422, **way)
    where = {"province": "تهران", "city": "تهران", "street": "نازی‌آباد، کوچه‌ی دوم"}
    order = buyer.send(buyer.get(hers), "/agree", status=303, **way, **where).headers["Location"]
    assert "۱٬۰۱۰٬۰۰۰" in buyer.get(order)


def test_a_fee_that_changed_is_shown_before_it_counts(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    arrange(app, 300_000)
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    page = buyer.get(hers)
    arrange(app, 900_000)
    page = buyer.send(page, "/agree", status=422, **way_to(page, "pickup"))
    assert "۹۰٬۰۰۰" in page
    buyer.send(page, "/agree", status=303, **way_to(page, "pickup"))
    assert rows(app, Order) == 1


def test_she_says_no_with_a_reason(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    page = buyer.get(hers)
    assert "۵۰۰" in buyer.send(page, "/refuse", status=422, reason="گران " * 200)
    buyer.send(page, "/refuse", status=303, reason="برایم گران است")
    with app.app_context():
        one = db.session.query(Request).one()
        assert (one.state, one.reason) == ("refused", "برایم گران است")
    assert buyer.send(page, "/agree", status=422)
    assert rows(app, Order) == 0


def test_she_takes_it_back(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    buyer.send(hers, "/withdraw", status=303)
    assert "/withdraw" not in buyer.get(hers)
    with app.app_context():
        assert db.session.query(Request).one().state == "withdrawn"


def test_nobody_guesses_a_page(phone: Callable[..., Phone]) -> None:
    phone().get("/q/aaaaaaaaaaaaaaaaaaaaaa", status=404)
