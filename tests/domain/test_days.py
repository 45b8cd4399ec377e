"""Which days can be asked for, and that no day is ever sold beyond its places."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hamyar.domain import catalogue, days, holidays, moves, offering, orders, placing, products, rebooking
from hamyar.domain.days import Slot
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.domain.conftest import CUSTOMER, Rows, place, refused

# A Monday, nine in the morning in Tehran: 2 Azar 1405, a week without holidays.
MONDAY = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture(autouse=True)
def on_monday(rows: Rows) -> None:
    """The clock stands still."""
    clock.freeze(MONDAY)


def lunch(rows: Rows, **more: Any) -> products.Product:
    """Ten plates a day, ordered the day before."""
    about = {"kind": products.MADE_TO_ORDER, "lead_days": 1, "per_day": 10, "unit": "plate", **more}
    with transaction():
        return catalogue.add(
            rows.cooks,
            catalogue.Description("قورمه سبزی", **about),
            [catalogue.Offer("", 1_200_000)],
            [],
            rows.maryam,
        )


def visit(rows: Rows, *hours: catalogue.Hours) -> products.Product:
    """A service with these windows, or two at a time from ten to twelve."""
    windows = hours or (catalogue.Hours(600, 720, 2),)
    return lunch(rows, kind=products.SERVICE, per_day=None, windows=windows)


def take(rows: Rows, product: products.Product, slot: Slot, many: int = 1) -> orders.Order:
    """Write down an order for this slot."""
    wish = offering.Wish(product.variants[0], many)
    with transaction():
        return placing.take_down(rows.cooks, [wish], CUSTOMER, offering.Plan(slot=slot), by=rows.maryam, again=True)


def free_days(product: products.Product, many: int = 1, most: int = 5) -> list[date]:
    return [free.slot.day for free in days.free([(product, many)], most)]


def test_tomorrow_is_free_until_the_hour_and_then_the_day_after(rows: Rows) -> None:
    product = lunch(rows, order_by=20 * 60)
    clock.freeze(MONDAY.replace(hour=16, minute=29))
    assert free_days(product)[0] == TUESDAY
    clock.freeze(MONDAY.replace(hour=16, minute=30))
    assert free_days(product)[0] == WEDNESDAY
    with refused("day.early"), transaction():
        days.check(product, Slot(TUESDAY))


def test_the_same_day_can_be_had_where_nothing_is_needed_ahead(rows: Rows) -> None:
    assert free_days(lunch(rows, lead_days=0))[0] == date(2026, 11, 23)


def test_only_its_weekdays_are_free_and_none_on_which_the_group_rests(rows: Rows) -> None:
    product = lunch(rows, weekdays="13")
    assert free_days(product, most=3) == [TUESDAY, THURSDAY, TUESDAY + timedelta(days=7)]
    with transaction():
        rows.cooks.weekdays_off = "3"
    assert free_days(product, most=2) == [TUESDAY, TUESDAY + timedelta(days=7)]
    with refused("day.closed"), transaction():
        days.check(product, Slot(THURSDAY))


def test_a_day_off_and_a_holiday_are_not_free_unless_the_group_works_on_them(rows: Rows) -> None:
    product = lunch(rows)
    with transaction():
        days.close(rows.cooks, TUESDAY, "عروسی", rows.maryam)
        days.close(rows.cooks, TUESDAY, "دوباره", rows.maryam)
        holidays.declare(rows.clinic.id, WEDNESDAY, "آلودگی هوا", rows.worker)
    assert free_days(product)[0] == THURSDAY
    with transaction():
        rows.cooks.works_on_holidays = True
    assert free_days(product)[0] == WEDNESDAY
    with transaction():
        days.open_again(rows.cooks, TUESDAY, rows.maryam)
    assert free_days(product)[0] == TUESDAY


def test_another_groups_day_off_closes_nothing_here(rows: Rows) -> None:
    with transaction():
        days.close(rows.tailors, TUESDAY, "", rows.sara)
    assert free_days(lunch(rows))[0] == TUESDAY


def test_a_day_is_sold_to_its_last_place_and_says_what_is_left(rows: Rows) -> None:
    product = lunch(rows)
    take(rows, product, Slot(TUESDAY), 7)
    assert days.free([(product, 3)], 1) == [days.Free(Slot(TUESDAY), 3)]
    assert free_days(product, 4)[0] == WEDNESDAY
    with refused("day.full") as no:
        take(rows, product, Slot(TUESDAY), 4)
    assert no.value.facts["left"] == 3
    take(rows, product, Slot(TUESDAY), 3)
    assert free_days(product)[0] == WEDNESDAY


def test_the_limit_of_a_day_counts_all_variants_and_no_other_day(rows: Rows) -> None:
    product = lunch(rows)
    with transaction():
        offers = [
            catalogue.Offer("تک", 1_000_000, variant_id=product.variants[0].id),
            catalogue.Offer("دو نفره", 1_900_000),
        ]
        about = catalogue.Description("قورمه", kind=products.MADE_TO_ORDER, lead_days=1, per_day=10)
        catalogue.change(product, about, offers, [], rows.maryam)
    wishes = [offering.Wish(variant, 5) for variant in product.variants]
    with transaction():
        placing.take_down(rows.cooks, wishes, CUSTOMER, offering.Plan(Slot(TUESDAY)), by=rows.maryam)
    assert free_days(product)[0] == WEDNESDAY


def test_a_limit_lowered_below_what_is_sold_takes_nothing_from_anybody(rows: Rows) -> None:
    product = lunch(rows)
    order = take(rows, product, Slot(TUESDAY), 8)
    with transaction():
        product.per_day = 5
    assert free_days(product)[0] == WEDNESDAY
    with transaction():
        moves.make(order, "cancel", by=None)
    assert days.free([(product, 1)], 1) == [days.Free(Slot(TUESDAY), 5)]


def test_what_has_no_limit_is_always_free_and_counted_all_the_same(rows: Rows) -> None:
    product = lunch(rows, per_day=None)
    take(rows, product, Slot(TUESDAY), 500)
    assert days.free([(product, 1)], 1) == [days.Free(Slot(TUESDAY), None)]
    assert days.sold([product.id], TUESDAY, TUESDAY) == {(product.id, TUESDAY, days.WHOLE_DAY): 500}


def test_a_cancelled_order_gives_its_places_back_and_undoing_that_takes_them_again(rows: Rows) -> None:
    product = lunch(rows)
    order = take(rows, product, Slot(TUESDAY), 10)
    with transaction():
        moves.make(order, "decline", by=rows.maryam, reason="گاز نداریم")
    take(rows, product, Slot(TUESDAY), 1)
    with refused("day.full"), transaction():
        moves.undo(order, order.last_step.id, rows.maryam)
    assert order.state == orders.DECLINED
    with transaction():
        product.per_day = 11
        moves.undo(order, order.last_step.id, rows.maryam)
    assert free_days(product)[0] == WEDNESDAY


def test_a_service_is_booked_by_its_window(rows: Rows) -> None:
    product = visit(rows, catalogue.Hours(600, 720, 2), catalogue.Hours(840, 960, 1))
    morning, noon = Slot(TUESDAY, 600), Slot(TUESDAY, 840)
    order = take(rows, product, morning, 2)
    assert (order.window, order.window_ends) == (600, 720)
    assert days.free([(product, 1)], 2) == [days.Free(noon, 1), days.Free(Slot(WEDNESDAY, 600), 2)]
    with refused("day.full"):
        take(rows, product, morning)
    with refused("day.window"):
        take(rows, product, Slot(TUESDAY, 601))
    with refused("day.window"):
        take(rows, product, Slot(TUESDAY))


def test_two_things_are_offered_on_the_days_they_have_in_common(rows: Rows) -> None:
    early, late = lunch(rows, weekdays="12"), lunch(rows, lead_days=2, weekdays="26")
    assert [free.slot.day for free in days.free([(early, 1), (late, 1)], 2)] == [
        WEDNESDAY,
        WEDNESDAY + timedelta(days=7),
    ]
    never = lunch(rows, weekdays="0")
    assert days.free([(early, 1), (never, 1)]) == []


def test_food_and_a_service_share_the_day_and_only_the_service_the_hours(rows: Rows) -> None:
    food, service = lunch(rows), visit(rows)
    wishes = [offering.Wish(food.variants[0], 3), offering.Wish(service.variants[0], 1)]
    offer = offering.of(rows.cooks, wishes)
    assert offer.slots[0] == days.Free(Slot(TUESDAY, 600), 2)
    with transaction():
        placing.take_down(rows.cooks, wishes, CUSTOMER, offering.Plan(offer.slots[0].slot), by=rows.maryam)
    held = days.sold([food.id, service.id], TUESDAY, TUESDAY)
    assert held == {(food.id, TUESDAY, days.WHOLE_DAY): 3, (service.id, TUESDAY, 600): 1}


@pytest.mark.parametrize("text", ["2026-11-24", "2026-11-24.600"])
def test_a_slot_reads_its_own_name(text: str) -> None:
    slot = days.read(text)
    assert slot is not None
    assert slot.key == text


@pytest.mark.parametrize(
    "text", ["", "2026-11-31", "2026-11-24.", "2026-11-24.99999", "فردا", "2026-11-24.-1", "x" * 999]
)
def test_what_is_no_slot_is_none(text: str) -> None:
    assert days.read(text) is None


def test_nothing_is_taken_where_a_day_is_missing_or_too_far(rows: Rows) -> None:
    product = lunch(rows)
    wish = offering.Wish(product.variants[0], 1)
    with refused("day.none"), transaction():
        placing.take_down(rows.cooks, [wish], CUSTOMER, by=rows.maryam)
    with refused("day.late"):
        take(rows, product, Slot(TUESDAY + timedelta(days=91)))
    assert days.sold([product.id], TUESDAY, date.max) == {}


def test_the_customer_moves_her_order_herself_until_it_is_accepted(rows: Rows) -> None:
    product = lunch(rows)
    order = take(rows, product, Slot(TUESDAY), 4)
    take(rows, product, Slot(WEDNESDAY), 7)
    with refused("day.full"), transaction():
        rebooking.choose(order, Slot(WEDNESDAY))
    assert days.sold([product.id], TUESDAY, WEDNESDAY)[product.id, TUESDAY, days.WHOLE_DAY] == 4
    with transaction():
        rebooking.choose(order, Slot(THURSDAY))
    assert (order.ready_on, days.sold([product.id], TUESDAY, TUESDAY)) == (
        THURSDAY,
        {(product.id, TUESDAY, days.WHOLE_DAY): 0},
    )
    assert [(one.came_from, one.day) for one in rebooking.changes_of(order)] == [(TUESDAY, THURSDAY)]
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    with refused("move.late"), transaction():
        rebooking.choose(order, Slot(WEDNESDAY))


def test_what_lies_on_the_shelf_asks_for_no_day(rows: Rows) -> None:
    assert days.free([(rows.jar, 1)]) == []
    order = place(rows, (rows.jar.variants[0], 1))[0]
    assert (order.ready_on, order.slot) == (None, None)
