"""The group's products: the list, and the full form with everything there is to say of one."""

from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response

from hamyar.domain import catalogue, products, shelf, workdays
from hamyar.domain.products import Product
from hamyar.domain.workdays import Count
from hamyar.kit.errors import Missing, Refused
from hamyar.kit.photos import Stored
from hamyar.web import answers, asked, pictures, submissions, uploads
from hamyar.web.group import earnings, prices, product_form, week
from hamyar.web.group.product_form import ProductForm
from hamyar.web.language import gettext as _

bp = Blueprint("products", __name__)

_ONE = "/products/<int(max=99999999):code>"
# So many days are named after saving; the page of working days shows the rest.
_TOLD = 5


@bp.get("/products")
def index() -> Response:
    """All of them, hidden ones too; newest first, or what fits a searched name."""
    text = asked.text()
    what: dict[str, Any] = {"page": shelf.of(g.group, text, asked.number("before")), "text": text}
    if answers.is_part_asked():
        return answers.part("group/_products.html", **what)
    return answers.page("group/products.html", removed=_removed(), **what)


@bp.get("/products/price-words")
def price_words() -> Response:
    """For htmx: the price in the field that asks, in words."""
    typed = next((value for name, value in request.args.items() if name.endswith("price")), "")
    return answers.part("group/_price_words.html", said=prices.typed(typed))


@bp.get("/products/earnings")
def count() -> Response:
    """For htmx: what the price that stands in the form brings her."""
    return answers.part("group/_earnings.html", answer=ProductForm(request.args).answer)


@bp.get("/products/new")
def new() -> Response:
    """An empty form."""
    return _page(ProductForm(), None, [])


@bp.post("/products/new")
def create() -> Response:
    """Put it up."""
    return _send(None)


@bp.get(_ONE)
def edit(code: int) -> Response:
    """The form as the product stands."""
    product = products.get(g.group, str(code))
    return _page(product_form.filled(product), product, pictures.of_rows(product.photos))


@bp.post(_ONE)
def save(code: int) -> Response:
    """Change it."""
    return _send(products.get(g.group, str(code)))


@bp.post(f"{_ONE}/copy")
def copy(code: int) -> Response:
    """One more like it, hidden until she has changed what is different."""
    products.get(g.group, str(code))
    address = submissions.once(lambda: _copied(str(code)))
    flash(_("This is the copy. Change what is different, then show it in the shop."), "good")
    return answers.go(address)


@bp.post(f"{_ONE}/shown")
def show_or_hide(code: int) -> Response:
    """Show it to customers, or hide it: as the button says."""
    product = products.get(g.group, str(code))
    is_shown = request.form.get("shown") == "y"
    address = submissions.once(lambda: _shown(str(code), is_shown))
    said = _("“%(name)s” is in the shop again.") if is_shown else _("“%(name)s” is hidden. Customers no longer see it.")
    flash(said % {"name": product.name}, "good")
    return answers.go(address)


@bp.post(f"{_ONE}/remove")
def remove(code: int) -> Response:
    """Delete it; what was ever ordered is hidden instead. The list offers the way back."""
    products.get_any(g.group, str(code))
    return answers.go(submissions.once(lambda: _taken_away(str(code))))


@bp.post(f"{_ONE}/bring-back")
def bring_back(code: int) -> Response:
    """Undo the deletion."""
    product = products.get_any(g.group, str(code))
    address = submissions.once(lambda: _brought_back(str(code)))
    flash(_("“%(name)s” is back.") % {"name": product.name}, "good")
    return answers.go(address)


def _send(product: Product | None) -> Response:
    """What both forms do: take the photos, do what a button inside the form asks for, or save."""
    form, code = ProductForm(), product.code if product else ""
    photos, troubles = pictures.received()
    form.photos.errors = troubles
    act, _sign, place = request.form.get("photo", "").partition("-")
    if act or product_form.rearrange(form):
        photos = pictures.moved(photos, act, place)
        return _page(form, product, photos, 422 if troubles else 200)
    is_sound = product_form.is_sound(form, product)
    form.photos.errors = troubles
    if troubles or not is_sound:
        return _page(form, product, photos, 422)
    try:
        address = submissions.once(lambda: _saved(form, code, photos))
    except Refused as no:
        fresh = products.get(g.group, code) if code else None
        product_form.note_refusal(form, no, fresh)
        return _page(form, fresh, photos, 422)
    if code:
        _tell(form, products.get(g.group, code))
    return answers.go(address)


def _linked(count: Count) -> Markup:
    """What is too much on a day, as the way to its orders."""
    there = url_for("group.orders.index", due=count.slot.day.isoformat())
    return Markup('<a class="go" href="%s">%s</a>') % (there, week.too_much(count))


def _saved(form: ProductForm, code: str, photos: list[Stored]) -> str:
    kept = uploads.keep(g.group.clinic_id, photos)
    if not code:
        product = catalogue.add(g.group, form.about(), form.offered(), kept, g.person)
        return url_for("group.first.done", product=product.code, full="y")
    catalogue.change(products.get(g.group, code), form.about(), form.offered(), kept, g.person)
    return url_for("group.products.index")


def _tell(form: ProductForm, product: Product) -> None:
    shown = _("Customers see it now.") if product.is_public else _("Customers do not see it.")
    flash(_("“%(name)s” is saved.") % {"name": product.name} + " " + shown, "good")
    counted = sorted(row.stock.data or 0 for row in form.offers.rows)
    if product.is_counted and counted != sorted(variant.stock for variant in product.variants):
        flash(_("Something was sold while you were typing. The numbers in the list are right."), "note")
    if over := workdays.over(product):
        days = Markup("<br>").join(map(_linked, over[:_TOLD]))
        said = _("More is promised than you can make.")
        then = _("These orders stay as they are. Tell the customers if a day is too much.")
        flash(Markup("%s<br>%s<br>%s") % (said, days, then), "warn")
    if earnings.is_loss(product):
        flash(_("At this price not even the material is paid."), "warn")


def _copied(code: str) -> str:
    product = products.get(g.group, code)
    name = (_("%(name)s (copy)") % {"name": product.name})[:80]
    return url_for("group.products.edit", code=catalogue.copy(product, name, g.person).code)


def _shown(code: str, is_shown: bool) -> str:
    catalogue.show(products.get(g.group, code), is_shown, g.person)
    return url_for("group.products.index")


def _taken_away(code: str) -> str:
    product = products.get_any(g.group, code)
    if product.removed_at is None:
        catalogue.remove(product, g.person)
    return url_for("group.products.index", removed=code)


def _brought_back(code: str) -> str:
    product = products.get_any(g.group, code)
    if product.removed_at is None:
        catalogue.show(product, True, g.person)
    else:
        catalogue.bring_back(product, g.person)
    return url_for("group.products.index")


def _removed() -> Product | None:
    """What was just deleted or hidden, named in the address by the deletion's answer."""
    number = asked.number("removed")
    try:
        product = products.get_any(g.group, str(number)) if number else None
    except Missing:
        return None
    return product if product and (product.removed_at or not product.is_shown) else None


def _page(form: FlaskForm, product: Product | None, photos: list[Stored], status: int = 200) -> Response:
    return answers.page(
        "group/product.html",
        status,
        form=form,
        product=product,
        photos=photos,
        seal=pictures.seal,
        said=prices.said,
        over=list(map(_linked, workdays.over(product))) if product else [],
        most_photos=products.MOST_PHOTOS,
    )
