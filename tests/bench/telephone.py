"""Part "telephone": what the server needs of an order by telephone, from the empty form to the page of the order.

How long a member needs for it is reckoned in `tests/journeys/test_telephone.py`: half a second for each wait.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import machine, world
from tests.bench.browser import Answer, Browser, form_on
from tests.bench.table import Line

# Milliseconds that one answer may take of that half second; the rest is the phone's and its network's.
TARGET = 100
_STEPS = ("the form", "who she is", "written down", "the order")
_WARM_UP = 3


def measure(is_quick: bool) -> list[Line]:
    """Milliseconds of each request, as the median of some orders, and of all four together."""
    orders = 5 if is_quick else 40
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder), products=240, many_orders=400)
        with machine.hamyar(made.folder) as (port, _):
            member = Browser(port, made.member)
            took = [_order(member, made, number) for number in range(_WARM_UP + orders)][_WARM_UP:]
    steps = [median(order[place] for order in took) for place in range(len(_STEPS))]
    lines = [_line(f"telephone order: {name}", step) for name, step in zip(_STEPS, steps, strict=True)]
    return [*lines, Line("telephone order, all of it", f"{sum(steps):.0f} ms")]


def _line(name: str, took: float) -> Line:
    return Line(name, f"{took:.0f} ms", f"<= {TARGET}", took <= TARGET)


def _order(member: Browser, made: world.World, number: int) -> list[float]:
    """What each step took, in milliseconds. She is known; the order is another customer's, or it would be one twice."""
    took: list[float] = []

    def timed(status: int, ask: Callable[[], Answer]) -> Answer:
        began = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != status:
            raise RuntimeError(f"answered {answer.status} instead of {status}")
        return answer

    at = f"/group/{made.slug}/orders/new"
    form = form_on(timed(200, lambda: member.get(at)), at)
    form[next(name for name in form if name.startswith("n-"))] = "2"
    timed(200, lambda: member.post(at, form | {"mobile": f"0{made.customer[3:]}"}, is_part=True))
    she = {"name": "مریم احمدی", "mobile": f"0998{number:07}"}
    written = timed(303, lambda: member.post(at, form | she))
    timed(200, lambda: member.get(written.address))
    return took
