"""The orders of every group of the clinic, and the way to one that comes by telephone."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import groups, orders, products
from hamyar.domain.orders import Order
from hamyar.kit import clock, paging
from hamyar.web import answers, asked, codes, filters
from hamyar.web.language import Lazy as _l

bp = Blueprint("orders", __name__)

# So many days back can be chosen; older orders are found by number, name or mobile.
_DAYS = 31
# How an order can come that a group's room writes down: in words, and the page for it.
_WAYS_IN = {
    "telephone": (_l("By telephone or at the counter"), "group.telephone.new"),
    "message": (_l("As a message"), "group.pasted.show"),
    "fair": (_l("At a fair"), "group.sell.show"),
}


class Wanted(NamedTuple):
    """What the list is narrowed to; empty texts where it is not."""

    text: str
    group: str
    state: str
    day: date | None

    def but(self, **changes: object) -> dict[str, str]:
        """The same as a link's values, with something changed."""
        values = {"q": self.text, "group": self.group, "state": self.state, "day": self.day} | changes
        return {name: str(value) for name, value in values.items() if value}


@bp.get("/orders")
def index() -> Response:
    """All orders, newest first, by group, state, day, and number, name or mobile."""
    wanted = _wanted()
    page = _found(wanted, asked.number("before"))
    if answers.is_part_asked():
        return answers.part("clinic/_order_rows.html", page=page, wanted=wanted)
    return answers.page(
        "clinic/orders.html",
        page=page,
        wanted=wanted,
        groups=groups.all_of(g.clinic.id),
        states=orders.STATES,
        days=[(day.isoformat(), filters.day(day)) for day in _days()],
    )


@bp.get("/telephone-order")
def telephone() -> Response:
    """Which group is an order for that somebody tells by telephone? The code of the product knows it."""
    typed = asked.text("code")
    product = products.find_by_code(g.clinic.id, typed)
    no = codes.hindrance(product) if typed else None
    if product and no is None:
        return answers.go(url_for("group.telephone.new", slug=product.group.slug, find_text=product.code))
    how = asked.one_of("how", tuple(_WAYS_IN)) or "telephone"
    return answers.page(
        "clinic/telephone.html",
        groups=groups.all_of(g.clinic.id),
        typed=typed,
        no=no,
        how=how,
        ways={key: label for key, (label, _endpoint) in _WAYS_IN.items()},
        page=_WAYS_IN[how][1],
    )


def _wanted() -> Wanted:
    """What was asked in the address; what makes no sense there is as if it were not asked."""
    return Wanted(
        text=asked.text(),
        group=request.args.get("group", ""),
        state=asked.one_of("state", orders.STATES),
        day=asked.day(),
    )


def _found(wanted: Wanted, before: int | None) -> paging.Page[Order]:
    what: dict[str, Any] = {"state": wanted.state, "day": wanted.day, "text": wanted.text, "before": before}
    if wanted.group:
        return orders.of_group(groups.get(g.clinic.id, wanted.group), **what)
    return orders.of_clinic(g.clinic.id, **what)


def _days() -> list[date]:
    return [clock.today() - timedelta(days=back) for back in range(_DAYS)]
