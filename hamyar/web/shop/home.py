"""The clinic's own page: its open shops, what is new, and the search over everything."""

from itertools import groupby

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from hamyar.domain import clinics, groups, products, shelf
from hamyar.domain.groups import Group
from hamyar.kit import search as searching
from hamyar.web import answers, asked, kept
from hamyar.web.language import gettext as _
from hamyar.web.shop import previews

bp = Blueprint("home", __name__)

_NEWEST = 8
# More shops than these are jumped to by their occupation.
_AT_A_GLANCE = 6


@bp.get("/")
def show() -> Response:
    """The page every link ends up at sooner or later."""
    return kept.page(clinics.versions, _clinic_page)


@bp.get("/search")
def search() -> Response:
    """What fits the searched words: shops first, then products, a page at a time. A product's code leads to it."""
    text = asked.text()
    product = products.find_by_code(g.clinic.id, text)
    if product and not answers.is_part_asked():
        return answers.go(url_for("shop.product.show", code=product.code))
    if not searching.terms(text):
        return answers.page("shop/search.html", text=text, shops=[], found=None, more_url=None)
    before = asked.number("before")
    found = shelf.found(g.clinic.id, text, before)
    more_url = url_for("shop.home.search", q=text, before=found.next) if found.next else None
    if answers.is_part_asked():
        return answers.part("shop/_found.html", found=found, more_url=more_url)
    shops = [] if before else groups.open_ones(g.clinic.id, text)
    return answers.page("shop/search.html", text=text, shops=shops, found=found, more_url=more_url)


def _clinic_page() -> str:
    shops = groups.open_ones(g.clinic.id)
    if not shops:
        return render_template("shop/opening.html")
    newest = shelf.newest(g.clinic.id, _NEWEST)
    text = g.clinic.about or _(
        "Home-cooked, sewn and made by hand in small groups. Choose, order, and they make it for you."
    )
    cover = next((product.cover for product in newest if product.cover), None)
    preview = previews.of(g.clinic.name, text, cover, "shop.home.show")
    has_many = len(shops) > _AT_A_GLANCE
    return render_template(
        "shop/home.html", occupations=_by_occupation(shops), has_many=has_many, newest=newest, preview=preview
    )


def _by_occupation(shops: list[Group]) -> list[tuple[str, list[Group]]]:
    return [(occupation, list(some)) for occupation, some in groupby(shops, key=lambda group: group.occupation)]
