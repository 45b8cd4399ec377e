"""A real server, a real browser, a phone's screen. Without a Chromium the journeys are skipped, and say how to get one.

Where HAMYAR_DEMAND_BROWSER is set (as in CI) a missing browser is a failure instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.types import WSGIApplication

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import hamyar
from hamyar.ops import settings as configuration
from hamyar.ops.settings import Settings
from tests import served
from tests.journeys.wire import FLAG, Wire
from tests.people import World

if TYPE_CHECKING:
    from tests.journeys.safe_clinic import SafeClinic

SafeClinics = Callable[..., "SafeClinic"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    FLAG,
]
PHONE = {"width": 360, "height": 740}
HOW_TO_GET_ONE = "no Chromium found: apt-get install chromium"


def chromium() -> str | None:
    """Where this machine's Chromium is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    found = chromium()
    if found is None:
        if os.environ.get("HAMYAR_DEMAND_BROWSER"):
            pytest.fail(HOW_TO_GET_ONE)
        pytest.skip(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@dataclass
class Site:
    """A running Hamyar."""

    app: Flask
    settings: Settings
    url: str


@pytest.fixture
def empty_site(new_database: Path, tmp_path: Path) -> Iterator[Site]:
    """An installation that was started for the first time: no clinic, a set-up code."""
    settings = Settings(instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'hamyar.db'}", secret_key="j" * 64)
    shutil.copy(new_database, tmp_path / "hamyar.db")
    configuration.make_setup_code(settings)
    yield from _served(hamyar.create_app(settings), settings)


@pytest.fixture
def site(app: Flask, settings: Settings) -> Iterator[Site]:
    """The world of the tests, served."""
    yield from _served(app, settings)


def _served(app: Flask, settings: Settings) -> Iterator[Site]:
    with serving(app) as url:
        yield Site(app, settings, url)


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Where a program can be reached, as long as this lasts."""
    with served.running(waitress.create_server(app, host="127.0.0.1", port=0, threads=6)) as url:
        yield url


@pytest.fixture(scope="module")
def safe_clinics(
    built: tuple[Flask, World, Any], settings: Settings, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[SafeClinics]:
    """Each kind of clinic with HTTPS once for a whole file of tests, all with one authority."""
    from tests.journeys import safe_clinic

    keys, made = tmp_path_factory.mktemp("keys"), {}

    def get(kind: str = "lan", **more: Any) -> "SafeClinic":
        name = (kind, *sorted(more.items()))
        if name not in made:
            made[name] = safe_clinic.open_one(settings, built[1], keys, browser, kind, more)
        return made[name]

    yield get
    for one in made.values():
        one.close()


@pytest.fixture
def safe(app: Flask, safe_clinics: SafeClinics) -> SafeClinics:
    """`safe()` or `safe("public")` behind a real Caddy, over the world as it was built; `safe(hsts=True)`: so set."""
    return safe_clinics


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Every journey is walked twice."""
    return bool(request.param)


@pytest.fixture
def phone_of(browser: Browser, script: bool) -> Iterator[Callable[..., Page]]:
    """A new phone with a fresh profile: phone_of(seat) for somebody signed in at a site."""
    opened: list[BrowserContext] = []

    def open_one(site: Site, world: World | None = None, who: str = "") -> Page:
        context = browser.new_context(viewport=PHONE, java_script_enabled=script, locale="fa-IR")
        context.set_default_timeout(10_000)
        opened.append(context)
        if world and who:
            context.add_cookies([{"name": "hamyar_seat", "value": world.seats[who], "url": site.url}])
        page = context.new_page()
        page.on("request", lambda request: _stays_here(request.url, site.url))
        return page

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    """A network before the site that can be made to fail."""
    made = Wire(int(site.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser, wire: Wire, world: World) -> Iterator[Callable[..., Page]]:
    """A fresh phone on that network: phone() a customer's, phone("maryam") hers."""
    opened: list[BrowserContext] = []

    def open_one(who: str = "", **more: object) -> Page:
        context = browser.new_context(viewport=PHONE, locale="fa-IR", **more)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        opened.append(context)
        if who:
            context.add_cookies([{"name": "hamyar_seat", "value": world.seats[who], "url": wire.url}])
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


def _stays_here(asked: str, site: str) -> None:
    assert asked.startswith((site, "blob:", "data:")), f"a page asked another host: {asked}"
