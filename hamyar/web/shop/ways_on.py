"""Links that lead nowhere any more: a kind page, the right status, and a way on to what is there."""

from flask import g, request
from werkzeug.wrappers import Response

from hamyar.domain import groups, shelf
from hamyar.domain.groups import Group
from hamyar.domain.products import Product
from hamyar.kit import paging
from hamyar.web import answers, filters
from hamyar.web.language import gettext as _

_SHOPS = 12
_OTHERS = 6


def no_shop() -> Response:
    """Nobody ever had this address: 404."""
    sentence = _("There is no shop at this address. It may be mistyped: look at it once more letter by letter.")
    return _page(404, _("We do not find this shop"), sentence)


def closed_shop(group: Group) -> Response:
    """The address is right and may be open again tomorrow, so the answer is no error; only search engines stay away."""
    sentence = _("“%(name)s” takes no new orders just now. Orders that were placed go on.") % {"name": group.name}
    return _page(200, _("This shop is closed for now"), sentence, trade=group.occupation, but=group)


def no_product() -> Response:
    """Nothing ever had this code: 404."""
    sentence = _("No product has the code “%(code)s”. It may be mistyped: look at the digits once more.")
    return _page(404, _("We do not find this product"), sentence % {"code": filters.shown_digits(_typed())})


def gone_product(product: Product) -> Response:
    """Deleted for good is 410, hidden or in a closed shop 404: it may come back. Its name is told to nobody."""
    if not product.group.is_open:
        sentence = _("The shop “%(name)s” takes no new orders just now.") % {"name": product.group.name}
        return _page(
            404, _("This product cannot be ordered now"), sentence, trade=product.group.occupation, but=product.group
        )
    sentence = _("“%(name)s” does not offer it any more. Look at what else they make.") % {"name": product.group.name}
    others = shelf.to_order(product.group, size=_OTHERS)
    status = 410 if product.removed_at else 404
    return _page(
        status, _("This product is gone"), sentence, trade=product.group.occupation, shop=product.group, others=others
    )


def _page(
    status: int,
    title: str,
    sentence: str,
    *,
    trade: str = "",
    but: Group | None = None,
    shop: Group | None = None,
    others: paging.Page[Product] | None = None,
) -> Response:
    shops = [] if others else [group for group in groups.open_ones(g.clinic.id) if group != but]
    return answers.page(
        "shop/gone.html",
        status,
        title=title,
        sentence=sentence,
        trade=trade,
        shop=shop,
        others=others,
        shops=shops[:_SHOPS],
    )


def _typed() -> str:
    return str((request.view_args or {}).get("code") or request.form.get("code", ""))[:20]
