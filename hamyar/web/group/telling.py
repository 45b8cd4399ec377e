"""Telling a customer by hand where no message went, and ticking it off; and the group's taps on its news."""

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import notices, orders
from hamyar.domain.notices import Notice
from hamyar.domain.orders import Order
from hamyar.kit.errors import Missing
from hamyar.web import answers, asked, submissions, telling
from hamyar.web.language import gettext as _

bp = Blueprint("telling", __name__)

_NUMBER = "<int(max=999999999):number>"


@bp.get("/ringing")
def ringing() -> Response:
    """Asked now and then by an open page: the news that nobody of the group has looked at."""
    return answers.part("_ringing.html")


@bp.post("/looked")
def look() -> Response:
    """Somebody looked: the sound ends on all screens of the group."""
    address = submissions.once(_looked)
    return answers.part("_ringing.html") if answers.is_part_asked() else answers.go(address)


@bp.post(f"/orders/{_NUMBER}/told")
def told(number: int) -> Response:
    """She has told the customer herself."""
    notice = _notice(orders.get(g.group, number))
    address = submissions.once(lambda: _told(number, notice))
    flash(_("Good. It stands there with your name and the time."), "good")
    return answers.go(address)


@bp.post(f"/orders/{_NUMBER}/untold")
def untold(number: int) -> Response:
    """The tick was a slip."""
    notice = _notice(orders.get(g.group, number))
    return answers.go(submissions.once(lambda: _untold(number, notice)))


def _looked() -> str:
    telling.look(g.group)
    return url_for("group.home.show")


def _told(number: int, notice: Notice) -> str:
    notices.told(notice, g.person)
    return _back(number)


def _untold(number: int, notice: Notice) -> str:
    notices.untold(notice)
    return _back(number)


def _back(number: int) -> str:
    return url_for("group.orders.show", number=number) + "#told"


def _notice(order: Order) -> Notice:
    wanted = asked.number("notice")
    notice = next((one for one in notices.of_order(order.id) if one.id == wanted), None)
    if notice is None:
        raise Missing("notice")
    return notice
