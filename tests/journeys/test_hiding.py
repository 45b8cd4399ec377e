"""The phone in the hand of another: once she has hidden her pages or signed out, nothing he taps shows any of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hamyar.domain import sessions
from hamyar.kit.db import transaction
from tests.journeys import conftest
from tests.journeys.conftest import FLAGS, PHONE, Site
from tests.people import PIN, World

pytestmark = pytest.mark.journey

PhoneOf = Callable[..., Page]
HERS = ("مریم", "احمدی", "گل نرگس", "ترشی")
# Written down by every page that the browser brings back as it stood.
WATCH = "addEventListener('pageshow', event => { if (event.persisted) { sessionStorage.setItem('came back', '1'); } })"


@pytest.fixture
def keeping(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose browser keeps pages it has left, as real ones do; the journeys' own never does."""
    kept = browser.browser_type.launch(
        executable_path=conftest.chromium(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    context = kept.new_context(viewport=PHONE, locale="fa-IR")
    context.set_default_timeout(10_000)
    context.add_init_script(WATCH)
    yield context
    kept.close()


@pytest.fixture
def forgetful(app: Flask) -> Iterator[str]:
    """The site behind a proxy that drops `Cache-Control`: a browser then keeps every page it can."""

    def without(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [pair for pair in headers if pair[0] != "Cache-Control"], *more)

        return app.wsgi_app(environ, start)

    with conftest.serving(without) as url:
        yield url


def nothing_of_hers(page: Page) -> None:
    """Neither her names nor the house's stand where he can read them; the calendar does."""
    expect(page.locator("body > .calendar")).to_be_visible()
    expect(page).to_have_title("تقویم")
    seen = page.locator("body").inner_text()
    assert not any(name in seen for name in HERS), seen


def hide(page: Page) -> None:
    """Tap, and wait until the covered page has made room for the calendar itself."""
    page.locator("button[form=hide]").click()
    page.wait_for_url("**/calendar")
    expect(page.locator("html.is-covered")).to_have_count(0)


def walk(page: Page, url: str) -> None:
    """She opens a few pages."""
    for at in ("/group/gol-narges/", "/group/gol-narges/products", "/group/gol-narges/orders", "/account/"):
        page.goto(url + at)


def test_whatever_he_taps_shows_the_calendar(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    page = phone_of(site, world, "maryam")
    walk(page, site.url)
    hide(page)
    nothing_of_hers(page)
    for again in (page.go_back, page.go_back, page.go_forward, page.reload, page.go_back):
        again()
        nothing_of_hers(page)
    for at in ("/group/gol-narges/", "/account/", "/account/home", "/account/switch"):
        page.goto(site.url + at)
        nothing_of_hers(page)
    other = page.context.new_page()
    other.goto(site.url + "/group/gol-narges/products")
    nothing_of_hers(other)


def test_todays_day_and_her_pin_bring_her_back(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    page.goto(site.url + "/group/gol-narges/products")
    hide(page)
    page.locator("[aria-current=date]").click()
    nothing_of_hers(page)
    page.locator("[name=secret]").fill(PIN)
    page.locator("main button").click()
    page.wait_for_url("**/group/gol-narges/")
    expect(page.locator("main")).to_contain_text("مریم")


@pytest.mark.parametrize("script", [True], indirect=True)
def test_without_network_the_phone_covers_itself(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    walk(page, site.url)
    page.context.set_offline(True)
    page.locator("button[form=hide]").click()
    nothing_of_hers(page)
    assert page.url.endswith("/calendar"), "the list of visited pages gets the calendar's name"
    page.context.set_offline(False)
    # Before the covered page has found the network again: the very first request must not show anything.
    other = page.context.new_page()
    other.goto(site.url + "/group/gol-narges/orders")
    nothing_of_hers(other)
    page.go_back()
    nothing_of_hers(page)


@pytest.mark.parametrize("script", [True], indirect=True)
def test_one_tap_covers_all_tabs(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    page.goto(site.url + "/account/")
    other = page.context.new_page()
    other.goto(site.url + "/group/gol-narges/orders")
    page.bring_to_front()
    page.locator("button[form=hide]").click()
    nothing_of_hers(other)
    other.wait_for_url("**/calendar")


@pytest.mark.parametrize("script", [True], indirect=True)
def test_an_open_board_covers_itself_when_it_asks_for_news(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    page.goto(site.url + "/group/gol-narges/")
    with site.app.app_context(), transaction():
        sessions.hide(world.seats["maryam"])
    expect(page.locator("body > .calendar")).to_be_visible(timeout=16_000)
    nothing_of_hers(page)


@pytest.mark.parametrize("script", [True], indirect=True)
def test_what_she_typed_is_there_when_she_is_back(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    at = f"{site.url}/group/gol-narges/products/{world.jar}"
    page.goto(at)
    about = page.locator("form[data-draft] textarea").first
    about.fill("با سیر و نعنا")
    hide(page)
    page.goto(site.url + "/account/today")
    page.locator("[name=secret]").fill(PIN)
    page.locator("main button").click()
    page.wait_for_url("**/group/gol-narges/")
    page.goto(at)
    expect(about).to_have_value("با سیر و نعنا")


@pytest.mark.parametrize("script", [True], indirect=True)
def test_storage_holds_no_page(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site, world, "maryam")
    walk(page, site.url)
    hide(page)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "<" not in kept
    assert not any(name in kept for name in HERS)


def sign_in(context: BrowserContext, world: World, url: str) -> Page:
    context.add_cookies([{"name": "hamyar_seat", "value": world.seats["maryam"], "url": url}])
    page = context.new_page()
    walk(page, url)
    return page


def sign_out(page: Page, url: str) -> None:
    page.locator("form[action='/account/sign-out'] button").click()
    page.wait_for_url("**/account/sign-in")


def nothing_comes_back(page: Page) -> None:
    """Back through all of her pages and forward again; each leads to the sign-in page."""
    for again in (page.go_back, page.go_back, page.go_back, page.go_forward, page.go_forward):
        # A page that comes back as it stood is never "loaded".
        again(wait_until="commit")
        expect(page.locator("[name=mobile]")).to_be_visible()
        assert "/account/sign-in" in page.url
        seen = page.locator("body").inner_text()
        assert not any(name in seen for name in HERS), seen


def test_after_signing_out_back_shows_nothing(site: Site, world: World, keeping: BrowserContext) -> None:
    page = sign_in(keeping, world, site.url)
    sign_out(page, site.url)
    nothing_comes_back(page)


def test_after_signing_out_no_kept_page_shows(world: World, keeping: BrowserContext, forgetful: str) -> None:
    page = sign_in(keeping, world, forgetful)
    sign_out(page, forgetful)
    nothing_comes_back(page)
    assert page.evaluate("sessionStorage.getItem('came back')"), "the browser kept pages, or this proves nothing"


def test_a_page_that_is_away_is_blank(world: World, keeping: BrowserContext, forgetful: str) -> None:
    page = sign_in(keeping, world, forgetful)
    # Seen as it was kept: the page's own script, which would ask for it anew, does not hear of its return.
    page.add_init_script(f"{WATCH}; addEventListener('pageshow', event => event.stopImmediatePropagation())")
    page.goto(forgetful + "/group/gol-narges/")
    page.goto(forgetful + "/calendar")
    page.go_back(wait_until="commit")
    page.wait_for_timeout(500)
    assert page.evaluate("sessionStorage.getItem('came back')")
    expect(page.locator("main")).not_to_be_visible()


def test_after_its_time_a_shared_phone_shows_nothing(
    site: Site, world: World, keeping: BrowserContext, forgetful: str
) -> None:
    page = sign_in(keeping, world, forgetful)
    page.goto(forgetful + "/")
    with site.app.app_context(), transaction():
        sessions.end(world.seats["maryam"])
    nothing_comes_back(page)


def test_hidden_pages_are_not_kept_either(world: World, keeping: BrowserContext, forgetful: str) -> None:
    page = sign_in(keeping, world, forgetful)
    hide(page)
    for again in (page.go_back, page.go_back, page.go_forward):
        again(wait_until="commit")
        nothing_of_hers(page)
