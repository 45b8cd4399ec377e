"""A real Caddy in front of a real Hamyar, on free ports, with the project's own Caddyfiles and keys of its own.

    with Caddy.running("lan", folder, hamyar_port) as caddy:
        page.goto(caddy.https + "/")       # a browser started with caddy.flags() trusts it, as a phone that was told to

Nothing outside `folder` is touched; the names NAME and OTHER lead to this machine in such a browser.
"""

import base64
import hashlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

FILES = Path(__file__).resolve().parents[2] / "hamyar" / "ops" / "https"
HOW_TO_GET_ONE = "no Caddy found: apt-get install caddy"
NAME, OTHER = "hamyar.test", "elsewhere.test"
# It waits by itself for what one that was killed has left locked.
_PATIENCE = 60


def binary() -> str:
    """Where this machine's Caddy is. Without one the test is skipped, or fails where HAMYAR_DEMAND_BROWSER is set."""
    found = shutil.which("caddy")
    if found is None:
        (pytest.fail if os.environ.get("HAMYAR_DEMAND_BROWSER") else pytest.skip)(HOW_TO_GET_ONE)
    return str(found)


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Caddy:
    """One Caddy, which may be stopped and started again; its keys stay."""

    kind: str
    folder: Path
    hamyar: int
    http_port: int = field(default_factory=free_port)
    https_port: int = field(default_factory=free_port)
    certificate: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def https(self) -> str:
        """Where the browser finds it, without a slash at the end."""
        return f"https://{NAME}:{self.https_port}"

    @property
    def http(self) -> str:
        """The same without TLS."""
        return f"http://{NAME}:{self.http_port}"

    @property
    def config(self) -> Path:
        """The Caddyfile it runs."""
        return FILES / f"{self.kind}.Caddyfile"

    @property
    def root(self) -> Path:
        """The certificate of its own authority."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @classmethod
    @contextmanager
    def running(cls, kind: str, folder: Path, hamyar: int, certificate: str = "") -> Iterator["Caddy"]:
        """One that answers, as long as this lasts."""
        caddy = cls(kind, folder, hamyar, certificate=certificate)
        caddy.start()
        try:
            yield caddy
        finally:
            caddy.stop()

    def environment(self) -> dict[str, str]:
        """What its Caddyfile may be told."""
        return os.environ | {
            "HAMYAR": f"127.0.0.1:{self.hamyar}",
            "HAMYAR_NAME": f"{NAME}:{self.https_port}" if self.kind == "public" else NAME,
            "HAMYAR_CERTIFICATE": self.certificate,
            "HAMYAR_HTTP_PORT": str(self.http_port),
            "HAMYAR_HTTPS_PORT": str(self.https_port),
            "HAMYAR_CADDY_ADMIN": "off",
            "HAMYAR_PATIENCE": "1s",
            "HAMYAR_CADDY": str(self.folder / "caddy"),
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "HOME": str(self.folder),
        }

    def say(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command of Caddy about its Caddyfile, such as validate."""
        command = [binary(), *words, "--config", str(self.config), "--adapter", "caddyfile"]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=60)

    def start(self) -> None:
        """Run it, and wait until it answers."""
        command = [binary(), "run", "--config", str(self.config), "--adapter", "caddyfile"]
        with (self.folder / "caddy.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            with suppress(OSError):
                self.handshake()
                return
            assert self._process.poll() is None, self.log()
            time.sleep(0.05)
        pytest.fail(self.log())

    def stop(self) -> None:
        """No network any more, as far as the browser can tell."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Connections stay open, and nothing moves on them."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def handshake(self, name: str | None = NAME) -> bytes:
        """The certificate that it shows for a name, or for its bare address. Raises OSError where it shows none."""
        blind = ssl.create_default_context()
        blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.https_port), 5)
        with plain, blind.wrap_socket(plain, server_hostname=name) as secure:
            return secure.getpeercert(binary_form=True) or b""

    def flags(self) -> list[str]:
        """How to start a Chromium that finds the names and trusts this authority, by the key that signs for it."""
        return [
            f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP {OTHER} 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={_key_of(self.root.with_name('intermediate.crt'))}",
        ]

    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "caddy.log").read_text("utf-8", "replace")


def _key_of(certificate: Path) -> str:
    """The SHA-256 of a certificate's public key, as Chromium wants it."""
    found = subprocess.run(
        ["openssl", "x509", "-in", str(certificate), "-noout", "-pubkey"], capture_output=True, check=True
    ).stdout
    key = b"".join(line for line in found.splitlines() if not line.startswith(b"-----"))
    return base64.b64encode(hashlib.sha256(base64.b64decode(key)).digest()).decode()
