"""The money of an order: every move from every state, amounts that differ, and how an amount finds its order."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import groups, moves, notices, offering, paying, payments, people, placing, products, settling
from hamyar.domain.notices import Notice
from hamyar.domain.orders import Order
from hamyar.domain.payments import CARD, MOST_ADDED, STATES, Payment
from hamyar.kit import clock
from hamyar.kit.db import db, table_of, transaction
from hamyar.kit.errors import Missing
from tests.domain import paid
from tests.domain.conftest import CUSTOMER, Rows, refused
from tests.domain.paid import SAID, bring, by_card, die, do, order, owed
from tests.people import MARYAM, World

# Each move as somebody would make it, with a sum that is exactly what is missing.
MAKE: dict[str, Callable[[Payment, Rows], object]] = {
    "claim": lambda payment, rows: settling.claim(payment, SAID),
    "take_cash": lambda payment, rows: settling.take_cash(payment, rows.maryam),
    "see": lambda payment, rows: settling.see(payment, payment.missing or 1, rows.maryam),
    "refuse": lambda payment, rows: settling.refuse(payment, "نیامده", rows.maryam),
    "settle": lambda payment, rows: settling.settle(payment, "با هم قرار گذاشتیم", rows.maryam),
    "refund": lambda payment, rows: settling.refund(payment, rows.maryam),
    "mistaken": lambda payment, rows: settling.mistake(payment, "اشتباه بود", rows.maryam),
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


def test_a_thousand_orders_of_one_price_all_differ_and_the_next_is_refused_kindly(rows: Rows) -> None:
    by_card(rows)
    amounts = [payment.due for payment in _many(rows, MOST_ADDED)]
    total = rows.jar.variants[0].price
    assert sorted(amounts) == list(range(total + 1, total + MOST_ADDED + 1))
    stock = rows.jar.variants[0].stock
    with refused("pay.crowded"), transaction():
        placing.take_down(rows.cooks, [_jar(rows)], CUSTOMER, offering.Plan(pay="card"), by=rows.maryam, again=True)
    assert rows.jar.variants[0].stock == stock
    with transaction():
        placing.take_down(rows.cooks, [_jar(rows)], CUSTOMER, offering.Plan(pay="cash"), by=rows.maryam, again=True)


def test_one_card_written_down_twice_is_one_card(rows: Rows) -> None:
    """By a group and by its clinic, or taken out and put in again: the bank's message does not tell which."""
    first = by_card(rows)
    amounts = {payment.due for payment in _many(rows, 400)}
    with transaction():
        clinics = paying.add_card(rows.clinic.id, None, paid.CARD, rows.worker)
        take(rows, clinics)
        paying.drop_card(first, rows.worker)
    again = {payment.due for payment in _many(rows, 400, 60_000)}
    assert len(amounts) == len(again) == 400
    assert amounts & again == set()


def take(rows: Rows, card: paying.PayCard) -> None:
    """The cooks are paid to this card."""
    paying.agree(
        rows.cooks, takes_cash=True, card=card, takes_online=False, is_paid_first=False, hold_hours=24, by=rows.worker
    )


def _many(rows: Rows, count: int, first: int = 50_000) -> list[Payment]:
    """So many open orders of a jar, past the verbs of placing, which would take a minute."""
    pattern = order(rows, "cash")
    kept = {column.name: getattr(pattern, column.name) for column in table_of(Order).columns}
    own, terms, made = ("id", "number", "secret"), paying.of(rows.cooks), []
    with transaction():
        for number in range(count):
            same = {name: value for name, value in kept.items() if name not in own}
            one = Order(**same, number=first + number, secret=f"secret-{first + number}")
            db.session.add(one)
            db.session.flush()
            made.append(payments.begin(one, terms, CARD))
    return made


def _jar(rows: Rows) -> offering.Wish:
    return offering.Wish(rows.jar.variants[0], 1)


def test_an_amount_rests_before_another_order_gets_it(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    by_card(rows)
    monkeypatch.setattr(payments, "MOST_ADDED", 3)
    earlier = [bring(rows, owed(rows), "paid").due for _ in range(2)]
    third = owed(rows).due
    assert third not in earlier
    assert owed(rows).due in earlier, "where none is fresh, one that is not waited for does"


def test_an_order_that_lives_again_waits_for_its_old_amount_or_for_a_new_one(rows: Rows) -> None:
    by_card(rows)
    kept, lost = owed(rows), owed(rows)
    for one in (kept, lost):
        die(rows, one.order)
    taker = owed(rows)
    before = kept.due, lost.due
    do(lambda: setattr(taker, "due", lost.due))
    for one in (kept, lost):
        do(lambda: moves.undo(one.order, one.order.last_step.id, rows.maryam))  # noqa: B023
    assert kept.due == before[0]
    assert lost.due not in before
    assert lost.is_awaited
    assert len({kept.due, lost.due, taker.due}) == 3


def test_two_at_the_same_moment_differ(app: Flask, world: World) -> None:
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        card = paying.add_card(1, cooks, paid.CARD, maryam)
        paying.agree(
            cooks, takes_cash=False, card=card, takes_online=False, is_paid_first=False, hold_hours=2, by=maryam
        )
    gate = threading.Barrier(8)
    failed: list[BaseException] = []

    def buy() -> None:
        gate.wait()
        try:
            with app.app_context(), transaction():
                group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
                assert by
                wish = offering.Wish(products.get(group, world.jar).variants[0], 1)
                placing.take_down(group, [wish], CUSTOMER, by=by, again=True)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=buy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with app.app_context():
        dues = list(db.session.scalars(sa.select(Payment.due)))
    assert len(dues) == len(set(dues)) == 8


def test_the_database_itself_refuses_two_equal_amounts(rows: Rows) -> None:
    by_card(rows)
    one, other = owed(rows), owed(rows)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        other.due = one.due


def test_an_amount_finds_its_order(rows: Rows) -> None:
    by_card(rows)
    one, other, short = owed(rows), owed(rows), bring(rows, owed(rows), "too_little")
    assert payments.due_exactly(rows.cooks, one.due) == [one]
    assert payments.due_exactly(rows.cooks, 7) == [short]
    assert payments.due_exactly(rows.tailors, one.due) == []
    assert payments.due_exactly(rows.cooks, 5) == []
    assert set(payments.due_nearly(rows.cooks, one.order.total)) == {one, other}
    bring(rows, other, "paid")
    assert payments.due_exactly(rows.cooks, other.due) == []
    assert payments.seen_exactly(rows.cooks, other.due) == [other]
    do(lambda: settling.mistake(other, "اشتباه بود", rows.maryam))
    assert payments.seen_exactly(rows.cooks, other.due) == []


def test_the_amount_of_a_dead_order_is_found_after_the_living_and_for_some_weeks(rows: Rows) -> None:
    by_card(rows)
    dead, living = owed(rows), owed(rows)
    die(rows, dead.order)
    do(lambda: setattr(living, "due", dead.due))
    assert payments.due_exactly(rows.cooks, dead.due) == [living, dead]
    clock.freeze(clock.now() + payments.RESTS + timedelta(minutes=1))
    assert payments.due_exactly(rows.cooks, dead.due) == [living]


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
