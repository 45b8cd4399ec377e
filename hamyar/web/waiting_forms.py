"""A form that came when its sender was no longer signed in: sealed, carried through the sign-in, and sent after it."""

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from hamyar.web import submissions

FIELD = "waiting"
_KEPT_SECONDS = 3600
# Larger forms are not carried through the sign-in page; photos never are.
_MOST_CHARACTERS = 60_000


def sealed() -> str:
    """What she typed and where it was going, sealed so that nobody else can put words into her mouth."""
    fields = [*submissions.typed(), (submissions.FIELD, request.form.get(submissions.FIELD, ""))]
    if sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return ""
    return str(_sealer().dumps({"to": request.path, "fields": fields}))


def opened(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Where a sealed form was going and what it held; None where the seal is broken or older than an hour."""
    try:
        form = _sealer().loads(text, max_age=_KEPT_SECONDS)
    except BadSignature:
        return None
    return form["to"], [(name, value) for name, value in form["fields"]]


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="waiting-form")
