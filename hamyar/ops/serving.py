"""Serve the program with waitress on all addresses, and say in the terminal where phones find it."""

import contextlib
import dataclasses
import errno
import logging
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hamyar.kit import addresses
from hamyar.ops import plain, proxies
from hamyar.ops.plain import N_, Trouble, both
from hamyar.ops.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Of malloc.h.
_M_ARENA_MAX = -8
_LARGEST_REQUEST = 100 << 20
# What browsers ask where an address names no port.
_PLAIN_PORT = 80
_ALLOW = "echo net.ipv4.ip_unprivileged_port_start=%d | sudo tee /etc/sysctl.d/50-hamyar.conf && sudo sysctl --system"
_EVERYWHERE = ("0.0.0.0", "::")
_NOT_WINDOWS_TAKEN = 10048


def open_door(app: "WSGIApplication", settings: Settings, taken: list[socket.socket] | None = None) -> Any:
    """A waitress server that listens already, on the sockets taken. Raises Trouble where the port cannot be had."""
    import waitress

    _spare_memory()
    # Its remark that requests wait in a queue is no news on a machine this small.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = proxies.believing(app, settings)
    return waitress.create_server(app, sockets=taken or [bind(settings)], **_options(settings))


def take_ports(settings: Settings) -> tuple[list[socket.socket], Settings]:
    """The port and, where it can be had, the second one; and the settings with what was really taken.

    With port 80 among them links need no number, so it comes first. Raises Trouble where the port itself cannot be had.
    """
    doors = [bind(settings)]
    if not settings.second_port:
        return doors, settings
    try:
        doors.append(_bound(settings.host, settings.second_port))
    except OSError as error:
        _tell_how(settings, error)
        return doors, dataclasses.replace(settings, second_port=0)
    if settings.second_port == _PLAIN_PORT:
        settings = dataclasses.replace(settings, port=_PLAIN_PORT, second_port=settings.port)
    return doors, settings


def bind(settings: Settings) -> socket.socket:
    """The port, taken; not listening yet. Raises Trouble where another program has it."""
    try:
        return _bound(settings.host, settings.port)
    except OSError as error:
        raise _no_port(settings, error) from error


def until_stopped(server: Any) -> None:
    """Answer until Ctrl-C or a polite kill; what is being answered is answered to its end."""
    signal.signal(signal.SIGTERM, _leave)
    server.run()


def greet(settings: Settings, lines: list[str]) -> None:
    """Print every address, the best one as a picture to photograph, and what else the person there must know."""
    import segno

    links = where(settings)
    phones = [link for link in links if "//localhost" not in link]
    if phones:
        segno.make(phones[0], micro=False).terminal(out=sys.stdout, compact=True)
        say(N_("Phones on this network open:"))
        print(*(f"    {link}" for link in phones), sep="\n")
    else:
        say(N_("This machine is on no network: only a browser on it can open Hamyar."))
    say(N_("On this machine:"))
    print(f"    {links[-1]}")
    print(*lines, sep="\n", flush=True)
    say(N_("Stop with Ctrl-C."))


def where(settings: Settings) -> list[str]:
    """Every address that opens this installation, best first: the public one, the network's, this machine's own."""
    links = [address_of(host, settings.port) + "/" for host in [*_reachable(settings), "localhost"]]
    return list(dict.fromkeys(([f"{settings.public_address}/"] if settings.public_address else []) + links))


def indoors(settings: Settings) -> list[str]:
    """The addresses that phones in the house may use, best first, without a slash at the end."""
    return [address_of(host, settings.port) for host in hosts(settings)]


def hosts(settings: Settings) -> list[str]:
    """The machine's own addresses, without port, under which phones in the house may find it; best first."""
    return addresses.in_house() if settings.host in _EVERYWHERE else _reachable(settings)


def is_lost(settings: Settings, address: str) -> bool:
    """Whether an address is of a house's network and leads to this machine no more. A name may be found anywhere."""
    parts = urlsplit(address)
    if not addresses.is_private(parts.hostname or ""):
        return False
    if parts.hostname not in addresses.lan():
        return True
    # What a proxy in front answers, and at which ports, is its own matter.
    is_ours_alone = parts.scheme == "http" and not settings.trusted_proxy
    return is_ours_alone and (parts.port or _PLAIN_PORT) not in (settings.port, settings.second_port)


def address_of(host: str, port: int) -> str:
    """Where a link to this host begins; the port that browsers use anyway is left out."""
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}" if port == _PLAIN_PORT else f"http://{named}:{port}"


def best(settings: Settings) -> str:
    """Where printed links begin, without a slash at the end: the public address, or the best one on the network."""
    return where(settings)[0].rstrip("/")


def say(text: str, **facts: object) -> None:
    """Print a sentence in English and Persian."""
    print(*both(text, facts), sep="\n", flush=True)


def _reachable(settings: Settings) -> list[str]:
    if settings.host in _EVERYWHERE:
        return addresses.lan()
    return [] if settings.host in ("127.0.0.1", "localhost") else [settings.host]


def _bound(host: str, port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows the same option would let two programs share a port.
        if os.name != "nt":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
    except OSError:
        door.close()
        raise
    return door


def _tell_how(settings: Settings, error: OSError) -> None:
    """Only where the system forbids it; a port that another program has is that program's."""
    if error.errno == errno.EACCES and sys.platform == "linux":
        say(
            N_("Without port %(port)s every link carries the number %(other)s. To allow it, once: %(command)s"),
            port=settings.second_port,
            other=settings.port,
            command=_ALLOW % settings.second_port,
        )


def _spare_memory() -> None:
    """One heap for all threads: glibc would give each its own, about 10 MB more in all, which a 1 GB machine lacks."""
    if sys.platform == "linux":
        import ctypes

        # No such function outside glibc (musl), and no need of it there.
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "threads": settings.threads,
        # Phones keep connections open between two looks at the board.
        "connection_limit": 500,
        "channel_timeout": 60,
        "asyncore_use_poll": True,
        "max_request_body_size": _LARGEST_REQUEST,
        "ident": None,
        # `ops.proxies` takes them away, where it does not believe them.
        "clear_untrusted_proxy_headers": False,
    }


def _no_port(settings: Settings, error: OSError) -> Trouble:
    if error.errno in (errno.EADDRINUSE, _NOT_WINDOWS_TAKEN):
        return Trouble(
            N_(
                "Port %(port)s is in use by another program. Stop it, or choose another port: "
                "HAMYAR_PORT=%(other)s python3 app.py"
            ),
            port=settings.port,
            other=settings.port + 1 if settings.port < 65535 else 8080,
        )
    return Trouble(
        N_("Port %(port)s cannot be opened (%(reason)s). Choose one above 1024: HAMYAR_PORT=8080 python3 app.py"),
        port=settings.port,
        reason=plain.reason(error),
    )


def _leave(*_: object) -> None:
    raise SystemExit(0)
