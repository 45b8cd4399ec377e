"""The way back to what was hidden: today's place in the calendar leads here, and her PIN or password is all it asks.

It says no name, neither hers nor the house's; to whoever has hidden nothing it is the way to sign in.
"""

from flask import Blueprint, g
from werkzeug.wrappers import Response

from hamyar.kit.errors import Refused
from hamyar.web import access, answers, problems
from hamyar.web.account import entering
from hamyar.web.language import Lazy as _l
from hamyar.web.signing_in import HOME, ReturnForm

bp = Blueprint("today", __name__)

# The usual words would speak of the clinic to whoever holds the phone.
_WORDS = {
    "guess.pause": _l("Please wait %(seconds)s seconds."),
    "guess.wrong": _l("That was not right."),
}


@bp.get("/today")
def show() -> Response:
    """The one field; where nothing is hidden, on to where such a tap makes sense."""
    if access.hidden_seat() is None:
        return _elsewhere()
    return answers.page("account/today.html", form=ReturnForm(formdata=None))


@bp.post("/today")
def enter() -> Response:
    """Let her back in. Like signing in it is done at every tap, as each answer must carry the cookie."""
    seat = access.hidden_seat()
    if seat is None:
        return _elsewhere()
    form, is_shared = ReturnForm(), seat.is_shared
    if not form.validate():
        return answers.page("account/today.html", 422, form=form)
    try:
        person, secret = entering.prove(seat.person.mobile, form.secret.data, is_shared=is_shared)
    except Refused as no:
        return answers.page("account/today.html", problems.status(no), form=_noted(form, no))
    return entering.lead_on(person, secret, is_shared=is_shared, waiting=form.waiting.data or "", to=HOME)


def _elsewhere() -> Response:
    return answers.go(HOME if g.person else "/account/sign-in")


def _noted(form: ReturnForm, refused: Refused) -> ReturnForm:
    form.secret.errors = [*form.secret.errors, problems.say(refused, _WORDS)]
    return form
