"""A page in every light in which somebody may have to use it, and what is wrong with it there. It is loaded once."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Request

from tests.journeys.walk import Page

HERE = Path(__file__).parent
LOOKS = (HERE / "looks.js").read_text(encoding="utf-8")
AXE = (HERE / "axe" / "axe.min.js").read_text(encoding="utf-8")
SMALLEST, PHONE = {"width": 320, "height": 640}, {"width": 360, "height": 740}
# What an A4 sheet has between its margins, in CSS pixels.
SHEET = {"width": 688, "height": 1000}
_WORDS = ("hangsOver", "cutOff", "overlaps", "outside")
_TAPPED = "a[href], button, summary, label.choice, input, select, textarea"


class Shelf:
    """The program, and beside it a shelf of pages as somebody has met them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pages: list[Page] = []

    def put(self, page: Page) -> str:
        """Where the browser finds this page from now on."""
        self.pages.append(page)
        return f"/shelf/{len(self.pages) - 1}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """A page of the shelf, or whatever the program answers."""
        _, is_shelf, place = environ["PATH_INFO"].rpartition("/shelf/")
        if not is_shelf:
            return self.app(environ, start_response)
        page = self.pages[int(place)]
        start_response(
            "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", page.policy)]
        )
        return [page.html.encode()]


class Looker:
    """One browser tab over a server that gives back pages as somebody has met them."""

    def __init__(self, browser: Browser, url: str, seat: str | None, is_thorough: bool) -> None:
        self.url = url
        # Colours and paper do not depend on the language: in one of them they are looked at.
        self.is_thorough = is_thorough
        self.asked_elsewhere: list[str] = []
        # Kinds of things that were pointed at on an earlier page; see `_point`.
        self.known: set[str] = set()
        # What was written on an earlier page, by short names of `looks.contrast`.
        self.inks: set[str] = set()
        self.context = browser.new_context(
            viewport=SMALLEST, locale="fa-IR", color_scheme="light", reduced_motion="reduce", service_workers="block"
        )
        if seat:
            self.context.add_cookies([{"name": "hamyar_seat", "value": seat, "url": url}])
        self.context.add_init_script(f"{AXE}\n{LOOKS}")
        self.tab = self.context.new_page()
        self.tab.on("request", self._note_host)
        self.cdp = self.context.new_cdp_session(self.tab)
        for domain in ("Page", "DOM"):
            self.cdp.send(f"{domain}.enable")

    def faults(self, address: str) -> list[str]:
        """Everything that is wrong with the page at this address of the server."""
        self.tab.goto(self.url + address)
        return [f"{light.__name__.strip('_')}: {fault}" for light in self._lights() for fault in light(self)]

    def _lights(self) -> tuple[Callable[["Looker"], Iterator[str]], ...]:
        if not self.is_thorough:
            return Looker._small, Looker._spaced_out, Looker._large_letters
        # Those of one width behind each other: it takes a page as long to find another one as to be looked at.
        return (
            *(Looker._small, Looker._spaced_out, Looker._dark, Looker._pointed_at),
            *(Looker._large_letters, Looker._on_paper),
        )

    def _small(self) -> Iterator[str]:
        yield from self._looks("hangsOver", "tooSmall", "ends", "bars", "axeFinds")
        yield from self._contrast()
        # From now on the browser shows where the keyboard is.
        self.tab.keyboard.press("Tab")
        yield from self._looks("focus")

    def _spaced_out(self) -> Iterator[str]:
        self.tab.evaluate("looks.spaceOut()")
        yield from self._looks(*_WORDS)
        self.tab.evaluate("looks.spaceBack()")

    def _large_letters(self) -> Iterator[str]:
        self.tab.set_viewport_size(PHONE)
        self.cdp.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        yield from self._looks(*_WORDS, "broken", "bars", "focus")
        self.cdp.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
        self.tab.set_viewport_size(SMALLEST)

    def _dark(self) -> Iterator[str]:
        self.tab.emulate_media(color_scheme="dark")
        yield from self._contrast()
        self.tab.emulate_media(color_scheme="light")

    def _pointed_at(self) -> Iterator[str]:
        if not self._point():
            return
        for colours in ("dark", "light"):
            self.tab.emulate_media(color_scheme=colours)
            yield from self._contrast()
        self.cdp.send("CSS.disable")

    def _point(self) -> bool:
        """Point at whatever can be tapped and is of a kind that no earlier page had; whether there is any."""
        kinds = self.tab.evaluate("tapped => looks.kinds(tapped)", _TAPPED)
        fresh = [place for place, kind in enumerate(kinds) if kind and kind not in self.known]
        self.known.update(kinds)
        if fresh:
            self.cdp.send("CSS.enable")
            root = self.cdp.send("DOM.getDocument")["root"]["nodeId"]
            found = self.cdp.send("DOM.querySelectorAll", {"nodeId": root, "selector": _TAPPED})["nodeIds"]
            for place in fresh:
                forced = {"nodeId": found[place], "forcedPseudoClasses": ["hover", "focus"]}
                self.cdp.send("CSS.forcePseudoState", forced)
        return bool(fresh)

    def _on_paper(self) -> Iterator[str]:
        self.tab.set_viewport_size(SHEET)
        # A browser may print in the colours of the screen.
        self.tab.emulate_media(media="print", color_scheme="dark")
        yield from self._looks(*_WORDS, "paper")
        yield from self._contrast()
        self.tab.emulate_media(media="screen", color_scheme="light")
        self.tab.set_viewport_size(SMALLEST)

    def _looks(self, *names: str) -> list[str]:
        calls = ", ".join(f"looks.{name}()" for name in names)
        return list(self.tab.evaluate(f"async () => (await Promise.all([{calls}])).flat()"))

    def _contrast(self) -> list[str]:
        wrong, seen = self.tab.evaluate("seen => looks.contrast(seen)", list(self.inks))
        self.inks.update(seen)
        return list(wrong)

    def _note_host(self, request: Request) -> None:
        # "Connect a phone" asks this very machine by its other addresses whether they open it.
        is_own = request.url.startswith((self.url, "data:", "blob:")) or "/here?ask=" in request.url
        if not is_own:
            self.asked_elsewhere.append(request.url)
