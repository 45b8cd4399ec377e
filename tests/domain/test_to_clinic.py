"""Payments to the clinic's own cards: found over all its groups, by the lists that are short."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from hamyar.domain import clinics, incoming, offering, paying, payments, placing, settling
from hamyar.domain.payments import Payment
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import CUSTOMER, Rows
from tests.domain.paid import bring, by_card, do, owed

CLINICS = paying.NewCard("6104337812345674", "کلینیک مهر")


def share(rows: Rows) -> None:
    """The cooks and the tailors are paid to a card of the clinic."""
    with transaction():
        card = paying.add_card(rows.clinic.id, None, CLINICS, rows.worker)
        for group in (rows.cooks, rows.tailors):
            terms = {"takes_cash": True, "takes_online": False, "is_paid_first": False, "hold_hours": 24}
            paying.agree(group, card=card, by=rows.worker, **terms)


def sewn(rows: Rows) -> Payment:
    """What a dress of the tailors costs."""
    wish = offering.Wish(rows.dress.variants[0], 1)
    with transaction():
        rows.dress.variants[0].stock += 1
        plan = offering.Plan(pay="card")
        made = placing.take_down(rows.tailors, [wish], CUSTOMER, plan, by=rows.sara, again=True)
    return payments.get(made)


def test_the_clinic_has_what_goes_to_its_cards_and_the_groups_have_all_of_theirs(rows: Rows) -> None:
    by_card(rows)
    own = bring(rows, owed(rows), "claimed")
    share(rows)
    cooked, dress = bring(rows, owed(rows), "claimed"), bring(rows, sewn(rows), "too_much")
    cash = owed(rows, "cash")
    assert payments.waiting(rows.clinic) == [cooked]
    assert payments.to_give_back(rows.clinic) == [dress]
    assert payments.count_waiting(rows.clinic) == 2
    assert payments.waiting(rows.cooks) == [own, cooked]
    assert payments.get_at(rows.clinic, dress.order.number) == dress
    for other in (own, cash):
        with pytest.raises(Missing):
            payments.get_at(rows.clinic, other.order.number)
    found = incoming.matches(rows.clinic, [own.due, cooked.due, dress.due + 7])
    assert list(found.values()) == [
        incoming.Match(near=[cooked] if abs(own.due - cooked.due) <= payments.MOST_ADDED else []),
        incoming.Match(due=[cooked]),
        incoming.Match(seen=[dress]),
    ]


def test_a_clinic_without_cards_has_nothing(rows: Rows) -> None:
    by_card(rows)
    claimed = bring(rows, owed(rows), "claimed")
    with transaction():
        other = clinics.Clinic(name="کلینیک دیگر", city="قم", phone="025", made_at=clock.now())
        db.session.add(other)
    for clinic in (rows.clinic, other):
        assert payments.count_waiting(clinic) == 0
        assert payments.waiting(clinic) == payments.to_give_back(clinic) == []
        assert incoming.matches(clinic, [claimed.due]) == {claimed.due: incoming.Match()}


def test_what_was_taken_back_was_not_seen(rows: Rows) -> None:
    share(rows)
    payment = bring(rows, owed(rows), "paid")
    do(lambda: settling.mistake(payment, "اشتباه بود", rows.worker))
    do(lambda: settling.claim(payment, settling.Claim(payer_digits="4321")))
    assert incoming.matches(rows.clinic, [payment.due])[payment.due] == incoming.Match(due=[payment])


@pytest.mark.parametrize(
    "ask",
    [
        payments.waiting,
        payments.to_give_back,
        payments.count_waiting,
        lambda whose: incoming.matches(whose, [1_250_000, 77]),
    ],
    ids=["waiting", "to give back", "count", "matches"],
)
@pytest.mark.parametrize("of", ["clinic", "cooks"])
def test_no_question_reads_the_payments_or_orders_from_end_to_end(
    rows: Rows, of: str, ask: Callable[[object], object]
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, given: tuple[object, ...], *_more: object) -> None:
        asked.append((statement, given))

    whose = getattr(rows, of)
    assert whose.id
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask(whose)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    plans = [
        str(row[3])
        for statement, given in asked
        for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
    ]
    assert [step for step in plans if step.startswith("SEARCH payments")]
    slow = ("SCAN payments", "SCAN orders", "ix_payments_card_id_due")
    assert [step for step in plans if any(one in step for one in slow)] == []
