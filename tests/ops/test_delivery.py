"""What waits is sent once, at an hour when people are awake, and every fault of a provider has its end."""

import dataclasses
import logging
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import channels, clinics, outgoing, people, reaching
from hamyar.domain.notices import Notice
from hamyar.domain.outgoing import NoticeTry
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops import delivery, providers
from hamyar.ops.settings import Settings
from tests.ops.sending import KEY, NOON, pass_time, set_aside, set_up, state, tell, tell_cooks, wish
from tests.people import MANAGER, MARYAM
from tests.sms_server import SmsServer


def test_a_customer_is_told_in_persian_with_her_link(app: Flask, send: Any, sms: SmsServer) -> None:
    number = tell(app)
    assert send() == 1
    asked = sms.asked[0]
    assert asked.path == f"/v1/{KEY}/sms/send.json"
    assert (asked.content["receptor"], asked.content["sender"]) == ("09351234567", "1000")
    assert "۱۰۴۲" in asked.content["message"]
    assert asked.content["message"].endswith("/o/secret")
    assert state(app, number) == ("sent", [("sent", "")])
    pass_time(days=30)
    assert send() == 0
    pass_time(days=-60)
    assert send() == 0


@pytest.mark.parametrize(
    ("mode", "outcome", "error"),
    [
        ("failing", "failed", "status"),
        ("refusing", "failed", "said"),
        ("redirecting", "failed", "status"),
        ("nonsense", "unknown", "nonsense"),
        ("bottomless", "unknown", "nonsense"),
        ("huge", "unknown", "nonsense"),
        ("broken", "unknown", "broken"),
        ("silent", "unknown", "slow"),
        ("trickling", "unknown", "slow"),
    ],
)
def test_every_fault_of_a_provider_has_its_end(
    app: Flask, send: Any, sms: SmsServer, mode: str, outcome: str, error: str
) -> None:
    sms.mode = mode
    number = tell(app)
    for _ in range(12):
        send(fresh=True)
        # The same hour again: whoever sleeps is told in the morning, which is not what is asked here.
        pass_time(days=1)
    most = outgoing.MOST_TRIES if outcome == "failed" else outgoing.MOST_UNKNOWN
    assert state(app, number) == ("given_up", [(outcome, error)] * most)
    assert len(sms.asked) == most


def test_a_provider_that_comes_back_gets_what_waited(app: Flask, send: Any, sms: SmsServer) -> None:
    sms.mode = "failing"
    number = tell(app)
    send()
    sms.mode = "good"
    assert send() == 0, "not before its pause is over"
    pass_time(minutes=1)
    assert send() == 1
    assert state(app, number) == ("sent", [("failed", "status"), ("sent", "")])


