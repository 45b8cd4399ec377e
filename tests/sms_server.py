"""A small honest SMS provider on this machine: it keeps what it is told to send, and fails in the ways asked of it.

The same server answers as the bots of Telegram and Bale do.
"""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One question: its path, headers, and content as an object of texts."""

    path: str
    headers: dict[str, str]
    content: dict[str, Any]


@dataclass
class SmsServer:
    """`mode` is how it behaves from now on; `asked` is what it was asked, also where it then failed."""

    address: str = ""
    mode: str = "good"
    asked: list[Asked] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def sent(self) -> list[str]:
        """The texts it was given, the first first."""
        return [one.content.get("message") or one.content.get("text", "") for one in self.asked]


@contextmanager
def running() -> Iterator[SmsServer]:
    """The provider, for as long as a test needs it."""
    told = SmsServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    server.daemon_threads = True
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    told: SmsServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        is_json = "json" in self.headers.get("Content-Type", "")
        self._answer(json.loads(body) if is_json else _flat(body.decode()))

    def do_GET(self) -> None:
        self._answer(_flat(urlsplit(self.path).query))

    def log_message(self, *_words: object) -> None:
        """A test's output stays its own."""

    def _answer(self, content: dict[str, Any]) -> None:
        if self.path.endswith("/getUpdates"):
            wanted = [one for one in self.told.updates if one["update_id"] >= content["offset"]]
            return self._say(200, {"ok": True, "result": wanted})
        self.told.asked.append(Asked(self.path, {name.lower(): text for name, text in self.headers.items()}, content))
        with contextlib.suppress(OSError):
            getattr(self, f"_{self.told.mode}")()
        return None

    def _good(self) -> None:
        self._say(200, {"return": {"status": 200, "message": "تایید شد"}, "ok": True, "status": 1, "IsSuccess": True})

    def _refusing(self) -> None:
        self._say(200, {"return": {"status": 418, "message": "اعتبار کافی نیست"}, "ok": False})

    def _failing(self) -> None:
        self._say(500, {})

    def _nonsense(self) -> None:
        self._send(200, b"<html>Welcome to our Wi-Fi</html>")

    def _bottomless(self) -> None:
        self._send(200, b'{"return":' + b"[" * 60_000)

    def _redirecting(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.told.address}/elsewhere")
        self.end_headers()

    def _huge(self) -> None:
        self._send(200, b"x" * 1_000_000)

    def _silent(self) -> None:
        self.told.closing.wait(20)

    def _trickling(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(400):
            self.wfile.write(b"X-Wait: 1\r\n")
            self.wfile.flush()
            time.sleep(0.05)

    def _broken(self) -> None:
        self.close_connection = True

    def _echo(self) -> None:
        self._say(200, {"return": {"status": self.path}})

    def _say(self, status: int, content: object) -> None:
        self._send(status, json.dumps(content).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _flat(query: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(query).items()}
