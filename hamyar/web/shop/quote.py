"""The customer's own page of what she asked for, behind a link that only she has: the answer, and her yes or no."""

from collections.abc import Callable

from flask import Blueprint, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField

from hamyar.domain import offering, quotes, requests
from hamyar.domain.offering import LEFT_OPEN
from hamyar.domain.requests import LONGEST_NOTE, Request
from hamyar.kit import digits, letters
from hamyar.kit.errors import Refused
from hamyar.web import answers, choosing, fields, links, problems, submissions
from hamyar.web.choosing import ChoosingForm
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("quote", __name__)


class AgreeForm(ChoosingForm):
    """Her yes to the very answer that she saw, with what she chooses."""

    quote = HiddenField()

    @property
    def seen(self) -> int:
        """The number of that answer; 0 where it was tampered with."""
        return digits.whole((self.quote.data or "")[:16]) or 0


class RefuseForm(FlaskForm):
    """Her no, with a reason where she gives one."""

    reason = fields.LinesField(_l("Would you tell the group why?"), validators=[fields.at_most(LONGEST_NOTE)])


@bp.get("/q/<secret>")
def show(secret: str) -> Response:
    """What she asked, where it stands, and what she can do now."""
    return _shown(_get(secret))


@bp.post("/q/<secret>/agree")
def agree(secret: str) -> Response:
    """Yes: that makes the order, and leads to its page."""
    asked = _get(secret)
    form = _agree_form(asked)
    if not submissions.is_answered() and asked.can_be_agreed and not form.can_be_sent():
        return _shown(asked, 422, form)
    try:
        address = submissions.once(lambda: _agreed(secret, form))
    except Refused as no:
        return _refused(secret, no)
    flash(_("Thank you. Now it is an order."), "good")
    return answers.go(address)


@bp.post("/q/<secret>/refuse")
def refuse(secret: str) -> Response:
    """No, thank you."""
    asked, form = _get(secret), RefuseForm()
    if not form.validate():
        return _shown(asked, 422, refusing=form)
    return _do(secret, lambda: quotes.refuse(_get(secret), form.reason.data or ""))


@bp.post("/q/<secret>/withdraw")
def withdraw(secret: str) -> Response:
    """She does not want it any more."""
    return _do(secret, lambda: quotes.withdraw(_get(secret)))


@bp.post("/q/<secret>/again")
def again(secret: str) -> Response:
    """The answer ran out, and she still wants it."""
    return _do(secret, lambda: quotes.ask_again(_get(secret)))


def _do(secret: str, act: Callable[[], None]) -> Response:
    """One of the things she can do here; the page then says how it stands."""
    address = url_for("shop.quote.show", secret=_get(secret).secret)

    def work() -> str:
        act()
        return address

    try:
        submissions.once(work)
    except Refused as no:
        return _refused(secret, no)
    return answers.go(address)


def _agreed(secret: str, form: AgreeForm) -> str:
    asked = _get(secret)
    plan = form.plans().get(asked.group_id, LEFT_OPEN)
    order = quotes.agree(asked, form.seen, plan, seal=form.seal.data or "")
    return url_for("shop.tracking.show", secret=order.secret)


def _get(secret: str) -> Request:
    return requests.by_secret(g.clinic.id, letters.line(secret))


def _agree_form(asked: Request) -> AgreeForm:
    offers = [offering.of_agreed(asked.group, asked.quote.price)] if asked.quote and asked.can_be_agreed else []
    return choosing.of(AgreeForm, offers)


def _refused(secret: str, no: Refused) -> Response:
    """How it stands by now, with what she had chosen, and with the refusal where it belongs."""
    asked = _get(secret)
    form = _agree_form(asked)
    sentence = "" if form.note_refusal(no) else problems.say(no)
    return _shown(asked, 422, form, sentence=sentence)


def _shown(
    asked: Request,
    status: int = 200,
    form: AgreeForm | None = None,
    refusing: RefuseForm | None = None,
    *,
    sentence: str = "",
) -> Response:
    form = form or _agree_form(asked)
    form.say_what_is_gone()
    address = links.public("shop.quote.show", secret=asked.secret)
    text = _("What I asked “%(group)s” for:") % {"group": asked.group.name}
    return answers.page(
        "shop/quote.html",
        status,
        asked=asked,
        quote=asked.quote,
        choosing=form.asked[0] if form.asked else None,
        form=form,
        refusing=refusing or RefuseForm(formdata=None),
        seal=offering.seal_of(form.offers[0]) if form.offers else "",
        sentence=sentence,
        address=address,
        sms_url=links.sms(asked.mobile, f"{text}\n{address}"),
    )
