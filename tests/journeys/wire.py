"""A bad network in front of a server: every request goes through here and can be lost, cut or slowed on purpose.

    wire = Wire(port)
    page.goto(wire.url)            # http://hamyar.test:...: plain http under a name, so no secure context
    wire.mode = LOSE_ANSWER        # counts from the next request on
    wire.only = "POST "            # ... whose first line begins so; the others pass

The browser needs the flag FLAG to find the name.
"""

import http.client
import io
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field

NAME = "hamyar.test"
FLAG = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"

PASS = "pass"
# Nobody listens: new connections are refused and the open ones are gone.
REFUSE = "refuse"
# The server gets the request, works and answers; the browser hears nothing.
LOSE_ANSWER = "lose answer"
# The connection is reset before the server has seen a byte.
RESET = "reset"
# The connection is reset after `cut_after` bytes of the request's body.
CUT = "cut"

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
_STEP = 4096


@dataclass
class Request:
    """What came over the wire of one request: its first line, its head and as much of its body as arrived.

    `answer_bytes` counts what went back, head and body.
    """

    line: str
    head: bytes
    body: bytearray = field(default_factory=bytearray)
    is_answered: bool = False
    answer_bytes: int = 0

    @property
    def length(self) -> int:
        """How many bytes of body its sender announced."""
        fields = http.client.parse_headers(io.BytesIO(self.head.partition(b"\r\n")[2]))
        return int(fields.get("Content-Length", 0))


class Broken(Exception):
    """The connection is to be reset."""


class Wire:
    """A proxy on a port of its own, in threads; `close()` ends it."""

    def __init__(self, port: int) -> None:
        self.server_port = port
        self.only = ""
        self.cut_after = 10_000
        # Seconds before a request is passed on, and how many bytes of its body a second; 0 is without limit.
        self.delay = 0.0
        self.pace = 0
        self.requests: list[Request] = []
        self.connections = 0
        self._mode = PASS
        self._open: set[socket.socket] = set()
        self._listener = self._listen(0)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://{NAME}:{self.port}"

    @property
    def mode(self) -> str:
        """What happens to requests from now on."""
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        was, self._mode = self._mode, mode
        if mode == REFUSE and was != REFUSE:
            self.close()
        if was == REFUSE and mode != REFUSE:
            self._listener = self._listen(self.port)

    def sent(self, line: str) -> list[Request]:
        """The requests so far whose first line begins so."""
        return [request for request in self.requests if request.line.startswith(line)]

    def close(self) -> None:
        """Stop listening, and break what is open."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A short queue, or a whole photo would be "sent" into the machine's own memory before anybody has read it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _STEP)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with closing(connection), suppress(OSError, http.client.HTTPException):
            try:
                for request in self._requests_on(connection):
                    answer = self._answered(request, connection)
                    connection.sendall(answer)
                    request.answer_bytes = len(answer)
                    request.is_answered = True
            except Broken:
                # Closing with "linger 0" sends a reset instead of a polite end.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._open.discard(connection)

    def _requests_on(self, connection: socket.socket) -> Iterator[Request]:
        while True:
            head = bytearray()
            while not head.endswith(b"\r\n\r\n"):
                byte = connection.recv(1)
                if not byte:
                    return
                head += byte
            request = Request(head.partition(b"\r\n")[0].decode("latin-1"), bytes(head))
            self.requests.append(request)
            yield request

    def _answered(self, request: Request, connection: socket.socket) -> bytes:
        """The server's whole answer, unless something happens to the request or to the answer on its way."""
        mode = self._mode if request.line.startswith(self.only) else PASS
        time.sleep(self.delay)
        if mode == RESET:
            raise Broken
        with closing(socket.create_connection(("127.0.0.1", self.server_port))) as server:
            server.sendall(request.head)
            self._pass_body(request, connection, server, self.cut_after if mode == CUT else None)
            answer = _read_answer(server, request.line.partition(" ")[0])
        if mode == LOSE_ANSWER:
            raise Broken
        return answer

    def _pass_body(
        self, request: Request, connection: socket.socket, server: socket.socket, cut_after: int | None
    ) -> None:
        length = request.length
        while len(request.body) < length:
            piece = connection.recv(min(_STEP, length - len(request.body)))
            request.body += piece
            if not piece or (cut_after is not None and len(request.body) >= cut_after):
                raise Broken
            server.sendall(piece)
            time.sleep(len(piece) / self.pace if self.pace else 0)


def _read_answer(server: socket.socket, method: str) -> bytes:
    answer = http.client.HTTPResponse(server, method=method)
    answer.begin()
    body = answer.read()
    length = answer.headers.get("Content-Length") if method == "HEAD" else str(len(body))
    kept = [f"{name}: {value}" for name, value in answer.headers.items() if name.lower() not in _HOP_BY_HOP]
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *kept]
    if answer.status not in (204, 304) and length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
