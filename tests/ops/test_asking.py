"""Asking an address whether this very installation answers there. What answers are real little servers."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hamyar.domain import clinics
from hamyar.kit.errors import Refused
from hamyar.ops import asking

KEY = "k" * 64
Answer = Callable[[BaseHTTPRequestHandler], None]


def proves(handler: BaseHTTPRequestHandler, key: str = KEY) -> None:
    """What an installation with this key answers."""
    body = asking.proof(key, handler.path.partition("=")[2]).encode()
    say(handler, 200, body)


def say(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **head: str) -> None:
    handler.send_response(status)
    for name, value in head.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """A server that answers so: its address. With a certificate it speaks HTTPS."""
    running: list[ThreadingHTTPServer] = []

    def serve(answer: Answer, certificate: Path | None = None) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        if certificate:
            secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            secured.load_cert_chain(certificate)
            server.socket = secured.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        return f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"

    asked: list[str] = []
    serve.asked = asked  # type: ignore[attr-defined]
    yield serve
    for server in running:
        server.shutdown()
        server.server_close()


def test_this_very_installation_proves_itself(served) -> None:
    assert asking.ask(served(proves), KEY) == clinics.OURS


@pytest.mark.parametrize(
    "answer",
    [
        lambda handler: proves(handler, "o" * 64),
        lambda handler: say(handler, 200, b"welcome to the router"),
        lambda handler: say(handler, 404),
        lambda handler: say(handler, 500),
        lambda handler: say(handler, 200, b"x" * 5_000_000),
        lambda handler: handler.wfile.write(b"rubbish\r\n\r\n"),
        lambda handler: say(handler, 302, Location="http://127.0.0.1:1/here"),
        lambda handler: say(handler, 301, Location="file:///etc/passwd"),
        lambda handler: say(handler, 301, Location="https://somewhere.example" + handler.path),
    ],
    ids=["another", "router", "404", "500", "huge", "rubbish", "elsewhere", "file", "other name"],
)
def test_something_else_is_told_from_it(served, answer: Answer) -> None:
    assert asking.ask(served(answer), KEY) == clinics.OTHER


def test_a_way_to_another_place_is_not_followed(served) -> None:
    target = served(proves)
    reached = len(served.asked)
    address = served(lambda handler: say(handler, 302, Location=target + handler.path))
    assert asking.ask(address, KEY) == clinics.OTHER
    assert len(served.asked) == reached + 1, "the first was asked, the second never"


def test_nobody_at_this_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert asking.ask(f"http://127.0.0.1:{port}", KEY) == clinics.REFUSED


def test_a_name_that_nobody_knows() -> None:
    assert asking.ask("http://nowhere.invalid", KEY) == clinics.NO_NAME
    assert asking.ask("http://" + "x" * 64 + "..example", KEY) == clinics.NO_NAME


def test_an_answer_that_trickles_is_not_waited_for(served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PATIENCE_SECONDS", 0.5)

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(20):
            time.sleep(0.1)
            handler.wfile.write(b"H")
            handler.wfile.flush()

    began = time.monotonic()
    assert asking.ask(served(trickle), KEY) == clinics.TOO_SLOW
    assert time.monotonic() - began < 1.5


def test_a_certificate_that_browsers_refuse(served, tmp_path: Path) -> None:
    certificate = tmp_path / "both.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate")],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl here")
    certificate.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "certificate").read_bytes())
    assert asking.ask(served(proves, certificate), KEY) == clinics.UNSAFE


def test_one_question_at_a_time(served) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        started.set()
        may_end.wait(5)
        proves(handler)

    started, may_end, found = threading.Event(), threading.Event(), []
    address = served(slow)
    first = threading.Thread(target=lambda: found.append(asking.ask(address, KEY)))
    first.start()
    assert started.wait(5)
    with pytest.raises(Refused, match=r"check\.running"):
        asking.ask(address, KEY)
    may_end.set()
    first.join(5)
    assert found == [clinics.OURS]


def test_the_proof_is_made_with_a_key_of_its_own() -> None:
    assert asking.proof(KEY, "a" * 22) != asking.proof("o" * 64, "a" * 22)
    assert asking.proof(KEY, "a" * 22) != asking.proof(KEY, "b" * 22)
