"""What pages weigh on the wire: every byte that comes back, head and body, counted between the browser and the server.

The phone is the cheap one of these years: 360 pixels wide, two dots to a pixel, plain http under a name, a fresh
profile. It fetches the photos of the whole page, also those that only scrolling would show.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route

from hamyar.ops.settings import Settings
from tests import lunch, twelve
from tests.journeys import wire as wires
from tests.journeys.conftest import FLAGS, PHONE, Site, chromium
from tests.journeys.wire import Wire
from tests.people import World

pytestmark = pytest.mark.journey

Phones = Callable[..., BrowserContext]

KILOBYTE = 1024


class Most(NamedTuple):
    """What a page may weigh, in KB: its HTML and CSS together, and everything."""

    words: int
    whole: int


# The first four are what the product promises; the others keep what was reached.
LIMITS = {
    "shop, first visit": Most(14, 150),
    "shop, second visit": Most(2, 10),
    "checkout": Most(12, 150),
    "order": Most(12, 150),
    "lunch, checkout": Most(12, 150),
    "lunch, order": Most(12, 150),
    "lunch, product": Most(14, 150),
    "lunch, free days": Most(12, 150),
    "clinic": Most(14, 150),
    "product": Most(14, 150),
    "basket": Most(14, 150),
    "sign in": Most(14, 150),
    # A member comes every day: her own style sheet, the desk's, is there from the first time on.
    "board": Most(16, 150),
}
KINDS = {".css": "css", ".js": "scripts", ".webp": "photos", ".jpg": "photos", ".woff2": "font"}


@dataclass
class Weight:
    """What came back for one page: bytes by kind, and how many requests it took."""

    bytes: dict[str, int]
    requests: int

    @property
    def words(self) -> int:
        return self.bytes.get("html", 0) + self.bytes.get("css", 0)

    @property
    def whole(self) -> int:
        return sum(self.bytes.values())

    def is_within(self, most: Most) -> bool:
        return self.words <= most.words * KILOBYTE and self.whole <= most.whole * KILOBYTE


@pytest.fixture(scope="session")
def named(browser: Browser) -> Iterator[Browser]:
    """A second Chromium, that finds the name under which the wire is reached."""
    found = chromium()
    assert found
    started = browser.browser_type.launch(executable_path=found, args=[*FLAGS, wires.FLAG])
    yield started
    started.close()


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    """The line to the served world."""
    line = Wire(int(site.url.rpartition(":")[2]))
    yield line
    line.close()


@pytest.fixture
def cheap_phone(named: Browser, wire: Wire) -> Iterator[Phones]:
    """Opens phones; every one must ask nothing of any other host."""
    opened: list[BrowserContext] = []
    elsewhere: list[str] = []

    def open_one(**more: object) -> BrowserContext:
        context = named.new_context(viewport=PHONE, device_scale_factor=2, locale="fa-IR", **more)
        context.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(wire.url) else None)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert elsewhere == [], "a page asked another host"


def test_pages_stay_as_light_as_promised(
    app: Flask, settings: Settings, world: World, wire: Wire, cheap_phone: Phones
) -> None:
    code = twelve.build(app, settings.photos)
    page = cheap_phone().new_page()
    weighed = {f"shop, {visit} visit": _open(wire, page, twelve.SHOP) for visit in ("first", "second")}
    # Every other page with an empty store, as if a link led straight to it; her basket and her order stay hers.
    for name, path in {"clinic": "/", "product": f"/p/{code}", "sign in": "/account/sign-in"}.items():
        weighed[name] = _open(wire, cheap_phone().new_page(), path)
    weighed |= _way_of_an_order(wire, cheap_phone, code)
    weighed |= _way_of_lunch(app, wire, cheap_phone)
    # Last, as a board asks again and again by itself.
    member = cheap_phone()
    member.add_cookies([{"name": "hamyar_seat", "value": world.seats["maryam"], "url": wire.url}])
    weighed["board"] = _open(wire, member.new_page(), "/group/gol-narges/")
    print("\n" + _table(weighed))
    assert set(weighed) == set(LIMITS)
    assert [name for name, most in LIMITS.items() if not weighed[name].is_within(most)] == [], _table(weighed)


def _way_of_lunch(app: Flask, wire: Wire, cheap_phone: Phones) -> dict[str, Weight]:
    """The same where there is a day, a way and a payment to choose."""
    made, weighed = lunch.build(app), {}
    for name, path in {"product": f"/p/{made.plate}", "free days": f"/p/{made.plate}/days"}.items():
        weighed[name] = _open(wire, cheap_phone().new_page(), path)
    weighed |= _way_of_an_order(wire, cheap_phone, made.plate)
    del weighed["basket"]
    return {f"lunch, {name}": weight for name, weight in weighed.items()}


def _way_of_an_order(wire: Wire, cheap_phone: Phones, code: str) -> dict[str, Weight]:
    weighed = {}
    customer = cheap_phone()
    page = customer.new_page()
    page.goto(f"{wire.url}/p/{code}")
    page.click("form[action='/basket/put'] button[type=submit]")
    page.wait_for_url("**/basket")
    for path in ("basket", "checkout"):
        weighed[path] = _open(wire, _same_person(cheap_phone, customer), f"/{path}")
    page.goto(f"{wire.url}/checkout")
    for question in page.locator("fieldset").all():
        question.locator("label.choice:visible").last.click()
    if page.locator("[name=city]:visible").count():
        page.select_option("[name=province]", "تهران")
        page.fill("[name=city]", "ری")
        page.fill("[name=street]", "خیابان مدائن، پلاک ۷")
    page.fill("[name=name]", "پریسا")
    page.fill("[name=mobile]", "09351234567")
    page.click("main form .button.tall")
    page.wait_for_url("**/o/**")
    weighed["order"] = _open(wire, _same_person(cheap_phone, customer), page.url.removeprefix(wire.url))
    return weighed


def _same_person(cheap_phone: Phones, context: BrowserContext) -> Page:
    """Her cookies on a phone that has stored nothing yet."""
    return cheap_phone(storage_state=context.storage_state()).new_page()


def _open(wire: Wire, page: Page, path: str) -> Weight:
    """Open a page, walk down to its end, and wait until nothing comes any more."""
    before = len(wire.requests)
    page.goto(wire.url + path, wait_until="load")
    for _ in range(4):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(150)
    page.wait_for_load_state("networkidle")
    came = wire.requests[before:]

    kinds: dict[str, int] = {}
    for request in came:
        kind = _kind(request.line)
        kinds[kind] = kinds.get(kind, 0) + request.answer_bytes
    return Weight(kinds, len(came))


def _kind(line: str) -> str:
    path = line.split()[1].partition("?")[0]
    ending = re.search(r"\.\w+$", path)
    if ending is None:
        return "html" if not path.startswith("/static") and "words" not in path else "scripts"
    return KINDS.get(ending[0], "signs")


def _table(weighed: dict[str, Weight]) -> str:
    kinds = ("html", "css", "scripts", "signs", "photos", "font")
    rows = [f"{'KB on the wire':<20}" + "".join(f"{kind:>9}" for kind in (*kinds, "all", "requests"))]
    for name, weight in weighed.items():
        numbers = [*(weight.bytes.get(kind, 0) for kind in kinds), weight.whole]
        cells = "".join(f"{number / KILOBYTE:9.1f}" for number in numbers)
        rows.append(f"{name:<20}{cells}{weight.requests:9d}")
    return "\n".join(rows)


# Rounds, and what comes late.

FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
# Buttons that only a script can serve appear with it; what is asked is whether anything moves later.
SHIFTED_LATE = """() => new Promise(tell => {
  const loaded = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd + 100;
  const late = entries => entries.filter(one => one.startTime > loaded).reduce((sum, one) => sum + one.value, 0);
  new PerformanceObserver(list => tell(late(list.getEntries()))).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => tell(0), 300);
})"""


def test_a_shop_is_read_and_used_after_two_rounds_of_requests(
    app: Flask, settings: Settings, wire: Wire, cheap_phone: Phones
) -> None:
    twelve.build(app, settings.photos)
    page = cheap_phone().new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    asked: dict[str, str] = {}
    line.on("Network.requestWillBeSent", lambda one: asked.update({one["request"]["url"]: one["initiator"]["type"]}))
    wire.delay = 2.0
    page.goto(wire.url + twelve.SHOP, wait_until="load")
    # A third round would be over after six seconds at the earliest.
    assert page.evaluate(FIRST_PAINT) < 5900
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") < 5900
    # Nothing is found by a style or by a script; only the sign of the tab is asked for by the browser itself.
    assert [url for url, how in asked.items() if how != "parser"] == [wire.url + twelve.SHOP, _icon(page)]


def _until(page: Page, question: str) -> None:
    """Wait for a yes. Playwright's own waiting needs `eval`, which the pages forbid."""
    for _ in range(50):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question)


