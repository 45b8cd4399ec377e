"""Part "memory": what the program holds after a thousand pages of all kinds, and whether it grows."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from hamyar.ops.settings import HERE
from tests.bench import machine, world
from tests.bench.browser import Browser
from tests.bench.table import Line

MOST, MOST_GROWTH = 90, 1.2
_PHOTOS = HERE / "tests" / "photos"


def measure(is_quick: bool) -> list[Line]:
    """Resident memory at the start, after 200 and after 1,000 requests, and once more after a photo."""
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder), products=2000, many_orders=5000)
        with machine.hamyar(made.folder) as (port, process):
            if machine.resident(process) is None:
                return [Line("memory", "?", note="this system does not tell")]
            return _measured(made, port, lambda: machine.resident(process) or 0.0, 300 if is_quick else 1000)


def _measured(made: world.World, port: int, held: Callable[[], float], count: int) -> list[Line]:
    at_first, statuses = held(), Counter[int]()
    pages = _mixed(made, port)
    statuses.update(itertools.islice(pages, 200))
    after_200 = held()
    statuses.update(itertools.islice(pages, count - 200))
    after_all = held()
    growth = after_all / after_200
    facts = f"{at_first:.0f} MB at the start, {after_200:.0f} MB after 200; statuses {json.dumps(statuses)}"
    return [
        Line(f"memory after {count} requests", f"{after_all:.0f} MB", f"< {MOST} MB", after_all < MOST, facts),
        Line("growth since request 200", f"{growth:.2f}", f"<= {MOST_GROWTH}", growth <= MOST_GROWTH),
        *_with_photo(made, port, held),
    ]


def _mixed(made: world.World, port: int) -> Iterator[int]:
    """Pages of customers, a member and the staff, now and then an order, for ever: their statuses."""
    for number in itertools.count():
        customer, member, staff = Browser(port), Browser(port, made.member), Browser(port, made.staff)
        for path in (
            "/",
            f"/g/g-{number % world.GROUPS}",
            f"/search?q={quote(world.COMMON)}",
            f"/p/{10_001 + number % 2000}",
        ):
            yield customer.get(path).status
        yield customer.send(customer.get(f"/p/{made.product}"), "/basket/put").status
        checkout = customer.get("/checkout")
        yield customer.send(checkout, "/checkout", name="زهرا", mobile=f"0999{number:07}").status
        for path in (f"/group/{made.slug}/", f"/group/{made.slug}/orders", f"/group/{made.slug}/products"):
            yield member.get(path).status
        for path in ("/clinic/", "/clinic/orders", "/clinic/people", f"/clinic/orders?q={made.number}"):
            yield staff.get(path).status


def _with_photo(made: world.World, port: int, held: Callable[[], float]) -> list[Line]:
    member, path = Browser(port, made.member), f"/group/{made.slug}/first/photo"
    photo = max(_PHOTOS.glob("*.jpg"), key=lambda file: file.stat().st_size)
    status = member.upload(member.get(path), path, "photos", photo).status
    return [Line("memory after a photo of a phone too", f"{held():.0f} MB", note=f"{photo.name}: status {status}")]
