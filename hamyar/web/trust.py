"""How a phone comes to HTTPS here: by itself under a public name, else when it trusts the clinic's own authority."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hamyar.domain import clinics
from hamyar.kit import addresses
from hamyar.ops import proxies, serving
from hamyar.web import access, answers, links

bp = Blueprint("trust", __name__, url_prefix="/https")

# Answered by the proxy itself (hamyar/ops/https/lan.Caddyfile), over plain http too.
CERTIFICATE = "/hamyar.crt"


class Way(NamedTuple):
    """How it stands with HTTPS for the phone that asks, and where it goes on.

    safe: it came by it. own: by the clinic's authority. public: by a public name. door: where the proxy can be asked,
    which knows more. none: not at all.
    """

    kind: str
    url: str = ""


@bp.get("")
def show() -> AnyResponse:
    """What there is to do on this phone, if anything."""
    access.whoever()
    return answers.page("https.html", way=_way(), certificate=CERTIFICATE)


@bp.get("/name")
def names() -> Response:
    """The proxy asks before it makes a certificate: is this machine called so? Nobody else is told."""
    if addresses.plain(request.remote_addr or "") not in current_app.config["SETTINGS"].proxies:
        abort(404)
    asked = request.args.get("domain", "").lower()
    clinic = clinics.find_only()
    set_by_staff = urlsplit(clinic.public_address).hostname if clinic else None
    if asked not in proxies.names(current_app.config["SETTINGS"]) | {set_by_staff}:
        abort(404)
    return Response("yes", mimetype="text/plain")


def _way() -> Way:
    if request.is_secure:
        return Way("safe")
    host = urlsplit(request.host_url).hostname or ""
    authority = proxies.own_authority(request.environ)
    if authority:
        return Way("own", authority.safe(host) + "/")
    if links.set_by_staff().startswith("https://"):
        return Way("public", links.set_by_staff())
    if current_app.config["SETTINGS"].proxies:
        return Way("door", serving.address_of(host, 80) + url_for("trust.show"))
    return Way("none")
