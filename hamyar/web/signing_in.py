"""Asking who she is: the form, and the way from a closed door to it and back."""

from urllib.parse import urlencode

from flask import request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField

from hamyar.web import answers, fields, waiting_forms
from hamyar.web.language import Lazy as _l

HOME = "/account/home"


def phone_choice() -> fields.ChoiceField:
    """Whether the phone is hers alone: asked wherever a session begins."""
    return fields.ChoiceField(
        _l("Whose phone is this?"),
        choices=[
            ("own", _l("It is mine. Stay signed in.")),
            ("shared", _l("Not only mine. Sign me out soon.")),
        ],
        default="own",
    )


class SignInForm(FlaskForm):
    """A number and a secret; the same for staff and members."""

    mobile = fields.MobileField(_l("Mobile number"))
    secret = PasswordField(_l("PIN or password"), validators=[fields.needed(), fields.at_most(200)])
    phone = phone_choice()
    next = HiddenField()
    waiting = HiddenField()


def ask() -> Response:
    """Send her to the sign-in page and back here; what she had typed goes along, sealed, and is not lost."""
    if request.method != "GET":
        form = SignInForm(formdata=None, data={"waiting": waiting_forms.sealed(), "next": HOME})
        return answers.page("account/sign_in.html", 401, form=form)
    back = request.referrer if answers.is_part_asked() else request.full_path.rstrip("?")
    return answers.go("/account/sign-in?" + urlencode({"next": answers.safe_next(back) or HOME}))
