"""The day a customer chooses before she orders: only what can be chosen, also where there is none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from hamyar.domain import catalogue, days, groups, people
from hamyar.domain.catalogue import Description, Offer
from hamyar.kit import clock
from tests import lunch
from tests.lunch import Lunch
from tests.people import Phone, form_on
from tests.web.shop.choosing import Customer, by_maryam, error


def test_days_stand_as_words_with_what_is_left(app: Flask, customer: Customer, kitchen: Lunch) -> None:
    lunch.fill(app, kitchen.plate, 3)
    days = customer.page().html.find(id=f"slot-{kitchen.kitchen}")
    first = days.find_all("label")[0]
    assert first.text == "فردا، چهارشنبه ۴ آذر۷ تا مانده"
    assert first.input["value"] == "2026-11-25"
    assert not days.find("input", checked=True)


def test_five_days_stand_at_a_glance_and_the_others_behind_a_word(customer: Customer, kitchen: Lunch) -> None:
    days = customer.page().html.find(id=f"slot-{kitchen.kitchen}")
    assert days.details.summary.text == "روزهای دیگر"
    inside = days.details.find_all("label")
    assert (len(days.find_all("label")) - len(inside), len(inside)) == (5, 16)
    assert not days.details.has_attr("open")


def test_what_was_chosen_behind_the_word_is_seen_when_the_page_comes_back(customer: Customer, kitchen: Lunch) -> None:
    later = customer.page().html.find(id=f"slot-{kitchen.kitchen}").details.find_all("input")[3]["value"]
    days = customer.form(slot=later, name="").submit(status=422).html.find(id=f"slot-{kitchen.kitchen}")
    assert days.details.has_attr("open")
    assert days.find("input", checked=True)["value"] == later


def test_the_order_is_for_the_day_she_chose(customer: Customer, ask: Any) -> None:
    page = customer.form().submit(status=303).follow()
    assert ask("select ready_on from orders") == "2026-11-25"
    assert ask("select taken from days_taken") == 1
    assert "برای فردا، چهارشنبه ۴ آذر" in page.html.find(id="progress").text


def test_hours_of_a_service_are_chosen_with_the_day(customer: Customer, kitchen: Lunch, ask: Any) -> None:
    customer.put(kitchen.zip)
    page = customer.page()
    assert "فردا، چهارشنبه ۴ آذر، ۱۶ تا ۱۸۱ جا مانده" in page.html.find(id=f"slot-{kitchen.workshop}").text
    form = customer.form(page)
    form[f"slot-{kitchen.workshop}"] = "2026-11-25.960"
    form.submit(status=303)
    assert ask("select window from orders where window is not null") == 960
    assert ask("select count(distinct checkout) from orders") == 1


def test_the_only_day_is_chosen_already(app: Flask, phone: Callable[..., Phone], kitchen: Lunch, change: Any) -> None:
    change("update products set weekdays = '2' where code = :code", code=kitchen.plate)

    def rest(group: groups.Group, by: people.Person) -> None:
        for week in range(1, 14):
            days.close(group, lunch.TOMORROW + timedelta(weeks=week), "", by)

    by_maryam(app, rest)
    customer = Customer(phone(), kitchen)
    chosen = customer.page().html.find(id=f"slot-{kitchen.kitchen}").find_all("input")
    assert [(one["value"], one.has_attr("checked")) for one in chosen] == [("2026-11-25", True)]


def test_a_day_that_filled_up_meanwhile_is_told_kindly_and_nothing_typed_is_lost(
    app: Flask, customer: Customer, kitchen: Lunch, ask: Any
) -> None:
    form = customer.form(note="کم‌نمک")
    lunch.fill(app, kitchen.plate, 10)
    answer = form.submit(status=422)
    assert "آن روز دیگر جا ندارد" in error(answer, "slot", kitchen)
    assert "فردا" not in answer.html.find(id=f"slot-{kitchen.kitchen}").text
    assert answer.html.find(id="name")["value"] == "زهرا"
    assert "کم‌نمک" in answer.html.find(id="note").text
    assert answer.html.find("input", value="pickup").has_attr("checked")
    assert ask("select count(*) from orders") == 0
    again = form_on(answer, "/checkout")
    again[f"slot-{kitchen.kitchen}"] = "2026-11-28"
    again.submit(status=303)
    assert ask("select ready_on from orders") == "2026-11-28"


@pytest.mark.parametrize(
    ("slot", "told"),
    [
        ("", "لطفاً یک روز انتخاب کنید"),
        ("2026-11-23", "دیگر به آن روز نمی‌رسد"),
        ("2026-11-24", "دیگر به آن روز نمی‌رسد"),
        ("2026-11-27", "برای آن روز آماده نمی‌شود"),
        ("2031-11-29", "خیلی دور است"),
        ("2026-11-25.600", None),
        ("2026-13-45", "لطفاً یک روز انتخاب کنید"),
        ("۲۰۲۶-۱۱-۲۵", "لطفاً یک روز انتخاب کنید"),
        ("\x00\u202e", "لطفاً یک روز انتخاب کنید"),
        ("'; drop table orders; --", "لطفاً یک روز انتخاب کنید"),
        ("9" * 1_000_000, "لطفاً یک روز انتخاب کنید"),
    ],
)
def test_a_day_that_cannot_be_had_is_refused_at_its_field(
    customer: Customer, kitchen: Lunch, ask: Any, slot: str, told: str | None
) -> None:
    answer = customer.form(slot=slot).submit(expect_errors=True)
    if told is None:
        # Hours that a plate has not are no harm: it is for the day.
        assert (answer.status_int, ask("select ready_on from orders")) == (303, "2026-11-25")
        return
    assert answer.status_int == 422
    assert told in error(answer, "slot", kitchen)
    assert len(answer.body) < 60_000
    assert ask("select count(*) from orders") == 0


def test_five_megabytes_do_nothing(customer: Customer, ask: Any) -> None:
    answer = customer.form(slot="1" * 5_000_000).submit(expect_errors=True)
    assert answer.status_int in (413, 422)
    assert ask("select count(*) from orders") == 0


def test_a_holiday_declared_meanwhile_is_told_at_the_day(
    app: Flask, customer: Customer, kitchen: Lunch, change: Any
) -> None:
    form = customer.form()
    change("insert into days_off (group_id, day, reason) values (:id, '2026-11-25', '')", id=kitchen.kitchen)
    assert "برای آن روز آماده نمی‌شود" in error(form.submit(status=422), "slot", kitchen)


def test_a_page_that_lay_open_over_the_hour_is_told_so(customer: Customer, kitchen: Lunch) -> None:
    form = customer.form()
    clock.freeze(lunch.NOW.replace(hour=20))
    answer = form.submit(status=422)
    assert "دیگر به آن روز نمی‌رسد" in error(answer, "slot", kitchen)
    assert answer.html.find(id=f"slot-{kitchen.kitchen}").label.text.startswith("شنبه ۷ آذر")


def test_what_is_gone_is_told_also_where_another_field_is_wrong(app: Flask, customer: Customer, kitchen: Lunch) -> None:
    form = customer.form(name="")
    lunch.fill(app, kitchen.plate, 10)
    answer = form.submit(status=422)
    assert "آنچه انتخاب کرده بودید دیگر نمی‌شود" in error(answer, "slot", kitchen)
    assert answer.html.find(id="name-error")


def test_two_models_of_one_product_share_its_day(app: Flask, phone: Callable[..., Phone], kitchen: Lunch) -> None:
    def cook(group: groups.Group, by: people.Person) -> str:
        about = Description("آش", kind="made_to_order", lead_days=1, per_day=10)
        return catalogue.add(group, about, [Offer("کوچک", 300_000), Offer("بزرگ", 500_000)], [], by).code

    code = by_maryam(app, cook)
    browser = phone()
    for place in (0, 1):
        page = browser.get(f"/p/{code}")
        form = form_on(page, "/basket/put")
        form["variant"] = form["variant"].options[place][0]
        form["quantity"] = "6"
        form.submit(status=303)
    assert "فعلاً روز خالی برای این نیست" in browser.get("/checkout")


def test_what_has_no_day_in_common_is_told_before_anything_is_typed(
    app: Flask, customer: Customer, kitchen: Lunch
) -> None:
    def bake(group: groups.Group, by: people.Person) -> str:
        about = Description("نان جمعه", kind="made_to_order", weekdays="4")
        return catalogue.add(group, about, [Offer("", 300_000)], [], by).code

    bread = by_maryam(app, bake)
    customer.put(bread)
    page = customer.page()
    told = page.html.find("div", "warn")
    assert "روز خالی مشترک ندارند" in told.text
    assert "قیمه با برنج زعفرانی" in told.text
    assert "نان جمعه" in told.text
    assert told.find("a", href=f"/p/{bread}/days")
    assert page.html.find("div", "bottom-bar").find("a", href="/basket")
    assert not page.html.find(id="name")


def test_more_than_a_day_can_hold_is_told_with_how_many_it_can(customer: Customer, kitchen: Lunch) -> None:
    customer.put(kitchen.plate, "10")
    told = customer.page().html.find("div", "warn").text
    assert "فعلاً روز خالی برای این نیست" in told
    assert "روزی ۱۰ تا" in told


def test_days_that_ended_while_she_typed_lose_nothing(customer: Customer, change: Any, ask: Any) -> None:
    form = customer.form()
    change("update groups set weekdays_off = '0123456' where slug = 'gol-narges'")
    answer = form.submit(status=422)
    assert answer.html.find(id="name")["value"] == "زهرا"
    assert "فعلاً روز خالی برای این نیست" in answer
    assert ask("select count(*) from orders") == 0


def test_the_last_plate_of_a_day_goes_to_one(phone: Callable[..., Phone], app: Flask, kitchen: Lunch, ask: Any) -> None:
    lunch.fill(app, kitchen.plate, 9)
    one, two = (Customer(phone(), kitchen) for _ in range(2))
    forms = one.form(), two.form(mobile="09351112233")
    assert [form.submit(expect_errors=True).status_int for form in forms] == [303, 422]
    assert ask("select taken from days_taken") == 10


def test_a_day_stays_chosen_over_midnight(customer: Customer, ask: Any) -> None:
    form = customer.form(slot="2026-11-28")
    clock.freeze(lunch.NOW + timedelta(hours=15))
    form.submit(status=303)
    assert ask("select ready_on from orders") == "2026-11-28"
