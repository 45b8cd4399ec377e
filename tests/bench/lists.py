"""Part "lists": every page and list, with a thousand orders and with a hundred thousand and fifty thousand products."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

from hamyar.kit import clock
from tests.bench import machine, world
from tests.bench.browser import Browser
from tests.bench.table import Line

_SIZES = ((1000, 1000), (100_000, 50_000))
_QUICK_SIZES = ((1000, 1000), (5000, 2000))
# No list may cost more than this many times as much when everything has grown a hundredfold, unless it is quick anyway.
TARGET, QUICK = 2.0, 30.0


def measure(is_quick: bool) -> list[Line]:
    """Milliseconds a page, as the median of some, small and big."""
    sizes, times = (_QUICK_SIZES, 3) if is_quick else (_SIZES, 9)
    small, big = (_of_size(orders, products, times) for orders, products in sizes)
    head = " -> ".join(f"{orders:,} orders, {products:,} products" for orders, products in sizes)
    return [Line(head, "ms"), *(_line(name, small[name], big[name]) for name in big)]


def _line(name: str, before: tuple[float, str], after: tuple[float, str]) -> Line:
    ratio = after[0] / before[0]
    said = f"x {ratio:.1f}" + ("" if after[1] == "200" else f"  status {after[1]}")
    return Line(name, f"{before[0]:.1f}>{after[0]:.1f}", f"x {TARGET:.0f}", ratio <= TARGET or after[0] < QUICK, said)


def _of_size(many_orders: int, products: int, times: int) -> dict[str, tuple[float, str]]:
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder), products=products, many_orders=many_orders)
        with machine.hamyar(made.folder) as (port, _):
            return {name: _timed(ask, times) for name, ask in _asked(made, port)}


def _timed(ask: Callable[[], int], times: int) -> tuple[float, str]:
    took, statuses = [], {ask()}
    for _ in range(times):
        began = time.perf_counter()
        statuses.add(ask())
        took.append((time.perf_counter() - began) * 1000)
    return median(took), " ".join(map(str, sorted(statuses)))


def _asked(made: world.World, port: int) -> Iterator[tuple[str, Callable[[], int]]]:
    customer, member, staff = Browser(port), Browser(port, made.member), Browser(port, made.staff)
    for name, path in _public(made):
        yield name, _getting(customer, path)
    for name, path in (("clinic page", "/"), ("shop page", f"/g/{made.slug}"), ("product page", f"/p/{made.product}")):
        yield f"{name}, made anew", _getting_anew(customer, path, made.folder)
    for name, path in _of_member(made):
        yield f"member: {name}", _getting(member, path)
    for name, path in _of_staff(made):
        yield f"staff: {name}", _getting(staff, path)


def _getting(browser: Browser, path: str) -> Callable[[], int]:
    return lambda: browser.get(path).status


def _getting_anew(browser: Browser, path: str, folder: Path) -> Callable[[], int]:
    """The page after a change in the catalogue, so that nothing that is kept can be shown."""

    def ask() -> int:
        with sqlite3.connect(folder / "hamyar.db") as database:
            database.execute("UPDATE groups SET version = version + 1")
            database.execute("UPDATE clinics SET catalogue_version = catalogue_version + 1")
        database.close()
        return browser.get(path).status

    return ask


def _public(made: world.World) -> Iterator[tuple[str, str]]:
    yield from (("clinic page", "/"), ("shop page", f"/g/{made.slug}"), ("product page", f"/p/{made.product}"))
    yield "order page", f"/o/{made.secret}"
    for name, words in (
        ("a common word", world.COMMON),
        ("two common words", "ترشی خانگی"),
        ("a rare word", world.RARE),
        ("typed ي and ك", "ترشي كوچك"),
        ("two letters", "نا"),
        ("one letter", "ت"),
        ("no hit", "هیچ‌کجا"),
        ("a product's number", made.product),
    ):
        yield f"search: {name}", f"/search?q={quote(words)}"


def _of_member(made: world.World) -> Iterator[tuple[str, str]]:
    group = f"/group/{made.slug}"
    yield from (("board", f"{group}/"), ("products", f"{group}/products"), ("shop", f"{group}/shop"))
    yield "products, searched", f"{group}/products?q={quote(world.COMMON)}"
    yield "order by telephone", f"{group}/orders/new"
    yield "day to print", f"{group}/orders/day"
    yield from _orders(f"{group}/orders", made)


def _of_staff(made: world.World) -> Iterator[tuple[str, str]]:
    for name in ("", "groups", "people", "resends", "journal", "staff"):
        yield name or "home", f"/clinic/{name}"
    yield "people, searched", f"/clinic/people?q={quote('مریم')}"
    yield from _orders("/clinic/orders", made)


def _orders(path: str, made: world.World) -> Iterator[tuple[str, str]]:
    for name, asked in (
        ("", ""),
        (", declined", "state=declined"),
        (", by number", f"q={made.number}"),
        (", by name", f"q={quote('مریم احمدی')}"),
        (", by first letters", f"q={quote('مر')}"),
        (", by mobile", f"q=0{made.customer[3:]}"),
        (", by end of mobile", f"q={made.customer[-4:]}"),
        (", no hit", f"q={quote('هیچ‌کس')}"),
        (", of today", f"day={clock.today().isoformat()}"),
        (", page 2000", "before=2000"),
    ):
        yield f"orders{name}", f"{path}?{asked}".rstrip("?")
