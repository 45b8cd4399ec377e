"""From the basket to the orders, on one page: who she is, what she gets, and the one button."""

from flask import Blueprint, flash, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField

from hamyar.domain import baskets, placing
from hamyar.domain.baskets import Basket
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import answers, baskets_kept, fields, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.shop import basket as basket_page

bp = Blueprint("checkout", __name__)

_LONGEST_NOTE = 500


class CheckoutForm(FlaskForm):
    """Who orders. `seal` is that of the basket as this page showed it."""

    name = fields.LineField(_l("Your name"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Your mobile number"))
    note = fields.LinesField(_l("Something to say to the group"), validators=[fields.at_most(_LONGEST_NOTE)])
    seal = HiddenField()


@bp.get("/checkout")
def show() -> Response:
    """The page; what has to be mended first is mended in the basket, where it is said."""
    basket = baskets_kept.find()
    if basket is None or not basket.can_be_ordered:
        return answers.go(url_for("shop.basket.show"))
    return _shown(CheckoutForm(formdata=None), basket)


@bp.post("/checkout")
def place() -> Response:
    """One order for each group, all or none; then on to the first one's page."""
    form = CheckoutForm()
    if "mend" in request.form:
        return _mended(form)
    if not form.validate():
        return _shown(form, baskets_kept.find(), 422)
    customer = placing.Customer(form.name.data, form.mobile.data, form.note.data or "")
    try:
        address = submissions.once(lambda: _placed(customer, form.seal.data or ""))
    except Refused as no:
        return _shown(form, baskets_kept.find(), 422, no)
    flash(_("Thank you. Your order is placed."), "good")
    return answers.go(address)


def _placed(customer: placing.Customer, seal: str) -> str:
    basket = baskets_kept.find(with_photos=False)
    if basket is None:
        raise Refused("basket.empty")
    made = placing.place(basket, customer, seal=seal, again="again" in request.form)
    return url_for("shop.tracking.show", secret=made[0].secret)


def _mended(form: CheckoutForm) -> Response:
    # Mending twice is the same as once, so it needs no number: this one stays good for the order itself.
    with transaction():
        basket = baskets_kept.find()
        if basket:
            baskets.mend(basket)
    return _shown(form, baskets_kept.find(), is_mended=True)


def _shown(
    form: CheckoutForm, basket: Basket | None, status: int = 200, no: Refused | None = None, *, is_mended: bool = False
) -> Response:
    refused = problems.say(no) if no else ""
    if basket is None or not basket.lines:
        return basket_page.shown(status, sentence=refused)
    asks_again = no is not None and no.key == "order.again"
    return answers.page(
        "shop/checkout.html",
        status,
        form=form,
        basket=basket,
        refused=refused,
        asks_again=asks_again,
        is_mended=is_mended,
    )
