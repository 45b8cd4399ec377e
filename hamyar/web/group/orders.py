"""The group's orders: all of them in a list, one of them whole, and the moves."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from hamyar.domain import moves, orders, payments, rebooking, requests, selling, settling
from hamyar.domain.agreements import GROUP, OTHER_DAY
from hamyar.domain.orders import AT_FAIR, Order
from hamyar.kit import clock
from hamyar.kit.errors import Refused
from hamyar.web import (
    agreeing,
    answers,
    asked,
    closed_days,
    fields,
    filters,
    language,
    links,
    problems,
    submissions,
    telling,
)
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("orders", __name__)

# The days that can be picked from a list; earlier orders are found by number, name or mobile.
_DAYS_BACK = 31
_DAYS_AHEAD = 31
BOARD = "board"
# No order has a longer number; a larger one would not fit the table.
_NUMBER = "<int(max=999999999):number>"


class MoveForm(FlaskForm):
    """A tapped move. The reason is one of the ready ones or her own words; her own words win."""

    move = StringField()
    why = fields.LineField()
    reason = fields.LineField(_l("Or in your own words"), validators=[fields.at_most(moves.LONGEST_REASON)])
    place = StringField()
    cash = StringField()

    @property
    def said(self) -> str:
        """The reason in words."""
        return (self.reason.data or self.why.data or "")[: moves.LONGEST_REASON]


@bp.get("/orders")
def index() -> Response:
    """The list: by state and day, or what fits a number, a name or a mobile; newest first."""
    what: dict[str, Any] = {"state": asked.one_of("state", orders.STATES), "day": asked.day(), "due": asked.day("due")}
    what["text"] = asked.text()
    what["page"] = orders.of_group(g.group, **what, before=asked.number("before"))
    closed_days.remember(what["page"].rows)
    if answers.is_part_asked():
        return answers.part("group/_orders.html", **what)
    return answers.page("group/orders.html", days=_days(), coming=_coming(), **what)


@bp.get(f"/orders/{_NUMBER}")
def show(number: int) -> Response:
    """One order and everything that may be done with it."""
    return shown(orders.get(g.group, number))


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
    order = orders.get(g.group, number)
    moves.make(order, form.move.data or "", by=g.person, reason=form.said)
    payment = payments.of(order)
    # The box stood there when she tapped; somebody else may have taken the cash since.
    if form.cash.data and payment and settling.can_take_cash(payment):
        settling.take_cash(payment, g.person)
    return _after(number, form)


def _undone(number: int, form: MoveForm) -> str:
    order = orders.get(g.group, number)
    if order.channel == AT_FAIR:
        selling.take_back(order, _("Taken back"), g.person)
        return _after(number, form)
    taken_back = order.last_step.at
    moves.undo(order, asked.number("step") or 0, g.person)
    payment = payments.of(order)
    if payment:
        settling.undo_cash(payment, taken_back, _("Taken back"), g.person)
    return _after(number, form)


def _after(number: int, form: MoveForm) -> str:
    """Back to where she tapped; the page says what happened, out of the order itself."""
    if form.place.data == BOARD:
        return url_for("group.home.show", done=number)
    return url_for("group.orders.show", number=number, done=1)


def _answer(number: int, place: str | None, address: str) -> Response:
    if not answers.is_part_asked():
        return answers.go(address)
    return answers.part("group/_card.html", order=orders.get(g.group, number), place=place, done=True)


def _refusal(order: Order, problem: str, form: MoveForm) -> Response:
    """The order as it is now, with the sentence that says why the tap did nothing."""
    what = {"problem": problem, "tried": form.move.data, "typed": form.reason.data, "typed_why": form.why.data}
    if answers.is_part_asked():
        return answers.part("group/_card.html", 422, order=order, place=form.place.data, **what)
    return shown(order, 422, **what)


def shown(order: Order, status: int = 200, **what: object) -> Response:
    """The order's page; a view that has something to tell passes it."""
    link = links.public("shop.tracking.show", secret=order.secret)
    with language.speaking("fa"):
        text = _ready_text(order, link)
    hit, agreed = closed_days.hit(order), agreeing.about(order, GROUP)
    closed_days.give_reason(hit, agreed["asking"][OTHER_DAY])
    facts = {
        "order": order,
        "link": link,
        "sms": links.sms(order.mobile, text),
        "told": telling.of_order(order),
        "request_made": requests.find_of(order),
        "hit": hit,
        "changes": rebooking.changes_of(order),
        "done": "done" in request.args and status == 200,
        "place": "order",
    }
    return answers.page("group/order.html", status, **facts, **(agreed | what))


def _ready_text(order: Order, link: str) -> str:
    said = _("Hello %(name)s, your order %(number)s from “%(group)s”: %(link)s")
    number = filters.shown_digits(order.number)
    return said % {"name": order.name, "number": number, "group": order.group.name, "link": link}


def _days() -> list[date]:
    return [clock.today() - timedelta(days=back) for back in range(_DAYS_BACK)]


def _coming() -> list[date]:
    return [clock.today() + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]
