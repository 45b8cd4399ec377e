"""Sessions are rows on the server: what ends them, and what keeps them alive."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from hamyar.domain import people
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.web import access
from tests.people import MARYAM, PIN, Phone, World

Phones = Callable[..., Phone]


def is_in(browser: Phone) -> bool:
    return browser.get("/account/").status_int == 200


def test_signing_out_ends_the_session_and_not_only_the_cookie(phone: Phones, world: World) -> None:
    browser = phone("maryam")
    browser.send("/account/", "/sign-out", status=303)
    assert not is_in(browser)
    assert not is_in(phone("maryam")), "the old cookie works no more"


def test_signing_out_twice_is_harmless(phone: Phones) -> None:
    browser = phone("maryam")
    page = browser.get("/account/")
    browser.send(page, "/sign-out", status=303)
    assert browser.send(page, "/sign-out").status_int in (303, 400)


def test_signing_out_everywhere_ends_every_phone(phone: Phones) -> None:
    browser = phone()
    browser.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, status=303)
    browser.send("/account/", "/sign-out-everywhere", status=303)
    assert not is_in(browser)
    assert not is_in(phone("maryam"))


def test_another_pin_ends_the_other_phones_and_keeps_this_one(app: Flask, phone: Phones) -> None:
    browser = phone()
    browser.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, status=303)
    browser.send("/account/", "/secret", present="۴۸۲۶", pin="۷۳۹۱", pin_again="7391", status=303)
    assert is_in(browser)
    assert not is_in(phone("maryam"))
    with app.app_context():
        assert people.knows_secret(people.find_by_mobile(None, MARYAM), "7391")


def test_changing_the_pin_twice_with_one_form_changes_it_once(phone: Phones) -> None:
    browser = phone("maryam")
    page = browser.get("/account/")
    typed = {"present": PIN, "pin": "7391", "pin_again": "7391"}
    assert [browser.send(page, "/secret", **typed).status_int for _ in range(2)] == [303, 303]


def test_another_pin_asks_the_present_one(app: Flask, phone: Phones) -> None:
    browser = phone("maryam")
    page = browser.send("/account/", "/secret", present="1111", pin="7391", pin_again="7391", status=422)
    assert page.html.find(id="present-error")
    with app.app_context():
        assert people.knows_secret(people.find_by_mobile(None, MARYAM), PIN)


def test_guessing_the_present_pin_is_slowed_down_too(phone: Phones) -> None:
    browser = phone("maryam")
    tries = [browser.send("/account/", "/secret", present="1111", pin="7391", pin_again="7391") for _ in range(5)]
    assert [answer.status_int for answer in tries] == [422, 422, 422, 422, 429]


def test_a_new_pin_must_be_good(phone: Phones) -> None:
    browser = phone("maryam")
    for bad in ("1234", "12", "7777", "123456789", "abcd"):
        page = browser.send("/account/", "/secret", present=PIN, pin=bad, pin_again=bad, status=422)
        assert page.html.find(id="pin-error")
    unlike = browser.send("/account/", "/secret", present=PIN, pin="7391", pin_again="7392", status=422)
    assert unlike.html.find(id="pin_again-error")


def test_a_shared_phone_is_signed_out_after_half_an_hour(phone: Phones) -> None:
    browser = phone()
    browser.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, phone="shared", status=303)
    start = clock.now()
    clock.freeze(start + timedelta(minutes=29))
    assert is_in(browser)
    clock.freeze(start + timedelta(minutes=58))
    assert is_in(browser), "using it counts the time anew"
    clock.freeze(start + timedelta(minutes=89))
    assert not is_in(browser)


def test_asking_by_itself_keeps_nobody_signed_in(phone: Phones) -> None:
    browser = phone()
    browser.send("/account/sign-in", "/sign-in", mobile=MARYAM, secret=PIN, phone="shared", status=303)
    start = clock.now()
    for minutes in (10, 20, 29):
        clock.freeze(start + timedelta(minutes=minutes))
        assert browser.get("/group/gol-narges/pulse").status_int in (200, 204)
    clock.freeze(start + timedelta(minutes=31))
    assert not is_in(browser)


def test_her_own_phone_lasts_ninety_days_from_the_last_use(phone: Phones) -> None:
    browser = phone("maryam")
    start = clock.now()
    for days in (80, 160):
        clock.freeze(start + timedelta(days=days))
        assert is_in(browser)
    clock.freeze(start + timedelta(days=251))
    assert not is_in(browser)


def test_who_is_shut_out_is_out_at_once(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        maryam, manager = people.find_by_mobile(None, MARYAM), people.find_by_mobile(None, "+989121000001")
        assert maryam
        assert manager
        people.set_active(maryam, False, manager)
    assert not is_in(phone("maryam"))


def test_the_table_knows_no_cookie(app: Flask, world: World) -> None:
    from hamyar.domain.sessions import PhoneSession
    from hamyar.kit.db import db

    with app.app_context():
        kept = set(db.session.scalars(db.select(PhoneSession.key)))
    assert not kept & set(world.seats.values())


def test_a_made_up_cookie_opens_nothing(phone: Phones) -> None:
    for made_up in ("x", "\u202e".encode().hex(), "a" * 4000):
        browser = phone()
        browser.set_cookie(access.COOKIE, made_up)
        assert not is_in(browser)
