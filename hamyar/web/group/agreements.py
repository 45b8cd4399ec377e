"""After an order was accepted: asking its customer for another day or to cancel, and answering what she asks."""

from collections.abc import Callable

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import agreements, orders
from hamyar.domain.agreements import CANCEL, OTHER_DAY, Agreement
from hamyar.kit.errors import Refused
from hamyar.web import agreeing, answers, asked, problems, submissions
from hamyar.web.group import orders as order_page
from hamyar.web.group import saying
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
    says_yes = agreeing.says_yes()
    return _changed(
        number, lambda one: agreements.answer(one, says_yes, by=g.person), agreeing.happened, agreeing.not_answered
    )


@bp.post(f"/orders/{_NUMBER}/heard")
def hear(number: int) -> Response:
    """What the customer answered on the telephone."""
    says_yes, done = agreeing.says_yes(), _("Her answer is written down.")
    return _changed(
        number, lambda one: agreements.hear(one, says_yes, by=g.person), lambda _one: done, agreeing.not_answered
    )


@bp.post(f"/orders/{_NUMBER}/withdraw")
def withdraw(number: int) -> Response:
    """The group does not want any more what it asked."""
    done = _("Taken back. Everything stays as it was.")
    return _changed(number, lambda one: agreements.withdraw(one, by=g.person), lambda _one: done, problems.say)


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
    flash(saying.yourself_too(_("Your question stands on her page. Nothing changes until she says yes.")), "good")
    return answers.go(address)


def _asked(number: int, kind: str, form: agreeing.AskForm) -> str:
    agreements.ask(orders.get(g.group, number), kind, form.reason.data or "", by=g.person, slot=form.wanted)
    return _back(number)


def _changed(
    number: int,
    change: Callable[[Agreement], None],
    happened: Callable[[Agreement], str],
    refused: Callable[[Refused], str],
) -> Response:
    """Do this with what was asked, once, and say what happened; or why not, beside the order as it is."""
    wanted = agreements.get(orders.get(g.group, number), asked.number("asked") or 0).id

    def work() -> str:
        change(agreements.get(orders.get(g.group, number), wanted))
        return _back(number)

    try:
        address = submissions.once(work)
    except Refused as no:
        return _again(number, refused(no))
    flash(happened(agreements.get(orders.get(g.group, number), wanted)), "good")
    return answers.go(address)


def _again(number: int, trouble: str) -> Response:
    """The order as it is now, with the sentence that says why the tap did nothing."""
    order = orders.get(g.group, number)
    return order_page.shown(order, 422, **agreeing.about(order, trouble=trouble))


def _back(number: int) -> str:
    return url_for("group.orders.show", number=number) + "#agreement"
