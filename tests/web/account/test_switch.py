"""Another woman of the group takes over a phone: two taps and a PIN, and the former is out."""

from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import clinics, groups, people
from hamyar.kit.db import transaction
from tests.people import MARYAM, PIN, ZAHRA, Phone, World, form_on

Phones = Callable[..., Phone]
HERS = "7391"


@pytest.fixture(autouse=True)
def pins(app: Flask) -> None:
    """Zahra, of Maryam's group, and Sara, of another, have chosen PINs."""
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        for mobile in (ZAHRA, "+989121000021"):
            woman = people.find_by_mobile(clinic.id, mobile)
            assert woman
            woman.secret_hash = people.hashed(HERS)


def number_of(app: Flask, mobile: str) -> str:
    with app.app_context():
        found = people.find_by_mobile(None, mobile)
        assert found
        return str(found.id)


def offered(phone: Phone) -> list[str]:
    return [label.get_text(strip=True) for label in phone.get("/account/switch").html.select("label.choice")]


def test_two_taps_and_a_pin(app: Flask, phone: Phones) -> None:
    shared = phone("maryam")
    board = shared.get("/group/gol-narges/")
    first_tap = board.click(href="/account/switch")
    form = form_on(first_tap, "/switch")
    form["woman"] = number_of(app, ZAHRA)
    form["secret"] = "۷۳۹۱"
    answer = form.submit()
    assert answer.status_int == 303
    assert "زهرا" in answer.follow().follow().text
    assert "/account/sign-in" in phone("maryam").get("/account/").location, "the former is signed out"


def test_a_second_tap_leads_where_the_first_did(app: Flask, phone: Phones) -> None:
    first, second = phone(), phone()
    first.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, status=303)
    form = form_on(first.get("/account/switch"), "/switch")
    form["woman"], form["secret"] = number_of(app, ZAHRA), HERS
    # As it was when both were sent: the second tap knows nothing of the answer to the first.
    for cookie in first.cookiejar:
        second.cookiejar.set_cookie(cookie)
    assert form.submit().location == "/account/home"
    late = second.post("/account/switch", form.submit_fields())
    assert late.location == "/account/sign-in"
    assert first.get(late.location).location == "/account/home"


def test_offered_are_the_women_of_her_group_who_have_a_pin(phone: Phones) -> None:
    assert offered(phone("maryam")) == ["زهرا"]
    assert offered(phone("zahra")) == ["مریم"]
    assert offered(phone("sara")) == []


def test_no_number_stands_on_the_page(phone: Phones) -> None:
    assert "12 100 00" not in phone("maryam").get("/account/switch").text.replace("۱", "1").replace("۰", "0")


def test_two_of_one_name_are_told_apart(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        worker = people.staff(clinic.id)[0]
        other = people.add_member(clinic, name="زهرا", surname="نوری", mobile="+989121000013", by=worker)
        other.secret_hash = people.hashed(HERS)
        groups.join(groups.get(clinic.id, "gol-narges"), other, worker)
    assert offered(phone("maryam")) == ["زهرا کریمی", "زهرا نوری"]


@pytest.mark.parametrize("whose", ["+989121000021", "+989121000001", MARYAM])
def test_nobody_else_is_let_in(app: Flask, phone: Phones, whose: str) -> None:
    shared = phone("maryam")
    form = form_on(shared.get("/account/switch"), "/switch")
    form["woman"].force_value(number_of(app, whose))
    form["secret"] = HERS
    assert form.submit(expect_errors=True).status_int == 422
    assert "مریم" in shared.get("/account/").text


def test_guessing_is_slowed_down_as_at_the_door(app: Flask, phone: Phones) -> None:
    shared = phone("maryam")
    zahra = number_of(app, ZAHRA)
    tries = [shared.send("/account/switch", "/switch", woman=zahra, secret="1111") for _ in range(5)]
    assert [answer.status_int for answer in tries] == [422, 422, 422, 422, 429]
    assert "بعد از ده بار" in tries[0].html.find(id="secret-error").get_text()
    assert shared.get("/account/").status_int == 200, "she who lent the phone stays signed in"


def test_the_phone_stays_shared(app: Flask, phone: Phones) -> None:
    shared = phone()
    shared.send("/account/sign-in", "/sign-in", mobile=ZAHRA, secret=HERS, phone="shared", status=303)
    answer = shared.send("/account/switch", "/switch", woman=number_of(app, MARYAM), secret=PIN, status=303)
    assert not any("Max-Age" in cookie for cookie in answer.headers.getall("Set-Cookie") if "seat" in cookie)
    assert "data-shared" in shared.get("/account/").html.html.attrs


def test_what_the_former_had_typed_is_not_sent_by_the_next(app: Flask, phone: Phones, world: World) -> None:
    shared = phone()
    shared.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, status=303)
    old = form_on(shared.get("/group/gol-narges/first/name"), "/first/name")
    shared.send("/account/switch", "/switch", woman=number_of(app, ZAHRA), secret=HERS, status=303)
    old["csrf_token"] = form_on(shared.get("/account/"), "/sign-out")["csrf_token"].value
    old["name"] = "نان تازه"
    old.submit(expect_errors=True)
    assert "نان تازه" not in shared.get("/group/gol-narges/first/name").text


def test_staff_are_not_asked(phone: Phones) -> None:
    assert phone("manager").get("/account/switch", expect_errors=True).status_int == 404


def test_forms_that_end_her_time_on_the_phone_say_so(phone: Phones) -> None:
    account = phone("maryam").get("/account/").html
    leaving = {form["action"] for form in account.select("form[data-leaves]")}
    assert leaving == {"/account/sign-out", "/account/sign-out-everywhere"}
    assert phone("maryam").get("/account/switch").html.select_one("form[data-leaves]")
