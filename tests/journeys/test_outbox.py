"""What offline.md promises, in a real browser on plain http under a name: no secure context, and a wire that fails."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hamyar.domain import catalogue, groups, orders, people, products, sessions
from hamyar.kit.db import db, transaction
from tests.journeys.conftest import FLAGS, PHONE, chromium
from tests.journeys.wire import LOSE_ANSWER, REFUSE, Wire
from tests.people import MARYAM, World

pytestmark = pytest.mark.journey

COUNT = "select count(*) from orders"
FORBIDDEN = """
    Object.defineProperty(window, 'indexedDB', {get: () => ({open() { throw new Error('no'); }})});
"""
MY_WORDS = "بی‌زحمت کم‌نمک باشد"


def count(app: Flask, query: str = COUNT) -> int:
    with app.app_context():
        return int(db.session.execute(db.text(query)).scalar_one())


def to_checkout(page: Page, wire: Wire, world: World) -> None:
    """A jar in the basket, and the checkout filled in."""
    page.goto(f"{wire.url}/p/{world.jar}")
    assert page.evaluate("window.isSecureContext") is False
    page.locator("form[action='/basket/put'] .bottom-bar button").click()
    page.wait_for_url("**/basket")
    page.goto(f"{wire.url}/checkout")
    page.locator("[name=name]").fill("پریسا")
    page.locator("[name=mobile]").fill("۰۹۳۵۱۲۳۴۵۶۷")
    page.locator("[name=note]").fill(MY_WORDS)


def order_it(page: Page) -> None:
    page.locator(".bottom-bar button").click()


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
    view.get_by_text("دور بینداز", exact=True).first.click()
    view.get_by_text("بله، دور بینداز").click()
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


def test_a_session_that_ended_while_it_waited_wants_a_sign_in_and_another_woman_cannot_send_it(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    page.locator("[name=name]").fill("مربای گل")
    page.locator("[name='offers-0-price']").fill("۹۰۰۰۰")
    page.locator("[name='offers-0-stock']").fill("۴")
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    with app.app_context(), transaction():
        sessions.end(world.seats["maryam"])
    wire.mode = "pass"
    page.goto(f"{wire.url}/g/gol-narges")
    expect(page.locator("#outbox")).to_contain_text("وارد شوید")
    made = "select count(*) from products where name = 'مربای گل'"
    page.context.add_cookies([{"name": "hamyar_seat", "value": world.seats["zahra"], "url": wire.url}])
    page.goto(f"{wire.url}/group/gol-narges/")
    expect(page.locator("#outbox")).to_contain_text("شخص دیگری")
    assert count(app, made) == 0
    page.context.clear_cookies(name="hamyar_seat")
    page.goto(f"{wire.url}/account/sign-in")
    page.locator("[name=mobile]").fill(MARYAM.replace("+98", "0"))
    page.locator("[name=secret]").fill("4826")
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("فرستاده شد", timeout=15_000)
    assert count(app, made) == 1


def test_a_move_on_the_board_waits_too(app: Flask, wire: Wire, phone: Callable[..., Page], world: World) -> None:
    customer, maryam = phone(), phone("maryam")
    to_checkout(customer, wire, world)
    order_it(customer)
    customer.wait_for_url("**/o/*")
    maryam.goto(f"{wire.url}/group/gol-narges/")
    wire.mode = REFUSE
    maryam.locator(".order .first button").click()
    expect(maryam.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    wire.mode = "pass"
    maryam.evaluate("window.dispatchEvent(new Event('online'))")
    expect(maryam.locator("main")).to_contain_text("پذیرفته شد", timeout=15_000)
    assert count(app, "select count(*) from orders where state = 'accepted'") == 1


def test_what_was_being_typed_is_back_after_a_reload(wire: Wire, phone: Callable[..., Page], world: World) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    page.locator("[name=name]").fill("مربای گل")
    page.locator("[name=unit]").select_option("kilo")
    page.get_by_role("button", name="یک مدل دیگر").click()
    page.locator("[name='offers-1-name']").fill("بزرگ")
    page.locator("[name='offers-1-price']").fill("۸۰۰۰۰")
    time.sleep(0.8)
    page.goto("about:blank")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    expect(page.locator("[name='offers-1-name']")).to_have_value("بزرگ")
    expect(page.locator("[name='offers-1-price']")).to_have_value("۸۰۰۰۰")
    expect(page.locator("[name=name]")).to_have_value("مربای گل")
    expect(page.locator("[name=unit]")).to_have_value("kilo")
