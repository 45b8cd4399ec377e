"""A new order rings on the screens that lie open, again and again, until somebody taps."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hamyar.domain import groups, notices
from hamyar.kit.db import transaction
from tests.journeys.conftest import Site
from tests.people import World

PhoneOf = Callable[..., Page]
pytestmark = pytest.mark.journey
# Counts what is rung, in place of the sound.
COUNT = """
window.rung = 0;
const Sound = AudioContext;
AudioContext = class extends Sound { constructor() { super(); window.rung += 1; } };
"""
# What the page does by itself every twenty seconds.
ASK = """
const asks = document.getElementById('ringing').getAttribute('data-hx-get');
htmx.ajax('GET', asks, {target: '#ringing', swap: 'outerHTML'})
"""


def tell(site: Site) -> None:
    """A customer orders from the cooks."""
    with site.app.app_context(), transaction():
        notices.tell_group(groups.get(1, "gol-narges"), "order.placed", {"number": 1042})


@pytest.mark.parametrize("script", [True], indirect=True)
@pytest.mark.parametrize(("who", "at"), [("maryam", "/group/gol-narges/"), ("worker", "/clinic/")])
def test_a_new_order_rings_until_somebody_taps(
    site: Site, world: World, phone_of: PhoneOf, script: bool, who: str, at: str
) -> None:
    page = phone_of(site, world, who)
    page.add_init_script(COUNT)
    page.goto(site.url + at)
    tell(site)
    for _ in range(2):
        page.evaluate(ASK)
    expect(page.locator("[data-rings]")).to_contain_text("۱۰۴۲")
    assert page.evaluate("window.rung") == 2
    page.locator("[data-hear]").click()
    expect(page.locator("[data-hear]")).to_be_hidden()
    page.locator("#ringing form button").click()
    expect(page.locator("[data-rings]")).to_have_count(0)
    rung = page.evaluate("window.rung")
    page.evaluate(ASK)
    assert page.evaluate("window.rung") == rung


@pytest.mark.parametrize("script", [False], indirect=True)
def test_without_script_the_bell_and_the_taps_work(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    tell(site)
    page = phone_of(site, world, "maryam")
    page.goto(site.url + "/group/gol-narges/")
    expect(page.locator(".bell .count")).to_have_text("۱")
    page.locator(".bell").click()
    page.get_by_role("button", name=re.compile("همه را دیدیم")).click()
    expect(page.locator(".bell .count")).to_have_count(0)
