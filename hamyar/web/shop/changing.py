"""Another day for an order, or no order at all: what the customer does herself, and what she and the group agree on."""

from typing import Any

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import agreements, orders
from hamyar.domain.agreements import CANCEL, CUSTOMER, OTHER_DAY
from hamyar.domain.orders import PLACED, Order
from hamyar.kit import letters
from hamyar.kit.errors import Refused
from hamyar.web import agreeing, answers, submissions
from hamyar.web.language import gettext as _

bp = Blueprint("changing", __name__)


@bp.get("/o/<secret>/change")
def show(secret: str) -> Response:
    """What can be changed now, and how."""
    order = _get(secret)
    return _shown(order, **agreeing.about(order, CUSTOMER))


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
        return _shown(order, 422, form, **agreeing.about(order, CUSTOMER, trouble=trouble))
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
    return agreeing.change(
        _side(secret),
        lambda one: agreements.answer(one, agreeing.says_yes(), by=None),
        agreeing.happened,
        agreeing.not_answered,
    )


@bp.post("/o/<secret>/withdraw")
def withdraw(secret: str) -> Response:
    """She does not want any more what she asked."""
    done = _("Taken back. Everything stays as it was.")
    return agreeing.change(_side(secret), lambda one: agreements.withdraw(one, by=None), lambda _one: done)


def _side(secret: str) -> agreeing.Side:
    return agreeing.Side(lambda: _get(secret), _shown, _back(_get(secret)), None)


def _ask(secret: str, kind: str) -> Response:
    return agreeing.ask(_side(secret), kind, _("The group is asked now. Nothing changes until they say yes."))


def _chosen(order: Order, form: agreeing.SlotForm) -> str:
    if form.wanted is None:
        raise Refused("day.none")
    agreements.choose(order, form.wanted)
    return _back(order)


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
