"""A clinic with HTTPS, as the README sets it up: Hamyar, a Caddy in front, and a browser that knows its authority."""

import dataclasses
import http.client
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Error, Page

import hamyar
from hamyar.ops import serving
from hamyar.ops.settings import Settings
from tests import served
from tests.journeys.caddy import NAME, Caddy, free_port
from tests.journeys.conftest import FLAGS, PHONE, chromium
from tests.journeys.test_main_job import fill, tap
from tests.people import World

# The caches of the worker and what is in them: name -> paths.
_COPIES = """() => caches.keys().then(names => Promise.all(names.map(name => caches.open(name)
    .then(cache => cache.keys()).then(kept => [name, kept.map(one => new URL(one.url).pathname)]))))"""


@dataclass
class SafeClinic:
    """`phone()` opens a page on a fresh phone, `ask()` sends one request without a browser."""

    app: Flask
    world: World
    caddy: Caddy
    browser: Browser
    stop_hamyar: Callable[[], None]

    def phone(self, who: str = "") -> Page:
        """A fresh phone, of somebody signed in or of a customer."""
        context = self.browser.new_context(viewport=PHONE, locale="fa-IR")
        context.set_default_timeout(15_000)
        page = context.new_page()
        if who:
            self.sign_in(page, who)
        return page

    def sign_in(self, page: Page, who: str) -> None:
        """Give this phone the session of somebody."""
        page.context.add_cookies([{"name": "hamyar_seat", "value": self.world.seats[who], "url": self.caddy.https}])

    def ask(
        self, path: str, headers: dict[str, str] | None = None, *, over: str = "https", body: Any = None
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers (by small letters) and text of an answer: by "https", "http", or "aside", which is past Caddy
        and from an address that no setting names."""
        connection = self._line(over)
        connection.request("GET" if body is None else "POST", path, body, {"Host": self._host(over)} | (headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def close(self) -> None:
        """End what was started."""
        self.browser.close()
        self.caddy.stop()
        self.stop_hamyar()

    def _host(self, over: str) -> str:
        return f"{NAME}:{ {'https': self.caddy.https_port, 'http': self.caddy.http_port}.get(over, self.caddy.hamyar) }"

    def _line(self, over: str) -> http.client.HTTPConnection:
        if over == "aside":
            return http.client.HTTPConnection("127.0.0.1", self.caddy.hamyar, source_address=("127.0.0.2", 0))
        if over == "http":
            return http.client.HTTPConnection("127.0.0.1", self.caddy.http_port)
        return _Secure(self.caddy)


class _Secure(http.client.HTTPConnection):
    """TLS to Caddy under its name, checked against its root as a phone does that trusts it."""

    def __init__(self, caddy: Caddy) -> None:
        super().__init__("127.0.0.1", caddy.https_port)
        self._trust = ssl.create_default_context(cafile=str(caddy.root))

    def connect(self) -> None:
        super().connect()
        self.sock = self._trust.wrap_socket(self.sock, server_hostname=NAME)


def open_one(
    settings: Settings, world: World, keys: Path, browser: Browser, kind: str, more: dict[str, Any]
) -> SafeClinic:
    """One that runs until it is closed, over the database of the tests. `more`: further settings."""
    caddy = Caddy(kind, keys, free_port(), certificate="tls internal" if kind == "public" else "")
    here = {"public_address": caddy.https if kind == "public" else caddy.http, "trusted_proxy": "127.0.0.1"}
    ours = dataclasses.replace(settings, port=caddy.hamyar, **(here | more))
    app = hamyar.create_app(ours)
    hamyar_runs = ExitStack()
    hamyar_runs.enter_context(served.running(serving.open_door(app, ours)))
    caddy.start()
    trusting = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, *caddy.flags()])
    return SafeClinic(app, world, caddy, trusting, hamyar_runs.close)


def copies(page: Page) -> dict[str, list[str]]:
    """What the worker has kept: the pages' owners ("visitors" or a name), "assets" and "pictures" -> paths."""
    kept: dict[str, list[str]] = {}
    for name, paths in page.evaluate(_COPIES):
        parts = name.split("|")
        kept.setdefault(parts[3] if parts[2] == "pages" else parts[2], []).extend(paths)
    return kept


def wait_for_copies(page: Page) -> None:
    """Until the worker is there and has kept the first page."""
    until(lambda: page.evaluate("!!navigator.serviceWorker.controller") and pages_of(page))


def pages_of(page: Page) -> set[str]:
    """Whose pages are kept."""
    return set(copies(page)) - {"assets", "pictures"}


def until(is_so: Callable[[], object], patience: float = 15) -> None:
    """Wait for what happens behind the page, where the browser's own waiting does not see it."""
    end = time.monotonic() + patience
    while True:
        # The page may be on its way to another one just now.
        with suppress(Error):
            if is_so():
                return
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def order(page: Page, here: SafeClinic) -> str:
    """A customer orders a jar; the address of her order's page."""
    page.goto(f"{here.caddy.https}/p/{here.world.jar}")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    tap(page, "Continue", "link")
    fill(page, name="پریسا", mobile="09351234567")
    page.locator("form button.tall").last.click()
    page.wait_for_url("**/o/*")
    return page.url
