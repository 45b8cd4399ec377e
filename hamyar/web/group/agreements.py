"""After an order was accepted: asking its customer for another day or to cancel, and answering what she asks."""

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import agreements, orders
from hamyar.domain.agreements import CANCEL, OTHER_DAY, Agreement
from hamyar.kit.errors import Refused
from hamyar.web import agreeing, answers, asked, problems, submissions
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
    wanted = agreements.get(orders.get(g.group, number), asked.number("asked") or 0)
    try:
        address = submissions.once(lambda: _answered(number, wanted.id))
    except Refused as no:
        return _again(number, agreeing.not_answered(no))
    flash(agreeing.happened(agreements.get(orders.get(g.group, number), wanted.id)), "good")
    return answers.go(address)


@bp.post(f"/orders/{_NUMBER}/heard")
def hear(number: int) -> Response:
    """What the customer answered on the telephone."""
    wanted = agreements.get(orders.get(g.group, number), asked.number("asked") or 0)
    try:
        address = submissions.once(lambda: _heard(number, wanted.id))
    except Refused as no:
        return _again(number, agreeing.not_answered(no))
    flash(_("Her answer is written down."), "good")
    return answers.go(address)


@bp.post(f"/orders/{_NUMBER}/withdraw")
def withdraw(number: int) -> Response:
    """The group does not want any more what it asked."""
    wanted = agreements.get(orders.get(g.group, number), asked.number("asked") or 0)
    try:
        address = submissions.once(lambda: _withdrawn(number, wanted.id))
    except Refused as no:
        return _again(number, problems.say(no))
    flash(_("Taken back. Everything stays as it was."), "good")
    return answers.go(address)


def asked_by_customers() -> dict[int, Agreement]:
    """What customers wait for, by their orders: looked up once, however many cards a board has."""
    if "asked_by_customers" not in g:
        g.asked_by_customers = agreements.waiting(g.group)
    found: dict[int, Agreement] = g.asked_by_customers
    return found


def _ask(number: int, kind: str) -> Response:
    order = orders.get(g.group, number)
    form = agreeing.FORMS[kind](order)
    if not form.validate():
        return order_page.shown(order, 422, **agreeing.about(order, **{kind: form}))
    try:
        address = submissions.once(lambda: _asked(number, kind, form))
    except Refused as no:
        order = orders.get(g.group, number)
        return order_page.shown(order, 422, **agreeing.refused(order, kind, no))
    flash(_("She is asked now. Nothing changes until she says yes."), "good")
    return answers.go(address)


def _asked(number: int, kind: str, form: agreeing.AskForm) -> str:
    agreements.ask(orders.get(g.group, number), kind, form.reason.data or "", by=g.person, slot=form.wanted)
    return _back(number)


def _answered(number: int, wanted: int) -> str:
    agreements.answer(agreements.get(orders.get(g.group, number), wanted), agreeing.says_yes(), by=g.person)
    return _back(number)


def _heard(number: int, wanted: int) -> str:
    agreements.hear(agreements.get(orders.get(g.group, number), wanted), agreeing.says_yes(), by=g.person)
    return _back(number)


def _withdrawn(number: int, wanted: int) -> str:
    agreements.withdraw(agreements.get(orders.get(g.group, number), wanted), by=g.person)
    return _back(number)


def _again(number: int, trouble: str) -> Response:
    """The order as it is now, with the sentence that says why the tap did nothing."""
    order = orders.get(g.group, number)
    return order_page.shown(order, 422, **agreeing.about(order, trouble=trouble))


def _back(number: int) -> str:
    return url_for("group.orders.show", number=number) + "#agreement"
