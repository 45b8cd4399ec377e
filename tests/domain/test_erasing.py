"""What is private of an order goes ninety days after its end, and not a day sooner."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hamyar.domain import erasing, moves, settling
from hamyar.domain.delivery import OrderAddress
from hamyar.domain.orders import Order
from hamyar.domain.payments import Payment
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.chosen import ADDRESS
from tests.domain.conftest import Rows
from tests.domain.paid import SAID, bring, by_card, die, do, owed


def forget(**later: int) -> int:
    """The chore, so much later."""
    clock.freeze(clock.now() + timedelta(**later))
    with transaction():
        return erasing.forget_old()


def lived_at(order: Order) -> bool:
    """Whether the order still knows where it went."""
    return db.session.scalar(sa.select(OrderAddress.order_id).where(OrderAddress.order_id == order.id)) is not None


@pytest.fixture
def claimed(rows: Rows) -> Payment:
    """An order by card with an address, whose customer said that she has paid."""
    clock.freeze(clock.now())
    by_card(rows)
    payment = bring(rows, owed(rows), "claimed")
    do(lambda: db.session.add(OrderAddress(order_id=payment.order_id, **vars(ADDRESS))))
    return payment


def test_what_is_private_goes_ninety_days_after_the_end(rows: Rows, claimed: Payment) -> None:
    die(rows, claimed.order)
    assert erasing.receipts() == {SAID.receipt}
    assert forget(days=90) == 0
    assert forget(seconds=1) == 1
    assert (claimed.payer_digits, claimed.said_at, claimed.tracking, claimed.receipt) == ("", "", "", "")
    assert erasing.receipts() == set()
    assert not lived_at(claimed.order)
    assert forget(days=1) == 0, "once is enough"


@pytest.mark.parametrize("way", [[], ["accept"], ["accept", "ready"]])
def test_an_open_order_keeps_what_it_needs_however_old(rows: Rows, claimed: Payment, way: list[str]) -> None:
    bring_to = [lambda name=name: moves.make(claimed.order, name, by=rows.maryam) for name in way]
    for step in bring_to:
        do(step)
    assert forget(days=400) == 0
    assert claimed.receipt
    assert lived_at(claimed.order)


def test_the_last_step_counts_and_not_the_first(rows: Rows, claimed: Payment) -> None:
    for name in ("accept", "ready"):
        do(lambda name=name: moves.make(claimed.order, name, by=rows.maryam))
    clock.freeze(clock.now() + timedelta(days=89))
    do(lambda: moves.make(claimed.order, "deliver", by=rows.maryam))
    assert forget(days=2) == 0
    assert forget(days=89) == 1


def test_a_claim_that_comes_later_is_erased_too(rows: Rows, claimed: Payment) -> None:
    die(rows, claimed.order)
    assert forget(days=91) == 1
    do(lambda: settling.claim(claimed, SAID))
    assert forget() == 1
    assert claimed.payer_digits == ""


def test_a_picture_that_another_order_sent_too_is_still_needed(rows: Rows, claimed: Payment) -> None:
    other = bring(rows, owed(rows), "claimed")
    die(rows, claimed.order)
    assert forget(days=91) == 1
    assert other.receipt in erasing.receipts()


def test_so_much_at_once(rows: Rows, claimed: Payment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "_AT_ONCE", 2)
    made = [claimed, *(owed(rows) for _ in range(2))]
    for payment in made:
        die(rows, payment.order)
    assert [forget(days=91), forget(), forget()] == [2, 1, 0]


def test_what_the_book_needs_stays(rows: Rows, claimed: Payment) -> None:
    bring(rows, claimed, "paid")
    die(rows, claimed.order)
    forget(days=91)
    assert (claimed.due, claimed.received, len(claimed.steps)) == (claimed.received, claimed.due, 2)
    assert claimed.owes_back
