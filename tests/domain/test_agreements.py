"""What one side asks of the other after an order was accepted: nothing changes before both said yes."""

from datetime import timedelta

import pytest

from hamyar.domain import (
    agreements,
    catalogue,
    days,
    groups,
    moves,
    notices,
    offering,
    orders,
    placing,
    products,
    rebooking,
)
from hamyar.domain.agreements import CANCEL, OTHER_DAY
from hamyar.domain.days import Slot
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing
from tests.domain.agreed import held, tomorrow
from tests.domain.conftest import CUSTOMER, Rows, place, refused


@pytest.fixture
def order(rows: Rows) -> orders.Order:
    """An accepted order of three plates for tomorrow."""
    about = catalogue.Description("قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1, per_day=5)
    with transaction():
        lunch = catalogue.add(rows.cooks, about, [catalogue.Offer("", 1_200_000)], [], rows.maryam)
        plan = offering.Plan(tomorrow())
        made = placing.take_down(rows.cooks, [offering.Wish(lunch.variants[0], 3)], CUSTOMER, plan, by=rows.worker)
        moves.make(made, "accept", by=rows.maryam)
    return made


def test_the_group_asks_for_another_day_and_gets_it_by_the_customers_yes(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
    assert (order.ready_on, held(order, tomorrow())) == (tomorrow().day, 3)
    with transaction():
        agreements.answer(asked, True, by=None)
    assert order.ready_on == tomorrow(1).day
    assert (held(order, tomorrow()), held(order, tomorrow(1))) == (0, 3)
    assert (asked.state, asked.asker, asked.answerer, order.state) == ("agreed", rows.maryam, None, "accepted")


def test_a_no_changes_nothing_and_is_kept(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
        agreements.answer(asked, False, by=None)
    assert (order.ready_on, held(order, tomorrow())) == (tomorrow().day, 3)
    assert [one.state for one in agreements.of(order)] == ["refused"]
    with refused("agreement.late"), transaction():
        agreements.answer(asked, True, by=None)


def test_the_customer_asks_to_cancel_and_the_groups_yes_ends_it(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, CANCEL, "", by=None)
    assert order.state == "accepted"
    with transaction():
        agreements.answer(asked, True, by=rows.maryam)
    assert (order.state, held(order, tomorrow())) == ("cancelled", 0)
    with refused("undo.late"), transaction():
        moves.undo(order, order.last_step.id, rows.maryam)


def test_nobody_answers_herself(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, CANCEL, "مریض شدم", by=rows.maryam)
    with refused("agreement.not_yours"), transaction():
        agreements.answer(asked, True, by=rows.worker)
    with refused("agreement.not_yours"), transaction():
        agreements.withdraw(asked, by=None)
    with transaction():
        agreements.withdraw(asked, by=rows.worker)
    assert (asked.state, order.state) == ("withdrawn", "accepted")


def test_one_thing_is_asked_at_a_time(rows: Rows, order: orders.Order) -> None:
    with transaction():
        agreements.ask(order, CANCEL, "", by=None)
    assert agreements.may_be_asked(order, "group") == agreements.may_be_asked(order, "customer") == []
    with refused("agreement.open"), transaction():
        agreements.ask(order, OTHER_DAY, "چون", by=rows.maryam, slot=tomorrow(1))


def test_a_day_that_filled_up_cannot_be_agreed_upon_and_the_question_stays(rows: Rows, order: orders.Order) -> None:
    variant = order.lines[0].variant
    assert variant is not None
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
        wish = offering.Wish(variant, 4)
        placing.take_down(rows.cooks, [wish], CUSTOMER, offering.Plan(tomorrow(1)), by=rows.worker, again=True)
    with refused("day.full"), transaction():
        agreements.answer(asked, True, by=None)
    assert (asked.state, order.ready_on, held(order, tomorrow())) == ("open", tomorrow().day, 3)


def test_the_group_may_ask_for_a_day_on_which_it_is_closed_otherwise(rows: Rows, order: orders.Order) -> None:
    with transaction():
        days.close(rows.cooks, tomorrow(1).day, "", rows.maryam)
        asked = agreements.ask(order, OTHER_DAY, "فقط برای شما", by=rows.maryam, slot=tomorrow(1))
        agreements.answer(asked, True, by=None)
    assert order.ready_on == tomorrow(1).day


def test_what_an_order_left_behind_can_no_longer_be_answered(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
        moves.make(order, "ready", by=rows.maryam)
    assert agreements.find_open(order) is None
    assert agreements.may_be_asked(order, "group") == agreements.may_be_asked(order, "customer") == [CANCEL]
    with refused("agreement.late"), transaction():
        agreements.answer(asked, True, by=None)
    with transaction():
        agreements.ask(order, CANCEL, "", by=None)
    assert [one.state for one in agreements.of(order)] == ["open", "withdrawn"]


@pytest.mark.parametrize(
    ("kind", "reason", "later", "says"),
    [
        (OTHER_DAY, "", 1, "agreement.reason"),
        (OTHER_DAY, "چون", 0, "day.same"),
        (OTHER_DAY, "چون", -2, "day.past"),
        (CANCEL, "", 0, "agreement.reason"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    rows: Rows, order: orders.Order, kind: str, reason: str, later: int, says: str
) -> None:
    slot = tomorrow(later) if kind == OTHER_DAY else None
    with refused(says), transaction():
        agreements.ask(order, kind, reason, by=rows.maryam, slot=slot)
    assert agreements.of(order) == []


def test_what_has_no_day_can_be_given_one(rows: Rows) -> None:
    made = place(rows, (rows.jar.variants[0], 2))[0]
    with transaction():
        moves.make(made, "accept", by=rows.maryam)
        asked = agreements.ask(made, OTHER_DAY, "سرکه تمام شد", by=rows.maryam, slot=tomorrow(3))
        agreements.answer(asked, True, by=None)
    assert (made.ready_on, made.slot) == (tomorrow(3).day, None)


def test_another_orders_agreement_is_not_found(rows: Rows, order: orders.Order) -> None:
    other = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        asked = agreements.ask(order, CANCEL, "", by=None)
    with pytest.raises(Missing):
        agreements.get(other, asked.id)


def test_the_other_side_is_told_each_time(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
    assert notices.of_order(order.id)[0].kind == "agreement.asked"
    with transaction():
        agreements.answer(asked, True, by=None)
    assert notices.to_group(rows.cooks).rows[0].kind == "agreement.answered"


@pytest.fixture
def catering(rows: Rows) -> orders.Order:
    """A service accepted for tomorrow from ten to twelve; it is also done from two to four, for one at a time."""
    hours = (catalogue.Hours(600, 720, 1), catalogue.Hours(840, 960, 1))
    about = catalogue.Description("پذیرایی", kind=products.SERVICE, lead_days=1, windows=hours)
    with transaction():
        groups.set_week(rows.cooks, "", True, rows.maryam)
        service = catalogue.add(rows.cooks, about, [catalogue.Offer("", 9_000_000)], [], rows.maryam)
        plan = offering.Plan(Slot(tomorrow().day, 600))
        made = placing.take_down(rows.cooks, [offering.Wish(service.variants[0], 1)], CUSTOMER, plan, by=rows.worker)
        moves.make(made, "accept", by=rows.maryam)
    return made


def test_a_service_is_moved_to_other_hours(rows: Rows, catering: orders.Order) -> None:
    morning, noon = Slot(tomorrow().day, 600), Slot(tomorrow(2).day, 840)
    with transaction():
        asked = agreements.ask(catering, OTHER_DAY, "عروس دیر می‌رسد", by=None, slot=noon)
        assert asked.slot
        assert asked.slot.ends == 960
        agreements.answer(asked, True, by=rows.maryam)
    assert (catering.ready_on, catering.window, catering.window_ends) == (noon.day, 840, 960)
    assert (held(catering, morning), held(catering, noon)) == (0, 1)
    assert [(one.slot, one.slot.ends, one.by) for one in rebooking.changes_of(catering)] == [(noon, 960, rows.maryam)]


def test_a_service_wants_its_hours(rows: Rows, catering: orders.Order) -> None:
    for slot in (tomorrow(1), Slot(tomorrow(1).day, 601)):
        with refused("day.window"), transaction():
            agreements.ask(catering, OTHER_DAY, "چون", by=rows.maryam, slot=slot)
    assert [window.starts for window in rebooking.windows_of(catering)] == [600, 840]
    assert Slot(tomorrow().day, 600) not in [free.slot for free in rebooking.free_for(catering)]


def test_a_product_that_became_another_kind_gives_back_what_was_taken(rows: Rows, order: orders.Order) -> None:
    variant = order.lines[0].variant
    assert variant
    with transaction():
        variant.product.kind = products.IN_STOCK
        asked = agreements.ask(order, OTHER_DAY, "", by=None, slot=tomorrow(1))
        agreements.answer(asked, True, by=rows.maryam)
    assert (held(order, tomorrow()), held(order, tomorrow(1))) == (0, 3)


def test_a_day_that_went_by_cannot_be_agreed_upon(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
    clock.freeze(clock.now() + timedelta(days=4))
    with refused("day.past"), transaction():
        agreements.answer(asked, True, by=None)
    clock.freeze(None)
    assert (asked.state, order.ready_on) == ("open", tomorrow().day)


def test_no_day_and_one_in_another_life_are_refused(rows: Rows, order: orders.Order) -> None:
    with refused("day.none"), transaction():
        agreements.ask(order, OTHER_DAY, "چون", by=rows.maryam)
    with refused("day.late"), transaction():
        agreements.ask(order, OTHER_DAY, "چون", by=rows.maryam, slot=tomorrow(400))


def test_both_are_told_that_it_was_called_off_together(rows: Rows, order: orders.Order) -> None:
    with transaction():
        agreements.answer(agreements.ask(order, CANCEL, "", by=None), True, by=rows.maryam)
    assert order.last_step.is_agreed
    assert notices.of_order(order.id)[0].kind == "order.called_off"
    assert notices.to_group(rows.cooks).rows[0].kind == "order.called_off"


def test_an_answer_names_the_new_day_and_a_no_names_none(rows: Rows, order: orders.Order) -> None:
    for says_yes in (False, True):
        with transaction():
            asked = agreements.ask(order, OTHER_DAY, "", by=None, slot=tomorrow(1))
            agreements.answer(asked, says_yes, by=rows.maryam)
    facts = [one.plain_facts.get("day") for one in notices.of_order(order.id) if one.kind == "agreement.answered"]
    assert facts == [tomorrow(1).day.isoformat(), None]


def test_what_customers_wait_for_is_known_to_the_board(rows: Rows, order: orders.Order) -> None:
    assert agreements.waiting(rows.cooks) == {}
    with transaction():
        asked = agreements.ask(order, CANCEL, "", by=None)
    assert agreements.waiting(rows.cooks) == {order.id: asked}
    assert agreements.waiting(rows.tailors) == {}
    with transaction():
        moves.make(order, "ready", by=rows.maryam)
        moves.make(order, "deliver", by=rows.maryam)
    assert agreements.waiting(rows.cooks) == {}


def test_an_order_is_not_moved_to_the_day_it_has(rows: Rows) -> None:
    made = place(rows, (rows.cake.variants[0], 1))[0]
    assert made.due
    with refused("day.same"), transaction():
        rebooking.choose(made, made.due)
    on_shelf = place(rows, (rows.jar.variants[0], 1))[0]
    with refused("move.unknown"), transaction():
        rebooking.choose(on_shelf, tomorrow())


def told(order: orders.Order) -> list[str]:
    """What the customer was told of it, the newest first."""
    return [one.kind for one in notices.of_order(order.id)]


def test_her_yes_on_the_telephone_is_written_down_and_told_to_her(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "گوشت نرسید", by=rows.maryam, slot=tomorrow(1))
        agreements.hear(asked, True, by=rows.maryam)
    assert (order.ready_on, asked.state, asked.answerer, asked.was_heard) == (
        tomorrow(1).day,
        "agreed",
        rows.maryam,
        True,
    )
    assert told(order)[0] == "agreement.heard"
    assert notices.of_order(order.id)[0].plain_facts["day"] == tomorrow(1).day.isoformat()


def test_her_no_on_the_telephone_changes_nothing(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, CANCEL, "گوشت نرسید", by=rows.maryam)
        agreements.hear(asked, False, by=rows.maryam)
    assert (order.state, asked.state) == ("accepted", "refused")
    assert "day" not in notices.of_order(order.id)[0].plain_facts
    with refused("agreement.late"), transaction():
        agreements.hear(asked, True, by=rows.maryam)


@pytest.mark.parametrize("channel", [orders.BY_LINK, orders.BY_QUOTE])
def test_whoever_has_her_own_page_answers_there_herself(rows: Rows, order: orders.Order, channel: str) -> None:
    with transaction():
        asked = agreements.ask(order, CANCEL, "گوشت نرسید", by=rows.maryam)
        order.channel = channel
    with refused("agreement.not_yours"), transaction():
        agreements.hear(asked, True, by=rows.maryam)
    assert (order.state, asked.state) == ("accepted", "open")


def test_what_she_asked_herself_is_not_answered_for_her(rows: Rows, order: orders.Order) -> None:
    with transaction():
        asked = agreements.ask(order, CANCEL, "", by=None)
    with refused("agreement.not_yours"), transaction():
        agreements.hear(asked, True, by=rows.maryam)


def test_the_other_side_is_told_that_a_question_was_taken_back(rows: Rows, order: orders.Order) -> None:
    with transaction():
        agreements.withdraw(agreements.ask(order, CANCEL, "گوشت نرسید", by=rows.maryam), by=rows.maryam)
    assert told(order)[0] == "agreement.withdrawn"
    assert not agreements.of(order)[0].was_heard
    with transaction():
        agreements.withdraw(agreements.ask(order, CANCEL, "", by=None), by=None)
    assert notices.to_group(rows.cooks).rows[0].kind == "agreement.withdrawn"


def test_of_one_order_not_everything_can_be_asked_for_ever(rows: Rows, order: orders.Order) -> None:
    for _ in range(agreements.MOST_ASKED):
        with transaction():
            agreements.withdraw(agreements.ask(order, CANCEL, "", by=None), by=None)
    with refused("agreement.many"), transaction():
        agreements.ask(order, CANCEL, "", by=None)


def test_what_an_order_left_behind_waits_for_nobody(rows: Rows, order: orders.Order) -> None:
    with transaction():
        agreements.ask(order, OTHER_DAY, "", by=None, slot=tomorrow(1))
    assert set(agreements.waiting(rows.cooks)) == {order.id}
    with transaction():
        for name in ("ready", "deliver"):
            moves.make(order, name, by=rows.maryam)
    assert agreements.waiting(rows.cooks) == {}
