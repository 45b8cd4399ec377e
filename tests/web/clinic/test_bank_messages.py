"""The bank's messages about the clinic's own cards: whose money each tells of, over all groups; what stays untold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import groups, paying, settling
from hamyar.kit import clock, digits, jalali
from hamyar.kit.db import transaction
from tests import pay_world
from tests.pay_world import BANK, CLINICS_OTHER
from tests.people import Phone, World, form_on
from tests.web.clinic.clinic_money import (
    COOKS,
    PAGE,
    TAILORS,
    change,
    found_in,
    money,
    paste,
    payment_of,
    tap,
    worker,
)

Phones = Callable[..., Phone]


def test_an_amount_is_found_over_all_groups_and_booked_with_one_tap(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    cooks, tailors = two
    staff = phone("worker")
    page = paste(staff, money(app, cooks)[1], money(app, tailors)[1]).follow()
    found = page.html.find(id="found").get_text(" ", strip=True)
    for said in ("گل نرگس", "سوزن طلایی", "پریسا", "سیمین", digits.to_persian(str(cooks))):
        assert said in found
    assert found_in(page) == [str(cooks), str(tailors)]
    assert (money(app, cooks)[0], money(app, tailors)[0]) == ("unpaid", "unpaid"), "nothing by pasting"
    page = tap(page, tailors, "see").follow()
    assert found_in(page) == [str(cooks)], "what was pasted is still before her"
    assert "پیش از این ثبت شده" in page.html.find(id="found").text
    state, due, received = money(app, tailors)
    assert (state, received) == ("paid", due)
    assert money(app, cooks)[0] == "unpaid"
    with app.app_context():
        assert payment_of(tailors).steps[-1].by.full_name == "لیلا مددی"


def test_equal_amounts_on_two_cards_are_both_shown_each_with_its_group_and_card(
    app: Flask, world: World, phone: Phones
) -> None:
    pay_world.share_card(app, COOKS)
    pay_world.share_card(app, TAILORS, number=CLINICS_OTHER)
    one, other = pay_world.order_of(app, COOKS, world.jar), pay_world.order_of(app, TAILORS, world.dress)
    due = money(app, one)[1]
    change(app, other, lambda payment: setattr(payment, "due", due))
    page = paste(phone("worker"), due).follow()
    found = page.html.find(id="found")
    assert found_in(page) == [str(one), str(other)]
    for said in ("چند سفارش", "گل نرگس", "سوزن طلایی", "بانک سپه", "بانک ملت", "۷۸۹۵", "۵۶۷۴"):
        assert said in found.text
    tap(page, other, "see")
    assert (money(app, one)[0], money(app, other)[0]) == ("unpaid", "paid")


def test_near_amounts_lead_to_the_orders_of_all_groups(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, tailors = two
    page = paste(phone("worker"), 1_250_000, 5_000_000, 77_000_000).follow()
    links = [link["href"] for link in page.html.find(id="found").select(".links a")]
    assert links == [f"/group/{COOKS}/orders/{cooks}#payment", f"/group/{TAILORS}/orders/{tailors}#payment"]
    assert found_in(page) == []


def test_persian_digits_and_letters_are_read(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, _tailors = two
    amount = digits.to_persian(f"{money(app, cooks)[1]:,}".replace(",", "٬"))
    page = paste(phone("worker"), text=f"بانك ملي\nواريز: {amount} ريال\nمانده: ۹۱٬۲۳۴٬۰۰۰").follow()
    assert found_in(page) == [str(cooks)]


def test_money_that_is_seen_again_later_is_no_second_payment(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, _tailors = two
    due = money(app, cooks)[1]
    change(app, cooks, lambda payment: settling.see(payment, due, worker()))
    page = paste(phone("worker"), due).follow()
    assert found_in(page) == []
    found = page.html.find(id="found")
    assert "پیش از این ثبت شده" in found.text
    assert found.find("a", href=f"/group/{COOKS}/orders/{cooks}")


def test_money_under_way_to_a_card_that_was_taken_out_is_still_found(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    cooks, _tailors = two
    with app.app_context(), transaction():
        card, by = payment_of(cooks).card, worker()
        assert card
        paying.add_card(1, None, paying.NewCard(CLINICS_OTHER, "کلینیک مهر"), by)
        new = paying.cards_of(1, None)[-1]
        for slug in (COOKS, TAILORS):
            pay_world.use_card(groups.get(1, slug), new, by)
        paying.drop_card(card, by)
    page = paste(phone("worker"), money(app, cooks)[1]).follow()
    assert found_in(page) == [str(cooks)]
    assert "۷۸۹۵" in page.html.find(id="found").text, "it is not the card that they all know"


def test_a_message_from_before_the_order_is_doubted(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    year, month, day = jalali.parts(clock.today() - timedelta(days=2))
    text = f"{BANK.format(amount=money(app, two[0])[1])}\n{year}/{month:02}/{day:02}"
    page = paste(phone("worker"), text=text).follow()
    assert "قدیمی‌تر" in page.html.find(id="found").text


def test_a_link_that_was_not_made_for_her_here_looks_like_no_message(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    due = money(app, two[0])[1]
    staff = phone("worker")
    seen = paste(staff, due).follow()
    assert seen.html.find(id="found")
    assert phone("manager").get(seen.request.path_qs).html.find(id="found") is None
    for forged in (str(due), f"{due}@{clock.today()}", "x" * 500, ""):
        assert staff.get(PAGE, {"came": forged}).html.find(id="found") is None, forged
    in_group = staff.send(f"/group/{COOKS}/payments", "/payments", text=BANK.format(amount=due)).follow()
    assert in_group.html.find(id="found")
    assert staff.get(f"{PAGE}?{in_group.request.query_string}").html.find(id="found") is None
    assert staff.get(f"/group/{COOKS}/payments?{seen.request.query_string}").html.find(id="found") is None


@pytest.mark.parametrize("text", ["سلام", "رمز پویا: 123456", ""])
def test_what_is_no_message_of_a_bank_stays_in_the_field(phone: Phones, text: str) -> None:
    answer = paste(phone("worker"), text=text or " ")
    assert answer.status_int == 422
    assert answer.html.find(id="text-error")
    assert text in form_on(answer, PAGE)["text"].value


def test_the_text_is_kept_nowhere(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    mark = "0101234567001"
    answer = paste(phone("worker"), money(app, two[0])[1])
    assert mark not in answer.location
    page = answer.follow()
    assert mark not in page
    tag = page.html.find("textarea", id="text").find_parent("form")
    assert not tag.has_attr("data-outbox")
    assert not tag.has_attr("data-draft")
