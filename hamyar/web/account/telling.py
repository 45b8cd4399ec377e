"""How a person wants to be told besides in the app: SMS, a chat with the clinic's bot, e-mail."""

from typing import NamedTuple

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import ValidationError

from hamyar.domain import channels, groups, mornings, reaching
from hamyar.domain.channels import BOTS, EMAIL, SMS
from hamyar.web import access, answers, fields, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("telling", __name__)
bp.before_request(access.signed_in)

BOT_NAMES = {channels.BALE: _l("Bale"), channels.TELEGRAM: _l("Telegram")}


class WishForm(FlaskForm):
    """What she chooses by a tap or by typing it."""

    sms = BooleanField(_l("By SMS too"))
    email = fields.LineField(_l("By e-mail too, to"), validators=[fields.at_most(200)])

    def validate_email(self, field: fields.LineField) -> None:
        """Empty is allowed: then no letter comes."""
        if field.data and not reaching.is_email(field.data):
            raise ValidationError(str(_l("This is not an e-mail address. It looks like name@example.com.")))


class Chat(NamedTuple):
    """A bot of the clinic: its kind, its names, whether her chat is known to it, and the code she may still send."""

    kind: str
    label: str
    bot: str
    is_hers: bool
    code: str


@bp.get("/telling")
def show() -> Response:
    """What she chose, and what the clinic has."""
    chosen = reaching.of(g.person)
    email = chosen[EMAIL].address if EMAIL in chosen else ""
    return _page(WishForm(formdata=None, data={"sms": SMS in chosen, "email": email}))


@bp.post("/telling")
def save() -> Response:
    """SMS and e-mail."""
    form = WishForm()
    if not form.validate():
        return _page(form, 422)
    address = submissions.once(lambda: _saved(form))
    flash(_("Saved. In the app you are told in any case."), "good")
    return answers.go(address)


@bp.post("/telling/morning")
def morning() -> Response:
    """Whether her group is told the day's orders every morning."""
    address = submissions.once(_settled_morning)
    flash(_("Saved."), "good")
    return answers.go(address)


@bp.post("/telling/chat")
def ask_chat() -> Response:
    """A code to send to the bot."""
    kind = request.form.get("channel", "")
    return answers.go(submissions.once(lambda: _asked_chat(kind)))


@bp.post("/telling/chat/leave")
def leave_chat() -> Response:
    """No more messages in that chat."""
    kind = request.form.get("channel", "")
    address = submissions.once(lambda: _left_chat(kind))
    flash(_("Saved. In the app you are told in any case."), "good")
    return answers.go(address)


def _page(form: WishForm, status: int = 200) -> Response:
    carried = channels.carried(g.person.clinic_id)
    chats = [_chat(kind) for kind in carried if kind in BOTS]
    group = _group()
    what = {"own_group": group, "has_mornings": group is not None and mornings.is_wanted(group)}
    return answers.page("account/telling.html", status, form=form, carried=carried, chats=chats, **what)


def _group() -> groups.Group | None:
    return None if g.person.is_staff else groups.find_of(g.person)


def _chat(kind: str) -> Chat:
    bot = channels.find(g.person.clinic_id, kind)
    is_hers = kind in reaching.of(g.person)
    code = "" if is_hers else reaching.waiting_code(g.person, kind)
    return Chat(kind, str(BOT_NAMES[kind]), bot.settings.get("bot", "") if bot else "", is_hers, code)


def _saved(form: WishForm) -> str:
    carried = channels.carried(g.person.clinic_id)
    if SMS in carried:
        reaching.want_sms(g.person, form.sms.data)
    if EMAIL in carried:
        reaching.want_email(g.person, form.email.data or "")
    return _here()


def _settled_morning() -> str:
    group = _group()
    if group is not None:
        settle = mornings.want if request.form.get("wanted") else mornings.stop
        settle(group, g.person)
    return _here()


def _asked_chat(kind: str) -> str:
    reaching.ask_chat(g.person, kind)
    return _here()


def _left_chat(kind: str) -> str:
    reaching.leave_chat(g.person, kind)
    return _here()


def _here() -> str:
    return url_for("account.telling.show")
