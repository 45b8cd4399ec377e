"""Selling at a fair: what lies on the table, one tap for the cash, and five minutes to take it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import groups, orders, payments, products
from hamyar.kit import clock
from tests import lunch
from tests.people import Phone, World, form_on
from tests.web.group.test_telephone import newest, variant_of
from tests.web.group.things import ROOM

Phones = Callable[..., Phone]
SELL = f"{ROOM}/sell"


def sell(app: Flask, phone: Phone, code: str, many: str = "2") -> TestResponse:
    """Sell so many of a product."""
    return phone.send(SELL, SELL, **{variant_of(app, code): many})


def jars(app: Flask, world: World) -> int:
    with app.app_context():
        return products.get_by_code(1, world.jar).left


def test_a_sale_counts_the_stock_and_books_the_cash(app: Flask, world: World, phone: Phones) -> None:
    page = sell(app, phone("maryam"), world.jar, "۳").follow()
    assert "۳۷۵٬۰۰۰" in page.html.find(role="status", class_=None).text
    assert "۱ فروش" in page.html.h1.parent.text
    assert jars(app, world) == 7
    with app.app_context():
        order = orders.get(groups.get(1, "gol-narges"), 1001)
        assert (order.state, order.channel, order.name) == ("delivered", "fair", "")
        assert payments.get(order).state == "paid"


def test_every_model_that_is_there_has_its_tile(world: World, phone: Phones) -> None:
    tiles = phone("worker").get("/group/suzan/sell").html.select(".goods > li")
    assert [one.select_one(".name").text for one in tiles] == ["پیراهن گلدار (کوچک)", "پیراهن گلدار (بزرگ)"]
    assert [one["data-price"] for one in tiles] == ["5000000", "6000000"]


def test_a_service_lies_on_no_table(app: Flask, world: World, phone: Phones) -> None:
    lunch.build(app)
    assert "عوض کردن زیپ" not in phone("worker").get("/group/suzan/sell").text


def test_without_script_the_sum_is_asked_for(app: Flask, world: World, phone: Phones) -> None:
    form = form_on(phone("maryam").get(SELL), SELL)
    form[variant_of(app, world.jar)] = "۲"
    page = form.submit("count", status=200)
    assert "۲۵۰٬۰۰۰" in page.html.find(class_="total").text
    assert newest(app) is None
    form_on(page, SELL).submit(status=303)
    assert jars(app, world) == 8


def test_nothing_sold_is_said(app: Flask, world: World, phone: Phones) -> None:
    page = sell(app, phone("maryam"), world.jar, "0")
    assert page.status_int == 422
    assert "اول" in page.html.find(role="alert").text


@pytest.mark.parametrize("many", ["11", "-1", "1000000000", "دو", "9" * 300])
def test_what_is_not_there_is_refused_at_its_tile(app: Flask, world: World, phone: Phones, many: str) -> None:
    page = sell(app, phone("maryam"), world.jar, many)
    assert page.status_int == 422
    assert page.html.find(id=f"{variant_of(app, world.jar)}-error")
    assert jars(app, world) == 10


def test_another_groups_product_cannot_be_sold(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(SELL), SELL)
    maryam.post(SELL, [*form.submit_fields(), (variant_of(app, world.dress), "1")], status=422)
    with app.app_context():
        assert products.get_by_code(1, world.dress).left == 5


def test_a_copy_of_a_sale_is_no_second_sale(app: Flask, world: World, phone: Phones) -> None:
    form = form_on(phone("maryam").get(SELL), SELL)
    form[variant_of(app, world.jar)] = "10"
    first = form.submit(status=303)
    assert form.submit(status=303).headers["Location"] == first.headers["Location"]
    assert jars(app, world) == 0


def test_the_page_brings_numbers_for_sales_without_network(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    page = maryam.get(SELL)
    spare = page.html.find("form", action=SELL)["data-spare"].split()
    assert len(set(spare)) == 30
    form = form_on(page, SELL)
    form[variant_of(app, world.jar)] = "1"
    for number in [form["submission"].value, *spare[:2]]:
        form["submission"] = number
        form.submit(status=303)
    assert jars(app, world) == 7


def test_a_sale_is_taken_back_with_one_tap(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    page = sell(app, maryam, world.jar).follow()
    back = form_on(page, "/back").submit(status=303).follow()
    assert "برگردانده شد" in back.html.find(role="status", class_=None).text
    assert "هنوز هیچ" in back.html.h1.parent.text
    assert jars(app, world) == 10
    late = form_on(page, "/back")
    late["submission"] = form_on(sell(app, maryam, world.jar).follow(), "/back")["submission"].value
    assert late.submit(expect_errors=True).status_int == 422
    assert jars(app, world) == 8


def test_after_five_minutes_it_stands(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    page = sell(app, maryam, world.jar).follow()
    clock.freeze(clock.now() + timedelta(minutes=6))
    answer = form_on(page, "/back").submit(expect_errors=True)
    assert answer.status_int == 422
    assert "پنج دقیقه" in answer.html.find(role="alert").text
    assert not answer.html.find(id="lately")
    assert jars(app, world) == 8


def test_an_order_of_a_customer_is_not_taken_back_here(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    sold = form_on(sell(app, maryam, world.jar).follow(), "/back")
    wanted = {"name": "نگار", "mobile": "09351234567", variant_of(app, world.jar): "1"}
    maryam.send(f"{ROOM}/orders/new", "/orders/new", status=303, **wanted)
    fields = sold.submit_fields()
    assert maryam.post(f"{SELL}/1002/back", fields, expect_errors=True).status_int == 422
    assert maryam.post(f"{SELL}/9999/back", fields, expect_errors=True).status_int == 404


def test_the_orders_own_page_takes_all_of_it_back(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    sell(app, maryam, world.jar)
    page = maryam.send(f"{ROOM}/orders/1001", "/undo", status=303).follow()
    assert jars(app, world) == 10
    assert not [form for form in page.forms.values() if form.action.endswith("/undo")]
    with app.app_context():
        assert payments.get(orders.get(groups.get(1, "gol-narges"), 1001)).received == 0


@pytest.mark.parametrize("page", ["/", "/orders", "/orders/1001", "/print"])
def test_nobodys_name_is_sold_on_the_spot(app: Flask, world: World, phone: Phones, page: str) -> None:
    maryam = phone("maryam")
    sell(app, maryam, world.jar)
    shown = maryam.get(f"{ROOM}{page}" if page != "/print" else f"{ROOM}/orders/1001")
    assert "فروش حضوری" in shown.text
    assert 'href="tel:"' not in shown.text
    assert "sms:?" not in shown.text


def test_staff_read_it_in_their_list(app: Flask, world: World, phone: Phones) -> None:
    sell(app, phone("worker"), world.jar)
    assert "فروش حضوری" in phone("worker").get("/clinic/orders").text


def test_more_sales_cost_no_more_questions(app: Flask, world: World, phone: Phones, asked: list[str]) -> None:
    maryam = phone("maryam")

    def count() -> int:
        asked.clear()
        maryam.get(SELL)
        return len(asked)

    sell(app, maryam, world.jar, "1")
    few = count()
    for _n in range(4):
        sell(app, maryam, world.jar, "1")
    assert count() == few


def test_members_of_other_groups_sell_elsewhere(phone: Phones) -> None:
    assert phone("sara").get(SELL, expect_errors=True).status_int in (403, 404)
