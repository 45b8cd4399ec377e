"""Signing in and out. Every try is counted before the secret is looked at, and both kinds of wrong look alike."""

from flask import Blueprint, flash, g, render_template, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from hamyar.domain import guessing, people, sessions
from hamyar.domain.people import Person
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import access, answers, problems, waiting_forms
from hamyar.web.account import hashing
from hamyar.web.language import gettext as _
from hamyar.web.signing_in import HOME, SignInForm

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
def show() -> Response:
    """The form; whoever is signed in already goes on to where she wanted."""
    wanted = answers.safe_next(request.args.get("next"))
    if g.person is not None:
        return answers.go(wanted or HOME)
    return answers.page("account/sign_in.html", form=SignInForm(formdata=None, data={"next": wanted or ""}))


@bp.post("/sign-in")
def enter() -> Response:
    """Let her in. Not done once but at every tap: each answer must carry the cookie, and only the last one is seen."""
    form = SignInForm()
    if not form.validate():
        return answers.page("account/sign_in.html", 422, form=form)
    is_shared = form.phone.data == "shared"
    try:
        person, secret = _let_in(form.mobile.data, form.secret.data, is_shared=is_shared)
    except Refused as no:
        return answers.page("account/sign_in.html", problems.status(no), form=problems.note(form, no))
    waiting = waiting_forms.opened(form.waiting.data or "")
    if waiting:
        return _send_it_now(
            access.hand_over(Response(mimetype="text/html"), secret, is_shared=is_shared), person, *waiting
        )
    return access.hand_over(answers.go(answers.safe_next(form.next.data) or HOME), secret, is_shared=is_shared)


@bp.post("/sign-out")
def leave() -> Response:
    """Sign out this phone: the session's row is gone, not only the cookie."""
    with transaction():
        sessions.end(request.cookies.get(access.COOKIE, ""))
    flash(_("You are signed out."), "good")
    return access.see_out(answers.go("/account/sign-in"))


def _let_in(mobile: str, typed: str, *, is_shared: bool) -> tuple[Person, str]:
    """The person and the secret of her new session. Refused: guess.pause, guess.wrong."""
    place = request.remote_addr or ""
    with transaction():
        guessing.begin(mobile, place)
    person = people.find_by_mobile(None, mobile)
    known = person.secret_hash if person else None
    if not hashing.knows(person, typed) or person is None:
        raise Refused("guess.wrong")
    with transaction():
        # Hashing took its time: meanwhile her PIN may have been changed, or she may have been shut out.
        if person.secret_hash != known or not person.is_active or _needs_card(person):
            raise Refused("guess.wrong")
        guessing.forgive(mobile, place)
        return person, access.let_in(person, is_shared=is_shared)


def _needs_card(person: Person) -> bool:
    """Whether even the right PIN is not taken any more. A password is long enough for waiting to be enough."""
    return not person.is_staff and guessing.is_spent(person.mobile)


def _send_it_now(response: Response, person: Person, address: str, fields: list[tuple[str, str]]) -> Response:
    """The form she had sent when she was signed out, behind one button; its number stays, so it is done once."""
    g.person = person
    # Her keys were renewed a moment ago; the one made for the sign-in form is of the old ones.
    g.pop("csrf_token", None)
    response.set_data(
        render_template(
            "problems/again.html",
            sentence=_("You had been signed out in between. Now you are signed in: send it, and it is done."),
            action=address,
            keys="",
            fields=[*fields, ("csrf_token", generate_csrf())],
            secrets=[],
            button=_("Send it"),
            first_result_url=None,
        )
    )
    return response
