"""Paying by internet through the pages: to the gateway and back, and a kind end for every fault on the way."""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import moves, online, payments
from hamyar.kit import clock
from hamyar.ops import clockwork, till
from hamyar.ops.settings import Settings
from hamyar.web.shop import online as online_page
from tests import gateway_server
from tests.gateway_server import MERCHANT, GatewayServer
from tests.online import do, look, open_till, order, tries
from tests.people import Phone, World

Phones = Callable[..., Phone]
DUE = 1_250_000
SILENT = ["500", "nonsense", "never", "slow"]


@pytest.fixture
def server(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayServer]:
    monkeypatch.setattr(till, "PATIENCE_SECONDS", 0.5)
    with gateway_server.serving() as running:
        open_till(app, settings, running.base)
        yield running


@pytest.fixture
def path(server: GatewayServer, app: Flask, world: World) -> str:
    """The customer's page of an order to be paid by internet."""
    return order(app, world)


def go(phone: Phone, path: str) -> TestResponse:
    """She taps "pay by internet"; the page that leads on."""
    return phone.send(path, "/online", status=303).follow()


def pay_url(page: TestResponse) -> str:
    """Where the page leads on to."""
    return str(page.html.find("a", attrs={"referrerpolicy": "origin"})["href"])


def come_back(phone: Phone, url: str, status: int = 303) -> TestResponse:
    """The gateway's way back, on this phone."""
    parts = urlsplit(url)
    return phone.get(f"{parts.path}?{parts.query}", status=status)


def authority(server: GatewayServer) -> str:
    """The newest payment's name."""
    return list(server.payments)[-1]


