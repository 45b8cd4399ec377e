"""Paying online: what is asked of a gateway, and that everything it may do has an end. It is a real little server."""

import threading
import time
import urllib.request

import pytest

from hamyar.ops import gateway, outside
from hamyar.ops.gateway import Gateway, GatewayRefused, GatewaySilent
from tests.gateway_server import CARD, MERCHANT, GatewayServer, Handler, Work, saying
from tests.ops.conftest import AMOUNT, BACK, QUESTIONS, SOMEBODY

# The straight way


def test_a_payment_is_begun_in_rials_and_leads_to_the_page_where_it_is_made(server, till) -> None:
    begun = gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲", mobile="+989121234567")
    assert begun.pay_url == f"{server.base}/pg/StartPay/{begun.authority}"
    payment = server.payments[begun.authority]
    assert (payment.amount, payment.callback, payment.description) == (AMOUNT, BACK, "سفارش ۱۲")
    assert payment.metadata == {"auto_verify": False, "mobile": "09121234567"}
    assert server.asked[-1][1]["currency"] == "IRR"


def test_nothing_is_told_of_a_payer_who_is_not_named(server, till) -> None:
    begun = gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲")
    assert server.payments[begun.authority].metadata == {"auto_verify": False}


def test_a_long_description_is_cut_where_the_gateway_ends_it(server, till) -> None:
    begun = gateway.begin(till, AMOUNT, BACK, "خ" * 900)
    assert server.payments[begun.authority].description == "خ" * 500


def test_what_was_paid_is_verified_with_its_number_and_hidden_card(server, till, paid) -> None:
    verified = gateway.verify(till, paid, AMOUNT)
    assert verified == gateway.Verified(str(server.payments[paid].ref), CARD, is_repeat=False)


def test_verifying_again_is_the_same_success_and_takes_no_money_again(server, till, paid) -> None:
    first, second = (gateway.verify(till, paid, AMOUNT) for _ in range(2))
    assert (second.ref, second.card_mask, second.is_repeat) == (first.ref, first.card_mask, True)
    assert server.payments[paid].taken == 1


def test_many_who_verify_at_once_take_the_money_once(server, paid) -> None:
    till, found = Gateway(server.base, MERCHANT), []
    threads = [threading.Thread(target=lambda: found.append(gateway.verify(till, paid, AMOUNT))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.ref for one in found}) == 1
    assert [one.is_repeat for one in found].count(False) == server.payments[paid].taken == 1


def test_where_a_payment_stands(server, till, begun) -> None:
    assert gateway.inquire(till, begun) == gateway.IN_BANK
    server.pay(begun)
    assert gateway.inquire(till, begun) == gateway.PAID
    gateway.verify(till, begun, AMOUNT)
    assert gateway.inquire(till, begun) == gateway.VERIFIED
    given_up = gateway.begin(till, AMOUNT, BACK, "سفارش ۱۳").authority
    server.give_up(given_up)
    assert gateway.inquire(till, given_up) == gateway.FAILED


# A clear no


