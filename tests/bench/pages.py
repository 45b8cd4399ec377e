"""Part "pages": a shop's and a product's page against a bare page of the same size on the same waitress, in turns."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import client, machine, world
from tests.bench.browser import Browser
from tests.bench.table import Line

TARGET = 0.35
_CONNECTIONS = 8


def measure(is_quick: bool) -> list[Line]:
    """The ratios, and what a phone that has the page already costs."""
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder), products=240, many_orders=400)
        with machine.hamyar(made.folder) as (port, _):
            lines = []
            for name, path in (("shop page", f"/g/{made.slug}"), ("product page", f"/p/{made.product}")):
                lines += _page(name, path, port, made.folder, *((2, 0.5) if is_quick else (7, 1.5)))
            return lines


def _page(name: str, path: str, port: int, folder: Path, rounds: int, seconds: float) -> list[Line]:
    # A customer on her second page: she has her cookies, and sees the page in full.
    phone = Browser(port)
    phone.get(path)
    seen = phone.get(path)
    if seen.status != 200:
        return [Line(name, f"status {seen.status}: nothing to measure")]
    whole, known = phone.request(path), phone.request(path, tag=seen.tag)
    with machine.bare(_like(seen.size, folder)) as bare_port:
        runs = [_round(port, bare_port, whole, known, seconds) for _ in range(rounds)]
    ours, plain, unchanged = ([run[place].rate for run in runs] for place in range(3))
    ratios = [one / other for one, other in zip(ours, plain, strict=True)]
    facts = f"{median(ours):.0f}/s against {median(plain):.0f}/s, {seen.size} bytes"
    again = [one / other for one, other in zip(unchanged, plain, strict=True)]
    statuses = " ".join(sorted({status for run in runs for one in run for status in one.statuses}))
    return [
        Line(f"{name}, of a bare page", f"{median(ratios):.2f}", f">= {TARGET}", median(ratios) >= TARGET, facts),
        Line(f"{name}, already known (304)", f"{median(again):.2f}", note=f"statuses {statuses}"),
    ]


def _round(port: int, bare_port: int, whole: bytes, known: bytes, seconds: float) -> list[client.Run]:
    """Ours, the bare one, ours as known."""
    turns = ((port, whole), (bare_port, whole), (port, known))
    return [client.for_seconds(at, [request], seconds, _CONNECTIONS) for at, request in turns]


def _like(size: int, folder: Path) -> Path:
    page = folder / "page"
    page.write_bytes(b"x" * size)
    return page