def test_without_a_line_nothing_is_lost_and_the_channel_rests(
    app: Flask, send: Any, settings: Settings, sms: SmsServer
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        provider = dataclasses.replace(providers.PRESETS["kavenegar"], address=nowhere)
        set_up(app, settings, "sms", provider.as_data())
        first, second = tell(app), tell(app)
        assert send() == 1, "the second is not even tried"
        assert send() == 0
        pass_time(days=1)
        assert send(fresh=True) == 1
    set_up(app, settings, "sms", {**provider.as_data(), "address": sms.address})
    pass_time(minutes=15)
    assert send(fresh=True) == 2
    assert {state(app, number)[0] for number in (first, second)} == {"sent"}


def test_the_machine_dies_after_sending_and_she_gets_it_twice_at_most(
    app: Flask, send: Any, sms: SmsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tell(app)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(outgoing, "note", die)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                send()
            pass_time(hours=1)
    for _ in range(3):
        send()
        pass_time(hours=1)
    assert len(sms.sent) == 2
    assert state(app, number)[0] == "given_up"


def test_at_night_nothing_leaves_and_in_the_morning_all_does(app: Flask, send: Any, sms: SmsServer) -> None:
    clock.freeze(NOON.replace(hour=22, minute=1))
    numbers = [tell(app), tell(app)]
    assert send() == 0
    clock.freeze(NOON.replace(hour=7, minute=59) + timedelta(days=1))
    assert send() == 0
    pass_time(minutes=1)
    assert send() == 2
    assert {state(app, number)[0] for number in numbers} == {"sent"}


@pytest.mark.parametrize(
    ("begin", "end", "hour", "quiet"),
    [(22, 8, 23, True), (22, 8, 8, False), (13, 16, 14, True), (13, 16, 16, False), (0, 0, 0, False), (9, 9, 9, False)],
)
def test_quiet_hours_are_of_tehran_and_may_go_over_midnight(begin: int, end: int, hour: int, quiet: bool) -> None:
    clinic = clinics.Clinic(quiet_from=begin, quiet_until=end)
    assert channels.is_quiet(clinic, NOON.replace(hour=hour)) is quiet


def test_what_nobody_carries_waits_for_hands_and_is_not_sent_late(
    app: Flask, send: Any, sms_provider: SmsServer, settings: Settings
) -> None:
    number = tell(app)
    assert send() == 0
    assert state(app, number) == ("waiting", [])
    provider = dataclasses.replace(providers.PRESETS["kavenegar"], address=sms_provider.address)
    set_up(app, settings, "sms", provider.as_data())
    pass_time(days=2)
    assert send() == 0


def test_each_woman_is_told_by_the_ways_she_chose(app: Flask, send: Any, sms: SmsServer, settings: Settings) -> None:
    set_up(app, settings, "bale", {"address": sms.address})
    wish(app, "sms")
    wish(app, "bale", "777")
    tell_cooks(app)
    assert send() == 2
    by_chat = next(one for one in sms.asked if one.path.startswith("/bot"))
    assert (by_chat.path, by_chat.content["chat_id"]) == (f"/bot{KEY}/sendMessage", "777")
    assert next(one for one in sms.asked if one is not by_chat).content["receptor"] == "09121000011"
    assert send() == 0


def test_who_chose_nothing_finds_it_in_the_app_alone(app: Flask, send: Any, sms: SmsServer) -> None:
    tell_cooks(app)
    assert send() == 0
    assert sms.asked == []


def test_a_woman_who_changed_her_mind_in_between_is_not_told(app: Flask, send: Any, sms: SmsServer) -> None:
    wish(app, "sms")
    tell_cooks(app)
    sms.mode = "failing"
    assert send() == 1
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        reaching.want_sms(maryam, False)
    pass_time(minutes=5)
    assert send() == 0


def test_a_key_locked_elsewhere_is_said_to_be_unreadable(
    app: Flask, sms: SmsServer, settings: Settings, send: Any
) -> None:
    number = tell(app)
    other = dataclasses.replace(settings, secret_key="o" * 64)
    delivery.look(app, other, delivery.Rests())
    assert state(app, number) == ("waiting", [("failed", "key")])
    assert sms.asked == []


def test_no_log_line_and_no_table_tells_a_key_or_a_text(
    app: Flask, send: Any, sms: SmsServer, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    caplog.set_level(logging.DEBUG)
    for mode in ("failing", "refusing", "nonsense", "broken", "silent", "echo"):
        sms.mode = mode
        tell(app)
        send(fresh=True)
    set_up(app, settings, "sms", {"name": "x", "address": "http://[", "form": "no such"})
    tell(app)
    send(fresh=True)
    with app.app_context():
        kept = [f"{one.error} {one.detail}" for one in db.session.query(NoticeTry)]
        sealed = db.session.query(channels.Channel.sealed_key).scalar()
    for text in (*caplog.messages, *kept):
        assert KEY not in text
        assert "۱۰۴۲" not in text
        assert "935" not in text
    assert KEY not in sealed
    assert any(text.startswith("notice") for text in caplog.messages)


def test_a_dead_channel_keeps_nothing_else_waiting(app: Flask, send: Any, sms: SmsServer, settings: Settings) -> None:
    set_up(app, settings, "sms", {**providers.PRESETS["kavenegar"].as_data(), "address": "http://127.0.0.1:1/"})
    set_up(app, settings, "bale", {"address": sms.address})
    wish(app, "bale", "777")
    for _ in range(60):
        tell(app)
    tell_cooks(app)
    assert send() == 1, "the oldest, which finds no line"
    assert send() == 1
    assert [one.content["chat_id"] for one in sms.asked] == ["777"]
    assert prove(app, "sms") == "waiting"
    assert send() == 1, "whoever proves a channel does not wait until it has rested"
    assert prove(app, "sms") == "given_up"


def test_a_broken_notice_has_its_end_and_keeps_nothing_else_waiting(
    app: Flask, send: Any, sms: SmsServer, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [tell(app) for _ in range(51)]
    with app.app_context(), transaction():
        db.session.execute(sa.update(Notice).values(facts="[]"))
    number = tell(app)
    for _ in range(2):
        send()
    assert state(app, number)[0] == "sent"
    assert f"notice {broken[0]} is left out" in caplog.text
    for _ in range(12):
        pass_time(days=1)
        send()
    assert {state(app, one)[0] for one in broken} == {"given_up"}
    assert state(app, broken[0])[1] == [("failed", "wrong")] * outgoing.MOST_TRIES


def test_what_cannot_be_spread_stands_in_the_app_and_the_rest_leaves(app: Flask, send: Any, sms: SmsServer) -> None:
    wish(app, "sms")
    for _ in range(3):
        tell_cooks(app)
    number = tell(app)
    put_back = set_aside(app, "reaching_wishes")
    send()
    assert state(app, number)[0] == "sent"
    put_back()
    tell_cooks(app)
    for _ in range(2):
        send()
    assert len(sms.asked) == 2, "of the broken ones nothing is told late"


def test_a_slow_provider_of_one_clinic_has_its_turn_and_no_more(
    app: Flask, send: Any, sms: SmsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_TURN_SECONDS", 0.0)
    for _ in range(2):
        tell(app)
    assert (send(), send(), send()) == (1, 1, 0)


def test_the_thread_sends_goes_on_after_a_fault_and_ends(
    app: Flask,
    send: Any,
    sms: SmsServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    number, put_back = tell(app), set_aside(app, "notices")
    monkeypatch.setattr(delivery, "_LOOK_EVERY", timedelta(milliseconds=20))
    ended = delivery.start(app, settings)
    wait_for(lambda: "sending failed" in caplog.text)
    put_back()
    wait_for(lambda: bool(sms.asked))
    ended.set()
    for thread in [one for one in threading.enumerate() if one.name == "delivery"]:
        thread.join(10)
        assert not thread.is_alive()
    assert state(app, number)[0] == "sent"
    assert "OperationalError" in caplog.text
    assert "no such table" not in caplog.text, "an error's own words may hold what was to be sent"


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    assert is_so()


def prove(app: Flask, channel: str) -> str:
    """Make a test of this channel where there is none; how it stands."""
    with app.app_context(), transaction():
        manager = people.find_by_mobile(None, MANAGER)
        assert manager
        found = outgoing.last_test(manager.clinic_id, channel)
        return (found or outgoing.test(manager, channel, manager.mobile)).state
