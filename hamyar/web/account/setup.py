"""The first page of an empty installation: the clinic and its manager, by whoever can read the machine's screen."""

import hmac
import logging

from flask import Blueprint, current_app, flash, g, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, ValidationError

from hamyar.domain import clinics, guessing, people
from hamyar.domain.people import MANAGER, Person
from hamyar.kit import digits
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.ops import settings as configuration
from hamyar.web import access, answers, fields, problems, submissions
from hamyar.web.account import hashing
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("setup", __name__)

# Under this name wrong codes are counted, as wrong secrets are under a number.
_TRIES = "set-up"
_HOME = "/clinic/"
_LOG = logging.getLogger("hamyar.setup")


class SetupForm(FlaskForm):
    """The code, the clinic, and who runs it."""

    code = fields.LineField(_l("The set-up code"), validators=[fields.needed(), fields.at_most(20)])
    clinic_name = fields.LineField(_l("Name of the clinic"), validators=[fields.needed(), fields.at_most(80)])
    city = fields.LineField(_l("City"), validators=[fields.needed(), fields.at_most(60)])
    phone = fields.LinePhoneField(_l("Telephone of the clinic"))
    name = fields.LineField(_l("Your first name"), validators=[fields.needed(), fields.at_most(60)])
    surname = fields.LineField(_l("Your surname"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Your mobile number"))
    password = PasswordField(_l("A password for you"), validators=[fields.needed(), fields.at_most(200)])
    password_again = PasswordField(_l("The password once more"), validators=[fields.needed(), fields.same_as_typed])

    def validate_password(self, field: PasswordField) -> None:
        """Said together with what else is wrong, not after it."""
        try:
            people.checked_password(field.data, self.mobile.data or "")
        except Refused as no:
            raise ValidationError(problems.say(no)) from no


@bp.get("/setup")
def show() -> Response:
    """The form, as long as there is no clinic."""
    return _done() if g.clinic else answers.page("account/setup.html", form=SetupForm())


@bp.post("/setup")
def found() -> Response:
    """Found the clinic, and let its manager in. Where somebody was quicker, say so."""
    is_again = submissions.is_answered()
    if g.clinic and not is_again:
        return _done()
    form = SetupForm()
    if not form.validate():
        return answers.page("account/setup.html", 422, form=form)
    try:
        manager = _sent_again(form) if is_again else _founded(form)
    except Refused as no:
        if no.key == "setup.done":
            return _done()
        return answers.page("account/setup.html", problems.status(no), form=problems.note(form, no))
    return _welcome(manager) if manager else _done()


def _founded(form: SetupForm) -> Person | None:
    """The manager of the new clinic. Refused: setup.code, setup.done, guess.pause."""
    place = request.remote_addr or ""
    with transaction():
        guessing.begin(_TRIES, place)
    code = configuration.setup_code(current_app.config["SETTINGS"]) or ""
    if not code or not hmac.compare_digest(digits.to_ascii(form.code.data).encode(), code.encode()):
        # Whoever was quicker has taken the code with her.
        raise Refused("setup.done" if clinics.find_only() else "setup.code")
    hashed = hashing.made(form.password.data)
    submissions.once(lambda: _made(form, hashed, place))
    return people.find_by_mobile(None, form.mobile.data)


def _made(form: SetupForm, hashed: str, place: str) -> str:
    clinic = clinics.found(form.clinic_name.data, form.city.data, form.phone.data)
    manager = people.add_staff(
        clinic,
        name=form.name.data,
        surname=form.surname.data,
        mobile=form.mobile.data,
        role=MANAGER,
        by=None,
    )
    people.set_secret(manager, hashed, by=None)
    guessing.forgive(_TRIES, place)
    return _HOME


def _sent_again(form: SetupForm) -> Person | None:
    """The manager, where this very form made her a moment ago and only its answer was lost; None where it did not."""
    submissions.once(lambda: _HOME)
    manager = people.find_by_mobile(None, form.mobile.data)
    return manager if hashing.knows(manager, form.password.data) else None


def _welcome(manager: Person) -> Response:
    with transaction():
        seat = access.let_in(manager, is_shared=False)
    try:
        configuration.forget_setup_code(current_app.config["SETTINGS"])
    except OSError:
        # The next start tries again; the code opens nothing any more.
        _LOG.warning("%s the set-up code could not be removed", g.get("request_id"))
    flash(_("Your clinic is set up, and you are signed in."), "good")
    return access.hand_over(answers.go(_HOME), seat, is_shared=False)


def _done() -> Response:
    flash(problems.say(Refused("setup.done")), "note")
    return answers.go("/account/sign-in")
