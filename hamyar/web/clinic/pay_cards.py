"""The clinic's own bank cards, for groups that have none: staff see them, the manager changes them."""

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import paying, payments
from hamyar.kit import bank_cards
from hamyar.kit.errors import Refused
from hamyar.web import access, answers, filters, pay_cards, problems, submissions
from hamyar.web.language import gettext as _
from hamyar.web.pay_cards import CardForm

bp = Blueprint("pay_cards", __name__)


@bp.get("/cards")
def show() -> Response:
    """The cards, which groups use each, and the one that was added just now, read back."""
    return _page(CardForm(formdata=None))


@bp.post("/cards")
def add() -> Response:
    """One more card."""
    access.manager_only()
    form = CardForm()
    if not form.validate():
        return _page(form, 422)
    try:
        address = submissions.once(lambda: _added(form))
    except Refused as no:
        problems.note(form, no)
        return _page(form, 422)
    return answers.go(address)


@bp.post("/cards/<int:number>/remove")
def drop(number: int) -> Response:
    """Take out a card that no group uses."""
    access.manager_only()
    card = paying.get_card(g.clinic.id, None, number)
    try:
        address = submissions.once(lambda: _dropped(number))
    except Refused as no:
        return _page(CardForm(formdata=None), 422, trouble=problems.say(no))
    digits = filters.shown_digits(bank_cards.last_four(card.number))
    flash(_("The card (%(digits)s) is gone.") % {"digits": digits}, "good")
    return answers.go(address)


def _added(form: CardForm) -> str:
    card = paying.add_card(g.clinic.id, None, form.typed(), g.person)
    return url_for("clinic.pay_cards.show", card=card.id)


def _dropped(number: int) -> str:
    paying.drop_card(paying.get_card(g.clinic.id, None, number), g.person)
    return url_for("clinic.pay_cards.show")


def _page(form: CardForm, status: int = 200, trouble: str = "") -> Response:
    cards = paying.cards_of(g.clinic.id, None)
    return answers.page(
        "clinic/cards.html",
        status,
        form=form,
        cards=cards,
        used_by=paying.used_by(g.clinic.id),
        waiting=payments.count_waiting(g.clinic),
        fresh=pay_cards.fresh(cards),
        trouble=trouble,
    )
