"""The manager sets up how messages leave; a key is never shown again; a test does not make anybody wait."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from hamyar.domain import channels, clinics, outgoing
from hamyar.kit import clock
from hamyar.kit.db import db
from hamyar.ops import delivery, providers, sealing
from hamyar.ops.settings import Settings
from tests import sms_server
from tests.people import Phone
from tests.sms_server import SmsServer

Phones = Callable[..., Phone]
KEY = "a-very-secret-key-34"


@pytest.fixture
def server() -> Iterator[SmsServer]:
    with sms_server.running() as told:
        yield told


def channel(app: Flask, kind: str) -> channels.Channel:
    """This way as the table has it."""
    with app.app_context():
        found = channels.find(clinics.get_only().id, kind)
        assert found
        db.session.expunge(found)
        return found


def set_up(phone: Phones, address: str, secret: str = KEY) -> Phone:
    """The manager takes Kavenegar's description, with another address."""
    manager = phone("manager")
    page = manager.get("/clinic/channels/sms?preset=kavenegar")
    manager.send(page, "/channels/sms", status=303, address=address, secret=secret, line="1000")
    return manager


def test_a_known_provider_fills_in_the_form_and_is_kept_as_data(phone: Phones, app: Flask) -> None:
    set_up(phone, "https://example.ir/v1/{key}/send")
    found = channel(app, "sms")
    assert found.is_on
    expected = dataclasses.replace(
        providers.PRESETS["kavenegar"], address="https://example.ir/v1/{key}/send", line="1000"
    )
    assert providers.from_data(found.settings) == expected


@pytest.mark.parametrize("preset", providers.PRESETS)
def test_every_known_provider_can_be_saved_as_it_is(phone: Phones, app: Flask, preset: str) -> None:
    manager = phone("manager")
    page = manager.get(f"/clinic/channels/sms?preset={preset}")
    manager.send(page, "/channels/sms", status=303, secret=KEY)
    assert providers.from_data(channel(app, "sms").settings) == providers.PRESETS[preset]


def test_the_key_is_locked_and_never_shown_again(phone: Phones, app: Flask, settings: Settings) -> None:
    manager = set_up(phone, "https://example.ir/")
    page = manager.get("/clinic/channels/sms")
    assert KEY not in page.text
    assert "…" not in page.html.find(id="secret-hint").text, "not even its last letters"
    found = channel(app, "sms")
    assert KEY not in found.sealed_key
    assert found.key_ending == ""
    assert sealing.unlock(settings.secret_key, found.sealed_key) == KEY
    assert sealing.unlock("another secret", found.sealed_key) is None


def test_an_empty_key_keeps_the_old_one(phone: Phones, app: Flask, settings: Settings) -> None:
    manager = set_up(phone, "https://example.ir/v1/{key}")
    manager.send("/clinic/channels/sms", "/channels/sms", status=303, secret="")
    assert sealing.unlock(settings.secret_key, channel(app, "sms").sealed_key) == KEY


def test_a_key_comes_back_on_no_page_with_errors(phone: Phones) -> None:
    manager = phone("manager")
    page = manager.get("/clinic/channels/sms?preset=smsir")
    page = manager.send(page, "/channels/sms", status=422, secret=KEY, address="nowhere")
    assert KEY not in page.text
    assert page.html.find(id="address-error")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "ftp://example.ir"),
        ("address", "javascript:alert(1)"),
        ("content", "only words"),
        ("content", "receptor={mobile}"),
        ("content", '{"text": '),
        ("content", '{"to": "{mobile} {text}", "a": ' + "[" * 900 + "]" * 900 + "}"),
        ("headers", "سرآیند=بله"),
        ("secret", ""),
    ],
)
def test_what_cannot_work_is_refused_at_its_field(phone: Phones, field: str, value: str) -> None:
    manager = phone("manager")
    page = manager.get("/clinic/channels/sms?preset=kavenegar")
    typed = {"secret": KEY} | {field: value}
    assert manager.send(page, "/channels/sms", status=422, **typed).html.find(id=f"{field}-error")


