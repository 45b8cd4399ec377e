"""A customer's message, pasted on a phone of 360 pixels: read, doubted where it must be, settled, and ordered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hamyar.domain import catalogue, clinics, groups, people
from hamyar.kit.db import transaction
from tests import lunch
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import sideways, tap
from tests.people import MARYAM, World

pytestmark = pytest.mark.journey

PhoneOf = Callable[..., Page]
MESSAGE = """سلام خسته نباشید
۲ تا ترشی لیته و ۳ تا مربای آلبالو لطفا
با ۴ پرس قیمه با برنج زعفرانی برای فردا ظهر
یه قابلمه هم اگه دارین
اسم: نگار صبوری
۰۹۳۵۱۲۳۴۵۶۷
آدرس: شهر ری، خیابان مدائن، پلاک ۷"""


def _with_jam(site: Site) -> None:
    """There are two sizes of jam, and she does not say which."""
    with site.app.app_context(), transaction():
        clinic = clinics.get_only()
        by = people.find_by_mobile(clinic.id, MARYAM)
        assert by
        offers = [catalogue.Offer("کوچک", 900_000, 5), catalogue.Offer("بزرگ", 1_500_000, 5)]
        catalogue.add(groups.get(clinic.id, "gol-narges"), catalogue.Description("مربای آلبالو"), offers, [], by)


def test_a_pasted_message(site: Site, world: World, phone_of: PhoneOf) -> None:
    lunch.build(site.app)
    _with_jam(site)
    page = phone_of(site, world, "maryam")
    page.goto(f"{site.url}/group/gol-narges/")
    tap(page, "Paste a customer’s message", "link")
    page.locator("textarea").fill(MESSAGE)
    tap(page, "Read it")
    expect(page.locator(".read mark.is-unread")).to_have_count(1)
    expect(page.locator("[name=name]")).to_have_value("نگار صبوری")
    expect(page.locator("[name=note]")).to_have_value("برای کِی: «فردا ظهر»")
    assert sideways(page) <= 0

    large = page.locator(".wants > li", has_text="بزرگ").locator("input")
    expect(large).to_have_value("")
    tap(page, "Write it down")
    # What is in doubt, the day and the way are asked for; nothing is guessed.
    expect(page.locator(".wants .error")).to_have_count(2)
    expect(page.locator("fieldset .error", has_text="روز")).to_be_visible()
    expect(page.locator("[name=street]")).to_have_value("شهر ری، خیابان مدائن، پلاک ۷")
    assert sideways(page) <= 0
    page.locator(".wants > li", has_text="بزرگ").locator("input").fill("۳")
    page.locator("label.choice", has_text="فردا، چهارشنبه").first.click()
    page.locator("label.choice", has_text="تحویل حضوری").click()
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1001?done=1")
    for words in ("نگار صبوری", "با پیام مشتری ثبت شد", "مربای آلبالو", "فردا، چهارشنبه ۴ آذر"):
        expect(page.locator("main")).to_contain_text(words)


def test_a_plain_message_takes_one_tap(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    page.goto(f"{site.url}/group/gol-narges/orders/paste")
    page.locator("textarea").fill("سلام دو عدد ترشی لیته لطفا. نام: نگار تلفن: ۰۹۳۵۱۲۳۴۵۶۷")
    tap(page, "Read it")
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1001?done=1")
    expect(page.locator("main")).to_contain_text("۲۵۰٬۰۰۰ تومان")


def test_what_she_typed_beside_it_is_back_after_a_reload(
    site: Site, world: World, phone_of: PhoneOf, script: bool
) -> None:
    if not script:
        pytest.skip("a draft is kept by a script")
    lunch.build(site.app)
    page = phone_of(site, world, "maryam")
    page.goto(f"{site.url}/group/gol-narges/orders/paste")
    page.locator("textarea").fill(MESSAGE)
    tap(page, "Read it")
    expect(page.locator(".read")).to_be_visible()
    page.wait_for_load_state()
    page.locator("[name=note]").fill("کم‌نمک")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("کم‌نمک")
    expect(page.locator("[name=name]")).to_have_value("نگار صبوری")
    page.goto(f"{site.url}/group/gol-narges/orders/new")
    expect(page.locator("[name=note]")).to_have_value("")