def test_a_wrong_amount_takes_nothing_and_the_right_one_still_does(server, till, paid) -> None:
    for wrong in (AMOUNT - 1, AMOUNT + 1, AMOUNT // 10, AMOUNT * 10, 0, -AMOUNT):
        with pytest.raises(GatewayRefused) as refused:
            gateway.verify(till, paid, wrong)
        assert refused.value.code == gateway.WRONG_AMOUNT
    assert server.payments[paid].taken == 0
    assert not gateway.verify(till, paid, AMOUNT).is_repeat


def test_what_was_not_paid_is_refused_until_it_is(server, till, begun) -> None:
    with pytest.raises(GatewayRefused) as refused:
        gateway.verify(till, begun, AMOUNT)
    assert refused.value.code == gateway.NOT_PAID
    server.pay(begun)
    assert gateway.verify(till, begun, AMOUNT).ref


def test_what_was_given_up_is_refused(server, till, begun) -> None:
    server.give_up(begun)
    with pytest.raises(GatewayRefused) as refused:
        gateway.verify(till, begun, AMOUNT)
    assert refused.value.code == gateway.NOT_PAID


def test_a_payment_that_the_gateway_never_began_is_refused(till) -> None:
    for ask in (QUESTIONS["verify"], QUESTIONS["inquiry"]):
        with pytest.raises(GatewayRefused) as refused:
            ask(till, SOMEBODY)
        assert refused.value.code == gateway.UNKNOWN


def test_an_amount_below_the_least_and_a_till_of_nobody_are_refused(server, till) -> None:
    with pytest.raises(GatewayRefused) as refused:
        gateway.begin(till, 999, BACK, "سفارش ۱۲")
    assert refused.value.code == -9
    with pytest.raises(GatewayRefused) as refused:
        gateway.begin(Gateway(server.base, "another"), AMOUNT, BACK, "سفارش ۱۲")
    assert refused.value.code == -10


@pytest.mark.parametrize(
    "authority", ["", "A", "../../verify", SOMEBODY + "0", SOMEBODY[:-1] + "/", SOMEBODY + "\n", "۱" * 36]
)
def test_what_no_gateway_ever_wrote_is_sent_to_none(server, till, authority: str) -> None:
    for ask in (QUESTIONS["verify"], QUESTIONS["inquiry"]):
        with pytest.raises(GatewayRefused) as refused:
            ask(till, authority)
        assert refused.value.code == gateway.UNKNOWN
    assert server.asked == []


# Faults: each has an end, and after it everything goes on


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("fault", ["500", "nonsense", "slow", "never", "lost"])
def test_a_fault_ends_as_silence_and_asking_again_succeeds(server, till, hurried, paid, question, fault) -> None:
    server.suffer(fault, on=question)
    with pytest.raises(GatewaySilent):
        QUESTIONS[question](hurried if fault == "slow" else till, paid)
    assert QUESTIONS[question](till, paid)
    assert gateway.verify(till, paid, AMOUNT).ref
    assert server.payments[paid].taken == 1


@pytest.mark.parametrize("fault", ["lost", "slow"])
def test_money_whose_answer_was_lost_is_found_by_asking_again(server, till, hurried, paid, fault: str) -> None:
    server.suffer(fault, on="verify")
    with pytest.raises(GatewaySilent):
        gateway.verify(hurried if fault == "slow" else till, paid, AMOUNT)
    assert server.payments[paid].taken == 1, "the gateway did its work"
    found = gateway.verify(till, paid, AMOUNT)
    assert (found.ref, found.is_repeat) == (str(server.payments[paid].ref), True)


def test_an_answer_that_comes_twice_counts_once(server, till, paid) -> None:
    server.suffer("twice", times=3)
    begun = gateway.begin(till, AMOUNT, BACK, "سفارش ۱۳")
    assert begun.authority in server.payments
    assert gateway.verify(till, paid, AMOUNT).ref == str(server.payments[paid].ref)
    assert gateway.inquire(till, paid) == gateway.VERIFIED
    assert server.payments[paid].taken == 1


@pytest.mark.parametrize("code", [-12, -52])
def test_a_no_for_now_is_no_clear_no(server, till, paid, code: int) -> None:
    server.suffer(saying({"data": [], "errors": {"code": code, "message": "later"}}, 429))
    with pytest.raises(GatewaySilent):
        gateway.verify(till, paid, AMOUNT)


def trickle(handler: Handler, work: Work) -> None:
    """A byte now and then: every one in time, the whole never."""
    while not handler.server.closing.wait(0.1):
        handler.wfile.write(b"H")


def drip(handler: Handler, work: Work) -> None:
    """The same after an honest head."""
    handler.send_response(200)
    handler.end_headers()
    trickle(handler, work)


@pytest.mark.parametrize("fault", ["slow", trickle, drip], ids=["slow", "trickle", "drip"])
def test_no_slowness_is_waited_for_longer_than_said(server, hurried, paid, fault) -> None:
    server.suffer(fault)
    began = time.monotonic()
    with pytest.raises(GatewaySilent, match="slow"):
        gateway.verify(hurried, paid, AMOUNT)
    # Two of these would never end.
    assert time.monotonic() - began < 10


def test_a_slow_gateway_leaves_some_of_the_threads_to_other_customers(server, paid, monkeypatch) -> None:
    monkeypatch.setattr(outside, "_QUEUE_SECONDS", 0.05)
    patient, said = Gateway(server.base, MERCHANT, timeout=20), []
    server.suffer("slow", times=4)
    waiting = [threading.Thread(target=lambda: said.append(gateway.inquire(patient, paid))) for _ in range(4)]
    for thread in waiting:
        thread.start()
    while server.times_asked("inquiry") < 4:
        time.sleep(0.01)
    with pytest.raises(GatewaySilent, match="busy"):
        gateway.inquire(patient, paid)
    server.closing.set()
    for thread in waiting:
        thread.join()
    assert said == [gateway.PAID] * 4
    assert gateway.inquire(patient, paid) == gateway.PAID, "the room that they took is free again"


# The page where it is made


def press(server: GatewayServer, authority: str, button: str) -> str:
    """Where the browser is sent by a button of the page; "" where it is kept."""
    connection = urllib.request.OpenerDirector()
    connection.add_handler(urllib.request.HTTPHandler())
    address = f"{server.base}/pg/StartPay/{authority}"
    with connection.open(address) as page:
        assert f'value="{button}"' in page.read().decode()
    with connection.open(address, f"do={button}".encode()) as answer:
        return answer.headers.get("Location", "")


def test_the_page_sends_her_back_with_what_she_did(server, till, begun) -> None:
    assert press(server, begun, "pay") == f"{BACK}&Authority={begun}&Status=OK"
    assert gateway.inquire(till, begun) == gateway.PAID
    assert press(server, begun, "give_up") == f"{BACK}&Authority={begun}&Status=OK", "what is paid stays paid"


def test_giving_up_sends_her_back_without_money(server, till, begun) -> None:
    assert press(server, begun, "give_up") == f"{BACK}&Authority={begun}&Status=NOK"
    assert press(server, begun, "pay") == f"{BACK}&Authority={begun}&Status=NOK"
    assert gateway.inquire(till, begun) == gateway.FAILED


def test_a_payment_whose_payer_never_came_back_is_found(server, till, begun) -> None:
    server.keeps_the_customer = True
    assert press(server, begun, "pay") == ""
    assert gateway.verify(till, begun, AMOUNT).ref
