"""What a gateway, or somebody in its place, may answer to do harm; what must reach neither a log nor an error."""

import json
import logging
import socket
import subprocess
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from hamyar.ops import gateway
from hamyar.ops.gateway import Gateway, GatewayRefused, GatewaySilent
from tests import gateway_server
from tests.gateway_server import MERCHANT, Handler, Work, saying, serving
from tests.ops.conftest import AMOUNT, BACK, QUESTIONS, SOMEBODY


def yes(**data: object) -> dict[str, object]:
    return {"data": {"code": 100, **data}, "errors": []}


# Answers that mean harm


def huge(handler: Handler, work: Work) -> None:
    """100 MB, or as much of it as anybody wants."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1600):
        handler.wfile.write(b" " * 65536)
        written.append(65536)


written: list[int] = []
HARM = {
    "html": saying(b"<!doctype html><title>Sign in to the network</title>"),
    "empty": saying(b""),
    "half": saying(b'{"data": {"code": 100, "ref_id": 12'),
    "bytes": saying(bytes(range(256))),
    "deep list": saying(b"[" * 60_000),
    "deep object": saying(b'{"data":' * 7_000 + b"1" + b"}" * 7_000),
    "long number": saying(b'{"data": {"code": ' + b"1" * 50_000 + b"}}"),
    "no object": saying([100]),
    "null": saying(None),
    "no code": saying({"data": {"ref_id": 1}, "errors": []}),
    "code of another kind": saying(yes(code={"code": 100})),
    "true is no code": saying(yes(code=True)),
    "unknown code": saying(yes(code=200)),
    "yes and no at once": saying({"data": {"code": 100}, "errors": {"code": -51}}),
    "a yes with the status of a no": saying(yes(ref_id=1, authority=SOMEBODY, status="PAID"), 402),
    "a no with the status of a fault": saying({"data": [], "errors": {"code": -51}}, 503),
    "a yes and then no end": saying(
        json.dumps(yes(ref_id=1, authority=SOMEBODY, status="PAID")).encode() + b" " * 70_000
    ),
    "huge": huge,
    "rubbish": lambda handler, work: handler.wfile.write(b"rubbish\r\n\r\n"),
    "shorter than it said": lambda handler, work: handler.wfile.write(
        b"HTTP/1.0 200 OK\r\nContent-Length: 900\r\n\r\n{}"
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("harm", HARM)
def test_harm_ends_as_silence(server, till, paid, question: str, harm: str) -> None:
    server.suffer(HARM[harm], on=question)
    with pytest.raises(GatewaySilent):
        QUESTIONS[question](till, paid)
    assert server.payments[paid].taken == 0


def test_a_huge_answer_is_not_read_to_its_end(server, paid) -> None:
    written.clear()
    server.suffer(huge)
    with pytest.raises(GatewaySilent, match="nonsense"):
        gateway.verify(Gateway(server.base, MERCHANT), paid, AMOUNT)
    assert sum(written) < 20_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_way_to_another_place_is_not_followed(server, till, paid, status: int) -> None:
    with serving() as elsewhere:
        for target in (elsewhere.base, server.base, "file:///etc/passwd"):
            goes_to = target + "/pg/v4/payment/verify.json"
            server.suffer(lambda handler, work, to=goes_to: handler.say(status, b"", Location=to))
            with pytest.raises(GatewaySilent, match=str(status)):
                gateway.verify(till, paid, AMOUNT)
        assert elsewhere.asked == []
    assert server.times_asked("verify") == 0


@pytest.mark.parametrize("authority", [None, "", "../../evil", "A" * 35, "A" * 37, SOMEBODY[:-1] + '"', 36, ["A" * 36]])
def test_a_made_up_authority_makes_no_address(server, till, authority: object) -> None:
    server.suffer(saying(yes(authority=authority)))
    with pytest.raises(GatewaySilent):
        gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲")


def test_where_a_payment_stands_is_one_of_the_words_we_know(server, till, paid) -> None:
    for word in ("paid", "PAID OUT", "", None, 7, ["PAID"]):
        server.suffer(saying(yes(status=word)))
        with pytest.raises(GatewaySilent):
            gateway.inquire(till, paid)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("502229******5995", "502229******5995"),
        ("5022-29**-****-5995", "5022-29**-****-5995"),
        ("5022291234565995", ""),
        ("5022-2912-3456-5995", ""),
        ("502229123456599*", ""),
        ("<b>502229******5995</b>", ""),
        (None, ""),
        ({"card": "502229******5995"}, ""),
    ],
)
def test_a_card_is_kept_only_with_its_middle_hidden(server, till, paid, told: object, kept: str) -> None:
    server.suffer(saying(yes(ref_id=12, card_pan=told)))
    assert gateway.verify(till, paid, AMOUNT).card_mask == kept


@pytest.mark.parametrize(
    ("told", "kept"), [(12, "12"), ("0012", "0012"), ("<i>", ""), (None, ""), (True, ""), ([1], "")]
)
def test_a_success_counts_though_its_number_is_missing(server, till, paid, told: object, kept: str) -> None:
    server.suffer(saying(yes(ref_id=told)))
    assert gateway.verify(till, paid, AMOUNT).ref == kept


# The merchant id stays between the two


def repeats_it(status: int, template: bytes) -> Callable[[Handler, Work], None]:
    return lambda handler, work: handler.say(status, template.replace(b"ID", MERCHANT.encode()))


@pytest.mark.parametrize(
    "fault",
    [
        *gateway_server.FAULTS,
        repeats_it(500, b"no such merchant: ID"),
        repeats_it(200, b"no such merchant: ID"),
        repeats_it(401, b'{"errors": {"code": -10, "message": "ID"}}'),
        lambda handler, work: handler.wfile.write(f"{MERCHANT} is not HTTP\r\n\r\n".encode()),
        lambda handler, work: handler.say(302, b"", Location=f"/{MERCHANT}"),
    ],
)
def test_no_log_and_no_error_names_the_merchant(server, hurried, paid, fault, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    told = [repr(hurried), str(hurried)]
    server.suffer(fault, times=9)
    for ask in QUESTIONS.values():
        try:
            told.append(repr(ask(hurried, paid)))
        except (GatewaySilent, GatewayRefused) as error:
            told += traceback.format_exception(error)
            assert error.__context__ is None or error.__suppress_context__
    assert any(facts["merchant_id"] == MERCHANT for _, facts in server.asked), "it was really sent"
    assert MERCHANT not in "".join(told) + caplog.text


@pytest.mark.parametrize(
    "base",
    [
        "",
        "payment.example",
        "http://payment.example",
        "ftp://payment.example",
        "https://payment.example/pg",
        "https://payment.example/",
        "https://user:word@payment.example",
        "https://payment.example?a=b",
        "https://payment.example\n",
        "http://127.0.0.1.example",
        "http://localhost@payment.example",
    ],
)
def test_a_base_is_https_and_a_host_or_this_very_machine(base: str) -> None:
    with pytest.raises(ValueError, match="https") as refused:
        Gateway(base, MERCHANT)
    assert MERCHANT not in str(refused.value)


@pytest.mark.parametrize("base", ["https://payment.example", "https://payment.example:8443", "http://127.0.0.1:5000"])
def test_a_base_that_is_one(base: str) -> None:
    assert Gateway(base, MERCHANT).base == base


# The way there


def test_nobody_at_this_port_and_a_name_that_nobody_knows() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for base in (f"http://127.0.0.1:{port}", "https://nowhere.invalid", "https://" + "x" * 64 + "..example"):
        with pytest.raises(GatewaySilent):
            gateway.inquire(Gateway(base, MERCHANT, timeout=5), SOMEBODY)


def test_a_proxy_that_the_machine_has_for_other_things_sees_nothing(server, till, paid, monkeypatch) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        monkeypatch.delenv("no_proxy", raising=False)
        assert gateway.inquire(till, paid) == gateway.PAID
        assert proxy.asked == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody has signed."""
    folder = tmp_path_factory.mktemp("certificate")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key"), "-out", str(folder / "signed")],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl here")
    both = folder / "both.pem"
    both.write_bytes((folder / "key").read_bytes() + (folder / "signed").read_bytes())
    return both


def test_a_certificate_is_believed_only_where_this_machine_trusts_it(certificate: Path, monkeypatch) -> None:
    with serving(certificate) as server:
        till = Gateway(server.base, MERCHANT, timeout=5)
        with pytest.raises(GatewaySilent, match="unsafe"):
            gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲")
        assert server.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert gateway.begin(till, AMOUNT, BACK, "سفارش ۱۲").pay_url.startswith("https://")


def test_a_certificate_of_another_name_is_not_believed(certificate: Path, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(certificate) as server, pytest.raises(GatewaySilent, match="unsafe"):
        gateway.inquire(Gateway(server.base.replace("127.0.0.1", "localhost"), MERCHANT, timeout=5), SOMEBODY)
