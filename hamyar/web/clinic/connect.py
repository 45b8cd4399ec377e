"""Connecting a phone: the Wi-Fi, the addresses and which of them work, what to do where the machine has moved on."""

import socket
from typing import Any, NamedTuple

from flask import Blueprint, current_app, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import ValidationError

from hamyar.domain import clinics, posters
from hamyar.kit import addresses, digits, tokens, wifi
from hamyar.kit.db import db
from hamyar.kit.errors import Refused
from hamyar.ops import asking, serving
from hamyar.web import access, answers, fields, filters, headers, links, problems, submissions
from hamyar.web.clinic import lost
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("connect", __name__)

# What came of asking the public address: how bad that is, and in words.
FOUND = {
    clinics.OURS: ("good", _l("This very installation answers there.")),
    clinics.OTHER: ("bad", _l("Something answers there, but it is not this installation.")),
    clinics.NO_NAME: ("bad", _l("Nothing answers there: no network knows this name.")),
    clinics.REFUSED: ("bad", _l("Nothing answers there: a machine is there, but at this port it lets nobody in.")),
    clinics.NO_WAY: ("bad", _l("Nothing answers there: no way leads to it from here.")),
    clinics.TOO_SLOW: ("bad", _l("Nothing answers there: no word came within a few seconds.")),
    clinics.UNSAFE: ("bad", _l("Its certificate is not right: a browser would warn everybody away.")),
    clinics.SILENT: ("bad", _l("Nothing answers there.")),
}
_HERE = ("127.0.0.1", "::1")


class WifiForm(FlaskForm):
    """The clinic's network, exactly as its router has it."""

    name = fields.ExactField(_l("Name of the Wi-Fi"))
    password = fields.ExactField(_l("Password of the Wi-Fi"))
    is_hidden = BooleanField(_l("The network hides its name"))
    is_printed = BooleanField(_l("The password may be printed"))

    def validate_name(self, field: fields.ExactField) -> None:
        """Empty is allowed: then nothing is said of any Wi-Fi."""
        if field.data and not wifi.is_name(field.data):
            raise ValidationError(str(_l("A network's name has at most 32 Latin letters, or 16 Persian ones.")))

    def validate_password(self, field: fields.ExactField) -> None:
        """Empty is allowed: an open network has none. Persian digits are meant as the Latin ones that it knows."""
        field.data = digits.to_ascii(field.data or "")
        if field.data and not wifi.is_password(field.data):
            raise ValidationError(str(_l("The password of a Wi-Fi has 8 to 63 Latin letters, digits and signs.")))


class Way(NamedTuple):
    """One address by which phones may find this machine. `ask` is empty where this page may not ask it."""

    address: str
    ask: str
    is_first: bool


@bp.get("/connect")
def show() -> Response:
    """The page for whoever holds a phone that shall open Hamyar."""
    return _page(_filled())


@bp.post("/connect/wifi")
def join_wifi() -> Response:
    """Write down the network's name and password."""
    access.manager_only()
    form = WifiForm()
    if not form.validate():
        return _page(form, 422)
    address = submissions.once(lambda: _joined(form))
    flash(_("Saved. The Wi-Fi stands on this page and on the sheet for the wall."), "good")
    return answers.go(address)


@bp.post("/connect/check")
def check() -> Response:
    """Ask the public address whether it is this installation that answers there."""
    access.manager_only()
    address = links.set_by_staff()
    try:
        found = _asked(address)
        submissions.once(lambda: _noted(address, found))
    except Refused as no:
        flash(problems.say(no), "bad")
    return answers.go(url_for("clinic.connect.show") + "#public")


@bp.post("/connect/posters")
def replace_posters() -> Response:
    """New posters hang: the address of the old ones is forgotten."""
    access.manager_only()
    address = request.form.get("address", "")
    where = submissions.once(lambda: _replaced(address))
    flash(_("Good. Hamyar does not speak of the old posters any more."), "good")
    return answers.go(where)


@bp.get("/connect/sheet")
def sheet() -> Response:
    """A sheet for the wall: first the Wi-Fi, then Hamyar."""
    clinic = g.clinic
    tells_password = clinic.wifi_is_printed or not clinic.wifi_password
    return answers.page(
        "clinic/connect_sheet.html",
        wifi_qr=_wifi_qr() if tells_password else None,
        tells_password=tells_password,
        **links.to_print("shop.home.show"),
    )


def _page(form: WifiForm, status: int = 200) -> Response:
    asked = tokens.secret()
    ways = _ways(asked)
    headers.also_ask(way.address for way in ways if way.ask)
    return answers.page(
        "clinic/connect.html",
        status,
        form=form,
        ways=ways,
        qr=links.qr,
        proof=asking.proof(current_app.config["SETTINGS"].secret_key, asked),
        wifi_qr=_wifi_qr(),
        is_this_machine=request.remote_addr in (*_HERE, *addresses.lan()),
        name_state=_name_state(),
        machine=socket.gethostname(),
        **public_facts(),
    )


def public_facts() -> dict[str, Any]:
    """What the settings page says too: the public address, what came of asking it, and what is lost."""
    address = links.set_by_staff()
    return {
        "public_address": address,
        "found": FOUND.get(g.clinic.found_at(address)),
        "lost": lost.find(),
    }


def _ways(asked: str) -> list[Way]:
    """Where links begin, then every other address of this machine that a phone might open."""
    announcer, first = current_app.extensions.get("announcer"), links.base()
    known = [first, *serving.indoors(current_app.config["SETTINGS"]), announcer.link if announcer else ""]
    found = [address for address in dict.fromkeys(known) if address and links.reach(address).kind != "machine"]
    return [Way(address, _question(address, asked), address == first) for address in found]


def _question(address: str, asked: str) -> str:
    # A page that came by HTTPS is not allowed to ask without.
    return "" if request.is_secure and address.startswith("http:") else address + asking.PATH + asked


def _name_state() -> str:
    announcer = current_app.extensions.get("announcer")
    return announcer.state.sentence(_, filters.fact) if announcer else ""


def _wifi_qr() -> Any:
    clinic = g.clinic
    if not clinic.wifi_name:
        return None
    return links.qr(wifi.code(clinic.wifi_name, clinic.wifi_password, clinic.wifi_is_hidden))


def _filled() -> WifiForm:
    clinic = g.clinic
    return WifiForm(
        formdata=None,
        data={
            "name": clinic.wifi_name,
            "password": clinic.wifi_password,
            "is_hidden": clinic.wifi_is_hidden,
            "is_printed": clinic.wifi_is_printed,
        },
    )


def _joined(form: WifiForm) -> str:
    clinics.join_wifi(
        g.clinic,
        name=form.name.data or "",
        password=form.password.data or "",
        is_hidden=form.is_hidden.data,
        is_printed=form.is_printed.data,
        by_id=g.person.id,
    )
    return url_for("clinic.connect.show")


def _asked(address: str) -> str:
    """What answers there; nothing is asked where there is no address, or where this very form asked already."""
    if not address or submissions.is_answered():
        return ""
    secret_key = current_app.config["SETTINGS"].secret_key
    # The answer may take seconds, in which no connection to the database is held.
    db.session.rollback()
    return asking.ask(address, secret_key)


def _noted(address: str, found: str) -> str:
    if address:
        clinics.note_check(g.clinic, address, found, g.person.id)
    return url_for("clinic.connect.show")


def _replaced(address: str) -> str:
    posters.replace(g.clinic, address, g.person.id)
    return url_for("clinic.connect.show")
