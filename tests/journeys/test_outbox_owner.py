"""What somebody who is signed in sends over a bad wire waits for her alone, and no secret waits."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from hamyar.domain import sessions
from hamyar.kit.db import transaction
from tests.journeys.jar_order import count, order_it, to_checkout
from tests.journeys.wire import REFUSE, Wire
from tests.people import MANAGER, MARYAM, PASSWORD, PIN, World

pytestmark = pytest.mark.journey


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
    # Away from the page before the network is back: what waits there would otherwise be tried just now.
    page.goto("about:blank")
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


def test_a_form_carried_through_the_sign_in_is_sent_by_its_button(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("manager")
    page.goto(f"{wire.url}/clinic/settings")
    page.locator("[name=city]").fill("ری")
    with app.app_context(), transaction():
        sessions.end(world.seats["manager"])
    order_it(page)
    page.locator("[name=mobile]").fill(MANAGER.replace("+98", "0"))
    page.locator("[name=secret]").fill(PASSWORD)
    order_it(page)
    page.get_by_role("button", name="بفرست").click()
    page.wait_for_url("**/clinic/settings")
    assert count(app, "select count(*) from clinics where city = 'ری'") == 1


def test_a_pin_is_never_kept_on_the_phone(wire: Wire, phone: Callable[..., Page]) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/account/")
    page.locator("details summary").first.click()
    for name, typed in (("present", PIN), ("pin", "7391"), ("pin_again", "7391")):
        page.locator(f"[name={name}]").fill(typed)
    form = page.locator("form[action='/account/secret']")
    form.locator("[name=csrf_token]").evaluate("one => { one.value = 'yesterday'; }")
    form.locator("button").click()
    page.locator("#again-present").fill(PIN)
    wire.mode = REFUSE
    page.get_by_role("button", name="بفرست").click()
    page.wait_for_timeout(1000)
    wire.mode = "pass"
    page.goto(f"{wire.url}/waiting")
    assert page.evaluate("idbKeyval.entries().then(all => all.length)") == 0


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
