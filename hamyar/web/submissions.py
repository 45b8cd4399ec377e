"""Exactly once, at the edge: every form that changes something carries a number that is good for that form alone.

The door refuses a POST without one before any view sees it, so no page can forget.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError

from hamyar.domain import replay
from hamyar.kit import tokens
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import uploads

FIELD = "submission"
# Whose form it is: it may wait on a phone that others use too.
OF = "of"
# What is not content: keys of the form itself.
KEYS = (FIELD, OF, "csrf_token")
SECRETS = ("secret", "present", "pin", "pin_again", "password", "password_again")
_TAG = 16
_PERSON = "person:"
_A_TAG = re.compile(r"[pv]\.[0-9a-f]{16}")


def install(app: Flask) -> None:
    """Guard every form, and give the templates `keys(endpoint)` and `form_number(endpoint)`."""
    app.before_request(_guard)
    app.jinja_env.globals.update(keys=keys, form_number=number)


def keys(endpoint: str) -> Markup:
    """The hidden fields of a form that is sent to this endpoint: its CSRF token and its number.

    A page that comes back with errors keeps the number it had, as nothing was done under it.
    """
    if g.get("holes") is not None:
        return Markup(g.holes.keys(endpoint))
    return Markup(key_fields(endpoint, _reused(endpoint) or number(endpoint)))


def key_fields(endpoint: str, form_number: str, of: str = "") -> str:
    """The same as text, with a given number; `of` where somebody else than she who looks at it had written it."""
    # An endpoint that is misspelt is found here, not by the woman who taps the button.
    if endpoint not in current_app.view_functions:
        raise KeyError(endpoint)
    # The phone gets its name before it sends anything: two copies of a first form come from the same visitor.
    return (
        f'<input type="hidden" name="csrf_token" value="{generate_csrf()}">'
        f'<input type="hidden" name="{FIELD}" value="{form_number}">'
        f'<input type="hidden" name="{OF}" value="{of or tag(owner())}">'
    )


def number(endpoint: str) -> str:
    """A fresh number for a form that is sent to this endpoint: 128 random bits and our seal over both."""
    return sealed(tokens.secret(), endpoint)


def sealed(fresh: str, endpoint: str) -> str:
    """Some 128 bits that only we could have made, as the number of a form that is sent to this endpoint."""
    return f"{fresh}.{_seal(fresh, endpoint)}"


def once(work: Callable[[], str]) -> str:
    """In one transaction: do the work unless this very form was answered before. Where its answer stands.

    `work` gives that address. Raises what `domain.replay.once` and the work raise; then nothing was done.
    """
    sent = slip()
    try:
        with transaction():
            answer = replay.once(sent, work)
    except IntegrityError:
        # Where several can write at a time, a copy may have been quicker by a hair: then its answer is ours too.
        with transaction():
            answer = replay.once(sent, work)
    # The number is used up: a form that is shown in the same answer needs one of its own.
    g.submission_is_ours = False
    return answer


def is_answered() -> bool:
    """Whether this very form was answered before: `once` then only gives the answer; slow work first is vain."""
    return replay.find(request.form[FIELD]) is not None


def slip() -> replay.Slip:
    """This request's number, sender, form and fingerprint, for `domain.replay`."""
    return replay.Slip(request.form[FIELD], owner(), str(request.endpoint), _fingerprint())


def owner() -> str:
    """Whose forms these are: the person signed in, or this phone."""
    person = g.get("person")
    return visitor() if person is None else f"{_PERSON}{person.id}"


def visitor() -> str:
    """This phone, whoever is signed in on it. It gets its name here."""
    if "visitor" not in session:
        session["visitor"] = tokens.secret()
        session.permanent = True
    return f"visitor:{session['visitor']}"


def tag(of: str) -> str:
    """An owner's mark on her forms: tells nothing about her, and is the same on all of them."""
    kind = "p" if of.startswith(_PERSON) else "v"
    return f"{kind}.{_signed(f'of|{of}')}"


def given_tag() -> str:
    """The mark that this request's form carries, or nothing where it is none of ours."""
    found = request.form.get(OF, "")
    return found if _A_TAG.fullmatch(found) else ""


def is_of_another() -> bool:
    """Whether another person than she who is signed in had written this form."""
    found = given_tag()
    return found.startswith("p.") and found != tag(owner())


def typed() -> list[tuple[str, str]]:
    """What she typed, without the form's own keys and without secrets: to be shown or sent again."""
    return [(name, value) for name, value in _content() if name not in SECRETS]


def secrets_typed() -> list[str]:
    """Which of the form's fields hold a PIN or password. They are written into no page: she types them again."""
    return [name for name, _value in _content() if name in SECRETS]


def _content() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in KEYS]


def _guard() -> None:
    if request.method != "POST" or request.endpoint is None:
        return
    fresh, _, seal = request.form.get(FIELD, "").partition(".")
    if not fresh or not hmac.compare_digest(seal.encode(), _seal(fresh, request.endpoint).encode()):
        raise Refused("form.unknown")
    if set(request.files) - {uploads.FIELD}:
        # Where words belong; the fields behind the door need not think of it.
        raise Refused("form.unknown")
    g.submission_is_ours = True


def _reused(endpoint: str) -> str | None:
    if request.method == "POST" and request.endpoint == endpoint and g.get("submission_is_ours"):
        return request.form[FIELD]
    return None


def _seal(fresh: str, endpoint: str) -> str:
    return _signed(f"{fresh}|{endpoint}")


def _signed(text: str) -> str:
    return tokens.seal(str(current_app.config["SECRET_KEY"]), text)[:_TAG]


def _fingerprint() -> str:
    content = hashlib.sha256(request.path.encode())
    for name, value in sorted(_content()):
        content.update(f"\0{name}\0{value}".encode("utf-8", "replace"))
    for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        content.update(f"\0{name}\0".encode("utf-8", "replace"))
        stream: Any = file.stream
        content.update(hashlib.file_digest(stream, "sha256").digest())
        stream.seek(0)
    return content.hexdigest()
