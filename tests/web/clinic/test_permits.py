"""A group's permit on the pages: written down by staff, asked for in time, and no shop of food open without it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import groups, permits
from hamyar.kit import clock, jalali
from hamyar.kit.db import transaction
from tests import chores
from tests.people import Phone, World

Phones = Callable[..., Phone]
KITCHEN = "/clinic/groups/ash"


@pytest.fixture
def kitchen(phone: Phones) -> str:
    """A new group that cooks; nobody has said anything about its permit."""
    phone("worker").send("/clinic/new-group", name="آش", occupation="cooking", slug="ash", status=303)
    return KITCHEN


def in_days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def typed(day: date) -> str:
    """A day as an Iranian keyboard gives it."""
    return "{}/{}/{}".format(*jalali.parts(day))


def write_down(phone: Phones, page: str = KITCHEN, **said: str) -> TestResponse:
    said = {"state": "granted", "until": typed(in_days(200)), "number": "۲۲/۸۱"} | said
    return phone("worker").send(page, "/permit", **said)


def runs_out(app: Flask, days: int) -> None:
    """Let the cooks' permit have so many days left."""
    with app.app_context(), transaction():
        permit = permits.find_of(groups.get(1, "gol-narges"))
        assert permit
        permit.until = in_days(days)


def close_expired(app: Flask) -> None:
    with app.app_context():
        chores.close_expired()


def notices(page: TestResponse) -> str:
    return " ".join(one.get_text(" ", strip=True) for one in page.html.select("main .notice"))


def has_form(page: TestResponse, action: str) -> bool:
    return any(form.action.endswith(action) for form in page.forms.values())


def test_a_kitchen_opens_after_its_permit_is_written_down(app: Flask, phone: Phones, kitchen: str) -> None:
    before = phone("worker").get(kitchen)
    assert not has_form(before, "/open"), "a button that would only be refused is not offered"
    assert "همین که مجوز ثبت شود" in before.text, "it says what to do instead"
    page = write_down(phone).follow()
    shown = page.html.find(id="permit").get_text(" ", strip=True)
    assert "۲۲/۸۱" in shown
    assert "لیلا مددی" in shown
    phone("worker").send(page, "/open", status=303)
    phone().get("/g/ash", status=200)
    with app.app_context():
        permit = permits.find_of(groups.get(1, "ash"))
        assert permit
        assert (permit.state, permit.number, permit.until) == ("granted", "22/81", in_days(200))


def test_a_permit_in_progress_opens_the_shop_too(phone: Phones, kitchen: str) -> None:
    page = write_down(phone, state="in_progress", until=typed(in_days(60)), number="").follow()
    assert phone("worker").send(page, "/open").status_int == 303


def test_a_button_that_was_there_before_says_what_to_do_next(app: Flask, phone: Phones) -> None:
    phone("worker").send("/clinic/groups/gol-narges", "/close", status=303)
    lay_open = phone("worker").get("/clinic/groups/gol-narges")
    runs_out(app, -1)
    told = phone("worker").send(lay_open, "/open", status=422)
    assert "مجوز تازه" in notices(told)
    assert phone("worker").get("/clinic/groups/gol-narges").html.select_one('.notice a[href="#permit"]')
    assert has_form(told, "/permit")
    with app.app_context():
        assert not groups.get(1, "gol-narges").is_open


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"until": ""}, "until"),
        ({"until": "فردا شاید"}, "until"),
        ({"until": "1405/13/1"}, "until"),
        ({"until": "1300/1/1"}, "until"),
        ({"until": "1480/1/1"}, "until"),
        ({"number": "۱" * 41}, "number"),
    ],
)
def test_what_is_wrong_stands_at_its_field(phone: Phones, kitchen: str, said: dict[str, str], where: str) -> None:
    page = write_down(phone, **said)
    assert page.status_int == 422
    assert page.html.find(id=f"{where}-error")
    assert page.html.select_one("#permit details[open]")
    assert page.html.find(id="number")["value"].startswith(said.get("number", "۲۲/۸۱")[:20]), "what was typed stays"


def test_one_of_two_states_must_be_chosen(phone: Phones, kitchen: str) -> None:
    worker = phone("worker")
    form = next(form for form in worker.get(kitchen).forms.values() if form.action.endswith("/permit"))
    keys = {name: form[name].value for name in ("csrf_token", "submission")}
    for state in ({}, {"state": "bought"}):
        told = worker.post(f"{kitchen}/permit", keys | {"until": typed(in_days(9))} | state, expect_errors=True)
        assert told.status_int == 422
        assert told.html.find(id="state-error")


def test_the_day_of_a_permit_in_progress_is_within_half_a_year(phone: Phones, kitchen: str) -> None:
    told = write_down(phone, state="in_progress", until=typed(in_days(181)))
    assert "۱۸۰" in told.html.find(id="until-error").text


