"""Part "plans": whether a list reads a whole table where an index could serve."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

import hamyar
from hamyar.domain import (
    baskets,
    board,
    clinics,
    groups,
    journal,
    orders,
    payments,
    people,
    products,
    resends,
    shelf,
    standing,
)
from hamyar.kit import clock
from hamyar.kit.db import db
from tests.bench import machine, world
from tests.bench.table import Line

# Small enough to be read whole: a clinic has some forty groups. A trigram index is a virtual table: a look-up.
_FINE = re.compile(r"SCAN (clinics|groups|sqlite_master|CONSTANT|\()|VIRTUAL TABLE")


def measure(is_quick: bool) -> list[Line]:
    """How many of the domain's questions read a table from end to end, and which."""
    size = (500, 1000) if is_quick else (50_000, 100_000)
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder), products=size[0], many_orders=size[1])
        with hamyar.create_app(machine.settings_in(made.folder)).app_context():
            scans = {name: steps for name, ask in _questions(made) if (steps := _scans(_statements(ask)))}
            count = sum(1 for _ in _questions(made))
            db.session.remove()
            db.engine.dispose()
    whole = [Line(f"  {name}", "scan", note="; ".join(sorted(steps))) for name, steps in scans.items()]
    return [Line("questions that read a table whole", f"{len(scans)} of {count}"), *whole]


def _statements(ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    """What a question asks the database."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return [(statement, given) for statement, given in asked if statement.startswith("SELECT")]


def _scans(statements: list[tuple[str, Any]]) -> set[str]:
    found = set()
    for statement, given in statements:
        for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given):
            step = str(row[3])
            if "SCAN" in step and not _FINE.search(step):
                # Backwards along the table's own key it ends after a page.
                stops = "ORDER BY products.id DESC" in statement and " LIMIT " in statement
                found.add(f"{step}, in order of its key, a page of it" if stops else step)
    return found


def _questions(made: world.World) -> Iterator[tuple[str, Any]]:
    group, today = groups.get(1, made.slug), clock.today()
    customer, order = made.customer, orders.by_secret(1, made.secret)
    yield "shelf.newest", lambda: shelf.newest(1, 12)
    yield "shelf.on_shelf", lambda: shelf.on_shelf(group)
    yield "shelf.of", lambda: shelf.of(group)
    yield "shelf.orderable", lambda: shelf.orderable(group)
    yield "shelf.count", lambda: len(shelf.of(group).rows)
    yield "products.get_by_code", lambda: products.get_by_code(1, made.product)
    for words in (world.COMMON, world.RARE, "نا", "هیچکجا"):
        yield f"shelf.found {words}", lambda words=words: shelf.found(1, words)
        yield f"shelf.of {words}", lambda words=words: shelf.of(group, words)
    yield "groups.open_ones", lambda: groups.open_ones(1)
    yield "groups.sizes", lambda: groups.sizes(1)
    yield "groups.members", lambda: groups.members(group)
    yield "board.waiting", lambda: board.waiting(group)
    yield "board.count_waiting", lambda: board.count_waiting(group)
    yield "board.pulse", lambda: board.pulse(group)
    yield "board.newest_placed", lambda: board.newest_placed(group)
    yield "board.for_day", lambda: board.for_day(group, today)
    yield "orders.siblings", lambda: orders.siblings(order)
    yield "standing.mark", lambda: standing.mark(1, made.secret)
    yield "orders.by_numbers", lambda: orders.by_numbers(1, {order.id})
    yield "orders.of_mobiles", lambda: orders.of_mobiles(1, [customer])
    for name, asked in (
        ("all", {}),
        ("state", {"state": orders.DECLINED}),
        ("day", {"day": today}),
        ("state and day", {"state": orders.DECLINED, "day": today}),
        ("number", {"text": str(made.number)}),
        ("name", {"text": "مریم احمدی"}),
        ("two letters", {"text": "مر"}),
        ("mobile", {"text": f"0{customer[3:]}"}),
        ("no hit", {"text": "هیچکس"}),
    ):
        yield f"orders.of_group {name}", lambda asked=asked: orders.of_group(group, **asked)
        yield f"orders.of_clinic {name}", lambda asked=asked: orders.of_clinic(1, **asked)
    for whose in (group, clinics.get(1)):
        name = type(whose).__name__.lower()
        yield f"payments.waiting {name}", lambda whose=whose: payments.waiting(whose)
        yield f"payments.to_give_back {name}", lambda whose=whose: payments.to_give_back(whose)
        yield f"payments.count_waiting {name}", lambda whose=whose: payments.count_waiting(whose)
    yield "people.members", lambda: people.members(1, "مریم")
    yield "people.staff", lambda: people.staff(1)
    yield "resends.waiting", lambda: resends.waiting(1)
    yield "journal.lines", lambda: journal.lines(1)
    yield "baskets.forget_old", lambda: baskets.forget_old()
