"""One product: its photos, what can be chosen of it, and the form that puts it into the basket."""

from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import HiddenField

from hamyar.domain import baskets, days, products, shelf
from hamyar.domain.products import Product
from hamyar.kit import letters
from hamyar.kit.errors import Missing
from hamyar.web import access, answers, asked, fields, filters, kept, links, posters
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.shop import previews, ways_on

bp = Blueprint("product", __name__)

_OTHERS = 4
_DAYS = 14


class PutForm(FlaskForm):
    """Which one, and how many."""

    code = HiddenField()
    variant = fields.WholeNumberField(_l("Which one?"), most=asked.LARGEST)
    quantity = fields.WholeNumberField(_l("How many?"), least=1, most=baskets.MOST_OF_ONE)


@bp.get("/p/<code>")
def show(code: str) -> Response:
    """The product; the code may be typed from a poster in the digits of any keyboard."""
    return kept.page(lambda: products.versions_of_page(code), lambda: _product(code))


@bp.get("/p/<code>/poster")
def poster(code: str) -> str | Response:
    """A sheet to hang up: photo, name, price, the address as a square. Who works for the shop gets a numbered one."""
    product = find(code)
    if product is None or not product.is_public:
        return ways_on.no_product() if product is None else ways_on.gone_product(product)
    access.whoever()
    numbered = posters.numbered(product.group, product)
    if numbered:
        return redirect(numbered)
    return render_template("shop/poster.html", **posters.facts(product.group, product))


@bp.get("/p/<code>/days")
def free_days(code: str) -> Response:
    """The next days that are free, and what each has left at this moment: nothing of this page is kept."""
    product = find(code)
    if product is None or not product.is_public:
        return ways_on.no_product() if product is None else ways_on.gone_product(product)
    if not product.is_by_day:
        return answers.go(url_for("shop.product.show", code=product.code))
    return answers.page("shop/days.html", product=product, slots=days.free([(product, 1)], _DAYS))


def find(code: str) -> Product | None:
    """Whatever has this code in the clinic; None where nothing ever had it."""
    try:
        return products.get_by_code(g.clinic.id, letters.line(code))
    except Missing:
        return None


def chosen_badly(product: Product, form: PutForm) -> Response:
    """The same page with what is wrong said at the field; what was typed is kept."""
    if not product.is_public:
        return ways_on.gone_product(product)
    return answers.page("shop/product.html", 422, **_facts(product, form))


def _product(code: str) -> str | Response:
    product = find(code)
    if product is None:
        return ways_on.no_product()
    if product.code != code:
        return redirect(url_for("shop.product.show", code=product.code), 301)
    if not product.is_public:
        return ways_on.gone_product(product)
    return render_template("shop/product.html", **_facts(product, PutForm(formdata=None, data={"quantity": 1})))


def _facts(product: Product, form: PutForm) -> dict[str, Any]:
    shown = [variant for variant in product.variants if variant.is_available]
    picked = form.variant.data or (shown[0].id if shown else None)
    others = [other for other in shelf.to_order(product.group, size=_OTHERS + 1).rows if other.id != product.id]
    price = filters.toman(product.lowest_price) if product.has_price else _("Price on agreement")
    about = product.description or price
    return {
        "product": product,
        "shop": product.group,
        "form": form,
        "picked": picked,
        "most": _most(product),
        "others": others[:_OTHERS],
        **links.to_share("shop.product.show", product.name, code=product.code),
        "preview": previews.of(product.name, about, product.cover, "shop.product.show", code=product.code),
    }


def _most(product: Product) -> int:
    """The most that the stepper offers: what is left where it is few. The page must not tell more: `products.FEW`."""
    if any(not variant.is_counted or variant.stock >= products.FEW for variant in product.variants):
        return baskets.MOST_OF_ONE
    return max((variant.stock for variant in product.variants), default=0) or 1
