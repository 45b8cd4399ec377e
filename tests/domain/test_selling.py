"""Sold on the spot, and what went to paper."""

from datetime import timedelta

import pytest

from hamyar.domain import (
    agreements,
    catalogue,
    moves,
    notices,
    offering,
    orders,
    paying,
    payments,
    prints,
    selling,
    settling,
)
from hamyar.domain.days import Slot
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import Rows, place, refused


def sell(rows: Rows, many: int = 1) -> orders.Order:
    with transaction():
        return selling.sell(rows.cooks, [offering.Wish(rows.jar.variants[0], many)], rows.maryam)


def test_a_sale_at_a_fair_counts_the_stock_and_books_the_cash(rows: Rows) -> None:
    order = sell(rows, 3)
    payment = payments.get(order)
    assert (order.state, order.channel, order.name, order.mobile) == ("delivered", "fair", "", "")
    assert rows.jar.variants[0].stock == 7
    assert (payment.state, payment.received) == ("paid", 3_750_000)
    assert notices.of_order(order.id) == []


def test_cash_is_booked_where_the_group_takes_none_in_its_shop(rows: Rows) -> None:
    with transaction():
        card = paying.add_card(rows.clinic.id, rows.cooks, paying.NewCard("6037991234567893", "مریم"), rows.worker)
        paying.agree(
            rows.cooks,
            takes_cash=False,
            card=card,
            takes_online=False,
            is_paid_first=True,
            hold_hours=2,
            by=rows.worker,
        )
    assert payments.get(sell(rows)).way == "cash"


def test_what_is_made_to_order_takes_no_place_of_a_day_at_a_fair(rows: Rows) -> None:
    with transaction():
        order = selling.sell(rows.cooks, [offering.Wish(rows.cake.variants[0], 2)], rows.maryam)
        selling.take_back(order, "اشتباه شد", rows.maryam)
    assert (order.ready_on, order.slot) == (None, None)


def test_nothing_is_sold_that_is_not_there(rows: Rows) -> None:
    with refused("stock.short"):
        sell(rows, 11)
    with refused("order.empty"), transaction():
        selling.sell(rows.cooks, [], rows.maryam)
    assert rows.jar.variants[0].stock == 10


def test_a_sale_can_be_taken_back_for_five_minutes(rows: Rows) -> None:
    order = sell(rows, 2)
    with transaction():
        selling.take_back(order, "پس آورد", rows.maryam)
    payment = payments.get(order)
    assert rows.jar.variants[0].stock == 10
    assert (order.state, payment.state, payment.received) == ("not_collected", "unpaid", 0)
    late = sell(rows)
    clock.freeze(clock.now() + timedelta(minutes=6))
    with refused("undo.late"), transaction():
        selling.take_back(late, "پس آورد", rows.maryam)


