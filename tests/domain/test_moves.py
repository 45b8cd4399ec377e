"""The way of an order: its moves, what goes back on the shelf, and how it is found."""

from datetime import timedelta

import pytest

from hamyar.domain import board, catalogue, moves, orders
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import Rows, place, refused


def test_an_order_goes_its_way_and_every_step_is_kept(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 2))[0]
    for name in ("accept", "ready", "deliver"):
        assert moves.open_to(order)[0].name == name
        with transaction():
            moves.make(order, name, by=rows.maryam)
    assert [(step.state, step.by_id) for step in order.way] == [
        ("placed", None), ("accepted", rows.maryam.id), ("ready", rows.maryam.id), ("delivered", rows.maryam.id)
    ]  # fmt: skip
    assert moves.open_to(order) == []
    assert rows.jar.variants[0].stock == 8


@pytest.mark.parametrize("way", [["decline"], ["accept", "call_off"], ["accept", "ready", "not_collected"]])
def test_the_shelf_gets_back_what_a_dead_order_took(rows: Rows, way: list[str]) -> None:
    order = place(rows, (rows.jar.variants[0], 4))[0]
    for name in way:
        with transaction():
            moves.make(order, name, by=rows.maryam, reason="نشد")
    assert order.state in orders.DEAD
    assert rows.jar.variants[0].stock == 10
    with transaction():
        moves.undo(order, order.last_step.id, rows.maryam)
    assert order.is_open
    assert rows.jar.variants[0].stock == 6


def test_the_shelf_gets_back_what_is_made_to_order_by_now(rows: Rows) -> None:
    order, variant = place(rows, (rows.jar.variants[0], 4))[0], rows.jar.variants[0]
    offer = catalogue.Offer("", variant.price, 6, 6, variant.id)
    about = catalogue.Description("ترشی لیته", kind="made_to_order", lead_days=2)
    with transaction():
        catalogue.change(rows.jar, about, [offer], [], rows.maryam)
        moves.make(order, "decline", by=rows.maryam, reason="نشد")
    assert variant.stock == 10
    with transaction():
        moves.undo(order, order.last_step.id, rows.maryam)
    assert variant.stock == 6


def test_the_second_woman_is_told_what_the_first_did(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    with refused("move.late") as told, transaction():
        moves.make(order, "decline", by=rows.worker, reason="نداریم")
    assert (told.value.facts["state"], told.value.facts["by"]) == ("accepted", "مریم")


def test_a_step_is_taken_back_for_five_minutes_and_by_its_number(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        step = moves.make(order, "accept", by=rows.maryam)
    clock.freeze(clock.now() + timedelta(minutes=5, seconds=1))
    with refused("undo.late"), transaction():
        moves.undo(order, step.id, rows.maryam)
    clock.freeze(None)
    with transaction():
        moves.undo(order, step.id, rows.maryam)
    assert order.state == "placed"
    with refused("undo.other"), transaction():
        moves.undo(order, step.id, rows.maryam)


def test_undoing_a_refusal_needs_what_was_sold_since(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 8))[0]
    with transaction():
        step = moves.make(order, "decline", by=rows.maryam, reason="نداریم")
    place(rows, (rows.jar.variants[0], 5))
    with refused("stock.short"), transaction():
        moves.undo(order, step.id, rows.maryam)
    assert order.state == "declined"


def test_a_customer_cancels_until_it_is_accepted(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    with refused("move.late"), transaction():
        moves.make(order, "cancel", by=None)
    with refused("move.unknown"), transaction():
        moves.make(order, "ready", by=None)


def test_a_refusal_needs_its_reason(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with refused("move.reason"), transaction():
        moves.make(order, "decline", by=rows.maryam)


def test_a_board_sees_each_step_in_its_pulse(rows: Rows) -> None:
    seen = [board.pulse(rows.cooks)]
    order = place(rows, (rows.jar.variants[0], 1))[0]
    seen.append(board.pulse(rows.cooks))
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    seen.append(board.pulse(rows.cooks))
    assert seen == sorted(set(seen))
    assert board.pulse(rows.tailors) == 0


@pytest.mark.parametrize("asked", ["1001", "۱۰۰۱", "پری", "پريسا", "0935123", "۰۹۳۵۱۲۳۴۵۶۷", "+98935123"])
def test_an_order_is_found_by_number_name_and_mobile(rows: Rows, asked: str) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    assert orders.of_group(rows.cooks, text=asked).rows == [order]
    assert orders.of_clinic(rows.clinic.id, text=asked).rows == [order]
    assert orders.of_group(rows.tailors, text=asked).rows == []


def test_orders_of_another_group_do_not_exist_here(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with pytest.raises(Missing):
        orders.get(rows.tailors, order.number)


def test_the_day_of_an_order_is_a_day_in_tehran(rows: Rows) -> None:
    clock.freeze(clock.start_of(clock.today()) + timedelta(minutes=5))
    order = place(rows, (rows.jar.variants[0], 1))[0]
    assert orders.of_group(rows.cooks, day=clock.today()).rows == [order]
    assert orders.of_group(rows.cooks, day=clock.today() - timedelta(days=1)).rows == []
