"""Who stands in front of the program for HTTPS: what is believed of it, and for which names it may stand.

A proxy tells whose request it passes on, and how it came. Anybody can write such headers, so they count only where the
connection comes from an address that the setting `trusted_proxy` names; from everybody else they are taken away.
"""

import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix

from hamyar.kit import addresses
from hamyar.ops.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

# Under this name lan.Caddyfile, which has an authority of its own, tells its ports: for plain http, and for HTTPS.
AUTHORITY = "HTTP_X_HAMYAR_AUTHORITY"
_VISITOR = "HTTP_X_FORWARDED_FOR"
_TOLD = (
    _VISITOR,
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_FORWARDED",
    AUTHORITY,
)


def believing(app: "WSGIApplication", settings: Settings) -> "WSGIApplication":
    """The program behind the proxies of this installation: they alone are believed."""
    trusted = settings.proxies
    told = ProxyFix(app, x_for=0, x_proto=1, x_host=1)

    def door(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        if addresses.plain(environ.get("REMOTE_ADDR", "")) not in trusted:
            for header in _TOLD:
                environ.pop(header, None)
            return app(environ, start_response)
        environ["REMOTE_ADDR"] = visitor(environ["REMOTE_ADDR"], environ.get(_VISITOR, ""), trusted)
        return told(environ, start_response)

    return door


@dataclass(frozen=True)
class OwnAuthority:
    """A proxy whose certificates no phone knows that was not told of them; so it answers at two ports."""

    plain_port: int
    safe_port: int

    def plain(self, host: str) -> str:
        """Where a link begins that any phone opens without a warning."""
        return _address("http", host, self.plain_port, 80)

    def safe(self, host: str) -> str:
        """Where HTTPS begins, for phones that know the authority."""
        return _address("https", host, self.safe_port, 443)


def own_authority(environ: Mapping[str, Any]) -> OwnAuthority | None:
    """What the proxy in front said of itself; None where there is none, or one that all phones know."""
    told = re.fullmatch(r"(\d{1,5}) (\d{1,5})", environ.get(AUTHORITY, ""))
    return OwnAuthority(int(told[1]), int(told[2])) if told else None


def visitor(peer: str, passed_on_for: str, trusted: frozenset[str]) -> str:
    """Whose request it is: the nearest hop that is no proxy of ours. What stands before it, she may have written.

    `passed_on_for` is the header X-Forwarded-For, the nearest hop last. Where all of them are ours it is the first.
    """
    hops = [_without_port(hop.strip()) for hop in passed_on_for.split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if hop not in trusted), hops[0]) if hops else peer


def names(settings: Settings) -> set[str]:
    """Under which names and addresses phones may ask for this machine, as far as it knows itself."""
    own = socket.gethostname().lower()
    public = urlsplit(settings.public_address).hostname or ""
    local = f"{settings.local_name}.local" if settings.local_name else ""
    return {*addresses.lan(), "localhost", "127.0.0.1", "::1", own, f"{own}.local", local, public} - {""}


def _address(scheme: str, host: str, port: int, usual: int) -> str:
    named = f"[{host}]" if ":" in host else host
    return f"{scheme}://{named}" if port == usual else f"{scheme}://{named}:{port}"


def _without_port(hop: str) -> str:
    """`1.2.3.4:5678` and `[::1]:5678` are the address alone: every connection has another port."""
    if hop.startswith("["):
        return addresses.plain(hop[1:].partition("]")[0])
    return addresses.plain(hop.partition(":")[0] if hop.count(":") == 1 else hop)
