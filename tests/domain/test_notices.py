"""What is told: one row a step, nothing said twice or too much, and every try with its end."""

from datetime import timedelta
from typing import Any

import pytest

from hamyar.domain import bell, notices, orders, outgoing, reaching
from hamyar.domain.notices import Notice
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain.conftest import Rows, place


@pytest.fixture
def order(rows: Rows) -> orders.Order:
    """An order that waits to be accepted, told to nobody yet: what these tests tell is all there is."""
    made = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        db.session.query(Notice).delete()
    return made


def tell(order: orders.Order, kind: str = "order.placed", **facts: object) -> Notice:
    """Tell the customer, in a transaction of its own."""
    with transaction():
        notices.tell_customer(
            order.clinic_id, order.group_id, order.id, order.mobile, kind, facts or {"number": order.number}, "/o/x"
        )
    return notices.of_order(order.id)[0]


def tell_group(rows: Rows, kind: str = "order.placed", order_id: int | None = None) -> None:
    """Tell the cooks, in a transaction of its own."""
    with transaction():
        notices.tell_group(rows.cooks, kind, {"number": 1001}, order_id)


def due(clinic_id: int, *, is_quiet: bool = False) -> list[Notice]:
    """What would be sent now."""
    return outgoing.waiting_to_send(clinic_id, is_quiet=is_quiet)


def try_it(notice: Notice, outcome: str, error: str = "") -> None:
    """One try, with this outcome."""
    with transaction():
        one = outgoing.begin(notice, "sms")
        assert one is not None
    with transaction():
        outgoing.note(one, outcome, error)


def later(**much: Any) -> None:
    """Time passes."""
    clock.freeze(clock.now() + timedelta(**much))


def test_a_notice_stands_there_as_soon_as_its_step_is_saved(order: orders.Order) -> None:
    notice = tell(order)
    assert (notice.state, notice.mobile, notice.plain_facts) == ("waiting", order.mobile, {"number": order.number})
    assert due(order.clinic_id) == [notice]


def test_a_step_that_is_not_saved_tells_nobody(order: orders.Order) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        notices.tell_customer(order.clinic_id, order.group_id, order.id, order.mobile, "order.ready", {}, "/o/x")
        raise ZeroDivisionError
    assert notices.of_order(order.id) == []


@pytest.mark.parametrize("fact", ["surname", "address", "note", "mobile"])
def test_a_notice_refuses_to_carry_what_it_need_not(order: orders.Order, fact: str) -> None:
    with pytest.raises(ValueError, match=fact):
        tell(order, **{fact: "..."})


def test_a_step_waits_a_minute_so_that_a_slip_is_told_to_nobody(order: orders.Order) -> None:
    tell(order, "order.accepted")
    assert due(order.clinic_id) == []
    with transaction():
        assert not notices.withdraw(order.id, clock.now())
    later(minutes=5)
    assert due(order.clinic_id) == []
    assert notices.of_order(order.id) == []


def test_a_slip_takes_back_no_other_news(order: orders.Order) -> None:
    for kind in ("payment.paid", "agreement.asked", "order.ready"):
        tell(order, kind)
    with transaction():
        notices.withdraw(order.id, clock.now())
    later(minutes=2)
    assert [one.kind for one in due(order.clinic_id)] == ["payment.paid", "agreement.asked"]


def test_the_newest_step_overtakes_those_she_was_not_told(order: orders.Order) -> None:
    for kind in ("order.placed", "order.accepted", "payment.paid", "order.ready"):
        tell(order, kind)
    later(minutes=2)
    assert [one.kind for one in due(order.clinic_id)] == ["payment.paid", "order.ready"]


def test_a_sent_notice_is_never_due_again_even_when_the_clock_goes_back(order: orders.Order) -> None:
    notice = tell(order)
    try_it(notice, outgoing.OK)
    assert notice.is_told
    for days in (-400, 800):
        later(days=days)
        assert due(order.clinic_id) == []


