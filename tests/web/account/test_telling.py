"""Everybody finds in the app what she was told, and chooses how she is told besides."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from hamyar.domain import channels, groups, mornings, moves, notices, offering, people, placing, products, reaching
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests import chores
from tests.people import MANAGER, MARYAM, Phone, World

Phones = Callable[..., Phone]


@pytest.fixture
def carried(app: Flask, world: object) -> None:
    """A clinic that sends SMS and e-mail, and has a bot in Bale."""
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, MANAGER)
        assert by
        for kind, about in (("modem", {}), ("email", {}), ("bale", {"bot": "@mehr_bot"})):
            channels.put(by.clinic_id, kind, about, is_on=True, by=by)


def chosen(app: Flask) -> dict[str, str]:
    """What Maryam chose."""
    with app.app_context():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        return {name: wish.address for name, wish in reaching.of(maryam).items()}


def test_notices_come_newest_first_twenty_a_page(phone: Phones, app: Flask) -> None:
    with app.app_context(), transaction():
        for number in range(1001, 1026):
            notices.tell_group(groups.get(1, "gol-narges"), "order.placed", {"number": number})
    maryam = phone("maryam")
    page = maryam.get("/account/notices")
    rows = page.html.select(".links.panel > li:not(.more)")
    assert len(rows) == 20
    assert "۱۰۲۵" in rows[0].text
    rest = maryam.get(page.html.select_one(".more a")["href"])
    assert "۱۰۰۱" in rest.text
    part = maryam.get(page.html.select_one(".more a")["href"], headers={"HX-Request": "true"})
    assert not part.html.find("html")


def test_a_tap_says_for_the_whole_group_that_they_were_seen(phone: Phones, app: Flask) -> None:
    with app.app_context(), transaction():
        notices.tell_group(groups.get(1, "gol-narges"), "order.cancelled", {"number": 1001})
    phone("maryam").send("/account/notices", "/looked", status=303)
    page = phone("zahra").get("/account/notices")
    assert "مریم" in page.html.select_one(".links.panel").text
    assert not page.html.select_one(".bell .count")


def test_the_notices_of_a_group_are_its_own(phone: Phones, app: Flask) -> None:
    with app.app_context(), transaction():
        notices.tell_group(groups.get(1, "gol-narges"), "order.cancelled", {"number": 1001})
    page = phone("sara").get("/account/notices")
    assert page.html.find(class_="empty")
    assert not page.html.select_one(".bell .count")


def test_she_chooses_and_unchooses_sms_and_email(phone: Phones, app: Flask, carried: None) -> None:
    maryam = phone("maryam")
    maryam.send("/account/telling", "/telling", status=303, sms=True, email="maryam@example.org")
    assert chosen(app) == {"sms": "", "email": "maryam@example.org"}
    maryam.send("/account/telling", "/telling", status=303, sms=False, email="")
    assert chosen(app) == {}


@pytest.mark.parametrize(
    "email", ["maryam", "a b@example.org", "maryam@example", "a@b.c\r\nBcc: x@y.z", "مریم@example.org"]
)
def test_what_is_no_address_is_refused_at_its_field(phone: Phones, app: Flask, carried: None, email: str) -> None:
    page = phone("maryam").send("/account/telling", "/telling", status=422, email=email)
    assert page.html.find(id="email-error")
    assert chosen(app) == {}


def test_a_chat_is_connected_by_a_code(phone: Phones, app: Flask, carried: None) -> None:
    maryam = phone("maryam")
    page = maryam.send("/account/telling", "/chat", status=303).follow()
    code = page.html.select_one(".code").text.strip()
    assert "@mehr_bot" in page.text
    with app.app_context(), transaction():
        assert reaching.connect_chat(1, "bale", code, "55")
        assert reaching.connect_chat(1, "bale", code, "66") is None, "a code works once"
    assert chosen(app) == {"bale": "55"}
    maryam.send("/account/telling", "/leave", status=303)
    assert chosen(app) == {}


def test_a_clinic_without_any_way_says_so(phone: Phones) -> None:
    page = phone("maryam").get("/account/telling")
    assert page.html.find(class_="notice")
    assert not page.html.find(id="sms")


def test_a_group_that_wants_it_is_told_every_morning(phone: Phones, app: Flask) -> None:
    clock.freeze(datetime(2026, 11, 24, 20, tzinfo=clock.TEHRAN))
    maryam = phone("maryam")
    maryam.send("/account/telling", "/morning", status=303)
    for hour, told in ((23, 0), (30, 0), (31, 1), (32, 0)):
        clock.freeze(datetime(2026, 11, 24, tzinfo=clock.TEHRAN) + timedelta(hours=hour))
        with app.app_context():
            assert chores.morning() == told, hour
    assert "برای چهارشنبه ۴ آذر سفارشی نیست" in maryam.get("/account/notices").text
    maryam.send("/account/telling", "/morning", status=303)
    clock.freeze(clock.now() + timedelta(days=1))
    with app.app_context():
        assert chores.morning() == 0


def test_the_morning_names_how_many_orders_there_are(phone: Phones, app: Flask, world: World) -> None:
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        wish = offering.Wish(products.get(cooks, world.jar).variants[0], 1)
        order = placing.take_down(cooks, [wish], placing.Customer("نگار", "+989351234567"), by=maryam)
        moves.make(order, "accept", by=maryam)
        mornings.want(cooks, maryam)
    clock.freeze(datetime(2026, 11, 27, 8, tzinfo=clock.TEHRAN))
    with app.app_context():
        chores.morning()
    page = phone("maryam").get("/account/notices")
    assert "سفارش‌های جمعه ۶ آذر: ۱" in page.text
    assert page.html.find("a", href="/group/gol-narges/orders/day")


def test_the_staffs_page_leads_to_the_desk_for_what_is_not_here(phone: Phones) -> None:
    said = [phone(name).get("/account/notices").html.main for name in ("worker", "maryam")]
    assert said[0].select_one('p.soft a[href="/clinic/"]')
    assert not said[1].select_one('a[href="/clinic/"]')
    assert said[0].select_one(".empty").text != said[1].select_one(".empty").text
