"""Browsers of the floor (`hamyar/web/browsers.md`) and below it, played by a new one that lacks what they lack.

The style sheets come without anything that is younger than the floor, and things in a line have no gap; once with our
scripts and without htmx, once without any script. No page has a script in itself, so none that does not arrive is none
that is switched off.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route

from hamyar.ops.settings import Settings
from tests import twelve
from tests.journeys import looking
from tests.journeys.conftest import Site
from tests.people import World
from tests.web import floor

pytestmark = pytest.mark.journey

OfThePast = Callable[..., Page]
NO_GAPS = """() => document.querySelectorAll('body *').forEach(one => {
  if (/flex/.test(getComputedStyle(one).display)) { one.style.gap = '0px'; }
})"""
FAULTS = """async () => (await Promise.all([
  looks.hangsOver(), looks.tooSmall(), looks.cutOff(), looks.overlaps(), looks.axeFinds()
])).flat()"""
# A sign and the word beside it, without room between them.
TOUCHES = """() => [...document.querySelectorAll('.icon')].filter(one => one.checkVisibility()).flatMap(one => {
  const words = document.createRange(), sign = one.getBoundingClientRect();
  let next = one.nextSibling;
  const isMute = node => !node.textContent.trim() || (node.matches && node.matches('.unseen'));
  while (next && isMute(next)) { next = next.nextSibling; }
  if (!next) { return []; }
  words.selectNodeContents(next);
  const line = words.getClientRects()[0];
  if (!line || line.width < 2 || line.bottom < sign.top || line.top > sign.bottom) { return []; }
  const room = Math.max(sign.left - line.right, line.left - sign.right);
  return room < 2 ? [`touches its sign: ${next.textContent.trim()}`] : [];
})"""
MEMBER_PAGES = ("", "orders", "orders/new", "products", "products/new", "shop", "days", "first/photo")
STAFF_PAGES = ("", "groups", "groups/gol-narges", "people", "orders", "settings", "journal")


@pytest.fixture
def of_the_past(browser: Browser, site: Site, world: World, script: bool) -> Iterator[OfThePast]:
    """Opens an old phone: of_the_past("maryam") for somebody who is signed in."""
    opened: list[BrowserContext] = []

    def open_one(who: str = "") -> Page:
        context = browser.new_context(viewport=looking.SMALLEST, locale="fa-IR")
        context.set_default_timeout(10_000)
        opened.append(context)
        context.route("**/static/css/*.css", _without_what_is_young)
        context.route("**/static/js/htmx*.js" if script else "**/*.js", lambda route: route.abort())
        if who:
            context.add_cookies([{"name": "hamyar_seat", "value": world.seats[who], "url": site.url}])
        return context.new_page()

    yield open_one
    for context in opened:
        context.unroute_all(behavior="ignoreErrors")
        context.close()


def _without_what_is_young(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=floor.without_what_is_young(answer.text()))


def test_a_customer_of_the_past_orders(of_the_past: OfThePast, site: Site, app: Flask, settings: Settings) -> None:
    code = twelve.build(app, settings.photos)
    page = of_the_past()
    wrong = {}
    for path in ("/", twelve.SHOP, f"/p/{code}", "/search?q=ترشی", "/basket", "/account/sign-in"):
        wrong[path] = _faults(page, site.url + path)
    page.goto(f"{site.url}/p/{code}")
    page.click("form[action='/basket/put'] button[type=submit]")
    page.wait_for_url("**/basket")
    wrong["full basket"] = _faults(page)
    # htmx would send a changed number by itself; here it has a button of its own.
    page.fill("input[name=quantity]", "۲")
    page.click("button.by-hand")
    page.wait_for_load_state()
    assert page.input_value("input[name=quantity]") == "۲"
    page.goto(f"{site.url}/checkout")
    page.click("main .button.tall")
    page.wait_for_selector(".error")
    wrong["checkout with errors"] = _faults(page)
    page.fill("[name=name]", "پریسا")
    page.fill("[name=mobile]", "09351234567")
    # What is made to order asks for its day.
    page.locator("input[name^=slot]").first.check(force=True)
    page.click("main .button.tall")
    page.wait_for_url("**/o/**")
    wrong["order"] = _faults(page)
    assert {path: faults for path, faults in wrong.items() if faults} == {}


def test_a_member_of_the_past_serves(of_the_past: OfThePast, site: Site, app: Flask, world: World) -> None:
    customer = of_the_past()
    customer.goto(f"{site.url}/p/{world.jar}")
    customer.click("form[action='/basket/put'] button[type=submit]")
    customer.wait_for_url("**/basket")
    customer.goto(f"{site.url}/checkout")
    customer.fill("[name=name]", "پریسا")
    customer.fill("[name=mobile]", "09351234567")
    customer.click("main .button.tall")
    customer.wait_for_url("**/o/**")
    page = of_the_past("maryam")
    wrong = {path: _faults(page, f"{site.url}/group/gol-narges/{path}") for path in MEMBER_PAGES}
    page.goto(f"{site.url}/group/gol-narges/")
    page.click(".moves .first button")
    page.wait_for_selector("article.is-accepted")
    wrong["accepted"] = _faults(page)
    assert {path: faults for path, faults in wrong.items() if faults} == {}


def test_the_clinic_of_the_past_works(of_the_past: OfThePast, site: Site) -> None:
    page = of_the_past("manager")
    wrong = {path: _faults(page, f"{site.url}/clinic/{path}") for path in STAFF_PAGES}
    assert {path: faults for path, faults in wrong.items() if faults} == {}


def _faults(page: Page, address: str = "") -> list[str]:
    if address:
        answer = page.goto(address)
        assert answer
        assert answer.ok, address
    # An answer to a form may have been seen before its style sheet was there.
    page.wait_for_load_state()
    assert "live" not in (page.get_attribute("html", "class") or "")
    page.evaluate(f"{looking.AXE}\n{looking.LOOKS}")
    page.evaluate(NO_GAPS)
    return [*page.evaluate(FAULTS), *page.evaluate(TOUCHES)]
