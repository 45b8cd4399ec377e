"""A cheap customer: raw requests over kept-alive connections, so that it costs the machine less than what it measures.

Run as a process of its own: a job as JSON on standard input, what happened as JSON on standard output.
"""

import itertools
import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple


class Run(NamedTuple):
    """How many answers came in how many seconds, and how many of each status."""

    count: int
    seconds: float
    statuses: dict[str, int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds


def for_seconds(port: int, requests: Sequence[bytes], seconds: float, connections: int) -> Run:
    """Send these requests over and over again until the time is up."""
    return _elsewhere(port=port, requests=requests, seconds=seconds, connections=connections)


def each_once(port: int, requests: Sequence[bytes], connections: int) -> Run:
    """Send each of these requests once."""
    return _elsewhere(port=port, requests=requests, seconds=None, connections=connections)


def _elsewhere(*, requests: Sequence[bytes], **job: Any) -> Run:
    job["requests"] = [request.decode("latin-1") for request in requests]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"],
        input=json.dumps(job),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Run(**json.loads(done.stdout))


def main() -> None:
    """Read the job, do it, tell."""
    job = json.load(sys.stdin)
    given = [request.encode("latin-1") for request in job["requests"]]
    began = time.perf_counter()
    requests = _until(began + job["seconds"], given) if job["seconds"] else iter(given)
    statuses = _drive(job["port"], requests, job["connections"])
    took = time.perf_counter() - began
    json.dump({"count": statuses.total(), "seconds": took, "statuses": statuses}, sys.stdout)


def _until(end: float, requests: Sequence[bytes]) -> Iterator[bytes]:
    return itertools.takewhile(lambda _: time.perf_counter() < end, itertools.cycle(requests))


def _drive(port: int, requests: Iterator[bytes], connections: int) -> Counter[str]:
    statuses: Counter[str] = Counter()
    with selectors.DefaultSelector() as lines:
        for request in itertools.islice(requests, connections):
            _send(lines, port, request)
        while lines.get_map():
            for key, _ in lines.select():
                _hear(lines, key, port, requests, statuses)
    return statuses


def _send(lines: selectors.BaseSelector, port: int, request: bytes) -> None:
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(request)
    lines.register(line, selectors.EVENT_READ, bytearray())


def _hear(
    lines: selectors.BaseSelector,
    key: selectors.SelectorKey,
    port: int,
    requests: Iterator[bytes],
    statuses: Counter[str],
) -> None:
    line: Any = key.fileobj
    heard = line.recv(1 << 18)
    key.data.extend(heard)
    if heard and not _is_whole(key.data):
        return
    statuses[key.data[9:12].decode() or "cut off"] += 1
    # waitress ends the connection after every 204 and 304, as a browser would find too.
    is_over = not heard or b"\r\nConnection: close" in key.data[:2000]
    key.data.clear()
    request = next(requests, None)
    if request and not is_over:
        line.sendall(request)
        return
    lines.unregister(line)
    line.close()
    if request:
        _send(lines, port, request)


def _is_whole(answer: bytearray) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    if head[9:12] in (b"204", b"304"):
        return True
    at = head.lower().find(b"content-length:")
    return len(body) >= int(head[at + 15 :].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    main()
