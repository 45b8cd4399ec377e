"""A telephone order on a phone of 360 pixels: by two letters, with a free day, for a customer who is known."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hamyar.domain import groups, selling
from hamyar.kit import clock
from tests import lunch
from tests.journeys.conftest import Site
from tests.journeys.safe_clinic import until
from tests.journeys.test_main_job import fill, sideways, tap
from tests.journeys.wire import PASS, REFUSE, Wire
from tests.people import World

pytestmark = pytest.mark.journey

PhoneOf = Callable[..., Page]
HOME = "/group/gol-narges/"


def _look(page: Page, script: bool) -> None:
    """With script what depends on the form comes by itself; without it, by a button that saves nothing."""
    if not script:
        tap(page, "Show free days, delivery and payment")


def _choose(page: Page, words: str) -> None:
    page.locator("label.choice", has_text=words).first.click()


def _sales(site: Site) -> int:
    with site.app.app_context():
        return selling.takings(groups.get(1, "gol-narges"), clock.today()).count


def test_a_telephone_order(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    made = lunch.build(site.app)
    page = phone_of(site, world, "maryam")
    page.goto(site.url + HOME)
    tap(page, "By telephone or at the counter", "link")
    plate = page.locator(".wants > li", has_text="قیمه")
    plate.locator("input").fill("۲")
    fill(page, mobile="۰۹۳۵۱۲۳۴۵۶۷", name="نگار")
    _look(page, script)
    _choose(page, "فردا، چهارشنبه ۴ آذر")
    page.locator("#call summary", has_text="تحویل و پرداخت").click()
    _choose(page, "پیک: شهر ری")
    page.locator("[name=province]").select_option("تهران")
    fill(page, city="ری", street="خیابان مدائن، پلاک ۷", note="کم‌نمک")
    assert sideways(page) <= 0
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1001?done=1")
    for words in ("نگار", "تلفنی ثبت شد", "فردا، چهارشنبه ۴ آذر", "پیک: شهر ری", "۴۱۰٬۰۰۰ تومان"):
        expect(page.locator("main")).to_contain_text(words)

    # She calls again: her name is there and in sight, the address of another order is not.
    page.goto(f"{site.url}{HOME}orders/new")
    fill(page, mobile="09351234567")
    page.locator(".wants > li", has_text="قیمه").locator("input").fill("3")
    page.locator("[name=name]").focus()
    _look(page, script)
    expect(page.locator("#call .notice")).to_contain_text("۱۰۰۱")
    if script:
        tap(page, "Take over her name")
    expect(page.locator("[name=name]")).to_have_value("نگار")
    expect(page.locator("[name=name]")).to_be_in_viewport()
    expect(page.locator("[name=street]")).to_have_value("")
    _choose(page, "شنبه ۷ آذر")
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1002?done=1")
    assert made.plate


def test_what_was_forgotten_costs_one_more_tap(site: Site, world: World, phone_of: PhoneOf) -> None:
    lunch.build(site.app)
    page = phone_of(site, world, "maryam")
    page.goto(f"{site.url}{HOME}orders/new")
    fill(page, mobile="09351234567", name="نگار")
    page.locator(".wants > li", has_text="قیمه").locator("input").fill("2")
    # With script the days may or may not have come when she taps: she is told either way, and nothing is lost.
    tap(page, "Write it down")
    expect(page.locator("fieldset .error")).to_have_count(1)
    expect(page.locator("[name=name]")).to_have_value("نگار")
    _choose(page, "فردا")
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1001?done=1")


def test_sales_at_a_fair(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    page = phone_of(site, world, "maryam")
    page.goto(site.url + HOME)
    tap(page, "Sell at a fair", "link")
    jar = page.locator(".goods > li", has_text="ترشی لیته")
    if script:
        jar.locator("label").click()
        jar.locator("label").click()
    else:
        jar.locator("input").fill("۲")
        tap(page, "Add up")
    expect(page.locator(".total")).to_contain_text("۲۵۰٬۰۰۰ تومان")
    assert sideways(page) <= 0
    page.locator(".bottom-bar button.tall").click()
    page.wait_for_url("**/sell?done=*")
    expect(page.locator("main")).to_contain_text("۸ عدد مانده")
    tap(page, "Take back")
    page.wait_for_url("**/sell?back=*")
    expect(page.locator("main")).to_contain_text("۱۰ عدد مانده")


def test_sales_without_network_wait_one_after_another(
    site: Site, wire: Wire, world: World, phone: Callable[..., Page]
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}{HOME}sell")
    for day in (1, 2):
        wire.mode = REFUSE
        for many in (1, 3):
            for _tap in range(many):
                page.locator(".goods > li", has_text="ترشی لیته").locator("label").click()
            page.locator(".bottom-bar button.tall").click()
            expect(page.locator("[data-outbox-note]")).to_be_visible()
            expect(page.locator("[data-total]")).to_contain_text("۰ تومان")
        wire.mode = PASS
        page.evaluate("window.dispatchEvent(new Event('online'))")
        until(lambda sold=2 * day: _sales(site) == sold)
        # What was sent is put away; its number must not come back with the next sale.
        page.locator("#outbox").get_by_role("button", name="باشد").click()
    page.goto(f"{wire.url}{HOME}sell")
    expect(page.locator("main")).to_contain_text("۴ فروش")
    expect(page.locator("main")).to_contain_text("۲ عدد مانده")
