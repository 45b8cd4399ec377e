"""Photos on their way from a phone: small, upright, without their place, and through a network that breaks."""

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from hamyar.domain.photos import Photo
from hamyar.domain.products import Product
from hamyar.kit import photos
from hamyar.kit.db import db
from hamyar.ops.settings import Settings
from tests.journeys.wire import CUT, REFUSE, Wire

pytestmark = pytest.mark.journey

GPS = Path(__file__).parent.parent / "photos" / "gps.jpg"
NEW = "/group/gol-narges/products/new"
MOST_ON_THE_WIRE = 300 * 1024
_PLACE = 0x8825
_WAY_UP = 0x0112


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photo of 12 megapixels as a phone makes it: lying on its side with the mark to turn it, and with its place."""
    with Image.open(GPS) as photo:
        marks = photo.getexif()
        marks[_WAY_UP] = 6
        whole = photo.convert("RGB").resize((4000, 3000))
    # The upper left corner as it lies: after turning it must be the upper right one.
    whole.paste((255, 0, 0), (0, 0, 1000, 1000))
    file = tmp_path / "IMG_0001.jpg"
    whole.save(file, quality=95, exif=marks)
    assert file.stat().st_size > 1_000_000
    return file


def fill_in(page: Page, wire: Wire) -> None:
    page.goto(wire.url + NEW)
    assert page.evaluate("window.isSecureContext") is False
    page.locator("[name=name]").fill("مربای گل")
    page.locator("[name='offers-0-price']").fill("۹۰۰۰۰")
    page.locator("[name='offers-0-stock']").fill("۴")


def save(page: Page) -> None:
    page.locator(".bottom-bar button").click()


def stored(settings: Settings, photo: Photo, extension: str = "jpg") -> Image.Image:
    file = photos.path(settings.photos, photo.name, photos.widths(photo.width)[-1], extension)
    assert file
    return Image.open(io.BytesIO(file.read_bytes()))


def carried(wire: Wire, address: str) -> bytes:
    """The photo inside what went over the wire to this address last."""
    body = bytes(wire.sent(f"POST {address}")[-1].body)
    return body[body.index(b"\xff\xd8") :]


# As before 2020: a picture is drawn as it lies. The decoder is given every picture without its marks; who reads the
# file itself still finds them.
LIES = """
    const give = URL.createObjectURL;
    URL.createObjectURL = blob => {
        const asked = new XMLHttpRequest();
        asked.open('GET', give(blob), false);
        asked.overrideMimeType('text/plain; charset=x-user-defined');
        asked.send();
        const plain = asked.responseText.replace('Exif', 'None');
        return give(new Blob([Uint8Array.from(plain, sign => sign.charCodeAt(0) & 255)], {type: 'image/jpeg'}));
    };
