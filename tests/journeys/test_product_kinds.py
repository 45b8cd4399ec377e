"""The form of a product with script: each kind shows its own, what a price brings is counted, rows outlive a reload."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hamyar.domain.products import KINDS
from tests.journeys.wire import Wire
from tests.people import World

pytestmark = pytest.mark.journey

# What is seen of each kind, and of no other.
SEEN = {
    "in_stock": {"offers-0-price", "offers-0-stock", "offers-0-weight"},
    "made_to_order": {"offers-0-price", "offers-0-weight", "lead_days", "per_day"},
    "service": {"offers-0-price", "lead_days", "windows-0-starts", "minutes"},
    "on_agreement": set(),
}
EVERYTHING = set().union(*SEEN.values())


def choose(page: Page, kind: str) -> None:
    page.locator(f"label[for=kind-{KINDS.index(kind)}]").click()


def test_each_kind_shows_its_own(phone: Callable[..., Page], wire: Wire) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    for kind, seen in SEEN.items():
        choose(page, kind)
        assert {name for name in EVERYTHING if page.is_visible(f"[name='{name}']")} == seen


def test_what_a_price_brings_is_counted_while_she_types(phone: Callable[..., Page], wire: Wire, world: World) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/{world.jar}")
    page.locator("#costs summary").click()
    page.fill("[name=material]", "۱۳۰۰۰۰")
    expect(page.locator("#earnings .warn")).to_contain_text("۵٬۰۰۰ تومان کمتر")
    page.fill("[name=material]", "۶۰۰۰۰")
    expect(page.locator("#earnings .good")).to_contain_text("۶۵٬۰۰۰ تومان برای کار شما")


def test_hours_that_were_typed_are_back_after_a_reload(phone: Callable[..., Page], wire: Wire, world: World) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/{world.jar}")
    choose(page, "service")
    page.select_option("[name='windows-0-starts']", "600")
    page.click("[name=window][value=add]")
    page.select_option("[name='windows-1-starts']", "840")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator("[name='windows-1-starts']")).to_have_value("840")
    expect(page.locator("[name='windows-0-starts']")).to_have_value("600")