def test_a_clock_set_back_lets_nothing_wait_for_ever(order: orders.Order) -> None:
    later(days=900)
    notice = tell(order)
    try_it(notice, outgoing.FAILED)
    later(days=-900)
    assert due(order.clinic_id) == [notice]


def test_pauses_grow_until_it_is_given_up_loudly(order: orders.Order) -> None:
    notice = tell(order)
    for pause in (1, 5, 15, 60, 240):
        try_it(notice, outgoing.FAILED, "http")
        later(minutes=pause, seconds=-1)
        assert due(order.clinic_id) == []
        later(seconds=1)
        assert due(order.clinic_id) == [notice]
    try_it(notice, outgoing.FAILED, "http")
    assert notice.state == "given_up"
    assert outgoing.count_given_up(order.clinic_id) == 1
    assert outgoing.last_tries([notice])[notice.id].error == "http"


def test_what_is_given_up_rings_at_the_staffs_bell_once_until_one_of_them_looks(
    rows: Rows, order: orders.Order
) -> None:
    for kind in ("payment.paid", "payment.refunded"):
        notice = tell(order, kind)
        with transaction():
            outgoing.give_up(notice)
            outgoing.give_up(notice)
    assert bell.count_staff(rows.clinic.id) == 1
    with transaction():
        bell.acknowledge_all(rows.clinic.id, rows.worker)
    assert bell.count_staff(rows.clinic.id) == 0


def test_no_clear_answer_means_one_more_try_and_no_third(order: orders.Order) -> None:
    notice = tell(order)
    with transaction():
        assert outgoing.begin(notice, "sms")
    # Here the machine dies.
    later(minutes=2)
    try_it(notice, outgoing.UNKNOWN, "slow")
    assert notice.state == "given_up"


def test_a_machine_that_dies_twice_while_sending_does_not_try_a_third_time(order: orders.Order) -> None:
    notice = tell(order)
    for _ in range(2):
        with transaction():
            assert outgoing.begin(notice, "sms")
        later(minutes=10)
    with transaction():
        assert outgoing.begin(notice, "sms") is None
    assert notice.state == "given_up"


def test_two_that_send_at_once_do_not_send_twice(order: orders.Order) -> None:
    notice = tell(order)
    as_both_read_it = db.session.get(Notice, notice.id)
    assert as_both_read_it
    db.session.expunge(as_both_read_it)
    with transaction():
        assert outgoing.begin(db.session.get_one(Notice, as_both_read_it.id), "sms")
        assert outgoing.begin(as_both_read_it, "sms") is None


def test_without_a_line_it_waits_for_days_leaves_one_row_and_then_goes(order: orders.Order) -> None:
    notice = tell(order)
    for _ in range(20):
        try_it(notice, outgoing.NO_LINE, "no_line")
        later(minutes=15)
    assert (notice.state, notice.tries, db.session.query(outgoing.NoticeTry).count()) == ("waiting", 0, 1)
    try_it(notice, outgoing.OK)
    assert notice.is_told


def test_what_is_three_days_old_is_no_news_any_more(order: orders.Order) -> None:
    notice = tell(order)
    later(days=3, minutes=1)
    try_it(notice, outgoing.NO_LINE)
    assert notice.state == "given_up"


def test_what_was_given_up_can_be_tried_again_or_let_be(order: orders.Order) -> None:
    notice = tell(order)
    try_it(notice, outgoing.UNKNOWN)
    later(minutes=2)
    try_it(notice, outgoing.UNKNOWN)
    with transaction():
        outgoing.again(notice)
    assert due(order.clinic_id) == [notice]
    try_it(notice, outgoing.FAILED)
    with transaction():
        outgoing.give_up(notice)
        outgoing.let_be(notice)
    assert outgoing.count_given_up(order.clinic_id) == 0


def test_somebody_tells_her_and_ticks_it_off(rows: Rows, order: orders.Order) -> None:
    notice = tell(order)
    with transaction():
        notices.told(notice, rows.maryam)
        notices.told(notice, rows.worker)
    assert (notice.state, notice.told_by_id, notice.told_at) == ("told", rows.maryam.id, notice.told_at)
    assert due(order.clinic_id) == []
    with transaction():
        notices.untold(notice)
    assert (notice.state, notice.can_be_told) == ("waiting", True)
    assert due(order.clinic_id) == [], "whoever took it into her hands keeps it"


