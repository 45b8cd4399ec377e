"""Links that leave this machine: on posters, in messages. All begin with the address the clinic set."""

from typing import Any, NamedTuple
from urllib.parse import quote

from flask import current_app, g, request, url_for
from markupsafe import Markup

from hamyar.ops import serving
from hamyar.web.language import gettext as _

_THIS_MACHINE = ("localhost", "127.0.0.1")


class Way(NamedTuple):
    """One way to pass a link on."""

    label: str
    url: str
    icon: str


def base() -> str:
    """Where public links begin: what staff set, else what the installation is set to, else how this page was asked.

    A page asked for on the machine itself (localhost) gives the machine's best address on the network instead: a
    poster printed there must open on phones.
    """
    clinic = g.get("clinic")
    chosen = (clinic.public_address if clinic else "") or current_app.config["PUBLIC_ADDRESS"]
    if not chosen and request.host.partition(":")[0] in _THIS_MACHINE:
        chosen = serving.best(current_app.config["SETTINGS"])
    return (chosen or request.host_url).rstrip("/")


def public(endpoint: str, **values: object) -> str:
    """The full public address of a page."""
    return base() + url_for(endpoint, **values)  # type: ignore[arg-type]


def to_share(endpoint: str, text: str, **values: object) -> dict[str, Any]:
    """What a page needs to pass a link on: the address, the ways that carry it with this text, and its square."""
    address = public(endpoint, **values)
    return {"address": address, "ways": ways(address, text), "qr": qr(address)}


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
    import segno

    svg = segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr-code", lineclass=None
    )
    return Markup(svg)
