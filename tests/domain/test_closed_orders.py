"""The orders of a day that was closed: they are known, and who of their customers was told."""

from datetime import date, timedelta

import pytest
from flask import Flask

from hamyar.domain import (
    agreements,
    catalogue,
    closings,
    days,
    groups,
    holidays,
    moves,
    notices,
    orders,
    outgoing,
    placing,
    products,
    rebooking,
)
from hamyar.domain.agreements import OTHER_DAY
from hamyar.domain.days import Slot
from hamyar.kit import clock, paging
from hamyar.kit.db import transaction
from tests import heard
from tests.domain.closed import declare, take, workday
from tests.domain.conftest import Rows


def tell(*hit: orders.Order) -> list[bool]:
    with transaction():
        return [closings.tell(order) for order in hit]


def news(order: orders.Order) -> list[tuple[str, str]]:
    """What its customer was or is to be told of her day, the oldest first."""
    found = notices.about_orders([order.id], notices.DAY_CLOSED, notices.DAY_OPEN)
    return [(one.kind, one.state) for one in found]


def send(order: orders.Order) -> None:
    """What waits for her is sent."""
    waiting = [one for one in notices.of_order(order.id) if one.state == "waiting"]
    with transaction():
        for notice in waiting:
            one = outgoing.begin(notice, "sms")
            assert one
            outgoing.note(one, outgoing.OK)


