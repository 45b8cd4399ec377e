"""The looks see: each finds its fault on a page that has it, and nothing on one that has not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looking import LOOKS, SMALLEST

pytestmark = pytest.mark.journey

WELL = """<style>
  body { background: #fff }
  button { min-height: 3rem; min-width: 3rem }
  button:focus { outline: 3px solid }
</style><main>{}</main>"""
FAULTS = {
    "hangsOver": "<div style='width: 400px'>Wide</div>",
    "tooSmall": "<a href='/' style='display: block'>Go</a>",
    "cutOff": "<p style='height: 1rem; overflow: hidden'>One line<br>and one that nobody reads</p>",
    "overlaps": "<p>One line</p><p style='margin-top: -2rem'>Another</p>",
    "outside": "<p class='panel' style='width: 4rem; white-space: nowrap'>A long line in a small box</p>",
    "broken": "<p style='width: 2rem; overflow-wrap: anywhere'>Unbreakable</p>",
    "bars": "<p style='position: sticky; top: 0; height: 400px'>Bar</p>",
    "ends": "<a href='#nowhere'>Down</a>",
    "paper": "<button>Print</button>",
    "focus": "<button style='outline: 0'>Go</button>",
}
HIDDEN_BY_A_BAR = (
    "<button>Go</button><p class='bar' style='position: fixed; top: 0; height: 200px; width: 100%'>Bar</p>"
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SMALLEST)
    yield context.new_page()
    context.close()


def look(page: Page, name: str, content: str) -> list[str]:
    page.set_content(WELL.replace("{}", content))
    page.evaluate(LOOKS)
    page.keyboard.press("Tab")
    return list(page.evaluate(f"looks.{name}()"))


@pytest.mark.parametrize("name", FAULTS)
def test_a_look_finds_its_fault_and_no_other(page: Page, name: str) -> None:
    assert look(page, name, FAULTS[name])
    assert look(page, name, "<p>Well and good.</p>") == []


def test_a_bar_that_hides_the_focus_is_found(page: Page) -> None:
    assert "a bar hides the focus" in look(page, "focus", HIDDEN_BY_A_BAR)[0]
