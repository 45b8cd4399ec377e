"""What the stateful tests share: a shop to sell from, what is done to any order in them, and how all is compared.

Every deed is foretold by `ought`, which then does the same; after each of them the tables must say the same as it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hamyar.domain import gateways, moves, offering, paying, payments, placing, products, settling
from hamyar.domain.days import WHOLE_DAY, Taken
from hamyar.domain.online import Try
from hamyar.domain.orders import Order, OrderStep
from hamyar.domain.payments import Payment, PaymentStep
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Refused
from tests.domain import ought
from tests.domain.always_shop import Shop, slot_of
from tests.domain.conftest import CUSTOMER, Rows
from tests.domain.ought import HOURS, PRICES, WEEK, House, Terms
from tests.domain.ought_money import Bill
from tests.domain.ought_orders import LEADS, Promise, Wants, place_of

SAID = settling.Claim(payer_digits="1234")
_PAY: dict[str, Callable[[Payment, int, Rows], object]] = {
    "refuse": lambda payment, amount, rows: settling.refuse(payment, "نیامده", rows.maryam),
    "claim": lambda payment, amount, rows: settling.claim(payment, SAID),
    "see": lambda payment, amount, rows: settling.see(payment, amount, rows.maryam),
    "take_cash": lambda payment, amount, rows: settling.take_cash(payment, rows.maryam),
    "settle": lambda payment, amount, rows: settling.settle(payment, "با هم توافق کردیم", rows.maryam),
    "refund": lambda payment, amount, rows: settling.refund(payment, rows.maryam),
    "mistaken": lambda payment, amount, rows: settling.mistake(payment, "اشتباه بود", rows.maryam),
    "anew": lambda payment, amount, rows: settling.ask_anew(payment, rows.maryam),
}
# Any of what there is, mostly one with which something can be done.
WHICH, WHAT = st.integers(0, 50), st.integers(0, 99)
DAY = st.sampled_from(WEEK)
HOUR = st.sampled_from((*HOURS, *HOURS, 700))
WAY = st.sampled_from(("cash", "card", "online"))
WANTS = st.dictionaries(st.sampled_from(sorted(PRICES)), st.integers(1, 3), min_size=1, max_size=2)


def run(machine: Callable[[Shop], RuleBasedStateMachine], shop: Shop, often: int, steps: int) -> None:
    """Let Hypothesis look for an order of deeds after which something does not add up."""
    calm = settings(
        max_examples=often, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(partial(machine, shop), settings=calm)


class Dealing(RuleBasedStateMachine):
    """Orders come and go their ways, money comes and goes, time passes; whatever else is done is a heir's matter."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop, self.rows, self.house = shop, shop.rows, House()
        shop.begin_anew()

    def attempt(self, no: set[str], deed: Callable[[], Any]) -> Any:
        """Do it in a transaction of its own, and give what it gave; it must be refused for one of these reasons."""
        if not no:
            with transaction():
                return deed()
        with pytest.raises(Refused) as told, transaction():
            deed()
        assert told.value.key in no
        assert told.value.facts.get("left", 0) >= 0
        return None

    def pick(self, which: int, fits: Callable[[Promise], bool] = lambda one: True) -> Promise:
        """One of the orders, mostly one with which this can be done."""
        fitting = [one for one in self.house.promises if fits(one)] if which % 5 < 4 else []
        return (fitting or self.house.promises)[which % len(fitting or self.house.promises)]

    def order(self, promise: Promise) -> Order:
        found = db.session.get(Order, promise.number)
        assert found
        return found

    # what is done
    # Some rules are left out of each run, by Hypothesis: of what all others need there is some at the beginning.
    @initialize(wanted=st.lists(st.tuples(WANTS, WHICH, st.integers(0, 3)), min_size=2, max_size=4))
    def the_first_orders_come(self, wanted: list[tuple[Wants, int, int]]) -> None:
        for wants, which, far in wanted:
            promise = self.likely_order(wants, which)
            for name in ("accept", "ready", "deliver")[: far if promise else 0]:
                self.make(promise, name)

    @rule(wanted=st.lists(st.tuples(WANTS, WHICH), min_size=1, max_size=3))
    def orders_come(self, wanted: list[tuple[Wants, int]]) -> None:
        for wants, which in wanted:
            self.likely_order(wants, which)

    @rule(wants=WANTS, day=DAY, hour=HOUR, way=WAY)
    def any_order_comes(self, wants: Wants, day: date, hour: int, way: str) -> None:
        self.new_order(wants, day, hour if "visit" in wants else None, way)

    def likely_order(self, wants: Wants, which: int) -> Promise | None:
        """One for a day and in a way that are open; whether there is enough is another question."""
        slots = self.house.open_slots(wants)[:2] or [(WEEK[1], HOURS[0] if "visit" in wants else None)]
        ways = sorted(self.house.terms.ways)
        return self.new_order(wants, *slots[which % len(slots)], ways[which % len(ways)])

    def new_order(self, wants: Wants, day: date, hour: int | None, way: str) -> Promise | None:
        plan = offering.Plan(slot=slot_of(day, hour), pay=way)
        wishes = self.shop.wishes(wants)
        made = self.attempt(
            self.house.refusals(wants, day, hour, way),
            lambda: placing.take_down(self.rows.cooks, wishes, CUSTOMER, plan, by=self.rows.maryam, again=True),
        )
        return self.house.promise(made.id, wants, way, day, hour) if made else None

    @precondition(lambda self: self.house.promises)
    @rule(each=st.lists(st.tuples(WHICH, WHAT, st.booleans()), min_size=1, max_size=4))
    def orders_move(self, each: list[tuple[int, int, bool]]) -> None:
        for which, what, was_slip in each:
            promise = self.move(which, what)
            if was_slip:
                self.undo(promise)

    def move(self, which: int, what: int) -> Promise:
        promise = self.pick(which)
        # Mostly one that may be made: else hardly an order would come further than one step.
        known = [name for name in LEADS if LEADS[name][0] == promise.state] if what % 4 < 3 else []
        self.make(promise, (known or list(LEADS))[what % len(known or LEADS)])
        return promise

    def make(self, promise: Promise, name: str) -> None:
        no, who = promise.refusals(name), LEADS[name][2]
        by = self.rows.maryam if who == "worker" else None
        self.attempt(no, lambda: moves.make(self.order(promise), name, by=by, reason="چون", who=who))
        if not no:
            promise.go(name, self.house.now)

    @precondition(lambda self: any(one.can_undo(self.house.now) for one in self.house.promises))
    @rule(which=WHICH)
    def last_steps_are_undone(self, which: int) -> None:
        self.undo(self.pick(which, lambda one: one.can_undo(self.house.now)))

    def undo(self, promise: Promise) -> None:
        no = self.house.refusals_to_undo(promise)

        def deed() -> None:
            order = self.order(promise)
            moves.undo(order, order.last_step.id, self.rows.maryam)

        self.attempt(no, deed)
        if not no:
            promise.undo(self.house.now)

    @precondition(lambda self: self.house.promises)
    @rule(each=st.lists(st.tuples(WHICH, WHAT, st.sampled_from((0, 0, -500, 700))), min_size=1, max_size=4))
    def money_moves(self, each: list[tuple[int, int, int]]) -> None:
        for which, what, off in each:
            self.pay(which, what, off)

    def pay(self, which: int, what: int, off: int) -> None:
        bill = self.pick(which, lambda one: not one.is_dead or bool(one.bill.kept)).bill
        known = [name for name in _PAY if not bill.refusals(name, 1)] if what % 3 < 2 else []
        name = (known or list(_PAY))[what % len(known or _PAY)]
        amount = bill.missing + off
        no = bill.refusals(name, amount)
        self.attempt(no, lambda: _PAY[name](payments.get(self.order_of(bill)), amount, self.rows))
        if not no:
            bill.go(name, amount, self.house.now)

    def order_of(self, bill: Bill) -> Order:
        return self.order(next(one for one in self.house.promises if one.bill is bill))

    @rule(minutes=st.sampled_from((1, 4, 6, 25, 60, 200, 700)))
    def time_passes(self, minutes: int) -> None:
        self.it_is(self.house.now + timedelta(minutes=minutes))

    def it_is(self, now: datetime) -> None:
        self.house.now = now
        clock.freeze(now)

    # what must be so after each of them
    @invariant()
    def every_order_stands_where_its_steps_led(self) -> None:
        db.session.rollback()
        rows = db.session.execute(_ORDERS).all()
        promised = self.house.promises
        assert sorted(rows) == sorted((one.number, one.state, one.day, one.hour, one.bill.total) for one in promised)
        stories: dict[int, list[tuple[str | None, str]]] = {one.number: [] for one in promised}
        for number, came_from, state in db.session.execute(_ORDER_STEPS).all():
            stories[number].append((came_from, state))
        assert stories == {one.number: one.story for one in promised}

    @invariant()
    def shelf_and_days_hold_what_is_promised(self) -> None:
        held = self.house.held()
        stock = db.session.scalar(_STOCK, {"jar": self.shop.jar_id})
        assert stock == ought.JARS - held.pop(place_of("jar", None, None), 0) >= 0
        taken = db.session.execute(_TAKEN).all()
        assert all(many >= 0 for *_, many in taken)
        found = {
            (self.shop.names[product], day, None if window == WHOLE_DAY else window): many
            for product, day, window, many in taken
            if many
        }
        assert found == +held

    @invariant()
    def money_is_what_its_steps_add_up_to(self) -> None:
        rows = db.session.execute(_PAYMENTS).all()
        by_order = {one.number: one.bill for one in self.house.promises}
        assert sorted(row[0] for row in rows) == sorted(by_order)
        steps: dict[int, list[tuple[str, int]]] = {number: [] for number in by_order}
        for number, name, amount in db.session.execute(_STEPS).all():
            steps[number].append((name, amount))
        for number, way, *row in rows:
            bill = by_order[number]
            self.house.hear_due(bill, row[1])
            assert (way, *row) == (bill.way, *bill.row)
            assert steps[number] == bill.steps
            assert 0 <= bill.went <= bill.came
        awaited = [(bill.card, bill.due) for bill in by_order.values() if bill.is_awaited and bill.card]
        assert len(awaited) == len(set(awaited)), "two open orders owe the same to one card"

    @invariant()
    def what_a_gateway_verified_is_booked_once(self) -> None:
        assert list(db.session.execute(_TRIES).all()) == [one.row for one in self.house.begun]
        booked = [amount for one in self.house.promises for name, amount in one.bill.steps if name == "book"]
        assert sorted(booked) == sorted(one.amount for one in self.house.begun if one.state == "paid")