def test_a_closed_day_is_known_of_many_orders_at_once(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    about = catalogue.Description("کوتاه کردن", kind=products.MADE_TO_ORDER, lead_days=1)
    with transaction():
        hem = catalogue.add(rows.tailors, about, [catalogue.Offer("", 500_000)], [], rows.sara)
    hit, theirs = take(rows, lunch, day), take(rows, hem, day)
    later = take(rows, lunch, Slot(day.day + timedelta(days=1)))
    assert closings.of([hit, theirs, later]) == {}
    with transaction():
        days.close(rows.tailors, day.day, "عروسی", rows.sara)
    found = closings.of([hit, theirs, later])
    assert [(number, one.off.reason) for number, one in found.items() if one.off] == [(theirs.id, "عروسی")]
    declare(rows, day.day)
    found = closings.of([hit, theirs, later])
    assert set(found) == {hit.id, theirs.id}
    assert found[hit.id].holiday == holidays.days(rows.clinic.id, day.day, day.day)[0]
    with transaction():
        groups.set_week(rows.cooks, "", True, rows.maryam)
    assert set(closings.of([hit, theirs, later])) == {theirs.id}


def test_an_order_that_is_over_or_past_has_no_closed_day(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    gone, stands = take(rows, lunch, day), take(rows, lunch, day)
    declare(rows, day.day)
    with transaction():
        moves.make(gone, "decline", by=rows.maryam, reason="تعطیل است")
    assert set(closings.of([gone, stands])) == {stands.id}
    clock.freeze(clock.now() + timedelta(days=10))
    assert closings.of([stands]) == {}


def test_nobody_is_told_before_somebody_says_so_and_then_once(rows: Rows, lunch: products.Product) -> None:
    order = take(rows, lunch, workday(rows))
    assert order.ready_on
    declare(rows, order.ready_on)
    assert news(order) == []
    assert tell(order, order) == [True, False]
    assert tell(order) == [False]
    assert news(order) == [("order.day_closed", "waiting")]
    notice = closings.of([order])[order.id].notice
    assert notice
    assert (notice.mobile, notice.link) == (order.mobile, order.path)
    assert notice.plain_facts["day"] == str(order.ready_on)
    assert order.state == "placed"


def test_on_a_day_of_work_there_is_nothing_to_tell(rows: Rows, lunch: products.Product) -> None:
    order = take(rows, lunch, workday(rows))
    assert tell(order) == [False]
    with transaction():
        closings.told(order, rows.maryam)
    assert news(order) == []


def test_who_told_her_by_hand_is_kept_and_no_message_follows(rows: Rows, lunch: products.Product) -> None:
    order = take(rows, lunch, workday(rows))
    assert order.ready_on
    declare(rows, order.ready_on)
    for by in (rows.maryam, rows.worker):
        with transaction():
            closings.told(order, by)
    found = closings.of([order])[order.id]
    assert found.is_known
    assert found.notice
    assert (found.notice.told_by, found.notice.told_at is not None) == (rows.maryam, True)
    assert tell(order) == [False]
    assert found.notice not in outgoing.waiting_to_send(rows.clinic.id, is_quiet=False)
    with transaction():
        notices.untold(found.notice)
    assert not closings.of([order])[order.id].is_known


def test_all_of_a_day_are_told_at_once_and_each_once(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    silent = placing.Customer("بی‌شماره", "")
    first, second, nameless = take(rows, lunch, day), take(rows, rows.cake, day), take(rows, lunch, day, silent)
    asked, known = take(rows, lunch, day), take(rows, lunch, day)
    declare(rows, day.day)
    with transaction():
        agreements.ask(asked, OTHER_DAY, "تعطیل", by=rows.maryam, slot=Slot(day.day + timedelta(days=2)))
        closings.told(known, rows.maryam)
    with transaction():
        assert closings.tell_all(rows.clinic.id, day.day) == 2
    with transaction():
        assert closings.tell_all(rows.clinic.id, day.day) == 0
        assert closings.tell_all_in(rows.cooks) == 0
    assert [len(news(one)) for one in (first, second, nameless, asked, known)] == [1, 1, 0, 0, 1]


def test_many_are_told_in_few_statements(app: Flask, rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    for _ in range(2):
        take(rows, lunch, day)
    declare(rows, day.day)

    def asked() -> int:
        with heard.statements(app) as statements, transaction():
            assert closings.tell_all(rows.clinic.id, day.day)
        return len(statements)

    few = asked()
    for _ in range(8):
        take_late(rows, lunch, day)
    assert asked() <= few


def take_late(rows: Rows, product: products.Product, slot: Slot) -> orders.Order:
    """One more for a day that is closed by now."""
    order = take(rows, product, Slot(slot.day + timedelta(days=1)))
    with transaction():
        rebooking.move(order, slot, rows.maryam)
    return order


def test_a_day_opened_again_is_told_to_whom_the_other_was(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    heard, waits, nobody = (take(rows, lunch, day) for _ in range(3))
    declare(rows, day.day)
    with transaction():
        closings.told(heard, rows.maryam)
    tell(waits)
    with transaction():
        closings.take_back(rows.clinic.id, day.day, rows.worker)
    assert news(heard) == [("order.day_closed", "told"), ("order.day_open", "waiting")]
    assert news(waits) == [], "she was not told yet, and need not be"
    assert news(nobody) == []
    declare(rows, day.day)
    assert not closings.of([heard])[heard.id].is_known
    assert tell(heard) == [True]
    assert news(heard) == [("order.day_closed", "told"), ("order.day_closed", "waiting")]


@pytest.mark.parametrize("how", ["open_again", "set_week"])
def test_a_group_that_works_after_all_says_so(rows: Rows, lunch: products.Product, how: str) -> None:
    order = take(rows, lunch, workday(rows))
    assert order.ready_on
    with transaction():
        if how == "open_again":
            days.close(rows.cooks, order.ready_on, "سفر", rows.maryam)
        else:
            closings.declare(rows.clinic.id, order.ready_on, "برف", rows.worker)
        closings.told(order, rows.maryam)
    with transaction():
        if how == "open_again":
            closings.open_again(rows.cooks, order.ready_on, rows.maryam)
        else:
            closings.set_week(rows.cooks, "", True, rows.maryam)
    assert news(order)[-1] == ("order.day_open", "waiting")


def test_a_day_that_is_closed_for_another_reason_too_stays_closed(rows: Rows, lunch: products.Product) -> None:
    order = take(rows, lunch, workday(rows))
    assert order.ready_on
    declare(rows, order.ready_on)
    with transaction():
        days.close(rows.cooks, order.ready_on, "سفر", rows.maryam)
        closings.told(order, rows.maryam)
    with transaction():
        closings.take_back(rows.clinic.id, order.ready_on, rows.worker)
    assert news(order) == [("order.day_closed", "told")]


@pytest.mark.parametrize("end", ["move", "decline"])
def test_what_waits_to_be_told_ends_with_the_day_or_the_order(rows: Rows, lunch: products.Product, end: str) -> None:
    order = take(rows, lunch, workday(rows))
    assert order.ready_on
    declare(rows, order.ready_on)
    tell(order)
    with transaction():
        if end == "move":
            rebooking.move(order, Slot(order.ready_on + timedelta(days=2)), rows.maryam)
        else:
            moves.make(order, "decline", by=rows.maryam, reason="تعطیل")
    assert news(order) == []
    assert closings.of([order]) == {}


def test_what_was_sent_for_one_day_is_not_news_of_another(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    other = day.day + timedelta(days=2)
    order = take(rows, lunch, day)
    declare(rows, day.day)
    tell(order)
    send(order)
    assert closings.of([order])[order.id].is_known
    with transaction():
        rebooking.move(order, Slot(other), rows.maryam)
        days.close(rows.cooks, other, "", rows.maryam)
    assert not closings.of([order])[order.id].is_known
    assert tell(order) == [True]


def agreed_for(rows: Rows, product: products.Product, day: date) -> orders.Order:
    """An order for another day that both sides moved to this one."""
    order = take(rows, product, workday(rows))
    with transaction():
        asked = agreements.ask(order, OTHER_DAY, "فقط برای شما", by=rows.maryam, slot=Slot(day))
        agreements.answer(asked, True, by=None)
    return order


def test_what_both_agreed_upon_for_a_known_holiday_hits_nobody(rows: Rows, lunch: products.Product) -> None:
    known = next(iter(holidays.between(rows.clinic.id, clock.today() + timedelta(days=3), date.max)))
    order = agreed_for(rows, lunch, known)
    assert order.ready_on == known
    assert closings.of([order]) == {}
    assert closings.hit_by(rows.clinic.id, known).rows == closings.hit_in(rows.cooks).rows == []
    assert closings.counts(rows.clinic.id, holidays.days(rows.clinic.id, known, known)) == {}


def test_a_day_agreed_upon_and_closed_by_a_new_word_is_decided_one_by_one(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows).day + timedelta(days=2)
    order = agreed_for(rows, lunch, day)
    declare(rows, day)
    found = closings.of([order])[order.id]
    assert found.is_agreed
    assert not found.concerns_her, "perhaps it was agreed upon knowing that"
    assert closings.hit_in(rows.cooks).rows == closings.hit_by(rows.clinic.id, day).rows == [order]
    with transaction():
        assert closings.tell_all(rows.clinic.id, day) == 0
    assert tell(order) == [True]
    assert closings.of([order])[order.id].concerns_her


def test_a_groups_list_names_all_its_closed_days_and_has_pages(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    later, stands = day.day + timedelta(days=3), day.day + timedelta(days=2)
    last, _fine = take(rows, lunch, Slot(later)), take(rows, lunch, Slot(stands))
    many = [take(rows, lunch, day) for _ in range(paging.PAGE)]
    assert closings.hit_in(rows.cooks).rows == []
    with transaction():
        days.close(rows.cooks, later, "سفر", rows.maryam)
    declare(rows, day.day)
    first = closings.hit_in(rows.cooks)
    assert first.rows == many
    rest = closings.hit_in(rows.cooks, first.next)
    assert (rest.rows, rest.next) == ([last], None)
    by_day = closings.hit_by(rows.clinic.id, day.day)
    assert (by_day.rows, by_day.next) == (many, None)


def test_the_list_of_a_holiday_goes_on_group_by_group(rows: Rows, lunch: products.Product) -> None:
    day = workday(rows)
    about = catalogue.Description("کوتاه کردن", kind=products.MADE_TO_ORDER, lead_days=1)
    with transaction():
        hem = catalogue.add(rows.tailors, about, [catalogue.Offer("", 500_000)], [], rows.sara)
    theirs = [take(rows, hem, day) for _ in range(3)]
    ours = [take(rows, lunch, day) for _ in range(paging.PAGE - 1)]
    declare(rows, day.day)
    first = closings.hit_by(rows.clinic.id, day.day)
    rest = closings.hit_by(rows.clinic.id, day.day, first.next)
    assert first.rows + rest.rows == ours + theirs
    assert len(first.rows) == paging.PAGE
