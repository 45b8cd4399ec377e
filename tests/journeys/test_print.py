"""What is hung up, handed over or laid beside the stove, as a printer gets it: each sheet one page of its paper."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.journeys import scenes
from tests.journeys.conftest import serving
from tests.journeys.looking import Shelf
from tests.people import World

pytestmark = pytest.mark.journey

# Every page with a sheet of paper on it, by who prints it.
SHEETS = {
    "stranger": {"shop.storefront.poster", "shop.product.poster"},
    "member": {"group.papers.day", "group.papers.about", "group.papers.show"},
    "manager": {"clinic.people.card", "clinic.connect.sheet"},
}
_A4 = rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]"
# The narrow paper of a till's printer: 80 mm.
_ROLL = rb"/MediaBox\s*\[0 0 22[67][.\d]* [.\d]+\]"
# In centimetres: a camera reads a code from ten times its width, a card's in the hand and a poster's on the wall. Those
# on the list of a day lie on the table beside the phone.
_CODES = "[...document.querySelectorAll('.sheet .qr svg')].map(svg => svg.getBoundingClientRect().width / 96 * 2.54)"


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
