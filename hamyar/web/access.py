"""The doors. Each room is guarded once, here; a page inside it need not, and cannot, forget."""

import logging
from typing import Any

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from hamyar.domain import clinics, groups, sessions
from hamyar.domain.people import Person
from hamyar.kit.db import transaction
from hamyar.kit.errors import Busy, Forbidden, Missing, Refused
from hamyar.web import answers, signing_in, submissions, waiting_forms

COOKIE = "hamyar_seat"
# Asked for by the machine and not by a hand: it must not keep a shared phone signed in.
POLLED = {"group.home.pulse", "group.telling.ringing", "clinic.notices.ringing"}
# Pages that need no clinic, and those that are kept ready and ask for it only where they must be made anew.
WITHOUT_CLINIC = {
    "photos.show",
    "language.switch",
    "health.show",
    "here.show",
    "words.show",
    "offline.worker",
    "offline.page",
    "trust.names",
    "calendar.show",
    "calendar.hide",
    "shop.home.show",
    "shop.storefront.show",
    "shop.product.show",
}
_LOG = logging.getLogger("hamyar.access")


class _TableNumber(IntegerConverter):
    """A number in an address, as long as a table may hold it; a longer one is the address of nothing."""

    def __init__(self, url_map: Map, **more: Any) -> None:
        super().__init__(url_map, **({"max": 2**31 - 1} | more))


class _Cookie(SecureCookieSessionInterface):
    """The phone's cookie, which demands HTTPS wherever it was given by HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return is_secure()


def install(app: Flask) -> None:
    """Every request learns which clinic it is in; before set-up there is only the set-up page."""
    app.session_interface = _Cookie()
    app.url_map.converters["int"] = _TableNumber
    app.before_request(_enter)


def enter_clinic() -> Response | None:
    """Find the clinic of this request; the way to the set-up page where there is none yet."""
    g.clinic = clinics.find_only()
    in_setup = (request.endpoint or "").startswith("account.setup.")
    return answers.go("/account/setup") if g.clinic is None and not in_setup else None


def _enter() -> Response | None:
    g.person = g.clinic = None
    g.signed_in_on = ""
    return None if request.endpoint in WITHOUT_CLINIC else enter_clinic()


def signed_in() -> Response | None:
    """The door of every room that wants to know who she is. A form that comes too late is kept for her.

    Refused: form.others, where somebody else had written what is sent.
    """
    secret = request.cookies.get(COOKIE, "")
    seat = sessions.find(secret)
    if seat is None:
        return signing_in.ask() if hidden_seat() is None else signing_in.ask_quietly()
    know(seat.person, is_shared=seat.is_shared)
    if request.method == "POST" and submissions.is_of_another():
        raise Refused("form.others")
    _renew(seat, secret)
    return None


def whoever() -> None:
    """For pages that are open to all and only look different when she is signed in."""
    secret = request.cookies.get(COOKIE)
    seat = sessions.find(secret) if secret else None
    if seat:
        know(seat.person, is_shared=seat.is_shared)


def know(person: Person, *, is_shared: bool) -> None:
    """From here on this request is hers."""
    g.person = person
    # As a plain word, so that a page for any trouble may ask it without asking the database.
    g.signed_in_on = "shared" if is_shared else "own"


def staff_only() -> None:
    """The clinic's room. Raises Forbidden."""
    if not g.person.is_staff:
        raise Forbidden
    g.clinic = clinics.get(g.person.clinic_id)


def manager_only() -> None:
    """Pages inside the clinic's room that are the manager's alone. Raises Forbidden."""
    if not g.person.is_manager:
        raise Forbidden


def in_group() -> None:
    """A group's room: its members, and the staff who help it. Another group does not exist here: Missing."""
    group = groups.get(g.person.clinic_id, g.slug)
    if not may_work_for(group, g.person):
        raise Missing("group")
    g.group = group


def may_work_for(group: groups.Group, person: Person) -> bool:
    """Whether she may handle this group's orders and products."""
    return person.is_staff or groups.is_member(group, person)


def leads(group: groups.Group, person: Person) -> bool:
    """Whether she may change the group's shop page: its lead, and the staff."""
    return person.is_staff or group.lead_id == person.id


def let_in(person: Person, *, is_shared: bool) -> str:
    """Begin a session, in an open transaction; give the secret to `hand_over` after the commit."""
    earlier = request.cookies.get(COOKIE)
    if earlier:
        sessions.end(earlier)
    waiting_forms.now_of(person.id)
    return sessions.begin(person, is_shared=is_shared)


def hand_over(response: Response, secret: str, *, is_shared: bool) -> Response:
    """Put the session's name into her cookie, and make new keys for what she sends from now on."""
    session.pop("csrf_token", None)
    lasts = None if is_shared else int(sessions.OWN_PHONE.total_seconds())
    response.set_cookie(COOKIE, secret, max_age=lasts, httponly=True, samesite="Lax", secure=is_secure(), path="/")
    return response


def see_out(response: Response) -> Response:
    """Take the cookie back, and her keys with it."""
    session.pop("csrf_token", None)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=is_secure(), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def hidden_seat() -> sessions.PhoneSession | None:
    """The session that is hidden on this phone, or None."""
    return sessions.find_hidden(request.cookies.get(COOKIE, ""))


def remember_hidden(response: Response) -> Response:
    """Let the cookie of a hidden session outlast the browser: it opens nothing, but without it the doors would tell."""
    return hand_over(response, request.cookies[COOKIE], is_shared=False)


def is_secure() -> bool:
    """Whether cookies may demand HTTPS: this request came by it, or was sent to the public address, which is HTTPS.

    Where phones in the house also come by plain http, to another address, cookies must reach them too.
    """
    return request.is_secure or current_app.config["PUBLIC_ADDRESS"].lower() == f"https://{request.host.lower()}"


def _renew(seat: sessions.PhoneSession, secret: str) -> None:
    if request.endpoint in POLLED or not seat.wants_renewal:
        return
    try:
        with transaction():
            sessions.renew(secret)
    except Busy:
        # Reading goes on while nothing can be saved; the next request tries again.
        _LOG.warning("%s a session could not be renewed", g.get("request_id"))
