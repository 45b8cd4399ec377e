"""Telling a customer by hand, or that her day is closed, and ticking it off; and the group's taps on its news."""

from flask import Blueprint, flash, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import closings, notices, orders, requests
from hamyar.domain.notices import Notice
from hamyar.domain.orders import Order
from hamyar.kit.errors import Missing
from hamyar.web import answers, asked, submissions, telling
from hamyar.web.language import gettext as _

bp = Blueprint("telling", __name__)

_NUMBER = "<int(max=999999999):number>"
_ORDERS, _REQUESTS = "orders", "requests"
# Where an order whose day is closed was looked at: on its own page, or on one of the two lists.
_DAYS, _HOLIDAY = "days", "holiday"


@bp.get("/ringing")
def ringing() -> Response:
    """Asked now and then by an open page: the news that nobody of the group has looked at."""
    return answers.part("_ringing.html")


@bp.post("/looked")
def look() -> Response:
    """Somebody looked: the sound ends on all screens of the group."""
    address = submissions.once(_looked)
    return answers.part("_ringing.html") if answers.is_part_asked() else answers.go(address)


@bp.post(f"/orders/{_NUMBER}/told", defaults={"of": _ORDERS})
@bp.post(f"/requests/{_NUMBER}/told", defaults={"of": _REQUESTS})
def told(of: str, number: int) -> Response:
    """She has told the customer herself, of her order or of the answer to her request."""
    listed, page = _place(of, number)
    notice = _named(listed)
    address = submissions.once(lambda: _told(notice, page))
    flash(_("Good. It stands there with your name and the time."), "good")
    return answers.go(address)


@bp.post(f"/orders/{_NUMBER}/untold", defaults={"of": _ORDERS})
@bp.post(f"/requests/{_NUMBER}/untold", defaults={"of": _REQUESTS})
def untold(of: str, number: int) -> Response:
    """The tick was a slip."""
    listed, page = _place(of, number)
    notice = _named(listed)
    return answers.go(submissions.once(lambda: _untold(notice, page)))


@bp.post(f"/orders/{_NUMBER}/day/tell")
def tell_of_day(number: int) -> Response:
    """Let a message tell her that nobody works on her day."""
    orders.get(g.group, number)
    address = submissions.once(lambda: _told_of_day(number))
    flash(telling.yourself_too(_("Good. Now agree on another day with her.")), "good")
    return answers.go(address)


@bp.post(f"/orders/{_NUMBER}/day/told")
def told_of_day(number: int) -> Response:
    """She has told her herself that nobody works on that day."""
    orders.get(g.group, number)
    address = submissions.once(lambda: _told_of_day_by_hand(number))
    flash(_("Good. It stands there with your name and the time."), "good")
    return answers.go(address)


@bp.post(f"/orders/{_NUMBER}/day/untold")
def untold_of_day(number: int) -> Response:
    """The tick was a slip."""
    orders.get(g.group, number)
    return answers.go(submissions.once(lambda: _untold_of_day(number)))


def _looked() -> str:
    telling.look(g.group)
    return url_for("group.home.show")


def _told(notice: Notice, page: str) -> str:
    notices.told(notice, g.person)
    return f"{page}#told"


def _untold(notice: Notice, page: str) -> str:
    notices.untold(notice)
    return f"{page}#told"


def _told_of_day(number: int) -> str:
    order = orders.get(g.group, number)
    closings.tell(order)
    return _back(order)


def _told_of_day_by_hand(number: int) -> str:
    order = orders.get(g.group, number)
    closings.told(order, g.person)
    return _back(order)


def _untold_of_day(number: int) -> str:
    order = orders.get(g.group, number)
    for notice in closings.news([order]).values():
        notices.untold(notice)
    return _back(order)


def _back(order: Order) -> str:
    """To where she tapped."""
    place = request.form.get("place", "")
    if place == _DAYS:
        return url_for("group.days.show") + "#tell"
    if place == _HOLIDAY and g.person.is_staff and order.ready_on:
        return url_for("clinic.holidays.orders", day=order.ready_on)
    return url_for("group.orders.show", number=order.number) + "#closed-day"


def _place(of: str, number: int) -> tuple[list[Notice], str]:
    """What the customer was or is to be told, and the page it stands on. Raises Missing."""
    if of == _ORDERS:
        order = orders.get(g.group, number)
        return notices.of_order(order.id), url_for("group.orders.show", number=number)
    one = requests.get(g.group, number)
    return notices.of_link(one.clinic_id, one.path), url_for("group.requests.show", number=number)


def _named(listed: list[Notice]) -> Notice:
    wanted = asked.number("notice")
    notice = next((one for one in listed if one.id == wanted), None)
    if notice is None:
        raise Missing("notice")
    return notice
