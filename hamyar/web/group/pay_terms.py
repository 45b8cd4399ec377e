"""How the group is paid, and the bank cards it is paid to: the lead and the staff set it, every member reads it."""

from flask import Blueprint, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.fields import SelectChoice

from hamyar.domain import gateways, paying
from hamyar.domain.paying import PayCard, Terms
from hamyar.kit import bank_cards
from hamyar.kit.errors import Forbidden, Missing, Refused
from hamyar.web import access, answers, fields, filters, language, pay_cards, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.pay_cards import CardForm

bp = Blueprint("pay_terms", __name__)

_ONE = "/pay/cards/<int:number>"


class TermsForm(FlaskForm):
    """What the group agrees upon. `card` is a card's number in the table, empty where it takes none."""

    cash = BooleanField(_l("Pay when you get it"))
    card = fields.ChoiceField(_l("Card to card"), choices=[], default="")
    online = BooleanField(_l("Pay by internet"))
    paid_first = BooleanField(_l("We begin only when it is paid"))
    hold_hours = fields.WholeNumberField(
        _l("How many hours do you wait for the money?"), least=1, most=paying.LONGEST_HOLD
    )


@bp.get("/pay")
def show() -> Response:
    """The terms, the cards, and the one that was added just now, read back."""
    return _page(_filled(), CardForm(formdata=None))


@bp.post("/pay")
def save() -> Response:
    """Other terms."""
    _only_lead()
    form = _offering(TermsForm())
    if not form.validate():
        return _page(form, CardForm(formdata=None), 422)
    try:
        address = submissions.once(lambda: _agreed(form))
    except Refused as no:
        problems.note(form, no)
        return _page(form, CardForm(formdata=None), 422)
    flash(_("Saved. It holds for new orders; those that are there keep their way."), "good")
    return answers.go(address)


@bp.post("/pay/cards")
def add_card() -> Response:
    """One more card of the group's own."""
    _only_lead()
    form = CardForm()
    if not form.validate():
        return _page(_filled(), form, 422)
    try:
        address = submissions.once(lambda: _added(form))
    except Refused as no:
        problems.note(form, no)
        return _page(_filled(), form, 422)
    return answers.go(address)


@bp.post(f"{_ONE}/use")
def use(number: int) -> Response:
    """It was read back and is right: customers pay to this card from now on."""
    _only_lead()
    _own(number)
    address = submissions.once(lambda: _used(number))
    flash(_("Customers can pay to this card now."), "good")
    return answers.go(address)


@bp.post(f"{_ONE}/remove")
def drop_card(number: int) -> Response:
    """Take out a card of the group's own."""
    _only_lead()
    card = _own(number)
    try:
        address = submissions.once(lambda: _dropped(number))
    except Refused as no:
        return _page(_filled(), CardForm(formdata=None), 422, trouble=problems.say(no))
    flash(_("The card (%(digits)s) is gone.") % {"digits": _last_four(card)}, "good")
    return answers.go(address)


def _filled() -> TermsForm:
    terms = paying.of(g.group)
    facts = {
        "cash": terms.takes_cash,
        "card": str(terms.card_id or ""),
        "online": terms.takes_online,
        "paid_first": terms.is_paid_first,
        "hold_hours": terms.hold_hours,
    }
    return _offering(TermsForm(formdata=None, data=facts))


def _offering(form: TermsForm) -> TermsForm:
    """With the cards that may be chosen: the group's own, then the clinic's."""
    own = [(card, _("Our card (%(digits)s)")) for card in paying.cards_of(g.group.clinic_id, g.group)]
    clinics = [(card, _("The clinic’s card (%(digits)s)")) for card in paying.cards_of(g.group.clinic_id, None)]
    offered = [SelectChoice(str(card.id), said % {"digits": _last_four(card)}) for card, said in [*own, *clinics]]
    form.card.choices = [SelectChoice("", _("No card to card")), *offered]
    return form


def _agreed(form: TermsForm) -> str:
    paying.agree(
        g.group,
        takes_cash=form.cash.data,
        card=_any(int(form.card.data)) if form.card.data else None,
        takes_online=form.online.data and gateways.is_set(g.group.clinic_id),
        is_paid_first=form.paid_first.data,
        hold_hours=form.hold_hours.data,
        by=g.person,
    )
    return url_for("group.pay_terms.show")


def _added(form: CardForm) -> str:
    card = paying.add_card(g.group.clinic_id, g.group, form.typed(), g.person)
    return url_for("group.pay_terms.show", card=card.id)


def _used(number: int) -> str:
    terms = paying.of(g.group)
    paying.agree(
        g.group,
        takes_cash=terms.takes_cash,
        card=_own(number),
        takes_online=terms.takes_online,
        is_paid_first=terms.is_paid_first,
        hold_hours=terms.hold_hours,
        by=g.person,
    )
    return url_for("group.pay_terms.show")


def _dropped(number: int) -> str:
    paying.drop_card(_own(number), g.person)
    return url_for("group.pay_terms.show")


def _any(number: int) -> PayCard:
    return paying.get_card(g.group.clinic_id, g.group, number)


def _own(number: int) -> PayCard:
    """One of the group's own cards; the clinic's are none of its business here."""
    card = _any(number)
    if card.group_id != g.group.id:
        raise Missing("card")
    return card


def _only_lead() -> None:
    if not access.leads(g.group, g.person):
        raise Forbidden


def _last_four(card: PayCard) -> str:
    return filters.shown_digits(bank_cards.last_four(card.number))


def _about(card: PayCard) -> str:
    """A card in few words: its bank, where it is known, and in whose name it is."""
    named = [bank_cards.bank_name(card.number, language.current()), card.holder]
    return " · ".join(filter(None, named))


def _page(form: TermsForm, card_form: CardForm, status: int = 200, trouble: str = "") -> Response:
    own, clinics = (paying.cards_of(g.group.clinic_id, whose) for whose in (g.group, None))
    terms: Terms = paying.of(g.group)
    return answers.page(
        "group/pay.html",
        status,
        form=form,
        card_form=card_form,
        terms=terms,
        own=own,
        about={str(card.id): _about(card) for card in [*own, *clinics]},
        fresh=pay_cards.fresh(own),
        has_gateway=gateways.is_set(g.group.clinic_id),
        trouble=trouble,
    )
