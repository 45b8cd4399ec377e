"""A group's working days: what is sold of each, what is over, and who must be told."""

from datetime import date, datetime, timedelta

import pytest

from hamyar.domain import (
    catalogue,
    closings,
    days,
    groups,
    holidays,
    journal,
    moves,
    offering,
    orders,
    placing,
    products,
    workdays,
)
from hamyar.domain.days import Slot
from hamyar.domain.products import EVERY_DAY, MADE_TO_ORDER, SERVICE, Product
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain.conftest import CUSTOMER, Rows, refused

# A Tuesday at noon; no holiday is near it.
NOW = datetime(2026, 11, 24, 12, tzinfo=clock.TEHRAN)
TUESDAY = date(2026, 11, 24)
THURSDAY, FRIDAY = TUESDAY + timedelta(days=2), TUESDAY + timedelta(days=3)
TEN = catalogue.Hours(600, 720, 2)


@pytest.fixture(autouse=True)
def at_noon(rows: Rows) -> None:
    clock.freeze(NOW)


def change(product: Product, rows: Rows, **about: object) -> None:
    """Say something else of the product, with the same variants."""
    same = {"kind": product.kind, "lead_days": product.lead_days, "per_day": product.per_day}
    offers = [catalogue.Offer(one.name, one.price, one.stock, one.stock, one.id) for one in product.variants]
    with transaction():
        catalogue.change(product, catalogue.Description(product.name, **(same | about)), offers, [], rows.maryam)


def order(rows: Rows, product: Product, quantity: int, slot: Slot) -> orders.Order:
    with transaction():
        wish, plan = offering.Wish(product.variants[0], quantity), offering.Plan(slot=slot)
        return placing.take_down(rows.cooks, [wish], CUSTOMER, plan, by=rows.maryam, again=True)


def counted(rows: Rows, day: date) -> list[tuple[str, int, int | None]]:
    found = next(one for one in workdays.coming(rows.cooks) if one.day == day)
    return [(one.product.name, one.taken, one.places) for one in found.counts]


def test_the_coming_days_say_what_is_sold_of_how_many(rows: Rows) -> None:
    change(rows.cake, rows, per_day=10)
    order(rows, rows.cake, 7, Slot(THURSDAY))
    assert counted(rows, THURSDAY) == [("کیک تولد", 7, 10)]
    assert counted(rows, FRIDAY) == []
    coming = workdays.coming(rows.cooks)
    assert [coming[0].day, len(coming)] == [TUESDAY, workdays.AT_A_GLANCE]


def test_what_goes_back_is_no_longer_counted(rows: Rows) -> None:
    made = order(rows, rows.cake, 7, Slot(THURSDAY))
    with transaction():
        moves.make(made, "decline", by=rows.maryam, reason="تمام شد")
    assert counted(rows, THURSDAY) == []


def test_a_limit_may_be_lowered_below_what_is_sold(rows: Rows) -> None:
    change(rows.cake, rows, per_day=10)
    order(rows, rows.cake, 7, Slot(THURSDAY))
    assert workdays.over(rows.cake) == []
    change(rows.cake, rows, per_day=5)
    (found,) = workdays.over(rows.cake)
    assert (found.slot.day, found.taken, found.places, found.excess) == (THURSDAY, 7, 5, 2)
    with refused("day.full"):
        order(rows, rows.cake, 1, Slot(THURSDAY))


def test_what_was_handed_over_is_no_longer_to_be_made(rows: Rows) -> None:
    change(rows.cake, rows, per_day=10)
    first, _second = order(rows, rows.cake, 3, Slot(THURSDAY)), order(rows, rows.cake, 4, Slot(THURSDAY))
    with transaction():
        for name in ("accept", "ready", "deliver"):
            moves.make(first, name, by=rows.maryam)
    change(rows.cake, rows, per_day=3)
    assert [(one.taken, one.excess) for one in workdays.over(rows.cake)] == [(4, 1)]
    change(rows.cake, rows, per_day=4)
    assert workdays.over(rows.cake) == []


def test_a_weekday_taken_away_is_over_where_something_is_promised_for_it(rows: Rows) -> None:
    order(rows, rows.cake, 1, Slot(THURSDAY))
    change(rows.cake, rows, weekdays=EVERY_DAY.replace(str(THURSDAY.weekday()), ""))
    assert [(one.slot.day, one.excess) for one in workdays.over(rows.cake)] == [(THURSDAY, 1)]


def test_a_window_taken_away_is_over_where_something_is_promised_for_it(rows: Rows) -> None:
    change(rows.cake, rows, kind=SERVICE, lead_days=0, windows=(TEN, catalogue.Hours(840, 960)))
    order(rows, rows.cake, 2, Slot(THURSDAY, 600))
    change(rows.cake, rows, windows=(catalogue.Hours(840, 960),))
    assert [(one.slot.window, one.places) for one in workdays.over(rows.cake)] == [(600, 0)]


