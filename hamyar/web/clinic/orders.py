"""The orders of every group of the clinic, and the way to one that comes by telephone."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from hamyar.domain import groups, orders
from hamyar.domain.orders import Order
from hamyar.kit import clock, digits, letters, paging
from hamyar.web import answers, filters

bp = Blueprint("orders", __name__)

_LONGEST_SEARCH = 100
# So many days back can be chosen; older orders are found by number, name or mobile.
_DAYS = 31
# Earlier days are no days of this program, and the first years of the calendar overflow in another zone.
_FIRST_DAY = date(2020, 1, 1)


class Asked(NamedTuple):
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
    asked = _asked()
    page = _found(asked, digits.whole(request.args.get("before", "")))
    if answers.is_part_asked():
        return answers.part("clinic/_order_rows.html", page=page, asked=asked)
    return answers.page(
        "clinic/orders.html",
        page=page,
        asked=asked,
        groups=groups.all_of(g.clinic.id),
        states=orders.STATES,
        days=[(day.isoformat(), filters.day(day)) for day in _days()],
    )


@bp.get("/telephone-order")
def telephone() -> Response:
    """Which group is an order for that somebody tells by telephone?"""
    return answers.page("clinic/telephone.html", groups=groups.all_of(g.clinic.id))


def _asked() -> Asked:
    """What was asked in the address; what makes no sense there is as if it were not asked."""
    state, day = request.args.get("state", ""), request.args.get("day", "")
    return Asked(
        text=letters.line(request.args.get("q", ""))[:_LONGEST_SEARCH],
        group=request.args.get("group", ""),
        state=state if state in orders.STATES else "",
        day=_day(day),
    )


def _found(asked: Asked, before: int | None) -> paging.Page[Order]:
    what = {"state": asked.state, "day": asked.day, "text": asked.text, "before": before}
    if asked.group:
        return orders.of_group(groups.get(g.clinic.id, asked.group), **what)
    return orders.of_clinic(g.clinic.id, **what)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= clock.today() else None


def _days() -> list[date]:
    return [clock.today() - timedelta(days=back) for back in range(_DAYS)]
