"""The group's working days: what everybody sees of them, and what only the lead and the staff may change."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import days, groups, orders, people
from hamyar.kit import clock, jalali
from hamyar.kit.db import transaction
from hamyar.web import submissions
from tests.people import MARYAM, Phone, World, form_on
from tests.web.group.things import ROOM, sell

PAGE = f"{ROOM}/days"


def tick(page: object, weekdays: str) -> object:
    """The form of the week with exactly these days ticked."""
    form = form_on(page, "/week")
    for box in form.fields["weekdays"]:
        box.checked = box._value in weekdays
    return form


def test_the_lead_sets_the_week(app: Flask, phone: Callable[..., Phone]) -> None:
    form = tick(phone("maryam").get(PAGE), "56012")
    form["works_on_holidays"] = True
    page = form.submit(status=303).follow()
    with app.app_context():
        group = groups.get(1, "gol-narges")
        assert (group.weekdays_off, group.works_on_holidays) == ("34", True)
    assert [box._value for box in form_on(page, "/week").fields["weekdays"] if box.checked] == list("56012")


def test_a_week_without_a_day_of_work_is_refused(phone: Callable[..., Phone]) -> None:
    page = tick(phone("maryam").get(PAGE), "").submit(status=422)
    assert page.html.find(id="weekdays-error")


@pytest.mark.parametrize("ahead", [0, 3, 300])
def test_a_day_off_is_added_and_taken_back(phone: Callable[..., Phone], ahead: int) -> None:
    maryam, day = phone("maryam"), clock.today() + timedelta(days=ahead)
    page = maryam.send(PAGE, "/days/off", day=jalali.plain(day, "fa"), reason="عروسی", status=303).follow()
    assert "عروسی" in page
    page = maryam.send(page, f"{day}/open", status=303).follow()
    assert "عروسی" not in page


@pytest.mark.parametrize("ahead", [0, 1, 3, 30])
def test_a_day_off_is_typed_as_the_page_says_it(phone: Callable[..., Phone], ahead: int) -> None:
    maryam, day = phone("maryam"), clock.today() + timedelta(days=ahead)
    said = jalali.full(day, "fa", with_year=False)
    page = maryam.send(PAGE, "/days/off", day=said, reason="عروسی", status=303).follow()
    assert form_on(page, f"{day}/open")


def test_a_day_that_was_not_understood_is_not_said_to_be_in_no_calendar(phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    pages = [maryam.send(PAGE, "/days/off", day=typed, status=422) for typed in ("۳۱ آذر", "هفته‌ی بعد")]
    no_such_day, not_understood = (page.html.find(id="day-error").text for page in pages)
    assert "تقویم" in no_such_day
    assert "تقویم" not in not_understood


@pytest.mark.parametrize("typed", ["", "هفته‌ی بعد", "۳۱ اسفند ۱۴۰۵", "۱۴۰۰/۱/۱", "۱۴۹۹/۱/۱"])
def test_a_day_that_cannot_be_meant_is_refused_at_its_field(phone: Callable[..., Phone], typed: str) -> None:
    page = phone("maryam").send(PAGE, "/days/off", day=typed, reason="سفر", status=422)
    assert page.html.find(id="day-error")
    assert form_on(page, "/days/off")["reason"].value == "سفر"


def test_whoever_ordered_for_a_closed_day_is_named_with_her_number(
    app: Flask, world: World, phone: Callable[..., Phone]
) -> None:
    sell(app, world.cake, 2)
    maryam = phone("maryam")
    assert not maryam.get(PAGE).html.find(id="tell")
    with app.app_context(), transaction():
        group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        order = orders.of_group(group).rows[0]
        assert order.ready_on
        days.close(group, order.ready_on, "عروسی", by)
        number = order.number
    told = maryam.get(PAGE).html.find(id="tell")
    assert "نگار" in told.text
    assert told.find("a", href=f"{ROOM}/orders/{number}")
    assert told.find("a", href="tel:+989351234567")


def test_the_coming_days_say_what_is_sold(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    maryam.send(f"{ROOM}/products/{world.cake}", world.cake, per_day="10", status=303)
    sell(app, world.cake, 7)
    listed = maryam.get(PAGE).html.select_one("ul.days")
    assert len(listed.find_all("li", recursive=False)) == 14
    assert "کیک تولد" in listed.text
    assert "۷ از ۱۰" in listed.text


def test_a_member_reads_and_cannot_change(app: Flask, phone: Callable[..., Phone]) -> None:
    zahra = phone("zahra")
    page = zahra.get(PAGE)
    assert "هر روز" in page
    assert not page.html.select("main form")
    token = form_on(zahra.get(f"{ROOM}/products")).fields["csrf_token"][0].value
    doors = (("week", "set_week"), ("off", "close"), (f"{clock.today()}/open", "open_again"))
    for address, endpoint in doors:
        with app.test_request_context():
            number = submissions.number(f"group.days.{endpoint}")
        sent = {"csrf_token": token, "submission": number, "weekdays": "1", "day": "۱۴۰۶/۱/۱"}
        zahra.post(f"{PAGE}/{address}", sent, status=403)
    with app.app_context():
        assert groups.get(1, "gol-narges").weekdays_off == ""


def test_staff_help_and_another_group_finds_nothing(phone: Callable[..., Phone]) -> None:
    tick(phone("worker").get(PAGE), "0").submit(status=303)
    phone("sara").get(PAGE, status=404)


def test_no_such_day(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    page = maryam.get(PAGE)
    with app.test_request_context():
        number = submissions.number("group.days.open_again")
    sent = {"csrf_token": form_on(page, "/week")["csrf_token"].value, "submission": number}
    maryam.post(f"{PAGE}/2026-13-45/open", sent, status=404)


def test_the_days_are_found_from_home_and_shop(phone: Callable[..., Phone]) -> None:
    for address in (f"{ROOM}/", f"{ROOM}/shop", f"{ROOM}/products/new"):
        assert phone("maryam").get(address).html.select(f'main a[href="{PAGE}"]')
