"""Serve the program with waitress on all addresses, and say in the terminal where phones find it."""

import contextlib
import errno
import logging
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from hamyar.kit import addresses
from hamyar.ops.plain import N_, Trouble, both
from hamyar.ops.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Of malloc.h.
_M_ARENA_MAX = -8
_LARGEST_REQUEST = 100 << 20
_NOT_WINDOWS_TAKEN = 10048


def open_door(app: "WSGIApplication", settings: Settings) -> Any:
    """A waitress server that listens already. Raises Trouble where the port cannot be had."""
    import waitress

    _spare_memory()
    # Its remark that requests wait in a queue is no news on a machine this small.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return waitress.create_server(app, sockets=[bind(settings)], **_options(settings))


def bind(settings: Settings) -> socket.socket:
    """The port, taken; not listening yet. Raises Trouble where another program has it."""
    door = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows the same option would let two programs share a port.
        if os.name != "nt":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((settings.host, settings.port))
    except OSError as error:
        door.close()
        raise _no_port(settings, error) from error
    return door


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
    port = "" if settings.port == 80 else f":{settings.port}"
    links = [f"http://{address}{port}/" for address in _reachable(settings)] + [f"http://localhost{port}/"]
    return list(dict.fromkeys(([f"{settings.public_address}/"] if settings.public_address else []) + links))


def best(settings: Settings) -> str:
    """Where printed links begin, without a slash at the end: the public address, or the best one on the network."""
    return where(settings)[0].rstrip("/")


def say(text: str, **facts: object) -> None:
    """Print a sentence in English and Persian."""
    print(*both(text, facts), sep="\n", flush=True)


def _reachable(settings: Settings) -> list[str]:
    if settings.host == "0.0.0.0":
        return addresses.lan()
    return [] if settings.host in ("127.0.0.1", "localhost") else [settings.host]


def _spare_memory() -> None:
    """One heap for all threads: glibc would give each its own, about 10 MB more in all, which a 1 GB machine lacks."""
    if sys.platform == "linux":
        import ctypes

        # No such function outside glibc (musl), and no need of it there.
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "threads": settings.threads,
        # Phones keep connections open between two looks at the board.
        "connection_limit": 500,
        "channel_timeout": 60,
        "asyncore_use_poll": True,
        "max_request_body_size": _LARGEST_REQUEST,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
    }
    if settings.trusted_proxy:
        options |= {
            "trusted_proxy": settings.trusted_proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        }
    return options


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
        reason=error.strerror,
    )


def _leave(*_: object) -> None:
    raise SystemExit(0)
