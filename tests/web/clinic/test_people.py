"""Members and staff: adding, finding, changing, shutting out."""

from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import people
from hamyar.kit.db import transaction
from tests.people import MANAGER, MARYAM, WORKER, ZAHRA, Phone

Phones = Callable[..., Phone]
Numbers = Callable[[str], int]
TAHEREH = {"name": "طاهره", "surname": "امینی", "mobile": "09123334455"}


def find(mobile: str) -> people.Person:
    person = people.find_by_mobile(None, mobile)
    assert person
    return person


def test_a_member_is_added_and_next_comes_her_card(app: Flask, phone: Phones) -> None:
    page = phone("worker").send("/clinic/people/new", **TAHEREH, status=303).follow()
    assert "طاهره امینی" in page.text
    assert any(form.action.endswith("/card") for form in page.forms.values())
    with app.app_context():
        assert find("+989123334455").role == "member"


def test_a_number_belongs_to_one_person(phone: Phones) -> None:
    page = phone("worker").send("/clinic/people/new", **TAHEREH | {"mobile": MARYAM}, status=422)
    assert page.html.find(id="mobile-error")
    assert page.html.find(id="surname")["value"] == "امینی"


def test_she_is_found_by_part_of_her_name_or_number(phone: Phones) -> None:
    for asked in ("مريم", "احم", "۰۰۱۱", "0912100"):
        assert "مریم احمدی" in phone("worker").get("/clinic/people", {"q": asked}).text
    assert "مریم احمدی" not in phone("worker").get("/clinic/people", {"q": "هیچ‌کس"}).text


def test_a_long_list_goes_on_with_more(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        by = find(MANAGER)
        clinic = people.db.session.get(people.Clinic, 1)
        assert clinic
        for number in range(45):
            people.add_member(clinic, name=f"زن{number}", surname="ز", mobile=f"+98913{number:07d}", by=by)
    worker, seen, page = phone("worker"), [], "/clinic/people"
    while page:
        shown = worker.get(page)
        seen += [row.get_text() for row in shown.html.select("tbody th")]
        more = shown.html.select_one(".more-row a")
        page = more["href"] if more else ""
    assert len(seen) == len(set(seen)) == 48
    part = worker.get("/clinic/people", headers={"HX-Request": "true"})
    assert "<html" not in part.text


def test_name_and_number_are_changed(app: Flask, phone: Phones, number_of: Numbers) -> None:
    phone("worker").send(
        f"/clinic/people/{number_of(MARYAM)}/edit", surname="احمدیان", mobile="۰۹۱۲۱۰۰۰۰۹۹", status=303
    )
    with app.app_context():
        assert find("+989121000099").surname == "احمدیان"


def test_shutting_her_out_ends_her_sessions_and_she_can_come_back(
    app: Flask, phone: Phones, number_of: Numbers
) -> None:
    page = phone("worker").send(f"/clinic/people/{number_of(MARYAM)}", "/active", status=303).follow()
    assert "/account/sign-in" in phone("maryam").get("/account/").location
    phone("worker").send(page, "/active", status=303)
    assert "/account/sign-in" in phone("maryam").get("/account/").location, "her old session stays ended"
    with app.app_context():
        assert find(MARYAM).is_active


def test_the_last_manager_stays(app: Flask, phone: Phones, number_of: Numbers) -> None:
    page = phone("manager").send(f"/clinic/people/{number_of(MANAGER)}", "/active", status=422)
    assert page.html.select_one(".notice.bad")
    phone("manager").send(f"/clinic/people/{number_of(MANAGER)}", "/role", role="social_worker", status=422)
    with app.app_context():
        assert find(MANAGER).is_manager
        assert find(MANAGER).is_active


def test_staff_are_added_with_a_role(app: Flask, phone: Phones) -> None:
    page = phone("manager").send("/clinic/staff/new", **TAHEREH, role="social_worker", status=303).follow()
    assert any(form.action.endswith("/card") for form in page.forms.values())
    assert "طاهره امینی" in phone("manager").get("/clinic/staff").text
    with app.app_context():
        assert find("+989123334455").role == "social_worker"


def test_a_role_is_changed(app: Flask, phone: Phones, number_of: Numbers) -> None:
    phone("manager").send(f"/clinic/people/{number_of(WORKER)}", "/role", role="manager", status=303)
    phone("worker").get("/clinic/settings", status=200)
    after = phone("manager").send(f"/clinic/people/{number_of(MANAGER)}", "/role", role="social_worker", status=303)
    after.follow(status=200)
    phone("manager").get("/clinic/staff", status=403)


@pytest.mark.parametrize("what", ["role", "card", "active", "edit"])
def test_a_social_worker_cannot_touch_the_manager(phone: Phones, number_of: Numbers, what: str) -> None:
    page = phone("worker").get(f"/clinic/people/{number_of(ZAHRA)}")
    form = next(form for form in page.forms.values() if form.action.endswith("/card"))
    place = "staff" if what == "role" else "people"
    form.action = f"/clinic/{place}/{number_of(MANAGER)}/{what}"
    # The number of the form is for another endpoint where it is not the card's: that is refused even earlier.
    assert form.submit(expect_errors=True).status_int in (400, 403)


def test_a_member_has_no_role_to_change(phone: Phones, number_of: Numbers) -> None:
    form = next(
        form
        for form in phone("manager").get(f"/clinic/people/{number_of(WORKER)}").forms.values()
        if form.action.endswith("/role")
    )
    form.action = f"/clinic/staff/{number_of(MARYAM)}/role"
    assert form.submit(expect_errors=True).status_int == 404


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "\x00\u202e"}, "name"),
        ({"surname": "ا" * 1_000_000}, "surname"),
        ({"mobile": "0912"}, "mobile"),
        ({"mobile": "۰۹۱۲۱۲۳۴۵۶۷۸"}, "mobile"),
        ({"mobile": ""}, "mobile"),
    ],
)
def test_what_is_wrong_stands_at_its_field(phone: Phones, typed: dict[str, str], where: str) -> None:
    page = phone("worker").send("/clinic/people/new", **TAHEREH | typed, status=422)
    assert page.html.find(id=f"{where}-error")


def test_strange_questions_are_answered_calmly(phone: Phones) -> None:
    for asked in ("\x00", "\u202e", "%", "_", '"', "a" * 5000, "' OR 1=1 --"):
        phone("worker").get("/clinic/people", {"q": asked}, status=200)
    for before in ("x", "-1", "9" * 40, "۵", "0"):
        phone("worker").get("/clinic/people", {"before": before}, status=200)


def test_a_stale_form_keeps_what_was_typed(app: Flask, phone: Phones) -> None:
    worker = phone("worker")
    form = worker.get("/clinic/people/new").forms[0]
    for name, value in TAHEREH.items():
        form[name] = value
    form["csrf_token"] = "old"
    again = form.submit(expect_errors=True)
    assert again.status_int == 400
    assert worker.send(again, "/clinic/people/new").status_int == 303
    with app.app_context():
        assert find("+989123334455")
