"""Tailoring by quote: she shows what she would like, the group names a price and a day, and her yes makes the order."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from hamyar.domain.photos import Photo
from hamyar.domain.requests import Request
from hamyar.kit import clock, jalali, photos
from hamyar.kit.db import db
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import fill, sideways, tap
from tests.journeys.wire import PASS, REFUSE, Wire
from tests.people import World

pytestmark = pytest.mark.journey

GPS = Path(__file__).parent.parent / "photos" / "gps.jpg"
WANTED = "مانتوی سورمه‌ای، قد ۱۱۰، سایز ۴۴، مثل این عکس"
SHE = {"text": WANTED, "name": "پریسا", "mobile": "۰۹۳۵۱۲۳۴۵۶۷"}
PhoneOf = Callable[..., Page]
_PLACE = 0x8825


def typed(days: int) -> str:
    """A day from today on, as she would type it."""
    return jalali.plain(clock.today() + timedelta(days=days), "fa")


def fits(page: Page) -> None:
    assert sideways(page) == 0, page.url


def let_customers_ask(worker: Page, site_url: str) -> None:
    worker.goto(site_url + "/group/suzan/shop")
    tap(worker, "Let customers ask")
    expect(worker.locator("#flashes")).to_contain_text("غرفه‌ی شما")


def ask(buyer: Page, site_url: str) -> str:
    """From the shop's page to her own; its address."""
    buyer.goto(site_url + "/g/suzan")
    tap(buyer, "Ask for a price", "link")
    fits(buyer)
    fill(buyer, wanted_on=typed(14), **SHE)
    buyer.locator("[name=photos]").set_input_files(GPS)
    tap(buyer, "Ask for a price")
    buyer.wait_for_url("**/q/*")
    fits(buyer)
    return buyer.url


def answer(sara: Page, site_url: str, price: str) -> None:
    sara.goto(site_url + "/group/suzan/")
    tap(sara, "Look and answer", "link")
    sara.locator(".links a", has_text="مانتوی سورمه‌ای").first.click()
    expect(sara.locator(".gallery img")).to_be_visible()
    fits(sara)
    fill(sara, price=price, day=typed(10), note="با پارچه‌ی خودمان")
    tap(sara, "Send the answer")
    expect(sara.locator("#flashes")).to_contain_text("پریسا")
    fits(sara)


def assert_without_place(site: Site) -> None:
    with site.app.app_context():
        shown = db.session.query(Photo).one()
    for extension in photos.EXTENSIONS:
        for width in photos.widths(shown.width):
            file = photos.path(site.settings.photos, shown.name, width, extension)
            assert file
            with Image.open(io.BytesIO(file.read_bytes())) as image:
                assert not image.getexif().get_ifd(_PLACE)


def test_tailoring_by_quote(site: Site, world: World, phone_of: PhoneOf) -> None:
    sara, buyer = phone_of(site, world, "sara"), phone_of(site)
    let_customers_ask(phone_of(site, world, "worker"), site.url)
    hers = ask(buyer, site.url)
    assert_without_place(site)
    answer(sara, site.url, "۹۸۰۰۰۰")
    buyer.goto(hers)
    expect(buyer.locator(".price.big")).to_have_text("۹۸۰٬۰۰۰ تومان")
    fits(buyer)
    tap(buyer, "Yes, I order it")
    buyer.wait_for_url("**/o/*")
    expect(buyer.locator("main")).to_contain_text("۹۸۰٬۰۰۰")
    order = buyer.url
    buyer.goto(hers)
    expect(buyer.locator(f"main a[href='{order.removeprefix(site.url)}']")).to_be_visible()
    # And the group finds the photos beside its order.
    sara.goto(site.url + "/group/suzan/orders")
    sara.locator(".links a", has_text="پریسا").first.click()
    sara.locator("main a[href*='/requests/']").first.click()
    expect(sara.locator(".gallery img")).to_be_visible()


def test_a_price_that_changed_meanwhile_is_seen_before_it_is_taken(site: Site, world: World, phone_of: PhoneOf) -> None:
    sara, buyer = phone_of(site, world, "sara"), phone_of(site)
    let_customers_ask(phone_of(site, world, "worker"), site.url)
    hers = ask(buyer, site.url)
    answer(sara, site.url, "۹۸۰۰۰۰")
    buyer.goto(hers)
    sara.locator("details:has([name=price]) > summary").click()
    fill(sara, price="۱۲۰۰۰۰۰")
    tap(sara, "Send the answer")
    expect(sara.locator(".price.big")).to_have_text("۱٬۲۰۰٬۰۰۰ تومان")
    tap(buyer, "Yes, I order it")
    expect(buyer.locator("main [role=alert]").first).to_be_visible()
    expect(buyer.locator(".price.big")).to_have_text("۱٬۲۰۰٬۰۰۰ تومان")
    tap(buyer, "Yes, I order it")
    buyer.wait_for_url("**/o/*")
    expect(buyer.locator("main")).to_contain_text("۱٬۲۰۰٬۰۰۰")


def test_asked_without_network_it_arrives_once_with_its_photo(
    site: Site, wire: Wire, phone: PhoneOf, world: World
) -> None:
    let_customers_ask(phone("worker"), wire.url)
    buyer = phone()
    buyer.goto(wire.url + "/g/suzan/ask")
    fill(buyer, **SHE)
    wire.mode = REFUSE
    buyer.locator("[data-photos]").set_input_files(GPS)
    expect(buyer.get_by_role("button", name="دوباره")).to_have_count(1, timeout=20_000)
    tap(buyer, "Ask for a price")
    expect(buyer.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است", timeout=20_000)
    buyer.goto("about:blank")
    wire.mode = PASS
    buyer.goto(wire.url + "/g/suzan")
    expect(buyer.locator("#outbox")).to_contain_text("فرستاده شد", timeout=30_000)
    assert_without_place(site)
    with site.app.app_context():
        asked = db.session.query(Request).one()
        assert (asked.text, len(asked.photos)) == (WANTED, 1)
