"""The code of a product, told by telephone or read from a card: why it cannot be ordered just now, and what to do."""

from typing import NamedTuple

from flask import url_for

from hamyar.domain.products import Product
from hamyar.web.language import gettext as _


class Hindrance(NamedTuple):
    """Why an order cannot be written down, what would help, and the page for that where there is one."""

    title: str
    advice: str
    url: str = ""
    label: str = ""


def hindrance(product: Product | None) -> Hindrance | None:
    """What stands in the way of ordering the product that a code was looked up for; None where nothing does."""
    if product is None or product.removed_at:
        return Hindrance(_("No product has this code."), _("Ask for the digits once more, one by one."))
    if product.is_shown and any(variant.is_available for variant in product.variants):
        return None
    where = url_for("group.products.index", slug=product.group.slug, q=product.code)
    if not product.is_shown:
        title, advice = _("“%(name)s” is hidden just now."), _("It can be ordered when the group shows it again.")
    else:
        title, advice = _("“%(name)s” is sold out."), _("Is there more of it? Then it must be counted first.")
    return Hindrance(title % {"name": product.name}, advice, where, _("To the product"))
