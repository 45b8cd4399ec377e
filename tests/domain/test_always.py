"""Whatever is done in whatever order: shelf, days and orders add up, and nothing moves outside its table."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from hamyar.domain import (
    agreements,
    catalogue,
    closings,
    days,
    moves,
    orders,
    payments,
    selling,
    settling,
    workdays,
)
from hamyar.domain.agreements import Agreement
from hamyar.kit.db import db
from tests.domain import always, always_shop
from tests.domain.always import DAY, HOUR, WHICH
from tests.domain.always_shop import slot_of
from tests.domain.conftest import Rows
from tests.domain.ought import HOLIDAYS, LAST_KNOWN, PLATES, PRICES
from tests.domain.ought_money import HELD, PAYS, STATES
from tests.domain.ought_orders import DEAD, LEADS, OPEN, Promise, Question, Wants

KIND = st.sampled_from(("other_day", "other_day", "cancel"))
AT_ONCE = st.sampled_from((None, True, False))


class Selling(always.Dealing):
    """A week of a shop: days are closed and opened, limits change, orders move, and it sells at a fair."""

    # the week
    @rule(limit=st.integers(1, PLATES))
    def change_the_limit(self, limit: int) -> None:
        variant = self.shop.variant("lunch").id
        offer = catalogue.Offer("", PRICES["lunch"], variant_id=variant)
        about = always_shop.lunch_of(limit)
        self.attempt(set(), lambda: catalogue.change(self.shop.lunch, about, [offer], [], self.rows.maryam))
        self.house.limit = limit

    @rule(day=DAY, is_closed=st.booleans())
    def close_or_open(self, day: date, is_closed: bool) -> None:
        no = {"day.past"} if is_closed and day < self.house.today else set()
        by = self.rows.maryam
        if is_closed:
            self.attempt(no, lambda: days.close(self.rows.cooks, day, "مهمانی", by))
        else:
            self.attempt(no, lambda: closings.open_again(self.rows.cooks, day, by))
        if not no:
            (self.house.closed.add if is_closed else self.house.closed.discard)(day)
        self.new_order({"lunch": 1}, day, None, "cash")

    @rule(weekday=st.sampled_from((None, None, 1, 2)), works_on_holidays=st.booleans())
    def agree_upon_the_week(self, weekday: int | None, works_on_holidays: bool) -> None:
        off = "" if weekday is None else str(weekday)
        self.attempt(set(), lambda: closings.set_week(self.rows.cooks, off, works_on_holidays, self.rows.maryam))
        self.house.weekday_off, self.house.works_on_holidays = weekday, works_on_holidays

    @rule(
        day=st.sampled_from((*HOLIDAYS, *always.WEEK[1:3])),
        word=st.sampled_from(("declare", "take_back", "as_in_calendar")),
    )
    def speak_of_a_holiday(self, day: date, word: str) -> None:
        was_off = self.house.is_holiday(day)
        no = {"holiday.past"} if day < self.house.today else set()
        no |= {"holiday.known"} if word == "declare" and was_off else set()
        named = {"name": "آلودگی هوا"} if word == "declare" else {}
        verb = getattr(closings, word)
        self.attempt(no, lambda: verb(self.rows.clinic.id, day, **named, by=self.rows.worker))
        if not no:
            self.house.word |= {day: word == "declare"}
        if not no and word == "as_in_calendar":
            self.house.word.pop(day)
        self.new_order({"lunch": 1}, day, None, "cash")

    @rule(wants=st.dictionaries(st.sampled_from(("lunch", "visit")), st.integers(1, 3), min_size=1))
    def look_at_the_days(self, wants: Wants) -> None:
        pairs = [(self.shop.variant(what).product, many) for what, many in wants.items()]
        found = [(one.slot.day, one.slot.window if "visit" in wants else None, one.left) for one in days.free(pairs, 4)]
        assert [one for one in found if one[0] <= LAST_KNOWN] == self.house.free(wants)[:4]
        assert [(one.slot.day, one.excess) for one in workdays.over(self.shop.lunch)] == self.house.over()

    # another day
    @precondition(lambda self: any(one.state == "placed" for one in self.house.promises))
    @rule(which=WHICH, day=DAY, hour=HOUR)
    def she_chooses_another_day(self, which: int, day: date, hour: int) -> None:
        """By that she answers a group that had asked for one."""
        placed = [one for one in self.house.promises if one.state == "placed"]
        asked = [one for one in placed if one.open_question]
        promise = (asked or placed)[which % len(asked or placed)] if which % 5 < 4 else self.pick(which)
        at, question = hour if "visit" in promise.wants else None, promise.open_question
        is_yes = question is not None and (question.day, question.hour) == (day, at)
        refusals = self.house.refusals_to_move if is_yes else self.house.refusals_to_choose
        no = refusals(promise, day, at)
        self.attempt(no, lambda: agreements.choose(self.order(promise), slot_of(day, at)))
        if no:
            return
        if question and is_yes:
            promise.agree(question, self.house.now)
        else:
            promise.day, promise.hour = day, at
            promise.question = None if question else promise.question

    @precondition(lambda self: any(not one.is_dead for one in self.house.promises))
    @rule(which=WHICH, day=DAY, hour=HOUR, by_group=st.booleans(), kind=KIND, at_once=AT_ONCE)
    def ask(self, which: int, day: date, hour: int, by_group: bool, kind: str, at_once: bool | None) -> None:
        """And answer at once, or leave it open."""
        promise = self.pick(which, lambda one: one.state in Question(by_group, kind).states)
        is_of_day = kind == "other_day"
        at = hour if "visit" in promise.wants else None
        question = Question(by_group, kind, day, at) if is_of_day else Question(by_group, kind)
        no = self.house.refusals_to_ask(promise, question)
        by, slot = self.rows.maryam if by_group else None, slot_of(day, at) if is_of_day else None
        self.attempt(no, lambda: agreements.ask(self.order(promise), kind, "چون", by=by, slot=slot))
        if not no:
            promise.question, promise.asked = question, promise.asked + 1
        if promise.question and at_once is not None:
            self.answer(promise, at_once)

    @precondition(lambda self: any(one.question for one in self.house.promises))
    @rule(which=WHICH, says_yes=st.sampled_from((True, True, False)))
    def an_answer_comes(self, which: int, says_yes: bool) -> None:
        asked = [one for one in self.house.promises if one.question]
        self.answer(asked[which % len(asked)], says_yes)

    def answer(self, promise: Promise, says_yes: bool) -> None:
        question = promise.question
        assert question
        no = self.house.refusals_to_agree(promise, question) if says_yes else set()
        no |= set() if promise.open_question else {"agreement.late"}
        by = None if question.by_group else self.rows.maryam
        self.attempt(no, lambda: agreements.answer(agreements.of(self.order(promise))[0], says_yes, by=by))
        if not no and says_yes:
            promise.agree(question, self.house.now)
        elif not no:
            promise.question = None

    # at a fair
    @initialize(jars=st.integers(1, 2))
    def it_sells_one_at_once(self, jars: int) -> None:
        self.sell_at_a_fair(jars, 0, 0)

    @rule(jars=st.integers(0, 4), lunches=st.integers(0, 2), visits=st.sampled_from((0, 0, 0, 1)))
    def sell_at_a_fair(self, jars: int, lunches: int, visits: int) -> None:
        wants = {what: many for what, many in (("jar", jars), ("lunch", lunches), ("visit", visits)) if many}
        no = {"order.empty"} if not wants else set()
        no |= {"sale.service"} if "visit" in wants else set()
        no |= {"stock.short"} if self.house.room(("jar", None, None)) < wants.get("jar", 0) else set()
        sold = self.attempt(no, lambda: selling.sell(self.rows.cooks, self.shop.wishes(wants), self.rows.maryam))
        if sold:
            now = self.house.now
            bill = self.house.bill("cash", sum(PRICES[what] * many for what, many in wants.items()))
            promise = self.house.keep(Promise(sold.id, wants, bill, now, channel="fair"))
            bill.go("take_cash", 0, now)
            for name in ("accept", "ready", "deliver"):
                promise.go(name, now)

    @precondition(lambda self: any(one.channel == "fair" for one in self.house.promises))
    @rule(which=WHICH, minutes=st.sampled_from((0, 0, 4, 6)))
    def take_a_sale_back(self, which: int, minutes: int) -> None:
        promise = self.pick(which, lambda one: one.channel == "fair" and one.can_undo(self.house.now))
        self.time_passes(minutes)
        no = set() if promise.channel == "fair" and promise.state == "delivered" else {"sale.other"}
        no |= set() if promise.can_undo(self.house.now) else {"undo.late"}
        no |= set() if promise.bill.state in HELD | {"refunded"} else {"pay.late"}
        self.attempt(no, lambda: selling.take_back(self.order(promise), "پس آورد", self.rows.maryam))
        if not no:
            promise.undo(self.house.now)
            promise.go("not_collected", self.house.now)
            promise.bill.go("mistaken", 0, self.house.now)

    @precondition(lambda self: any(one.channel == "fair" for one in self.house.promises))
    @rule()
    def count_the_takings(self) -> None:
        stands = [one for one in self.house.promises if one.channel == "fair" and one.state == "delivered"]
        for day in {self.house.today, always.WEEK[0]}:
            of_day = [one.bill for one in stands if one.placed_at.date() == day]
            told = selling.takings(self.rows.cooks, day)
            assert (told.count, told.cash) == (len(of_day), sum(bill.kept for bill in of_day))

    @invariant()
    def each_question_waits_until_it_is_answered(self) -> None:
        waiting = sa.select(Agreement.order_id).where(Agreement.state == agreements.OPEN)
        assert sorted(db.session.scalars(waiting)) == [one.number for one in self.house.promises if one.question]


@pytest.fixture
def shop(rows: Rows, put_back: Callable[..., Callable[[], None]], monkeypatch: pytest.MonkeyPatch) -> always_shop.Shop:
    return always_shop.open_shop(rows, put_back, monkeypatch)


def test_whatever_is_done_everything_adds_up(shop: always_shop.Shop) -> None:
    always.run(Selling, shop, often=34, steps=30)


def test_the_tables_that_are_written_down_here_name_every_step() -> None:
    assert set(LEADS) == {move.name for move in moves.MOVES}
    assert set(PAYS) == {move.name for move in settling.MOVES}
    assert set(payments.STATES) == STATES
    assert (set(orders.DEAD), set(orders.OPEN)) == (DEAD, OPEN)
