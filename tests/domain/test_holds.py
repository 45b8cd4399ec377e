"""What is held for somebody who has not paid: warned first, then free for others, whatever the clock does."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from hamyar.domain import holds, moves, notices, paying, payments, settling
from hamyar.domain.notices import Notice
from hamyar.domain.payments import Payment
from hamyar.kit import clock
from hamyar.kit.db import db
from tests import chores
from tests.domain.conftest import Rows
from tests.domain.paid import SAID, bring, by_card, die, do, owed


def pass_by(**time: int) -> None:
    """So much time goes by; negative where the clock is set back."""
    clock.freeze(clock.now() + timedelta(**time))


def told(payment: Payment) -> list[str]:
    """What the customer was told of her time."""
    query = sa.select(Notice.kind).where(Notice.order_id == payment.order_id, Notice.kind.like("hold.%"))
    return list(db.session.scalars(query.where(Notice.audience == "customer").order_by(Notice.id)))


@pytest.fixture(autouse=True)
def morning() -> None:
    """So that nobody sleeps when the tests look."""
    at(10)


def at(hour: int, minute: int = 0) -> None:
    """Let it be this time of today in Tehran."""
    clock.freeze(clock.start_of(clock.today()) + timedelta(hours=hour, minutes=minute))


@pytest.fixture
def held(rows: Rows) -> Payment:
    """An order that is held for a day."""
    by_card(rows)
    return owed(rows)


def test_she_is_warned_three_hours_before_and_then_it_is_free_again(rows: Rows, held: Payment) -> None:
    stock = rows.jar.variants[0].stock
    pass_by(hours=20, minutes=59)
    assert chores.hold() == (0, 0)
    pass_by(minutes=1)
    assert chores.hold() == (1, 0)
    assert chores.hold() == (0, 0), "once"
    pass_by(hours=2, minutes=59)
    assert chores.hold() == (0, 0)
    pass_by(minutes=1)
    assert chores.hold() == (0, 1)
    assert held.order.state == "cancelled"
    assert held.order.last_step.by_clock
    assert not held.is_awaited
    assert rows.jar.variants[0].stock == stock + 1
    assert told(held) == ["hold.warning", "hold.ended"]
    group = sa.select(Notice.kind).where(Notice.order_id == held.order_id, Notice.audience == "group")
    assert list(db.session.scalars(group)) == ["hold.warning", "hold.ended"], "the customer did not cancel it"


def test_the_warning_says_until_when(held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    notice = db.session.scalar(sa.select(Notice).where(Notice.kind == "hold.warning"))
    assert notice
    assert held.held_until
    assert notice.plain_facts["until"] == held.held_until.isoformat()


@pytest.mark.parametrize(("hours", "warned_after"), [(1, 30), (2, 60), (6, 180), (24, 21 * 60), (168, 165 * 60)])
def test_a_short_time_is_half_over_when_she_is_warned(rows: Rows, hours: int, warned_after: int) -> None:
    pass_by()
    by_card(rows, hold_hours=hours)
    owed(rows)
    pass_by(minutes=warned_after - 1)
    assert chores.hold() == (0, 0)
    pass_by(minutes=1)
    assert chores.hold() == (1, 0)


def test_a_machine_that_was_off_for_days_warns_first(held: Payment) -> None:
    pass_by(days=5)
    assert chores.hold() == (1, 0)
    pass_by(minutes=29)
    assert chores.hold() == (0, 0)
    pass_by(minutes=1)
    assert chores.hold() == (0, 1)
    assert told(held) == ["hold.warning", "hold.ended"]


def test_a_clock_that_is_set_back_takes_nothing_away(held: Payment) -> None:
    pass_by(hours=21)
    assert chores.hold() == (1, 0)
    pass_by(days=-30)
    assert chores.hold() == (0, 0)
    pass_by(days=30, hours=3)
    assert chores.hold() == (1, 0), "her time was counted anew"
    pass_by(minutes=30)
    assert chores.hold() == (0, 1)


def test_a_clock_that_was_years_ahead_holds_nothing_for_years(rows: Rows) -> None:
    pass_by(days=3650)
    by_card(rows)
    payment = owed(rows)
    pass_by(days=-3650)
    assert chores.hold() == (0, 0)
    pass_by(days=8)
    assert chores.hold() == (1, 0)
    pass_by(minutes=31)
    assert chores.hold() == (0, 1)
    assert payment.order.state == "cancelled"


def test_nobody_loses_an_order_in_her_sleep(rows: Rows) -> None:
    at(20)
    by_card(rows, hold_hours=6)
    payment = owed(rows)
    assert payment.held_until == clock.now() + timedelta(hours=6)
    pass_by(hours=3)
    assert chores.hold() == (1, 0)
    pass_by(hours=9, minutes=29)
    assert chores.hold() == (0, 0), "half past eight, less a minute"
    pass_by(minutes=1)
    assert chores.hold() == (0, 1)
    warning = db.session.scalar(sa.select(Notice).where(Notice.kind == "hold.warning", Notice.audience == "customer"))
    assert warning
    assert datetime.fromisoformat(warning.plain_facts["until"]) == clock.now(), "she reads the time that holds"


def test_what_was_not_told_in_time_is_not_told_any_more(rows: Rows, held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    pass_by(hours=3)
    chores.hold()
    left = [one.kind for one in notices.of_order(held.order_id) if one.state == "waiting"]
    assert "hold.ended" in left
    assert "hold.warning" not in left


def test_money_that_came_makes_the_warning_needless(rows: Rows, held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    do(lambda: settling.see(held, held.due, rows.maryam))
    assert "hold.warning" not in [one.kind for one in notices.of_order(held.order_id)]


def test_where_nothing_sends_a_message_the_group_is_asked_to_tell_her(rows: Rows, held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    assert notices.to_group(rows.cooks).rows[0].kind == "hold.warning"


def test_taking_a_step_back_leaves_her_time_to_pay(rows: Rows, held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    pass_by(hours=2, minutes=58)
    do(lambda: moves.make(held.order, "accept", by=rows.maryam))
    pass_by(minutes=3)
    do(lambda: moves.undo(held.order, held.order.last_step.id, rows.maryam))
    assert chores.hold() == (0, 0)
    pass_by(hours=3)
    assert chores.hold() == (1, 0)


def test_who_says_that_she_paid_is_left_in_peace(rows: Rows, held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    do(lambda: settling.claim(held, SAID))
    pass_by(days=3)
    assert chores.hold() == (0, 0)
    do(lambda: settling.refuse(held, "نیامده", rows.maryam))
    assert chores.hold() == (0, 0), "she has time to look into it"
    pass_by(hours=3)
    assert chores.hold() == (1, 0)
    pass_by(hours=3)
    assert chores.hold() == (0, 1)
    assert told(held) == ["hold.warning", "hold.warning", "hold.ended"]


def test_a_slip_of_the_group_does_not_cost_her_the_order(rows: Rows, held: Payment) -> None:
    pass_by(hours=21)
    chores.hold()
    bring(rows, held, "paid")
    pass_by(days=3)
    assert chores.hold() == (0, 0)
    do(lambda: settling.mistake(held, "اشتباه بود", rows.maryam))
    assert chores.hold() == (0, 0)
    pass_by(hours=6)
    assert chores.hold() == (1, 0)


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_what_the_group_answered_in_between_is_not_touched(rows: Rows, held: Payment, name: str) -> None:
    pass_by(hours=21)
    chores.hold()
    do(lambda: moves.make(held.order, name, by=rows.maryam, reason="نشد"))
    state = held.order.state
    pass_by(days=2)
    assert chores.hold() == (0, 0)
    assert held.order.state == state


def test_too_little_is_for_people_to_settle(rows: Rows, held: Payment) -> None:
    bring(rows, held, "too_little")
    pass_by(days=2)
    assert chores.hold() == (0, 0)


def test_cash_is_not_waited_for(rows: Rows) -> None:
    pass_by()
    by_card(rows)
    payment = owed(rows, "cash")
    assert payment.held_until is None
    pass_by(days=9)
    assert chores.hold() == (0, 0)


def test_somebody_who_was_quicker_by_a_hair_wins(rows: Rows, held: Payment) -> None:
    other = owed(rows)
    pass_by(hours=24)
    chores.hold()
    pass_by(hours=1)
    found = holds.to_end()
    die(rows, held.order)
    assert chores.each(lambda: found, holds.end) == [other.id]
    assert (held.order.state, other.order.state) == ("declined", "cancelled")


def test_the_longest_time_is_a_week(rows: Rows) -> None:
    by_card(rows, hold_hours=paying.LONGEST_HOLD)
    payment = owed(rows)
    assert payment.held_until
    assert payment.held_until - payment.order.placed_at >= timedelta(days=7)
    assert payments.WARNED_BEFORE >= holds.LEFT_AFTER_WARNING
