"""What goes to paper: numbered, timed, and true about what changed since."""

from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import groups, moves, offering, orders, payments, people, placing, products, settling
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.people import MARYAM, Phone, World

ROOM = "/group/gol-narges"
TODAY = f"{ROOM}/orders/day"


@pytest.fixture
def make(app: Flask, world: World) -> Callable[..., int]:
    """An accepted order of some jars; gives its number."""

    def made(quantity: int = 1, name: str = "هما", note: str = "") -> int:
        with app.app_context(), transaction():
            by, group = people.find_by_mobile(None, MARYAM), groups.get(1, "gol-narges")
            assert by
            wish = offering.Wish(products.get(group, world.jar).variants[0], quantity)
            customer = placing.Customer(name, "+989351234567", note)
            order = placing.take_down(group, [wish], customer, by=by, again=True)
            moves.make(order, "accept", by=by)
            return order.number

    return made


def tapped(shown: TestResponse, size: str = "a4") -> TestResponse:
    """One of the two buttons that make a sheet."""
    form = next(one for one in shown.forms.values() if "/orders/" in one.action)
    return form.submit("size", value=size)


def printed(phone: Phone, address: str, size: str = "a4") -> TestResponse:
    return tapped(phone.get(address), size).follow()


def foot(page: TestResponse) -> str:
    return page.html.find(class_="sheet-number").text


def test_a_preview_has_no_number_and_a_sheet_has_one_and_its_time(
    phone: Callable[..., Phone], make: Callable[..., int]
) -> None:
    make()
    maryam = phone("maryam")
    assert "هنوز شماره ندارد" in foot(maryam.get(TODAY))
    sheet = printed(maryam, TODAY)
    assert sheet.request.path == f"{ROOM}/prints/1"
    assert "برگه‌ی ۱" in foot(sheet)
    assert "چاپ دوباره" not in foot(sheet)
    assert sheet.html.find(attrs={"data-print": True})
    assert not sheet.html.find("form", action=lambda to: to and "orders/day" in to)


def test_a_second_sheet_says_that_it_is_one(phone: Callable[..., Phone], make: Callable[..., int]) -> None:
    make()
    maryam = phone("maryam")
    printed(maryam, TODAY)
    make(2, "پری")
    assert "۱ تغییر" in maryam.get(TODAY)
    old = maryam.get(f"{ROOM}/prints/1")
    assert "۱ تغییر پس از چاپ" in foot(old)
    assert "پری" in old
    again = tapped(old).follow()
    assert "چاپ دوباره" in foot(again)
    assert "برگه‌ی ۲" in foot(again)


def test_the_same_tap_twice_makes_one_sheet(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    page = maryam.get(TODAY)
    first, second = tapped(page), tapped(page)
    assert first.location == second.location
    maryam.get(f"{ROOM}/prints/2", status=404)


@pytest.mark.parametrize("kind", ["slip", "label"])
def test_an_orders_sheets_have_their_numbers_too(
    phone: Callable[..., Phone], make: Callable[..., int], kind: str
) -> None:
    number = make(3, note="زنگ نزنید")
    sheet = printed(phone("zahra"), f"{ROOM}/orders/{number}/{kind}", "roll")
    assert "برگه‌ی ۱" in foot(sheet)
    assert "۱۰۰۱" in sheet.html.find("h1").text
    assert sheet.html.find("link", href=lambda to: to and "roll" in to)
    assert sheet.html.find(class_="roll")


def test_the_days_list_says_what_is_to_be_made_taken_and_ticked(
    app: Flask, phone: Callable[..., Phone], make: Callable[..., int]
) -> None:
    make(2), make(3, "پری", "بدون سیر")
    page = phone("maryam").get(TODAY)
    assert page.html.select_one(".to-make .many").text == "۵"
    rows = page.html.select(".day-list > li")
    assert [row.select_one("p .many").text for row in rows] == ["۲", "۳"]
    assert all(row.find(class_="tick") and row.find("svg", class_="qr-code") for row in rows)
    assert "باید بپردازد: ۲۵۰٬۰۰۰ تومان" in rows[0].text
    assert "بدون سیر" in rows[1].text
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, MARYAM)
        assert by
        settling.take_cash(payments.get(orders.get(groups.get(1, "gol-narges"), 1001)), by)
    rows = phone("maryam").get(TODAY).html.select(".day-list > li")
    assert ["باید بپردازد" in row.text for row in rows] == [False, True]


def test_what_was_handed_over_is_ticked_on_the_days_list(
    app: Flask, phone: Callable[..., Phone], make: Callable[..., int]
) -> None:
    make(2), make(3, "پری")
    with app.app_context(), transaction():
        by, order = people.find_by_mobile(None, MARYAM), orders.get(groups.get(1, "gol-narges"), 1001)
        assert by
        for name in ("ready", "deliver"):
            moves.make(order, name, by=by)
    rows = phone("maryam").get(TODAY).html.select(".day-list > li")
    assert [bool(row.find(class_="tick").find("svg")) for row in rows] == [True, False]


@pytest.mark.parametrize("size", ["", "a3", "x" * 5000])
def test_no_other_paper(phone: Callable[..., Phone], size: str) -> None:
    maryam = phone("maryam")
    page = maryam.get(TODAY)
    form = next(one for one in page.forms.values() if one.action.endswith(f"day={clock.today()}"))
    fields = [(name, value) for name, value in form.submit_fields() if name != "size"]
    maryam.post(form.action, [*fields, ("size", size)], status=400)
    maryam.get(f"{ROOM}/prints/1", status=404)


@pytest.mark.parametrize("number", ["0", "2", "999999999", "9999999999", "-1", "x"])
def test_a_sheet_that_is_not_there(phone: Callable[..., Phone], number: str) -> None:
    printed(phone("maryam"), TODAY)
    phone("maryam").get(f"{ROOM}/prints/{number}", status=404)


def test_another_groups_sheet_is_not_here(phone: Callable[..., Phone]) -> None:
    printed(phone("maryam"), TODAY)
    phone("sara").get(f"{ROOM}/prints/1", status=404)
    phone("sara").get("/group/suzan/prints/1", status=404)
