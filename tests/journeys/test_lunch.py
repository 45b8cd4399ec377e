"""Lunch for tomorrow, on a phone of 360 pixels: from the shop's page to an order with a day, a way and a payment."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import lunch
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import fill, sideways, tap
from tests.people import World

pytestmark = pytest.mark.journey

PhoneOf = Callable[..., Page]


def _to_the_checkout(page: Page, site: Site, made: lunch.Lunch) -> None:
    page.goto(f"{site.url}/p/{made.plate}")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    tap(page, "Continue", "link")
    page.wait_for_url("**/checkout")


def _say_where(page: Page) -> None:
    page.locator("[name=province]").select_option("تهران")
    fill(page, city="ری", street="خیابان مدائن\nپلاک ۷", postal_code="۱۲۳۴۵٦٧٨٩٠")


def _order(page: Page) -> None:
    page.locator(".bottom-bar button").click()


def _day(page: Page, words: str) -> None:
    page.locator("label.choice", has_text=words).first.click()


def test_lunch_for_tomorrow_is_brought_home(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    made = lunch.build(site.app)
    page = phone_of(site)
    page.goto(f"{site.url}/g/gol-narges")
    expect(page.locator("main")).to_contain_text("دست‌کم ۱ روز پیش سفارش دهید، تا ساعت ۲۰")
    page.locator(f".products a[href='/p/{made.plate}']").click()
    page.locator("main a[href$='/days']").click()
    expect(page.locator("main li").first).to_contain_text("فردا، چهارشنبه ۴ آذر")
    assert sideways(page) <= 0
    _to_the_checkout(page, site, made)
    assert sideways(page) <= 0

    _day(page, "فردا، چهارشنبه ۴ آذر")
    _day(page, "تحویل حضوری")
    expect(page.locator("[name=province]")).to_be_hidden()
    _day(page, "پیک: شهر ری")
    expect(page.locator("[name=province]")).to_be_visible()
    # Without script the sum is without the fee, and says so.
    expect(page.locator("p.total")).to_contain_text("۲۳۰٬۰۰۰ تومان" if script else "۱۸۰٬۰۰۰ تومان")
    expect(page.locator("[data-fees-come]")).to_be_visible(visible=not script)
    _day(page, "پرداخت هنگام تحویل")
    fill(page, name="پریسا", mobile="۰۹۳۵۱۲۳۴۵۶۷")
    _order(page)
    expect(page.locator(".notice.bad a")).to_have_count(3)
    _say_where(page)
    _order(page)
    page.wait_for_url("**/o/*")
    for words in ("برای فردا، چهارشنبه ۴ آذر", "پیک: شهر ری", "۵۰٬۰۰۰ تومان", "۲۳۰٬۰۰۰ تومان", "۱۲۳۴۵۶۷۸۹۰"):
        expect(page.locator("main")).to_contain_text(words)
    assert sideways(page) <= 0


def test_a_day_that_fills_up_while_she_types_costs_her_one_tap(site: Site, world: World, phone_of: PhoneOf) -> None:
    made = lunch.build(site.app)
    page = phone_of(site)
    _to_the_checkout(page, site, made)
    for words in ("فردا", "پیک: نازی‌آباد", "پرداخت هنگام تحویل"):
        _day(page, words)
    _say_where(page)
    fill(page, name="پریسا", mobile="09351234567", note="کم‌نمک")
    lunch.fill(site.app, made.plate, 10)
    _order(page)
    expect(page.locator("fieldset .error")).to_contain_text("آن روز دیگر جا ندارد")
    expect(page.locator("[name=note]")).to_have_value("کم‌نمک")
    expect(page.locator("[name=street]")).to_have_value(re.compile("مدائن"))
    _day(page, "شنبه ۷ آذر")
    _order(page)
    page.wait_for_url("**/o/*")
    expect(page.locator("main")).to_contain_text("شنبه ۷ آذر")


def test_what_she_chose_is_back_after_a_dead_battery(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    if not script:
        pytest.skip("a draft is kept by a script")
    made = lunch.build(site.app)
    page = phone_of(site)
    _to_the_checkout(page, site, made)
    _day(page, "پیک: شهر ری")
    fill(page, street="خیابان مدائن")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator("[name=street]")).to_have_value("خیابان مدائن")
    expect(page.locator("p.total")).to_contain_text("۲۳۰٬۰۰۰ تومان")
