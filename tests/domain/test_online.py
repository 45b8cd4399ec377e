"""Tries to pay by internet: each is booked once, none is forgotten, and nothing that comes is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hamyar.domain import erasing, gateways, moves, notices, offering, online, paying, payments, settling
from hamyar.domain.notices import Notice
from hamyar.domain.online import PAUSES, Page, Try
from hamyar.domain.payments import Payment
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain.conftest import Rows, refused
from tests.domain.paid import do, order

DUE, LATE = 1_250_000, "B" * 36


def open_till(rows: Rows, *, is_on: bool = True) -> None:
    """The clinic has a gateway, and the cooks take it."""
    with transaction():
        gateway = gateways.put(rows.clinic.id, "https://example.ir", is_on=is_on, by=rows.manager)
        gateways.set_id(gateway, "sealed", rows.manager)
        terms = {"takes_cash": False, "card": None, "takes_online": True, "is_paid_first": True, "hold_hours": 2}
        paying.agree(rows.cooks, by=rows.maryam, **terms)  # type: ignore[arg-type]


@pytest.fixture
def payment(rows: Rows) -> Payment:
    """What is to be paid by internet for a jar."""
    open_till(rows)
    return payments.get(order(rows, "online"))


def begun(payment: Payment, name: int = 1, amount: int = DUE) -> Try:
    """A try under a name of its own."""
    page = Page(f"A{name:035d}", "https://example.ir/pay", amount, "https://example.ir", "sealed")
    with transaction():
        return online.begin(payment, page, "visitor:1")


def begun_before(payment: Payment) -> Try:
    """One more try, from a page that was opened while there was still something to pay."""
    one = Try(payment=payment, authority=LATE, amount=DUE, base="https://example.ir", sealed_id="sealed")
    one.pay_url, one.visitor, one.begun_at = "https://example.ir/pay", "visitor:1", clock.now()
    with transaction():
        db.session.add(one)
    return one


def pay(one: Try) -> bool:
    """The gateway has verified it."""
    with transaction():
        return online.succeed(one, "70000001", "603799******1234")


def told(audience: str) -> list[tuple[str, int]]:
    """The kinds of notices to this audience, with the amounts in them."""
    found = db.session.scalars(sa.select(Notice).where(Notice.audience == audience).order_by(Notice.id))
    return [(one.kind, one.plain_facts.get("amount", 0)) for one in found if one.kind.startswith("payment")]


def test_a_try_is_booked_once_and_both_sides_are_told(payment: Payment) -> None:
    one = begun(payment)
    assert [pay(one) for _ in range(3)] == [True, False, False]
    assert (payment.state, payment.received, len(payment.steps)) == ("paid", DUE, 1)
    assert (one.state, one.ref, one.card_mask, one.next_ask_at) == ("paid", "70000001", "603799******1234", None)
    assert told(notices.CUSTOMER) == [("payment.paid", DUE)]
    assert told(notices.GROUP) == [("payment.paid", DUE)]
    assert moves.can_be_accepted(payment.order)


def test_two_pages_that_were_both_paid_leave_one_sum_to_give_back(payment: Payment, rows: Rows) -> None:
    first, second = begun(payment, 1), begun(payment, 2)
    assert pay(first)
    assert pay(second)
    assert (payment.state, payment.kept, payment.to_give_back) == ("too_much", 2 * DUE, DUE)
    assert payment in payments.to_give_back(rows.cooks)
    assert told(notices.GROUP)[-1] == ("payment.give_back", DUE)
    assert told(notices.CUSTOMER)[-1][0] == "payment.too_much"
    do(lambda: settling.refund(payment, rows.maryam))
    assert (payment.state, payment.kept, payment.to_give_back) == ("paid", DUE, 0)


@pytest.mark.parametrize("state", ["too_much", "refunded"])
def test_money_that_comes_once_more_is_booked_whatever_stands_there(payment: Payment, rows: Rows, state: str) -> None:
    pay(begun(payment, 1))
    late = begun_before(payment)
    if state == "too_much":
        do(lambda: settling.book(payment, 7))
    else:
        do(lambda: settling.refund(payment, rows.maryam))
    before = payment.kept
    assert payment.state == state
    assert pay(late)
    assert payment.kept == before + DUE


def test_money_for_an_order_that_ended_meanwhile_stands_to_give_back(payment: Payment, rows: Rows) -> None:
    one = begun(payment)
    do(lambda: moves.make(payment.order, "expire", by=None, who=moves.CLOCK))
    assert pay(one)
    assert (payment.state, payment.to_give_back, payment.owes_back) == ("paid", DUE, True)
    assert payments.count_waiting(rows.cooks) == 1
    assert told(notices.GROUP)[-1] == ("payment.give_back", DUE)
    assert told(notices.CUSTOMER)[-1] == ("payment.came_late", DUE)


def test_nothing_is_begun_for_what_need_not_be_paid(payment: Payment, rows: Rows) -> None:
    with refused("online.late"):
        begun(payment, amount=DUE - 1)
    pay(begun(payment))
    with refused("online.late"):
        begun(payment, 2)
    dead = payments.get(order(rows, "online"))
    do(lambda: moves.make(dead.order, "decline", by=rows.maryam, reason="نشد"))
    with refused("online.late"):
        begun(dead, 3)


def test_what_failed_is_unpaid_and_may_be_tried_again(payment: Payment) -> None:
    one = begun(payment)
    do(lambda: online.fail(one))
    assert (one.state, one.next_ask_at, payment.state) == ("failed", None, "unpaid")
    assert online.unknown(payment) is None
    assert pay(begun(payment, 2))


def test_a_word_of_failure_does_not_undo_money(payment: Payment) -> None:
    one = begun(payment)
    pay(one)
    do(lambda: online.fail(one))
    assert (one.state, payment.state) == ("paid", "paid")
    other = begun_before(payment)
    do(lambda: online.fail(other))
    assert pay(other), "the gateway took its word back"


def test_it_is_asked_for_with_growing_pauses_and_given_up_after_three_days(payment: Payment) -> None:
    one, began, asked = begun(payment), clock.now(), []
    while online.due() or one.next_ask_at:
        if one.id in online.due():
            asked.append(round((clock.now() - began) / timedelta(minutes=1)))
            do(lambda: online.put_off(one))
        clock.freeze(clock.now() + timedelta(minutes=1))
    assert asked[:4] == [2, 7, 22, 82]
    assert len(asked) == len(PAUSES)
    assert timedelta(days=2.5) < timedelta(minutes=asked[-1]) <= timedelta(days=3)
    assert one.state == "given_up"
    assert pay(one), "what is found afterwards counts"


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_neither_forgets_nor_ends_it(payment: Payment, days: int) -> None:
    one = begun(payment)
    clock.freeze(clock.now() + timedelta(days=days))
    assert online.due() == [one.id]
    do(lambda: online.put_off(one))
    assert online.due() == []
    clock.freeze(clock.now() + timedelta(minutes=6))
    assert online.due() == [one.id]
    assert one.state == "begun"
    assert [pay(one), pay(one)] == [True, False]


def test_the_clock_jumps_back_after_it_was_put_off(payment: Payment) -> None:
    one = begun(payment)
    clock.freeze(clock.now() + timedelta(days=400))
    do(lambda: online.put_off(one))
    clock.freeze(clock.now() - timedelta(days=400))
    assert online.due() == [one.id]


def test_a_page_leads_on_for_ten_minutes_and_for_its_amount(payment: Payment) -> None:
    one = begun(payment)
    assert one.leads_on
    do(lambda: settling.book(payment, 5))
    assert not one.leads_on, "less is missing now"
    other = begun(payment, 2, DUE - 5)
    assert other.leads_on
    clock.freeze(clock.now() + timedelta(minutes=10))
    assert not other.leads_on


def test_payers_and_old_tries_are_forgotten(payment: Payment, rows: Rows) -> None:
    one, nothing = begun(payment), begun_before(payment)
    pay(one)
    do(lambda: online.fail(nothing))
    for name in ("accept", "ready", "deliver"):
        do(lambda name=name: moves.make(payment.order, name, by=rows.maryam))
    clock.freeze(clock.now() + erasing.ERASED_AFTER + timedelta(days=1))
    do(erasing.forget_old)
    do(online.forget_old)
    db.session.expire_all()
    assert (one.card_mask, one.visitor, one.ref) == ("", "", "70000001")
    assert online.find(rows.clinic.id, LATE) is None


@pytest.mark.parametrize("is_on", [True, False])
def test_customers_are_offered_the_internet_while_there_is_a_gateway(rows: Rows, is_on: bool) -> None:
    open_till(rows, is_on=is_on)
    wish = offering.Wish(rows.jar.variants[0], 1)
    assert gateways.is_set(rows.clinic.id) == is_on
    assert offering.of(rows.cooks, [wish]).terms.ways == (["online"] if is_on else ["cash"])
