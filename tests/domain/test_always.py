"""Whatever is done in whatever order: the shelf and the orders together always add up to what was there."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hamyar.domain import moves, orders, placing
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Refused
from tests.domain.conftest import Rows

JARS = 10


@pytest.fixture
def machine(rows: Rows) -> type[RuleBasedStateMachine]:
    """The rules, over the world's jars."""
    variant = rows.jar.variants[0]

    class Shelf(RuleBasedStateMachine):
        made: list[orders.Order]

        def __init__(self) -> None:
            super().__init__()
            self.made = []
            with transaction():
                # Hypothesis begins many times in one world: what earlier runs sold comes back first.
                variant.stock = JARS

        @rule(quantity=st.integers(1, 6))
        def order(self, quantity: int) -> None:
            try:
                with transaction():
                    wish = placing.Wish(variant, quantity)
                    customer = placing.Customer("پریسا", "+989351234567")
                    self.made.append(placing.take_down(rows.cooks, [wish], customer, by=rows.maryam, again=True))
            except Refused as no:
                assert no.key == "stock.short"
                assert variant.stock < quantity

        @precondition(lambda self: self.made)
        @rule(name=st.sampled_from([move.name for move in moves.MOVES]), which=st.integers(0, 50))
        def move(self, name: str, which: int) -> None:
            order = self.made[which % len(self.made)]
            before = order.state
            move = next(one for one in moves.MOVES if one.name == name)
            try:
                with transaction():
                    by = None if move.who == moves.CUSTOMER else rows.maryam
                    moves.make(order, name, by=by, reason="چون")
                assert (before, order.state) == (move.source, move.target)
            except Refused as no:
                assert no.key == "move.late"
                assert before != move.source

        @precondition(lambda self: self.made)
        @rule(which=st.integers(0, 50))
        def undo(self, which: int) -> None:
            order = self.made[which % len(self.made)]
            try:
                with transaction():
                    moves.undo(order, order.last_step.id, rows.maryam)
            except Refused as no:
                assert no.key in ("undo.late", "undo.other", "stock.short")

        @invariant()
        def nothing_is_lost_or_made_up(self) -> None:
            db.session.rollback()
            taken = sum(order.lines[0].quantity for order in self.made if order.state not in orders.DEAD)
            assert variant.stock + taken == JARS
            assert variant.stock >= 0

        @invariant()
        def the_state_is_where_the_last_step_led(self) -> None:
            assert all(order.state == order.last_step.state for order in self.made)

    return Shelf


def test_jars_on_the_shelf_and_in_orders_always_add_up(machine: type[RuleBasedStateMachine]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
