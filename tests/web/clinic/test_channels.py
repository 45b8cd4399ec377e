"""The manager sets up how messages leave; a key is never shown again; a test does not make anybody wait."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime

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
    assert "…34" in page.text
    found = channel(app, "sms")
    assert KEY not in found.sealed_key
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


def test_the_journal_tells_who_changed_it_and_no_key(phone: Phones) -> None:
    set_up(phone, "https://example.ir/")
    page = phone("manager").get("/clinic/journal")
    assert "سرویس پیامک" in page.text
    assert KEY not in page.text
