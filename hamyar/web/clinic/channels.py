"""How messages leave the clinic: each way with its settings, its key and a test; and the quiet hours."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import Blueprint, current_app, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import StopValidation

from hamyar.domain import channels, outgoing, reaching
from hamyar.domain.channels import BALE, EMAIL, KINDS, MODEM, SMS, TELEGRAM, Channel
from hamyar.domain.notices import GIVEN_UP, WAITING, Notice
from hamyar.kit import clock, digits
from hamyar.kit.errors import Refused
from hamyar.ops import providers, sealing
from hamyar.web import access, answers, asked, fields, problems, submissions, telling
from hamyar.web.clinic.channel_form import FORMS, ChannelForm
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("channels", __name__)
bp.before_request(access.manager_only)

TITLES = {
    SMS: (_l("SMS provider"), "message-circle"),
    MODEM: (_l("SMS by a modem on this machine"), "smartphone"),
    BALE: (_l("Bot in Bale"), "send"),
    TELEGRAM: (_l("Bot in Telegram"), "send"),
    EMAIL: (_l("E-mail"), "mail"),
}
_KIND = f"<any({', '.join(KINDS)}):kind>"
# So long a test may wait where somebody sends at all.
_AT_ONCE = timedelta(minutes=1)
# What to do about a test that failed, by the key of why.
_ADVICE = {
    "no_line": _l("Has this machine internet?"),
    "slow": _l("Please try again in a few minutes."),
    "broken": _l("Please try again in a few minutes."),
    "status": _l("Compare the address and the key with what you were given."),
    "said": _l("Compare the key, the sender’s number and your credit with what the provider says."),
    "nonsense": _l("Compare the address and the answer with what the provider describes."),
    "unsafe": _l("Is the address right, and does the clock of this machine go right?"),
    "folder": _l("Is the folder there, and may Hamyar write into it?"),
    "refused": _l("Is the address to which it went right?"),
    "wrong": _l("Look through the fields once more."),
}


class HourField(fields.WholeNumberField):
    """A full hour of the day, with or without its minutes: 22, 22:00."""

    def read(self, text: str) -> int | None:
        return digits.whole(digits.to_ascii(text).removesuffix(":00"))

    def pre_validate(self, form: Any) -> None:
        if self.data is None or not 0 <= self.data <= 23:
            raise StopValidation(str(_l("Please write only the hour, from 0 to 23.")))


class QuietForm(FlaskForm):
    """Between which hours nothing leaves."""

    begin = HourField(_l("From the hour"))
    end = HourField(_l("Until the hour"))


class ProofForm(FlaskForm):
    """Where a test of SMS goes."""

    mobile = fields.MobileField(_l("To this mobile"))


class Tested(NamedTuple):
    """How the newest test went: in colour and words."""

    notice: Notice
    kind: str
    words: str
    why: str


class Way(NamedTuple):
    """One way as the list shows it: how it stands, in an icon and words, and what must be known of it."""

    kind: str
    title: object
    sign: str
    icon: str
    state: str
    trouble: str


@bp.get("/channels")
def index() -> Response:
    """What there is, and which of it is on."""
    return _page(QuietForm(formdata=None, data={"begin": g.clinic.quiet_from, "end": g.clinic.quiet_until}))


@bp.post("/channels/quiet")
def keep_quiet() -> Response:
    """Other quiet hours."""
    form = QuietForm()
    if not form.validate():
        return _page(form, 422)
    address = submissions.once(lambda: _kept_quiet(form))
    has_any = form.begin.data != form.end.data
    flash(_("Saved. What comes up in these hours waits until they are over.") if has_any
          else _("Saved. There are no quiet hours now: messages leave at any hour."), "good")  # fmt: skip
    return answers.go(address)


@bp.get(f"/channels/{_KIND}")
def show(kind: str) -> Response:
    """One way: its settings, or those of a known provider to begin with."""
    form, channel = FORMS[kind](formdata=None), channels.find(g.clinic.id, kind)
    preset = asked.one_of("preset", tuple(providers.PRESETS)) if kind == SMS else ""
    if preset:
        form.fill(providers.PRESETS[preset].as_data())
    elif channel:
        form.fill(channel.settings)
    form.is_on.data = channel is None or channel.is_on or bool(preset)
    return _way(kind, form)


@bp.post(f"/channels/{_KIND}")
def save(kind: str) -> Response:
    """Other settings; a key only where one was typed."""
    form = FORMS[kind]()
    if not form.validate() or not form.check_key(channels.find(g.clinic.id, kind)):
        return _way(kind, form, 422)
    try:
        address = submissions.once(lambda: _saved(kind, form))
    except Refused as no:
        form.secret.errors = [*form.secret.errors, problems.say(no)]
        return _way(kind, form, problems.status(no))
    flash(_("Saved. Now send a test."), "good")
    return answers.go(address)


@bp.post(f"/channels/{_KIND}/test")
def test(kind: str) -> Response:
    """Put a test among what is to be sent; it goes within seconds, and this page tells how it went."""
    form = ProofForm() if kind in (SMS, MODEM) else None
    if form and not form.validate():
        return _way(kind, _filled(kind), 422, test=form)
    try:
        return answers.go(submissions.once(lambda: _tested(kind, form)))
    except Refused as no:
        flash(problems.say(no), "bad")
        return answers.go(_here(kind))


def _page(form: QuietForm, status: int = 200) -> Response:
    ways = channels.of_clinic(g.clinic.id)
    return answers.page(
        "clinic/channels.html",
        status,
        form=form,
        ways=[_listed(kind, ways) for kind in TITLES],
        carried=channels.carried(g.clinic.id),
        given_up=outgoing.count_given_up(g.clinic.id),
    )


def _listed(kind: str, ways: dict[str, Channel]) -> Way:
    title, sign = TITLES[kind]
    if kind not in ways or not ways[kind].is_on:
        return Way(kind, title, sign, "circle-x", _("off"), "")
    if channels.is_idle(ways, kind):
        trouble = _("SMS goes by the provider while that is on.")
        return Way(kind, title, sign, "hourglass", _("on, but not used"), trouble)
    tested = _last_test(kind)
    trouble = f"{tested.words} {tested.why}" if tested and tested.kind == "bad" else ""
    return Way(kind, title, sign, "circle-check", _("on"), trouble)


def _way(kind: str, form: ChannelForm, status: int = 200, test: ProofForm | None = None) -> Response:
    title, icon = TITLES[kind]
    ways = channels.of_clinic(g.clinic.id)
    return answers.page(
        "clinic/channel.html",
        status,
        kind=kind,
        form=form,
        title=title,
        sign=icon,
        channel=ways.get(kind),
        is_idle=channels.is_idle(ways, kind),
        presets=providers.PRESETS if kind == SMS else {},
        test=test or ProofForm(formdata=None, data={"mobile": g.person.mobile}),
        takes_mobile=kind in (SMS, MODEM),
        tested=_last_test(kind),
    )


def _filled(kind: str) -> ChannelForm:
    form, channel = FORMS[kind](formdata=None), channels.find(g.clinic.id, kind)
    if channel:
        form.fill(channel.settings)
        form.is_on.data = channel.is_on
    return form


def _last_test(kind: str) -> Tested | None:
    notice = outgoing.last_test(g.clinic.id, kind)
    if notice is None:
        return None
    if notice.state == WAITING and not clock.is_fresh(notice.made_at, _AT_ONCE):
        what_then = _("The demo sends nothing. Elsewhere, start Hamyar anew.")
        return Tested(notice, "warn", _("The test still waits."), what_then)
    if notice.state == WAITING:
        return Tested(notice, "note", _("The test is on its way. Load this page again in a few seconds."), "")
    if notice.state == GIVEN_UP:
        return Tested(notice, "bad", _("The test did not arrive."), _why(notice))
    return Tested(notice, "good", _("The test was taken. Look whether it arrived."), "")


def _why(notice: Notice) -> str:
    """Why a test came to nothing, and what to do; it is not tried again by itself."""
    last = outgoing.last_tries([notice]).get(notice.id)
    if last is None:
        return _("Nothing carries it now.")
    because = _("No way led there.") if last.error == "no_line" else f"{telling.why(last)}."
    return f"{because} {_ADVICE.get(last.error, '')}".strip()


def _kept_quiet(form: QuietForm) -> str:
    channels.keep_quiet(g.clinic, form.begin.data, form.end.data, g.person)
    return url_for("clinic.channels.index")


def _saved(kind: str, form: ChannelForm) -> str:
    channel = channels.put(g.clinic.id, kind, form.settings(), is_on=form.is_on.data, by=g.person)
    if form.secret.data:
        _lock(channel, form.secret.data)
    return _here(kind)


def _lock(channel: Channel, key: str) -> None:
    sealed = sealing.lock(current_app.config["SETTINGS"].secret_key, key)
    channels.set_key(channel, sealed, g.person)


def _tested(kind: str, form: ProofForm | None) -> str:
    """Refused: test.nowhere where the manager has not chosen this way for herself."""
    if form is None and kind not in reaching.of(g.person):
        raise Refused("test.nowhere")
    outgoing.test(g.person, kind, form.mobile.data if form else "")
    return _here(kind) + "#test"


def _here(kind: str) -> str:
    return url_for("clinic.channels.show", kind=kind)
