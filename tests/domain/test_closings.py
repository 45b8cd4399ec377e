"""A day that is closed after the orders: whom it hits, and that their groups hear of it once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hamyar.domain import catalogue, closings, groups, holidays, moves, notices, people, products
from hamyar.domain.days import Slot
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.domain.closed import take, workday
from tests.domain.conftest import Rows, refused


def told(rows: Rows, kind: str = "holiday.hits_order") -> list[notices.Notice]:
    return [one for one in notices.to_group(rows.cooks).rows if one.kind == kind]


def test_open_orders_of_the_day_are_named_and_their_group_is_told_once(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    first, second = take(rows, lunch, day), take(rows, rows.cake, day)
    gone, later = take(rows, lunch, day), take(rows, lunch, Slot(day.day + timedelta(days=1)))
    with transaction():
        moves.make(gone, "decline", by=rows.maryam, reason="نمی‌رسیم")
        assert closings.declare(rows.clinic.id, day.day, "آلودگی هوا", rows.worker) == 2
    hit = closings.hit_by(rows.clinic.id, day.day).rows
    assert hit == [first, second]
    assert later.ready_on != day.day
    coming = holidays.days(rows.clinic.id, day.day, day.day + timedelta(days=1))
    assert closings.counts(rows.clinic.id, coming)[day.day] == 2
    assert [(one.plain_facts, one.link) for one in told(rows)] == [
        ({"day": day.day.isoformat(), "count": 2}, f"/group/gol-narges/orders?due={day.day}")
    ]
    assert [order.state for order in hit] == ["placed", "placed"]


def test_a_single_order_is_named_and_linked(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    order = take(rows, lunch, day)
    with transaction():
        closings.declare(rows.clinic.id, day.day, "آلودگی هوا", rows.worker)
    notice = told(rows)[0]
    assert (notice.plain_facts["number"], notice.link, notice.order_id) == (order.number, order.desk, order.id)


def test_a_group_that_works_on_holidays_is_left_in_peace(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    take(rows, lunch, day)
    with transaction():
        groups.set_week(rows.cooks, "", True, rows.maryam)
        assert closings.declare(rows.clinic.id, day.day, "آلودگی هوا", rows.worker) == 0
    assert told(rows) == []


def test_each_group_is_told_of_its_own(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    about = catalogue.Description("کوتاه کردن", kind=products.MADE_TO_ORDER, lead_days=1)
    with transaction():
        hem = catalogue.add(rows.tailors, about, [catalogue.Offer("", 500_000)], [], rows.sara)
    take(rows, hem, day), take(rows, lunch, day), take(rows, hem, day)
    with transaction():
        closings.declare(rows.clinic.id, day.day, "برف", rows.worker)
    theirs = [one for one in notices.to_group(rows.tailors).rows if one.kind == "holiday.hits_order"]
    assert [one.plain_facts["count"] for one in told(rows) + theirs] == [1, 2]


def test_what_cannot_be_declared_tells_nobody(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    take(rows, lunch, day)
    with transaction():
        closings.declare(rows.clinic.id, day.day, "برف", rows.worker)
    with refused("holiday.known"), transaction():
        closings.declare(rows.clinic.id, day.day, "برف", rows.worker)
    with refused("holiday.past"), transaction():
        closings.declare(rows.clinic.id, clock.today() - timedelta(days=1), "برف", rows.worker)
    assert len(told(rows)) == 1


@pytest.mark.parametrize("again", [closings.take_back, closings.as_in_calendar])
def test_a_group_that_was_told_of_a_holiday_is_told_when_it_is_none(
    rows: Rows, lunch: products.Product, again: Callable[[int, date, people.Person], int]
) -> None:
    day = workday(rows)
    order = take(rows, lunch, day)
    with transaction():
        closings.declare(rows.clinic.id, day.day, "آلودگی هوا", rows.worker)
        assert again(rows.clinic.id, day.day, rows.worker) == 1
        assert again(rows.clinic.id, day.day, rows.worker) == 0, "twice is as once"
    [notice] = told(rows, "holiday.is_off")
    assert (notice.plain_facts["day"], notice.link) == (day.day.isoformat(), order.desk)
    with transaction():
        closings.declare(rows.clinic.id, day.day, "آلودگی هوا", rows.worker)
    assert len(told(rows)) == 2


def test_the_end_of_a_holiday_is_no_news_to_whom_it_never_hit(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    take(rows, lunch, day)
    with transaction():
        groups.set_week(rows.cooks, "", True, rows.maryam)
        closings.declare(rows.clinic.id, day.day, "برف", rows.worker)
        closings.as_in_calendar(rows.clinic.id, day.day, rows.worker)
    assert told(rows, "holiday.is_off") == []