def _icon(page: Page) -> str:
    return str(page.evaluate("document.querySelector('link[rel=icon]').href"))


def test_the_font_comes_last_and_moves_nothing(app: Flask, settings: Settings, wire: Wire, cheap_phone: Phones) -> None:
    code = twelve.build(app, settings.photos)
    page = cheap_phone().new_page()
    _open(wire, page, twelve.SHOP)
    assert not wire.sent("GET /static/fonts/"), "the first page does without"
    page.click(f"a[href$='/p/{code}']")
    _until(page, "document.cookie.includes('letters=1')")
    font, photos = wire.sent("GET /static/fonts/"), wire.sent("GET /photos/")
    assert len(font) == 1
    assert wire.requests.index(font[0]) > wire.requests.index(photos[-1]), "after everything else"
    assert page.evaluate(SHIFTED_LATE) == 0
    page.goto(wire.url + twelve.SHOP)
    assert page.get_attribute("html", "class") == "lettered js"
    assert page.evaluate("document.fonts.check('16px Vazirmatn')")
    assert len(wire.sent("GET /static/fonts/")) == 1, "out of the browser's store"
    assert page.evaluate(SHIFTED_LATE) == 0


def test_a_photo_has_its_colour_and_its_place_before_it_comes(
    app: Flask, settings: Settings, wire: Wire, cheap_phone: Phones
) -> None:
    twelve.build(app, settings.photos)
    page = cheap_phone(color_scheme="dark").new_page()
    held: list[Route] = []
    page.route("**/photos/**", lambda route: held.append(route))
    page.goto(wire.url + twelve.SHOP, wait_until="domcontentloaded")
    first = page.locator(".product .photo").first
    colour = first.locator("svg").get_attribute("fill")
    assert colour
    shown = Image.open(io.BytesIO(first.screenshot())).convert("RGB")
    assert "#{:02x}{:02x}{:02x}".format(*shown.getpixel((shown.width // 2, shown.height // 2))) == colour
    page.route("**/photos/**", lambda route: route.continue_())
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    assert first.locator("img").evaluate("image => image.complete && image.currentSrc").endswith("-320.webp")
    assert page.evaluate(SHIFTED_LATE) == 0


def test_where_data_is_dear_photos_are_small_and_the_font_stays_away(
    app: Flask, settings: Settings, wire: Wire, cheap_phone: Phones
) -> None:
    code = twelve.build(app, settings.photos)
    page = cheap_phone(extra_http_headers={"Save-Data": "on"}).new_page()
    page.context.new_cdp_session(page).send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    spared = _open(wire, page, twelve.SHOP)
    usual = _open(wire, cheap_phone().new_page(), twelve.SHOP)
    assert spared.bytes["photos"] < usual.bytes["photos"] - 10 * KILOBYTE
    page.click(f"a[href$='/p/{code}']")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert not wire.sent("GET /static/fonts/")
