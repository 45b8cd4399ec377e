"""Another day for an order, or no order at all: what the customer does herself, and what she and the group agree on."""

from typing import Any

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import agreements, orders, rebooking
from hamyar.domain.agreements import CANCEL, OTHER_DAY
from hamyar.domain.orders import PLACED, Order
from hamyar.kit import letters
from hamyar.kit.errors import Refused
from hamyar.web import agreeing, answers, asked, problems, submissions
from hamyar.web.language import gettext as _

bp = Blueprint("changing", __name__)


@bp.get("/o/<secret>/change")
def show(secret: str) -> Response:
    """What can be changed now, and how."""
    order = _get(secret)
    return _shown(order, **agreeing.about(order))


@bp.post("/o/<secret>/change")
def choose(secret: str) -> Response:
    """She moves her order herself, as long as nobody has accepted it."""
    form = agreeing.choosing(_get(secret))
    try:
        address = submissions.once(lambda: _chosen(_get(secret), form))
    except Refused as no:
        order = _get(secret)
        form = agreeing.choosing(order)
        trouble = agreeing.note(form, no)
        return _shown(order, 422, form, **agreeing.about(order, trouble=trouble))
    flash(_("Your order has its new day."), "good")
    return answers.go(address)


@bp.post("/o/<secret>/ask/day")
def ask_day(secret: str) -> Response:
    """Ask the group for another day."""
    return _ask(secret, OTHER_DAY)


@bp.post("/o/<secret>/ask/cancel")
def ask_cancel(secret: str) -> Response:
    """Ask the group to let the order go."""
    return _ask(secret, CANCEL)


@bp.post("/o/<secret>/answer")
def answer(secret: str) -> Response:
    """Yes or no to what the group asked."""
    wanted = agreements.get(_get(secret), asked.number("asked") or 0).id
    try:
        address = submissions.once(lambda: _answered(_get(secret), wanted))
    except Refused as no:
        return _again(secret, agreeing.not_answered(no))
    flash(agreeing.happened(agreements.get(_get(secret), wanted)), "good")
    return answers.go(address)


@bp.post("/o/<secret>/withdraw")
def withdraw(secret: str) -> Response:
    """She does not want any more what she asked."""
    wanted = agreements.get(_get(secret), asked.number("asked") or 0).id
    try:
        address = submissions.once(lambda: _withdrawn(_get(secret), wanted))
    except Refused as no:
        return _again(secret, problems.say(no))
    flash(_("Taken back. Everything stays as it was."), "good")
    return answers.go(address)


def _ask(secret: str, kind: str) -> Response:
    order = _get(secret)
    form = agreeing.FORMS[kind](order)
    if not form.validate():
        return _shown(order, 422, **agreeing.about(order, **{kind: form}))
    try:
        address = submissions.once(lambda: _asked(_get(secret), kind, form))
    except Refused as no:
        order = _get(secret)
        return _shown(order, 422, **agreeing.refused(order, kind, no))
    flash(_("The group is asked now. Nothing changes until they say yes."), "good")
    return answers.go(address)


def _chosen(order: Order, form: agreeing.SlotForm) -> str:
    if form.wanted is None:
        raise Refused("day.none")
    rebooking.choose(order, form.wanted)
    return _back(order)


def _asked(order: Order, kind: str, form: agreeing.AskForm) -> str:
    agreements.ask(order, kind, form.reason.data or "", by=None, slot=form.wanted)
    return _back(order)


def _answered(order: Order, wanted: int) -> str:
    agreements.answer(agreements.get(order, wanted), agreeing.says_yes(), by=None)
    return _back(order)


def _withdrawn(order: Order, wanted: int) -> str:
    agreements.withdraw(agreements.get(order, wanted), by=None)
    return _back(order)


def _again(secret: str, trouble: str) -> Response:
    order = _get(secret)
    return _shown(order, 422, **agreeing.about(order, trouble=trouble))


def _shown(order: Order, status: int = 200, form: agreeing.SlotForm | None = None, **what: Any) -> Response:
    """The page; `form` is that of her own choice where it came back."""
    if order.state == PLACED and form is None:
        form = agreeing.choosing(order, formdata=None)
    choosing = form if order.state == PLACED and form and form.slot.free else None
    return answers.page("shop/change.html", status, order=order, choosing=choosing, **what)


def _get(secret: str) -> Order:
    return orders.by_secret(g.clinic.id, letters.line(secret))


def _back(order: Order) -> str:
    return url_for("shop.tracking.show", secret=order.secret) + "#agreement"
