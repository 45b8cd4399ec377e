"""A form that came when its sender was no longer signed in: sealed, carried through the sign-in, and sent after it."""

from flask import current_app, flash, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from hamyar.web import submissions
from hamyar.web.language import gettext as _

FIELD = "waiting"
# In the phone's own cookie, and not gone with her session: who was signed in on it last.
_LAST = "last_person"
_KEPT_SECONDS = 3600
# Larger forms are not carried through the sign-in page; photos never are.
_MOST_CHARACTERS = 60_000


def now_of(person_id: int) -> None:
    """From now on what is written on this phone is hers."""
    session[_LAST] = person_id


def sealed() -> str:
    """What she typed and where it was going, sealed so that nobody else can put words into her mouth."""
    fields = [*submissions.typed(), (submissions.FIELD, request.form.get(submissions.FIELD, ""))]
    if sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return ""
    return str(_sealer().dumps({"to": request.path, "fields": fields, "of": session.get(_LAST)}))


def opened(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Where a sealed form was going and what it held, for her who has just signed in.

    None where the seal is broken or older than an hour, and where somebody else had written it.
    """
    try:
        form = _sealer().loads(text, max_age=_KEPT_SECONDS)
    except BadSignature:
        return None
    if form["of"] is not None and form["of"] != session.get(_LAST):
        flash(_("What somebody else had typed on this phone was not sent."), "note")
        return None
    return form["to"], [(name, value) for name, value in form["fields"]]


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="waiting-form")
