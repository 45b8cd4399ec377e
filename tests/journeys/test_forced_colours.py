"""A reader's own few colours for everything, as in Windows' high contrast: what is chosen still shows."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Site
from tests.journeys.looking import LOOKS
from tests.people import World

pytestmark = pytest.mark.journey

ROOM = "/group/gol-narges"
# What says "this one" on a page, and what stands beside it.
MARKED = {
    f"{ROOM}/orders": (".chip[aria-current]", ".chip:not([aria-current])"),
    f"{ROOM}/products": (".tabs a[aria-current]", ".tabs a:not([aria-current])"),
    f"{ROOM}/first/photo": (".steps li.now", ".steps li:not([class])"),
}
_DRAWN = """selector => {
  const drawn = getComputedStyle(document.querySelector(selector));
  return [drawn.borderBlockStartWidth, drawn.borderBlockEndWidth, drawn.backgroundColor];
}"""


def test_what_is_chosen_shows_without_our_colours(browser: Browser, site: Site, world: World) -> None:
    context = browser.new_context(forced_colors="active", service_workers="block")
    context.add_cookies([{"name": "hamyar_seat", "value": world.seats["maryam"], "url": site.url}])
    page = context.new_page()
    page.add_init_script(LOOKS)
    for address, (this_one, beside) in MARKED.items():
        page.goto(site.url + address)
        assert page.evaluate(_DRAWN, this_one) != page.evaluate(_DRAWN, beside), address
        page.keyboard.press("Tab")
        assert page.evaluate("looks.focus()") == [], address
    context.close()
