"""One's own account: who one is here, one's PIN or password, and signing out."""

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField

from hamyar.domain import groups, guessing, people, sessions
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import access, answers, fields, problems, submissions
from hamyar.web.account import hashing
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("home", __name__)


class ChangePinForm(FlaskForm):
    """A member's present PIN and the next."""

    present = fields.PinField(_l("Your present PIN"), validators=[fields.needed(), fields.at_most(200)])
    pin = fields.PinField(_l("Your new PIN"), validators=[fields.needed(), fields.at_most(200)])
    pin_again = fields.PinField(_l("The PIN once more"), validators=[fields.needed(), fields.same_as_typed])

    def chosen(self) -> str:
        """The new PIN. Refused: pin.shape, pin.simple."""
        return people.checked_pin(self.pin.data)


class ChangePasswordForm(FlaskForm):
    """Staff's present password and the next."""

    present = PasswordField(_l("Your present password"), validators=[fields.needed(), fields.at_most(200)])
    password = PasswordField(_l("Your new password"), validators=[fields.needed(), fields.at_most(200)])
    password_again = PasswordField(_l("The password once more"), validators=[fields.needed(), fields.same_as_typed])

    def chosen(self) -> str:
        """The new password. Refused: password.short, password.long, password.simple."""
        return people.checked_password(self.password.data, g.person.mobile)


@bp.before_request
def door() -> Response | None:
    """For whoever is signed in; signing out everywhere may be tapped twice."""
    return None if request.endpoint == "account.home.leave_all" else access.signed_in()


@bp.get("/home")
def go() -> Response:
    """On to her own first page."""
    if g.person.is_staff:
        return answers.go(url_for("clinic.home.show"))
    group = groups.find_of(g.person)
    return answers.go(url_for("group.home.show", slug=group.slug) if group else url_for("account.home.show"))


@bp.get("/")
def show() -> Response:
    """Her account."""
    return _page(_form())


@bp.post("/secret")
def change_secret() -> Response:
    """Another PIN or password; her other phones are signed out, this one stays."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    try:
        hashed = "" if submissions.is_answered() else _proved(form)
        submissions.once(lambda: _changed(hashed))
    except Refused as no:
        return _page(_worded(form, no), problems.status(no))
    flash(_("That is changed. Everywhere else you were signed in, you must sign in anew."), "good")
    return answers.go(url_for("account.home.show"))


@bp.post("/sign-out-everywhere")
def leave_all() -> Response:
    """Sign out on every phone, this one too."""
    if g.person is not None:
        with transaction():
            sessions.end_all(g.person)
    flash(_("You are signed out everywhere."), "good")
    return access.see_out(answers.go("/account/sign-in"))


def _proved(form: ChangePinForm | ChangePasswordForm) -> str:
    """The hash of what she chose, where she knows her present secret. Refused: guess.*, pin.*, password.*."""
    chosen = form.chosen()
    with transaction():
        guessing.begin(g.person.mobile, request.remote_addr or "")
        is_spent = not g.person.is_staff and guessing.is_spent(g.person.mobile)
    if not hashing.knows(g.person, form.present.data) or is_spent:
        raise Refused("guess.wrong")
    return hashing.made(chosen)


def _changed(hashed: str) -> str:
    people.set_secret(g.person, hashed, by=g.person)
    guessing.forgive(g.person.mobile, request.remote_addr or "")
    sessions.end_all(g.person, but=request.cookies.get(access.COOKIE))
    return url_for("account.home.show")


def _form() -> ChangePinForm | ChangePasswordForm:
    return ChangePasswordForm() if g.person.is_staff else ChangePinForm()


def _worded(form: ChangePinForm | ChangePasswordForm, refused: Refused) -> FlaskForm:
    """The refusal at its field; what concerns the present secret stands at that one."""
    if not refused.key.startswith("guess."):
        return problems.note(form, refused)
    sentence = problems.say(refused) if refused.key == "guess.pause" else _("This is not your present one.")
    form.present.errors = [*form.present.errors, sentence]
    return form


def _page(form: FlaskForm, status: int = 200) -> Response:
    group = None if g.person.is_staff else groups.find_of(g.person)
    return answers.page("account/home.html", status, form=form, own_group=group)
