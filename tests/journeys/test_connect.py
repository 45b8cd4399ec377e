"""The page that asks by itself which addresses work, opened by a name and not on localhost, as from a phone."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hamyar.domain import clinics
from hamyar.kit.db import transaction
from hamyar.ops import serving
from hamyar.ops.announcing import State
from tests.journeys.conftest import FLAGS, PHONE, Site, chromium
from tests.people import World

pytestmark = pytest.mark.journey

NAMES = "--host-resolver-rules=MAP hamyar.test 127.0.0.1,MAP other.test 127.0.0.1,MAP hamyar.local 127.0.0.1"


@pytest.fixture
def away(browser: Browser) -> Iterator[Browser]:
    """A second browser, to which this machine is another one with names of its own."""
    started = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, NAMES])
    yield started
    started.close()


@pytest.fixture
def router() -> Iterator[int]:
    """Another device with a page of its own: its port."""

    class Welcome(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"welcome to the router")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Welcome)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def page_of(away: Browser, site: Site, world: World) -> Iterator[Callable[..., Page]]:
    """The page as the manager opens it by the name hamyar.test."""
    opened: list[BrowserContext] = []

    def open_it(script: bool = True) -> Page:
        url = f"http://hamyar.test:{site.url.rpartition(':')[2]}"
        context = away.new_context(viewport=PHONE, java_script_enabled=script)
        opened.append(context)
        context.add_cookies([{"name": "hamyar_seat", "value": world.seats["manager"], "url": url}])
        page = context.new_page()
        page.goto(f"{url}/clinic/connect")
        return page

    yield open_it
    for context in opened:
        context.close()


def answers(page: Page) -> dict[str, str]:
    """What the page says of each address, once it knows."""
    expect(page.locator("[data-found=asking]:not([hidden])")).to_have_count(0)
    rows = page.locator("#ways [data-ask]").all()
    return {
        row.locator(".address").inner_text(): row.locator("[data-found]:visible").get_attribute("data-found") or ""
        for row in rows
    }


def test_the_page_asks_by_itself_which_addresses_work(
    app: Flask, site: Site, page_of: Callable[..., Page], router: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = site.url.rpartition(":")[2]
    with app.app_context(), transaction():
        clinics.get_only().public_address = f"http://other.test:{router}"
    nobody = "http://other.test:9"
    monkeypatch.setattr(serving, "indoors", lambda _settings: [f"http://hamyar.test:{port}", nobody])
    announced = SimpleNamespace(state=State("announced", {"name": "hamyar.local"}), link=f"http://hamyar.local:{port}")
    monkeypatch.setitem(app.extensions, "announcer", announced)
    troubles: list[str] = []
    page = page_of()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    assert answers(page) == {
        f"http://other.test:{router}": "other",
        f"http://hamyar.test:{port}": "works",
        nobody: "silent",
        f"http://hamyar.local:{port}": "works",
    }
    assert page.get_by_text("از اینجا کار می‌کند").locator("visible=true").count() == 2
    assert troubles == []


def test_without_script_every_address_can_be_tried_by_hand(page_of: Callable[..., Page]) -> None:
    page = page_of(script=False)
    assert page.locator("#ways svg.qr-code").count() >= 1
    assert page.locator("[data-found]:visible").count() == 0
    link = page.locator("#ways a.address").first.get_attribute("href") or ""
    assert page.goto(link)
    assert page.locator("h1").count() == 1
