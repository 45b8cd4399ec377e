"""Another day that the group asks for before it has accepted: the customer's yes is an acceptance too."""

import pytest

from hamyar.domain import agreements, bell, catalogue, groups, moves, notices, offering, orders, placing, products
from hamyar.domain.agreements import CANCEL, OTHER_DAY
from hamyar.kit.db import transaction
from tests.domain import paid
from tests.domain.agreed import held, tomorrow
from tests.domain.conftest import CUSTOMER, Rows, refused


@pytest.fixture
def placed(rows: Rows) -> orders.Order:
    """An order of three plates for tomorrow that waits to be accepted."""
    about = catalogue.Description("قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1, per_day=5)
    with transaction():
        # Whatever the calendar says of the coming days.
        groups.set_week(rows.cooks, "", True, rows.maryam)
        lunch = catalogue.add(rows.cooks, about, [catalogue.Offer("", 1_200_000)], [], rows.maryam)
        wish = offering.Wish(lunch.variants[0], 3)
        return placing.take_down(rows.cooks, [wish], CUSTOMER, offering.Plan(tomorrow()), by=rows.worker)


def ask_for_another_day(rows: Rows, order: orders.Order) -> agreements.Agreement:
    with transaction():
        return agreements.ask(order, OTHER_DAY, "آن روز تعطیل است", by=rows.maryam, slot=tomorrow(2))


def kinds(order: orders.Order) -> list[str]:
    """What its customer was or is to be told, the oldest first."""
    return [one.kind for one in notices.of_order(order.id)][::-1]


def test_before_acceptance_only_the_group_asks_and_only_for_a_day(rows: Rows, placed: orders.Order) -> None:
    assert agreements.may_be_asked(placed, "group") == [OTHER_DAY]
    assert agreements.may_be_asked(placed, "customer") == []
    for kind, by in ((CANCEL, None), (CANCEL, rows.maryam), (OTHER_DAY, None)):
        with refused("agreement.late"), transaction():
            agreements.ask(placed, kind, "چون", by=by, slot=tomorrow(1))


def test_after_the_end_there_is_nothing_to_ask(rows: Rows, placed: orders.Order) -> None:
    with transaction():
        moves.make(placed, "decline", by=rows.maryam, reason="نشد")
    assert agreements.may_be_asked(placed, "group") == []


def test_her_yes_to_another_day_makes_a_placed_order_accepted_too(rows: Rows, placed: orders.Order) -> None:
    asked = ask_for_another_day(rows, placed)
    assert (placed.state, placed.ready_on, held(placed, tomorrow())) == ("placed", tomorrow().day, 3)
    with transaction():
        agreements.answer(asked, True, by=None)
    assert (placed.state, placed.ready_on) == ("accepted", tomorrow(2).day)
    assert (held(placed, tomorrow()), held(placed, tomorrow(2))) == (0, 3)
    assert placed.last_step.is_agreed
    with refused("undo.late"), transaction():
        moves.undo(placed, placed.last_step.id, rows.maryam)


def test_her_no_leaves_a_placed_order_as_it_is(rows: Rows, placed: orders.Order) -> None:
    asked = ask_for_another_day(rows, placed)
    with transaction():
        agreements.answer(asked, False, by=None)
    assert (placed.state, placed.ready_on, held(placed, tomorrow())) == ("placed", tomorrow().day, 3)


def test_where_money_must_come_first_her_yes_moves_the_order_alone(rows: Rows) -> None:
    paid.by_card(rows, is_paid_first=True)
    order = paid.order(rows)
    asked = ask_for_another_day(rows, order)
    with transaction():
        agreements.answer(asked, True, by=None)
    assert (order.state, order.ready_on) == ("placed", tomorrow(2).day)


def test_a_yes_on_the_telephone_moves_a_placed_order_and_she_is_told_of_it_once(
    rows: Rows, placed: orders.Order
) -> None:
    asked = ask_for_another_day(rows, placed)
    with transaction():
        agreements.hear(asked, True, by=rows.maryam)
    assert (placed.state, placed.ready_on) == ("accepted", tomorrow(2).day)
    assert kinds(placed)[-2:] == ["agreement.asked", "order.accepted"]
    assert notices.of_order(placed.id)[0].plain_facts["day"] == str(tomorrow(2).day)


def test_what_she_said_on_the_telephone_is_asked_by_no_message_after_it(rows: Rows, placed: orders.Order) -> None:
    asked = ask_for_another_day(rows, placed)
    with transaction():
        agreements.hear(asked, False, by=rows.maryam)
    assert kinds(placed)[-1] == "agreement.heard"
    assert "agreement.asked" not in kinds(placed)


@pytest.mark.parametrize(("later", "state", "stands"), [(2, "agreed", "accepted"), (1, "refused", "placed")])
def test_a_day_that_she_chooses_herself_is_her_answer(
    rows: Rows, placed: orders.Order, later: int, state: str, stands: str
) -> None:
    ask_for_another_day(rows, placed)
    with transaction():
        agreements.choose(placed, tomorrow(later))
    assert [one.state for one in agreements.of(placed)] == [state]
    assert (placed.state, placed.ready_on) == (stands, tomorrow(later).day)


def test_whoever_asks_has_looked_at_the_order(rows: Rows, placed: orders.Order) -> None:
    assert bell.ringing(rows.cooks)
    ask_for_another_day(rows, placed)
    assert not bell.ringing(rows.cooks)


def test_a_question_stays_where_the_order_is_accepted_meanwhile(rows: Rows, placed: orders.Order) -> None:
    asked = ask_for_another_day(rows, placed)
    with transaction():
        moves.make(placed, "accept", by=rows.maryam)
        agreements.answer(asked, True, by=None)
    assert (placed.state, placed.ready_on) == ("accepted", tomorrow(2).day)
