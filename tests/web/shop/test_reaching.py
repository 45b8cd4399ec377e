"""The customer's page of an order that has a day, a way to her and a payment: what it says in every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import moves, orders, payments, people, settling
from hamyar.domain.orders import Order
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests import chores
from tests.lunch import NOW, Lunch
from tests.people import CUSTOMER, MARYAM, Phone, form_on

Do = Callable[[Callable[[Order, Person], Any]], None]


@pytest.fixture
def lunch_order(phone: Callable[..., Phone], kitchen: Lunch) -> Callable[..., TestResponse]:
    """Order a plate for tomorrow; `way` is a word of the card to choose."""

    def place(way: str = "حضوری", pay: str = "cash") -> TestResponse:
        browser = phone()
        browser.send(f"/p/{kitchen.plate}", "/basket/put", status=303)
        page = browser.get("/checkout")
        number = kitchen.kitchen
        card = next(card for card in page.html.find(id=f"way-{number}").find_all("label") if way in card.text)
        form = form_on(page, "/checkout")
        chosen = {f"slot-{number}": "2026-11-25", f"way-{number}": card.input["value"], f"pay-{number}": pay}
        who = {"name": "زهرا", "mobile": CUSTOMER, "province": "تهران", "city": "ری", "street": "مدائن ۷"}
        for name, value in {**chosen, **who}.items():
            form[name] = value
        return form.submit(status=303).follow()

    return place


@pytest.fixture
def do(app: Flask) -> Do:
    """Do something with the only order, as Maryam."""

    def run(work: Callable[[Order, Person], Any]) -> None:
        with app.app_context(), transaction():
            by = people.find_by_mobile(1, MARYAM)
            assert by
            work(db.session.scalars(orders.whole()).one(), by)

    return run


def _again(page: TestResponse) -> TestResponse:
    return page.goto(page.request.path)


def _progress(page: TestResponse) -> str:
    return str(_again(page).html.find(id="progress").text)


def _move(*names: str) -> Callable[[Order, Person], Any]:
    def run(order: Order, by: Person) -> None:
        for name in names:
            moves.make(order, name, by=by, reason="گاز قطع شد")

    return run


def test_pickup_says_where_and_when(lunch_order: Callable[..., TestResponse]) -> None:
    told = lunch_order().html.find(id="reaching").parent.text
    for word in ("فردا، چهارشنبه ۴ آذر", "تحویل حضوری", "مدائن، پلاک ۷", "هر روز ۱۱ تا ۱۴"):
        assert word in told


@pytest.mark.parametrize(("names", "stays"), [(["decline"], False), (["accept", "ready", "deliver"], True)])
def test_what_is_over_does_not_promise_to_come(
    lunch_order: Callable[..., TestResponse], do: Do, names: list[str], stays: bool
) -> None:
    page = lunch_order()
    before = page.html.find(id="reaching").text
    do(_move(*names))
    after = _again(page).html.find(id="reaching")
    assert (after is not None) == stays
    assert after is None or after.text != before
    assert stays or "مدائن، پلاک ۷" not in _again(page)


def test_the_number_of_the_post_can_be_copied(lunch_order: Callable[..., TestResponse], do: Do) -> None:
    page = lunch_order("شهر ری")

    def send(order: Order, by: Person) -> None:
        _move("accept", "ready")(order, by)
        order.delivery, order.tracking = "post", "112233445566778899001122"

    do(send)
    shown = _again(page).html
    assert shown.find("bdi", id="post-number", dir="ltr").text == "112233445566778899001122"
    assert shown.find("button", attrs={"data-copy": "#post-number"})
    assert "شماره‌ی پیگیری پایین" in shown.find(id="progress").text


@pytest.mark.parametrize(
    ("way", "names", "told"),
    [
        ("حضوری", ["accept"], "همین‌جا می‌بینید کی می‌توانید تحویل بگیرید"),
        ("حضوری", ["accept", "ready"], "جا و ساعتش پایین"),
        ("شهر ری", ["accept"], "برایتان می‌فرستند"),
        ("شهر ری", ["accept", "ready"], "پیک آن را برایتان می‌آورد"),
        ("شهر ری", ["accept", "ready", "deliver"], "با کلینیک تماس بگیرید"),
        ("شهر ری", ["decline"], "چیزی برای پرداخت نیست"),
    ],
)
def test_what_comes_next_depends_on_the_way(
    lunch_order: Callable[..., TestResponse], do: Do, way: str, names: list[str], told: str
) -> None:
    page = lunch_order(way)
    do(_move(*names))
    assert told in _progress(page)


@pytest.mark.parametrize("state", ["ready", "accepted"])
def test_post_is_told_before_it_has_a_number(lunch_order: Callable[..., TestResponse], do: Do, state: str) -> None:
    page = lunch_order("شهر ری")

    def by_post(order: Order, by: Person) -> None:
        _move(*("accept", "ready")[: 2 if state == "ready" else 1])(order, by)
        order.delivery = "post"

    do(by_post)
    assert "به پست" in _progress(page)


def test_what_is_paid_first_says_that_the_group_waits(lunch_order: Callable[..., TestResponse], do: Do) -> None:
    page = lunch_order(pay="card")
    assert "گروه پس از پرداخت شروع می‌کند" in _progress(page)
    do(lambda order, _by: settling.claim(payments.get(order), settling.Claim(payer_digits="1234")))
    assert "گروه نگاه می‌کند پولتان رسیده است یا نه" in _progress(page)
    do(lambda order, by: settling.see(payments.get(order), payments.get(order).due, by))
    assert "به‌زودی آن را می‌بینند و پاسخ می‌دهند" in _progress(page)


def test_what_was_paid_goes_back_where_the_group_cannot_make_it(
    lunch_order: Callable[..., TestResponse], do: Do
) -> None:
    page = lunch_order(pay="card")
    do(lambda order, by: settling.see(payments.get(order), payments.get(order).due, by))
    do(_move("decline"))
    told = _progress(page)
    assert "گروه پولتان را برمی‌گرداند" in told
    assert "چیزی برای پرداخت نیست" not in told


def test_an_order_whose_time_ran_out_does_not_say_that_she_cancelled_it(
    app: Flask, lunch_order: Callable[..., TestResponse]
) -> None:
    page = lunch_order(pay="card")
    for later in (timedelta(hours=22), timedelta(hours=25)):
        clock.freeze(NOW + later)
        with app.app_context():
            chores.hold()
    told = _progress(page)
    assert "وقت پرداخت گذشت و این سفارش لغو شد" in told
    assert "شما این سفارش را لغو کردید" not in told


def test_her_address_is_on_her_own_page_alone(
    phone: Callable[..., Phone], lunch_order: Callable[..., TestResponse]
) -> None:
    page = lunch_order("شهر ری")
    assert "مدائن ۷" in page
    phone().get("/o/AAAAAAAAAAAAAAAAAAAAAA", status=404)
    assert page.headers["Cache-Control"] == "no-store"


def test_markup_in_an_address_stays_text(lunch_order: Callable[..., TestResponse], do: Do) -> None:
    page = lunch_order("شهر ری")

    def write(order: Order, _by: Person) -> None:
        assert order.address
        order.address.landmark = "<script>alert(1)</script>"

    do(write)
    assert "<script>alert" not in _again(page)
