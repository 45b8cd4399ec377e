"""A plain calendar of the month, for anybody. It is what stands there while a woman has hidden what was open.

Nothing on it, in its address or in its title tells of the house it comes from, or of her.
"""

import re
from datetime import date

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from hamyar.kit import clock, jalali
from hamyar.web import access, answers, hiding, language

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

_MONTH = re.compile(r"(1[34][0-9]{2})-(0[1-9]|1[0-2])")


@bp.get("")
def show() -> Response:
    """The month that is asked for, else the present one."""
    asked = _MONTH.fullmatch(request.args.get("month", ""))
    month = jalali.Month(int(asked[1]), int(asked[2])) if asked else this_month()
    is_hidden = access.hidden_seat() is not None
    page = answers.page("calendar.html", month=month, is_hidden=is_hidden)
    return access.remember_hidden(page) if is_hidden else page


@bp.post("")
def hide() -> Response:
    """Quick hide without script. It needs no CSRF token: a page that lay open for weeks must hide as well."""
    hiding.hide()
    return hiding.covered(answers.go(url_for("calendar.show")))


@bp.app_template_global()
def this_month() -> jalali.Month:
    """The month it is in Tehran."""
    return jalali.month_of(clock.today())


@bp.app_template_global()
def this_day() -> date:
    """The day it is in Tehran."""
    return clock.today()


@bp.app_template_global()
def month_said(month: jalali.Month) -> str:
    """A month in the reader's language: «آذر ۱۴۰۵»."""
    return month.name(language.current())


@bp.app_template_global()
def weekdays() -> list[tuple[str, str]]:
    """The days of a week from Saturday, each as a column's head and in full."""
    return jalali.weekdays(language.current())


@bp.app_template_global()
def day_in_full() -> str:
    """Today, with weekday and year."""
    return jalali.full(clock.today(), language.current())
