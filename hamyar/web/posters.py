"""Posters: the plain one that anyone with the link may print, and the numbered one of those whose shop it is."""

from typing import Any

from flask import g, url_for

from hamyar.domain import shelf
from hamyar.domain.groups import Group
from hamyar.domain.products import Product
from hamyar.web import access, links

_PICTURES = 3


def facts(group: Group, product: Product | None = None) -> dict[str, Any]:
    """What stands on the poster of a product, or of the group's shop: templates/print/_poster.html."""
    if product is not None:
        shown, printed = [], links.to_print("shop.product.show", code=product.code)
    else:
        shown = [one for one in shelf.to_order(group).rows if one.cover][:_PICTURES]
        printed = links.to_print("shop.storefront.show", slug=group.slug)
    return {"shop": group, "product": product, "shown": shown, **printed}


def numbered(group: Group, product: Product | None = None) -> str | None:
    """Where whoever works for this group has the poster with a number; None for everybody else."""
    if g.person is None or not access.may_work_for(group, g.person):
        return None
    return url_for("group.papers.poster", slug=group.slug, code=product.code if product else None)