def test_a_tick_wins_over_a_try_under_way(rows: Rows, order: orders.Order) -> None:
    notice = tell(order)
    with transaction():
        one = outgoing.begin(notice, "sms")
        assert one
        notices.told(notice, rows.maryam)
    with transaction():
        outgoing.note(one, outgoing.FAILED)
    assert notice.state == "told"


def test_in_quiet_hours_only_a_test_leaves(rows: Rows, order: orders.Order) -> None:
    tell(order)
    with transaction():
        proof = outgoing.test(rows.manager, "sms", rows.manager.mobile)
    assert due(order.clinic_id, is_quiet=True) == [proof]
    try_it(proof, outgoing.FAILED)
    assert proof.state == "given_up"
    assert outgoing.count_given_up(order.clinic_id) == 0, "a failed test is shown where it was asked for"


def test_the_bell_rings_until_one_of_the_group_looks(rows: Rows) -> None:
    for kind in ("order.placed", "payment.claimed"):
        tell_group(rows, kind)
    assert (bell.count(rows.cooks), len(bell.ringing(rows.cooks)), bell.count(rows.tailors)) == (2, 1, 0)
    with transaction():
        assert bell.acknowledge(rows.cooks, rows.maryam) == 2
        assert bell.acknowledge(rows.cooks, rows.maryam) == 0
    assert (bell.count(rows.cooks), bell.ringing(rows.cooks)) == (0, [])
    assert {one.acknowledged_by_id for one in notices.to_group(rows.cooks).rows} == {rows.maryam.id}


def test_staff_who_tap_silence_their_own_screens_only(rows: Rows) -> None:
    tell_group(rows)
    assert len(bell.ringing_in_clinic(rows.clinic.id)) == 1
    with transaction():
        bell.acknowledge_all(rows.clinic.id, rows.worker)
    assert bell.ringing_in_clinic(rows.clinic.id) == []
    assert bell.count(rows.cooks) == 1


def test_an_answered_order_rings_nowhere_any_more(rows: Rows, order: orders.Order) -> None:
    tell_group(rows, order_id=order.id)
    with transaction():
        notices.settle(order.id, rows.worker)
    assert bell.ringing(rows.cooks) == bell.ringing_in_clinic(rows.clinic.id) == []


def test_staff_see_which_group_has_not_looked_for_two_hours(rows: Rows) -> None:
    tell_group(rows)
    later(hours=2, seconds=-1)
    assert bell.unlooked(rows.clinic.id) == {}
    later(seconds=1)
    assert bell.unlooked(rows.clinic.id)[rows.cooks.id].notices == 1


def test_notices_and_their_tries_are_forgotten_after_half_a_year(order: orders.Order) -> None:
    try_it(tell(order), outgoing.OK)
    later(days=181)
    with transaction():
        assert outgoing.forget_old() == 1


def test_lists_come_a_page_at_a_time_newest_first(rows: Rows) -> None:
    for _ in range(25):
        tell_group(rows)
    first = notices.to_group(rows.cooks)
    rest = notices.to_group(rows.cooks, first.next)
    assert (len(first.rows), len(rest.rows), rest.next) == (20, 5, None)
    assert first.rows[0].id > first.rows[-1].id > rest.rows[0].id


def test_what_an_order_has_left_behind_does_not_reach_a_woman_at_breakfast(order: orders.Order, rows: Rows) -> None:
    with transaction():
        reaching.want_sms(rows.maryam, True)
        notices.tell_group(rows.cooks, "order.placed", {"number": order.number}, order.id)
        new = notices.to_group(rows.cooks).rows[0]
        assert outgoing.spread(new) == 1
    assert [one.audience for one in due(order.clinic_id)] == ["person"]
    with transaction():
        notices.settle(order.id, rows.maryam)
    assert due(order.clinic_id) == []
