"""What goes to paper: numbered, timed, and true about what changed since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import (
    catalogue,
    groups,
    moves,
    offering,
    orders,
    payments,
    people,
    placing,
    prints,
    products,
    settling,
)
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests import chosen
from tests.people import MARYAM, WORKER, Phone, World

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
    form = next(one for one in shown.forms.values() if "size" in one.fields)
    return form.submit("size", value=size)


def printed(phone: Phone, address: str, size: str = "a4") -> TestResponse:
    return tapped(phone.get(address), size).follow()


def foot(page: TestResponse) -> str:
    """What the sheet says of itself when it comes out of the printer now."""
    line = page.html.find(class_="sheet-number")
    for hidden in line.find_all(hidden=True):
        hidden.decompose()
    return line.text


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


def poster_of(world: World, what: str) -> str:
    return f"{ROOM}/poster" if what == "shop" else f"{ROOM}/products/{getattr(world, what)}/poster"


@pytest.mark.parametrize("size", prints.SIZES)
@pytest.mark.parametrize("what", ["shop", "jar"])
def test_a_poster_is_a_sheet_with_its_number_and_time(
    phone: Callable[..., Phone], world: World, what: str, size: str
) -> None:
    zahra, address = phone("zahra"), poster_of(world, what)
    assert "هنوز شماره ندارد" in foot(zahra.get(address))
    sheet = printed(zahra, address, size)
    assert sheet.request.path == f"{ROOM}/prints/1"
    assert "برگه‌ی ۱ · " in foot(sheet)
    assert sheet.html.select_one(".poster .sheet-number time")["datetime"][:10] <= clock.now().date().isoformat()
    assert "چاپ دوباره" not in foot(sheet)
    assert bool(sheet.html.find(class_="roll")) == (size == prints.ROLL)
    public = "/g/gol-narges" if what == "shop" else f"/p/{world.jar}"
    assert sheet.html.select_one(".poster .address").text.endswith(public)
    assert sheet.html.select_one(".poster .qr svg")
    assert sheet.html.find(attrs={"data-print": True})
    again = printed(phone("worker"), address, size)
    assert "برگه‌ی ۲" in foot(again)
    assert "چاپ دوباره" in foot(again)


def test_no_word_on_paper_means_another_day_when_it_is_read(
    phone: Callable[..., Phone], make: Callable[..., int], world: World
) -> None:
    number = make()
    maryam = phone("maryam")
    for address in (poster_of(world, "jar"), TODAY, f"{ROOM}/orders/{number}/slip", f"{ROOM}/orders/{number}/label"):
        article = printed(maryam, address).html.find("article")
        assert article.find("time")
        assert "امروز" not in article.text, address


def test_what_is_for_tomorrow_has_its_date_on_paper(app: Flask, phone: Callable[..., Phone], world: World) -> None:
    with app.app_context(), transaction():
        by, group = people.find_by_mobile(None, MARYAM), groups.get(1, "gol-narges")
        assert by
        wishes = [offering.Wish(products.get(group, world.cake).variants[0], 1)]
        customer = placing.Customer("هما", "+989351234567", "")
        order = placing.take_down(group, wishes, customer, chosen.plan(group, wishes), by=by)
        assert order.ready_on
        noon_before, number = clock.start_of(order.ready_on) - timedelta(hours=12), order.number
    clock.freeze(noon_before)
    maryam = phone("maryam")
    assert "فردا" in maryam.get(f"{ROOM}/orders/{number}")
    for kind in ("slip", "label"):
        article = printed(maryam, f"{ROOM}/orders/{number}/{kind}").html.find("article")
        assert article.select("time")
        assert "فردا" not in article.text, kind


def test_a_sheet_opened_later_says_again(app: Flask, phone: Callable[..., Phone], world: World) -> None:
    maryam = phone("maryam")
    printed(maryam, poster_of(world, "jar"))
    clock.freeze(clock.now() + prints.FRESH + timedelta(minutes=1))
    later = maryam.get(f"{ROOM}/prints/1")
    assert "چاپ دوباره" in foot(later)
    assert later.html.find(attrs={"data-print": True}), "it can be printed all the same"
    assert not later.html.find(attrs={"data-again": True})


def test_a_fresh_sheet_has_the_words_ready_for_the_script(
    phone: Callable[..., Phone], make: Callable[..., int]
) -> None:
    make()
    sheet = printed(phone("maryam"), TODAY)
    ready = sheet.html.select("[data-again]")
    assert ready
    assert all(one.has_attr("hidden") for one in ready)
    assert "چاپ دوباره" in sheet.html.select_one(".sheet-number [data-again]").text
    assert sheet.html.find("script", src=lambda to: to and "printed" in to)
    assert not phone("maryam").get(TODAY).html.find("script", src=lambda to: to and "printed" in to)


def test_a_new_price_is_told_beside_the_old_poster(app: Flask, phone: Callable[..., Phone], world: World) -> None:
    maryam = phone("maryam")
    printed(maryam, poster_of(world, "jar"))
    clock.freeze(clock.now() + timedelta(minutes=1))
    with app.app_context(), transaction():
        by, jar = people.find_by_mobile(None, MARYAM), products.get(groups.get(1, "gol-narges"), world.jar)
        assert by
        offer = catalogue.Offer("", 1_500_000, 10, 10, jar.variants[0].id)
        catalogue.change(jar, catalogue.Description("ترشی لیته", unit="jar"), [offer], [], by)
    assert "۱ تغییر" in foot(maryam.get(f"{ROOM}/prints/1"))
    assert "۱۵۰٬۰۰۰ تومان" in maryam.get(poster_of(world, "jar"))


def test_of_a_shop_it_is_not_claimed_that_nothing_changed(phone: Callable[..., Phone], world: World) -> None:
    maryam = phone("maryam")
    assert "چیزی عوض نشده" in printed(maryam, poster_of(world, "jar"))
    assert "چیزی عوض نشده" not in printed(maryam, poster_of(world, "shop"))


def test_what_customers_do_not_see_is_not_hung_up(app: Flask, phone: Callable[..., Phone], world: World) -> None:
    maryam, hidden = phone("maryam"), poster_of(world, "hidden")
    assert not maryam.get(hidden).html.find("article")
    assert not phone("worker").get("/group/charm/poster").html.find("article")
    address = poster_of(world, "jar")
    before = maryam.get(address)
    made = tapped(before).follow()
    stale = maryam.get(address)
    with app.app_context(), transaction():
        worker, group = people.find_by_mobile(None, WORKER), groups.get(1, "gol-narges")
        assert worker
        catalogue.show(products.get(group, world.jar), False, worker)
    form = next(one for one in stale.forms.values() if "size" in one.fields)
    form.submit("size", value="a4", status=422)
    assert not maryam.get(made.request.path).html.find("article")


def test_who_works_for_the_shop_is_led_from_its_public_page_to_the_numbered_one(
    phone: Callable[..., Phone], world: World
) -> None:
    for what, public in (("shop", "/g/gol-narges/poster"), ("jar", f"/p/{world.jar}/poster")):
        for who in ("maryam", "zahra", "worker", "manager"):
            assert phone(who).get(public, status=302).location.endswith(poster_of(world, what))
        for who in ("stranger", "sara"):
            plain = phone(who).get(public)
            assert plain.html.select_one("article.poster .address")
            assert not plain.html.find(class_="sheet-number")


def test_another_groups_product_has_no_poster_here(phone: Callable[..., Phone], world: World) -> None:
    phone("maryam").get(f"{ROOM}/products/{world.dress}/poster", status=404)