"""


@pytest.mark.parametrize("browser_turns", [True, False], ids=["turned by the browser", "turned by us"])
def test_twelve_megapixels_travel_small_upright_and_without_their_place(
    app: Flask, settings: Settings, wire: Wire, phone: Callable[..., Page], large: Path, browser_turns: bool
) -> None:
    # Reading a picture for the decoder is what the pages' policy forbids.
    page = phone("maryam", bypass_csp=not browser_turns)
    if not browser_turns:
        page.add_init_script(LIES)
    fill_in(page, wire)
    page.locator("[data-photos]").set_input_files(large)
    expect(page.locator(".photo-item")).to_contain_text("عکس رسید", timeout=20_000)
    travelled = carried(wire, "/group/gol-narges/photos")
    assert len(travelled) < MOST_ON_THE_WIRE
    with Image.open(io.BytesIO(travelled)) as small:
        assert small.size == (1200, 1600)
        assert not small.getexif().get_ifd(_PLACE)
        red, green, _blue = small.convert("RGB").getpixel((1150, 50))  # type: ignore[misc]
        assert (red > 200, green < 80) == (True, True)
    save(page)
    page.wait_for_url("**/done**")
    with app.app_context():
        (photo,) = db.session.scalars(db.select(Photo)).all()
        picture = stored(settings, photo)
    assert picture.width < picture.height
    assert not picture.getexif()


def test_an_upload_cut_in_the_middle_starts_again_and_nothing_else_is_lost(
    app: Flask, wire: Wire, phone: Callable[..., Page], large: Path
) -> None:
    page = phone("maryam")
    fill_in(page, wire)
    chooser = page.locator("[data-photos]")
    chooser.set_input_files(GPS)
    expect(page.locator(".photo-item")).to_contain_text("عکس رسید", timeout=20_000)
    wire.mode, wire.only, wire.cut_after = CUT, "POST ", 20_000
    chooser.set_input_files(large)
    second = page.locator(".photo-item").nth(1)
    again = second.get_by_role("button", name="دوباره")
    expect(again).to_be_visible(timeout=20_000)
    expect(page.locator("[name=name]")).to_have_value("مربای گل")
    wire.mode = "pass"
    again.click()
    expect(second).to_contain_text("عکس رسید", timeout=20_000)
    save(page)
    page.wait_for_url("**/done**")
    with app.app_context():
        product = db.session.scalars(db.select(Product).where(Product.name == "مربای گل")).one()
        assert len(product.photos) == 2


def test_a_photo_on_its_way_shows_how_far_it_is(wire: Wire, phone: Callable[..., Page], large: Path) -> None:
    page = phone("maryam")
    fill_in(page, wire)
    wire.pace = 60_000
    page.locator("[data-photos]").set_input_files(large)
    expect(page.locator(".photo-item progress")).to_be_visible(timeout=20_000)
    expect(page.locator(".photo-item")).to_contain_text("از ۱۰۰")
    expect(page.locator(".photo-item")).to_contain_text("عکس رسید", timeout=20_000)


def test_a_product_with_two_photos_taken_without_network_arrives_once_with_both(
    app: Flask, settings: Settings, wire: Wire, phone: Callable[..., Page], large: Path
) -> None:
    page = phone("maryam")
    fill_in(page, wire)
    wire.mode = REFUSE
    page.locator("[data-photos]").set_input_files([large, GPS])
    expect(page.get_by_role("button", name="دوباره")).to_have_count(2, timeout=20_000)
    save(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است", timeout=20_000)
    page.goto("about:blank")
    wire.mode = "pass"
    page.goto(f"{wire.url}/group/gol-narges/")
    expect(page.locator("#outbox")).to_contain_text("فرستاده شد", timeout=30_000)
    with app.app_context():
        product = db.session.scalars(db.select(Product).where(Product.name == "مربای گل")).one()
        assert len(product.photos) == 2
        for photo in product.photos:
            assert not stored(settings, photo).getexif()
            assert not stored(settings, photo, "webp").getexif()


def test_photos_come_back_with_the_draft_after_a_reload(wire: Wire, phone: Callable[..., Page]) -> None:
    page = phone("maryam")
    fill_in(page, wire)
    wire.mode = REFUSE
    page.locator("[data-photos]").set_input_files([GPS])
    expect(page.get_by_role("button", name="دوباره")).to_have_count(1, timeout=20_000)
    page.locator("[name=name]").fill("مربای گل محمدی")
    page.wait_for_timeout(800)
    wire.mode = "pass"
    page.goto("about:blank")
    page.goto(wire.url + NEW)
    expect(page.locator("[name=name]")).to_have_value("مربای گل محمدی")
    expect(page.locator(".photo-item")).to_contain_text("عکس رسید", timeout=20_000)


def test_a_photo_that_finds_no_room_says_so_and_can_be_tried_again(
    wire: Wire, phone: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One that was never stored: what is there already needs no room.
    new = tmp_path / "new.jpg"
    Image.new("RGB", (411, 317), (13, 77, 201)).save(new)
    page = phone("maryam")
    fill_in(page, wire)
    with monkeypatch.context() as full:
        full.setattr(photos.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=0))
        page.locator("[data-photos]").set_input_files(new)
        expect(page.locator(".photo-item")).to_contain_text("جا ندارد", timeout=20_000)
    page.get_by_role("button", name="دوباره").click()
    expect(page.locator(".photo-item")).to_contain_text("عکس رسید", timeout=20_000)


def test_there_is_room_for_six(wire: Wire, phone: Callable[..., Page], tmp_path: Path) -> None:
    page = phone("maryam")
    page.goto(wire.url + NEW)
    files = [tmp_path / f"{number}.jpg" for number in range(7)]
    for number, file in enumerate(files):
        Image.new("RGB", (400, 300), (30 * number, 90, 120)).save(file)
    page.locator("[data-photos]").set_input_files(files)
    expect(page.locator(".photo-items")).to_contain_text("تا ۶ عکس جا دارد")
    expect(page.locator("input[name=kept]")).to_have_count(6, timeout=20_000)


def test_the_shops_own_photo_goes_ahead_too_and_a_second_takes_its_place(
    app: Flask, wire: Wire, phone: Callable[..., Page], large: Path
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/shop")
    chooser = page.locator("[data-photos]")
    for file in (large, GPS):
        chooser.set_input_files(file)
        expect(page.locator(".photo-item")).to_have_count(1)
        expect(page.locator(".photo-item")).to_contain_text("عکس رسید", timeout=20_000)
    page.locator("form[action$='/shop/photo'] button[type=submit]").first.click()
    expect(page.locator("#flashes")).to_contain_text("عکس", timeout=20_000)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Photo)) == 1
