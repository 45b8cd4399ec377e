"""Payment by internet: which gateway, under which merchant id, on or off, and a try that moves no money."""

from typing import Any

from flask import Blueprint, current_app, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField
from wtforms.validators import ValidationError

from hamyar.domain import gateways, paying
from hamyar.domain.gateways import Gateway
from hamyar.kit.errors import Refused
from hamyar.ops import sealing, till
from hamyar.ops.gateway import GatewayRefused, GatewaySilent
from hamyar.web import access, answers, fields, filters, links, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("gateway", __name__)
bp.before_request(access.manager_only)

OTHER = "other"
# The least that the gateways take, in rials.
_LEAST = 10_000
_CHOICES = (
    ("zarinpal", _l("Zarinpal")),
    ("sandbox", _l("Zarinpal, only to try it out")),
    (OTHER, _l("Another one that works like Zarinpal")),
)
# What the numbers of a no mean for her who set it up, after the gateway's own list.
_MEANS = {
    -9: _l("It does not take what we ask. Is the merchant id copied as a whole?"),
    -10: _l("It does not know this merchant id, or does not let this machine ask."),
    -11: _l("This till is not active yet. Ask the gateway’s support."),
    -12: _l("It was asked too often. Wait a few minutes."),
    -14: _l("The way back is registered with another address. Register there what stands above."),
    -15: _l("This till is suspended. Ask the gateway’s support."),
    -16: _l("This till’s level is too low for it. Ask the gateway’s support."),
    -17: _l("This till is limited just now. Ask the gateway’s support."),
}
# Why there was no answer, by the first word of it.
_SILENCES = {
    "key": _l("The merchant id cannot be read on this machine any more. Please type it in again."),
    "slow": _l("No answer came in time. Is the internet of this machine slow?"),
    "busy": _l("Too much is asked just now. Please try again in a minute."),
    "unsafe": _l("Its certificate is not right; nothing was told to it."),
    "unreachable": _l("No way leads there from this machine. Has it internet?"),
    "later": _l("It wants to be asked later. Please try again in a few minutes."),
    "nonsense": _l("What answered there does not speak like a gateway. Is the address right?"),
}


class GatewayForm(FlaskForm):
    """Which gateway. The merchant id is called `secret`, so that no page writes it down; left empty, it stays."""

    where = fields.ChoiceField(_l("Which gateway?"), choices=_CHOICES)
    address = fields.ExactField(_l("Its address"), validators=[fields.at_most(200)])
    secret = PasswordField(
        _l("Merchant id"), filters=[lambda text: (text or "").strip()], validators=[fields.at_most(100)]
    )
    is_on = BooleanField(_l("Customers can pay by internet"))

    def validate_address(self, field: fields.ExactField) -> None:
        """Asked for only where it is none of the known ones."""
        if self.where.data == OTHER and not till.is_address(field.data or ""):
            raise ValidationError(str(_l("It begins with https:// and a name follows, nothing else.")))

    @property
    def base(self) -> str:
        """Where the gateway is."""
        return till.KNOWN.get(self.where.data) or str(self.address.data)

    def check_secret(self, gateway: Gateway | None) -> bool:
        """Whether it may be switched on with the merchant id there is; says it at the field where not."""
        if self.is_on.data and not self.secret.data and not (gateway and gateway.sealed_id):
            self.secret.errors = [*self.secret.errors, str(_l("Without it nothing can be paid."))]
            return False
        return True


def pretends(clinic_id: int) -> bool:
    """Whether customers "pay" now at the gateway that is only there to try it out, and nobody gets their money."""
    gateway = gateways.find(clinic_id)
    return gateway is not None and gateway.is_on and gateway.base == till.KNOWN["sandbox"]


@bp.get("/gateway")
def show() -> Response:
    """What it is set to, what to register at the gateway, and who counts on it."""
    return _page(_filled(gateways.find(g.clinic.id)))


@bp.post("/gateway")
def save() -> Response:
    """Another gateway; a merchant id only where one was typed."""
    form = GatewayForm()
    if not form.validate() or not form.check_secret(gateways.find(g.clinic.id)):
        return _page(form, 422)
    try:
        address = submissions.once(lambda: _saved(form))
    except Refused as no:
        form.secret.errors = [*form.secret.errors, problems.say(no)]
        return _page(form, problems.status(no))
    flash(_("Saved. Now try it."), "good")
    return answers.go(address)


@bp.post("/gateway/test")
def test() -> Response:
    """Ask for a payment that nobody makes, and say what the gateway answers."""
    gateway = gateways.find(g.clinic.id)
    if gateway and gateway.sealed_id and not submissions.is_answered():
        flash(*_tried(gateway))
    return answers.go(submissions.once(lambda: url_for("clinic.gateway.show")))


def _filled(gateway: Gateway | None) -> GatewayForm:
    base = gateway.base if gateway else till.KNOWN["zarinpal"]
    where = next((name for name, known in till.KNOWN.items() if known == base), OTHER)
    facts = {
        "where": where,
        "address": base if where == OTHER else "",
        "is_on": gateway is None or gateway.is_on,
    }
    return GatewayForm(formdata=None, data=facts)


def _page(form: GatewayForm, status: int = 200) -> Response:
    return answers.page(
        "clinic/gateway.html",
        status,
        form=form,
        gateway=gateways.find(g.clinic.id),
        comes_back_to=links.public("shop.online.back"),
        groups=paying.groups_online(g.clinic.id),
        pretends=pretends(g.clinic.id),
    )


def _saved(form: GatewayForm) -> str:
    gateway = gateways.put(g.clinic.id, form.base, is_on=form.is_on.data, by=g.person)
    if form.secret.data:
        sealed = sealing.lock(current_app.config["SETTINGS"].secret_key, form.secret.data)
        gateways.set_id(gateway, sealed, g.person)
    return url_for("clinic.gateway.show")


def _tried(gateway: Gateway) -> tuple[str, str]:
    """What the gateway answers, in words, and how good that is."""
    settings, callback = current_app.config["SETTINGS"], links.public("shop.online.back")
    try:
        till.begin(gateway, settings, _LEAST, callback, _("A try; nobody pays this"))
    except GatewayRefused as no:
        return _refusal(no.code), "bad"
    except GatewaySilent as why:
        word = str(why).partition(",")[0]
        return str(_SILENCES.get(word, _SILENCES["nonsense"])), "bad"
    return _("The gateway answers, and knows this merchant id. No money was moved."), "good"


def _refusal(code: int) -> str:
    number = {"code": filters.shown_digits(code)}
    said: Any = _MEANS.get(code, "")
    return f"{_('The gateway said no (number %(code)s).') % number} {said}".strip()
