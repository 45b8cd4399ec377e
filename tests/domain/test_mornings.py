"""What a group is told in the morning: how much there is for today, and never "nothing" while there is something."""

from datetime import date, datetime, timedelta

import pytest

from hamyar.domain import catalogue, groups, mornings, moves, notices, offering, orders, placing, products
from hamyar.domain.days import Slot
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests import chores
from tests.domain.conftest import CUSTOMER, Rows

MONDAY = datetime(2026, 11, 23, 10, tzinfo=clock.TEHRAN)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def plates(rows: Rows) -> orders.Order:
    """Three plates that were ordered on Monday for Tuesday; nobody has accepted them."""
    clock.freeze(MONDAY)
    about = catalogue.Description("قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1, per_day=5)
    with transaction():
        groups.set_week(rows.cooks, "", True, rows.maryam)
        lunch = catalogue.add(rows.cooks, about, [catalogue.Offer("", 1_200_000)], [], rows.maryam)
        plan = offering.Plan(Slot(TUESDAY))
        made = placing.take_down(rows.cooks, [offering.Wish(lunch.variants[0], 3)], CUSTOMER, plan, by=rows.worker)
        mornings.want(rows.cooks, rows.maryam)
    return made


def morning(rows: Rows, days: int) -> tuple[str, int]:
    """What the group is told so many days after Monday, at eight."""
    clock.freeze(MONDAY + timedelta(days=days, hours=-2))
    chores.morning()
    said = next(one for one in notices.to_group(rows.cooks).rows if one.kind.startswith("day."))
    return said.kind, said.plain_facts.get("count", 0)


def test_what_nobody_has_accepted_yet_is_told_on_its_day(rows: Rows, plates: orders.Order) -> None:
    assert morning(rows, 1) == ("day.list", 1)


def test_what_is_to_be_made_is_named_and_what_is_ready_is_not(rows: Rows, plates: orders.Order) -> None:
    with transaction():
        jar = placing.take_down(
            rows.cooks, [offering.Wish(rows.jar.variants[0], 2)], CUSTOMER, offering.Plan(), by=rows.maryam
        )
        for name in ("accept", "ready"):
            moves.make(jar, name, by=rows.maryam)
    assert morning(rows, 1) == ("day.list", 2)
    said = next(one for one in notices.to_group(rows.cooks).rows if one.kind == "day.list")
    assert said.plain_facts["what"] == [[plates.lines[0].product_name, 3]]


def test_what_was_never_accepted_is_no_work_of_later_days(rows: Rows, plates: orders.Order) -> None:
    assert morning(rows, 2) == ("day.none", 0)


def test_what_is_overdue_is_told_every_day(rows: Rows, plates: orders.Order) -> None:
    with transaction():
        moves.make(plates, "accept", by=rows.maryam)
    assert morning(rows, 1) == ("day.list", 1)
    assert morning(rows, 3) == ("day.list", 1)


def test_a_clock_that_goes_back_and_forth_tells_nobody_twice_of_a_day(rows: Rows, plates: orders.Order) -> None:
    told = 0
    for days in (2, 1, 2, 1, 3):
        clock.freeze(MONDAY + timedelta(days=days, hours=-2))
        told += chores.morning()
    assert told == 2


def test_a_clock_that_was_years_ahead_does_not_silence_it(rows: Rows, plates: orders.Order) -> None:
    for days, told in ((3650, 1), (1, 1), (1, 0)):
        clock.freeze(MONDAY + timedelta(days=days, hours=-2))
        assert chores.morning() == told
