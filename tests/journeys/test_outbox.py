"""What offline.md promises, in a real browser on plain http under a name: no secure context, and a wire that fails."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hamyar.domain import catalogue, groups, orders, people, products
from hamyar.kit.db import db, transaction
from hamyar.ops.settings import Settings
from tests.journeys.conftest import FLAGS, PHONE, chromium
from tests.journeys.jar_order import MY_WORDS, count, order_it, to_checkout
from tests.journeys.wire import LOSE_ANSWER, REFUSE, RESET, Wire
from tests.people import MARYAM, World

pytestmark = pytest.mark.journey

FORBIDDEN = """
    Object.defineProperty(window, 'indexedDB', {get: () => ({open() { throw new Error('no'); }})});
"""
TWENTY_COPIES = """() => {
    const form = document.querySelector('form[data-outbox]');
    const send = () => fetch('/checkout', {method: 'POST', body: new FormData(form), headers: {'X-Outbox': '1'}});
    return Promise.all(Array.from({length: 20}, () => send().then(answer => answer.headers.get('X-Go'))));
}"""


def test_answer_lost_after_the_work_was_done_makes_one_order_and_leads_to_it(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.mode, wire.only = LOSE_ANSWER, "POST "
    order_it(page)
    expect(page.locator("[data-outbox-note]")).to_contain_text("در همین گوشی نگه داشته شد")
    assert count(app) == 1
    wire.mode = "pass"
    page.wait_for_url("**/o/*")
    assert count(app) == 1
    expect(page.locator("main")).to_contain_text(MY_WORDS)


def test_twenty_copies_at_the_same_moment_make_one_order_and_get_one_answer(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    answers = page.evaluate(TWENTY_COPIES)
    assert len(answers) == 20
    assert set(answers) == {answers[0]}
    assert answers[0].startswith("/o/")
    assert count(app) == 1


def test_two_quick_taps_make_one_order(app: Flask, wire: Wire, phone: Callable[..., Page], world: World) -> None:
    page = phone()
    to_checkout(page, wire, world)
    page.locator(".bottom-bar button").dblclick()
    page.wait_for_url("**/o/*")
    assert count(app) == 1
    assert len(wire.sent("POST /checkout")) == 1


@pytest.mark.parametrize("fault", ["reset", "slow"])
def test_a_line_that_breaks_or_crawls_makes_one_order(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World, fault: str
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    if fault == "slow":
        wire.delay = 2
    else:
        wire.mode, wire.only = RESET, "POST "
    order_it(page)
    if fault == "reset":
        expect(page.locator("[data-outbox-note]")).to_contain_text("نگه داشته شد")
        assert count(app) == 0
        wire.mode = "pass"
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_a_phone_that_dies_while_it_sends_remembers(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.delay = 3
    order_it(page)
    page.wait_for_timeout(700)
    page.close()
    assert count(app) == 0
    wire.delay = 0
    revived = page.context.new_page()
    revived.goto(f"{wire.url}/g/gol-narges")
    expect(revived.locator("#outbox")).to_contain_text("فرستاده شد", timeout=15_000)
    # The first try was only slow; it arrives as well.
    revived.wait_for_timeout(3000)
    assert [one.is_answered for one in wire.sent("POST /checkout")].count(True) >= 1
    assert count(app) == 1


def test_keys_of_yesterday_are_renewed_without_a_word(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    page.evaluate("document.querySelector('form[data-outbox] [name=csrf_token]').value = 'yesterday'")
    page.evaluate(
        """() => new MutationObserver(() => {
            if (document.querySelector('[data-outbox-note]')) { localStorage.setItem('said', 'something'); }
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    order_it(page)
    page.wait_for_url("**/o/*")
    assert page.evaluate("localStorage.getItem('said')") is None
    assert count(app) == 1


def test_a_machine_that_can_save_nothing_just_now_is_asked_again(
    app: Flask, settings: Settings, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    with closing(sqlite3.connect(str(settings.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        order_it(page)
        expect(page.locator("[data-outbox-note]")).to_contain_text("نگه داشته شد", timeout=20_000)
        expect(page.locator("[name=note]")).to_have_value(MY_WORDS)
        other.execute("ROLLBACK")
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_without_script_a_lost_answer_is_asked_for_again_by_the_browser(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone(java_script_enabled=False)
    page.goto(f"{wire.url}/p/{world.jar}")
    page.locator("form[action='/basket/put'] .bottom-bar button").click()
    page.goto(f"{wire.url}/checkout")
    page.locator("[name=name]").fill("پریسا")
    page.locator("[name=mobile]").fill("۰۹۳۵۱۲۳۴۵۶۷")
    wire.mode, wire.only = LOSE_ANSWER, "POST "
    order_it(page)
    page.wait_for_url("chrome-error://**")
    assert count(app) == 1
    wire.mode = "pass"
    page.reload()
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_filled_in_without_network_it_goes_the_next_day_from_a_browser_opened_anew(
    app: Flask, wire: Wire, world: World, tmp_path: Path, browser: Browser
) -> None:
    playwright = browser.browser_type
    options = {"executable_path": chromium(), "args": FLAGS, "viewport": PHONE, "locale": "fa-IR"}
    yesterday = playwright.launch_persistent_context(tmp_path / "phone", **options)  # type: ignore[arg-type]
    page = yesterday.pages[0]
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    yesterday.close()
    assert count(app) == 0
    wire.mode = "pass"
    today = playwright.launch_persistent_context(tmp_path / "phone", **options)  # type: ignore[arg-type]
    page = today.pages[0]
    page.goto(f"{wire.url}/g/gol-narges")
    bar = page.locator("#outbox")
    expect(bar).to_contain_text("فرستاده شد", timeout=15_000)
    assert count(app) == 1
    bar.get_by_text("ببینید").click()
    page.wait_for_url("**/o/*")
    expect(page.locator("main")).to_contain_text(MY_WORDS)
    today.close()
    with app.app_context():
        order = db.session.scalars(db.select(orders.Order)).one()
        assert (order.name, order.mobile, order.note) == ("پریسا", "+989351234567", MY_WORDS)
        assert [(line.product_name, line.quantity) for line in order.lines] == [("ترشی لیته", 1)]


def test_what_a_strange_network_answers_in_our_place_is_no_answer(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    page.route("**/checkout", lambda route: route.fulfill(status=200, body="<h1>Pay for this Wi-Fi</h1>"))
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    page.unroute("**/checkout")
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_a_price_that_changed_while_it_waited_is_asked_and_not_ordered(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        product = products.get(cooks, world.jar)
        one = product.variants[0]
        catalogue.change(
            product,
            catalogue.Description("ترشی لیته", unit="jar"),
            [catalogue.Offer("", 2_000_000, one.stock, one.stock, one.id)],
            [],
            maryam,
        )
    wire.mode = "pass"
    page.evaluate("window.dispatchEvent(new Event('online'))")
    bar = page.locator("#outbox")
    expect(bar).to_contain_text("پذیرفته نشد")
    assert count(app) == 0
    bar.get_by_text("نگاهش کنید").click()
    expect(page.locator("[name=note]")).to_have_value(MY_WORDS)
    expect(page.locator("main")).to_contain_text("۲۰۰٬۰۰۰")
    order_it(page)
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_what_waits_is_listed_without_network_and_can_be_thrown_away(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    page.locator("#outbox [data-show-waiting]").click()
    view = page.locator("#waiting-view")
    expect(view).to_contain_text("سفارش شما")
    view.get_by_text("دور بیندازید", exact=True).first.click()
    view.get_by_text("بله، دور بیندازید").click()
    expect(view).to_contain_text("چیزی منتظر نیست")
    page.go_back()
    expect(page.locator("[name=note]")).to_be_visible()
    wire.mode = "pass"
    page.goto(f"{wire.url}/waiting")
    expect(page.locator("main")).to_contain_text("چیزی منتظر نیست")
    time.sleep(1)
    assert count(app) == 0


def test_where_nothing_can_be_kept_it_says_so_at_once_and_keeps_the_form(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    page.add_init_script(FORBIDDEN)
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("[data-outbox-note]")).to_contain_text("نگه داشته هم نشده")
    expect(page.locator("[name=note]")).to_have_value(MY_WORDS)
    wire.mode = "pass"
    order_it(page)
    page.wait_for_url("**/o/*")
    assert count(app) == 1
