"""The basket of a phone without an account: what was chosen, what changed since, and one tap to mend it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import baskets, products
from hamyar.domain.baskets import Basket
from hamyar.domain.products import Product, Variant
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing, Refused
from hamyar.web import answers, asked, baskets_kept, fields, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.shop import product as product_page
from hamyar.web.shop import ways_on

bp = Blueprint("basket", __name__)


class ChangeForm(FlaskForm):
    """One line of the basket; 0 takes it out."""

    variant = fields.WholeNumberField(_l("Which one?"), most=asked.LARGEST)
    quantity = fields.WholeNumberField(_l("How many?"), most=baskets.MOST_OF_ONE)


@bp.get("/basket")
def show() -> Response:
    """What is in it, by group, at the prices and with the stock of this moment."""
    return shown(taken_out=_taken_out())


@bp.post("/basket/put")
def put() -> Response:
    """Put something in, from a product's page or after it was taken out."""
    form = product_page.PutForm()
    product = product_page.find(form.code.data or "")
    if product is None:
        return ways_on.no_product()
    if not form.validate() or not _is_of(form, product):
        return product_page.chosen_badly(product, form)
    name, number, quantity = product.name, form.variant.data, form.quantity.data
    try:
        address = submissions.once(lambda: _put(number, quantity))
        keep_if_lost(lambda: _put(number, quantity))
    except Refused as no:
        form.quantity.errors = [problems.say(no)]
        return product_page.chosen_badly(product, form)
    flash(_("“%(name)s” is in your basket.") % {"name": name}, "good")
    return answers.go(address)


@bp.post("/basket/change")
def change() -> Response:
    """Another number of something that is in it, or none of it any more."""
    form = ChangeForm()
    if "remove" in request.form:
        form.quantity.data, form.quantity.typed = 0, "0"
    if not form.validate():
        return shown(422, wrong=_wrong(form, *form.quantity.errors))
    try:
        address = submissions.once(lambda: _change(form.variant.data, form.quantity.data))
    except Refused as no:
        return shown(422, wrong=_wrong(form, problems.say(no)))
    except Missing:
        return shown(404, sentence=_("This is no longer in your basket."))
    if answers.is_part_asked() and form.quantity.data:
        return shown()
    return answers.go(address)


def shown(
    status: int = 200,
    *,
    sentence: str = "",
    wrong: dict[int, tuple[str, str]] | None = None,
    taken_out: tuple[Variant, int] | None = None,
) -> Response:
    """The basket's page. `wrong`: what was typed for a variant, and what is wrong with it."""
    facts = {"basket": baskets_kept.find(), "wrong": wrong or {}, "sentence": sentence, "taken_out": taken_out}
    if answers.is_part_asked():
        return answers.part("shop/_basket.html", status, **facts)
    return answers.page("shop/basket.html", status, **facts)


def keep_if_lost(work: Callable[[], object]) -> None:
    """Where the first answer was lost on its way, the cookie that names the basket was lost with it: fill it anew."""
    if baskets_kept.find() is None:
        with transaction():
            work()


def _put(number: int, quantity: int) -> str:
    baskets.put(baskets_kept.open_one(), products.variant(g.clinic.id, number), quantity)
    return url_for("shop.basket.show")


def _change(number: int, quantity: int) -> str:
    basket = baskets_kept.get()
    line = _line(basket, number)
    # What could be had and was taken out can be put back with one tap.
    back: dict[str, Any] = {"out": number, "many": line.quantity} if line and not quantity and not line.is_gone else {}
    baskets.change(basket, number, quantity)
    return url_for("shop.basket.show", **back)


def _line(basket: Basket, number: int) -> baskets.BasketLine | None:
    return next((line for line in basket.lines if line.variant_id == number), None)


def _is_of(form: product_page.PutForm, product: Product) -> bool:
    if form.variant.data in {variant.id for variant in product.variants}:
        return True
    form.variant.errors = [_("Please choose one of these.")]
    return False


def _wrong(form: ChangeForm, *sentences: str) -> dict[int, tuple[str, str]]:
    number = form.variant.data
    return {number: (form.quantity.typed or "", " ".join(map(str, sentences)))} if number is not None else {}


def _taken_out() -> tuple[Variant, int] | None:
    number, many = asked.number("out"), asked.number("many")
    if not number or not many or many > baskets.MOST_OF_ONE:
        return None
    variant = products.variants(g.clinic.id, {number}).get(number)
    return (variant, many) if variant and variant.product.is_public else None
