"""Work whose price is agreed upon: who may say what when, and what a yes makes."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import bell, delivery, groups, moves, offering, paying, quotes, requests
from hamyar.domain.offering import Plan
from hamyar.domain.orders import Order
from hamyar.domain.quotes import Answer
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Refused
from tests.domain.conftest import Rows, refused
from tests.domain.quoted import ADDRESS, CUSTOMER, MANTEAU, agree, answered, ask, kinds, on_agreement, said

# Each step as the pages take it, by the name it has in the table.
STEPS = {
    "answer": lambda rows, asked: quotes.answer(asked, said(), rows.sara),
    "decline": lambda rows, asked: quotes.decline(asked, "پارچه نداریم", rows.sara),
    "agree": lambda rows, asked: agree(asked),
    "refuse": lambda rows, asked: quotes.refuse(asked),
    "withdraw": lambda rows, asked: quotes.withdraw(asked),
}
WAY_TO = {
    "asked": [],
    "answered": ["answer"],
    "agreed": ["answer", "agree"],
    "refused": ["answer", "refuse"],
    "declined": ["decline"],
    "withdrawn": ["withdraw"],
}


@pytest.mark.parametrize("state", requests.STATES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state_is_as_the_table_says(rows: Rows, state: str, step: str) -> None:
    asked = ask(rows)
    for name in WAY_TO[state]:
        with transaction():
            STEPS[name](rows, asked)
    sources, target = quotes.MOVES[step]
    assert asked.state == state
    if state in sources:
        with transaction():
            STEPS[step](rows, asked)
        assert asked.state == target
        return
    with refused("quote.late") as told, transaction():
        STEPS[step](rows, asked)
    assert told.value.facts["stands"] == state
    assert asked.state == state


def test_a_yes_makes_the_order_that_both_said_yes_to(rows: Rows) -> None:
    asked = answered(rows)
    with transaction():
        order = agree(asked)
    line = order.lines[0]
    assert (order.state, order.channel, order.total) == ("accepted", "quote", 9_800_000)
    assert (line.product_name, line.variant_id, line.kind) == (MANTEAU.text, None, "on_agreement")
    assert (order.ready_on, order.name, order.note) == (clock.today() + timedelta(days=10), "پریسا", "")
    assert asked.order is order
    assert requests.find_of(order) is asked
    # Nobody's step alone, so nobody can take it back alone.
    assert not moves.can_undo(order)
    assert kinds(asked, "group") == ["quote.asked", "quote.agreed"]
    assert "order.accepted" in kinds(asked, "customer")


def test_an_order_is_named_after_its_product(rows: Rows) -> None:
    product = on_agreement(rows)
    with transaction():
        asked = quotes.ask(rows.tailors, product, MANTEAU, [], CUSTOMER)
        quotes.answer(asked, said(), rows.sara)
        order = agree(asked)
    assert (order.lines[0].product_name, order.note) == ("دوخت لباس شب", MANTEAU.text)


def test_where_money_comes_first_the_order_waits_for_it(rows: Rows) -> None:
    with transaction():
        card = paying.add_card(rows.clinic.id, rows.tailors, paying.NewCard("6104337812345678", "سارا"), rows.sara)
        terms = {"takes_cash": False, "takes_online": False, "is_paid_first": True, "hold_hours": 24}
        paying.agree(rows.tailors, card=card, by=rows.sara, **terms)
    asked = answered(rows)
    with transaction():
        order = agree(asked, Plan(pay="card"))
    assert (asked.state, order.state) == ("agreed", "placed")


def test_a_price_is_taken_no_later_than_its_last_day(rows: Rows) -> None:
    asked = answered(rows, said(hold=7))
    clock.freeze(clock.now() + timedelta(days=7))
    assert asked.can_be_agreed
    clock.freeze(clock.now() + timedelta(days=1))
    with refused("quote.ran_out"), transaction():
        agree(asked)
    assert (asked.state, asked.has_run_out) == ("answered", True)


def test_a_price_never_holds_longer_than_the_day_it_promises(rows: Rows) -> None:
    asked = answered(rows, said(days=2, hold=7))
    assert asked.quote
    assert asked.quote.holds_until == asked.quote.day


def test_she_asks_for_a_fresh_price_when_hers_ran_out(rows: Rows) -> None:
    asked = answered(rows)
    with refused("quote.late"), transaction():
        quotes.ask_again(asked)
    clock.freeze(clock.now() + timedelta(days=8))
    with transaction():
        quotes.ask_again(asked)
    assert asked.state == "asked"
    with transaction():
        quotes.answer(asked, said(11_000_000), rows.sara)
        assert agree(asked).total == 11_000_000


def test_a_closed_shop_makes_no_order_out_of_an_earlier_price(rows: Rows) -> None:
    asked = answered(rows)
    with transaction():
        groups.close_shop(rows.tailors, rows.worker)
    with refused("quote.closed"), transaction():
        agree(asked)
    assert asked.state == "answered"


def test_the_group_hears_that_its_price_was_taken(rows: Rows) -> None:
    asked = answered(rows)
    with transaction():
        order = agree(asked)
    assert order.state == "accepted"
    assert "quote.agreed" in [one.kind for one in bell.ringing(rows.tailors)]


def test_only_the_price_she_saw_is_taken(rows: Rows) -> None:
    asked = answered(rows)
    seen = asked.quote
    assert seen
    with transaction():
        quotes.answer(asked, said(12_000_000), rows.sara)
    with refused("quote.replaced"), transaction():
        quotes.agree(asked, seen.id, Plan(), seal="")
    assert asked.state == "answered"
    assert asked.order is None


def test_only_the_fee_she_saw_is_taken(rows: Rows) -> None:
    def arrange(fee: int) -> None:
        none = delivery.Post(False, [], None)
        courier = delivery.Courier(True, [("محله", fee)], None)
        with transaction():
            delivery.arrange(rows.tailors, delivery.Pickup(False, "", ""), courier, none, rows.sara)

    arrange(300_000)
    asked = answered(rows)
    offer = offering.of_agreed(asked.group, 9_800_000)
    plan = Plan(delivery=offer.choices[0].key, where=ADDRESS)
    arrange(500_000)
    with refused("quote.fees"), transaction():
        agree(asked, plan, offering.seal_of(offer))
    with transaction():
        assert agree(asked, plan).total == 10_300_000


def test_she_chooses_her_way_where_there_are_some(rows: Rows) -> None:
    with transaction():
        nothing = delivery.Courier(False, [], None), delivery.Post(False, [], None)
        delivery.arrange(rows.tailors, delivery.Pickup(True, "کارگاه", "۹ تا ۱۳"), *nothing, rows.sara)
    asked = answered(rows)
    with refused("way.none") as told, transaction():
        agree(asked)
    assert told.value.facts["group_id"] == rows.tailors.id
    assert asked.state == "answered"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (said(price=0), "price.zero"),
        (said(price=10**12), "price.high"),
        (said(days=-1), "day.past"),
        (said(hold=-1), "quote.hold"),
        (said(hold=61), "quote.hold"),
    ],
)
def test_an_answer_must_be_possible(rows: Rows, answer: Answer, key: str) -> None:
    asked = ask(rows)
    with refused(key), transaction():
        quotes.answer(asked, answer, rows.sara)
    assert (asked.state, asked.quotes) == ("asked", [])


def test_a_group_says_why_it_cannot(rows: Rows) -> None:
    asked = ask(rows)
    with refused("quote.reason"), transaction():
        quotes.decline(asked, "", rows.sara)
    with transaction():
        quotes.decline(asked, "چرخ راسته‌دوز نداریم", rows.sara)
    assert (asked.reason, asked.ended_by) == ("چرخ راسته‌دوز نداریم", rows.sara)
    assert kinds(asked, "customer") == ["quote.declined"]


def test_two_yeses_at_once_make_one_order(rows: Rows, app: Flask) -> None:
    secret, clinic = answered(rows).secret, rows.clinic.id
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def say_yes() -> None:
        with app.app_context():
            asked = requests.by_secret(clinic, secret)
            together.wait()
            try:
                with transaction():
                    outcomes.append(agree(asked).state)
            except Refused as no:
                outcomes.append(no.key)

    threads = [threading.Thread(target=say_yes) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", *["quote.late"] * 7]
    db.session.rollback()
    assert db.session.query(Order).filter_by(channel="quote").count() == 1


def test_a_yes_and_a_withdrawal_at_once_do_not_both_count(rows: Rows, app: Flask) -> None:
    asked = answered(rows)
    with app.app_context(), transaction():
        quotes.withdraw(requests.by_secret(asked.clinic_id, asked.secret))
    with refused("quote.late"), transaction():
        agree(asked)
    assert db.session.query(Order).count() == 0
