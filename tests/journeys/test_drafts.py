"""What was being typed is kept on the phone until it is sent, for her alone."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.wire import Wire
from tests.people import World

pytestmark = pytest.mark.journey


def type_a_name(page: Page, wire: Wire) -> None:
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    page.locator("[name=name]").fill("مربای گل")
    page.wait_for_timeout(800)


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


def test_a_draft_is_hers_alone_and_gone_when_she_signs_out(
    wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("maryam")
    type_a_name(page, wire)
    hers = {"name": "hamyar_seat", "value": world.seats["maryam"], "url": wire.url}
    page.context.add_cookies([hers | {"value": world.seats["zahra"]}])
    page.reload()
    page.wait_for_timeout(500)
    expect(page.locator("[name=name]")).to_have_value("")
    page.context.add_cookies([hers])
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("مربای گل")
    page.goto(f"{wire.url}/account/")
    page.locator("form[action='/account/sign-out'] button").click()
    page.wait_for_url("**/account/sign-in**")
    assert page.evaluate("idbKeyval.entries().then(all => all.filter(one => one[0].startsWith('draft:')).length)") == 0


def test_a_private_form_keeps_no_draft_on_a_shared_phone(wire: Wire, phone: Callable[..., Page]) -> None:
    page = phone("maryam")
    page.add_init_script(
        """document.addEventListener('DOMContentLoaded', () => {
            document.documentElement.setAttribute('data-shared', '');
            document.querySelector('form[data-draft]').setAttribute('data-private', '');
        });"""
    )
    type_a_name(page, wire)
    page.reload()
    page.wait_for_timeout(500)
    expect(page.locator("[name=name]")).to_have_value("")
    assert page.evaluate("idbKeyval.entries().then(all => all.length)") == 0
