"""A product in five small steps: photo, name, price, how many, done. Between two steps nothing is lost."""

from collections.abc import Callable

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import MultipleFileField

from hamyar.domain import drafts, pricing, products
from hamyar.domain.drafts import Draft
from hamyar.domain.products import IN_STOCK, LONGEST_LEAD, MADE_TO_ORDER, MOST_STOCK
from hamyar.kit.errors import Refused
from hamyar.web import answers, fields, language, links, pictures, problems, submissions, uploads
from hamyar.web.group import earnings, prices
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("first", __name__)


class PhotoForm(FlaskForm):
    """Step one."""

    photos = MultipleFileField(_l("Photo"))


class NameForm(FlaskForm):
    """Step two."""

    name = fields.LineField(_l("Name"), validators=[fields.needed(), fields.at_most(80)])


class PriceForm(FlaskForm):
    """Step three."""

    price = fields.TomanField(_l("Price"))


class StockForm(FlaskForm):
    """Step four. What is made when it is ordered has no number, but days."""

    kind = fields.ChoiceField(
        _l("How do you sell it?"),
        choices=[(IN_STOCK, _l("It is there and counted")), (MADE_TO_ORDER, _l("I make it when it is ordered"))],
        default=IN_STOCK,
    )
    stock = fields.WholeNumberField(_l("How many are ready now?"), most=MOST_STOCK, is_optional=True)
    lead_days = fields.WholeNumberField(
        _l("How many days ahead must it be ordered?"), most=LONGEST_LEAD, is_optional=True
    )

    @property
    def numbers(self) -> tuple[fields.WholeNumberField, fields.WholeNumberField]:
        """The number that this kind needs, and the one that it does not."""
        both = self.lead_days, self.stock
        return both if self.kind.data == MADE_TO_ORDER else both[::-1]

    def is_sound(self) -> bool:
        """Whether the number that is needed is there; the other may be anything."""
        self.validate()
        needed, other = self.numbers
        if needed.data is None and not needed.errors:
            needed.errors = [_("Please write a number.")]
        other.errors = []
        return not self.errors


@bp.get("/first/photo")
def photo() -> Response:
    """Step one: a picture says more than a name."""
    return answers.page("group/first_photo.html", form=PhotoForm(), draft=drafts.find(g.group, g.person))


@bp.post("/first/photo")
def give_photo() -> Response:
    """Keep the photo, or go on without one."""
    form, have = PhotoForm(), drafts.find(g.group, g.person)
    taken, troubles = ([], []) if "skip" in request.form else pictures.received()
    if troubles:
        form.photos.errors = troubles
        return answers.page("group/first_photo.html", 422, form=form, draft=have)
    if not taken and "skip" not in request.form and not (have and have.photo):
        form.photos.errors = [_("Please choose a photo, or tap “Without a photo for now”.")]
        return answers.page("group/first_photo.html", 422, form=form, draft=have)

    def keep(draft: Draft) -> None:
        if taken or "skip" in request.form:
            drafts.give_photo(draft, next(iter(uploads.keep(g.group.clinic_id, taken[-1:])), None))

    return answers.go(_step(keep, "group.first.name"))


@bp.get("/first/name")
def name() -> Response:
    """Step two."""
    draft = drafts.find(g.group, g.person)
    return answers.page("group/first_name.html", form=NameForm(data={"name": draft.name if draft else ""}))


@bp.post("/first/name")
def give_name() -> Response:
    """Keep the name."""
    form = NameForm()
    if not form.validate():
        return answers.page("group/first_name.html", 422, form=form)
    return answers.go(_step(lambda draft: drafts.give_name(draft, form.name.data or ""), "group.first.price"))


@bp.get("/first/price")
def price() -> Response:
    """Step three."""
    draft = drafts.find(g.group, g.person)
    return _price_page(PriceForm(data={"price": draft.price if draft else None}))


@bp.post("/first/price")
def give_price() -> Response:
    """Keep the price once she has read it in words: tomans and rials are easily mixed up."""
    form = PriceForm()
    if not form.validate() or form.price.data is None:
        return _price_page(form, 422)
    try:
        pricing.checked_price(form.price.data)
    except Refused as no:
        return _price_page(problems.note(form, no), 422)
    if prices.read_back() != form.price.data:
        return _price_page(form, 422, asks=True)
    given = form.price.data
    return answers.go(_step(lambda draft: drafts.give_price(draft, given), "group.first.stock"))


@bp.get("/first/stock")
def stock() -> Response:
    """Step four."""
    draft = drafts.find(g.group, g.person)
    return answers.page("group/first_stock.html", form=StockForm(data=_said_of_stock(draft) if draft else None))


@bp.post("/first/stock")
def give_stock() -> Response:
    """Keep how many there are or how long it takes, and with that the product is in the shop."""
    form = StockForm()
    if not form.is_sound():
        return answers.page("group/first_stock.html", 422, form=form)
    draft = drafts.find(g.group, g.person)
    try:
        return answers.go(submissions.once(lambda: _finished(form)))
    except Refused:
        # Something is missing that an earlier step asks for: she skipped it by its address.
        return answers.go(url_for("group.first.price" if draft and draft.name else "group.first.name"))


@bp.get("/first/done")
def done() -> Response:
    """Step five: it is in the shop, and here is the link to send."""
    product = products.get(g.group, request.args.get("product", "")[:8])
    with language.speaking("fa"):
        text = _("“%(product)s” from “%(group)s”") % {"product": product.name, "group": g.group.name}
    return answers.page(
        "group/first_done.html",
        product=product,
        is_wizard="full" not in request.args,
        is_loss=earnings.is_loss(product),
        **links.to_share("shop.product.show", text, code=product.code),
    )


def _step(give: Callable[[Draft], None], following: str) -> str:
    def work() -> str:
        give(drafts.open_for(g.group, g.person))
        return url_for(following)

    return submissions.once(work)


def _said_of_stock(draft: Draft) -> dict[str, object]:
    if draft.lead_days is None:
        return {"stock": draft.stock}
    return {"kind": MADE_TO_ORDER, "lead_days": draft.lead_days}


def _finished(form: StockForm) -> str:
    draft = drafts.open_for(g.group, g.person)
    give = drafts.give_lead if form.kind.data == MADE_TO_ORDER else drafts.give_stock
    give(draft, form.numbers[0].data)
    product = drafts.finish(draft, g.group, g.person)
    return url_for("group.first.done", product=product.code)


def _price_page(form: PriceForm, status: int = 200, asks: bool = False) -> Response:
    return answers.page("group/first_price.html", status, form=form, asks=asks, said=prices.said(form.price.data))
