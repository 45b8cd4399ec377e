"""A small installation with a clinic and a photo for chores to work on; a gateway with a payment; an SMS provider."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import hamyar
from hamyar.domain import clinics, photos
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.ops import carriers, delivery, gateway, providers, settings
from hamyar.ops.gateway import Gateway
from hamyar.ops.settings import Settings
from tests import sms_server
from tests.gateway_server import MERCHANT, GatewayServer, serving
from tests.ops.sending import NOON, set_up
from tests.people import World
from tests.sms_server import SmsServer

AMOUNT = 1_250_000
BACK = "http://127.0.0.1/order/secret/paid?try=1"
SOMEBODY = "A" + "0" * 35
QUESTIONS: dict[str, Callable[[Gateway, str], object]] = {
    "request": lambda till, _: gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲"),
    "verify": lambda till, authority: gateway.verify(till, authority, AMOUNT),
    "inquiry": gateway.inquire,
}
PHOTO = "ab" + "c" * 62


@pytest.fixture(scope="session")
def founded(new_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation whose set-up is done, to be copied."""
    found = settings.load({"HAMYAR_INSTANCE": str(tmp_path_factory.mktemp("founded") / "instance")})
    assert found.database
    shutil.copy(new_database, found.database)
    app = hamyar.create_app(found)
    with app.app_context():
        with transaction():
            clinic = clinics.found("مددکاری مهر", "یزد", "03531234567")
            photos.keep(clinic.id, name=PHOTO, width=4, height=3, colour="#aabbcc", size=9)
        clinics.db.session.remove()
        clinics.db.engine.dispose()
    folder = found.photos / PHOTO[:2]
    folder.mkdir(parents=True)
    (folder / f"{PHOTO}-320.webp").write_bytes(b"a picture")
    return found.instance


@pytest.fixture
def installation(founded: Path, tmp_path: Path) -> Settings:
    shutil.copytree(founded, tmp_path / "instance")
    return settings.load({"HAMYAR_INSTANCE": str(tmp_path / "instance")})


@pytest.fixture
def server() -> Iterator[GatewayServer]:
    """A gateway of the test's own."""
    with serving() as running:
        yield running


@pytest.fixture
def till(server: GatewayServer) -> Gateway:
    """The way to it."""
    return Gateway(server.base, MERCHANT, timeout=5)


@pytest.fixture
def hurried(till: Gateway) -> Gateway:
    """The same till, for those who do not wait."""
    return replace(till, timeout=0.3)


@pytest.fixture
def begun(server: GatewayServer, till: Gateway) -> str:
    """The authority of a payment that waits for its payer."""
    return gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲").authority


@pytest.fixture
def paid(server: GatewayServer, begun: str) -> str:
    """The authority of a payment whose payer has paid."""
    server.pay(begun)
    return begun


@pytest.fixture
def sms_provider() -> Iterator[SmsServer]:
    """A provider on this machine that the clinic does not know yet."""
    with sms_server.running() as told:
        yield told


@pytest.fixture
def send(app: Flask, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`send()` looks once, as the thread does; a clinic that sleeps at night, at noon."""
    monkeypatch.setattr(carriers, "WAIT_SECONDS", 0.4)
    monkeypatch.setattr(carriers, "PATIENCE_SECONDS", 0.8)
    clock.freeze(NOON)
    rests = delivery.Rests()
    return lambda fresh=False: delivery.look(app, settings, delivery.Rests() if fresh else rests)


@pytest.fixture
def sms(app: Flask, world: World, settings: Settings, sms_provider: SmsServer) -> SmsServer:
    """The clinic sends by a provider on this machine."""
    provider = replace(
        providers.PRESETS["kavenegar"], address=sms_provider.address + "/v1/{key}/sms/send.json", line="1000"
    )
    set_up(app, settings, "sms", provider.as_data())
    return sms_provider
