"""How it reaches her, which a customer chooses before she orders: only what can be chosen."""

from typing import Any

import pytest
from flask import Flask

from hamyar.domain import delivery, groups, people
from hamyar.domain.delivery import Courier, Pickup, Post
from hamyar.kit.db import transaction
from tests.lunch import Lunch
from tests.people import CUSTOMER, MARYAM, World, form_on
from tests.web.shop.choosing import ADDRESS, Customer, by_maryam, error


def test_each_way_tells_its_place_its_hours_and_its_fee(customer: Customer, kitchen: Lunch) -> None:
    ways = [card.text for card in customer.page().html.find(id=f"way-{kitchen.kitchen}").find_all("label")]
    assert "تحویل حضوری" in ways[0]
    assert "مدائن، پلاک ۷" in ways[0]
    assert "هر روز ۱۱ تا ۱۴" in ways[0]
    assert "رایگان" in ways[0]
    assert ("پیک: نازی‌آباد" in ways[1], "+ ۳۰٬۰۰۰ تومان" in ways[1]) == (True, True)


def test_an_address_is_asked_only_where_something_comes_to_her(customer: Customer, ask: Any) -> None:
    answer = customer.form(way=customer.area("شهر ری")).submit(status=422)
    wrong = {tag["id"] for tag in answer.html.find_all("p", "error")}
    assert wrong == {"province-error", "city-error", "street-error"}
    customer.form(postal_code="12", province="x").submit(status=303)
    assert ask("select count(*) from order_addresses") == 0


def test_an_address_is_kept_clean_with_its_order(customer: Customer, ask: Any) -> None:
    page = customer.form(way=customer.area("شهر ری"), **ADDRESS).submit(status=303).follow()
    assert ask("select postal_code from order_addresses") == "1234567890"
    assert ask("select city from order_addresses") == "شهر ری"
    assert ask("select street from order_addresses") == "خیابان مدائن\nپلاک ۷"
    assert ask("select total from orders") == 1_800_000 + 500_000
    shown = page.html.find(id="reaching").parent.text
    assert "پیک: شهر ری" in shown
    assert "روبه‌روی نانوایی" in shown
    assert "۱۲۳۴۵۶۷۸۹۰" in shown
    assert "۵۰٬۰۰۰ تومان" in page.html.find("ul", "bought").text
    assert "۲۳۰٬۰۰۰" in page.html.find("p", "total").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("province", ""),
        ("province", "تگزاس"),
        ("city", "\u202e\x00"),
        ("city", "ش" * 61),
        ("street", "   "),
        ("street", "خ" * 301),
        ("postal_code", "12345"),
        ("postal_code", "12345678901"),
        ("postal_code", "abcdefghij"),
        ("landmark", "ن" * 201),
    ],
)
def test_what_is_wrong_in_an_address_is_said_at_its_field(customer: Customer, ask: Any, field: str, typed: str) -> None:
    answer = customer.form(way=customer.area("شهر ری"), **{**ADDRESS, field: typed}).submit(status=422)
    assert [tag["id"] for tag in answer.html.find_all("p", "error")] == [f"{field}-error"]
    assert ask("select count(*) from orders") == 0


@pytest.mark.parametrize("key", ["courier-999999", "post", "cash", "x" * 100_000, "\x00"])
def test_a_way_that_is_not_offered_is_refused_at_its_field(
    customer: Customer, kitchen: Lunch, ask: Any, key: str
) -> None:
    answer = customer.form(way=key, **ADDRESS).submit(status=422)
    assert "دیگر از این راه نمی‌رساند" in error(answer, "way", kitchen)
    assert ask("select count(*) from orders") == 0


def test_another_groups_area_is_no_way_of_this_one(app: Flask, customer: Customer, kitchen: Lunch, ask: Any) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        tailors = groups.get(1, "suzan")
        delivery.arrange(tailors, Pickup(False, "", ""), Courier(True, [("ری", 1)], None), Post(False, [], None), by)
        theirs = delivery.choices(delivery.of(tailors), delivery.Goods(1, None))[0].key
    answer = customer.form(way=theirs, **ADDRESS).submit(status=422)
    assert error(answer, "way", kitchen)
    assert ask("select count(*) from orders") == 0


def test_a_fee_that_changed_is_asked_and_never_ordered_unseen(customer: Customer, change: Any, ask: Any) -> None:
    form = customer.form(way=customer.area("شهر ری"), **ADDRESS)
    change("update delivery_fees set fee = 700000 where area = 'شهر ری'")
    answer = form.submit(status=422)
    assert "عوض شد" in answer.html.find("div", role="alert").text
    assert "+ ۷۰٬۰۰۰ تومان" in answer.html.main.text
    assert ask("select count(*) from orders") == 0
    form_on(answer, "/checkout").submit(status=303)
    assert ask("select total from orders") == 1_800_000 + 700_000


def test_where_nothing_is_offered_the_group_calls(customer: Customer, world: World, change: Any, ask: Any) -> None:
    change("update delivery_ways set is_on = 0")
    page = customer.page()
    assert "زنگ می‌زند تا قرار بگذارید" in page
    assert not page.html.find(id="province")
    customer.form(page).submit(status=303)
    assert ask("select delivery from orders") == ""


def test_the_only_way_is_told_and_not_asked(app: Flask, customer: Customer, kitchen: Lunch, ask: Any) -> None:
    def arrange(group: groups.Group, by: people.Person) -> None:
        nowhere, areas = Pickup(False, "", ""), Courier(True, [("نازی‌آباد", 300_000)], None)
        delivery.arrange(group, nowhere, areas, Post(False, [], None), by)

    by_maryam(app, arrange)
    page = customer.page()
    assert not page.html.find(id=f"way-{kitchen.kitchen}")
    assert "پیک: نازی‌آباد · + ۳۰٬۰۰۰ تومان" in page.html.main.text
    assert "۲۱۰٬۰۰۰ تومان" in page.html.find("p", "total").text
    assert "if-to-her" not in page, "the address is asked whatever she chooses"
    form = form_on(page, "/checkout")
    typed = {"name": "زهرا", "mobile": CUSTOMER, f"slot-{kitchen.kitchen}": "2026-11-25", **ADDRESS}
    for name, value in {**typed, f"pay-{kitchen.kitchen}": "cash"}.items():
        form[name] = value
    form.submit(status=303)
    assert ask("select total from orders") == 2_100_000
