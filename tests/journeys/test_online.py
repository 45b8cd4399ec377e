"""Payment by internet, from the order to the gateway and back, with and without script: and what is lost on the way."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from hamyar.domain import clinics
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.ops import clockwork, till
from tests import gateway_server
from tests.gateway_server import GatewayServer
from tests.journeys.conftest import PHONE, Site
from tests.journeys.test_main_job import fill, tap
from tests.online import look, open_till, order, tries
from tests.people import World

pytestmark = pytest.mark.journey
DUE = 1_250_000


@pytest.fixture
def server(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayServer]:
    monkeypatch.setattr(till, "PATIENCE_SECONDS", 1.0)
    with gateway_server.serving() as running:
        open_till(site.app, site.settings, running.base)
        with site.app.app_context(), transaction():
            clinics.get_only().public_address = site.url
        yield running


@pytest.fixture
def page(browser: Browser, server: GatewayServer, script: bool) -> Iterator[Page]:
    """A customer's phone, which may go to the gateway."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=script, locale="fa-IR")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def at_gateway(page: Page, site: Site, path: str) -> None:
    """From her order to the gateway's own page."""
    page.goto(site.url + path)
    tap(page, "Pay by internet")
    tap(page, "On to the bank’s page", "link")
    page.wait_for_url("**/pg/StartPay/**")


def press(page: Page, button: str) -> None:
    page.locator(f"button[value={button}]").click()


def test_she_orders_pays_and_is_back_at_her_order(site: Site, world: World, server: GatewayServer, page: Page) -> None:
    page.goto(f"{site.url}/p/{world.jar}")
    page.locator("form[action$='/basket/put'] button[type=submit]").first.click()
    page.wait_for_url("**/basket")
    page.goto(f"{site.url}/checkout")
    fill(page, name="پریسا", mobile="۰۹۳۵۱۲۳۴۵۶۷")
    page.locator("[type=radio][value=online]").check()
    page.locator("form[action$='/checkout'] button[type=submit]").last.click()
    page.wait_for_url(re.compile("/o/"))
    path = page.url.removeprefix(site.url)
    at_gateway(page, site, path)
    press(page, "pay")
    page.wait_for_url(site.url + path)
    expect(page.locator("#flashes")).to_contain_text("پول شما رسید")
    expect(page.locator("section[aria-labelledby=payment] .state")).to_contain_text("پرداخت شد")
    assert look(site.app, path, lambda one: (one.state, one.received)) == ("paid", DUE)


def test_the_answer_is_lost_and_the_next_question_finds_the_money(
    site: Site, world: World, server: GatewayServer, page: Page
) -> None:
    path = order(site.app, world)
    at_gateway(page, site, path)
    server.suffer("lost", on="verify")
    press(page, "pay")
    page.wait_for_url(site.url + path)
    expect(page.locator("#flashes")).to_contain_text("دوباره نپردازید")
    assert look(site.app, path, lambda one: one.state) == "unpaid"
    tap(page, "Ask the bank now", "link")
    expect(page.locator("#flashes")).to_contain_text("پول شما رسید")
    assert look(site.app, path, lambda one: (one.state, one.received, len(one.steps))) == ("paid", DUE, 1)
    assert server.payments[next(iter(server.payments))].taken == 1


def test_she_paid_and_the_page_never_came_back(site: Site, world: World, server: GatewayServer, page: Page) -> None:
    path = order(site.app, world)
    at_gateway(page, site, path)
    server.keeps_the_customer = True
    press(page, "pay")
    expect(page.locator("h1")).to_have_text("تمام شد")
    page.goto(site.url + path)
    expect(page.locator("section[aria-labelledby=payment]")).to_contain_text("هنوز نمی‌دانیم")
    clock.freeze(clock.now() + timedelta(minutes=2))
    clockwork.beat(site.app)
    page.reload()
    expect(page.locator("section[aria-labelledby=payment]")).to_contain_text("پول شما رسید")


def test_she_gives_up_and_pays_after_all(site: Site, world: World, server: GatewayServer, page: Page) -> None:
    path = order(site.app, world)
    at_gateway(page, site, path)
    press(page, "give_up")
    page.wait_for_url(site.url + path)
    expect(page.locator("#flashes")).to_contain_text("پرداخت نشد")
    at_gateway(page, site, path)
    press(page, "pay")
    page.wait_for_url(site.url + path)
    assert tries(site.app, server) == ["failed", "paid"]
    assert look(site.app, path, lambda one: one.received) == DUE
