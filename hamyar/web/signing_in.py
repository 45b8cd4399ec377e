"""Asking who she is: the form, and the way from a closed door to it and back."""

from urllib.parse import urlencode

from flask import make_response, request
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


class ReturnForm(FlaskForm):
    """Her secret alone: the phone knows who had hidden what was open."""

    secret = PasswordField(_l("PIN or password"), validators=[fields.needed(), fields.at_most(200)])
    waiting = HiddenField()


def ask() -> Response:
    """Send her to the sign-in page and back here; what she had typed goes along, sealed, and is not lost."""
    if request.method != "GET":
        form = SignInForm(formdata=None, data={"waiting": waiting_forms.sealed(), "next": HOME})
        return answers.page("account/sign_in.html", 401, form=form)
    back = request.referrer if answers.is_part_asked() else request.full_path.rstrip("?")
    return answers.go("/account/sign-in?" + urlencode({"next": answers.safe_next(back) or HOME}))


def ask_quietly() -> Response:
    """While all is hidden, every closed door leads to the calendar, and an open page is told to cover itself."""
    if request.method != "GET":
        form = ReturnForm(formdata=None, data={"waiting": waiting_forms.sealed()})
        response = answers.page("account/today.html", 401, form=form)
    elif answers.is_part_asked():
        response = make_response("", 204)
    else:
        return answers.go("/calendar")
    response.headers["HX-Trigger"] = "hamyar:hide"
    return response
