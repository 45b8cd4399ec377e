"""The manager sets up payment by internet; the merchant id is never shown again; a try tells what is answered."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from hamyar.domain import gateways, groups, paying
from hamyar.domain.gateways import Gateway
from hamyar.kit.db import db
from hamyar.ops import sealing, till
from hamyar.ops.settings import Settings
from tests import gateway_server
from tests.gateway_server import MERCHANT, GatewayServer
from tests.online import open_till
from tests.people import Phone

Phones = Callable[..., Phone]
PAGE = "/clinic/gateway"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayServer]:
    monkeypatch.setattr(till, "PATIENCE_SECONDS", 0.5)
    with gateway_server.serving() as running:
        yield running


def kept(app: Flask) -> Gateway:
    """What the table has."""
    with app.app_context():
        found = gateways.find(1)
        assert found
        db.session.expunge(found)
        return found


def set_up(phone: Phones, **typed: object) -> Phone:
    """The manager types it in."""
    manager = phone("manager")
    manager.send(PAGE, PAGE, status=303, **{"secret": MERCHANT, **typed})
    return manager


@pytest.mark.parametrize(("where", "base"), till.KNOWN.items())
def test_known_gateways_are_one_tap(phone: Phones, app: Flask, where: str, base: str) -> None:
    set_up(phone, where=where)
    assert (kept(app).base, kept(app).is_on) == (base, True)


def test_the_merchant_id_is_locked_and_never_shown_again(phone: Phones, app: Flask, settings: Settings) -> None:
    manager = set_up(phone)
    page = manager.get(PAGE)
    assert MERCHANT not in page.text
    assert "…" not in page.html.find(id="secret-hint").text, "not even its last letters"
    assert kept(app).id_ending == ""
    assert MERCHANT not in kept(app).sealed_id
    assert sealing.unlock(settings.secret_key, kept(app).sealed_id) == MERCHANT
    manager.send(PAGE, PAGE, status=303, secret="", is_on=False)
    assert sealing.unlock(settings.secret_key, kept(app).sealed_id) == MERCHANT
    assert not kept(app).is_on
    assert MERCHANT not in manager.get("/clinic/journal").text


def test_a_gateway_that_only_pretends_is_loud_as_long_as_it_is_on(phone: Phones) -> None:
    def warned() -> list[bool]:
        pages = phone("manager").get(PAGE), phone("manager").get("/clinic/"), phone("worker").get("/clinic/")
        return [bool(page.html.select("main .notice.bad")) for page in pages]

    manager = set_up(phone, where="sandbox")
    assert warned() == [True, True, True]
    assert manager.get("/clinic/").html.select_one(f'.notice.bad a[href="{PAGE}"]')
    assert not phone("worker").get("/clinic/").html.select_one(f'a[href="{PAGE}"]'), "that page is the manager's"
    manager.send(PAGE, PAGE, status=303, is_on=False)
    assert warned() == [False, False, False]
    manager.send(PAGE, PAGE, status=303, where="zarinpal", is_on=True)
    assert warned() == [False, False, False]


def test_it_comes_back_on_no_page_with_errors(phone: Phones) -> None:
    page = phone("manager").send(PAGE, PAGE, status=422, where="other", address="nowhere", secret=MERCHANT)
    assert MERCHANT not in page.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("secret", {"secret": ""}),
        ("address", {"where": "other", "address": ""}),
        ("address", {"where": "other", "address": "http://example.ir"}),
        ("address", {"where": "other", "address": "https://example.ir/pg"}),
        ("address", {"where": "other", "address": "https://example.ir;form-action"}),
    ],
)
def test_what_cannot_work_is_refused_at_its_field(phone: Phones, field: str, typed: dict[str, str]) -> None:
    page = phone("manager").send(PAGE, PAGE, status=422, **{"secret": MERCHANT, **typed})
    assert page.html.find(id=f"{field}-error")


def test_a_try_says_that_it_works(phone: Phones, server: GatewayServer) -> None:
    manager = set_up(phone, where="other", address=server.base)
    page = manager.send(PAGE, "/test", status=303).follow()
    assert "پولی جابه‌جا نشد" in page.html.find(class_="notice good").text
    assert server.asked[0][1]["amount"] == 10_000


@pytest.mark.parametrize(
    ("fault", "words"),
    [("500", "مانند درگاه پرداخت نیست"), ("slow", "به‌موقع نرسید"), ("nonsense", "مانند درگاه پرداخت نیست")],
)
def test_a_try_says_why_it_does_not(phone: Phones, server: GatewayServer, fault: str, words: str) -> None:
    manager = set_up(phone, where="other", address=server.base)
    server.suffer(fault)
    assert words in manager.send(PAGE, "/test", status=303).follow().html.find(class_="notice bad").text


def test_a_wrong_merchant_id_is_told(phone: Phones, server: GatewayServer) -> None:
    manager = set_up(phone, where="other", address=server.base, secret="another")
    assert "کد پذیرنده را نمی‌شناسد" in manager.send(PAGE, "/test", status=303).follow().text


def test_a_gateway_that_nobody_reaches_is_told(phone: Phones) -> None:
    manager = set_up(phone, where="other", address="http://127.0.0.1:9")
    assert "راهی به آنجا نیست" in manager.send(PAGE, "/test", status=303).follow().text


def test_groups_take_it_only_while_there_is_one(phone: Phones, app: Flask, settings: Settings) -> None:
    maryam, terms = phone("maryam"), "/group/gol-narges/pay"
    assert "online" not in maryam.get(terms).forms[0].fields
    open_till(app, settings, "https://example.ir")
    page = phone("manager").get(PAGE)
    assert "گل نرگس" in page.html.find("section", attrs={"aria-labelledby": "who"}).text
    maryam.send(terms, "/pay", status=303, online=True, cash=False)
    with app.app_context():
        assert paying.of(groups.get(1, "gol-narges")).ways == ["online"]
