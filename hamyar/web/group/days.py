"""The days on which the group works: for the lead to set, and for everybody what is sold of the coming ones."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from hamyar.domain import closings, days, holidays, workdays
from hamyar.domain.products import EVERY_DAY
from hamyar.kit import clock
from hamyar.kit.errors import Forbidden, Missing, Refused
from hamyar.web import access, answers, asked, closed_days, fields, filters, problems, submissions
from hamyar.web.group.week import WeekdaysField
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("days", __name__)

# So many of the coming holidays are shown.
_HOLIDAYS = 8


class WeekForm(FlaskForm):
    """What holds for every week."""

    weekdays = WeekdaysField(_l("On which days do you work?"))
    works_on_holidays = BooleanField(_l("We work on holidays too"))


class DayOffForm(FlaskForm):
    """A single day on which they do not work."""

    day = fields.DayField(_l("Day"))
    reason = fields.LineField(_l("Why"), validators=[fields.at_most(days.LONGEST_REASON)])


@bp.get("/days")
def show() -> Response:
    """The coming days, what is sold of them, and what keeps the group from working."""
    if answers.is_part_asked():
        return answers.part("group/_hit_rows.html", **_hit())
    return _page(_week_form(), DayOffForm(formdata=None))


@bp.post("/days/week")
def set_week() -> Response:
    """Other weekdays, or holidays too: the lead's and the staff's alone."""
    _only_lead()
    form = WeekForm()
    if not form.validate():
        return _page(form, DayOffForm(formdata=None), 422)
    try:
        address = submissions.once(lambda: _week_set(form))
    except Refused as no:
        problems.note(form, no)
        return _page(form, DayOffForm(formdata=None), 422)
    flash(_("Saved. Customers can choose the days on which you work."), "good")
    return answers.go(address)


@bp.post("/days/off")
def close() -> Response:
    """One day on which the group does not work."""
    _only_lead()
    form = DayOffForm()
    if not form.validate():
        return _page(_week_form(), form, 422)
    try:
        address = submissions.once(lambda: _closed(form))
    except Refused as no:
        problems.note(form, no)
        return _page(_week_form(), form, 422)
    flash(_("%(day)s is a day off. Nobody can order for it any more.") % {"day": filters.day(form.day.data)}, "good")
    return answers.go(address)


@bp.post("/days/tell")
def tell_all() -> Response:
    """Let a message tell everybody who ordered for a day on which the group does not work."""
    return answers.go(closed_days.tell_all(lambda: closings.tell_all_in(g.group), url_for("group.days.show") + "#tell"))


@bp.post("/days/<day>/open")
def open_again(day: str) -> Response:
    """The group works on this day after all."""
    _only_lead()
    on = _day(day)
    address = submissions.once(lambda: _opened(on))
    flash(_("You work on %(day)s after all.") % {"day": filters.day(on)}, "good")
    return answers.go(address)


def _week_form() -> WeekForm:
    working = [one for one in EVERY_DAY if one not in g.group.weekdays_off]
    return WeekForm(formdata=None, data={"weekdays": working, "works_on_holidays": g.group.works_on_holidays})


def _week_set(form: WeekForm) -> str:
    closings.set_week(g.group, form.weekdays.left_out, form.works_on_holidays.data, g.person)
    return url_for("group.days.show")


def _closed(form: DayOffForm) -> str:
    days.close(g.group, form.day.data, form.reason.data or "", g.person)
    return url_for("group.days.show") + "#tell"


def _opened(day: date) -> str:
    closings.open_again(g.group, day, g.person)
    return url_for("group.days.show")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Missing("day") from None


def _only_lead() -> None:
    if not access.leads(g.group, g.person):
        raise Forbidden


def _page(week_form: WeekForm, off_form: DayOffForm, status: int = 200) -> Response:
    first, last = clock.today(), clock.today() + holidays.AHEAD
    official = [one for one in holidays.days(g.clinic.id, first, last) if one.is_off]
    return answers.page(
        "group/days.html",
        status,
        week_form=week_form,
        off_form=off_form,
        coming=workdays.coming(g.group),
        **_hit(),
        off=days.off(g.group, first, last),
        official=official[:_HOLIDAYS],
    )


def _hit() -> dict[str, Any]:
    """Who ordered for a day on which the group does not work, a page at a time."""
    page = closings.hit_in(g.group, asked.number("after"))
    return {"hits": closed_days.hits(page.rows), "next": page.next}
