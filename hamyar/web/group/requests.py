"""What customers ask the group to make: the list, one of them with its photos, and the group's answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import groups, notices, quotes, requests
from hamyar.domain.requests import LONGEST_NOTE, Request
from hamyar.kit import clock
from hamyar.kit.errors import Forbidden, Refused
from hamyar.web import access, answers, asked, fields, language, links, problems, submissions, telling
from hamyar.web.group import prices
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("requests", __name__)

_ONE = "/requests/<int:number>"


class AnswerForm(FlaskForm):
    """A price and a day."""

    price = fields.TomanField(_l("The price of all of it"))
    day = fields.DayField(_l("On which day is it ready?"))
    holds_until = fields.DayField(_l("Until which day does this price hold?"))
    note = fields.LinesField(_l("Something to say to her"), validators=[fields.at_most(LONGEST_NOTE)])

    @property
    def said(self) -> quotes.Answer:
        """What was typed, for the domain."""
        return quotes.Answer(self.price.data, self.day.data, self.holds_until.data, self.note.data or "")


class DeclineForm(FlaskForm):
    """Why the group cannot make it."""

    reason = fields.LinesField(_l("Why?"), validators=[fields.needed(), fields.at_most(LONGEST_NOTE)])


@bp.get("/requests")
def index() -> Response:
    """All of them, newest first, or those in one state."""
    state = asked.one_of("state", requests.STATES)
    page = requests.of_group(g.group, state=state, before=asked.number("before"))
    what: dict[str, Any] = {"page": page, "state": state}
    if answers.is_part_asked():
        return answers.part("group/_requests.html", **what)
    return answers.page("group/requests.html", **what)


@bp.post("/requests/switch")
def switch() -> Response:
    """Let customers ask for something of their own, or not: the lead's and the staff's alone."""
    if not access.leads(g.group, g.person):
        raise Forbidden
    is_on = request.form.get("takes") == "y"
    address = submissions.once(lambda: _switched(is_on))
    flash(_("Customers find it in your shop now.") if is_on else _("Your shop takes no new requests."), "good")
    return answers.go(address)


@bp.get(_ONE)
def show(number: int) -> Response:
    """One of them, and what can be answered."""
    return _shown(number)


@bp.post(f"{_ONE}/answer")
def answer(number: int) -> Response:
    """Name a price and a day, or others in place of those."""
    form = AnswerForm()
    return _sent(number, "answering", form, lambda: _answered(number, form))


@bp.post(f"{_ONE}/decline")
def decline(number: int) -> Response:
    """Say that it cannot be made, and why."""
    form = DeclineForm()
    return _sent(number, "declining", form, lambda: _declined(number, form))


def _sent(number: int, name: str, form: Any, work: Callable[[], str]) -> Response:
    """Send her this answer, once; or the page with the form, called `name` there, and what is wrong with it."""
    one = requests.get(g.group, number)
    if not form.validate():
        return _shown(number, 422, **{name: form})
    try:
        address = submissions.once(work)
    except Refused as no:
        return _shown(number, 422, **{name: problems.note(form, no)})
    flash(telling.yourself_too(_("Your answer is on %(name)s’s page.") % {"name": one.name}), "good")
    return answers.go(address)


def _switched(is_on: bool) -> str:
    groups.take_requests(g.group, is_on, g.person)
    return url_for("group.shop.show") + "#requests"


def _answered(number: int, form: AnswerForm) -> str:
    one = requests.get(g.group, number)
    quotes.answer(one, form.said, g.person)
    return url_for("group.requests.show", number=number)


def _declined(number: int, form: DeclineForm) -> str:
    quotes.decline(requests.get(g.group, number), form.reason.data or "", g.person)
    return url_for("group.requests.show", number=number)


def _shown(
    number: int, status: int = 200, *, answering: AnswerForm | None = None, declining: DeclineForm | None = None
) -> Response:
    one = requests.get(g.group, number)
    link = links.public("shop.quote.show", secret=one.secret)
    with language.speaking("fa"):
        text = _("Hello %(name)s, here is the answer of “%(group)s” to what you asked for: %(link)s")
        text = text % {"name": one.name, "group": g.group.name, "link": link}
    return answers.page(
        "group/request.html",
        status,
        one=one,
        answering=answering or _empty(one),
        declining=declining or DeclineForm(formdata=None),
        said=prices.said,
        told=telling.shown(notices.of_link(one.clinic_id, one.path)),
        link=link,
        sms=links.sms(one.mobile, text),
    )


def _empty(one: Request) -> AnswerForm:
    """As it begins: her own day where she named one, and a week to think it over; after an answer, that answer."""
    week = clock.today() + quotes.USUAL_HOLD
    if one.quote:
        return AnswerForm(formdata=None, data={"price": one.quote.price, "day": one.quote.day, "holds_until": week})
    return AnswerForm(formdata=None, data={"day": one.wanted_on, "holds_until": week})
