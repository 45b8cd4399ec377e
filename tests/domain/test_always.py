"""Whatever is done in whatever order: shelf, days, orders and money add up, and nothing moves outside its table."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from hamyar.domain import (
    agreements,
    catalogue,
    days,
    moves,
    offering,
    orders,
    paying,
    payments,
    placing,
    products,
    settling,
)
from hamyar.domain.days import Slot, Taken
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Refused
from tests.domain.conftest import CUSTOMER, Rows

JARS, PLATES, VISITS = 10, 6, 2
CARD = paying.NewCard("6037991234567893", "مریم احمدی")
WHO_MAY = {moves.CUSTOMER: False, moves.CLOCK: False, moves.AGREEMENT: False, moves.WORKER: True}
LATE = {"move.late", "move.unpaid"}
# Written down once more on purpose: the program's own tables must not be their own witness.
LEADS = {
    "accept": ("placed", "accepted"),
    "decline": ("placed", "declined"),
    "cancel": ("placed", "cancelled"),
    "agree": ("placed", "accepted"),
    "expire": ("placed", "cancelled"),
    "ready": ("accepted", "ready"),
    "call_off": ("accepted", "cancelled"),
    "agree_cancel": ("accepted", "cancelled"),
    "agree_cancel_ready": ("ready", "cancelled"),
    "deliver": ("ready", "delivered"),
    "not_collected": ("ready", "not_collected"),
}
# What an order is of, how many, so many days after tomorrow, and how it is paid.
WANTED = st.tuples(
    st.sampled_from(("jar", "lunch", "visit")), st.integers(1, 4), st.integers(0, 1), st.sampled_from(("cash", "card"))
)
OWED, HELD = {"unpaid", "claimed", "refused"}, {"paid", "too_little", "too_much"}
# From where, by which ways to pay, and whether the order must be alive.
PAYS = {
    "claim": (OWED | {"too_little"}, {"card"}, False),
    "take_cash": ({"unpaid"}, {"cash"}, True),
    "see": (OWED | {"too_little"}, {"card", "cash"}, False),
    "refuse": ({"claimed"}, {"card"}, False),
    "settle": ({"too_little", "too_much"}, {"card", "cash", "online"}, True),
    "refund": (HELD, {"card", "cash", "online"}, False),
    "mistaken": (HELD | {"refunded"}, {"card", "cash"}, False),
}


@pytest.fixture
def lunch(rows: Rows) -> products.Product:
    """Six plates a day, ordered the day before."""
    about = catalogue.Description("قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1, per_day=PLATES, unit="plate")
    with transaction():
        return catalogue.add(rows.cooks, about, [catalogue.Offer("", 1_200_000)], [], rows.maryam)


@pytest.fixture
def visit(rows: Rows) -> products.Product:
    """Two at a time, from ten to twelve."""
    about = catalogue.Description("آشپزی در خانه", kind=products.SERVICE, windows=(catalogue.Hours(600, 720, VISITS),))
    with transaction():
        return catalogue.add(rows.cooks, about, [catalogue.Offer("", 3_000_000)], [], rows.maryam)


@pytest.fixture
def machine(rows: Rows, lunch: products.Product, visit: products.Product) -> type[RuleBasedStateMachine]:
    """The rules, over the world's jars, two days of lunch and one window of a service."""
    jar = rows.jar.variants[0]
    tomorrow = clock.today() + timedelta(days=1)
    with transaction():
        card = paying.add_card(rows.clinic.id, rows.cooks, CARD, rows.worker)

    class Selling(RuleBasedStateMachine):
        made: list[orders.Order]
        limit: int
        takes_card: bool

        def __init__(self) -> None:
            super().__init__()
            self.made, self.limit, self.takes_card = [], PLATES, False
            with transaction():
                # Hypothesis begins many times in one world: what earlier runs took comes back first.
                jar.stock = JARS
                lunch.per_day = PLATES
                db.session.execute(sa.delete(Taken))
                db.session.execute(sa.delete(paying.Terms))
                db.session.execute(sa.update(payments.Payment).values(is_awaited=False))

        @rule(is_paid_first=st.booleans(), with_card=st.booleans())
        def agree_upon_pay(self, is_paid_first: bool, with_card: bool) -> None:
            with transaction():
                paying.agree(
                    rows.cooks,
                    takes_cash=True,
                    card=card if with_card else None,
                    takes_online=False,
                    is_paid_first=is_paid_first and with_card,
                    hold_hours=24,
                    by=rows.worker,
                )
            self.takes_card = with_card

        @rule(wanted=st.lists(WANTED, min_size=1, max_size=4))
        def orders_come(self, wanted: list[tuple[str, int, int, str]]) -> None:
            for one in wanted:
                self._order(*one)

        def _order(self, what: str, quantity: int, later: int, pay: str) -> None:
            product = {"jar": rows.jar, "lunch": lunch, "visit": visit}[what]
            slot = Slot(tomorrow + timedelta(days=later), 600 if what == "visit" else days.WHOLE_DAY)
            wish = offering.Wish(product.variants[0], quantity)
            expected = set()
            if self._room(what, slot) < quantity:
                expected.add("stock.short" if what == "jar" else "day.full")
            if pay == "card" and not self.takes_card:
                expected.add("pay.gone")
            try:
                with transaction():
                    plan = offering.Plan(slot=slot, pay=pay)
                    made = placing.take_down(rows.cooks, [wish], CUSTOMER, plan, by=rows.maryam, again=True)
                self.made.append(made)
                assert not expected, "it was sold where there was none"
            except Refused as no:
                assert no.key in expected, "it was there and was not sold"

        @rule(limit=st.integers(1, PLATES))
        def change_the_limit(self, limit: int) -> None:
            with transaction():
                lunch.per_day = limit
            self.limit = limit

        @precondition(lambda self: self.made)
        @rule(which=st.integers(0, 50), what=st.integers(0, 99))
        def move(self, which: int, what: int) -> None:
            order = self.made[which % len(self.made)]
            # Mostly one that may be made: else hardly an order would come further than one step.
            open_now = [one for one in moves.MOVES if LEADS[one.name][0] == order.state] if what % 4 else []
            move = (open_now or moves.MOVES)[what % len(open_now or moves.MOVES)]
            before = order.state
            try:
                with transaction():
                    by = rows.maryam if WHO_MAY[move.who] else None
                    moves.make(order, move.name, by=by, reason="چون", who=move.who)
                assert (before, order.state) == LEADS[move.name]
            except Refused as no:
                assert no.key in LATE
                assert before != LEADS[move.name][0] or no.key == "move.unpaid"

        @precondition(lambda self: any(map(moves.can_undo, self.made)))
        @rule(which=st.integers(0, 50))
        def undo(self, which: int) -> None:
            order = self._pick(which, moves.can_undo)
            try:
                with transaction():
                    moves.undo(order, order.last_step.id, rows.maryam)
            except Refused as no:
                assert no.key in ("undo.late", "undo.other", "undo.refunded", "stock.short", "day.full")
                if no.key in ("stock.short", "day.full"):
                    line = order.lines[0]
                    what = {jar.id: "jar", lunch.variants[0].id: "lunch"}.get(line.variant_id or 0, "visit")
                    assert self._room(what, order.slot) < line.quantity

        @precondition(lambda self: self.made)
        @rule(which=st.integers(0, 50), name=st.sampled_from(sorted(_PAY)), off=st.sampled_from((-500, 0, 700)))
        def pay(self, which: int, name: str, off: int) -> None:
            payment = payments.get(self.made[which % len(self.made)])
            sources, ways, is_for_living = PAYS[name]
            is_open = payment.state in sources and payment.way in ways
            is_open = is_open and not (
                is_for_living and payment.order.state in ("declined", "cancelled", "not_collected")
            )
            is_said_often = sum(step.move == "claim" for step in payment.steps) >= settling.MOST_CLAIMS
            try:
                with transaction():
                    _PAY[name](payment, payment.missing + off, rows)
                assert is_open
            except Refused as no:
                assert no.key == "pay.amount" or (no.key == "pay.late" and not is_open) or is_said_often

        @precondition(lambda self: any(one.state in ("placed", "accepted") and one.slot for one in self.made))
        @rule(which=st.integers(0, 50), later=st.integers(0, 2), says_yes=st.booleans(), by_group=st.booleans())
        def another_day(self, which: int, later: int, says_yes: bool, by_group: bool) -> None:
            order = self._pick(which, lambda one: one.state in ("placed", "accepted") and one.slot is not None)
            before, day = order.slot, tomorrow + timedelta(days=later)
            slot = Slot(day, 600 if order.window else days.WHOLE_DAY)
            asker = rows.maryam if by_group else None
            try:
                with transaction():
                    asked = agreements.ask(order, agreements.OTHER_DAY, "چون", by=asker, slot=slot)
                assert order.slot == before
                with transaction():
                    agreements.answer(asked, says_yes, by=None if by_group else rows.maryam)
                assert order.slot == (slot if says_yes and before else before)
            except Refused as no:
                assert no.key in ("agreement.late", "agreement.open", "agreement.many", "day.same", "day.full")
                assert order.slot == before
                if no.key == "day.full" and before and before.day != day:
                    assert self._room("visit" if order.window else "lunch", slot) < order.lines[0].quantity

        @invariant()
        def nothing_is_lost_or_made_up(self) -> None:
            db.session.rollback()
            assert jar.stock + self._taken()[jar.id, None, None] == JARS
            assert jar.stock >= 0

        @invariant()
        def days_hold_what_their_orders_took(self) -> None:
            wanted = self._taken()
            held = {(row.product_id, row.day, row.window): row.taken for row in db.session.scalars(sa.select(Taken))}
            for product in (lunch, visit):
                for (product_id, day, window), taken in held.items():
                    if product_id == product.id:
                        own = None if window == days.WHOLE_DAY else window
                        assert taken == wanted[product.variants[0].id, day, own]
            assert all(taken >= 0 for taken in held.values())
            assert all(taken <= VISITS for (product, _, _), taken in held.items() if product == visit.id)
            assert all(taken <= PLATES for taken in held.values())

        @invariant()
        def money_is_where_its_steps_say(self) -> None:
            for order in self.made:
                payment = payments.get(order)
                came = went = 0
                for step in payment.steps:
                    is_back = step.move == "refund"
                    came, went = came + (not is_back) * step.amount, went + is_back * step.amount
                    came, went = (0, 0) if step.move == "mistaken" else (came, went)
                assert (payment.received, payment.refunded) == (came, went)
                assert payment.state == (payment.steps[-1].state if payment.steps else payments.UNPAID)
                assert 0 <= payment.refunded <= payment.received
                assert payment.state != payments.PAID or payment.kept == payment.due or _was_settled(payment)
                assert payment.owes_back == (payment.to_give_back > 0)
                assert payment.kept == 0 or payment.state not in (payments.UNPAID, payments.REFUSED)

        @invariant()
        def no_two_open_orders_owe_the_same_to_one_card(self) -> None:
            query = sa.select(payments.Payment.due).where(payments.Payment.is_awaited, payments.Payment.way == "card")
            awaited = list(db.session.scalars(query))
            assert len(awaited) == len(set(awaited))

        @invariant()
        def the_state_is_where_the_last_step_led(self) -> None:
            assert all(order.state == order.last_step.state for order in self.made)

        def _pick(self, which: int, fits: Callable[[orders.Order], bool]) -> orders.Order:
            """One of the orders, mostly one with which something can be done."""
            fitting = [one for one in self.made if fits(one)] if which % 5 else []
            return (fitting or self.made)[which % len(fitting or self.made)]

        def _room(self, what: str, slot: Slot | None) -> int:
            """How many can be had yet, by what the living orders hold and the limits that were set."""
            taken = self._taken()
            if what == "jar" or slot is None:
                return JARS - taken[jar.id, None, None]
            if what == "lunch":
                return self.limit - taken[lunch.variants[0].id, slot.day, None]
            return VISITS - taken[visit.variants[0].id, slot.day, slot.window]

        def _taken(self) -> Counter[tuple[int | None, date | None, int | None]]:
            """What the living orders hold: by variant, and by day and hours where it is sold by the day."""
            taken: Counter[tuple[int | None, date | None, int | None]] = Counter()
            for order in self.made:
                if order.state not in orders.DEAD:
                    line = order.lines[0]
                    day, hours = (order.ready_on, order.window) if order.slot else (None, None)
                    taken[line.variant_id, day, hours] += line.quantity
            return taken

    return Selling


_PAY = {
    "claim": lambda payment, amount, rows: settling.claim(payment, settling.Claim(payer_digits="1234")),
    "see": lambda payment, amount, rows: settling.see(payment, amount, rows.maryam),
    "take_cash": lambda payment, amount, rows: settling.take_cash(payment, rows.maryam),
    "refuse": lambda payment, amount, rows: settling.refuse(payment, "نیامده", rows.maryam),
    "settle": lambda payment, amount, rows: settling.settle(payment, "با هم توافق کردیم", rows.maryam),
    "refund": lambda payment, amount, rows: settling.refund(payment, rows.maryam),
    "mistaken": lambda payment, amount, rows: settling.mistake(payment, "اشتباه بود", rows.maryam),
}


def _was_settled(payment: payments.Payment) -> bool:
    return payment.steps[-1].move == "settle"


def test_whatever_is_done_everything_adds_up(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
