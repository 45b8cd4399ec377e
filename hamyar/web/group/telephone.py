"""An order that does not come through the page: by telephone, at the counter, or out of a message that was read."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response
from wtforms import Field

from hamyar.domain import offering, orders, placing, products, shelf
from hamyar.domain.baskets import MOST_OF_ONE
from hamyar.domain.offering import Offer
from hamyar.domain.orders import AT_COUNTER, BY_MESSAGE, BY_TELEPHONE, Order
from hamyar.domain.products import Product
from hamyar.kit import letters
from hamyar.kit.errors import Refused
from hamyar.web import answers, choosing, codes, fields, problems, submissions
from hamyar.web.choosing import ChoosingForm
from hamyar.web.codes import Hindrance
from hamyar.web.group import wants
from hamyar.web.group.wants import Line
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.refusals import WORDS

bp = Blueprint("telephone", __name__)

# Up to so many lines are seen at a glance; among more she may look for a product by its name or code.
_AT_A_GLANCE = 8
# So many letters of a pasted message's mark tell it from others.
LONGEST_MARK = 16
# More products than this are not shown unless they are looked for.
_MOST_SHOWN = 40
# Buttons that only rearrange the form: one looks for products, one for all that depends on what stands in it.
_FIND, _LOOK = "find", "look"
# What the domain says to a customer is said here of her.
_WORDS = {
    **WORDS,
    "order.again": _l("She ordered the same just now (order %(number)s). Does she want it a second time?"),
    "way.none": _l("Please choose how it reaches her."),
}


class CallForm(ChoosingForm):
    """Who called, and how; and where something is chosen, on which day it is wanted and how it reaches her."""

    questions: ClassVar = {
        **ChoosingForm.questions,
        "way": (_l("How does it reach her?"), _WORDS["way.none"]),
        "pay": (_l("How does she pay?"), WORDS["pay.none"]),
    }

    channel = fields.ChoiceField(
        _l("How did she order?"),
        choices=[
            (BY_TELEPHONE, _l("By telephone")),
            (AT_COUNTER, _l("At the counter")),
            (BY_MESSAGE, _l("As a message")),
        ],
        default=BY_TELEPHONE,
    )
    name = fields.LineField(_l("Customer's name"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Mobile number"))
    note = fields.LinesField(_l("Note"), validators=[fields.at_most(500)])

    @property
    def in_order(self) -> Iterator[Field]:
        """The fields from the top of the page to its end."""
        yield from (self.mobile, self.name)
        yield from super().in_order
        yield from (self.channel, self.note)

    @classmethod
    def more_about(cls, what: str, offer: Offer) -> dict[str, Any]:
        """How it reaches her may stay open, but not where an address was given; she pays as `placing` would say."""
        if what == "way":
            return {"may_stay_open": True, "default": None if request.form.get("street") else choosing.OPEN}
        return {"default": offer.terms.ways[0]} if what == "pay" else {}

    def fill_in(self, known: Order) -> bool:
        """Take over her name where none was typed, and whether it was. An address is kept for its own order alone."""
        is_new = not self.name.data
        self.name.data = self.name.data or known.name
        return is_new


@bp.get("/orders/new")
def new() -> Response:
    """What can be ordered, with nothing chosen; or what was looked for by its code, once."""
    return _looked_for()


@bp.post("/orders/new")
def create() -> Response:
    """Write it down; or, where she only looks something up, the form with what was found."""
    if answers.is_part_asked():
        return _looked_up()
    if _LOOK in request.form:
        return _looked_up_by_hand()
    if _is_search():
        return _looked_for()
    lines = _lines()
    form = form_for(lines)
    is_sound = all([wants.are_settled(lines), form.can_be_sent()])
    # A copy of what was answered gets that answer, whatever is left by now.
    if not is_sound and not submissions.is_answered():
        return _page(form, lines, 422)
    wanted = {line.variant.id: line.quantity for line in lines if line.quantity}
    try:
        address = submissions.once(lambda: _taken_down(form, wanted))
    except Refused as no:
        return _refusal(no)
    return answers.go(address)


def form_for(lines: list[Line], **more: Any) -> CallForm:
    """The form for what stands in these lines: it asks for a day where one is needed."""
    return choosing.of(CallForm, [offering.of(g.group, wants.wished(lines))], **more)


def about(form: CallForm, **more: Any) -> dict[str, Any]:
    """What the parts of the form want to know."""
    nothing = {"known": None, "is_filled_in": False, "problem": "", "asks_again": "again" in request.form}
    nothing |= {"is_name_unsure": False, "is_mobile_unsure": False}
    # What was typed beside a message that was pasted is kept on the phone under that message's mark, see `pasted`.
    nothing |= {"is_back": request.method == "POST", "pasted": request.args.get("pasted", "")[:LONGEST_MARK]}
    return {**nothing, "form": form, "most": MOST_OF_ONE, "no_day_for": offering.never, **more}


def known_to(form: CallForm) -> Order | None:
    """Her earlier order from this very group, where the number tells who she is."""
    return orders.last_of(g.group, form.mobile.data) if form.mobile.data else None


def _taken_down(form: CallForm, wanted: dict[int, int]) -> str:
    customer = placing.Customer(form.name.data or "", form.mobile.data or "", form.note.data or "")
    order = placing.take_down(
        g.group,
        wants.wishes(wanted),
        customer,
        form.plans()[g.group.id],
        by=g.person,
        channel=form.channel.data,
        again="again" in request.form,
    )
    return url_for("group.orders.show", number=order.number, done=1)


def _refusal(no: Refused) -> Response:
    """The sentence at the line or field it speaks of; what was sold meanwhile is read anew."""
    lines = _lines()
    form = form_for(lines)
    if (no.key == "stock.short" and wants.note_short(lines)) or form.note_refusal(no, _WORDS):
        return _page(form, lines, 422)
    said = problems.say(no, _WORDS)
    return _page(form, lines, 422, problem=said, asks_again=no.key == "order.again" or "again" in request.form)


def _looked_up() -> Response:
    """While she types: what depends on it, to take its own place. What is known of her is offered, not filled in."""
    form = form_for(_lines())
    return answers.part("group/_call.html", **about(form, known=known_to(form)))


def _looked_up_by_hand() -> Response:
    """The same as a whole page; what is known of her is filled in where nothing was typed."""
    lines = _lines()
    form = form_for(lines)
    known = known_to(form)
    return _page(form, lines, 200, known=known, is_filled_in=bool(known and form.fill_in(known)))


def _is_search() -> bool:
    """Whether she looks for a product: by its button, or by the enter key before anything is known of the customer."""
    is_of_nobody = not request.form.get("name") and not request.form.get("mobile")
    return _FIND in request.form or ("entered" in request.form and is_of_nobody and bool(_sought()))


def _looked_for() -> Response:
    """The same form over what fits; who said a code wants one of it, where there is no model to choose."""
    lines = _lines()
    product = _by_code()
    meant = [line for line in lines if line.variant.product is product]
    if len(meant) == 1 and not meant[0].quantity:
        meant[0].typed, meant[0].quantity = "1", 1
    return _page(form_for(lines), lines, 200, no=_hindrance(product))


def _hindrance(product: Product | None) -> Hindrance | None:
    """Why what was looked for by its code cannot be ordered from this group."""
    if not products.code_in(_sought()):
        return None
    if product is None or product.removed_at or product.group_id == g.group.id:
        return codes.hindrance(product)
    title = _("This is a product of the group “%(name)s”.") % {"name": product.group.name}
    if not g.person.is_staff:
        return Hindrance(title, _("Ask the customer to call the clinic."))
    there = url_for("group.telephone.new", slug=product.group.slug, find_text=product.code)
    return Hindrance(title, "", there, _("Write the order down there"))


def _page(form: CallForm, lines: list[Line], status: int, no: Hindrance | None = None, **more: Any) -> Response:
    form.say_what_is_gone()
    is_cut = bool(_sought()) or len(lines) > _AT_A_GLANCE
    facts = {"lines": lines, "asks": wants.asks(), "is_cut": is_cut, "find_text": _sought(), "no": no}
    return answers.page("group/telephone.html", status, **facts, **about(form, **more))


def _lines() -> list[Line]:
    """What can be ordered now, and what was typed beside it."""
    return wants.lines(_offered())


def _offered() -> list[Product]:
    """What a code names, else what fits the searched text, else what there is."""
    product = _by_code()
    if product is None:
        return shelf.orderable(g.group, _sought(), _MOST_SHOWN)
    is_ours = product.group_id == g.group.id and codes.hindrance(product) is None
    return [product] if is_ours else []


def _by_code() -> Product | None:
    return products.find_by_code(g.group.clinic_id, _sought())


def _sought() -> str:
    return letters.line(request.values.get("find_text", "")[:100])
