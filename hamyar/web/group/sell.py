"""Selling at a fair or over a table: tap what changed hands, take the cash; for five minutes it can be taken back."""

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import orders, selling, shelf
from hamyar.domain.baskets import MOST_OF_ONE
from hamyar.kit import clock
from hamyar.kit.errors import Refused
from hamyar.web import answers, asked, problems, submissions
from hamyar.web.group import wants
from hamyar.web.group.wants import Line
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.refusals import WORDS

bp = Blueprint("sell", __name__)

# Without network the page cannot fetch a fresh number for its form: so many sales it can write down by itself.
_SPARE = 30
_WORDS = {**WORDS, "order.empty": _l("Tap what was sold first.")}


@bp.get("/sell")
def show() -> Response:
    """What there is to sell, and what was sold today."""
    return _page(_lines(), done=asked.number("done"))


@bp.post("/sell")
def sell() -> Response:
    """It changed hands for cash; or only the sum of it."""
    lines = _lines()
    if "count" in request.form:
        return _page(lines)
    if any(line.errors for line in lines) and not submissions.is_answered():
        return _page(lines, 422)
    wanted = {line.variant.id: line.quantity for line in lines if line.quantity}
    try:
        address = submissions.once(lambda: _sold(wanted))
    except Refused as no:
        return _refusal(no)
    return answers.go(address)


@bp.post("/sell/<int(max=999999999):number>/back")
def take_back(number: int) -> Response:
    """It was typed wrongly, or brought back."""
    orders.get(g.group, number)
    try:
        address = submissions.once(lambda: _taken_back(number))
    except Refused as no:
        return _page(_lines(), 422, problem=problems.say(no))
    return answers.go(address)


def _sold(wanted: dict[int, int]) -> str:
    order = selling.sell(g.group, wants.wishes(wanted), g.person)
    return url_for("group.sell.show", done=order.number)


def _taken_back(number: int) -> str:
    selling.take_back(orders.get(g.group, number), _("Taken back"), g.person)
    return url_for("group.sell.show", back=number)


def _refusal(no: Refused) -> Response:
    lines = _lines()
    if no.key == "stock.short" and wants.note_short(lines):
        return _page(lines, 422)
    return _page(lines, 422, problem=problems.say(no, _WORDS))


def _page(lines: list[Line], status: int = 200, *, done: int | None = None, problem: str = "") -> Response:
    lately = selling.lately(g.group)
    sold = next((order for order in lately if order.number == done), None)
    return answers.page(
        "group/sell.html",
        status,
        lines=lines,
        total=sum(line.variant.price * line.quantity for line in lines),
        today=selling.takings(g.group, clock.today()),
        sold=sold,
        earlier=[order for order in lately if order is not sold],
        is_back="back" in request.args,
        problem=problem,
        most=MOST_OF_ONE,
        spare=[submissions.number("group.sell.sell") for _n in range(_SPARE)],
    )


def _lines() -> list[Line]:
    """What can lie on a table: a service does not."""
    return wants.lines(product for product in shelf.orderable(g.group) if not product.is_service)
