"""Two hundred customers for fifty portions of one day, over HTTP, against the real server."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from hamyar.domain import catalogue, groups, people, products
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.buyer import Buyer
from tests.people import MARYAM, World
from tests.web.shop.test_parallel import base as base

BUYERS, PORTIONS = 200, 50


@pytest.fixture
def lunch(app: Flask, world: World) -> str:
    """Fifty plates a day, ordered the day before."""
    about = catalogue.Description(
        "قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1, per_day=PORTIONS, unit="plate"
    )
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, MARYAM)
        assert by
        return catalogue.add(groups.get(1, "gol-narges"), about, [catalogue.Offer("", 1_200_000)], [], by).code


def test_two_hundred_buyers_and_fifty_portions(base: str, world: World, lunch: str, ask: Callable[..., Any]) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    buyers = [Buyer(base) for _ in range(BUYERS)]
    group = ask("select id from groups where slug = 'gol-narges'")
    slot = {f"slot-{group}": tomorrow.isoformat()}
    with ThreadPoolExecutor(8) as some:
        ready = some.map(lambda pair: {**pair[1].ready(world, f"0935{pair[0]:07}", lunch), **slot}, enumerate(buyers))
        forms = list(ready)
    gate = threading.Barrier(BUYERS)

    def buy(pair: tuple[Buyer, dict[str, str]]) -> tuple[int, str, str]:
        gate.wait()
        return pair[0].send("/checkout", pair[1])

    with ThreadPoolExecutor(BUYERS) as all_at_once:
        answers = list(all_at_once.map(buy, zip(buyers, forms, strict=True)))
    assert Counter(status for status, _, _ in answers) == {303: PORTIONS, 422: BUYERS - PORTIONS}
    assert len({place for status, _, place in answers if status == 303}) == PORTIONS
    assert ask("select count(*) from orders") == PORTIONS
    assert ask(f"select taken from days_taken where day = '{tomorrow}'") == PORTIONS
    told = [text for status, text, _ in answers if status == 422]
    assert all("قورمه سبزی" in text and "خریدار" in text for text in told)
