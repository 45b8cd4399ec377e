"""Whatever is paid in whatever order, on whatever way, at whatever time: no money is lost, made up or booked twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from hamyar.domain import holds, online, payments
from tests import chores
from tests.domain import always, always_shop
from tests.domain.always import WHICH
from tests.domain.conftest import Rows
from tests.domain.ought import WEEK
from tests.domain.ought_money import PAUSES, Begun
from tests.domain.ought_orders import Promise


class Paying(always.Choosing):
    """Orders are held while their money is waited for; it comes to cards and over a gateway, or the clock ends them."""

    @initialize(first=st.booleans(), hours=st.sampled_from((1, 2, 24)), is_evening=st.booleans())
    def all_ways_are_open(self, first: bool, hours: int, is_evening: bool) -> None:
        """And two owe the same, to a card that is written down twice."""
        self.time_passes(690 if is_evening else 0)
        for card in (0, 1):
            self.agree_upon_pay(True, card, True, True, first, hours)
            self.new_order({"jar": 1}, WEEK[1], None, "card")
        promise = self.new_order({"jar": 1}, WEEK[1], None, "online")
        if promise:
            self.open_page(promise, promise.bill.missing)

    @rule(minutes=st.sampled_from((0, 31, 61, 200, 700)), warns=st.sampled_from((True, True, False)))
    def the_clock_looks(self, minutes: int, warns: bool) -> None:
        """Some time passes, and then the chores come; where warning fails, nobody is ended for that."""
        self.time_passes(minutes)
        if warns:
            assert len(chores.each(holds.to_warn, holds.warn)) == self.house.warn()
        assert len(chores.each(holds.to_end, holds.end)) == self.house.end()

    @precondition(lambda self: any(one.is_running_out for one in self.house.promises))
    @rule(which=WHICH, minutes=st.sampled_from((-1, 0, 30)), is_over=st.booleans(), warns=st.booleans())
    def her_time_is_nearly_over(self, which: int, minutes: int, is_over: bool, warns: bool) -> None:
        """The chores come so many minutes after she is to be warned, or loses it."""
        bill = self.pick(which, lambda one: one.is_running_out).bill
        at = bill.held_until if is_over else bill.warn_at
        self.it_is(max(self.house.now, (at or self.house.now) + timedelta(minutes=minutes)))
        self.the_clock_looks(0, warns)

    @precondition(lambda self: any(map(_may_come_to_the_till, self.house.promises)))
    @rule(which=WHICH, minutes=st.sampled_from((5, 24, 26)))
    def she_pays_at_the_last_moment(self, which: int, minutes: int) -> None:
        """She was warned, and is at the gateway's page when her time ends: the chores come so many minutes later."""
        coming = [one for one in self.house.promises if _may_come_to_the_till(one)]
        promise = coming[which % len(coming)]
        self.it_is(max(self.house.now, promise.bill.warn_at or self.house.now))
        self.the_clock_looks(0, True)
        self.it_is(max(self.house.now, (promise.bill.held_until or self.house.now) - timedelta(minutes=5)))
        self.open_page(promise, promise.bill.missing)
        self.the_clock_looks(minutes, True)

    # over a gateway
    @precondition(lambda self: any(one.bill.way == "online" for one in self.house.promises))
    @rule(which=WHICH, off=st.sampled_from((0, 0, 0, 700)), pages=st.integers(1, 2))
    def begin(self, which: int, off: int, pages: int) -> None:
        """She is led to the gateway, or to two of its pages."""
        promise = self.pick(which, lambda one: one.bill.way == "online" and one.bill.missing > 0 and not one.is_dead)
        for _ in range(pages):
            self.open_page(promise, promise.bill.missing + off)

    def open_page(self, promise: Promise, amount: int) -> None:
        bill, begun, now = promise.bill, self.house.begun, self.house.now
        is_to_pay = bill.way == "online" and not bill.is_dead and 0 < bill.missing == amount
        name = f"A{len(begun):035d}"
        page = online.Page(name, "https://example.ir/pay", amount, "https://example.ir", "sealed")
        no = set() if is_to_pay else {"online.late"}
        self.attempt(no, lambda: online.begin(payments.get(self.order(promise)), page, "visitor:1"))
        if not no:
            begun.append(Begun(name, bill, amount, now, now + timedelta(minutes=PAUSES[0])))

    @precondition(lambda self: self.house.begun)
    @rule(which=WHICH, times=st.sampled_from((2, 1, 3)))
    def it_was_paid(self, which: int, times: int) -> None:
        """However often it is asked for: she comes back twice, the chores ask too."""
        one = self.house.begun[which % len(self.house.begun)]
        for _ in range(times):
            was_first = self.attempt(set(), lambda: online.succeed(self.found(one), "70000001", "603799******1234"))
            assert was_first is one.succeed(self.house.now)

    @precondition(lambda self: self.house.begun)
    @rule(which=WHICH)
    def it_failed(self, which: int) -> None:
        one = self.house.begun[which % len(self.house.begun)]
        self.attempt(set(), lambda: online.fail(self.found(one)))
        one.fail()

    @precondition(lambda self: any(one.ask_at for one in self.house.begun))
    @rule(which=WHICH, times=st.integers(1, len(PAUSES)))
    def nobody_answers(self, which: int, times: int) -> None:
        """It is asked for when that is due, again and again."""
        waiting = [one for one in self.house.begun if one.ask_at]
        one = waiting[which % len(waiting)]
        for _ in range(times):
            if one.ask_at is None:
                break
            self.it_is(max(self.house.now, one.ask_at))
            due = [other for other in waiting if other.ask_at and other.ask_at <= self.house.now]
            assert {online.get(number).authority for number in online.due(100)} == {other.name for other in due}
            self.attempt(set(), lambda: online.put_off(self.found(one)))
            one.put_off(self.house.now)

    def found(self, one: Begun) -> online.Try:
        found = online.find(self.rows.clinic.id, one.name)
        assert found
        return found


def _may_come_to_the_till(promise: Promise) -> bool:
    return promise.is_running_out and promise.bill.way == "online"


@pytest.fixture
def shop(rows: Rows, put_back: Callable[..., Callable[[], None]], monkeypatch: pytest.MonkeyPatch) -> always_shop.Shop:
    return always_shop.open_shop(rows, put_back, monkeypatch)


def test_whatever_is_paid_it_adds_up(shop: always_shop.Shop) -> None:
    always.run(Paying, shop, often=34, steps=30)
