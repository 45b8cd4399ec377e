"""Links that leave this machine: on posters, in messages. All begin with the address the clinic set, and wherever one
is shown the page says in words where it opens.
"""

import logging
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup

from hamyar.domain import clinics, posters
from hamyar.kit import addresses
from hamyar.kit.db import transaction
from hamyar.kit.errors import Busy
from hamyar.ops import proxies, serving
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

_LOG = logging.getLogger("hamyar.links")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
# Where a link opens: the icon, and the words.
_REACHES = {
    "machine": ("triangle-alert", _l("Opens on this machine only, not on a phone")),
    "wifi": ("wifi", _l("Opens only on the clinic’s Wi-Fi")),
    "named_wifi": ("wifi", _l("Opens only on the clinic’s Wi-Fi “%(name)s”")),
    "everywhere": ("globe", _l("Opens everywhere")),
    "unknown": ("circle-question-mark", _l("It is not known yet whether it opens everywhere")),
}


class Way(NamedTuple):
    """One way to pass a link on."""

    label: str
    url: str
    icon: str


class Reach(NamedTuple):
    """Where a link opens, in words; `kind` is a key of the table above."""

    kind: str
    icon: str
    words: str


def install(app: Flask) -> None:
    """Let every page that shows a link say where it opens."""
    app.jinja_env.globals["reach"] = reach


def base() -> str:
    """Where public links begin: what staff set, else what the installation is set to, else how this page was asked.

    A page asked for on the machine itself (localhost) gives the machine's best address on the network instead: a
    poster printed there must open on phones. One asked for under the clinic's own authority gives plain http.
    """
    chosen = set_by_staff()
    if not chosen and request.host.partition(":")[0] in _THIS_MACHINE:
        chosen = serving.best(current_app.config["SETTINGS"])
    authority = proxies.own_authority(request.environ)
    if not chosen and authority:
        # Whoever gets the link has a phone that would warn of the clinic's own certificate.
        chosen = authority.plain(urlsplit(request.host_url).hostname or "")
    return (chosen or request.host_url).rstrip("/")


def set_by_staff() -> str:
    """The public address that the clinic, or else the installation, is set to; empty where it is set to none."""
    clinic = g.get("clinic")
    return str((clinic.public_address if clinic else "") or current_app.config["PUBLIC_ADDRESS"])


def reach(address: str) -> Reach:
    """Where a link opens. Everywhere only where the address was asked and this very installation answered."""
    kind, facts = _kind(address), {"name": g.clinic.wifi_name if g.get("clinic") else ""}
    if kind == "wifi" and facts["name"]:
        kind = "named_wifi"
    icon, words = _REACHES[kind]
    return Reach(kind, icon, words % facts)


def public(endpoint: str, **values: object) -> str:
    """The full public address of a page."""
    return base() + url_for(endpoint, **values)  # type: ignore[arg-type]


def to_share(endpoint: str, text: str, **values: object) -> dict[str, Any]:
    """What a page needs to pass a link on: the address, the ways that carry it with this text, and its square."""
    address = public(endpoint, **values)
    return {"address": address, "ways": ways(address, text), "qr": qr(address)}


def to_print(endpoint: str, **values: object) -> dict[str, Any]:
    """What a poster needs: the address, and the same as a square. Notes under which address it was printed.

    Only where somebody signed in looks at it: strangers put nothing into the database, and ask it nothing more.
    """
    if g.get("person") is not None:
        _note_poster(base())
    address = public(endpoint, **values)
    return {"address": address, "qr": qr(address)}


def ways(address: str, text: str) -> list[Way]:
    """Ready links that open the messengers people in Iran use, with the text and the address in them."""
    both, bare, words = quote(f"{text}\n{address}", safe=""), quote(address, safe=""), quote(text, safe="")
    return [
        Way(_("SMS"), f"sms:?body={both}", "message-circle"),
        Way(_("Eitaa"), f"https://eitaa.com/share/url?url={bare}&text={words}", "share-2"),
        Way(_("Bale"), f"https://ble.ir/share/url?url={bare}&text={words}", "share-2"),
        Way(_("Telegram"), f"https://t.me/share/url?url={bare}&text={words}", "share-2"),
        Way(_("WhatsApp"), f"https://wa.me/?text={both}", "share-2"),
    ]


def sms(mobile: str, text: str) -> str:
    """A link that opens the phone's own SMS app with a ready text."""
    return f"sms:{mobile}?body={quote(text, safe='')}"


def qr(address: str) -> Markup:
    """The address as a square to scan: inline SVG that takes the size of its box, black on white for old cameras."""
    svg = _square(address).svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr-code", lineclass=None
    )
    return Markup(svg)


def qr_rows(address: str) -> list[str]:
    """The same square for a script to draw: a text of 0 and 1 for each row of it, without the white edge."""
    return ["".join(map(str, row)) for row in _square(address).matrix]


def _square(address: str) -> Any:
    import segno

    return segno.make(address, error="m", micro=False)


def _kind(address: str) -> str:
    host = urlsplit(address).hostname or ""
    if host in _THIS_MACHINE:
        return "machine"
    if addresses.is_indoors(host):
        return "wifi"
    # The check is of where links begin; an order's link opens where that does.
    answered = g.get("clinic") and g.clinic.found_at(base()) == clinics.OURS and address.startswith(base())
    return "everywhere" if answered else "unknown"


def _note_poster(address: str) -> None:
    if _kind(address) == "machine" or posters.is_noted(g.clinic, address):
        return
    try:
        with transaction():
            posters.note(g.clinic, address)
    except Busy:
        # The poster is printed all the same; it is noted when it is next looked at.
        _LOG.warning("%s the address of a poster could not be noted", g.get("request_id"))
