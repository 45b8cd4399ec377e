"""The README's pictures: the demo, looked at with a real browser. `python3 app.py screenshots`"""

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import machine

_HERE = Path(__file__).resolve().parent
_LARGEST = 60_000
_BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_JAR = "a[href^='/p/']:has-text('ترشی لیته')"
_PHONE, _OFFICE = (360, 740), (1366, 800)


class Shot(NamedTuple):
    """One picture: its file, the page, who looks at it, and how."""

    name: str
    path: str
    who: str = "customer"
    size: tuple[int, int] = _PHONE
    language: str = "fa"
    is_dark: bool = False


_SHOTS = (
    Shot("clinic", "/"),
    Shot("shop", "/g/golnaz"),
    Shot("product", "{product}"),
    Shot("checkout", "/checkout"),
    Shot("order", "{order}"),
    Shot("board", "/group/golnaz/", "lead"),
    Shot("price", "/group/golnaz/first/price", "lead"),
    Shot("english", "/g/toranj", language="en"),
    Shot("dark", "/g/aftab", is_dark=True),
    Shot("staff", "/clinic/", "manager", _OFFICE),
)


def main() -> int:
    """Make them all, or those that are named."""
    from playwright.sync_api import sync_playwright

    browser_path = next((path for path in _BROWSERS if Path(path).exists()), None)
    if browser_path is None:
        print("No Chromium here. On Debian: apt install chromium")
        return 1
    chosen = [shot for shot in _SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    with _demo() as (base, said), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=_SWITCHES.split())
        for shot in chosen:
            _take(browser, base, said, shot)
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[tuple[str, str]]:
    """The demo on a free port: its address on this machine, and what it printed."""
    port = machine.free_port()
    folder = tempfile.TemporaryDirectory(prefix="hamyar-screens-", ignore_cleanup_errors=True)
    with folder as name, machine.demo(Path(name), port) as said:
        yield f"http://127.0.0.1:{port}", said


def _take(browser: Any, base: str, said: str, shot: Shot) -> None:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.size == _PHONE else 1,
        color_scheme="dark" if shot.is_dark else "light",
        locale="fa-IR",
    )
    # The letters that a phone has fetched by its third page.
    context.add_cookies([{"name": "letters", "value": "1", "url": base}])
    page = context.new_page()
    _enter(page, base, said, shot)
    page.goto(base + _address(page, base, said, shot))
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    _write(shot.name, page.screenshot())
    context.close()


def _enter(page: Any, base: str, said: str, shot: Shot) -> None:
    """Choose the language, sign in where somebody has to, and fill what the page needs."""
    page.goto(f"{base}/language/{shot.language}")
    if shot.who != "customer":
        secret = said_after(said, "PIN" if shot.who == "lead" else "password")
        page.goto(f"{base}/account/sign-in")
        page.fill("[name=mobile]", said_before(said, "leads the group" if shot.who == "lead" else "manager"))
        page.fill("[name=secret]", secret)
        page.click("form[action$='/account/sign-in'] button[type=submit], main form button[type=submit]")
        page.wait_for_load_state()
    if shot.name == "price":
        _walk_to_price(page, base)
    if shot.name == "checkout":
        page.goto(base + _first(page, base, "/g/golnaz", _JAR))
        page.click("form[action='/basket/put'] button[type=submit]")
        page.wait_for_load_state()


def _walk_to_price(page: Any, base: str) -> None:
    page.goto(f"{base}/group/golnaz/first/photo")
    page.click("button[name=skip]")
    page.fill("[name=name]", "رب گوجهٔ خانگی")
    page.click("main form button[type=submit]")
    page.fill("[name=price]", "۱۲۵۰۰۰")
    # What was typed is read back in words, and kept where she comes back to the step.
    page.wait_for_timeout(1200)
    page.click("main form button[type=submit]")
    page.wait_for_load_state()


def _address(page: Any, base: str, said: str, shot: Shot) -> str:
    if shot.path == "{product}":
        return _first(page, base, "/g/golnaz", _JAR)
    if shot.path == "{order}":
        return re.search(r"/o/\S+", said)[0]  # type: ignore[index]
    return shot.path


def _first(page: Any, base: str, path: str, selector: str) -> str:
    page.goto(base + path)
    return str(page.get_attribute(selector, "href"))


def said_before(said: str, words: str) -> str:
    """The number on the line that ends with these words."""
    return next(line.split()[0] for line in said.splitlines() if words in line and line.strip()[0].isdigit())


def said_after(said: str, word: str) -> str:
    """What stands behind a word on the first line that has it."""
    return next(line.partition(word)[2].strip() for line in said.splitlines() if f"the {word}" in line)


def _write(name: str, png: bytes) -> None:
    """Keep it as WebP, as good as it can be within the limit."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (86, 76, 66, 56, 46, 36):
        file = io.BytesIO()
        image.save(file, "WEBP", quality=quality, method=6)
        if file.tell() < _LARGEST:
            break
    (_HERE / f"{name}.webp").write_bytes(file.getvalue())
    print(f"{name}.webp  {file.tell() // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
