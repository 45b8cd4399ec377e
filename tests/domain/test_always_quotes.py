"""Whatever is asked, answered and agreed in whatever order: a yes to what holds makes one order, nothing else does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from hamyar.domain import groups, offering, permits, quotes, requests
from hamyar.domain.requests import Quote, Request
from hamyar.kit.db import db
from tests.domain import always, always_shop
from tests.domain.always import WAY, WHAT, WHICH
from tests.domain.conftest import CUSTOMER, Rows
from tests.domain.ought_orders import Promise

# Written down once more on purpose: the program's own table must not be its own witness.
LEADS = {
    "answer": ({"asked", "answered"}, "answered"),
    "decline": ({"asked", "answered"}, "declined"),
    "agree": ({"answered"}, "agreed"),
    "refuse": ({"answered"}, "refused"),
    "withdraw": ({"asked", "answered"}, "withdrawn"),
    "ask_again": ({"answered"}, "asked"),
}
MOST_WAITING, LONGEST_HOLD = 5, timedelta(days=60)


@dataclass(frozen=True)
class Answer:
    """A price in rials and a day, until when it holds, and its number in the table."""

    number: int
    price: int
    day: date
    holds_until: date


@dataclass(eq=False)
class Wish:
    """What one customer asked, every answer to it, and the order that it became."""

    number: int
    state: str = "asked"
    answers: list[Answer] = field(default_factory=list)
    promise: Promise | None = None

    @property
    def row(self) -> tuple[object, ...]:
        """As it ought to stand in the table."""
        return (self.number, self.state, self.promise.number if self.promise else None)

    def refusals(self, name: str, today: date) -> set[str]:
        is_over = bool(self.answers) and self.answers[-1].holds_until < today
        no = set() if self.state in LEADS[name][0] else {"quote.late"}
        if name == "agree" and is_over:
            no.add("quote.ran_out")
        if name == "ask_again" and not is_over:
            no.add("quote.late")
        return no


class Agreeing(always.Choosing):
    """Customers describe what they want, the group names prices and days, and days go by."""

    def __init__(self, shop: always_shop.Shop) -> None:
        super().__init__(shop)
        self.wishes: list[Wish] = []
        self.is_open, self.takes_requests = True, False

    @initialize()
    def the_group_takes_requests(self) -> None:
        self.the_shop_opens(True, True)
        for number in range(3):
            self.she_asks(None)
            self.the_group_answers(number, 9_800_000, 10, 7)

    @rule(is_open=st.sampled_from((True, True, False)), takes_requests=st.booleans())
    def the_shop_opens(self, is_open: bool, takes_requests: bool) -> None:
        cooks, by = self.rows.cooks, self.rows.worker
        self.attempt(set(), lambda: permits.open_shop(cooks, by) if is_open else groups.close_shop(cooks, by))
        self.attempt(set(), lambda: groups.take_requests(cooks, takes_requests, by))
        self.is_open, self.takes_requests = is_open, takes_requests

    @rule(days=st.integers(1, 8))
    def days_go_by(self, days: int) -> None:
        self.time_passes(days * 24 * 60)

    @rule(sooner=st.sampled_from((None, 0, -3, 1)))
    def she_asks(self, sooner: int | None) -> None:
        wanted_on = None if sooner is None else self.house.today - timedelta(days=sooner)
        no = set() if self.is_open and self.takes_requests else {"quote.closed"}
        no |= {"quote.past"} if sooner and sooner > 0 else set()
        no |= {"quote.many"} if sum(one.state == "asked" for one in self.wishes) >= MOST_WAITING else set()
        wanted = quotes.Wanted("یک دیگ آش برای نذری", wanted_on)
        asked = self.attempt(no, lambda: quotes.ask(self.rows.cooks, None, wanted, [], CUSTOMER))
        if asked:
            self.wishes.append(Wish(asked.id))

    @precondition(lambda self: self.wishes)
    @rule(
        which=WHICH,
        price=st.sampled_from((9_800_000, 9_800_000, 2_000_000, 0)),
        ready_in=st.sampled_from((10, 3, 1, 0, -1)),
        holds_for=st.sampled_from((7, 2, 0, 7, 61, -1)),
    )
    def the_group_answers(self, which: int, price: int, ready_in: int, holds_for: int) -> None:
        one, today = self.wish(which, "answer"), self.house.today
        day, until = today + timedelta(days=ready_in), today + timedelta(days=holds_for)
        no = one.refusals("answer", today)
        no |= {"price.zero"} if not price else set()
        no |= {"day.past"} if day < today else set()
        no |= set() if today <= until <= today + LONGEST_HOLD else {"quote.hold"}
        said = quotes.Answer(price, day, until)
        made = self.attempt(no, lambda: quotes.answer(self.request(one), said, self.rows.maryam))
        if made:
            one.state = "answered"
            one.answers.append(Answer(made.id, price, day, min(day, until)))

    @precondition(lambda self: any(one.answers for one in self.wishes))
    @rule(which=WHICH, earlier=st.sampled_from((0, 0, 0, 1)), way=WAY, luck=WHAT, taps=st.integers(1, 2))
    def she_says_yes(self, which: int, earlier: int, way: str, luck: int, taps: int) -> None:
        one = self.wish(which, "agree")
        for _ in range(taps if one.answers else 0):
            self.yes(one, earlier, way, luck)

    def yes(self, one: Wish, earlier: int, way: str, luck: int) -> None:
        """To the answer she saw, which may not be the latest."""
        ways = sorted(self.house.terms.ways)
        way = ways[luck % len(ways)] if luck % 5 < 4 else way
        seen = one.answers[max(0, len(one.answers) - 1 - earlier)]
        no = one.refusals("agree", self.house.today)
        no |= set() if self.is_open else {"quote.closed"}
        no |= set() if seen is one.answers[-1] else {"quote.replaced"}
        no |= set() if way in self.house.terms.ways else {"pay.gone"}
        seal = offering.seal_of(offering.of_agreed(self.rows.cooks, seen.price))
        plan = offering.Plan(pay=way)
        order = self.attempt(no, lambda: quotes.agree(self.request(one), seen.number, plan, seal=seal))
        if order:
            bill = self.house.bill(way, seen.price)
            promise = Promise(order.id, {}, bill, self.house.now, seen.day, channel="quote")
            if not bill.is_first:
                promise.go("agree", self.house.now)
            one.state, one.promise = "agreed", self.house.keep(promise)

    @precondition(lambda self: self.wishes)
    @rule(which=WHICH, name=st.sampled_from(("decline", "refuse", "withdraw", "ask_again", "ask_again")))
    def it_goes_another_way(self, which: int, name: str) -> None:
        one = self.wish(which, name)
        no = one.refusals(name, self.house.today)
        step = {
            "decline": lambda asked: quotes.decline(asked, "نمی‌رسیم", self.rows.maryam),
            "refuse": quotes.refuse,
            "withdraw": quotes.withdraw,
            "ask_again": quotes.ask_again,
        }[name]
        self.attempt(no, lambda: step(self.request(one)))
        if not no:
            one.state = LEADS[name][1]

    @invariant()
    def every_request_stands_where_it_was_led(self) -> None:
        rows = db.session.execute(sa.select(Request.id, Request.state, Request.order_id).order_by(Request.id)).all()
        assert list(rows) == [one.row for one in self.wishes]
        said = sa.select(Quote.request_id, Quote.id, Quote.price, Quote.day, Quote.holds_until).order_by(Quote.id)
        answers = [(one.number, *vars(answer).values()) for one in self.wishes for answer in one.answers]
        assert sorted(db.session.execute(said).all()) == sorted(answers)

    @invariant()
    def each_yes_made_one_order_and_nothing_else_did(self) -> None:
        made = [one.number for one in self.house.promises if one.channel == "quote"]
        agreed = [one.promise.number for one in self.wishes if one.state == "agreed" and one.promise]
        assert sorted(made) == sorted(agreed)

    def wish(self, which: int, name: str) -> Wish:
        """One of the wishes, mostly one with which this can be done."""
        fitting = [one for one in self.wishes if not one.refusals(name, self.house.today)] if which % 5 < 4 else []
        return (fitting or self.wishes)[which % len(fitting or self.wishes)]

    def request(self, one: Wish) -> Request:
        return requests.get(self.rows.cooks, one.number)


@pytest.fixture
def shop(rows: Rows, put_back: Callable[..., Callable[[], None]], monkeypatch: pytest.MonkeyPatch) -> always_shop.Shop:
    return always_shop.open_shop(rows, put_back, monkeypatch)


def test_whatever_is_asked_a_yes_makes_one_order(shop: always_shop.Shop) -> None:
    always.run(Agreeing, shop, often=28, steps=30)


def test_the_table_that_is_written_down_here_is_the_whole_one() -> None:
    assert {name: (set(sources), target) for name, (sources, target) in quotes.MOVES.items()} == LEADS
