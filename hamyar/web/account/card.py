"""A printed sign-in card: its link lets a woman choose her PIN, or staff a password, once and within seven days."""

from flask import Blueprint, flash
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField

from hamyar.domain import cards, people
from hamyar.domain.people import Person
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing, Refused
from hamyar.web import access, answers, fields, problems, signing_in, submissions
from hamyar.web.account import hashing
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("card", __name__)


class PinForm(FlaskForm):
    """What a member chooses."""

    pin = fields.PinField(_l("Your new PIN"), validators=[fields.needed(), fields.at_most(200)])
    pin_again = fields.PinField(_l("The PIN once more"), validators=[fields.needed(), fields.same_as_typed])
    phone = signing_in.phone_choice()

    def chosen(self, person: Person) -> str:
        """The PIN. Refused: pin.shape, pin.simple."""
        return people.checked_pin(self.pin.data)


class PasswordForm(FlaskForm):
    """What staff choose."""

    password = PasswordField(_l("Your new password"), validators=[fields.needed(), fields.at_most(200)])
    password_again = PasswordField(_l("The password once more"), validators=[fields.needed(), fields.same_as_typed])
    phone = signing_in.phone_choice()

    def chosen(self, person: Person) -> str:
        """The password. Refused: password.short, password.long, password.simple."""
        return people.checked_password(self.password.data, person.mobile)


@bp.after_request
def keep_secret(response: Response) -> Response:
    """The address is the secret: no link or picture on the page may tell it, not even to ourselves."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@bp.get("/card/<secret>")
def show(secret: str) -> Response:
    """The form, with the name of whose card it is."""
    try:
        person = cards.get(secret).person
    except Missing:
        return _gone()
    return answers.page("account/card.html", holder=person, form=_form(person))


@bp.post("/card/<secret>")
def use(secret: str) -> Response:
    """Take what she chose and let her in. Sent twice, both answers let her in."""
    person = cards.find_owner(secret)
    if person is None:
        return _gone()
    form = _form(person)
    try:
        seat = _used(secret, person, form)
    except Refused as no:
        return answers.page("account/card.html", 422, holder=person, form=problems.note(form, no))
    except Missing:
        return _gone()
    if seat is None:
        return answers.page("account/card.html", 422, holder=person, form=form)
    flash(_("That worked. From now on you sign in with your mobile number and what you chose."), "good")
    return access.hand_over(answers.go(signing_in.HOME), seat, is_shared=form.phone.data == "shared")


def _used(secret: str, person: Person, form: PinForm | PasswordForm) -> str | None:
    """The secret of her new session; None where the form has errors. Raises Missing where the card works no more."""
    is_again = submissions.is_answered()
    if not is_again:
        cards.get(secret)
    if not form.validate():
        return None
    chosen = form.chosen(person)
    hashed = "" if is_again else hashing.made(chosen)
    if is_again and not hashing.knows(person, chosen):
        raise Missing("card")
    submissions.once(lambda: _taken(secret, hashed))
    with transaction():
        return access.let_in(person, is_shared=form.phone.data == "shared")


def _taken(secret: str, hashed: str) -> str:
    cards.use(cards.get(secret), hashed)
    return signing_in.HOME


def _form(person: Person) -> PinForm | PasswordForm:
    return PasswordForm() if person.is_staff else PinForm()


def _gone() -> Response:
    return answers.page("account/card_gone.html", 404)
