"""The picture to send, drawn by a real browser on plain http under a name; what comes out is looked at dot by dot."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import segno
from flask import Flask
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hamyar.domain import catalogue, groups, people, photos
from hamyar.kit import photos as pictures
from hamyar.kit.db import transaction
from hamyar.ops.settings import Settings
from tests.journeys import wire
from tests.journeys.conftest import FLAGS, PHONE, Site, chromium
from tests.people import MARYAM, World

pytestmark = pytest.mark.journey

PHOTOS = Path(__file__).parent.parent / "photos"
LONG = "مربای بهارنارنج خانگی با عسل کوهستان و زعفران قائنات، بستهٔ هدیهٔ نوروزی"
# Where static/js/share-card.js draws things: left, top, right, bottom; and the corner and dots of the square.
PLACES = {
    "shop": (640, 50, 1000, 120),
    "photo": (300, 150, 800, 600),
    "name": (640, 710, 1016, 830),
    "price": (640, 840, 1016, 920),
    "code": (420, 1000, 640, 1090),
    "telephone": (640, 1185, 1016, 1250),
}
CORNER, MOST_DOTS = (64, 984), 264
LARGEST = 300 * 1024
OpenPhone = Callable[..., Page]


@pytest.fixture(scope="module")
def named(browser: Browser) -> Iterator[Browser]:
    """A browser that knows the machine by a name: on that, unlike on 127.0.0.1, it is no secure context."""
    started = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, wire.FLAG])
    yield started
    started.close()


@pytest.fixture
def base(site: Site) -> str:
    """Where the site begins under that name."""
    return f"http://{wire.NAME}:{site.url.rpartition(':')[2]}"


@pytest.fixture
def member(named: Browser, base: str, world: World) -> Iterator[OpenPhone]:
    """A member's phone: a script may spoil its browser first."""
    opened: list[BrowserContext] = []

    def open_one(spoil: str = "", **more: object) -> Page:
        context: BrowserContext = named.new_context(viewport=PHONE, locale="fa-IR", **more)  # type: ignore[arg-type]
        opened.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "hamyar_seat", "value": world.seats["maryam"], "url": base}])
        context.add_init_script(spoil)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def put_up(app: Flask, settings: Settings) -> Callable[[str, str], str]:
    """Put a product up with one of the test photos, or none; its code."""

    def put(name: str, photo: str) -> str:
        with app.app_context(), transaction():
            group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
            assert by
            shown = [_kept(settings, photo)] if photo else []
            offers = [catalogue.Offer("", 12_500_000, 3)]
            return catalogue.add(group, catalogue.Description(name), offers, shown, by).code

    return put


def _kept(settings: Settings, photo: str) -> photos.Photo:
    with (PHOTOS / photo).open("rb") as file:
        stored = pictures.store(pictures.read(file), settings.photos, keep_free=0)
    return photos.keep(
        1, name=stored.name, width=stored.width, height=stored.height, colour=stored.colour, size=stored.bytes
    )


def drawn(page: Page, base: str, code: str) -> Image.Image:
    """Open the page, save the picture, and look at what was saved."""
    page.goto(f"{base}/group/gol-narges/products/{code}/picture")
    with page.expect_download() as saved:
        page.locator("[data-save]").click()
    assert saved.value.suggested_filename == f"gol-narges-{code}.jpg"
    content = Path(saved.value.path()).read_bytes()
    assert len(content) < LARGEST
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (1080, 1350))
    return picture


def square_of(picture: Image.Image, rows: int) -> list[list[int]]:
    """The square as a camera reads it: 1 for every dark dot."""
    dot, grey = MOST_DOTS // rows, picture.convert("L")
    middles = [round((number + 0.5) * dot) for number in range(rows)]
    return [[int(grey.getpixel((CORNER[0] + x, CORNER[1] + y)) < 128) for x in middles] for y in middles]  # type: ignore[operator]


