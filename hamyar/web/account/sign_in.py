"""Signing in and out. Every try is counted before the secret is looked at, and both kinds of wrong look alike."""

from flask import Blueprint, flash, g, request
from werkzeug.wrappers import Response

from hamyar.domain import sessions
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import access, answers, problems
from hamyar.web.account import entering
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
        person, secret = entering.prove(form.mobile.data, form.secret.data, is_shared=is_shared)
    except Refused as no:
        return answers.page("account/sign_in.html", problems.status(no), form=problems.note(form, no))
    to = answers.safe_next(form.next.data) or HOME
    return entering.lead_on(person, secret, is_shared=is_shared, waiting=form.waiting.data or "", to=to)


@bp.post("/sign-out")
def leave() -> Response:
    """Sign out this phone: the session's row is gone, not only the cookie."""
    with transaction():
        sessions.end(request.cookies.get(access.COOKIE, ""))
    flash(_("You are signed out."), "good")
    return access.see_out(answers.go("/account/sign-in"))
