"""The amounts by which orders are paid: they differ, rest, and each finds its order."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import groups, incoming, moves, offering, paying, payments, people, placing, products, settling
from hamyar.domain.orders import Order
from hamyar.domain.payments import CARD, MOST_ADDED, Payment
from hamyar.kit import clock
from hamyar.kit.db import db, table_of, transaction
from tests import heard
from tests.domain import paid
from tests.domain.conftest import CUSTOMER, Rows, refused
from tests.domain.paid import bring, by_card, die, do, order, owed
from tests.people import MARYAM, World


def test_an_amount_that_another_has_meanwhile_is_chosen_anew(rows: Rows) -> None:
    by_card(rows)
    payment = bring(rows, owed(rows), "refunded")
    others = [owed(rows) for _ in range(3)]
    with transaction():
        others[0].due = payment.due
    do(lambda: settling.ask_anew(payment, rows.maryam))
    assert payment.due not in [other.due for other in others]


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


def found(whose: groups.Group, amount: int) -> incoming.Match:
    """What one amount leads to."""
    return incoming.matches(whose, [amount])[amount]


def test_an_amount_finds_its_order(rows: Rows) -> None:
    by_card(rows)
    one, other, short = (owed(rows) for _ in range(3))
    for added, payment in zip((100, 200, 300), (one, other, short), strict=True):
        # Not by chance: what came for the short one must be no other's amount.
        do(lambda added=added, payment=payment: setattr(payment, "due", payment.order.total + added))  # type: ignore[misc]
    bring(rows, short, "too_little")
    assert found(rows.cooks, one.due) == incoming.Match(due=[one])
    assert found(rows.cooks, 7) == incoming.Match(due=[short])
    assert found(rows.tailors, one.due) == incoming.Match()
    price = found(rows.cooks, one.order.total)
    assert (price.due, sorted(price.near, key=id)) == ([], sorted([one, other], key=id))
    bring(rows, other, "paid")
    assert found(rows.cooks, other.due) == incoming.Match(seen=[other])
    do(lambda: settling.mistake(other, "اشتباه بود", rows.maryam))
    assert found(rows.cooks, other.due) == incoming.Match(due=[other])


def test_the_nearest_five_are_named_and_no_dead_one_among_them(rows: Rows) -> None:
    by_card(rows)
    owing = [owed(rows) for _ in range(7)]
    for off, payment in zip((900, 40, -30, 20, -10, 50, 1), owing, strict=True):
        do(lambda off=off, payment=payment: setattr(payment, "due", 9_000_000 + off))  # type: ignore[misc]
    die(rows, owing[-1].order)
    near = found(rows.cooks, 9_000_000).near
    assert [payment.due - 9_000_000 for payment in near] == [-10, 20, -30, 40, 50]
    die(rows, owing[0].order)
    die(rows, owing[1].order)
    near = found(rows.cooks, 9_000_000).near
    assert [payment.due - 9_000_000 for payment in near] == [-10, 20, -30, 50]


def test_many_amounts_are_answered_by_as_many_statements_as_one(app: Flask, rows: Rows) -> None:
    by_card(rows)
    made = [owed(rows) for _ in range(3)]
    bring(rows, made[0], "paid")
    amounts, counts = [made[0].due, made[1].due, made[2].due, 77, 5], []
    for asked in (amounts[:2], amounts):
        with heard.statements(app) as statements:
            answer = incoming.matches(rows.cooks, asked)
        counts.append(len(statements))
    assert [(len(one.due), len(one.seen)) for one in answer.values()] == [(0, 1), (1, 0), (1, 0), (0, 0), (0, 0)]
    assert counts[1] <= counts[0]
    assert incoming.matches(rows.cooks, []) == {}


def test_the_amount_of_a_dead_order_is_found_after_the_living_and_for_some_weeks(rows: Rows) -> None:
    by_card(rows)
    dead, living = owed(rows), owed(rows)
    die(rows, dead.order)
    do(lambda: setattr(living, "due", dead.due))
    assert found(rows.cooks, dead.due).due == [living, dead]
    clock.freeze(clock.now() + payments.RESTS + timedelta(minutes=1))
    assert found(rows.cooks, dead.due).due == [living]


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
