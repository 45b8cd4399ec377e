"""What every answer says to the browser about safety, and one log line a request that names nobody."""

import logging
import re
import secrets
import time
from collections.abc import Iterable

from flask import Flask, abort, current_app, g, request
from werkzeug.wrappers import Response

from hamyar.web import copies

_LOG = logging.getLogger("hamyar.requests")
# No longer name (with a port) can be looked up; kept pages and QR codes under a made-up one only cost memory.
_LONGEST_HOST = 260
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# A scheme, a machine and perhaps a port, without a sign that means something in a policy.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?")
_ASKS = "connect-src 'self'"
# Nothing from any other host, no inline script or style; pictures of chosen files are shown as blobs.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "media-src 'self'",
        _ASKS,
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_FIXED = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Secret links must not travel to other sites, and not as a whole to ours either.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# For a year, and for this very name: others beside it may be another's.
_HTTPS_ONLY = f"max-age={365 * 24 * 3600}"
# A photo runs nothing and frames nothing; a dozen of them need not carry the same half kilobyte each.
_PHOTOS = {"image/webp", "image/jpeg"}
_OF_A_PHOTO = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")


def install(app: Flask) -> None:
    """Number every request, and dress every answer."""
    app.before_request(_begin)
    app.after_request(_end)


def also_ask(addresses: Iterable[str]) -> None:
    """Let the script of the page that is being answered ask these addresses too, and no others."""
    g.also_asks = [address for address in addresses if _ORIGIN.fullmatch(address)]


def dress(response: Response) -> Response:
    """Add the safety headers; a page that says nothing of caching is kept by nobody."""
    for name in _OF_A_PHOTO if response.mimetype in _PHOTOS else _FIXED:
        response.headers.setdefault(name, _FIXED[name])
    response.headers.setdefault("Cache-Control", "no-store")
    if current_app.config["HSTS"] and request.is_secure:
        response.headers["Strict-Transport-Security"] = _HTTPS_ONLY
    copies.mark(response)
    return response


def request_id(given: str) -> str:
    """The number that a proxy gave the request where it is one, else a new one."""
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def log(number: str, method: str, rule: str, status: int, began: float) -> None:
    """One line for an answered request; `began` by time.perf_counter."""
    _LOG.info("%s %s %s %s %.1fms", number, method, rule, status, (time.perf_counter() - began) * 1000)


def _begin() -> None:
    g.request_id = request_id(request.headers.get("X-Request-Id", ""))
    g.began = time.perf_counter()
    if len(request.host) > _LONGEST_HOST:
        abort(400)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    # The rule and not the path: paths carry secrets of orders and cards.
    rule = request.url_rule.rule if request.url_rule else "-"
    if g.get("also_asks"):
        response.headers["Content-Security-Policy"] = _POLICY.replace(_ASKS, " ".join([_ASKS, *g.also_asks]))
    log(g.get("request_id", "-"), request.method, rule, response.status_code, g.get("began", time.perf_counter()))
    return dress(response)
