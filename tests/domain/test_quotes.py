"""Work whose price is agreed upon: who may say what when, what a yes makes, and what is forgotten in the end."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import (
    bell,
    catalogue,
    delivery,
    groups,
    moves,
    notices,
    offering,
    paying,
    photos,
    quotes,
    requests,
)
from hamyar.domain.offering import Plan
from hamyar.domain.orders import Order
from hamyar.domain.photos import Photo
from hamyar.domain.placing import Customer
from hamyar.domain.products import Product
from hamyar.domain.quotes import Answer, Wanted
from hamyar.domain.requests import Request
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing, Refused
from tests.domain.conftest import Rows, refused

CUSTOMER = Customer("پریسا", "+989351234567")
ADDRESS = delivery.Where("تهران", "تهران", "نازی‌آباد، کوچه‌ی دوم، پلاک ۳")
IN_CASH = Plan(pay="cash")
MANTEAU = Wanted("مانتوی سورمه‌ای، قد ۱۱۰، سایز ۴۴")
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


def said(price: int = 9_800_000, days: int = 10, hold: int = 7) -> Answer:
    today = clock.today()
    return Answer(price, today + timedelta(days=days), today + timedelta(days=hold), "با پارچه‌ی خودمان")


def ask(rows: Rows, wanted: Wanted = MANTEAU, *shown: Photo, customer: Customer = CUSTOMER) -> Request:
    with transaction():
        if not rows.tailors.takes_requests:
            groups.take_requests(rows.tailors, True, rows.sara)
        return quotes.ask(rows.tailors, None, wanted, shown, customer)


def answered(rows: Rows, answer: Answer | None = None) -> Request:
    asked = ask(rows)
    with transaction():
        quotes.answer(asked, answer or said(), rows.sara)
    return asked


def agree(asked: Request, plan: Plan = IN_CASH, seal: str = "") -> Order:
    number, price = (asked.quote.id, asked.quote.price) if asked.quote else (0, 0)
    shown = seal or offering.seal_of(offering.of_agreed(asked.group, price))
    return quotes.agree(asked, number, plan, seal=shown)


def kinds(asked: Request, audience: str) -> list[str]:
    query = db.select(notices.Notice.kind).where(notices.Notice.audience == audience).order_by(notices.Notice.id)
    return list(db.session.scalars(query))


def picture(rows: Rows, name: str) -> Photo:
    with transaction():
        return photos.keep(rows.clinic.id, name=name * 32, width=9, height=9, colour="#aabbcc", size=9)


def on_agreement(rows: Rows) -> Product:
    with transaction():
        about = catalogue.Description("دوخت لباس شب", kind="on_agreement")
        return catalogue.add(rows.tailors, about, [], [], rows.sara)


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


def test_a_long_description_gives_a_short_name(rows: Rows) -> None:
    asked = ask(rows, Wanted("پیراهن " * 30 + "\nسطر دوم"))
    assert len(asked.title) == 80
    assert asked.title.endswith("…")


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


def test_a_question_asked_anew_is_kept_from_that_day(rows: Rows) -> None:
    asked = answered(rows)
    clock.freeze(clock.now() + timedelta(days=179))
    with transaction():
        quotes.ask_again(asked)
    clock.freeze(clock.now() + timedelta(days=2))
    with transaction():
        assert quotes.forget_old() == 0
    clock.freeze(clock.now() + timedelta(days=180))
    with transaction():
        assert quotes.forget_old() == 1


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


def test_what_cannot_be_asked(rows: Rows) -> None:
    yesterday, evening_dress = clock.today() - timedelta(days=1), on_agreement(rows)
    with refused("quote.closed"), transaction():
        quotes.ask(rows.tailors, None, MANTEAU, [], CUSTOMER)
    with refused("quote.closed"), transaction():
        quotes.ask(rows.tailors, rows.dress, MANTEAU, [], CUSTOMER)
    with refused("quote.closed"), transaction():
        quotes.ask(rows.cooks, evening_dress, MANTEAU, [], CUSTOMER)
    with refused("quote.empty"):
        ask(rows, Wanted(" \n"))
    with refused("quote.past"):
        ask(rows, Wanted("دامن", yesterday))
    with refused("photo.most"):
        ask(rows, MANTEAU, *(picture(rows, name) for name in "abcde"))


def test_one_number_waits_for_five_answers_at_most(rows: Rows) -> None:
    asked = [ask(rows) for _time in range(5)]
    with refused("quote.many"):
        ask(rows)
    ask(rows, customer=Customer("سیما", "+989351110000"))
    with transaction():
        quotes.answer(asked[0], said(), rows.sara)
    ask(rows)


def test_another_group_finds_nothing(rows: Rows) -> None:
    asked = ask(rows)
    with pytest.raises(Missing):
        requests.get(rows.cooks, asked.id)
    with pytest.raises(Missing):
        requests.by_secret(rows.clinic.id + 1, asked.secret)


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


def test_old_requests_go_with_the_photos_that_nothing_else_shows(rows: Rows) -> None:
    alone, shared = picture(rows, "a"), picture(rows, "b")
    with transaction():
        groups.set_photo(rows.tailors, shared, rows.sara)
    asked = ask(rows, MANTEAU, alone, shared)
    kept = ask(rows, MANTEAU, picture(rows, "c"))
    with transaction():
        quotes.decline(asked, "نشد", rows.sara)
    clock.freeze(clock.now() + quotes.KEPT + timedelta(days=1))
    with transaction():
        quotes.answer(kept, said(), rows.sara)
        assert quotes.forget_old() == 1
    assert photos.names() == {"b" * 32, "c" * 32}
    clock.freeze(clock.now() + timedelta(days=8))
    with transaction():
        assert quotes.forget_old() == 1
    assert photos.names() == {"b" * 32}


def test_what_became_an_order_is_kept_as_long_as_that_is_open(rows: Rows) -> None:
    asked = answered(rows)
    with transaction():
        order = agree(asked)
    clock.freeze(clock.now() + quotes.KEPT + timedelta(days=1))
    with transaction():
        assert quotes.forget_old() == 0
        for name in ("ready", "deliver"):
            moves.make(order, name, by=rows.sara)
        assert quotes.forget_old() == 1
