"""Every page on the smallest phone, in both languages, light and dark: axe finds nothing, nothing hangs over the
screen's edge, and everything that is tapped is as large as a thumb.

Who may open more than she is walked through here sees the same pages as somebody who is: the other member the lead's,
the social worker the manager's.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request

from hamyar.domain import cards, clinics, groups, moves, people, placing, products, resends
from hamyar.domain import orders as orders_of
from hamyar.kit.db import transaction
from tests import test_doors as doors
from tests.journeys.conftest import Site
from tests.people import MARYAM, WORKER, World

pytestmark = pytest.mark.journey

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
SMALLEST = {"width": 320, "height": 640}
# Rooms by who walks through them.
ROOMS = {
    "stranger": ("shop.", "account.", "health."),
    "maryam": ("group.", "account.home."),
    "manager": ("clinic.", "group.home.", "group.orders."),
}
# No pages: parts of one, pictures, and addresses that only lead on.
NO_PAGES = {
    "account.home.go",
    "clinic.people.card_again",
    "group.home.pulse",
    "group.products.price_words",
    "language.switch",
    "photos.show",
    "static",
}
# What a person meets that no route stands for.
ODD_PAGES = {
    "stranger": ("/g/nowhere", "/p/nothing", "/nowhere", "/search?q=ترشی", "/search?q=ققنوس"),
    "maryam": ("/group/suzan/", "/group/gol-narges/orders?q=ققنوس"),
    "manager": ("/clinic/people?q=ققنوس", "/clinic/orders?q=ققنوس"),
}

FAULTS = """async only => {
  const found = await axe.run(document, {resultTypes: ['violations'], ...(only ? {runOnly: only} : {})});
  const where = one => one.nodes.slice(0, 3).map(node => node.html.slice(0, 90)).join(' | ');
  return found.violations.map(one => `${one.id}: ${where(one)}`);
}"""
HANGS_OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A choice and a photo are tapped on their whole card; a link between words is as tall as its line.
TOO_SMALL = """() => {
  const covered = 'label.choice input, label.photo-drop input, .unseen, .skip';
  const between = link => link.matches('a') && getComputedStyle(link).display === 'inline' &&
    [...link.parentNode.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const tapped = 'a[href], button, input:not([type=hidden]), select, textarea, summary, label.choice, label.photo-drop';
  const size = box => `${Math.round(box.width)}x${Math.round(box.height)}`;
  return [...document.querySelectorAll(tapped)]
    .filter(one => one.getClientRects().length && !one.matches(covered) && !between(one))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < 43.9)
    .map(([one, box]) => `${one.tagName} "${one.innerText || one.name}" ${size(box)}`);
}"""


@pytest.fixture
def things(app: Flask, world: World) -> dict[str, object]:
    """Something real for every blank in an address: three orders, one accepted, and a lost link."""
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        cooks = groups.get(clinic.id, "gol-narges")
        maryam, worker = (people.find_by_mobile(clinic.id, mobile) for mobile in (MARYAM, WORKER))
        assert maryam
        assert worker
        taken, _other, order = (_order(cooks, world, maryam, count) for count in (1, 2, 3))
        moves.make(taken, "accept", by=maryam)
        resends.ask(clinic.id, order.mobile)
        return {
            "slug": "gol-narges",
            "code": world.jar,
            "number": order.number,
            "secret": order.secret,
            "card": cards.make(maryam, worker),
            "person": maryam.id,
        }


def _order(cooks: groups.Group, world: World, by: people.Person, count: int) -> orders_of.Order:
    wish = placing.Wish(products.get(cooks, world.jar).variants[0], count)
    return placing.take_down(cooks, [wish], placing.Customer("پریسا", "+989351234567", "زنگ طبقهٔ دوم"), by=by)


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("who", sorted(ROOMS))
def test_every_page_is_fit_for_everybody(
    browser: Browser, site: Site, world: World, things: dict[str, object], who: str, language: str
) -> None:
    page = _phone(browser, site, world, who)
    strange: list[str] = []
    page.on("request", lambda request: strange.extend(_elsewhere(request, site)))
    page.goto(f"{site.url}/language/{language}")
    if who == "stranger":
        _fill_basket(page, f"{site.url}/p/{world.dress}")
    addresses = [*_addresses(site.app, things, who), *ODD_PAGES[who]]
    assert len(addresses) > 6
    # Colours do not depend on the language.
    in_dark = language == "fa"
    wrong = {at: found for at in addresses if (found := _look(page, site.url + at, in_dark))}
    page.context.close()
    assert wrong == {}
    assert strange == []


def _fill_basket(page: Page, product: str) -> None:
    page.goto(product)
    page.locator("form[action='/basket/put'] button[type=submit]").click()
    page.wait_for_load_state()


def _phone(browser: Browser, site: Site, world: World, who: str) -> Page:
    context = browser.new_context(viewport=SMALLEST, locale="fa-IR", color_scheme="light", reduced_motion="reduce")
    if who in world.seats:
        context.add_cookies([{"name": "hamyar_seat", "value": world.seats[who], "url": site.url}])
    return context.new_page()


def _addresses(app: Flask, things: dict[str, object], who: str) -> Iterator[str]:
    for rule in doors.routes(app, "GET"):
        if (
            rule.endpoint.startswith(ROOMS[who])
            and rule.endpoint not in NO_PAGES
            and who in doors.allowed(rule.endpoint)
        ):
            yield doors.address(app, rule, things)


def _look(page: Page, address: str, in_dark: bool) -> list[str]:
    """What is wrong with one page, in light and perhaps in dark colours, without loading it twice."""
    page.goto(address)
    over = page.evaluate(HANGS_OVER)
    found = [f"{over} pixels hang over the edge"] if over > 0 else []
    found += page.evaluate(TOO_SMALL)
    page.evaluate(AXE)
    found += page.evaluate(FAULTS)
    if in_dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in page.evaluate(FAULTS, ["color-contrast"])]
        page.emulate_media(color_scheme="light")
    return found


def _elsewhere(request: Request, site: Site) -> list[str]:
    return [] if request.url.startswith((site.url, "data:", "blob:")) else [request.url]
