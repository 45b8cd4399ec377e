"""Part "order": an order over HTTP against the bare transaction that leaves the same rows behind, in turns.

Baskets are filled and the checkout's forms read beforehand; what is measured is the POST alone: form, CSRF,
submission, transaction, 303.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import bare_order, client, machine, mapped_order, world
from tests.bench.browser import Browser, form_on
from tests.bench.table import Line

TARGET = 0.5
_VARIANTS = (1, 3)
_WARM_UP = 20


def measure(is_quick: bool) -> list[Line]:
    """The ratio for one customer after the other, and for eight at once."""
    rounds, orders = (2, 20) if is_quick else (5, 40)
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder) / "clinic", products=240, many_orders=400)
        bares = [_bare(made.folder, Path(folder) / verb.__module__, verb, rounds * orders) for verb in _BARE]
        with machine.hamyar(made.folder) as (port, _):
            waiting = [_checkout(port, number) for number in range(_WARM_UP + 2 * rounds * orders)]
            client.each_once(port, waiting[:_WARM_UP], 1)
            del waiting[:_WARM_UP]
            rows = [_round(port, waiting, bares, orders) for _ in range(rounds)]
    return _lines(rows)


def _round(port: int, waiting: list[bytes], bares: list[Callable[[], None]], orders: int) -> list[float]:
    """Orders a second: one customer after the other, eight at once, then the bare ones."""
    rates = []
    for connections in (1, 8):
        run = client.each_once(port, [waiting.pop() for _ in range(orders)], connections)
        if run.statuses != {"303": orders}:
            raise RuntimeError(f"orders were not taken: {run.statuses}")
        rates.append(run.rate)
    for bare in bares:
        began = time.perf_counter()
        for _ in range(orders):
            bare()
        rates.append(orders / (time.perf_counter() - began))
    return rates


def _lines(rows: list[list[float]]) -> list[Line]:
    ratio = median(row[0] / row[2] for row in rows)
    eight = median(row[1] / row[2] for row in rows)
    plain = median(row[0] / row[3] for row in rows)
    one, at_once, mapped, core = (median(row[place] for row in rows) for place in range(4))
    facts = f"{one:.0f}/s against {mapped:.0f}/s with mapped objects"
    return [
        Line("order, of a bare transaction", f"{ratio:.2f}", f">= {TARGET}", ratio >= TARGET, facts),
        Line("order, eight customers at once", f"{eight:.2f}", note=f"{at_once:.0f}/s"),
        Line("order, of plain statements", f"{plain:.2f}", note=f"against {core:.0f}/s without mapped objects"),
    ]


def _bare(source: Path, folder: Path, verb: Callable[..., Callable[[], None]], count: int) -> Callable[[], None]:
    """The bare order on a copy of the clinic's database, warmed up."""
    shutil.copytree(source, folder)
    engine = bare_order.engine_of(machine.settings_in(folder))
    go = verb(engine, bare_order.fill_baskets(engine, count + _WARM_UP, _VARIANTS))
    for _ in range(_WARM_UP):
        go()
    return go


def _checkout(port: int, number: int) -> bytes:
    """The filled-in checkout form of a new customer with two lines in her basket, ready to be sent."""
    phone = Browser(port)
    for code in _VARIANTS:
        phone.send(phone.get(f"/p/{10_000 + code}"), "/basket/put")
    form = form_on(phone.get("/checkout"), "/checkout")
    return phone.request("/checkout", form | {"name": bare_order.NAME, "mobile": f"0999{number:07}"})


_BARE = (mapped_order.place_all, bare_order.place_all)