def test_an_order_is_no_sale_on_the_spot(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with refused("sale.other"), transaction():
        selling.take_back(order, "چون", rows.maryam)


def test_sheets_are_numbered_by_group_and_a_second_one_says_so(rows: Rows) -> None:
    today = clock.today()
    with transaction():
        first = prints.of_day(rows.cooks, today, prints.A4, rows.maryam)
        again = prints.of_day(rows.cooks, today, prints.ROLL, rows.worker)
        other = prints.of_day(rows.cooks, today + timedelta(days=1), prints.A4, rows.maryam)
        theirs = prints.of_day(rows.tailors, today, prints.A4, rows.sara)
    assert [sheet.number for sheet in (first, again, other, theirs)] == [1, 2, 3, 1]
    assert [sheet.is_again for sheet in (first, again, other, theirs)] == [False, True, False, False]
    assert prints.last_of_day(rows.cooks, today) is again
    with pytest.raises(Missing):
        prints.get(rows.tailors, 2)


def test_a_days_sheet_knows_what_changed_since(rows: Rows) -> None:
    soon = clock.today() + timedelta(days=3)
    before = place(rows, (rows.cake.variants[0], 1))[0]
    with transaction():
        moves.make(before, "accept", by=rows.maryam)
        sheet = prints.of_day(rows.cooks, soon, prints.A4, rows.maryam)
    assert prints.changes_since(sheet) == 0
    with transaction():
        asked = agreements.ask(before, "other_day", "چون", by=rows.maryam, slot=Slot(soon))
        agreements.answer(asked, True, by=None)
    assert prints.changes_since(sheet) == 1
    with transaction():
        moves.make(before, "ready", by=rows.maryam)
        moves.make(before, "deliver", by=rows.maryam)
    jar = place(rows, (rows.jar.variants[0], 1))[0]
    place(rows, (rows.dress.variants[0], 1))
    assert prints.changes_since(sheet) == 1, "what was only placed stands on no list"
    with transaction():
        moves.make(jar, "accept", by=rows.maryam)
    assert prints.changes_since(sheet) == 2


def test_money_that_came_changes_what_a_sheet_says_of_it(rows: Rows) -> None:
    jar = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        moves.make(jar, "accept", by=rows.maryam)
        sheets = [
            prints.of_day(rows.cooks, clock.today(), prints.A4, rows.maryam),
            prints.of_order(jar, prints.SLIP, prints.A4, rows.maryam),
        ]
    assert [prints.changes_since(sheet) for sheet in sheets] == [0, 0]
    with transaction():
        settling.take_cash(payments.get(jar), rows.maryam)
        later = prints.of_day(rows.cooks, clock.today(), prints.A4, rows.maryam)
    assert [prints.changes_since(sheet) for sheet in (*sheets, later)] == [1, 1, 0]


def test_what_is_overdue_and_moved_away_leaves_the_list(rows: Rows) -> None:
    made = place(rows, (rows.cake.variants[0], 1))[0]
    assert made.ready_on
    with transaction():
        moves.make(made, "accept", by=rows.maryam)
    clock.freeze(clock.start_of(made.ready_on + timedelta(days=3)) + timedelta(hours=9))
    with transaction():
        sheet = prints.of_day(rows.cooks, clock.today(), prints.A4, rows.maryam)
        asked = agreements.ask(made, "other_day", "چون", by=rows.maryam, slot=Slot(clock.today() + timedelta(days=7)))
        agreements.answer(asked, True, by=None)
    assert prints.changes_since(sheet) == 1


def test_a_service_is_no_thing_on_a_table(rows: Rows) -> None:
    about = catalogue.Description("آشپزی در خانه", kind="service", windows=(catalogue.Hours(600, 720, 2),))
    with transaction():
        service = catalogue.add(rows.cooks, about, [catalogue.Offer("", 9_000_000)], [], rows.maryam)
    with refused("sale.service"), transaction():
        selling.sell(rows.cooks, [offering.Wish(service.variants[0], 1)], rows.maryam)


def test_what_is_for_a_later_day_changes_no_sheet(rows: Rows) -> None:
    with transaction():
        sheet = prints.of_day(rows.cooks, clock.today(), prints.A4, rows.maryam)
    place(rows, (rows.cake.variants[0], 1))
    assert prints.changes_since(sheet) == 0


def test_a_slip_knows_of_its_own_order_alone(rows: Rows) -> None:
    one, other = place(rows, (rows.jar.variants[0], 1))[0], place(rows, (rows.jar.variants[0], 2), again=True)[0]
    with transaction():
        slip = prints.of_order(one, prints.SLIP, prints.A4, rows.maryam)
        moves.make(other, "accept", by=rows.maryam)
    assert prints.changes_since(slip) == 0
    with transaction():
        moves.make(one, "accept", by=rows.maryam)
        label = prints.of_order(one, prints.LABEL, prints.ROLL, rows.maryam)
    assert (prints.changes_since(slip), label.is_again, label.number) == (1, False, 2)


def test_the_days_takings_leave_out_what_was_taken_back(rows: Rows) -> None:
    assert selling.takings(rows.cooks, clock.today()) == selling.Takings(0, 0)
    first, second = sell(rows, 2), sell(rows)
    place(rows, (rows.jar.variants[0], 1))
    assert selling.takings(rows.cooks, clock.today()) == selling.Takings(2, 3_750_000)
    assert selling.lately(rows.cooks) == [second, first]
    with transaction():
        selling.take_back(first, "پس آورد", rows.maryam)
    assert selling.takings(rows.cooks, clock.today()) == selling.Takings(1, 1_250_000)
    assert selling.takings(rows.tailors, clock.today()).count == 0
    clock.freeze(clock.now() + timedelta(minutes=6))
    assert selling.lately(rows.cooks) == []
    clock.freeze(clock.now() + timedelta(days=1))
    assert selling.takings(rows.cooks, clock.today()).count == 0


def test_a_sale_that_was_taken_back_is_sold_anew(rows: Rows) -> None:
    order = sell(rows)
    assert moves.can_undo(order)
    with transaction():
        selling.take_back(order, "پس آورد", rows.maryam)
    assert not moves.can_undo(order)
    with refused("undo.late"), transaction():
        moves.undo(order, order.last_step.id, rows.maryam)


def test_the_last_order_of_a_number_is_this_groups_own(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    assert orders.last_of(rows.cooks, order.mobile) is order
    assert orders.last_of(rows.tailors, order.mobile) is None
    assert orders.last_of(rows.cooks, "+989120000000") is None
