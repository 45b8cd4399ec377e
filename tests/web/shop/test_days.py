"""What is cooked for a day or done at an hour: what public pages say of it, and which days are free."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from hamyar.domain import catalogue, groups, holidays, people
from hamyar.domain.catalogue import Description, Hours, Offer
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests import lunch
from tests.lunch import Lunch
from tests.people import MARYAM, Phone, World

Phones = Callable[..., Phone]

VISIT = {"kind": "service", "windows": (Hours(570, 630),)}


def test_a_product_page_says_the_rule_and_no_day(phone: Phones, kitchen: Lunch) -> None:
    page = phone().get(f"/p/{kitchen.plate}")
    said = page.html.main.text
    assert "سفارشی: دست‌کم ۱ روز پیش سفارش دهید، تا ساعت ۲۰" in said
    assert "شنبه تا چهارشنبه · روزی ۱۰ تا" in said
    assert page.html.find("a", href=f"/p/{kitchen.plate}/days").text == "روزهای خالی"
    assert not page.html.main.find("time")


def test_a_page_that_is_kept_stays_true_on_the_next_day(phone: Phones, kitchen: Lunch) -> None:
    first = phone().get(f"/p/{kitchen.plate}").html.main.find_all("p", "fact")
    clock.freeze(lunch.NOW + timedelta(days=3))
    assert phone().get(f"/p/{kitchen.plate}").html.main.find_all("p", "fact") == first


def test_a_service_says_its_hours_where_it_is_done_and_how_long_it_takes(phone: Phones, kitchen: Lunch) -> None:
    said = phone().get(f"/p/{kitchen.zip}").html.main.text
    assert "با نوبت: برای همان روز هم می‌شود" in said
    assert "۱۰ تا ۱۲ · ۱۶ تا ۱۸" in said
    assert "در کارگاه گروه · حدود ۱ ساعت و نیم" in said


def test_cards_and_the_basket_say_it_in_a_line(phone: Phones, kitchen: Lunch) -> None:
    browser, rule = phone(), "سفارشی: دست‌کم ۱ روز پیش سفارش دهید، تا ساعت ۲۰"
    assert rule in browser.get("/g/gol-narges").html.find("ul", "products").text
    browser.send(f"/p/{kitchen.plate}", "/basket/put")
    assert rule in browser.get("/basket").html.find("ul", "basket-lines").text


def test_the_groups_own_weekdays_off_are_not_promised(phone: Phones, kitchen: Lunch, change: Any) -> None:
    change("update groups set weekdays_off = '5' where slug = 'gol-narges'")
    assert "یکشنبه تا چهارشنبه" in phone().get(f"/p/{kitchen.plate}").html.main.text


def test_the_free_days_look_like_what_they_are_lines_to_read(phone: Phones, kitchen: Lunch) -> None:
    rows = phone().get(f"/p/{kitchen.plate}/days").html.find("ul", "bought")
    assert "panel" not in rows["class"]
    assert not rows.find("a")


def test_free_days_are_told_with_what_is_left_at_this_moment(app: Flask, phone: Phones, kitchen: Lunch) -> None:
    lunch.fill(app, kitchen.plate, 3)
    page = phone().get(f"/p/{kitchen.plate}/days")
    first = page.html.find("ul", "bought").li
    assert first.text == "فردا، چهارشنبه ۴ آذر۷ تا مانده"
    assert first.time["datetime"] == "2026-11-25"
    assert page.html.find("a", href=f"/p/{kitchen.plate}")
    lunch.fill(app, kitchen.plate, 7)
    assert "شنبه ۷ آذر" in phone().get(f"/p/{kitchen.plate}/days").html.find("ul", "bought").li.text
    assert page.headers["Cache-Control"] == "no-store"


def test_hours_that_have_begun_are_no_longer_offered(phone: Phones, kitchen: Lunch) -> None:
    address = f"/p/{kitchen.zip}/days"
    clock.freeze(lunch.NOW.replace(hour=9, minute=59))
    assert "امروز، سه‌شنبه ۳ آذر، ۱۰ تا ۱۲" in phone().get(address)
    clock.freeze(lunch.NOW.replace(hour=10))
    assert phone().get(address).html.find("ul", "bought").li.text == "امروز، سه‌شنبه ۳ آذر، ۱۶ تا ۱۸۱ جا مانده"


def test_where_no_day_is_free_the_page_says_what_to_do(phone: Phones, kitchen: Lunch, change: Any) -> None:
    change("update groups set weekdays_off = '0123456' where slug = 'gol-narges'")
    page = phone().get(f"/p/{kitchen.plate}/days")
    assert "فعلاً روز خالی نیست" in page


def test_a_holiday_is_no_free_day(app: Flask, phone: Phones, kitchen: Lunch) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        holidays.declare(1, lunch.TOMORROW, "آلودگی هوا", by)
    assert "فردا" not in phone().get(f"/p/{kitchen.plate}/days").html.main.text


def test_what_has_no_days_leads_to_its_page(phone: Phones, world: World) -> None:
    assert phone().get(f"/p/{world.jar}/days", status=303).headers["Location"] == f"/p/{world.jar}"


def test_days_of_what_is_not_public_are_told_to_nobody(phone: Phones, world: World) -> None:
    assert "مربای به" not in phone().get(f"/p/{world.hidden}/days", status=404)
    phone().get("/p/00000/days", status=404)


def test_free_days_cost_few_questions(phone: Phones, kitchen: Lunch, statements: Any) -> None:
    browser = phone()
    browser.get(f"/p/{kitchen.plate}/days")
    assert statements(lambda: browser.get(f"/p/{kitchen.plate}/days")) <= 9


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"lead_days": 0}, "سفارشی: برای همان روز هم می‌شود"),
        ({"lead_days": 2}, "سفارشی: دست‌کم ۲ روز پیش سفارش دهید"),
        ({"lead_days": 1, "order_by": 1230}, "تا ساعت ۲۰:۳۰"),
        ({"weekdays": "012356"}, "هر روز جز جمعه"),
        ({"weekdays": "53"}, "شنبه و پنجشنبه"),
        ({"weekdays": "5"}, "شنبه"),
        (
            {"kind": "service", "windows": (Hours(570, 630),), "minutes": 45, "place": "customer"},
            "در محل شما · حدود ۴۵ دقیقه",
        ),
        ({"kind": "service", "windows": (Hours(570, 630),), "minutes": 120}, "حدود ۲ ساعت"),
        ({"kind": "service", "windows": (Hours(570, 630),)}, "۹:۳۰ تا ۱۰:۳۰"),
    ],
)
def test_every_rule_has_its_words(app: Flask, phone: Phones, more: dict[str, Any], told: str) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        about = Description("شام", **{"kind": "made_to_order", **more})
        code = catalogue.add(groups.get(1, "gol-narges"), about, [Offer("", 900_000)], [], by).code
    assert told in phone().get(f"/p/{code}").html.main.text


def test_the_same_in_english(phone: Phones, kitchen: Lunch) -> None:
    browser = phone()
    browser.get("/language/en")
    said = browser.get(f"/p/{kitchen.plate}").html.main.text
    assert "Made to order: at least 1 day ahead, until 20 o’clock" in said
    assert "Saturday to Wednesday · 10 a day" in said
    assert "tomorrow, Wednesday 4 Azar" in browser.get(f"/p/{kitchen.plate}/days")