@pytest.mark.parametrize("kind", products.KINDS)
@pytest.mark.parametrize("sold_as", [MADE_TO_ORDER, SERVICE])
def test_an_order_gives_back_what_it_took_whatever_the_product_has_become(rows: Rows, sold_as: str, kind: str) -> None:
    change(rows.cake, rows, kind=sold_as, per_day=None, windows=(TEN,))
    slot = Slot(THURSDAY, 600) if sold_as == SERVICE else Slot(THURSDAY)
    made = order(rows, rows.cake, 2, slot)
    change(rows.cake, rows, kind=kind, windows=(catalogue.Hours(840, 960),))
    # What was sold in another way then is not held against what is sold now.
    assert [one.slot for one in workdays.over(rows.cake)] == ([slot] if kind == sold_as == SERVICE else [])
    with transaction():
        moves.make(made, "decline", by=rows.maryam, reason="تمام شد")
    sold = days.sold([rows.cake.id], THURSDAY, THURSDAY)
    assert set(sold.values()) == {0}


def test_what_was_counted_goes_back_on_the_shelf_though_it_is_made_to_order_by_now(rows: Rows) -> None:
    with transaction():
        made = placing.take_down(rows.cooks, [offering.Wish(rows.jar.variants[0], 3)], CUSTOMER, by=rows.maryam)
    change(rows.jar, rows, kind=MADE_TO_ORDER)
    with transaction():
        moves.make(made, "decline", by=rows.maryam, reason="تمام شد")
    db.session.expire_all()
    assert rows.jar.left == 10


def test_what_keeps_them_from_working_is_said(rows: Rows) -> None:
    with transaction():
        days.close(rows.cooks, TUESDAY, "عروسی", rows.maryam)
        groups.set_week(rows.cooks, "4", False, rows.maryam)
        holidays.declare(rows.clinic.id, THURSDAY, "آلودگی هوا", rows.worker)
    coming = {one.day: one for one in workdays.coming(rows.cooks)}
    assert coming[TUESDAY].off.reason == "عروسی"
    assert coming[FRIDAY].is_weekday_off
    assert coming[THURSDAY].holiday.name_fa == "آلودگی هوا"
    assert not coming[TUESDAY + timedelta(days=1)].is_closed
    with transaction():
        groups.set_week(rows.cooks, "", True, rows.maryam)
    assert [one.day for one in workdays.coming(rows.cooks) if one.is_closed] == [TUESDAY]


def test_customers_of_a_closed_day_must_be_told(rows: Rows) -> None:
    order(rows, rows.cake, 1, Slot(FRIDAY))
    told = order(rows, rows.cake, 1, Slot(THURSDAY))
    assert closings.hit_in(rows.cooks).rows == []
    with transaction():
        days.close(rows.cooks, THURSDAY, "", rows.maryam)
    assert closings.hit_in(rows.cooks).rows == [told]
    with transaction():
        moves.make(told, "decline", by=rows.maryam, reason="تعطیلیم")
    assert closings.hit_in(rows.cooks).rows == []


@pytest.mark.parametrize(("day", "key"), [(TUESDAY - timedelta(days=1), "past"), (date(2036, 1, 1), "far")])
def test_a_day_off_is_one_that_can_be_meant(rows: Rows, day: date, key: str) -> None:
    with refused(f"day.{key}"), transaction():
        days.close(rows.cooks, day, "", rows.maryam)


def test_twice_is_as_once(rows: Rows) -> None:
    for reason in ("سفر", "عروسی"):
        with transaction():
            days.close(rows.cooks, THURSDAY, reason, rows.maryam)
    assert [one.reason for one in days.off(rows.cooks, TUESDAY, FRIDAY)] == ["عروسی"]
    for _ in range(2):
        with transaction():
            days.open_again(rows.cooks, THURSDAY, rows.maryam)
    assert days.off(rows.cooks, TUESDAY, FRIDAY) == []
    acts = [entry.act for entry in journal.lines(rows.clinic.id).rows]
    assert (acts.count("day.closed"), acts.count("day.opened")) == (1, 1)


def test_a_week_needs_a_day_of_work(rows: Rows) -> None:
    with refused("day.no_weekday"), transaction():
        groups.set_week(rows.cooks, EVERY_DAY, False, rows.maryam)


def test_public_pages_look_different_when_days_change(rows: Rows) -> None:
    acts = (
        lambda: days.close(rows.cooks, THURSDAY, "", rows.maryam),
        lambda: days.open_again(rows.cooks, THURSDAY, rows.maryam),
        lambda: groups.set_week(rows.cooks, "4", False, rows.maryam),
    )
    for act in acts:
        before = groups.versions("gol-narges")
        with transaction():
            act()
        assert groups.versions("gol-narges") != before