def liveliness(picture: Image.Image, place: str) -> float:
    """How much the dots of a place differ: nothing where nothing was drawn."""
    return ImageStat.Stat(picture.convert("L").crop(PLACES[place])).stddev[0]


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference between two pictures at any dot."""
    return max(most for _least, most in ImageChops.difference(one, other).getextrema())  # type: ignore[misc,union-attr]


@pytest.mark.parametrize("photo", ["rotated-landscape-6.jpg", "rotated-portrait-8.jpg", ""])
def test_the_picture_is_whole(member: OpenPhone, base: str, put_up: Callable[[str, str], str], photo: str) -> None:
    code, page = put_up(LONG, photo), member()
    picture = drawn(page, base, code)
    assert page.evaluate("isSecureContext") is False
    assert page.locator("[data-part=drawn] img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [
        1080,
        1350,
    ]
    expect(page.locator("[data-part=photo], [data-part=failed], [data-send]").filter(visible=True)).to_have_count(0)
    wanted = segno.make(f"{base}/p/{code}", error="m", micro=False).matrix
    assert square_of(picture, len(wanted)) == [list(row) for row in wanted]
    assert {place: liveliness(picture, place) > 15 for place in PLACES} == dict.fromkeys(PLACES, True)


def test_an_old_browser_and_an_english_page_draw_the_same(member: OpenPhone, base: str, world: World) -> None:
    wanted = drawn(member(), base, world.jar)
    # Chrome before 77 and Firefox before 101 have no such property; what a script sets there changes nothing.
    deaf = "Object.defineProperty(CanvasRenderingContext2D.prototype, 'direction', {value: 'ltr', writable: true});"
    turned = "addEventListener('DOMContentLoaded', () => document.querySelector('canvas').removeAttribute('dir'));"
    assert difference(drawn(member(deaf), base, world.jar), wanted) == 0
    english = member(deaf + turned)
    english.goto(f"{base}/language/en")
    assert difference(drawn(english, base, world.jar), wanted) == 0


def test_a_font_that_does_not_come_stops_nothing(member: OpenPhone, base: str, world: World) -> None:
    wanted, page = drawn(member(), base, world.jar), member()
    page.route("**/*.woff2", lambda route: route.abort())
    plain = drawn(page, base, world.jar)
    assert liveliness(plain, "name") > 15
    assert difference(plain, wanted) > 50, "the house's own letters were not used before"


def test_a_browser_that_knows_no_fonts_draws_all_the_same(member: OpenPhone, base: str, world: World) -> None:
    assert liveliness(drawn(member("delete window.FontFace"), base, world.jar), "name") > 15


def test_a_browser_that_cannot_draw_shows_the_photo(
    member: OpenPhone, base: str, put_up: Callable[[str, str], str]
) -> None:
    code, page = (
        put_up("نان", "rotated-landscape-6.jpg"),
        member("HTMLCanvasElement.prototype.toBlob = done => done(null)"),
    )
    page.goto(f"{base}/group/gol-narges/products/{code}/picture")
    expect(page.locator("[data-part=failed]")).to_be_visible()
    expect(page.locator("[data-part=photo] a[download]")).to_be_visible()


def test_where_there_is_a_share_sheet_the_picture_is_sent_with_its_text(
    member: OpenPhone, base: str, world: World
) -> None:
    page = member(
        "navigator.canShare = what => true;navigator.share = what => { window.sent = what; return Promise.resolve(); }"
    )
    page.goto(f"{base}/group/gol-narges/products/{world.jar}/picture")
    page.locator("[data-send]").click()
    sent = page.evaluate("[sent.files[0].name, sent.files[0].type, sent.files[0].size > 50000, sent.text]")
    assert sent[:3] == [f"gol-narges-{world.jar}.jpg", "image/jpeg", True]
    assert sent[3].endswith(f"/p/{world.jar}")


def test_without_script_there_is_the_photo_to_save(
    member: OpenPhone, base: str, put_up: Callable[[str, str], str]
) -> None:
    code, page = put_up("نان", "rotated-landscape-6.jpg"), member(java_script_enabled=False)
    page.goto(f"{base}/group/gol-narges/products/{code}/picture")
    expect(page.locator("[data-part=photo] a[download]")).to_be_visible()
    expect(page.locator("#share-text")).to_be_visible()
    expect(page.locator("[data-part=drawn], [data-part=drawing]").filter(visible=True)).to_have_count(0)
