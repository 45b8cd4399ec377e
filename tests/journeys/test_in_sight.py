"""What a page says about what was just done stands where she looks."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.jar_order import order_it, to_checkout
from tests.journeys.wire import Wire
from tests.people import World

pytestmark = pytest.mark.journey

IS_IN_SIGHT = """one => { const box = one.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight; }"""


def is_in_sight(page: Page, selector: str) -> bool:
    """Whether it stands on the screen as the page lies, after the browser has come to rest."""
    page.locator(selector).wait_for()
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    return bool(page.locator(selector).evaluate(IS_IN_SIGHT))


def test_what_was_saved_far_down_a_page_is_said_where_she_looks(
    wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/days")
    save = page.locator("form[action$='/week'] button")
    for _time in range(2):
        save.scroll_into_view_if_needed()
        assert page.evaluate("window.scrollY") > 300
        with page.expect_event("load"):
            save.click()
        assert is_in_sight(page, ".flashes .notice.good")


def test_what_was_done_at_a_part_of_a_page_is_said_at_that_part_each_time(
    wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    customer, page = phone(), phone("maryam")
    to_checkout(customer, wire, world)
    order_it(customer)
    customer.wait_for_url("**/o/*")
    page.goto(f"{wire.url}/group/gol-narges/orders/1001")
    for _time in range(2):
        with page.expect_event("load"):
            page.locator("#told form[action$='/told'] button").click()
        assert page.url.endswith("#told")
        assert is_in_sight(page, "#told .flashes .notice.good")
        assert page.evaluate("history.scrollRestoration") == "auto"
        with page.expect_event("load"):
            page.locator("#told form[action$='/untold'] button").click()


def test_a_field_that_needs_a_look_is_on_the_screen(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    customer, page = phone(), phone("maryam")
    to_checkout(customer, wire, world)
    order_it(customer)
    customer.wait_for_url("**/o/*")
    page.goto(f"{wire.url}/group/gol-narges/")
    page.locator(".order .first button").click()
    expect(page.locator("main")).to_contain_text("پذیرفته شد")
    page.goto(f"{wire.url}/group/gol-narges/orders/1001")
    page.locator("#ask-day > summary").click()
    page.locator("#ask-day [name=day]").fill("۱۴۰۵/۱۲/۲۰")
    page.locator("#ask-day form button").click()
    assert is_in_sight(page, "#ask-day .error")
    assert page.evaluate("document.activeElement.name") == "reason"
