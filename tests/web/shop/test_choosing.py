"""How a customer pays, which she chooses before she orders; and all that she chooses together."""

from typing import Any

import pytest
from flask import Flask

from hamyar.domain import groups, paying, people
from tests import lunch
from tests.lunch import Lunch
from tests.web.shop.choosing import Customer, by_maryam, error


def test_ways_to_pay_say_what_they_mean_and_show_no_card_yet(customer: Customer, kitchen: Lunch) -> None:
    page = customer.page()
    cash, card = (one.text for one in page.html.find(id=f"pay-{kitchen.kitchen}").find_all("label"))
    assert "پرداخت هنگام تحویل" in cash
    assert "پس از ثبت سفارش، شماره‌ی کارت" in card
    assert "پس از پرداخت شما شروع می‌کند؛ سفارش تا ۲۴ ساعت برایتان می‌ماند" in card
    assert lunch.CARD not in page
    assert lunch.CARD[-4:] not in page.html.main.text


def test_where_there_is_one_way_to_pay_it_is_told(customer: Customer, kitchen: Lunch) -> None:
    customer.put(kitchen.zip)
    page = customer.page()
    assert not page.html.find(id=f"pay-{kitchen.workshop}")
    assert page.html.find("input", {"name": f"pay-{kitchen.workshop}"})["value"] == "cash"


@pytest.mark.parametrize(
    ("pay", "told"), [("", "راه پرداخت را انتخاب کنید"), ("online", "این راه پرداخت را ندارد"), ("\x00", "را ندارد")]
)
def test_a_way_to_pay_that_is_not_offered_is_refused_at_its_field(
    customer: Customer, kitchen: Lunch, ask: Any, pay: str, told: str
) -> None:
    assert told in error(customer.form(pay=pay).submit(status=422), "pay", kitchen)
    assert ask("select count(*) from orders") == 0


def test_a_payment_that_was_agreed_otherwise_meanwhile_is_told(
    app: Flask, customer: Customer, kitchen: Lunch, ask: Any
) -> None:
    form = customer.form()

    def only_card(group: groups.Group, by: people.Person) -> None:
        card = paying.cards_of(1, group)[0]
        paying.agree(group, takes_cash=False, card=card, takes_online=False, is_paid_first=True, hold_hours=48, by=by)

    by_maryam(app, only_card)
    answer = form.submit(status=422)
    assert "این راه پرداخت را ندارد" in error(answer, "pay", kitchen)
    assert "سفارش تا ۲ روز برایتان می‌ماند" in answer
    assert ask("select count(*) from orders") == 0


def test_all_that_is_missing_is_said_at_once_and_in_the_pages_order(customer: Customer, kitchen: Lunch) -> None:
    form = customer.form(slot="", way="", pay="", name="", mobile="")
    links = [link["href"] for link in form.submit(status=422).html.find("div", "bad").find_all("a")]
    number = kitchen.kitchen
    assert links == [f"#slot-{number}-0", f"#way-{number}-0", f"#pay-{number}-0", "#name", "#mobile"]


def test_a_copy_gets_the_first_answer_whatever_is_in_the_basket_by_then(
    customer: Customer, kitchen: Lunch, ask: Any
) -> None:
    form = customer.form()
    first = form.submit(status=303)
    customer.put(kitchen.zip)
    assert form.submit(status=303).headers["Location"] == first.headers["Location"]
    assert ask("select count(*) from orders") == 1


def test_the_page_asks_few_questions_for_several_groups(customer: Customer, kitchen: Lunch, statements: Any) -> None:
    customer.put(kitchen.zip)
    customer.page()
    assert statements(customer.page) <= 14