class Choosing(Dealing):
    """Besides, the group chooses again and again how it is paid, and the clinic has a gateway or none."""

    @rule(
        cash=st.booleans(),
        card=st.sampled_from((0, 1, 2, None)),
        online=st.booleans(),
        has_gateway=st.sampled_from((True, True, False)),
        first=st.booleans(),
        hours=st.sampled_from((24, 1, 2, 5)),
    )
    def agree_upon_pay(
        self, cash: bool, card: int | None, online: bool, has_gateway: bool, first: bool, hours: int
    ) -> None:
        chosen = None if card is None else self.shop.cards[card]
        no = set() if cash or chosen or online else {"pay.no_way"}
        no |= {"pay.first_needs"} if first and not (chosen or online) else set()
        clinic, by = self.rows.clinic.id, self.rows.manager
        self.attempt(set(), lambda: gateways.put(clinic, "https://example.ir", is_on=has_gateway, by=by))
        self.house.terms.has_gateway = has_gateway
        agreed = {"takes_cash": cash, "card": chosen, "takes_online": online, "is_paid_first": first}
        self.attempt(no, lambda: paying.agree(self.rows.cooks, **agreed, hold_hours=hours, by=self.rows.worker))
        if not no:
            number = chosen.number if chosen else ""
            self.house.terms = Terms(cash, number, online, has_gateway, first, timedelta(hours=hours))


_ORDERS = sa.select(Order.id, Order.state, Order.ready_on, Order.window, Order.total)
_ORDER_STEPS = sa.select(OrderStep.order_id, OrderStep.came_from, OrderStep.state).order_by(OrderStep.id)
_STOCK = sa.select(products.Variant.stock).where(products.Variant.id == sa.bindparam("jar"))
_TAKEN = sa.select(Taken.product_id, Taken.day, Taken.window, Taken.taken)
_TRIES = sa.select(Try.authority, Try.amount, Try.state, Try.asks, Try.next_ask_at).order_by(Try.id)
_PAYMENTS = sa.select(
    Payment.order_id,
    Payment.way,
    Payment.state,
    Payment.due,
    Payment.received,
    Payment.refunded,
    Payment.is_awaited,
    Payment.owes_back,
    Payment.held_until,
    Payment.warn_at,
    Payment.warned_at.is_not(None),
).order_by(Payment.id)
_STEPS = (
    sa.select(Payment.order_id, PaymentStep.move, PaymentStep.amount)
    .join(Payment, Payment.id == PaymentStep.payment_id)
    .order_by(PaymentStep.id)
)
