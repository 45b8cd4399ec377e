"""Sign-in cards: printed by staff, good once and for seven days, told to nobody else."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import people
from hamyar.kit import clock
from hamyar.kit.db import db
from tests.people import MANAGER, MARYAM, WORKER, Phone

Phones = Callable[..., Phone]


def number_of(app: Flask, mobile: str) -> int:
    with app.app_context():
        found = people.find_by_mobile(None, mobile)
        assert found
        return found.id


def printed(phone: Phones, app: Flask, mobile: str = MARYAM, by: str = "manager") -> TestResponse:
    return phone(by).send(f"/clinic/people/{number_of(app, mobile)}", "/card", status=200)


def address_on(card: TestResponse) -> str:
    text = str(card.html.select_one(".sign-in-card .address").get_text())
    return text[text.index("/account/") :].strip()


def test_a_member_chooses_her_pin_and_is_in(app: Flask, phone: Phones) -> None:
    card = printed(phone, app)
    assert "مریم احمدی" in card.text
    assert card.html.select_one(".sign-in-card svg")
    browser = phone()
    answer = browser.send(address_on(card), pin="۷۳۹۱", pin_again="٧٣٩١", status=303)
    assert answer.location.endswith("/account/home")
    assert browser.get("/account/").status_int == 200
    assert "/account/sign-in" in phone("maryam").get("/account/").location, "her earlier phones are signed out"
    with app.app_context():
        assert people.knows_secret(people.find_by_mobile(None, MARYAM), "7391")


def test_staff_choose_a_password(app: Flask, phone: Phones) -> None:
    address = address_on(printed(phone, app, WORKER))
    browser = phone()
    short = browser.send(address, password="short", password_again="short", status=422)
    assert short.html.find(id="password-error")
    browser.send(short, password="four quiet birds sing", password_again="four quiet birds sing", status=303)
    assert browser.get("/clinic/").status_int == 200


def test_a_card_works_once(app: Flask, phone: Phones) -> None:
    address = address_on(printed(phone, app))
    phone().send(address, pin="7391", pin_again="7391", status=303)
    gone = phone().get(address, status=404)
    assert "/account/sign-in" in gone.text


def test_a_page_open_while_another_used_the_card_changes_nothing(app: Flask, phone: Phones) -> None:
    address = address_on(printed(phone, app))
    slow = phone()
    page = slow.get(address)
    phone().send(address, pin="7391", pin_again="7391", status=303)
    slow.send(page, pin="5555123", pin_again="5555123", status=404)
    with app.app_context():
        assert people.knows_secret(people.find_by_mobile(None, MARYAM), "7391")


def test_two_taps_let_her_in_and_use_the_card_once(app: Flask, phone: Phones) -> None:
    address = address_on(printed(phone, app))
    browser = phone()
    page = browser.get(address)
    cookies = dict(browser.cookies)
    browser.send(page, pin="7391", pin_again="7391", status=303)
    second = phone()
    for name, value in cookies.items():
        second.set_cookie(name, value.strip('"'))
    again = _post_again(second, page, pin="7391", pin_again="7391", phone="own")
    assert again.status_int == 303
    assert second.get("/account/").status_int == 200
    assert _post_again(second, page, pin="8402", pin_again="8402", phone="own").status_int in (404, 409)


def _post_again(browser: Phone, page: TestResponse, **fields: str) -> TestResponse:
    keys = {name: page.forms[0][name].value for name in ("csrf_token", "submission")}
    return browser.post(page.request.path, keys | fields, expect_errors=True)


def test_a_card_ends_after_seven_days(app: Flask, phone: Phones) -> None:
    address = address_on(printed(phone, app))
    clock.freeze(clock.now() + timedelta(days=7, minutes=1))
    phone().get(address, status=404)


def test_a_new_card_ends_the_one_before(app: Flask, phone: Phones) -> None:
    first, second = address_on(printed(phone, app)), address_on(printed(phone, app))
    phone().get(first, status=404)
    phone().get(second, status=200)


def test_a_repeated_form_never_shows_the_secret_again(app: Flask, phone: Phones) -> None:
    browser = phone("manager")
    page = browser.get(f"/clinic/people/{number_of(app, MARYAM)}")
    card = browser.send(page, "/card", status=200)
    again = browser.send(page, "/card", status=303)
    assert address_on(card) not in again.follow().text
    phone().get(address_on(card), status=200)


def test_a_card_of_somebody_shut_out_opens_nothing(app: Flask, phone: Phones) -> None:
    address = address_on(printed(phone, app))
    phone("manager").send(f"/clinic/people/{number_of(app, MARYAM)}", "/active", status=303)
    phone().get(address, status=404)


def test_a_social_worker_cannot_become_the_manager(app: Flask, phone: Phones) -> None:
    phone("worker").get(f"/clinic/people/{number_of(app, MANAGER)}", status=403)
    page = phone("worker").get(f"/clinic/people/{number_of(app, MARYAM)}")
    form = next(form for form in page.forms.values() if form.action.endswith("/card"))
    form.action = f"/clinic/people/{number_of(app, MANAGER)}/card"
    assert form.submit(expect_errors=True).status_int == 403


def test_the_secret_stands_in_no_log_and_in_no_table(
    app: Flask, phone: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        address = address_on(printed(phone, app))
        answer = phone().send(address, pin="12", pin_again="12", status=422)
    secret = address.rsplit("/", 1)[1]
    assert caplog.records
    assert secret not in caplog.text
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    with app.app_context():
        kept = db.session.execute(db.text("SELECT key FROM sign_in_cards")).scalars().all()
        kept += db.session.execute(db.text("SELECT answer FROM submissions")).scalars().all()
    assert not any(secret in text for text in kept)


def test_the_page_tells_her_first_name_alone(app: Flask, phone: Phones) -> None:
    page = phone().get(address_on(printed(phone, app)))
    assert "مریم" in page.text
    assert "احمدی" not in page.text


@pytest.mark.parametrize("secret", ["x", "%00", "a" * 5000, "%E2%80%AE"])
def test_a_card_that_never_was(phone: Phones, secret: str) -> None:
    phone().get(f"/account/card/{secret}", status=404)


def test_a_pin_must_be_good_and_typed_twice_alike(app: Flask, phone: Phones) -> None:
    browser, address = phone(), address_on(printed(phone, app))
    for pin, again, where in (
        ("1234", "1234", "pin"),
        ("7391", "7392", "pin_again"),
        ("", "", "pin"),
        ("9" * 9, "9" * 9, "pin"),
    ):
        page = browser.send(address, pin=pin, pin_again=again, status=422)
        assert page.html.find(id=f"{where}-error")
    browser.get(address, status=200)
