"""What `hamyar/web/browsers.md` promises of old browsers: scripts they can read, no style unknown to them unawares."""

import re
from pathlib import Path

import pytest

from hamyar.web import assets
from tests.web import floor

HERE = Path(__file__).parent.parent.parent
STATIC = HERE / "static"
# htmx is younger, and nothing needs it.
SCRIPTS = sorted(
    file for file in [*STATIC.glob("js/*.js"), *HERE.glob("templates/**/*.js")] if file.name != "htmx.min.js"
)
# What is asked for and not needed, and what happens without it.
ASKED_FOR = {
    "forget.js": {"serviceWorker": "there is nothing to forget"},
    "hamyar.js": {
        "clipboard": "the text is marked and copied the old way",
        "writeText": "the text is marked and copied the old way",
        "share": "the button stays hidden",
        "submitter": "the button that was clicked last",
    },
    "hide.js": {"serviceWorker": "there is nothing to forget"},
    "idb-keyval.js": {"globalThis": "asked with typeof; then self"},
    "letters.js": {
        "connection": "the line is taken for a good one",
        "effectiveType": "the line is taken for a good one",
        "saveData": "data is not known to be dear",
    },
    "offline.js": {"serviceWorker": "nothing is kept for the time without a network"},
    "outbox.js": {"submitter": "the button that was clicked last"},
    "share-card.js": {
        "canShare": "the card is saved instead of sent",
        "share": "the card is saved instead of sent",
    },
    "sw.js": {"navigationPreload": "a page is asked for a little later"},
}
YOUNG = {
    "a?.b": "optional chaining",
    "a ?? b": "nullish",
    "a ||= b": "assignment",
    "x = {...a}": "object spread",
    "var {a, ...b} = c": "object rest",
    "try {} catch {}": "catch without a name",
    "class A { x = 1 }": "class fields",
    "class A { #x() {} }": "private names",
    "class A { static {} }": "static blocks",
    "x = /(?<=a)b/": "look-behind",
    "x = /(?<n>a)/": "named groups",
    "x = /a.b/s": "dot-all",
    "x = /\\p{L}/u": "kinds of letters",
    "x = 1n": "big integers",
    "x = 1_000": "number separators",
    "async function f() { for await (x of y) {} }": "asynchronous loops",
    "async function* f() {}": "asynchronous generators",
    "import('x')": "import()",
    "import x from 'y'": "modules",
    "await x": "await outside",
    "a.replaceAll('b', 'c')": "replaceAll",
    "[a].flat()": "flat",
    "[a].at(-1)": "at",
    "Object.fromEntries(a)": "fromEntries",
    "Promise.allSettled(a)": "allSettled",
    "p.finally(f)": "finally",
    "structuredClone(a)": "structuredClone",
    "new AbortController()": "AbortController",
    "new IntersectionObserver(f)": "IntersectionObserver",
    "a.replaceChildren()": "replaceChildren",
    "crypto.randomUUID()": "randomUUID",
    "globalThis.a": "globalThis",
    "form.requestSubmit()": "requestSubmit",
}
OLD = (
    "async function f() { await g(...a); }",
    "var {a, b} = c, d = [...e], f = 2 ** 3, g = `${h}`;",
    "class A extends B { get x() { return super.x; } }",
    "(a, b = 1) => a.at;",
    "x = /[۰-۹]/gu;",
    "new Map([[1, 2]]).entries(); Promise.all([]); document.querySelector('a').closest('b');",
)


def test_the_floor_is_the_one_the_sheets_and_scripts_are_held_to() -> None:
    assert floor.versions() == {"Chrome": 61, "Firefox": 60, "Safari": 11}


@pytest.mark.parametrize("script", YOUNG, ids=list(YOUNG.values()))
def test_what_is_younger_than_the_floor_is_found(script: str) -> None:
    assert floor.too_young(script)


@pytest.mark.parametrize("script", OLD)
def test_what_the_floor_knows_is_let_pass(script: str) -> None:
    assert floor.too_young(script) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_every_script_of_ours_runs_on_the_floor(file: Path) -> None:
    found = set(floor.too_young(file.read_text("utf-8")))
    assert found == set(ASKED_FOR.get(file.name, {})), "asked for: is it needed? Then no; else say what happens without"


def test_htmx_is_younger_than_the_floor() -> None:
    assert floor.too_young((STATIC / "js/htmx.min.js").read_text("utf-8"))


def test_bundles_are_read_like_their_files() -> None:
    """Taking out comments and indentation has broken nothing."""
    made = assets.gather(STATIC)
    bundle = made.content[made.names["js/site.js"]].decode()
    asked = {name for file in assets.SCRIPTS for name in ASKED_FOR.get(file, {})}
    assert set(floor.too_young(bundle)) == asked
    assert "\n//" not in bundle
    assert "\n/*" not in bundle


@pytest.mark.parametrize("path", ["css/site.css", "css/desk.css"])
def test_every_declaration_is_known_to_the_floor_or_known_to_be_young(path: str) -> None:
    made = assets.gather(STATIC)
    used = set(floor.declarations(made.content[made.names[path]].decode()))
    assert not floor.KNOWN_PROPERTIES & floor.YOUNG_PROPERTIES
    assert used - floor.KNOWN_PROPERTIES - floor.YOUNG_PROPERTIES == set()


def test_the_page_about_browsers_names_what_the_floor_does_without() -> None:
    made = assets.gather(STATIC)
    sheets = "".join(made.content[made.names[path]].decode() for path in ("css/site.css", "css/desk.css"))
    table = floor.BROWSERS.read_text("utf-8").split("| unknown to the floor |")[1]
    named = tuple(re.findall(r"`([a-z-]+)`", table))
    young = floor.YOUNG_PROPERTIES & set(floor.declarations(sheets))
    # These have WebKit's older name beside them.
    beside = {name for name in young if f"-webkit-{name.replace('-inline', '')}:" in sheets.replace(" ", "")}
    assert {name for name in young - beside if not name.startswith(named)} == set()


def test_a_sheet_as_the_floor_takes_it() -> None:
    sheet = """
      a { color: #abc; accent-color: red; width: min(1px, 2px); }
      .b:has(c) { color: red } .d:focus-visible { color: red }
      @media (min-width: 48em) { .e { position: sticky; top: 0 } }
      @media (prefers-color-scheme: dark) { .f { color: red } }
      @supports not (inset: 0) { .g { margin: 0 } }
      @supports (inset: 0) { .h { margin: 0 } }
    """
    assert "".join(floor.without_what_is_young(sheet).split()) == (
        "a{color:#abc}@media(min-width:48em){.e{top:0}}.g{margin:0}"
    )
