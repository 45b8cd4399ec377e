"""From the basket to the orders, on one page: what she gets and when, who she is, and the one button."""

from collections.abc import Iterator

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response
from wtforms import Field

from hamyar.domain import baskets, offering, placing
from hamyar.domain.baskets import Basket
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import answers, baskets_kept, choosing, fields, problems, submissions
from hamyar.web.choosing import ChoosingForm
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.shop import basket as basket_page

bp = Blueprint("checkout", __name__)

_LONGEST_NOTE = 500


class CheckoutForm(ChoosingForm):
    """What is chosen, where it goes, and who orders."""

    name = fields.LineField(_l("Your name"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Your mobile number"))
    note = fields.LinesField(_l("Something to say to the group"), validators=[fields.at_most(_LONGEST_NOTE)])

    @property
    def in_order(self) -> Iterator[Field]:
        """The fields from the top of the page to its end."""
        yield from super().in_order
        yield from (self.name, self.mobile, self.note)


@bp.get("/checkout")
def show() -> Response:
    """The page; what has to be mended first is mended in the basket, where it is said."""
    basket = baskets_kept.find()
    if basket is None or not basket.can_be_ordered:
        return answers.go(url_for("shop.basket.show"))
    return _shown(basket, _form(basket))


@bp.post("/checkout")
def place() -> Response:
    """One order for each group, all or none; then on to the first one's page."""
    if "mend" in request.form:
        return _mended()
    basket = baskets_kept.find()
    form = _form(basket)
    # A copy of what was answered gets that answer, whatever is in the basket by now.
    if not submissions.is_answered() and not form.can_be_sent():
        return _shown(basket, form, 422)
    try:
        address = submissions.once(lambda: _placed(form))
    except Refused as no:
        return _refused(no)
    flash(_("Thank you. Your order is placed."), "good")
    return answers.go(address)


def _placed(form: CheckoutForm) -> str:
    basket = baskets_kept.find(with_photos=False)
    if basket is None:
        raise Refused("basket.empty")
    customer = placing.Customer(form.name.data, form.mobile.data, form.note.data or "")
    again = "again" in request.form
    made = placing.place(basket, customer, form.plans(), seal=form.seal.data or "", again=again)
    return url_for("shop.tracking.show", secret=made[0].secret)


def _mended() -> Response:
    # Mending twice is the same as once, so it needs no number: this one stays good for the order itself.
    with transaction():
        basket = baskets_kept.find()
        if basket:
            baskets.mend(basket)
    basket = baskets_kept.find()
    return _shown(basket, _form(basket), is_mended=True)


def _refused(no: Refused) -> Response:
    """The page with what can be had now, with what she typed, and with the refusal where it belongs."""
    basket = baskets_kept.find()
    form = _form(basket)
    sentence = "" if form.note_refusal(no) else problems.say(no)
    return _shown(basket, form, 422, sentence, asks_again=no.key == "order.again")


def _form(basket: Basket | None) -> CheckoutForm:
    return choosing.of(CheckoutForm, offering.of_basket(basket) if basket else [])


def _shown(
    basket: Basket | None,
    form: CheckoutForm,
    status: int = 200,
    refused: str = "",
    *,
    asks_again: bool = False,
    is_mended: bool = False,
) -> Response:
    if basket is None or not basket.lines:
        return basket_page.shown(status, sentence=refused)
    form.say_what_is_gone()
    return answers.page(
        "shop/checkout.html",
        status,
        form=form,
        basket=basket,
        seal=offering.seal(basket, form.offers),
        no_day_for=offering.never,
        refused=refused,
        asks_again=asks_again,
        is_mended=is_mended,
    )
