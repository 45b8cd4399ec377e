"""Customers who lost their links: staff look the orders up and send them the links themselves."""

from typing import Any, NamedTuple

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import orders, requests, resends
from hamyar.domain.orders import Order
from hamyar.domain.requests import Request
from hamyar.domain.resends import Resend
from hamyar.web import answers, asked, filters, language, links, submissions
from hamyar.web.language import gettext as _

bp = Blueprint("resends", __name__)


class Wish(NamedTuple):
    """One wish, the orders and the requests for a price that were found for it, and the message to send."""

    resend: Resend
    orders: list[Order]
    requests: list[Request]
    text: str
    sms: str


@bp.get("/resends")
def index() -> Response:
    """The wishes nobody has answered, oldest first."""
    page = resends.waiting(g.clinic.id, asked.number("after"))
    mobiles = [one.mobile for one in page.rows]
    ordered, asking = orders.of_mobiles(g.clinic.id, mobiles), requests.open_of_mobiles(g.clinic.id, mobiles)
    wishes = [_wish(one, ordered[one.mobile], asking[one.mobile]) for one in page.rows]
    what: dict[str, Any] = {"wishes": wishes, "next": page.next, "links_begin": links.base()}
    if answers.is_part_asked():
        return answers.part("clinic/_wishes.html", **what)
    return answers.page("clinic/resends.html", count=resends.count_waiting(g.clinic.id), **what)


@bp.post("/resends/<int:number>/done")
def done(number: int) -> Response:
    """She was told, or there was nothing to tell."""
    resend = resends.get(g.clinic.id, number)
    address = submissions.once(lambda: _done(resend))
    flash(_("Done. It is off the list."), "good")
    return answers.go(address)


def _done(resend: Resend) -> str:
    resends.done(resend, g.person)
    return url_for("clinic.resends.index")


def _wish(resend: Resend, ordered: list[Order], asking: list[Request]) -> Wish:
    with language.speaking("fa"):
        text = _message(ordered, asking) if ordered or asking else ""
    return Wish(resend, ordered, asking, text, links.sms(resend.mobile, text))


def _message(ordered: list[Order], asking: list[Request]) -> str:
    """The links of her orders and of what she asked a price for, to be sent as they stand."""
    first = _("Hello from %(clinic)s. Here are your orders again:") % {"clinic": g.clinic.name}
    lines = [
        _("Order %(number)s, %(group)s: %(link)s")
        % {
            "number": filters.shown_digits(order.number),
            "group": order.group.name,
            "link": links.public("shop.tracking.show", secret=order.secret),
        }
        for order in ordered
    ]
    lines += [
        _("A price from %(group)s: %(link)s")
        % {"group": one.group.name, "link": links.public("shop.quote.show", secret=one.secret)}
        for one in asking
    ]
    return "\n".join([first, *lines])
