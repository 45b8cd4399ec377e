"""What was done by mistake and is taken back: the customer is told what is true, and no money is lost on the way."""

from datetime import timedelta

import pytest

from hamyar.domain import moves, notices, orders, outgoing, payments, settling
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.domain.conftest import Rows, place, refused
from tests.domain.paid import bring, by_card, do, owed


@pytest.fixture
def jar(rows: Rows) -> orders.Order:
    """An order that was placed."""
    clock.freeze(clock.start_of(clock.today()) + timedelta(hours=10))
    return place(rows, (rows.jar.variants[0], 1))[0]


def told(order: orders.Order) -> list[str]:
    """What its customer was or is to be told, the newest first."""
    return [one.kind for one in notices.of_order(order.id)]


def send(order: orders.Order) -> None:
    """What waits for her leaves the machine."""
    with transaction():
        for notice in notices.of_order(order.id):
            one = outgoing.begin(notice, "sms") if notice.state == notices.WAITING else None
            if one:
                outgoing.note(one, outgoing.OK)


def undo(rows: Rows, order: orders.Order) -> None:
    do(lambda: moves.undo(order, order.last_step.id, rows.maryam))


def test_whoever_was_told_of_a_slip_is_told_that_it_was_one(rows: Rows, jar: orders.Order) -> None:
    do(lambda: moves.make(jar, "decline", by=rows.maryam, reason="نشد"))
    send(jar)
    undo(rows, jar)
    assert told(jar)[:2] == ["order.corrected", "order.declined"]
    do(lambda: moves.make(jar, "accept", by=rows.maryam))
    assert told(jar)[0] == "order.accepted"
    assert "order.corrected" not in told(jar), "the newer word overtakes it"


def test_whoever_was_not_told_yet_hears_nothing_of_it(rows: Rows, jar: orders.Order) -> None:
    send(jar)
    do(lambda: moves.make(jar, "decline", by=rows.maryam, reason="نشد"))
    undo(rows, jar)
    assert told(jar) == ["order.placed"]


def test_an_earlier_message_is_no_reason_to_correct_anything(rows: Rows, jar: orders.Order) -> None:
    do(lambda: moves.make(jar, "accept", by=rows.maryam))
    send(jar)
    clock.freeze(clock.now() + timedelta(minutes=1))
    do(lambda: moves.make(jar, "ready", by=rows.maryam))
    undo(rows, jar)
    assert "order.corrected" not in told(jar)


def test_what_was_paid_back_is_not_brought_to_life_again(rows: Rows) -> None:
    by_card(rows, is_paid_first=True)
    payment = bring(rows, owed(rows), "paid")
    order = payment.order
    do(lambda: moves.make(order, "accept", by=rows.maryam))
    do(lambda: moves.make(order, "call_off", by=rows.maryam, reason="نشد"))
    do(lambda: settling.refund(payment, rows.maryam))
    with refused("undo.refunded"):
        undo(rows, order)
    assert (order.state, payment.state, payment.kept) == ("cancelled", "refunded", 0)


def test_money_that_was_not_there_after_all_is_said_to_her(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "paid")
    do(lambda: settling.mistake(payment, "اشتباه دیدم", rows.maryam))
    assert told(payment.order)[0] == "payment.mistaken"
    assert "payment.paid" not in told(payment.order), "she had not been told yet"


def test_a_step_back_is_no_use_while_the_clock_is_wrong(rows: Rows, jar: orders.Order) -> None:
    do(lambda: moves.make(jar, "accept", by=rows.maryam))
    clock.freeze(clock.now() - timedelta(days=20))
    assert not moves.can_undo(jar)
    clock.freeze(clock.now() + timedelta(days=20) - timedelta(seconds=30))
    assert moves.can_undo(jar), "a clock that is set right by seconds changes nothing"


def test_a_second_tap_of_the_customer_has_its_end(rows: Rows) -> None:
    by_card(rows)
    payment = owed(rows)
    said = settling.Claim(payer_digits="1234")
    for _ in range(settling.MOST_CLAIMS):
        do(lambda: settling.claim(payment, said))
    with refused("claim.many"):
        do(lambda: settling.claim(payment, said))
    assert payments.get(payment.order).state == "claimed"