def test_she_pays_and_comes_back_to_her_order(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    page = go(customer, path)
    assert pay_url(page) == f"{server.base}/pg/StartPay/{authority(server)}"
    answer = come_back(customer, server.pay(authority(server)))
    assert urlsplit(answer.location).path == path
    assert "پول شما رسید" in answer.follow().text
    assert look(app, path, lambda one: (one.state, one.received)) == ("paid", DUE)
    assert server.payments[authority(server)].taken == 1


def test_the_gateway_learns_the_number_and_no_secret(phone: Phones, server: GatewayServer, path: str) -> None:
    page = go(phone(), path)
    _question, facts = server.asked[0]
    secret = path.rpartition("/")[2]
    assert secret not in str(facts)
    assert "+98" not in str(facts)
    assert facts["amount"] == DUE
    assert urlsplit(str(facts["callback_url"])).path == "/o/back"
    assert page.headers["Referrer-Policy"] == "same-origin", "the link alone tells where she comes from"


def test_who_has_the_name_of_a_payment_alone_learns_nothing_of_the_order(
    phone: Phones, app: Flask, server: GatewayServer, path: str
) -> None:
    go(phone(), path)
    page = come_back(phone(), server.pay(authority(server)), 200)
    assert "پول شما رسید" in page.text
    assert path not in page.text
    assert "پریسا" not in page.text
    assert look(app, path, lambda one: one.state) == "paid", "it is booked all the same"


@pytest.mark.parametrize("name", ["", "S" * 36, "؟" * 400, "a\0b", "' OR 1=1 --"])
def test_a_name_that_we_do_not_know_is_told_so(phone: Phones, server: GatewayServer, name: str) -> None:
    page = phone().get("/o/back", {"Authority": name, "Status": "OK"}, status=404)
    assert page.html.find("h1")
    assert server.asked == []


def test_she_gives_up(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    go(customer, path)
    page = come_back(customer, server.give_up(authority(server))).follow()
    assert "پرداخت نشد" in page.text
    assert tries(app, server) == ["failed"]
    go(customer, path)
    come_back(customer, server.pay(authority(server)))
    assert tries(app, server) == ["failed", "paid"]
    assert look(app, path, lambda one: one.received) == DUE


@pytest.mark.parametrize("status", ["OK", "NOK", "", "paid"])
def test_what_the_browser_says_counts_for_nothing(
    phone: Phones, app: Flask, server: GatewayServer, path: str, status: str
) -> None:
    customer = phone()
    go(customer, path)
    at = {"Authority": authority(server), "Status": status}
    page = customer.get("/o/back", at, status=303).follow()
    assert "هنوز نمی‌دانیم" in page.text
    assert look(app, path, lambda one: one.state) == "unpaid"
    server.pay(authority(server))
    customer.get("/o/back", at, status=303)
    assert look(app, path, lambda one: one.state) == "paid"


def test_coming_back_twice_books_once(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    go(customer, path)
    url = server.pay(authority(server))
    for _ in range(3):
        come_back(customer, url)
    assert look(app, path, lambda one: (one.state, one.received, len(one.steps))) == ("paid", DUE, 1)
    assert server.times_asked("verify") == 1


def test_twelve_returns_at_once_book_once(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    go(phone(), path)
    url, phones = server.pay(authority(server)), [phone() for _ in range(12)]
    at_once = threading.Barrier(12)

    def back(one: Phone) -> None:
        at_once.wait()
        come_back(one, url, 200)

    threads = [threading.Thread(target=back, args=(one,)) for one in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert look(app, path, lambda one: (one.state, one.received, len(one.steps))) == ("paid", DUE, 1)
    assert server.payments[authority(server)].taken == 1


def test_however_often_she_knocks_a_slow_gateway_is_asked_once_at_a_time(
    phone: Phones, app: Flask, server: GatewayServer, path: str
) -> None:
    customer = phone()
    go(customer, path)
    url = server.pay(authority(server))
    with app.app_context():
        one = online.find(1, authority(server))
        assert one
    # Another connection of hers waits for the gateway's answer.
    online_page._asked_for.add(one.id)
    for _ in range(5):
        assert "هنوز نمی‌دانیم" in come_back(customer, url).follow()
    online_page._asked_for.clear()
    assert server.times_asked("verify") == 0
    assert "پول شما رسید" in come_back(customer, url).follow()


def test_who_paid_in_the_last_minute_keeps_her_order(
    phone: Phones, app: Flask, settings: Settings, server: GatewayServer, path: str
) -> None:
    """The page of the gateway never came back, and the time to pay is over at the next beat."""
    clock.freeze(clock.start_of(clock.today()) + timedelta(hours=10))
    do(app, path, lambda payment: payments.hold(payment, timedelta(hours=2)))
    clock.freeze(clock.now() + timedelta(minutes=61))
    clockwork.beat(app)
    clock.freeze(clock.now() + timedelta(minutes=58))
    go(phone(), path)
    server.pay(authority(server))
    clock.freeze(clock.now() + timedelta(minutes=2))
    server.suffer("500", on="inquiry")
    clockwork.beat(app)
    assert look(app, path, lambda one: (one.state, one.order.state)) == ("unpaid", "placed")
    clock.freeze(clock.now() + timedelta(minutes=10))
    clockwork.beat(app)
    assert look(app, path, lambda one: (one.state, one.order.state)) == ("paid", "placed")


def test_who_only_looked_at_the_gateways_page_is_waited_for_twenty_minutes(
    phone: Phones, app: Flask, server: GatewayServer, path: str
) -> None:
    clock.freeze(clock.start_of(clock.today()) + timedelta(hours=10))
    do(app, path, lambda payment: payments.hold(payment, timedelta(hours=2)))
    clock.freeze(clock.now() + timedelta(minutes=61))
    clockwork.beat(app)
    clock.freeze(clock.now() + timedelta(minutes=58))
    go(phone(), path)
    for minutes, state in ((2, "placed"), (19, "cancelled")):
        clock.freeze(clock.now() + timedelta(minutes=minutes))
        clockwork.beat(app)
        assert look(app, path, lambda one: one.order.state) == state, minutes


@pytest.mark.parametrize("fault", [*SILENT, "lost"])
def test_a_gateway_that_does_not_begin_costs_nothing(
    phone: Phones, app: Flask, server: GatewayServer, path: str, fault: str
) -> None:
    customer = phone()
    server.suffer(fault, on="request")
    page = customer.send(path, "/online", status=303).follow()
    assert "پاسخ نمی‌دهد" in page.text
    assert look(app, path, lambda one: one.state) == "unpaid"
    assert set(tries(app, server)) <= {"unknown here"}
    assert pay_url(go(customer, path))


@pytest.mark.parametrize("fault", [*SILENT, "lost"])
def test_a_gateway_that_falls_silent_is_asked_again(
    phone: Phones, app: Flask, server: GatewayServer, path: str, fault: str
) -> None:
    customer = phone()
    go(customer, path)
    url = server.pay(authority(server))
    server.suffer(fault, on="verify")
    page = come_back(customer, url).follow()
    assert "دوباره نپردازید" in page.text
    assert look(app, path, lambda one: one.state) == "unpaid"
    page = page.click(href="/o/back").follow()
    assert "پول شما رسید" in page.text
    assert look(app, path, lambda one: one.received) == DUE
    assert server.payments[authority(server)].taken == 1


def test_what_was_given_up_is_told_and_still_found(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    go(customer, path)
    for _ in online.PAUSES:
        do(app, path, lambda payment: online.put_off(online.unknown(payment)))
    url = server.pay(authority(server))
    server.suffer("never", on="verify")
    assert "برنگشت" in come_back(customer, url).follow().text
    assert "پول شما رسید" in come_back(customer, url).follow().text
    assert look(app, path, lambda one: one.received) == DUE


def test_an_answer_that_comes_twice_is_one(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    server.suffer("twice", times=3)
    go(customer, path)
    come_back(customer, server.pay(authority(server)))
    assert look(app, path, lambda one: one.received) == DUE


def test_a_double_tap_is_one_payment(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    shown = customer.get(path)
    first, second = (customer.send(shown, "/online", status=303) for _ in range(2))
    assert first.location == second.location
    assert len(server.payments) == 1


def test_a_second_tab_leads_on_to_the_same_page(phone: Phones, server: GatewayServer, path: str) -> None:
    customer = phone()
    tabs = [customer.get(path) for _ in range(2)]
    pages = [customer.send(tab, "/online", status=303).follow() for tab in tabs]
    assert pay_url(pages[0]) == pay_url(pages[1]), "one page takes money once"


def test_two_pages_that_are_both_paid_lose_nothing(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer = phone()
    go(customer, path)
    first = server.pay(authority(server))
    clock.freeze(clock.now() + timedelta(minutes=11))
    go(customer, path)
    come_back(customer, server.pay(authority(server)))
    page = come_back(customer, first).follow()
    assert look(app, path, lambda one: (one.state, one.kept, one.to_give_back)) == ("too_much", 2 * DUE, DUE)
    assert "۱۲۵٬۰۰۰ تومان" in page.html.find("section", attrs={"aria-labelledby": "payment"}).text


def test_money_for_an_order_that_ended_is_told_to_both(
    phone: Phones, app: Flask, server: GatewayServer, path: str
) -> None:
    customer = phone()
    go(customer, path)
    do(app, path, lambda one: moves.make(one.order, "expire", by=None, who=moves.CLOCK))
    assert "هنوز نمی‌دانیم" in customer.get(path).text
    page = come_back(customer, server.pay(authority(server))).follow()
    assert "دیگر چیزی برای پرداخت نبود" in page.text
    assert "به شما پس می‌دهد" in page.html.find("section", attrs={"aria-labelledby": "payment"}).text
    assert look(app, path, lambda one: (one.owes_back, one.to_give_back)) == (True, DUE)
    assert "پس بدهید" in phone("maryam").get("/account/notices").text
    assert "۱۲۵٬۰۰۰ تومان" in phone("maryam").get("/group/gol-narges/payments").text


def test_what_is_paid_or_ended_leads_nowhere(phone: Phones, app: Flask, server: GatewayServer, path: str) -> None:
    customer, stale = phone(), phone()
    tab = stale.get(path)
    go(customer, path)
    come_back(customer, server.pay(authority(server)))
    page = stale.send(tab, "/online", status=303).follow()
    assert page.request.path == path
    assert len(server.payments) == 1
    assert customer.get(f"{path}/online", status=303).follow().request.path == path


def test_an_order_that_is_paid_otherwise_knows_no_gateway(
    phone: Phones, app: Flask, server: GatewayServer, path: str, world: World
) -> None:
    in_cash = order(app, world, "cash")
    phone().get(f"{in_cash}/online", status=404)
    assert "/online" not in phone().get(in_cash).text


def test_a_gateway_that_was_switched_off_begins_nothing_and_finishes_what_was_begun(
    phone: Phones, app: Flask, settings: Settings, server: GatewayServer, path: str
) -> None:
    customer = phone()
    go(customer, path)
    open_till(app, settings, "https://example.ir", is_on=False)
    clock.freeze(clock.now() + timedelta(minutes=11))
    assert "تماس بگیرید" in customer.send(path, "/online", status=303).follow().text
    come_back(customer, server.pay(authority(server)))
    assert look(app, path, lambda one: one.state) == "paid"


def test_a_no_of_the_gateway_is_told_with_its_number(
    phone: Phones, server: GatewayServer, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway_server, "MERCHANT", "another")
    assert "۱۰" in phone().send(path, "/online", status=303).follow().html.find(class_="notice").text


def test_no_log_line_opens_a_till_or_a_payment(
    phone: Phones, server: GatewayServer, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    customer = phone()
    server.suffer("500", on="request")
    customer.send(path, "/online", status=303)
    go(customer, path)
    server.suffer("nonsense", on="verify")
    url = server.pay(authority(server))
    come_back(customer, url)
    come_back(customer, url)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("hamyar"))
    assert "try" in ours
    for secret in (MERCHANT, authority(server), path.rpartition("/")[2], gateway_server.CARD):
        assert secret not in ours
    assert parse_qs(urlsplit(url).query)["Authority"] == [authority(server)]