def test_a_test_is_sent_in_the_background_and_says_how_it_went(
    phone: Phones, app: Flask, settings: Settings, server: SmsServer
) -> None:
    manager = set_up(phone, server.address + "/{key}")
    clock.freeze(datetime(2026, 11, 25, 3, tzinfo=clock.TEHRAN))
    page = manager.send("/clinic/channels/sms", "/test", status=303, mobile="09121112233").follow()
    assert "در راه است" in page.html.find(id="test").text
    assert server.asked == []
    delivery.look(app, settings, delivery.Rests())
    assert server.asked[0].content["receptor"] == "09121112233", "also at night"
    assert "notice good" in str(manager.get("/clinic/channels/sms").html.find(id="test"))


def test_a_test_that_fails_says_why(phone: Phones, app: Flask, settings: Settings, server: SmsServer) -> None:
    manager = set_up(phone, server.address + "/{key}")
    server.mode = "refusing"
    manager.send("/clinic/channels/sms", "/test", status=303, mobile="09121112233")
    delivery.look(app, settings, delivery.Rests())
    assert "۴۱۸" in manager.get("/clinic/channels/sms").html.find(id="test").text
    with app.app_context():
        assert outgoing.count_given_up(1) == 0


def test_a_failed_test_stands_on_the_list_of_ways_with_what_to_do(
    phone: Phones, app: Flask, settings: Settings, server: SmsServer
) -> None:
    manager = set_up(phone, server.address + "/{key}")
    server.mode = "refusing"
    manager.send("/clinic/channels/sms", "/test", status=303, mobile="09121112233")
    delivery.look(app, settings, delivery.Rests())
    manager.get("/language/en")
    for page in ("/clinic/channels", "/clinic/channels/sms"):
        said = manager.get(page).html.main.text
        assert "418" in said
        assert "Compare the key" in said


def test_the_modems_test_goes_by_the_modem_though_a_provider_is_on(
    phone: Phones, app: Flask, settings: Settings, server: SmsServer
) -> None:
    manager = set_up(phone, server.address + "/{key}")
    manager.send("/clinic/channels/modem", "/channels/modem", status=303, folder="/nonexistent/x")
    manager.send("/clinic/channels/modem", "/test", status=303, mobile="09121112233")
    delivery.look(app, settings, delivery.Rests())
    assert server.asked == []
    assert manager.get("/clinic/channels/modem").html.find(id="test").select_one(".notice.bad")
    assert not manager.get("/clinic/channels/sms").html.find(id="test").select_one(".notice")


def test_a_modem_beside_a_provider_is_on_and_not_used(phone: Phones) -> None:
    manager = set_up(phone, "https://example.ir/")
    manager.send("/clinic/channels/modem", "/channels/modem", status=303, folder="/var/spool/x")
    row = "#hourglass"
    assert manager.get("/clinic/channels").html.select_one(f'a[href="/clinic/channels/modem"] use[href$="{row}"]')
    assert manager.get("/clinic/channels/modem").html.select_one("main .notice.warn")
    manager.send("/clinic/channels/sms", "/channels/sms", status=303, is_on=False)
    assert not manager.get("/clinic/channels").html.select(f'use[href$="{row}"]')


def test_a_test_that_nobody_fetches_says_so(phone: Phones) -> None:
    manager = set_up(phone, "https://example.ir/")
    manager.send("/clinic/channels/sms", "/test", status=303, mobile="09121112233")
    clock.freeze(clock.now() + timedelta(minutes=2))
    assert manager.get("/clinic/channels/sms").html.find(id="test").select_one(".notice.warn")


def test_numbers_for_a_provider_are_kept_in_its_digits(phone: Phones, app: Flask) -> None:
    manager = phone("manager")
    page = manager.get("/clinic/channels/sms?preset=kavenegar")
    manager.send(page, "/channels/sms", status=303, secret=KEY, line="۱۰۰۰۴٣", means_sent="۲۰۰")
    found = channel(app, "sms").settings
    assert (found["line"], found["means_sent"]) == ("100043", "200")


