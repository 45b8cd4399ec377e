"""A small honest gateway: Zarinpal's REST v4 as a real HTTP server on loopback, with faults that can be switched on.

    with serving() as server:
        gateway = Gateway(server.base, gateway_server.MERCHANT, timeout=1)
        server.suffer("lost", on="verify")

It keeps what is asked of it, takes money once, and says no to wrong amounts, unpaid payments and other merchants. A
browser finds its page with two buttons under the address that it gave; tests without a browser say `server.pay(...)`.
"""

import contextlib
import html
import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

MERCHANT = "5f0c9b7a-3d1e-4c52-9a86-71e2d4b8c0a3"
CARD = "603799******1234"
LEAST_RIALS = 1000
# Number, HTTP status and text of each no.
INVALID = (-9, 422, "The input params invalid, validation error.")
NO_MERCHANT = (-10, 401, "Terminal is not valid, please check merchant_id or ip address.")
WRONG_AMOUNT = (-50, 401, "Session is not valid, amounts values is not the same.")
NOT_PAID = (-51, 401, "Session is not valid, session is not active paid try.")
NO_AUTHORITY = (-54, 422, "Invalid authority.")

No = tuple[int, int, str]
Facts = dict[str, object]
Work = Callable[[], tuple[int, Facts]]
Fault = Callable[["Handler", Work], None]


@dataclass
class Payment:
    """What the gateway knows of one payment. `standing` is its own word; `taken` is how often its money was taken."""

    authority: str
    amount: int
    callback: str
    description: str
    metadata: Facts
    ref: int
    standing: str = "IN_BANK"
    taken: int = 0


@dataclass
class Trouble:
    """A fault, and how many answers to which question it spoils."""

    fault: Fault
    on: str
    left: int


class GatewayServer(ThreadingHTTPServer):
    """The gateway. Its payments, what it was asked, and its moods are open to the test."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.payments: dict[str, Payment] = {}
        self.asked: list[tuple[str, Facts]] = []
        self.troubles: list[Trouble] = []
        # A slow answer takes so many seconds; a page that keeps the customer shows no way back after she paid.
        self.slowness = 3.0
        self.keeps_the_customer = False
        self.closing = threading.Event()
        self.lock = threading.Lock()

    def suffer(self, fault: str | Fault, on: str = "", times: int = 1) -> None:
        """Spoil the next answers (to request, verify or inquiry; "" is any) by a fault by name, or by one's own."""
        self.troubles.append(Trouble(FAULTS[fault] if isinstance(fault, str) else fault, on, times))

    def recover(self) -> None:
        """No more faults."""
        self.troubles.clear()

    def pay(self, authority: str) -> str:
        """What the button does: the money is there. Where the browser is sent then."""
        return self._leave(authority, "PAID")

    def give_up(self, authority: str) -> str:
        """What the other button does. Where the browser is sent then."""
        return self._leave(authority, "FAILED")

    def times_asked(self, question: str) -> int:
        return sum(name == question for name, _ in self.asked)

    def trouble_with(self, question: str) -> Fault | None:
        """The fault that spoils this answer, if one is switched on."""
        with self.lock:
            waiting = (one for one in self.troubles if one.left > 0 and one.on in ("", question))
            trouble = next(waiting, None)
            if trouble is None:
                return None
            trouble.left -= 1
            return trouble.fault

    def answer(self, question: str, facts: Facts) -> tuple[int, Facts]:
        """Status and answer to a question of a merchant. The work is done here, whatever becomes of the answer."""
        with self.lock:
            self.asked.append((question, facts))
            said = QUESTIONS[question](self, facts) if facts.get("merchant_id") == MERCHANT else NO_MERCHANT
        if isinstance(said, dict):
            return 200, {"data": said, "errors": []}
        code, status, message = said
        if said == NO_AUTHORITY:
            return status, {"message": message, "errors": {"authority": [message, str(code)]}}
        return status, {"data": [], "errors": {"code": code, "message": message, "validations": []}}

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def _leave(self, authority: str, standing: str) -> str:
        with self.lock:
            payment = self.payments[authority]
            # Coming to the page again changes nothing, and tells how it ended.
            if payment.standing == "IN_BANK":
                payment.standing = standing
            status = "NOK" if payment.standing == "FAILED" else "OK"
        parts = urlsplit(payment.callback)
        query = urlencode([*parse_qsl(parts.query), ("Authority", authority), ("Status", status)])
        return urlunsplit(parts._replace(query=query))


