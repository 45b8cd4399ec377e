"""The bank's messages that the lead pastes: whose money each tells of, what is only near, and what stays untold."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import groups, moves, orders, payments
from hamyar.kit import clock, jalali
from hamyar.kit.db import db, transaction
from tests import pay_world
from tests.pay_world import BANK, ROOM
from tests.people import Phone, World, form_on
from tests.web.group.test_payments import paste, tap

Phones = Callable[..., Phone]


def test_a_pasted_message_finds_its_order_and_books_nothing_by_itself(
    app: Flask, world: World, placed: tuple[int, str], phone: Phones
) -> None:
    number, _secret = placed
    pay_world.order(app, world)
    due = pay_world.money(app, number).due
    maryam = phone("maryam")
    page = paste(maryam, due).follow()
    found = page.html.find(id="found")
    assert [link["href"] for link in found.select("a")] == [f"{ROOM}/orders/{number}"]
    assert pay_world.money(app, number).state == "unpaid"
    back = tap(maryam, page, "see")
    assert pay_world.money(app, number).state == "paid"
    again = back.follow().html.find(id="found")
    assert "پیش از این ثبت شده" in again.text
    assert not again.select("form")


def test_several_messages_at_once_are_each_answered_and_stay_until_all_are(
    app: Flask, world: World, placed: tuple[int, str], phone: Phones
) -> None:
    first, second = placed[0], pay_world.order(app, world)[0]
    dues = [pay_world.money(app, number).due for number in (first, second)]
    maryam = phone("maryam")
    page = paste(maryam, *dues).follow()
    assert len(page.html.find(id="found").select("form")) == 2
    page = tap(maryam, page, "see").follow()
    assert len(page.html.find(id="found").select("form")) == 1
    tap(maryam, page, "see")
    assert [pay_world.money(app, number).state for number in (first, second)] == ["paid", "paid"]


def test_an_amount_that_nobody_owes_shows_what_comes_near(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, _secret = placed
    maryam = phone("maryam")
    found = paste(maryam, 1_250_000).follow().html.find(id="found")
    assert "دقیقاً منتظر این مبلغ نیست" in found.text
    assert found.find("a", href=f"{ROOM}/orders/{number}#payment")
    assert not found.select("form")
    found = paste(maryam, 77_000_000).follow().html.find(id="found")
    assert not found.select("a")


def test_money_that_left_is_left_out(placed: tuple[int, str], phone: Phones) -> None:
    text = "بانک ملی\nبرداشت: 500,000 ریال\nاز حساب: 0101234567001\nمانده: 91,234,000"
    page = paste(phone("maryam"), text=text).follow()
    assert "۱ پیام درباره‌ی برداشت" in page
    assert not page.html.find(id="found").select("form")


@pytest.mark.parametrize("text", ["سلام", "رمز پویا: 123456", "۱۲۳"])
def test_what_is_no_message_of_a_bank_stays_in_the_field(placed: tuple[int, str], phone: Phones, text: str) -> None:
    answer = paste(phone("maryam"), text=text)
    assert answer.status_int == 422
    assert answer.html.find(id="text-error")
    assert text in form_on(answer, "/payments")["text"].value


def test_the_money_of_an_order_that_is_no_more_is_booked_and_given_back(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, secret = placed
    with app.app_context(), transaction():
        moves.make(orders.get(groups.get(1, "gol-narges"), number), "cancel", by=None)
    maryam = phone("maryam")
    page = paste(maryam, pay_world.money(app, number).due).follow()
    assert "دیگر برقرار نیست" in page.html.find(id="found").text
    page = tap(maryam, page, "see").follow()
    assert page.html.find(id="back")
    tap(maryam, page, "refund")
    assert pay_world.money(app, number).state == "refunded"
    assert maryam.get(f"{ROOM}/payments").html.find(id="back") is None
    assert "پس داده شد" in phone("stranger").get(f"/o/{secret}")


def test_two_orders_that_fit_are_both_shown(app: Flask, world: World, placed: tuple[int, str], phone: Phones) -> None:
    number, _secret = placed
    other = pay_world.order(app, world)[0]
    with app.app_context(), transaction():
        one, two = (payments.get(orders.get(groups.get(1, "gol-narges"), n)) for n in (number, other))
        moves.make(one.order, "cancel", by=None)
        two.due = one.due
    found = paste(phone("maryam"), pay_world.money(app, other).due).follow().html.find(id="found")
    assert "چند سفارش" in found.text
    assert len(found.select("form")) == 2


def test_a_message_from_before_the_order_is_doubted(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    due = pay_world.money(app, placed[0]).due
    early = clock.today() - timedelta(days=2)
    year, month, day = jalali.parts(early)
    text = f"{BANK.format(amount=due)}\n{year}/{month:02}/{day:02}"
    page = paste(phone("maryam"), text=text).follow()
    assert "قدیمی‌تر" in page.html.find(id="found").text


def test_a_link_that_somebody_else_made_looks_like_no_message_of_the_bank(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    due = pay_world.money(app, placed[0]).due
    seen = paste(phone("maryam"), due).follow()
    assert seen.html.find(id="found")
    for who, came in (("maryam", str(due)), ("maryam", f"{due}@{clock.today()}"), ("manager", "")):
        address = seen.request.path_qs if who == "manager" else f"{ROOM}/payments?came={came}"
        assert phone(who).get(address).html.find(id="found") is None, came


@pytest.mark.parametrize("came", ["x", "-1", "12@nonsense", "12@2026-13-40", "9" * 40, "۱۲", ""])
def test_an_address_that_names_no_amount_finds_nothing(placed: tuple[int, str], phone: Phones, came: str) -> None:
    page = phone("maryam").get(f"{ROOM}/payments", {"came": came, "went": "x"})
    assert page.status_int == 200


def test_the_text_is_neither_kept_nor_logged(
    app: Flask, placed: tuple[int, str], phone: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    mark = "0101234567001"
    maryam = phone("maryam")
    with caplog.at_level(logging.DEBUG):
        page = paste(maryam, pay_world.money(app, placed[0]).due)
        assert mark not in page.location
        assert mark not in page.follow()
        paste(maryam, text=f"بی‌معنا {mark}")
    assert mark not in caplog.text
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)):
                assert mark not in str(tuple(row)), table.name
    tag = maryam.get(f"{ROOM}/payments").html.find("textarea", id="text").find_parent("form")
    assert not tag.has_attr("data-outbox")
    assert not tag.has_attr("data-draft")
