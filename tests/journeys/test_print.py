"""What is hung up, handed over or laid beside the stove, as a printer gets it: each sheet one page of its paper."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hamyar.domain import catalogue, groups, prints
from hamyar.kit.db import transaction
from tests.journeys import full_world, scenes
from tests.journeys.conftest import Site, serving
from tests.journeys.looking import Shelf
from tests.people import World

pytestmark = pytest.mark.journey

# Every page with a sheet of paper on it, by who prints it.
SHEETS = {
    "stranger": {"shop.storefront.poster", "shop.product.poster"},
    "member": {"group.papers.day", "group.papers.about", "group.papers.poster", "group.papers.show"},
    "manager": {"clinic.people.card", "clinic.connect.sheet"},
}
_A4 = rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]"
# The narrow paper of a till's printer: 80 mm.
_ROLL = rb"/MediaBox\s*\[0 0 22[67][.\d]* [.\d]+\]"
# In centimetres: a camera reads a code from ten times its width, a card's in the hand and a poster's on the wall. Those
# on the list of a day lie on the table beside the phone.
ROOM = "/group/gol-narges"
LONG = "مربای بهارنارنج خانگی با عسل کوهستان و زعفران قائنات، بستهٔ هدیهٔ نوروزی"
_CODES = "[...document.querySelectorAll('.sheet .qr svg')].map(svg => svg.getBoundingClientRect().width / 96 * 2.54)"

# Whatever stands on a sheet and reaches over its edge.
_HANGS_OUT = """[...document.querySelectorAll('.sheet *')].filter(one => {
  const box = one.getBoundingClientRect(), sheet = one.closest('.sheet').getBoundingClientRect();
  return box.width && (box.left < sheet.left - 1 || box.right > sheet.right + 1 || box.bottom > sheet.bottom + 1);
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_one_page_of_its_paper(
    browser: Browser, app: Flask, world: World, put_back: scenes.PutBack, name: str
) -> None:
    walked = scenes.walk(app, world, put_back, scenes.SCENES[name], "fa")
    sheets = {page.endpoint: page for page in walked.pages if '<article class="sheet' in page.html}
    assert set(sheets) == SHEETS[name]
    shelf = Shelf(app)
    with serving(shelf) as url:
        # Nobody's printer prints in the dark.
        context = browser.new_context(service_workers="block", color_scheme="dark")
        tab = context.new_page()
        tab.emulate_media(media="print")
        for sheet in sheets.values():
            tab.goto(url + shelf.put(sheet))
            printed = tab.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, sheet.way
            assert re.search(_ROLL if ' roll">' in sheet.html else _A4, printed), sheet.way
            least = 5 if "poster" in sheet.html else 2.4 if "day-list" in sheet.html else 3
            assert min(tab.evaluate(_CODES), default=least) >= least, sheet.way
        context.close()


@pytest.fixture
def tab(browser: Browser, site: Site, world: World) -> Iterator[Page]:
    """The lead's screen in the office, beside the printer."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fa-IR")
    context.add_cookies([{"name": "hamyar_seat", "value": world.seats["maryam"], "url": site.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def jams(app: Flask) -> str:
    """A shop with pictures, and in it a product with a photo and as long a name as a person gives; its code."""
    with app.app_context(), transaction():
        maryam, *_others = full_world.team()
        group, photos = groups.get(maryam.clinic_id, full_world.COOKS), full_world.two_photos(maryam.clinic_id)
        for name in ("مربای به", "رب انار"):
            catalogue.add(group, catalogue.Description(name), [catalogue.Offer("", 900_000, 5)], photos, maryam)
        offer = catalogue.Offer("", 123_456_780, 5)
        return catalogue.add(group, catalogue.Description(LONG, unit="jar"), [offer], photos, maryam).code


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("size", prints.SIZES)
@pytest.mark.parametrize("what", ["shop", "product"])
def test_a_poster_fills_one_page_and_shows_its_number_and_time(
    tab: Page, site: Site, jams: str, what: str, size: str, language: str
) -> None:
    tab.goto(f"{site.url}/language/{language}")
    tab.goto(f"{site.url}{ROOM}/{'' if what == 'shop' else f'products/{jams}/'}poster")
    tab.click(f"button[value={size}]")
    tab.wait_for_url("**/prints/1")
    tab.emulate_media(media="print")
    # As wide as the paper between its edges, in dots of a 96th of an inch.
    tab.set_viewport_size({"width": 688, "height": 1017} if size == prints.A4 else {"width": 280, "height": 733})
    number = tab.locator(".sheet-number")
    expect(number).to_be_visible()
    expect(number.locator("time")).to_be_visible()
    assert ("۱" if language == "fa" else "1") in number.inner_text().split("·")[0]
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.evaluate(_HANGS_OUT) == []
    least = 70 if size == prints.A4 else 50
    assert tab.evaluate(_CODES)[0] * 10 >= least
    printed = tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert re.search(_A4 if size == prints.A4 else _ROLL, printed)


@pytest.mark.parametrize("address", ["poster", "orders/day"])
def test_what_comes_out_a_second_time_says_so(tab: Page, site: Site, address: str) -> None:
    tab.goto(f"{site.url}{ROOM}/{address}")
    tab.click(f"button[value={prints.A4}]")
    tab.wait_for_url("**/prints/1")
    again = tab.locator(".sheet-number [data-again]")
    expect(again).to_be_hidden()
    # Told by the page itself, as it is laid out for the printer.
    tab.evaluate(
        "addEventListener('beforeprint', () => { window.said = document.querySelector('article').innerText; })"
    )
    tab.pdf()
    assert "چاپ دوباره" not in tab.evaluate("said")
    expect(again).to_be_visible()
    tab.pdf()
    assert "چاپ دوباره" in tab.evaluate("said")