class Handler(BaseHTTPRequestHandler):
    """The three questions under /pg/v4/payment/, and the page under /pg/StartPay/."""

    server: GatewayServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        authority = self.path.removeprefix("/pg/StartPay/")
        if authority in self.server.payments:
            return self._leave(authority, parse_qs(body.decode()).get("do", [""])[0])
        question = self.path.removeprefix("/pg/v4/payment/").removesuffix(".json")
        if question not in QUESTIONS:
            return self.say(404, b"", "text/plain")
        fault = self.server.trouble_with(question) or plainly
        return fault(self, lambda: self.server.answer(question, json.loads(body)))

    def do_GET(self) -> None:
        payment = self.server.payments.get(self.path.removeprefix("/pg/StartPay/"))
        if payment is None:
            return self.say(404, b"", "text/plain")
        toman, words = f"{payment.amount // 10:,}", html.escape(payment.description)
        return self.say(200, PAGE.format(toman=toman, words=words).encode(), "text/html; charset=utf-8")

    def say(self, status: int, body: bytes, kind: str = "application/json", **head: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **head}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def _leave(self, authority: str, button: str) -> None:
        has_paid = button == "pay"
        goes_to = self.server.pay(authority) if has_paid else self.server.give_up(authority)
        if has_paid and self.server.keeps_the_customer:
            return self.say(200, KEPT.encode(), "text/html; charset=utf-8")
        return self.say(302, b"", "text/html", Location=goes_to)


def _begin(server: GatewayServer, facts: Facts) -> Facts | No:
    amount, words = facts.get("amount"), str(facts.get("description") or "")
    callback, metadata = str(facts.get("callback_url") or ""), facts.get("metadata", {})
    has_amount = type(amount) is int and amount >= LEAST_RIALS and facts.get("currency") == "IRR"
    if not has_amount or not 0 < len(words) <= 500 or not callback.startswith("http") or not isinstance(metadata, dict):
        return INVALID
    number = len(server.payments) + 1
    authority = f"S{number:035d}"
    server.payments[authority] = Payment(authority, amount, callback, words, metadata, ref=70_000_000 + number)
    return {"code": 100, "message": "Success", "authority": authority, "fee_type": "Merchant", "fee": 0}


def _verify(server: GatewayServer, facts: Facts) -> Facts | No:
    payment = server.payments.get(str(facts.get("authority")))
    if payment is None:
        return NO_AUTHORITY
    if payment.standing not in ("PAID", "VERIFIED"):
        return NOT_PAID
    if facts.get("amount") != payment.amount:
        return WRONG_AMOUNT
    code = 100 if payment.standing == "PAID" else 101
    payment.taken += payment.standing == "PAID"
    payment.standing = "VERIFIED"
    return {"code": code, "message": "Verified", "ref_id": payment.ref, "card_pan": CARD, "card_hash": "0" * 64}


def _inquire(server: GatewayServer, facts: Facts) -> Facts | No:
    payment = server.payments.get(str(facts.get("authority")))
    return {"code": 100, "message": "Success", "status": payment.standing} if payment else NO_AUTHORITY


def saying(answer: object, status: int = 200) -> Fault:
    """A fault of one's own: this answer (bytes as they are, anything else as JSON) instead of the honest one."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return lambda handler, work: handler.say(status, body)


def plainly(handler: Handler, work: Work) -> None:
    """No fault."""
    status, said = work()
    handler.say(status, json.dumps(said).encode())


def _broken(handler: Handler, work: Work) -> None:
    handler.say(500, b"upstream is down", "text/plain")


def _nonsense(handler: Handler, work: Work) -> None:
    handler.say(200, b"<!doctype html><title>Please wait</title>", "text/html")


def _slow(handler: Handler, work: Work) -> None:
    status, said = work()
    handler.server.closing.wait(handler.server.slowness)
    handler.say(status, json.dumps(said).encode())


def _never(handler: Handler, work: Work) -> None:
    """The connection ends, and nothing was done."""
    handler.close_connection = True


def _lost(handler: Handler, work: Work) -> None:
    """The work is done, and nobody learns of it."""
    work()
    handler.close_connection = True


def _twice(handler: Handler, work: Work) -> None:
    """The same question reaches the gateway twice, and the same answer comes back twice."""
    work()
    status, said = work()
    for _ in range(2):
        handler.say(status, json.dumps(said).encode())


QUESTIONS: dict[str, Callable[[GatewayServer, Facts], Facts | No]] = {
    "request": _begin,
    "verify": _verify,
    "inquiry": _inquire,
}
FAULTS: dict[str, Fault] = {
    "500": _broken,
    "nonsense": _nonsense,
    "slow": _slow,
    "never": _never,
    "lost": _lost,
    "twice": _twice,
}
PAGE = """<!doctype html>
<html lang="fa" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>درگاه آزمایشی</title>
<h1>پرداخت {toman} تومان</h1><p>{words}</p>
<form method="post">
<button name="do" value="pay">پرداخت</button>
<button name="do" value="give_up">انصراف</button>
</form>
"""
KEPT = """<!doctype html>
<html lang="fa" dir="rtl"><meta charset="utf-8"><title>درگاه آزمایشی</title><h1>تمام شد</h1>
"""


@contextlib.contextmanager
def serving(certificate: Path | None = None) -> Iterator[GatewayServer]:
    """A gateway on a free port of this machine, for as long as the block runs. With a certificate it speaks HTTPS."""
    server = GatewayServer()
    if certificate:
        secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secured.load_cert_chain(certificate)
        server.socket = secured.wrap_socket(server.socket, server_side=True)
        server.base = server.base.replace("http:", "https:")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