def test_the_errors_of_a_form_stand_in_the_order_of_its_fields(phone: Phones) -> None:
    typed = {"host": "mail example.ir", "port": "", "safety": "starttls", "user": "a"}
    page = phone("manager").send("/clinic/channels/email", "/email", status=422, **typed)
    listed = [link["href"][1:] for link in page.html.select(".notice.bad li a")]
    assert listed == ["sender", "host", "port"]
    fields = [one["id"] for one in page.html.select("form.form input[id]")]
    assert [one for one in fields if one in listed] == listed


@pytest.mark.parametrize("host", ["mail example.ir", "https://mail.example.ir", "mail.example.ir/x"])
def test_what_is_no_name_of_a_server_is_refused(phone: Phones, host: str) -> None:
    typed = {"host": host, "port": "587", "safety": "starttls", "sender": "a@example.ir"}
    page = phone("manager").send("/clinic/channels/email", "/email", status=422, **typed)
    assert page.html.find(id="host-error")


def test_a_test_to_oneself_leads_to_where_that_is_chosen(phone: Phones) -> None:
    manager = phone("manager")
    manager.send("/clinic/channels/bale", "/bale", status=303, secret=KEY)
    assert manager.get("/clinic/channels/bale").html.find(id="test").find("a", href="/account/telling")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("modem", {"folder": "/var/spool/gammu/outbox"}),
        ("bale", {"bot": "@mehr_bot", "secret": KEY}),
        ("telegram", {"bot": "", "address": "https://relay.example.ir", "secret": KEY}),
        (
            "email",
            {"host": "mail.example.ir", "port": "۵۸۷", "safety": "starttls", "sender": "a@example.ir", "user": ""},
        ),
    ],
)
def test_every_way_can_be_set_up_and_switched_off(phone: Phones, app: Flask, kind: str, typed: dict[str, str]) -> None:
    manager = phone("manager")
    manager.send(f"/clinic/channels/{kind}", f"/channels/{kind}", status=303, **typed)
    assert channel(app, kind).is_on
    page = manager.get(f"/clinic/channels/{kind}")
    manager.send(page, f"/channels/{kind}", status=303, is_on=False)
    assert not channel(app, kind).is_on


def test_quiet_hours_are_kept(phone: Phones, app: Flask) -> None:
    phone("manager").send("/clinic/channels", "/quiet", status=303, begin="۲۱", end="۹")
    with app.app_context():
        clinic = clinics.get_only()
        assert (clinic.quiet_from, clinic.quiet_until) == (21, 9)
    phone("manager").send("/clinic/channels", "/quiet", status=422, begin="25", end="9")


def test_a_quiet_hour_is_a_whole_one(phone: Phones, app: Flask) -> None:
    manager = phone("manager")
    page = manager.send("/clinic/channels", "/quiet", status=422, begin="۲۲:۳۰", end="")
    assert page.html.find(id="begin-error").text == page.html.find(id="end-error").text
    assert page.html.find(id="begin")["value"] == "۲۲:۳۰"
    manager.send(page, "/quiet", status=303, begin="۲۲:۰۰", end="۸")
    with app.app_context():
        assert clinics.get_only().quiet_from == 22


def test_the_same_hour_twice_says_that_there_is_no_quiet(phone: Phones) -> None:
    manager = phone("manager")
    some = manager.send("/clinic/channels", "/quiet", status=303, begin="22", end="8").follow()
    none = manager.send("/clinic/channels", "/quiet", status=303, begin="3", end="3").follow()
    said = [page.html.select_one(".flashes").get_text(strip=True) for page in (some, none)]
    assert said[0] != said[1]
    row = manager.get("/clinic/journal").html.select("tbody tr")
    assert "3" not in row[0].th.text
    assert "۲۲ تا ۸" in row[1].th.text


def test_the_journal_tells_who_changed_it_and_no_key(phone: Phones) -> None:
    set_up(phone, "https://example.ir/")
    page = phone("manager").get("/clinic/journal")
    assert "سرویس پیامک" in page.text
    assert KEY not in page.text
    key, way = page.html.select("tbody tr")[:2]
    assert key.th.text != way.th.text, "what was done to the key is a line of its own"
