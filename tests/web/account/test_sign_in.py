"""Signing in: who gets in, what the wrong try is told, and how guessing is made hopeless."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from webtest import TestResponse

import hamyar
from hamyar.domain import cards, guessing, people, sessions
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops.settings import Settings
from hamyar.web import access
from tests.people import MANAGER, MARYAM, PASSWORD, PIN, Phone, World, form_on

Phones = Callable[..., Phone]
UNKNOWN = "09120009999"


def enter(browser: Phone, mobile: str, secret: str, **more: str) -> TestResponse:
    return browser.send("/account/sign-in", "/sign-in", mobile=mobile, secret=secret, **more)


def wrong_tries(app: Flask, mobile: str, count: int) -> None:
    """So many wrong tries, each after its pause, from many places."""
    for number in range(count):
        with app.app_context():
            clock.freeze(clock.now() + timedelta(minutes=20))
            with transaction():
                guessing.begin(mobile, f"10.0.0.{number}")
    clock.freeze(clock.now() + timedelta(minutes=20))


def test_a_member_signs_in_with_the_digits_of_her_keyboard(phone: Phones) -> None:
    browser = phone()
    answer = enter(browser, "۰۹۱۲ ۱۰۰ ۰۰۱۱", "٤٨٢٦")
    assert answer.status_int == 303
    assert browser.get("/account/home").location.endswith("/group/gol-narges/")


def test_staff_sign_in_with_a_password(phone: Phones) -> None:
    browser = phone()
    assert enter(browser, MANAGER, PASSWORD).status_int == 303
    assert browser.get("/account/home").location.endswith("/clinic/")


def test_a_wrong_pin_and_an_unknown_number_are_told_the_same(phone: Phones) -> None:
    wrong, unknown = enter(phone(), MARYAM, "1111"), enter(phone(), UNKNOWN, "1111")
    said = [answer.html.select_one("#secret-error").get_text() for answer in (wrong, unknown)]
    assert wrong.status_int == unknown.status_int == 422
    assert said[0] == said[1]


def test_what_she_typed_stays_but_not_her_pin(phone: Phones) -> None:
    page = enter(phone(), "09121000011", "1111")
    assert page.html.find(id="mobile")["value"] == "09121000011"
    assert "1111" not in page.text


def test_both_wrongs_take_one_hash_each(phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    real = people.check_password_hash
    monkeypatch.setattr(
        people, "check_password_hash", lambda known, typed: compared.append(known) or real(known, typed)
    )
    for mobile in (MARYAM, UNKNOWN, "09121000012"):  # she has a PIN; nobody; she never chose one
        enter(phone(), mobile, "1111")
    assert [known.split("$")[0] for known in compared] == [people.HASH_METHOD] * 3


def test_pauses_grow_and_outlive_a_restart(app: Flask, phone: Phones, settings: Settings, world: World) -> None:
    with app.app_context(), transaction():
        for number in range(4):
            guessing.begin(MARYAM, f"10.0.0.{number}")
    after_restart = Phone(hamyar.create_app(settings))
    assert enter(after_restart, MARYAM, PIN).status_int == 429
    clock.freeze(clock.now() + timedelta(seconds=6))
    assert enter(phone(), MARYAM, "1111").status_int == 422
    clock.freeze(clock.now() + timedelta(seconds=6))
    assert enter(phone(), MARYAM, PIN).status_int == 429, "the second pause is longer"
    clock.freeze(clock.now() + timedelta(seconds=5))
    assert enter(phone(), MARYAM, PIN).status_int == 303


def test_after_ten_wrong_pins_only_a_new_card_helps(app: Flask, phone: Phones) -> None:
    wrong_tries(app, MARYAM, 10)
    refused = enter(phone(), MARYAM, PIN)
    assert refused.status_int == 422
    assert refused.html.find(id="secret-error")
    with app.app_context(), transaction():
        manager, maryam = people.find_by_mobile(None, MANAGER), people.find_by_mobile(None, MARYAM)
        assert manager
        assert maryam
        card = cards.make(maryam, manager)
    browser = phone()
    browser.send(f"/account/card/{card}", pin="7391", pin_again="7391", status=303)
    assert enter(phone(), MARYAM, "7391").status_int == 303


def test_staff_only_wait(app: Flask, phone: Phones) -> None:
    wrong_tries(app, MANAGER, 12)
    assert enter(phone(), MANAGER, PASSWORD).status_int == 303


def test_a_right_secret_begins_the_count_anew(app: Flask, phone: Phones) -> None:
    wrong_tries(app, MARYAM, 9)
    assert enter(phone(), MARYAM, PIN).status_int == 303
    assert enter(phone(), MARYAM, "1111").status_int == 422
    assert enter(phone(), MARYAM, PIN).status_int == 303


def test_one_address_that_tries_many_numbers_is_slowed_down(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        for number in range(31):
            guessing.begin(f"+98935{number:07d}", "192.168.1.9")
    near, far = phone(), phone()
    near.extra_environ = {"REMOTE_ADDR": "192.168.1.9"}
    far.extra_environ = {"REMOTE_ADDR": "192.168.1.10"}
    assert enter(near, MARYAM, PIN).status_int == 429
    assert enter(far, MARYAM, PIN).status_int == 303


def test_tries_at_once_are_counted_before_the_secret_is_looked_at(phone: Phones) -> None:
    browsers = [phone() for _ in range(16)]
    pages = [browser.get("/account/sign-in") for browser in browsers]

    def wrong(pair: tuple[Phone, TestResponse]) -> int:
        return int(pair[0].send(pair[1], "/sign-in", mobile=MARYAM, secret="1111").status_int)

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(wrong, zip(browsers, pages, strict=True)))
    assert sorted(set(statuses)) == [422, 429]
    assert statuses.count(422) <= 4, "the fifth had to wait"


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x"])
def test_no_way_leads_elsewhere(phone: Phones, elsewhere: str) -> None:
    assert enter(phone(), MARYAM, PIN, next=elsewhere).location.endswith("/account/home")


def test_she_goes_on_to_where_she_wanted(phone: Phones) -> None:
    browser = phone()
    asked = browser.get("/clinic/journal")
    assert asked.status_int == 303
    answer = browser.send(asked.follow(), "/sign-in", mobile=MANAGER, secret=PASSWORD)
    assert answer.location.endswith("/clinic/journal")


def _sent_too_late(app: Flask, phone: Phones) -> tuple[Phone, TestResponse]:
    browser = phone()
    enter(browser, MANAGER, PASSWORD)
    page = browser.get("/clinic/people/new")
    with app.app_context(), transaction():
        manager = people.find_by_mobile(None, MANAGER)
        assert manager
        sessions.end_all(manager)
    asked = browser.send(page, name="طاهره", surname="امینی", mobile="09123334455", status=401)
    return browser, asked


def test_a_form_that_came_too_late_is_sent_after_signing_in(app: Flask, phone: Phones) -> None:
    browser, asked = _sent_too_late(app, phone)
    ready = browser.send(asked, "/sign-in", mobile=MANAGER, secret=PASSWORD, status=200)
    browser.send(ready, "/clinic/people/new", status=303)
    with app.app_context():
        assert people.find_by_mobile(None, "+989123334455")


def test_a_late_form_of_another_is_not_shown_to_her(app: Flask, phone: Phones) -> None:
    browser, asked = _sent_too_late(app, phone)
    shown = browser.send(asked, "/sign-in", mobile=MARYAM, secret=PIN, status=303).maybe_follow()
    assert "طاهره" not in shown.text
    assert "فرستاده نشد" in shown.text
    with app.app_context():
        assert people.find_by_mobile(None, "+989123334455") is None


def test_signing_in_ends_the_session_before_and_renews_the_keys(phone: Phones, world: World) -> None:
    browser = phone()
    page = browser.get("/account/sign-in")
    enter(browser, MANAGER, PASSWORD)
    before = browser.cookies[access.COOKIE]
    form = page.forms[0]
    form["csrf_token"] = browser.get("/account/").forms[0]["csrf_token"].value
    form["mobile"], form["secret"] = MARYAM, PIN
    assert form.submit().status_int == 303
    assert browser.get("/account/home").location.endswith("/group/gol-narges/")
    with_old = phone()
    with_old.set_cookie(access.COOKIE, before)
    assert "/account/sign-in" in with_old.get("/account/").location


def test_a_token_of_before_signing_in_is_good_for_nothing_after_it(phone: Phones) -> None:
    browser = phone()
    page = browser.get("/account/sign-in")
    browser.send(page, "/sign-in", mobile=MARYAM, secret=PIN, status=303)
    account = browser.get("/account/")
    form = form_on(account, "/sign-out")
    form["csrf_token"] = page.forms[0]["csrf_token"].value
    assert form.submit(expect_errors=True).status_int == 400


def test_her_own_phone_stays_for_ninety_days(phone: Phones) -> None:
    cookie = _cookie(enter(phone(), MARYAM, PIN))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Max-Age={90 * 24 * 3600}" in cookie
    assert "Secure" not in cookie


def test_a_shared_phone_forgets_when_the_browser_closes(phone: Phones) -> None:
    cookie = _cookie(enter(phone(), MARYAM, PIN, phone="shared"))
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_over_https_the_cookie_is_secure(phone: Phones) -> None:
    browser = phone()
    browser.extra_environ = {"wsgi.url_scheme": "https", "HTTP_REFERER": "https://localhost/account/sign-in"}
    assert "Secure" in _cookie(enter(browser, MARYAM, PIN))


@pytest.mark.parametrize(
    "typed",
    [
        {"mobile": "0912\x001000011", "secret": "48\x0026"},
        {"mobile": "\u202e09121000011", "secret": "\u202e1"},
        {"mobile": "9" * 1_000_000, "secret": "1"},
        {"mobile": MARYAM, "secret": "1" * 1_000_000},
        {"mobile": "", "secret": ""},
    ],
)
def test_hostile_input_is_told_at_the_field(phone: Phones, typed: dict[str, str]) -> None:
    assert enter(phone(), **typed).status_int == 422


def test_missing_and_doubled_fields(phone: Phones) -> None:
    browser = phone()
    page = browser.get("/account/sign-in")
    keys = {name: page.forms[0][name].value for name in ("csrf_token", "submission")}
    assert browser.post("/account/sign-in", keys, expect_errors=True).status_int == 422
    doubled = [*keys.items(), ("mobile", UNKNOWN), ("mobile", MARYAM), ("secret", PIN), ("phone", "own")]
    assert browser.post("/account/sign-in", doubled, expect_errors=True).status_int == 422


def test_no_name_of_a_woman_stands_on_the_page(phone: Phones) -> None:
    assert "مریم" not in enter(phone(), MARYAM, "1111").text


def _cookie(answer: TestResponse) -> str:
    assert answer.status_int == 303
    found: str = next(line for line in answer.headers.getall("Set-Cookie") if line.startswith(access.COOKIE + "="))
    return found


def test_rows_name_nobody(app: Flask, phone: Phones) -> None:
    enter(phone(), MARYAM, "1111")
    with app.app_context():
        kept = [row.key for row in db.session.query(guessing.Guess)]
    assert len(kept) == 2
    assert not any("912" in key and len(key) < 64 for key in kept)
