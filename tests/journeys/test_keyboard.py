"""The whole main job with a keyboard and no pointer: Tab, Enter, Space and the arrows."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from hamyar.domain import clinics, orders
from tests.journeys.conftest import Site
from tests.journeys.looking import LOOKS
from tests.people import World

pytestmark = pytest.mark.journey
PhoneOf = Callable[..., Page]
# More steps than any page has places.
_LOST = 120
_AT = "selector => document.activeElement.matches(selector)"


@pytest.fixture
def script() -> bool:
    """Without script a browser's own keys are all there is; what is looked at here is what script might spoil."""
    return True


def walk_to(page: Page, selector: str) -> None:
    """Press Tab until she is at such a thing. Every place on the way shows that she is there, and is not hidden."""
    for _step in range(_LOST):
        page.keyboard.press("Tab")
        assert page.evaluate("looks.here()") == []
        if page.evaluate(_AT, selector):
            return
    raise AssertionError(f"no way by keys to {selector}")


def is_at(page: Page, selector: str) -> None:
    """Wait until the keyboard is at such a thing."""
    page.wait_for_function(_AT, arg=selector)


def enter(page: Page, address: str) -> None:
    """Press Enter and wait for the page it leads to."""
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))
    page.wait_for_load_state()


@pytest.fixture
def keys_of(phone_of: PhoneOf) -> PhoneOf:
    """A phone with a keyboard."""

    def open_one(*of: object) -> Page:
        page = phone_of(*of)
        page.add_init_script(LOOKS)
        return page

    return open_one


def test_the_first_key_leads_past_the_header(site: Site, keys_of: PhoneOf) -> None:
    page = keys_of(site)
    page.goto(site.url)
    page.keyboard.press("Tab")
    is_at(page, ".skip")
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    is_at(page, "#main")
    page.keyboard.press("Tab")
    is_at(page, "main *")


def test_an_order_by_keys_alone(site: Site, world: World, keys_of: PhoneOf) -> None:
    page = keys_of(site)
    page.goto(site.url)
    walk_to(page, f".product[href='/p/{world.jar}']")
    enter(page, "/p/")
    walk_to(page, "[data-step='1']")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(page.locator("[name=quantity]")).to_have_value("۳")
    walk_to(page, ".button.tall")
    enter(page, "/basket")
    walk_to(page, "[data-step='1']")
    page.keyboard.press("Space")
    expect(page.locator(".total")).to_contain_text("۵۰۰٬۰۰۰")
    is_at(page, "[data-step='1']")
    walk_to(page, ".button.tall")
    enter(page, "/checkout")
    walk_to(page, "[name=name]")
    page.keyboard.type("پریسا")
    page.keyboard.press("Enter")
    is_at(page, "[role=alert]")
    walk_to(page, "a[href='#mobile']")
    page.keyboard.press("Enter")
    is_at(page, "[name=mobile]")
    page.keyboard.type("09351234567")
    enter(page, "/o/")
    walk_to(page, "summary")
    page.keyboard.press("Enter")
    walk_to(page, ".button.danger")
    page.keyboard.press("Escape")
    with site.app.app_context():
        assert [order.lines[0].quantity for order in orders.of_clinic(clinics.get_only().id).rows] == [4]


def test_the_board_by_keys_alone(site: Site, world: World, keys_of: PhoneOf) -> None:
    customer, page = keys_of(site), keys_of(site, world, "maryam")
    _order(customer, site, world)
    page.goto(f"{site.url}/group/gol-narges/")
    walk_to(page, ".ask summary")
    page.keyboard.press("Space")
    walk_to(page, "[name=why]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=why]").nth(1)).to_be_checked()
    for state in ("accepted", "ready", "delivered"):
        page.reload()
        walk_to(page, "form.first button")
        page.keyboard.press("Enter")
        expect(page.locator(f".order.is-{state}")).to_be_visible()
        is_at(page, ".order [role=status]")
    walk_to(page, ".order form[action$=undo] button")
    page.keyboard.press("Enter")
    expect(page.locator(".order.is-ready")).to_be_visible()


def test_a_product_by_keys_alone(site: Site, world: World, keys_of: PhoneOf) -> None:
    page = keys_of(site, world, "maryam")
    page.goto(f"{site.url}/group/gol-narges/")
    walk_to(page, "main a[href$='/first/photo']")
    enter(page, "/first/photo")
    walk_to(page, "[name=skip]")
    enter(page, "/first/name")
    walk_to(page, "[name=name]")
    page.keyboard.type("لواشک")
    enter(page, "/first/price")
    walk_to(page, "[name=price]")
    page.keyboard.type("60000")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("شصت هزار تومان")
    if page.url.endswith("/first/price"):
        walk_to(page, ".button.tall")
        enter(page, "/first/stock")
    walk_to(page, "[data-step='1']")
    page.keyboard.press("Enter")
    walk_to(page, ".button.tall")
    enter(page, "/first/done")
    expect(page.locator("main")).to_contain_text("لواشک")


# Of each kind of page one: a shop, a product, a form, a board, a desk, a long form and a page with many questions.
PLACES = {
    "stranger": ("/", "/g/gol-narges", "/p/{cake}", "/account/sign-in"),
    "maryam": ("/group/gol-narges/", "/group/gol-narges/products/{cake}", "/account/"),
    "manager": ("/clinic/", "/clinic/groups/gol-narges", "/clinic/settings"),
}


@pytest.mark.parametrize("who", PLACES)
def test_no_page_is_a_trap(site: Site, world: World, keys_of: PhoneOf, who: str) -> None:
    page = keys_of(site, *((world, who) if who in world.seats else ()))
    for place in PLACES[who]:
        page.goto(site.url + place.format(cake=world.cake))
        passed = list(_steps(page))
        assert len(passed) > 5, place
        assert passed == sorted(passed), place


def _steps(page: Page) -> Iterator[int]:
    """Where each press of Tab leads, as places in the document, until the page is left."""
    for _step in range(_LOST):
        page.keyboard.press("Tab")
        at = page.evaluate("[...document.querySelectorAll('body *')].indexOf(document.activeElement)")
        if at == -1:
            return
        assert page.evaluate("looks.here()") == []
        yield at
    raise AssertionError(f"caught on {page.url}")


def _order(page: Page, site: Site, world: World) -> None:
    page.goto(f"{site.url}/p/{world.jar}")
    page.locator(".button.tall").click()
    page.wait_for_url("**/basket")
    page.goto(f"{site.url}/checkout")
    page.locator("[name=name]").fill("پریسا")
    page.locator("[name=mobile]").fill("09351234567")
    page.locator(".bottom-bar .button.tall").click()
    page.wait_for_url("**/o/*")
