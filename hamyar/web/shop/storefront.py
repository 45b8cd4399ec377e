"""One group's shop: what a link, a poster or a messenger leads to."""

from flask import Blueprint, g, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from hamyar.domain import delivery, groups, shelf
from hamyar.domain.groups import Group
from hamyar.kit import digits, letters
from hamyar.kit.errors import Missing
from hamyar.web import access, answers, asked, kept, links, posters
from hamyar.web.shop import previews, ways_on

bp = Blueprint("storefront", __name__)


@bp.get("/g/<slug>")
def show(slug: str) -> Response:
    """The shop; a former address leads to the present one, a closed shop says so."""
    return kept.page(lambda: groups.versions(slug), lambda: _storefront(slug))


@bp.get("/g/<slug>/poster")
def poster(slug: str) -> str | Response:
    """A sheet to hang up: name, address, and the same as a square. Who works for the shop gets a numbered one."""
    group = find(slug)
    if group is None or not group.is_open:
        return ways_on.no_shop() if group is None else ways_on.closed_shop(group)
    access.whoever()
    numbered = posters.numbered(group)
    return redirect(numbered) if numbered else render_template("shop/poster.html", **posters.facts(group))


def find(slug: str) -> Group | None:
    """The group with this address, present or former, in the digits of any keyboard; None where nobody had it."""
    try:
        return groups.get(g.clinic.id, digits.to_ascii(letters.line(slug)))
    except Missing:
        return None


def _storefront(slug: str) -> str | Response:
    group = find(slug)
    if group is None:
        return ways_on.no_shop()
    if group.slug != slug:
        return redirect(url_for("shop.storefront.show", slug=group.slug), 301)
    if not group.is_open:
        return ways_on.closed_shop(group)
    if answers.is_part_asked():
        return _more(group)
    before, sold_out_before = asked.number("before"), asked.number("sold_out_before")
    return render_template(
        "shop/storefront.html",
        shop=group,
        to_order=None if sold_out_before else shelf.to_order(group, before),
        sold_out=None if before else shelf.sold_out(group, sold_out_before),
        is_beginning=not (before or sold_out_before),
        handover=[way for way in delivery.of(group) if way.is_on],
        **links.to_share("shop.storefront.show", group.name, slug=group.slug),
        preview=previews.of(group.name, group.story, group.photo, "shop.storefront.show", slug=group.slug),
    )


def _more(group: Group) -> Response:
    before = asked.number("sold_out_before")
    if before:
        return answers.part("shop/_shelf.html", shelf=shelf.sold_out(group, before), shop=group, key="sold_out_before")
    return answers.part(
        "shop/_shelf.html", shelf=shelf.to_order(group, asked.number("before")), shop=group, key="before"
    )
