"""The programs that are measured, each in a process of its own on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hamyar.ops.settings import HERE, Settings, load

_PATIENCE = 60


def settings_in(folder: Path) -> Settings:
    """An installation of its own in this folder."""
    return load({"HAMYAR_INSTANCE": str(folder), "HAMYAR_HOST": "127.0.0.1"})


@contextmanager
def hamyar(folder: Path, port: int = 0) -> Iterator[tuple[int, int]]:
    """Hamyar itself, started as a clinic starts it: its port and its process number."""
    port = port or free_port()
    with _running([sys.executable, "app.py", "serve"], folder, port) as process:
        yield port, process


@contextmanager
def demo(folder: Path, port: int) -> Iterator[str]:
    """The demo, with its folder inside this one: what it printed in the terminal."""
    with _running([sys.executable, "app.py", "demo"], folder, port):
        yield (folder / "log").read_text()


@contextmanager
def bare(page: Path) -> Iterator[int]:
    """The same waitress with nothing behind it but one page, ready compressed in a file: its port."""
    port = free_port()
    with _running([sys.executable, "-m", "tests.bench.bare", str(page)], page.parent, port):
        yield port


def free_port() -> int:
    """A port nobody has."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def resident(process: int) -> float | None:
    """The memory a process holds, in MB; None where this system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Come back as soon as something answers `GET /` at this port."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as line:
                line.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if line.recv(12):
                    return
        except ConnectionError:
            time.sleep(0.005)
    raise RuntimeError(f"it does not answer: {log.read_text()[-300:]}")


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[int]:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"HAMYAR_INSTANCE": str(folder), "HAMYAR_HOST": "127.0.0.1", "HAMYAR_PORT": str(port)}
    environment |= {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=HERE, env=environment, stdout=log, stderr=log)
        try:
            _wait(port, process, folder / "log")
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE)
