"""The customer pays by internet: from her order to the gateway's page, back, and what became of it in words.

The gateway learns the number of the order, never the secret of its page. Whoever comes back on another phone than it
was begun on has the payment's name alone: she is told what became of the money, and not whose it was.
"""

import threading
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import gateways, online, orders, payments
from hamyar.domain.online import BEGUN, FAILED, GIVEN_UP, PAID, Page, Try
from hamyar.domain.paying import ONLINE
from hamyar.domain.payments import Payment
from hamyar.kit import letters
from hamyar.kit.errors import Missing, Refused
from hamyar.ops import till
from hamyar.ops.gateway import GatewayRefused, GatewaySilent
from hamyar.web import answers, filters, links, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("online", __name__)

# The numbers of tries that a gateway is asked for at this moment.
_asked_for: set[int] = set()
_LOCK = threading.Lock()

# What became of a try: how good that is, and in words.
OUTCOMES = {
    PAID: ("good", _l("Your money has arrived. Thank you."), ""),
    FAILED: (
        "warn",
        _l("It was not paid."),
        _l("If money left your card, it comes back to it by itself. You can try again."),
    ),
    BEGUN: (
        "note",
        _l("We do not know yet whether you paid."),
        _l("We go on asking the bank by ourselves. If you have paid, nothing is lost; please do not pay again."),
    ),
    GIVEN_UP: (
        "warn",
        _l("The bank has told us nothing of this payment."),
        _l("If money left your card, it comes back by itself within a few days. If not, please call the clinic."),
    ),
}

# The order had ended, or was paid on another page already.
NOT_DUE = (
    "warn",
    _l("Your money arrived when nothing was to be paid any more."),
    _l("The group gives back to you what is too much."),
)


@bp.post("/o/<secret>/online")
def begin(secret: str) -> Response:
    """Begin a payment at the gateway; where one was begun just now, that is the one she is led to."""
    payment = _find(secret)
    try:
        page = None if _is_begun(payment) else _begun(payment)
        address = submissions.once(lambda: _remembered(secret, page))
    except Refused as no:
        flash(problems.say(no), "warn")
        address = _order_page(payment)
    return answers.go(address)


@bp.get("/o/<secret>/online")
def show(secret: str) -> Response:
    """The way to the gateway: a link, as this house's forms may lead to no other house."""
    payment = _find(secret)
    one = online.unknown(payment)
    if one is None or not one.leads_on:
        return answers.go(_order_page(payment))
    return answers.page("shop/online.html", order=payment.order, one=one, host=urlsplit(one.pay_url).hostname)


@bp.get("/o/back")
def back() -> Response:
    """She comes from the gateway. What her browser says of it is no more than a hint: the gateway is asked."""
    one = online.find(g.clinic.id, letters.line(request.args.get("Authority", "")))
    if one is None:
        return answers.page("shop/back.html", 404, kind="warn", title=_("We know no such payment."), text="")
    if one.state != PAID:
        _ask(one)
    kind, title, text = NOT_DUE if one.payment.to_give_back else OUTCOMES[one.state]
    if one.visitor != submissions.visitor():
        return answers.page("shop/back.html", kind=kind, title=title, text=text)
    flash(f"{title} {text}".strip(), kind)
    return answers.go(_order_page(one.payment))


def _ask(one: Try) -> None:
    """Ask the gateway, once at a time for each try: whoever comes back on many connections holds up no shop."""
    number, is_said_paid = one.id, request.args.get("Status") == "OK"
    with _LOCK:
        if number in _asked_for:
            return
        _asked_for.add(number)
    try:
        till.ask(one, current_app.config["SETTINGS"], is_said_paid=is_said_paid)
    finally:
        with _LOCK:
            _asked_for.discard(number)


def _find(secret: str) -> Payment:
    """What is paid by internet. Raises Missing for an order that is paid otherwise."""
    payment = payments.of(orders.by_secret(g.clinic.id, letters.line(secret)))
    if payment is None or payment.way != ONLINE:
        raise Missing("payment")
    return payment


def _is_begun(payment: Payment) -> bool:
    """Whether the gateway need not be asked: this very form did that, or there is a page to lead on to."""
    one = online.unknown(payment)
    return submissions.is_answered() or (one is not None and one.leads_on)


def _begun(payment: Payment) -> Page:
    """What the gateway begins. Refused: online.late, online.closed, online.silent, online.refused."""
    gateway = gateways.find(g.clinic.id)
    if not online.can_pay(payment):
        raise Refused("online.late")
    if gateway is None or not gateways.is_set(g.clinic.id):
        raise Refused("online.closed")
    words = _("Order %(number)s") % {"number": filters.shown_digits(payment.order.number)}
    settings, callback = current_app.config["SETTINGS"], links.public("shop.online.back")
    try:
        return till.begin(gateway, settings, payment.missing, callback, words)
    except GatewaySilent as why:
        raise Refused("online.silent") from why
    except GatewayRefused as no:
        raise Refused("online.refused", code=no.code) from no


def _remembered(secret: str, page: Page | None) -> str:
    if page:
        online.begin(_find(secret), page, submissions.visitor())
    return url_for("shop.online.show", secret=letters.line(secret))


def _order_page(payment: Payment) -> str:
    return url_for("shop.tracking.show", secret=payment.order.secret)
