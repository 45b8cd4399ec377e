"""Another woman of the group takes over on this phone: her name, her PIN. Who was there before is signed out of it.

Offered are the women of the group of her who is signed in, never the staff; no number is typed and none is shown.
"""

from collections import Counter

from flask import Blueprint, flash, g, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import groups
from hamyar.domain.people import Person
from hamyar.kit.errors import Missing, Refused
from hamyar.web import access, answers, fields, problems
from hamyar.web.account import entering
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.signing_in import HOME

bp = Blueprint("switch", __name__)


class SwitchForm(FlaskForm):
    """Who she is, and her PIN."""

    woman = fields.ChoiceField(_l("Who are you?"), choices=[])
    secret = fields.PinField(_l("Your PIN"), validators=[fields.needed(), fields.at_most(200)])


@bp.before_request
def door() -> Response | None:
    """For members. Raises Missing for staff, whose rooms nobody takes over with a PIN."""
    answer = access.signed_in()
    if answer is None and g.person.is_staff:
        raise Missing("group")
    if answer is None or request.method == "GET" or access.hidden_seat():
        return answer
    # Most likely a second tap: the first ended the session that sent both. Whoever is in by now is led on from there.
    return answers.go("/account/sign-in")


@bp.get("/switch")
def show() -> Response:
    """The other women's names, and one field."""
    return answers.page("account/switch.html", form=_form())


@bp.post("/switch")
def enter() -> Response:
    """Let the next one in, with the phone as it was: shared or not."""
    form, is_shared = _form(), g.signed_in_on == "shared"
    if not form.validate():
        return answers.page("account/switch.html", 422, form=form)
    mobile = next(one.mobile for one in groups.who_may_follow(g.person) if str(one.id) == form.woman.data)
    try:
        person, secret = entering.prove(mobile, form.secret.data, is_shared=is_shared)
    except Refused as no:
        return answers.page("account/switch.html", problems.status(no), form=problems.note(form, no))
    flash(_("Welcome, %(name)s. You are signed in now.") % {"name": person.name}, "good")
    return access.hand_over(answers.go(HOME), secret, is_shared=is_shared)


def _form() -> SwitchForm:
    form = SwitchForm()
    women = groups.who_may_follow(g.person)
    form.woman.choices = list(zip((str(one.id) for one in women), _names(women), strict=True))
    return form


def _names(women: list[Person]) -> list[str]:
    """First names; where two have the same, the surname tells them apart."""
    same = Counter(one.name for one in women)
    return [one.full_name if same[one.name] > 1 else one.name for one in women]
