"""Quick hide: what a phone shows while something is hidden, whoever asks and however; and the way back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import clinics, people, sessions
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.web import access, hiding, submissions
from tests import test_doors as doors
from tests.people import MANAGER, MARYAM, PASSWORD, PIN, Phone, World, form_on
from tests.test_doors import values  # noqa: F401 - a fixture

Phones = Callable[..., Phone]
NAMES = ("مریم", "احمدی", "زهرا", "گل نرگس", "کلینیک", "همیار")


def hidden(browser: Phone, at: str = "/account/") -> Phone:
    """The same phone after a tap on "Hide now"."""
    browser.send(at, "/calendar", status=303)
    return browser


def signed_in(browser: Phone, mobile: str, secret: str, **more: str) -> Phone:
    browser.send("/account/sign-in", "/sign-in", mobile=mobile, secret=secret, status=303, **more)
    return browser


def with_cookie(browser: Phone, seat: str) -> Phone:
    browser.set_cookie(access.COOKIE, seat)
    return browser


def come_back(browser: Phone, secret: str) -> TestResponse:
    return browser.send("/account/today", "/today", secret=secret)


def test_one_tap_leads_to_the_calendar(phone: Phones) -> None:
    answer = phone("maryam").send("/group/gol-narges/", "/calendar", status=303)
    assert answer.location.endswith("/calendar")
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_the_calendar_tells_nothing(phone: Phones) -> None:
    browser = hidden(phone("maryam"))
    for at in ("/calendar", "/calendar?month=1404-01", "/account/today"):
        page = browser.get(at)
        assert page.html.title.string == "تقویم"
        assert not any(name in page.text for name in NAMES)
        assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["maryam", "manager"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_door_opens_while_all_is_hidden(
    app: Flask,
    world: World,
    values: dict[str, object],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    method: str,
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    hidden(Phone(app, world.seats[who]))
    for rule in doors.routes(app, method):
        if "stranger" in doors.allowed(rule.endpoint) or rule.endpoint == "account.home.leave_all":
            continue
        answer = _ask(app, world.seats[who], method, doors.address(app, rule, values), rule.endpoint)
        assert (answer.status_int, answer.headers.get("Location")) in ((303, "/calendar"), (401, None)), rule.endpoint
        assert not any(name in answer.text for name in NAMES), rule.endpoint


def _ask(app: Flask, seat: str, method: str, at: str, endpoint: str) -> TestResponse:
    browser = Phone(app, seat)
    if method == "GET":
        return browser.get(at, expect_errors=True)
    with app.test_request_context():
        number = submissions.number(endpoint)
    return browser.post(at, {submissions.FIELD: number}, expect_errors=True)


def test_an_open_board_gets_nothing_and_covers_itself(phone: Phones) -> None:
    browser = phone("maryam")
    board = browser.get("/group/gol-narges/")
    hidden(browser)
    answer = browser.get("/group/gol-narges/pulse?seen=0", headers={"HX-Request": "true", "Referer": board.request.url})
    assert (answer.status_int, answer.body) == (204, b"")
    assert answer.headers["HX-Trigger"] == "hamyar:hide"


@pytest.mark.parametrize("at", ["/group/gol-narges/", "/calendar", "/account/sign-in", "/", "/nowhere"])
def test_a_phone_that_covered_itself_is_hidden_by_its_next_request(phone: Phones, world: World, at: str) -> None:
    browser = phone("maryam")
    browser.set_cookie(hiding.ASKED, "1")
    answer = browser.get(at, expect_errors=True)
    assert any(cookie.startswith(f"{hiding.ASKED}=; Expires=") for cookie in answer.headers.getall("Set-Cookie"))
    for later in (browser, phone("maryam")):
        assert later.get("/group/gol-narges/").location.endswith("/calendar")


def test_the_cookie_alone_hides_nobody_else(phone: Phones, world: World) -> None:
    stranger = phone()
    stranger.set_cookie(hiding.ASKED, "1")
    stranger.get("/calendar")
    assert phone("maryam").get("/account/").status_int == 200


def test_a_page_that_lay_open_for_weeks_hides_too(phone: Phones) -> None:
    browser = phone("maryam")
    form = form_on(browser.get("/account/"), "/calendar")
    form["csrf_token"] = "too old"
    assert form.submit().status_int == 303
    assert browser.get("/account/").location.endswith("/calendar")


def test_her_pin_brings_her_back_and_the_old_session_is_gone(phone: Phones) -> None:
    browser = signed_in(phone(), MARYAM, PIN)
    before = browser.cookies[access.COOKIE]
    assert come_back(hidden(browser), "۴۸۲۶").location.endswith("/account/home")
    assert browser.get("/account/").status_int == 200
    assert "/account/sign-in" in with_cookie(phone(), before).get("/account/").location


def test_staff_come_back_with_their_password(phone: Phones) -> None:
    browser = hidden(phone("manager"))
    assert come_back(browser, PASSWORD).location.endswith("/account/home")


@pytest.mark.parametrize("shared", ["shared", "own"])
def test_the_phone_is_as_shared_as_it_was(phone: Phones, shared: str) -> None:
    browser = signed_in(phone(), MARYAM, PIN, phone=shared)
    come_back(hidden(browser), PIN)
    assert ("data-shared" in browser.get("/account/").html.html.attrs) == (shared == "shared")


def test_wrong_pins_are_counted_and_the_words_tell_nothing(phone: Phones) -> None:
    browser = hidden(phone("maryam"))
    answers = [come_back(browser, "1111") for _ in range(5)]
    assert [answer.status_int for answer in answers] == [422, 422, 422, 422, 429]
    assert all(answer.html.find(id="secret-error") for answer in answers)
    assert not any(name in answer.text for answer in answers for name in NAMES)
    assert browser.get("/account/").location.endswith("/calendar")


def test_it_stays_hidden_longer_than_a_shared_phone_stays_signed_in(phone: Phones) -> None:
    browser = hidden(signed_in(phone(), MARYAM, PIN, phone="shared"))
    kept = next(one for one in browser.get("/calendar").headers.getall("Set-Cookie") if one.startswith(access.COOKIE))
    assert "Max-Age" in kept, "closing the browser must not tell either"
    clock.freeze(clock.now() + timedelta(days=3))
    assert browser.get("/group/gol-narges/").location.endswith("/calendar")


def test_what_was_sent_meanwhile_waits_for_her_pin(phone: Phones) -> None:
    browser = signed_in(phone(), MARYAM, PIN)
    form = form_on(browser.get("/group/gol-narges/first/name"), "/first/name")
    hidden(browser)
    form["csrf_token"] = form_on(browser.get("/account/today"), "/today")["csrf_token"].value
    form["name"] = "نان تازه"
    door = form.submit(expect_errors=True)
    assert door.status_int == 401
    assert "نان" not in door.html.get_text()
    ready = browser.send(door, "/today", secret=PIN, status=200)
    assert browser.send(ready, "/first/name").status_int == 303
    assert "نان تازه" in browser.get("/group/gol-narges/first/name").text


def test_another_signs_in_over_what_is_hidden(phone: Phones) -> None:
    browser = hidden(signed_in(phone(), MARYAM, PIN))
    before = browser.cookies[access.COOKIE]
    signed_in(browser, MANAGER, PASSWORD)
    assert browser.get("/account/home").location.endswith("/clinic/")
    assert "/account/sign-in" in with_cookie(phone(), before).get("/account/").location


def test_signing_out_everywhere_ends_what_is_hidden(app: Flask, phone: Phones, world: World) -> None:
    hidden(phone("maryam"))
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(clinics.get_only().id, MARYAM)
        assert maryam
        sessions.end_all(maryam)
    assert "/account/sign-in" in phone("maryam").get("/account/").location


def test_where_nothing_is_hidden_todays_day_leads_to_signing_in(phone: Phones) -> None:
    assert phone().get("/account/today").location.endswith("/account/sign-in")
    assert phone("maryam").get("/account/today").location.endswith("/account/home")


def test_hiding_twice_is_as_once(phone: Phones) -> None:
    browser = phone("maryam")
    page = browser.get("/account/")
    for _ in range(2):
        browser.send(page, "/calendar", status=303)
    assert come_back(browser, PIN).status_int == 303


def test_every_signed_in_page_can_be_hidden(app: Flask, world: World, values: dict[str, object]) -> None:  # noqa: F811
    pages = 0
    for rule in doors.routes(app, "GET"):
        if rule.endpoint.startswith(("group.", "clinic.", "account.home.", "account.switch.")):
            who = "manager" if "manager" in doors.allowed(rule.endpoint) else "maryam"
            page = Phone(app, world.seats[who]).get(doors.address(app, rule, values), expect_errors=True)
            if page.status_int == 200 and "<head>" in page.text:
                pages += 1
                assert page.html.select_one("button[form=hide]"), rule.endpoint
                assert page.html.select_one("template#cover"), rule.endpoint
    assert pages > 25


def test_the_cover_that_lies_ready_is_drawn_for_this_reader_and_this_day(phone: Phones) -> None:
    """Whoever looked at a page before her: another language, another day, another session."""
    clock.freeze(datetime(2026, 11, 24, 10, tzinfo=clock.TEHRAN))
    first = phone("maryam").get("/account/").html
    clock.freeze(datetime(2026, 12, 25, 10, tzinfo=clock.TEHRAN))
    english = phone("zahra")
    english.get("/language/en")
    second = english.get("/account/").html
    assert (first.find(id="cover")["data-title"], second.find(id="cover")["data-title"]) == ("تقویم", "Calendar")
    assert "آذر ۱۴۰۵" in first.find(id="cover").decode_contents()
    assert "Dey 1405" in second.find(id="cover").decode_contents()
    tokens = {page.find(id="hide").find("input", attrs={"name": "csrf_token"})["value"] for page in (first, second)}
    assert len(tokens) == 2
