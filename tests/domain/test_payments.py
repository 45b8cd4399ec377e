"""The money of an order: every move from every state, what waits, and what goes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hamyar.domain import moves, notices, payments, settling
from hamyar.domain.notices import Notice
from hamyar.domain.payments import STATES, Payment
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import Rows, refused
from tests.domain.paid import SAID, bring, by_card, die, do, order, owed

# Each move as somebody would make it, with a sum that is exactly what is missing.
MAKE: dict[str, Callable[[Payment, Rows], object]] = {
    "claim": lambda payment, rows: settling.claim(payment, SAID),
    "take_cash": lambda payment, rows: settling.take_cash(payment, rows.maryam),
    "see": lambda payment, rows: settling.see(payment, payment.missing or 1, rows.maryam),
    "refuse": lambda payment, rows: settling.refuse(payment, "نیامده", rows.maryam),
    "settle": lambda payment, rows: settling.settle(payment, "با هم قرار گذاشتیم", rows.maryam),
    "refund": lambda payment, rows: settling.refund(payment, rows.maryam),
    "mistaken": lambda payment, rows: settling.mistake(payment, "اشتباه بود", rows.maryam),
    "anew": lambda payment, rows: settling.ask_anew(payment, rows.maryam),
    "book": lambda payment, rows: settling.book(payment, payment.missing or 1),
}
# Where each move leads by card: what is not named is refused.
LEADS: dict[str, dict[str, str]] = {
    "claim": {"unpaid": "claimed", "claimed": "claimed", "refused": "claimed", "too_little": "claimed"},
    "take_cash": {},
    "see": {"unpaid": "paid", "claimed": "paid", "refused": "paid", "too_little": "paid"},
    "refuse": {"claimed": "refused"},
    "settle": {"too_little": "paid", "too_much": "paid"},
    "refund": {"paid": "refunded", "too_little": "refunded", "too_much": "paid"},
    "mistaken": {"paid": "unpaid", "too_little": "unpaid", "too_much": "unpaid", "refunded": "unpaid"},
    "anew": {"refunded": "unpaid"},
    "book": {},
}


def test_the_table_of_these_tests_is_whole() -> None:
    assert MAKE.keys() == LEADS.keys() == {move.name for move in settling.MOVES}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", sorted(MAKE))
def test_every_move_from_every_state(rows: Rows, name: str, state: str) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), state)
    before = (payment.received, payment.refunded, len(payment.steps))
    if state not in LEADS[name]:
        with refused("pay.late"), transaction():
            MAKE[name](payment, rows)
        assert (payment.state, payment.received, payment.refunded, len(payment.steps)) == (state, *before)
        return
    do(lambda: MAKE[name](payment, rows))
    step = payment.steps[-1]
    assert (step.came_from, step.state, step.move) == (state, LEADS[name][state], name)
    assert step.by_id == (None if name == "claim" else rows.maryam.id)
    assert payment.state == LEADS[name][state]
    assert payment.is_enough == (payment.state in ("paid", "too_much"))


@pytest.mark.parametrize("state", STATES)
def test_the_buttons_are_the_moves_that_work(rows: Rows, state: str) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), state)
    offered = {move.name for move in settling.open_to(payment, leads=True)}
    assert offered == {name for name, leads in LEADS.items() if state in leads} - {"claim"}
    assert settling.open_to(payment, leads=False) == []
    assert settling.can_claim(payment) == (state in LEADS["claim"])


def test_cash_is_taken_by_any_member_and_never_of_a_dead_order(rows: Rows) -> None:
    by_card(rows)
    payment = owed(rows, "cash")
    assert payment.due == payment.order.total
    assert [move.name for move in settling.open_to(payment, leads=False)] == ["take_cash"]
    do(lambda: settling.take_cash(payment, rows.maryam))
    assert (payment.state, payment.received) == ("paid", payment.due)
    other = owed(rows, "cash")
    die(rows, other.order)
    assert settling.open_to(other, leads=False) == []
    with refused("pay.late"), transaction():
        settling.take_cash(other, rows.maryam)


def test_cash_that_was_ticked_with_the_delivery_goes_back_with_it(rows: Rows) -> None:
    payment = owed(rows, "cash")
    do(lambda: settling.take_cash(payment, rows.maryam))
    do(lambda: settling.undo_cash(payment, payment.steps[-1].at + timedelta(seconds=1), "پس گرفته شد", rows.maryam))
    assert payment.state == "paid", "it was taken before that step"
    do(lambda: settling.undo_cash(payment, payment.steps[-1].at, "پس گرفته شد", rows.maryam))
    assert (payment.state, payment.received) == ("unpaid", 0)


@pytest.mark.parametrize(("off", "state", "missing"), [(-7, "too_little", 7), (0, "paid", 0), (7, "too_much", 0)])
def test_the_amount_decides(rows: Rows, off: int, state: str, missing: int) -> None:
    by_card(rows)
    payment = owed(rows)
    do(lambda: settling.see(payment, payment.due + off, rows.maryam))
    assert (payment.state, payment.missing, payment.to_give_back) == (state, missing, max(0, off))


def test_who_got_her_money_back_may_pay_again_as_long_as_the_order_lives(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "refunded")
    do(lambda: settling.ask_anew(payment, rows.maryam))
    assert (payment.is_awaited, payment.missing) == (True, payment.due)
    told = sa.select(Notice.kind).where(Notice.order_id == payment.order_id, Notice.audience == "customer")
    assert db.session.scalars(told.order_by(Notice.id.desc())).first() == "payment.anew"
    do(lambda: settling.see(payment, payment.due, rows.maryam))
    assert (payment.state, payment.received, payment.refunded) == ("paid", 2 * payment.due, payment.due)
    do(lambda: settling.refund(payment, rows.maryam))
    assert (payment.kept, payment.refunded) == (0, 2 * payment.due)
    die(rows, payment.order)
    with refused("pay.late"), transaction():
        settling.ask_anew(payment, rows.maryam)


def test_the_rest_that_comes_later_is_added(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "too_little")
    do(lambda: settling.claim(payment, SAID))
    do(lambda: settling.refuse(payment, "نیامده", rows.maryam))
    assert payment.state == "too_little", "what came before is there all the same"
    do(lambda: settling.see(payment, 7, rows.maryam))
    assert (payment.state, payment.received) == ("paid", payment.due)


def test_what_was_too_much_goes_back_and_the_rest_stays(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "too_much")
    assert payment.owes_back
    do(lambda: settling.refund(payment, rows.maryam))
    assert (payment.state, payment.kept, payment.owes_back) == ("paid", payment.due, False)
    die(rows, payment.order)
    assert (payment.to_give_back, payment.owes_back) == (payment.due, True)
    do(lambda: settling.refund(payment, rows.maryam))
    assert (payment.state, payment.kept, payment.owes_back) == ("refunded", 0, False)
    do(lambda: settling.mistake(payment, "پس نداده بودیم", rows.maryam))
    assert (payment.state, payment.received, payment.refunded) == ("unpaid", 0, 0)


@pytest.mark.parametrize("amount", [0, -1, settling.MOST_AT_ONCE + 1])
def test_an_amount_that_cannot_be_is_refused(rows: Rows, amount: int) -> None:
    by_card(rows)
    payment = owed(rows)
    with refused("pay.amount"), transaction():
        settling.see(payment, amount, rows.maryam)


def test_a_claim_says_something_and_a_later_one_replaces_it(rows: Rows) -> None:
    by_card(rows)
    payment = owed(rows)
    with refused("claim.empty"), transaction():
        settling.claim(payment, settling.Claim())
    do(lambda: settling.claim(payment, SAID))
    do(lambda: settling.claim(payment, settling.Claim(tracking="5")))
    assert (payment.payer_digits, payment.tracking, payment.receipt) == ("", "5", SAID.receipt)
    told = sa.select(sa.func.count()).where(Notice.kind == "payment.claimed", Notice.audience == notices.GROUP)
    assert db.session.scalar(told) == 1, "the group is told once"


def test_moves_that_want_a_reason_get_one(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "claimed")
    with refused("pay.reason"), transaction():
        settling.refuse(payment, "", rows.maryam)


def test_a_tap_on_an_old_page_does_nothing(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "too_little")
    do(lambda: settling.expect(payment, payment.last_step))
    seen = payment.last_step
    do(lambda: settling.see(payment, 3, rows.maryam))
    with refused("pay.late"), transaction():
        settling.expect(payment, seen)


def test_an_order_waits_for_its_money_where_that_must_come_first(rows: Rows) -> None:
    by_card(rows, is_paid_first=True)
    first, cash = owed(rows), owed(rows, "cash")
    with refused("move.unpaid"), transaction():
        moves.make(first.order, "accept", by=rows.maryam)
    bring(rows, first, "paid")
    do(lambda: moves.make(first.order, "accept", by=rows.maryam))
    do(lambda: moves.make(cash.order, "accept", by=rows.maryam))


def test_what_waits_is_listed_claims_first_and_what_goes_back_by_itself(rows: Rows) -> None:
    by_card(rows)
    short, claimed, much, dead_short, done = (owed(rows) for _ in range(5))
    for payment, state in ((short, "too_little"), (claimed, "claimed"), (much, "too_much"), (done, "paid")):
        bring(rows, payment, state)
    bring(rows, dead_short, "too_little")
    die(rows, dead_short.order)
    assert payments.waiting(rows.cooks) == [claimed, short]
    assert payments.to_give_back(rows.cooks) == [much, dead_short]
    assert payments.count_waiting(rows.cooks) == 4
    assert payments.count_waiting(rows.tailors) == 0


def test_a_claim_on_a_dead_order_is_looked_at_and_its_money_goes_back(rows: Rows) -> None:
    by_card(rows)
    payment = owed(rows)
    die(rows, payment.order)
    do(lambda: settling.claim(payment, SAID))
    assert payments.waiting(rows.cooks) == [payment]
    do(lambda: settling.see(payment, payment.due, rows.maryam))
    assert payments.to_give_back(rows.cooks) == [payment]


def test_the_customer_is_told_of_each_end_once(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "too_much")
    do(lambda: settling.refund(payment, rows.maryam))
    kinds = sa.select(Notice.kind).where(Notice.order_id == payment.order_id, Notice.kind.like("payment.%"))
    assert list(db.session.scalars(kinds.order_by(Notice.id))) == ["payment.too_much", "payment.refunded"]


def test_an_order_from_before_payments_has_none(rows: Rows) -> None:
    one = order(rows, "cash")
    do(lambda: db.session.execute(sa.delete(Payment)))
    assert payments.of(one) is None
    with pytest.raises(Missing):
        payments.get(one)


def test_a_step_keeps_its_reason_and_no_more_than_that(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "claimed")
    do(lambda: settling.refuse(payment, "ن" * 900, rows.maryam))
    assert payment.reason == "ن" * payments.LONGEST_REASON
