"""A payment that nobody came back from is found by asking, booked once, and given up in the end."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import gateways, notices, online
from hamyar.domain.online import PAUSES
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops import clockwork, sealing, till
from hamyar.ops.settings import Settings
from tests import gateway_server
from tests.gateway_server import CARD, MERCHANT, GatewayServer
from tests.online import do, look, open_till, order, tries
from tests.people import World

DUE = 1_250_000
BACK = "https://example.ir/o/back"


@pytest.fixture
def server(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayServer]:
    monkeypatch.setattr(till, "PATIENCE_SECONDS", 0.5)
    with gateway_server.serving() as running:
        open_till(app, settings, running.base)
        yield running


@pytest.fixture
def path(server: GatewayServer, app: Flask, settings: Settings, world: World) -> str:
    """An order whose customer went to the gateway."""
    made = order(app, world)
    leave(app, settings, made)
    return made


def leave(app: Flask, settings: Settings, path: str) -> None:
    """She is led to the gateway."""
    with app.app_context():
        gateway = gateways.find(1)
        assert gateway
        page = till.begin(gateway, settings, DUE, BACK, "order")
    do(app, path, lambda payment: online.begin(payment, page, "visitor:1"))


def authority(server: GatewayServer) -> str:
    return list(server.payments)[-1]


def more(app: Flask, server: GatewayServer, many: int, **about: str) -> None:
    """Tries of other tills that have waited a little longer than hers."""
    with app.app_context(), transaction():
        hers = online.find(1, authority(server))
        assert hers
        assert hers.next_ask_at
        kept = {name: getattr(hers, name) for name in ("payment", "amount", "base", "sealed_id", "pay_url", "begun_at")}
        kept |= {"visitor": "visitor:2", "next_ask_at": hers.next_ask_at - timedelta(seconds=1)}
        db.session.add_all(online.Try(**kept | about, authority=f"B{number:035}") for number in range(many))


def after(app: Flask, minutes: int) -> None:
    """So much later the clockwork beats."""
    clock.freeze(clock.now() + timedelta(minutes=minutes))
    clockwork.beat(app)


def test_money_is_found_though_the_page_never_came_back(app: Flask, server: GatewayServer, path: str) -> None:
    server.pay(authority(server))
    after(app, 1)
    assert look(app, path, lambda one: one.state) == "unpaid"
    after(app, 1)
    assert look(app, path, lambda one: (one.state, one.received)) == ("paid", DUE)
    after(app, 60)
    assert look(app, path, lambda one: len(one.steps)) == 1
    with app.app_context():
        one = online.find(1, authority(server))
        assert one
        assert (one.ref, one.card_mask) == (str(server.payments[authority(server)].ref), CARD)
        kinds = [kind for (kind,) in db.session.query(notices.Notice.kind).order_by(notices.Notice.id)]
        assert kinds.count("payment.paid") == 2, "the customer, and the group"


def test_she_is_still_paying_then_gives_up(app: Flask, server: GatewayServer, path: str) -> None:
    after(app, 2)
    assert tries(app, server) == ["begun"]
    server.give_up(authority(server))
    after(app, 5)
    assert tries(app, server) == ["failed"]
    assert server.times_asked("verify") == 0
    asked = len(server.asked)
    after(app, 60 * 24)
    assert len(server.asked) == asked


@pytest.mark.parametrize("fault", ["500", "nonsense", "slow", "never", "lost", "twice"])
@pytest.mark.parametrize("question", ["inquiry", "verify"])
def test_every_fault_ends_with_the_money_booked_once(
    app: Flask, server: GatewayServer, path: str, fault: str, question: str
) -> None:
    server.pay(authority(server))
    server.suffer(fault, on=question)
    after(app, 2)
    after(app, 5)
    assert look(app, path, lambda one: (one.state, one.received, len(one.steps))) == ("paid", DUE, 1)
    assert server.payments[authority(server)].taken == 1


def test_a_gateway_that_stays_silent_is_given_up_after_three_days(
    app: Flask, server: GatewayServer, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.suffer("never", times=1000)
    for pause in PAUSES:
        after(app, round(pause / timedelta(minutes=1)))
    assert tries(app, server) == ["given_up"]
    assert server.times_asked("inquiry") == 0, "nothing was done"
    assert "given up" in caplog.text
    assert look(app, path, lambda one: one.state) in ("unpaid",)


def test_a_silent_gateway_is_asked_once_a_beat(
    app: Flask, settings: Settings, server: GatewayServer, path: str, world: World
) -> None:
    for _ in range(3):
        leave(app, settings, order(app, world))
    asked = len(server.asked)
    server.suffer("500", times=1000)
    clock.freeze(clock.now() + timedelta(minutes=2))
    with app.app_context():
        assert till.ask_due(settings) == 1
        server.recover()
        assert till.ask_due(settings) == 3
    assert len(server.asked) == asked + 3


def test_what_was_begun_at_another_till_is_asked_for_there(
    app: Flask, settings: Settings, server: GatewayServer, path: str
) -> None:
    server.pay(authority(server))
    open_till(app, settings, "https://gateway.invalid", is_on=False)
    after(app, 2)
    assert look(app, path, lambda one: one.state) == "paid"


def test_a_merchant_id_that_cannot_be_read_any_more_harms_nothing(app: Flask, server: GatewayServer, path: str) -> None:
    with app.app_context(), transaction():
        one = online.find(1, authority(server))
        assert one
        one.sealed_id = "damaged"
    after(app, 2)
    assert tries(app, server) == ["begun"]


@pytest.mark.parametrize(
    ("broken", "put_off"),
    [({"sealed_id": "damaged"}, 30), ({"base": "no address"}, 30), ({"base": "http://127.0.0.1:1"}, 1)],
)
def test_what_cannot_be_asked_for_keeps_nobody_else_waiting(
    app: Flask, server: GatewayServer, path: str, broken: dict[str, str], put_off: int
) -> None:
    server.pay(authority(server))
    more(app, server, 30, **broken)
    after(app, 2)
    assert tries(app, server)[0] == "paid"
    with app.app_context():
        assert db.session.query(online.Try).filter_by(asks=1, state="begun").count() == put_off


def test_one_till_that_gets_no_answer_does_not_silence_the_others_of_its_host(
    app: Flask, settings: Settings, server: GatewayServer, path: str
) -> None:
    server.pay(authority(server))
    more(app, server, 3, sealed_id=sealing.lock(settings.secret_key, "another"))
    server.suffer("500")
    after(app, 2)
    assert tries(app, server)[0] == "paid"
    with app.app_context():
        assert db.session.query(online.Try).filter_by(asks=1).count() == 2, "of the other till one alone"


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_is_set_to_another_year_books_once(
    app: Flask, server: GatewayServer, path: str, days: int
) -> None:
    server.pay(authority(server))
    after(app, days * 24 * 60)
    after(app, -days * 24 * 60)
    assert look(app, path, lambda one: (one.received, len(one.steps))) == (DUE, 1)


def test_what_is_logged_names_no_till(
    app: Flask, server: GatewayServer, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for minutes, fault in ((2, "500"), (5, "nonsense"), (15, "lost")):
        server.suffer(fault)
        after(app, minutes)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("hamyar"))
    assert "not known" in ours
    assert MERCHANT not in ours
    assert authority(server) not in ours
