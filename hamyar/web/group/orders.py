"""The group's orders: all of them in a list, one of them whole, the moves, and the sheets to print."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from hamyar.domain import moves, orders
from hamyar.domain.orders import Order
from hamyar.kit import clock
from hamyar.kit.errors import Refused
from hamyar.web import answers, asked, fields, filters, language, links, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("orders", __name__)

# The days that can be picked from a list; earlier orders are found by number, name or mobile.
_DAYS_BACK = 31
_BOARD = "board"
# No order has a longer number; a larger one would not fit the table.
_NUMBER = "<int(max=999999999):number>"


class MoveForm(FlaskForm):
    """A tapped move. The reason is one of the ready ones or her own words; her own words win."""

    move = StringField()
    why = fields.LineField()
    reason = fields.LineField(_l("Or in your own words"), validators=[fields.at_most(moves.LONGEST_REASON)])
    place = StringField()

    @property
    def said(self) -> str:
        """The reason in words."""
        return (self.reason.data or self.why.data or "")[: moves.LONGEST_REASON]


@bp.get("/orders")
def index() -> Response:
    """The list: by state and day, or what fits a number, a name or a mobile; newest first."""
    state, day, text = asked.one_of("state", orders.STATES), asked.day(), asked.text()
    page = orders.of_group(g.group, state=state, day=day, text=text, before=asked.number("before"))
    what: dict[str, Any] = {"page": page, "state": state, "day": day, "text": text}
    if answers.is_part_asked():
        return answers.part("group/_orders.html", **what)
    return answers.page("group/orders.html", days=_days(), **what)


@bp.get("/orders/day")
def day() -> Response:
    """The sheet of one day: what to make in all, and every order with a box to tick."""
    on = asked.day() or clock.today()
    listed = orders.for_day(g.group, on)
    return answers.page("print/day.html", day=on, orders=listed, to_make=_to_make(listed))


@bp.get(f"/orders/{_NUMBER}")
def show(number: int) -> Response:
    """One order and everything that may be done with it."""
    return _order_page(orders.get(g.group, number))


@bp.get(f"/orders/{_NUMBER}/slip")
def slip(number: int) -> Response:
    """The slip that is laid into the bag."""
    return answers.page("print/slip.html", order=orders.get(g.group, number))


@bp.post(f"/orders/{_NUMBER}/move")
def move(number: int) -> Response:
    """One tap. Whoever comes second is told what the first one did."""
    order = orders.get(g.group, number)
    form = MoveForm()
    if not form.validate():
        return _refusal(order, " ".join(form.reason.errors), form)
    try:
        address = submissions.once(lambda: _moved(number, form))
    except Refused as no:
        return _refusal(orders.get(g.group, number), problems.say(no), form)
    return _answer(number, form.place.data, address)


@bp.post(f"/orders/{_NUMBER}/undo")
def undo(number: int) -> Response:
    """Take the last step back."""
    orders.get(g.group, number)
    form = MoveForm()
    try:
        address = submissions.once(lambda: _undone(number, form))
    except Refused as no:
        return _refusal(orders.get(g.group, number), problems.say(no), form)
    return _answer(number, form.place.data, address)


def _moved(number: int, form: MoveForm) -> str:
    moves.make(orders.get(g.group, number), form.move.data or "", by=g.person, reason=form.said)
    return _after(number, form)


def _undone(number: int, form: MoveForm) -> str:
    moves.undo(orders.get(g.group, number), asked.number("step") or 0, g.person)
    return _after(number, form)


def _after(number: int, form: MoveForm) -> str:
    """Back to where she tapped; the page says what happened, out of the order itself."""
    if form.place.data == _BOARD:
        return url_for("group.home.show", done=number)
    return url_for("group.orders.show", number=number, done=1)


def _answer(number: int, place: str | None, address: str) -> Response:
    if not answers.is_part_asked():
        return answers.go(address)
    return answers.part("group/_card.html", order=orders.get(g.group, number), place=place, done=True)


def _refusal(order: Order, problem: str, form: MoveForm) -> Response:
    """The order as it is now, with the sentence that says why the tap did nothing."""
    what = {"problem": problem, "tried": form.move.data, "typed": form.reason.data}
    if answers.is_part_asked():
        return answers.part("group/_card.html", 422, order=order, place=form.place.data, **what)
    return _order_page(order, 422, **what)


def _order_page(order: Order, status: int = 200, **what: object) -> Response:
    link = links.public("shop.tracking.show", secret=order.secret)
    with language.speaking("fa"):
        text = _ready_text(order, link)
    facts = {
        "order": order,
        "link": link,
        "sms": links.sms(order.mobile, text),
        "done": "done" in request.args and status == 200,
        "place": "order",
    }
    return answers.page("group/order.html", status, **facts, **what)


def _ready_text(order: Order, link: str) -> str:
    said = _("Hello %(name)s, your order %(number)s from “%(group)s”: %(link)s")
    number = filters.shown_digits(order.number)
    return said % {"name": order.name, "number": number, "group": order.group.name, "link": link}


def _days() -> list[date]:
    return [clock.today() - timedelta(days=back) for back in range(_DAYS_BACK)]


def _to_make(listed: list[Order]) -> list[tuple[str, str, int]]:
    """Product, variant and how many of it all accepted orders of the list want together, the most first."""
    wanted: Counter[tuple[str, str]] = Counter()
    for order in listed:
        if order.state == orders.ACCEPTED:
            for line in order.lines:
                wanted[line.product_name, line.variant_name] += line.quantity
    return [(product, variant, count) for (product, variant), count in wanted.most_common()]
