"""The holidays of the coming year, the clinic's own word on any of them, and who ordered for one."""

from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import closings, holidays
from hamyar.domain.days import Slot
from hamyar.kit import clock, jalali
from hamyar.kit.errors import Missing, Refused
from hamyar.kit.jalali import Month
from hamyar.web import answers, asked, calendar, closed_days, fields, filters, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("holidays", __name__)

_FARTHEST_YEARS = 20


class HolidayForm(FlaskForm):
    """A day on which nobody works, though the calendar does not say so."""

    day = fields.DayField(_l("Day"))
    name = fields.LineField(_l("What for"), validators=[fields.needed(), fields.at_most(holidays.LONGEST_NAME)])


@bp.get("/holidays")
def show() -> Response:
    """The coming twelve months, and what the clinic said of later days."""
    return _page(HolidayForm(formdata=None))


@bp.post("/holidays")
def declare() -> Response:
    """Make a day a holiday."""
    form = HolidayForm()
    if not form.validate():
        return _page(form, 422)
    try:
        address = submissions.once(lambda: _declared(form))
    except Refused as no:
        return _page(problems.note(form, no), 422)
    flash(_("%(day)s is a holiday now. Orders that are there for it already stay.")
          % {"day": filters.fact(form.day.data)}, "good")  # fmt: skip
    return answers.go(address)


@bp.post("/holidays/<day>/work")
def take_back(day: str) -> Response:
    """Work is done on this day, whatever the calendar says."""
    on = _day(day)
    address = submissions.once(lambda: _taken_back(on))
    flash(_("Work is done on %(day)s. Groups can take orders for it.") % {"day": filters.fact(on)}, "good")
    return answers.go(address)


@bp.post("/holidays/<day>/calendar")
def as_in_calendar(day: str) -> Response:
    """The calendar's word on this day holds again."""
    on = _day(day)
    address = submissions.once(lambda: _put_back(on))
    flash(_("%(day)s is as in the calendar again.") % {"day": filters.fact(on)}, "good")
    return answers.go(address)


@bp.get("/holidays/<day>/orders")
def orders(day: str) -> Response:
    """Who ordered for this day, group by group, and who of them was told."""
    on = _day(day)
    page = closings.hit_by(g.clinic.id, on, asked.number("after"))
    parts = [list(theirs) for _, theirs in groupby(closed_days.hits(page.rows), lambda one: one.order.group_id)]
    what: dict[str, Any] = {"slot": Slot(on), "parts": parts, "next": page.next}
    if answers.is_part_asked():
        return answers.part("clinic/_hit_parts.html", **what)
    return answers.page("clinic/hit_orders.html", name=holidays.name_of(g.clinic.id, on), **what)


@bp.post("/holidays/<day>/tell")
def tell_all(day: str) -> Response:
    """Let messages tell everybody who ordered for this day."""
    on = _day(day)
    address = url_for("clinic.holidays.orders", day=on)
    return answers.go(closed_days.tell_all(lambda: closings.tell_all(g.clinic.id, on), address))


def _page(form: HolidayForm, status: int = 200) -> Response:
    months = _coming_months()
    first, last = clock.today(), months[-1].last
    coming = holidays.days(g.clinic.id, first, last)
    later = [one for one in holidays.changes(g.clinic.id, first) if one.day > last]
    return answers.page(
        "clinic/holidays.html",
        status,
        form=form,
        months=[(month, [one for one in coming if jalali.month_of(one.day) == month]) for month in months],
        later=later,
        hit=closings.counts(g.clinic.id, [one for one in [*coming, *later] if one.is_off]),
        last_year=_last_year(months[0]),
    )


def _coming_months() -> list[Month]:
    months = [calendar.this_month()]
    while len(months) < 12:
        months.append(months[-1].after)
    return months


def _last_year(month: Month) -> int | None:
    """The last year that the file knows where it ends within twelve months of this one."""
    years = holidays.years_covered()
    return None if month.year + 1 in years else years[-1]


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Missing("holiday") from None
    # No calendar of ours goes so far.
    if abs(day.year - clock.today().year) > _FARTHEST_YEARS:
        raise Missing("holiday")
    return day


def _declared(form: HolidayForm) -> str:
    """On to the orders that stand for that day, where there are some."""
    hit = closings.declare(g.clinic.id, form.day.data, form.name.data or "", g.person)
    return url_for("clinic.holidays.orders", day=form.day.data) if hit else _at(form.day.data)


def _taken_back(day: date) -> str:
    closings.take_back(g.clinic.id, day, g.person)
    return _at(day)


def _put_back(day: date) -> str:
    closings.as_in_calendar(g.clinic.id, day, g.person)
    return _at(day)


def _at(day: date) -> str:
    return url_for("clinic.holidays.show") + f"#day-{day}"
