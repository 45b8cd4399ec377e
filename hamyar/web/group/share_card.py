"""The picture of a product to send where a link cannot be opened, and a text with its code to send beside it.

The phone draws the picture (static/js/share-card.js); here stand its words. It goes to customers, so it is in Persian
whatever language the page is in, and tells nothing of a member.
"""

from typing import Any

from flask import Blueprint, g, get_template_attribute, url_for
from werkzeug.wrappers import Response

from hamyar.domain import products
from hamyar.domain.products import Product
from hamyar.kit import photos
from hamyar.web import answers, filters, language, links
from hamyar.web.language import gettext as _

bp = Blueprint("share_card", __name__)

# Where a link opens is told to customers where it is known and helps them.
_TOLD = ("wifi", "named_wifi", "everywhere")


@bp.get("/products/<int(max=99999999):code>/picture")
def show(code: int) -> Response:
    """The picture and its text; of what customers do not see, only why not."""
    product = products.get(g.group, str(code))
    if not product.is_public:
        return answers.page("group/share_card.html", product=product, card=None)
    address = links.public("shop.product.show", code=product.code)
    with language.speaking(language.FIRST):
        reach = _reach(address)
        card, text = _card(product, address, reach), _text(product, reach)
    return answers.page(
        "group/share_card.html",
        product=product,
        card=card,
        photo=_photo(product),
        file_name=f"{g.group.slug}-{product.code}.jpg",
        address=address,
        text=f"{text}\n{address}",
        ways=links.ways(address, text),
    )


def _card(product: Product, address: str, reach: str) -> dict[str, Any]:
    """What is written on the picture, and the square for the camera."""
    shop, clinic = product.group, product.group.clinic
    return {
        "name": product.name,
        "price": _price(product),
        "unit": _unit(product),
        "shop": shop.name,
        "place": shop.neighbourhood,
        "codeLabel": _("Code of the product"),
        "code": filters.shown_digits(product.code),
        "orderLabel": _("To order, call and say the code"),
        "phone": filters.phone(clinic.phone),
        "orAt": _("or come to %(clinic)s") % {"clinic": clinic.name},
        "scan": _("or hold the camera on it"),
        "reach": _("The link: %(reach)s") % {"reach": reach} if reach else "",
        "square": links.qr_rows(address),
    }


def _text(product: Product, reach: str) -> str:
    shop, clinic = product.group, product.group.clinic
    facts = {
        "name": product.name,
        "price": _price(product),
        "unit": _unit(product),
        "shop": shop.name,
        "code": filters.shown_digits(product.code),
        "phone": filters.phone(clinic.phone),
        "clinic": clinic.name,
        "reach": reach,
    }
    lines = (
        _("%(name)s, %(unit)s %(price)s, from the shop “%(shop)s”")
        if product.has_price
        else _("%(name)s, %(price)s, from the shop “%(shop)s”"),
        _("Code: %(code)s"),
        _("To order, call %(phone)s or come to %(clinic)s, and say this code."),
        _("The link (%(reach)s):") if reach else _("The link:"),
    )
    return "\n".join(line % facts for line in lines)


def _reach(address: str) -> str:
    reach = links.reach(address)
    return reach.words if reach.kind in _TOLD else ""


def _price(product: Product) -> str:
    if not product.has_price:
        return _("price on agreement")
    price = filters.toman(product.lowest_price)
    return price if product.has_one_price else _("from %(price)s") % {"price": price}


def _unit(product: Product) -> str:
    if not product.has_price:
        return ""
    return str(get_template_attribute("shop/_words.html", "for_one")(product.unit)).strip()


def _photo(product: Product) -> str:
    """The widest JPEG of its cover: every messenger takes one, should the phone not draw the picture."""
    cover = product.cover
    if cover is None:
        return ""
    return url_for("photos.show", name=cover.name, width=photos.widths(cover.width)[-1], extension="jpg")
