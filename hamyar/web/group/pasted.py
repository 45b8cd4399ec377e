"""A message that a customer sent, pasted: what is read out of it, what is in doubt, and the form that makes the order.

The text is kept nowhere: it goes into this one answer, and what becomes an order is what a person then sends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, g
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import delivery, shelf
from hamyar.domain.orders import BY_MESSAGE
from hamyar.domain.products import Product, Variant
from hamyar.kit import message, tokens
from hamyar.kit.message import Doubt, Draft, Meaning, Offer
from hamyar.web import answers, fields
from hamyar.web.group import telephone, wants
from hamyar.web.group.telephone import CallForm
from hamyar.web.group.wants import Ask, Line
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("pasted", __name__)

_LONGEST_TEXT = 5_000

# Why a person must look at a line.
_DOUBTS = {
    Doubt.WHICH: _l("It can be one of several. Write the number beside the right one."),
    Doubt.QUANTITY: _l("How many is not clear."),
    Doubt.FRACTION: _l("She wants a part of a whole. Only whole numbers can be ordered."),
    Doubt.UNIT: _l("She counts it otherwise than it is sold."),
    Doubt.SPELLING: _l("She wrote the name a little differently."),
    Doubt.PART: _l("She wrote only a part of the name."),
    Doubt.DESCRIBED: _l("She says more about it. Perhaps she means something else."),
    Doubt.CODE: _l("She wrote only a number. It is the code of this product, but it may be something else."),
    Doubt.CORRECTED: _l("She corrected herself here."),
    Doubt.ASKED: _l("She asks about it. Perhaps she does not order it yet."),
    Doubt.EARLIER: _l("Perhaps she speaks of an earlier order."),
    Doubt.EITHER: _l("She wrote this or that."),
    Doubt.REPEATED: _l("It stands in the message more than once."),
    Doubt.SENDER: _l("More than one person wrote this."),
}
# What a piece of the text was taken for. What means nothing for the order has no word.
_MEANINGS = {
    Meaning.ORDER: _l("order"),
    Meaning.NO: _l("does not want"),
    Meaning.NAME: _l("name"),
    Meaning.MOBILE: _l("mobile"),
    Meaning.ADDRESS: _l("address"),
    Meaning.WHEN: _l("when"),
    Meaning.NOTE: _l("note"),
    Meaning.UNREAD: _l("not understood"),
}


class PasteForm(FlaskForm):
    """What she sent. It is read and forgotten."""

    text = fields.LinesField(_l("The customer’s message"), validators=[fields.needed(), fields.at_most(_LONGEST_TEXT)])


@dataclass(frozen=True)
class Part:
    """One thing she seems to order: her words, what is in doubt, and a number for each product that it may be.

    What stood in an earlier part already has no line here.
    """

    said: str
    doubts: list[_l]
    lines: list[Line]


@bp.get("/orders/paste")
def show() -> Response:
    """Where a message is pasted."""
    return answers.page("group/pasted.html", form=PasteForm())


@bp.post("/orders/paste")
def read() -> Response:
    """Read it, and show what was understood. Nothing is saved by that."""
    form = PasteForm()
    if not form.validate():
        return answers.page("group/pasted.html", 422, form=form)
    return _understood(form.text.data or "")


def _understood(text: str) -> Response:
    variants = {one.id: one for product in shelf.orderable(g.group) for one in product.variants if one.is_available}
    draft = message.read(text, [_offer(one) for one in variants.values()])
    parts = list(_parts(draft, variants))
    lines = [line for part in parts for line in part.lines]
    form = _form(draft, lines)
    wants.note_short(lines)
    return answers.page(
        "group/pasted_read.html",
        draft=draft,
        parts=parts,
        asks=list(_asks(draft)),
        meanings=_MEANINGS,
        **telephone.about(form, known=telephone.known_to(form), is_back=False, pasted=_mark(text), **_unsure(draft)),
    )


def _mark(text: str) -> str:
    """What tells this message from another one, and says nothing of it."""
    return tokens.fingerprint(text)[: telephone.LONGEST_MARK]


def _offer(variant: Variant) -> Offer:
    product: Product = variant.product
    whole = f"{product.name} {variant.name}".strip()
    return Offer(variant.id, product.code, tuple({product.name: "", whole: ""}), product.unit)


def _parts(draft: Draft, variants: dict[int, Variant]) -> Iterator[Part]:
    shown: set[int] = set()
    for line in draft.lines:
        fresh = [number for number in line.offers if number not in shown]
        shown.update(fresh)
        # Where anything is in doubt, nobody but a person says how many.
        quantity = line.quantity or 0 if line.sure else 0
        typed = str(quantity) if quantity else ""
        yield Part(
            line.piece.text,
            [_DOUBTS[doubt] for doubt in line.doubts],
            [Line(variants[number], typed, quantity, is_open=not line.sure) for number in fresh],
        )


def _asks(draft: Draft) -> Iterator[Ask]:
    return (Ask(line.offers, line.piece.text) for line in draft.lines if not line.sure)


def _form(draft: Draft, lines: list[Line]) -> CallForm:
    """The form of an order, with what the message says; how it reaches her is asked where she wrote an address."""
    has_ways = any(way.is_on for way in delivery.of(g.group))
    said = {
        "channel": BY_MESSAGE,
        "name": draft.name.text if draft.name else "",
        "mobile": draft.mobile.text if draft.mobile else None,
        "street": draft.address if has_ways else "",
        "note": "\n".join(_remarks(draft, has_ways)),
    }
    form = telephone.form_for(lines, formdata=None, data=said)
    way = form.asked[0].way
    if way and draft.address:
        way.data = None
    return form


def _remarks(draft: Draft, has_ways: bool) -> Iterator[str]:
    """What has no field of its own: her note, her words for the day, and an address that nobody asks for."""
    if draft.note:
        yield draft.note
    if draft.when:
        yield _("For when: “%(words)s”") % {"words": draft.when.text}
    if draft.address and not has_ways:
        yield _("Address: %(address)s") % {"address": draft.address}


def _unsure(draft: Draft) -> dict[str, bool]:
    return {
        "is_name_unsure": draft.name is not None and not draft.name.sure,
        "is_mobile_unsure": draft.mobile is not None and not draft.mobile.sure,
    }
