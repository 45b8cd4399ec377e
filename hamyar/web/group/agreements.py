"""After an order was accepted: asking its customer for another day or to cancel, and answering what she asks."""

from flask import Blueprint, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import agreements, orders
from hamyar.domain.agreements import CANCEL, OTHER_DAY, Agreement
from hamyar.web import agreeing, telling
from hamyar.web.group import orders as order_page
from hamyar.web.language import gettext as _

bp = Blueprint("agreements", __name__)

_NUMBER = "<int(max=999999999):number>"


@bp.post(f"/orders/{_NUMBER}/ask/day")
def ask_day(number: int) -> Response:
    """Ask her for another day."""
    return _ask(number, OTHER_DAY)


@bp.post(f"/orders/{_NUMBER}/ask/cancel")
def ask_cancel(number: int) -> Response:
    """Ask her to let the order go."""
    return _ask(number, CANCEL)


@bp.post(f"/orders/{_NUMBER}/answer")
def answer(number: int) -> Response:
    """Yes or no to what she asked."""
    return agreeing.change(
        _side(number),
        lambda one: agreements.answer(one, agreeing.says_yes(), by=g.person),
        agreeing.happened,
        agreeing.not_answered,
    )


@bp.post(f"/orders/{_NUMBER}/heard")
def hear(number: int) -> Response:
    """What the customer answered on the telephone."""
    done = _("Her answer is written down.")
    return agreeing.change(
        _side(number),
        lambda one: agreements.hear(one, agreeing.says_yes(), by=g.person),
        lambda _one: done,
        agreeing.not_answered,
    )


@bp.post(f"/orders/{_NUMBER}/withdraw")
def withdraw(number: int) -> Response:
    """The group does not want any more what it asked."""
    done = _("Taken back. Everything stays as it was.")
    return agreeing.change(_side(number), lambda one: agreements.withdraw(one, by=g.person), lambda _one: done)


def asked_by_customers() -> dict[int, Agreement]:
    """What customers wait for, by their orders: looked up once, however many cards a board has."""
    if "asked_by_customers" not in g:
        g.asked_by_customers = agreements.waiting(g.group)
    found: dict[int, Agreement] = g.asked_by_customers
    return found


def _side(number: int) -> agreeing.Side:
    address = url_for("group.orders.show", number=number) + "#agreement"
    return agreeing.Side(lambda: orders.get(g.group, number), order_page.shown, address, g.person)


def _ask(number: int, kind: str) -> Response:
    done = _("Your question stands on her page. Nothing changes until she says yes.")
    return agreeing.ask(_side(number), kind, telling.yourself_too(done))
