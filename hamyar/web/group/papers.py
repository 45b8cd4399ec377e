"""What goes to paper: the list of a day, an order's slip and its label, posters; on A4 or on a narrow roll.

A sheet gets its number when somebody says that she prints it; until then its page is only a preview.
"""

from collections import Counter
from datetime import date
from typing import Any

from flask import Blueprint, g, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from hamyar.domain import board, orders, payments, prints, products
from hamyar.domain.orders import Order
from hamyar.domain.prints import Print
from hamyar.domain.products import Product
from hamyar.kit import clock
from hamyar.kit.errors import Refused
from hamyar.web import answers, asked, closed_days, links, posters, submissions

bp = Blueprint("papers", __name__)

_NUMBER = "<int(max=999999999):number>"
_KINDS = "<any(slip, label):kind>"
_CODE = "<int(max=99999999):code>"


@bp.get("/orders/day")
def day() -> Response:
    """What a sheet of this day would say, when it was printed last, and what changed since."""
    return _day(asked.day() or clock.today(), None)


@bp.post("/orders/day")
def print_day() -> Response:
    """One more sheet of this day."""
    on, size = asked.day() or clock.today(), _size()
    return answers.go(submissions.once(lambda: _address(prints.of_day(g.group, on, size, g.person))))


@bp.get(f"/orders/{_NUMBER}/{_KINDS}")
def about(number: int, kind: str) -> Response:
    """What an order's slip or label would say."""
    return _about(orders.get(g.group, number), kind, None)


@bp.post(f"/orders/{_NUMBER}/{_KINDS}")
def print_about(number: int, kind: str) -> Response:
    """One more sheet about this order."""
    order, size = orders.get(g.group, number), _size()
    return answers.go(submissions.once(lambda: _address(prints.of_order(order, kind, size, g.person))))


@bp.get("/poster")
@bp.get(f"/products/{_CODE}/poster")
def poster(code: int | None = None) -> Response:
    """What the poster of a product, or of the shop, would say; of what customers do not see, only why not."""
    return _poster(_product(code), None)


@bp.post("/poster")
@bp.post(f"/products/{_CODE}/poster")
def print_poster(code: int | None = None) -> Response:
    """One more poster."""
    product, size = _product(code), _size()
    return answers.go(submissions.once(lambda: _address(prints.of_poster(g.group, product, size, g.person))))


@bp.get(f"/prints/{_NUMBER}")
def show(number: int) -> Response:
    """A sheet with its number, as things stand now; what changed since it was printed is said beside it.

    Opened more than `prints.FRESH` after it was made, it says that it is printed again. Before that the page itself
    says so as soon as it was printed once: static/js/printed.js.
    """
    sheet = prints.get(g.group, number)
    if sheet.day:
        return _day(sheet.day, sheet)
    if sheet.kind == prints.POSTER:
        return _poster(sheet.product, sheet)
    return _about(orders.get_by_id(g.group, sheet.order_id or 0), sheet.kind, sheet)


def _day(on: date, sheet: Print | None) -> Response:
    listed = board.for_day(g.group, on)
    closed_days.remember(listed)
    last = sheet or prints.last_of_day(g.group, on)
    return answers.page(
        "print/day.html",
        day=on,
        orders=listed,
        to_make=_to_make(listed),
        closing=next((one for one in map(closed_days.of, listed) if one and one.day == on), None),
        owed=_owed(listed),
        squares={order.id: _square(order) for order in listed},
        again=url_for("group.papers.print_day", day=on.isoformat()),
        **_facts(sheet, last),
    )


def _about(order: Order, kind: str, sheet: Print | None) -> Response:
    return answers.page(
        f"print/{kind}.html",
        order=order,
        owed=_owed([order]),
        square=_square(order),
        again=url_for("group.papers.print_about", number=order.number, kind=kind),
        **_facts(sheet, sheet),
    )


def _poster(product: Product | None, sheet: Print | None) -> Response:
    is_seen = prints.is_seen(g.group, product)
    return answers.page(
        "print/poster.html",
        is_seen=is_seen,
        again=url_for("group.papers.print_poster", code=product.code if product else None),
        **_facts(sheet, sheet or prints.last_poster(g.group, product), tells_since=product is not None),
        **(posters.facts(g.group, product) if is_seen else {"product": product}),
    )


def _facts(sheet: Print | None, last: Print | None, *, tells_since: bool = True) -> dict[str, Any]:
    """What every sheet's page shows beside it. `tells_since`: whether it is known that nothing changed since."""
    return {
        "sheet": sheet,
        "tells_since": tells_since,
        "last": last,
        "changes": prints.changes_since(last) if last else 0,
        "size": sheet.size if sheet else prints.A4,
    }


def _address(sheet: Print) -> str:
    return url_for("group.papers.show", number=sheet.number)


def _size() -> str:
    size = request.form.get("size", "")
    if size not in prints.SIZES:
        raise Refused("form.unknown")
    return size


def _product(code: int | None) -> Product | None:
    return None if code is None else products.get(g.group, str(code))


def _square(order: Order) -> Markup:
    """For a phone's camera: it opens the order, where one tap says that it is done."""
    return links.qr(links.public("group.orders.show", slug=g.group.slug, number=order.number))


def _owed(listed: list[Order]) -> dict[int, int]:
    """What is to be taken at the door, in rials, by the order's number in the table; paid ones are not in it."""
    found = payments.of_orders([order.id for order in listed])
    return {number: payment.missing for number, payment in found.items() if not payment.is_enough}


def _to_make(listed: list[Order]) -> list[tuple[str, str, int]]:
    """Product, variant and how many of it all accepted orders of the list want together, the most first."""
    wanted: Counter[tuple[str, str]] = Counter()
    for order in listed:
        if order.state == orders.ACCEPTED:
            for line in order.goods:
                wanted[line.product_name, line.variant_name] += line.quantity
    return [(product, variant, count) for (product, variant), count in wanted.most_common()]