def test_one_form_sent_twice_writes_one_permit(app: Flask, phone: Phones, kitchen: str) -> None:
    worker = phone("worker")
    page = worker.get(kitchen)
    said = {"state": "granted", "until": typed(in_days(200))}
    assert {worker.send(page, "/permit", **said).status_int for _ in range(2)} == {303}
    with app.app_context():
        assert permits.db.session.query(permits.Permit).filter_by(group_id=groups.get(1, "ash").id).count() == 1


@pytest.mark.parametrize(("days", "word"), [(31, ""), (29, "رو به پایان"), (0, "رو به پایان"), (-1, "تمام شد")])
def test_the_clinic_and_the_group_are_warned_in_time(
    app: Flask, world: World, phone: Phones, days: int, word: str
) -> None:
    runs_out(app, days)
    close_expired(app)
    desk = phone("worker").get("/clinic/")
    links = [one["href"] for one in desk.html.select("main a.notice")]
    assert ("/clinic/groups/gol-narges#permit" in links) is bool(word)
    for page in (desk, phone("worker").get("/clinic/groups/gol-narges"), phone("maryam").get("/group/gol-narges/")):
        assert ("مجوز" in notices(page)) is bool(word)
        assert word in notices(page)
    assert (f"/p/{world.jar}" in phone().get("/g/gol-narges").text) is (days >= 0)


def test_a_group_without_a_permit_is_on_the_desk(phone: Phones, kitchen: str) -> None:
    desk = phone("worker").get("/clinic/")
    assert desk.html.select_one('a.notice[href="/clinic/groups/ash#permit"]')
    assert "مجوز" in notices(phone("worker").get("/group/ash/"))


def test_other_work_is_asked_for_nothing(phone: Phones) -> None:
    for page in ("/clinic/groups/suzan", "/group/suzan/"):
        assert "مجوز" not in notices(phone("worker").get(page))
    assert has_form(phone("worker").get("/clinic/groups/charm"), "/open")


def test_an_open_shop_takes_up_food_only_with_a_permit(app: Flask, phone: Phones) -> None:
    told = phone("worker").send("/clinic/groups/suzan/edit", occupation="cooking", status=422)
    assert "مجوز" in told.html.find(id="occupation-error").text
    write_down(phone, "/clinic/groups/suzan")
    phone("worker").send("/clinic/groups/suzan/edit", occupation="cooking", status=303)
    with app.app_context():
        assert groups.get(1, "suzan").occupation == "cooking"
    phone().get("/g/suzan", status=200)


def permits_of(app: Flask) -> list[tuple[str, date]]:
    with app.app_context():
        rows = permits.db.session.query(permits.Permit).filter_by(group_id=groups.get(1, "ash").id)
        return [(one.state, one.until) for one in rows.order_by(permits.Permit.id)]


def test_a_permit_is_shortened_only_by_a_second_tap(app: Flask, phone: Phones, kitchen: str) -> None:
    write_down(phone)
    slip = {"state": "in_progress", "until": typed(in_days(20)), "number": ""}
    asked = write_down(phone, **slip)
    assert asked.status_int == 422
    assert asked.html.select_one("#permit details[open] .notice.warn")
    assert permits_of(app) == [("granted", in_days(200))]
    other = phone("worker").send(asked, "/permit", until=typed(in_days(10)), status=422)
    assert other.html.select_one("#permit .notice.warn"), "sure of one day is not sure of another"
    phone("worker").send(other, "/permit", status=303)
    assert permits_of(app) == [("granted", in_days(200)), ("in_progress", in_days(10))]
    write_down(phone, **slip), write_down(phone)
    assert len(permits_of(app)) == 4, "a later day takes nothing away"


def test_until_when_it_counts_is_said_and_noted(phone: Phones, kitchen: str) -> None:
    page = write_down(phone).follow()
    day = jalali.full(in_days(200), "fa")
    assert day in page.html.select_one(".flashes").text
    assert day in phone("manager").get("/clinic/journal").html.select_one("tbody tr").get_text(" ")


def test_the_journal_says_it(app: Flask, phone: Phones, kitchen: str) -> None:
    write_down(phone)
    write_down(phone, "/clinic/groups/suzan", state="in_progress", until=typed(in_days(10)))
    phone("worker").send("/clinic/groups/suzan/edit", occupation="cooking", status=303)
    clock.freeze(clock.now() + timedelta(days=20))
    close_expired(app)
    rows = phone("manager").get("/clinic/journal").html.select("tbody tr")
    said = [row.get_text(" ", strip=True) for row in rows[:6]]
    assert [sum(word in line for line in said) for word in ("آش", "سوزن طلایی")] == [1, 5]
    assert sum("خودِ دستگاه" in line or "خود دستگاه" in line for line in said) == 2


def test_a_forms_own_address_leads_to_the_permit(phone: Phones) -> None:
    assert phone("worker").get("/clinic/groups/charm/permit").location.endswith("/clinic/groups/charm#permit")
