"""The sentences that scripts say, in the reader's language: one small script of words, kept by the browser for ever.

A script asks for a sentence by its key; it is written here once, beside those of the pages, and translated like them.
"""

import hashlib
import json
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, url_for

from hamyar.web import language
from hamyar.web.language import Lazy as _l

bp = Blueprint("words", __name__)

_YEAR = 365 * 24 * 3600

WORDS = {
    # What waits on the phone.
    "outbox.kept": _l("Saved on this phone, not sent yet."),
    "outbox.kept.more": _l("It goes by itself when the network is back. You may go on, or close the page."),
    "outbox.many": _l("%(count)s things are saved on this phone and not sent yet."),
    "outbox.sending": _l("Being sent …"),
    "outbox.sent": _l("Sent: %(what)s."),
    "outbox.refused": _l("Not accepted: %(what)s."),
    "outbox.refused.many": _l("%(count)s things were not accepted."),
    "outbox.sign_in": _l("Sign in, then it goes."),
    "outbox.others": _l("Something that somebody else wrote waits on this phone. It goes when she signs in."),
    "outbox.unstorable": _l(
        "This phone cannot keep what you typed (private window, or no room). Leave this page open until it is sent."
    ),
    "outbox.unstorable.not_sent": _l("Not sent yet, and not saved. Leave this page open and try again."),
    "outbox.show": _l("Show"),
    "outbox.look": _l("Look at it"),
    "outbox.try": _l("Try now"),
    "outbox.drop": _l("Throw it away"),
    "outbox.drop.sure": _l("It was not sent. If you throw it away, it is gone."),
    "outbox.drop.yes": _l("Yes, throw it away"),
    "outbox.done": _l("All right"),
    "outbox.title": _l("Waits on this phone"),
    "outbox.back": _l("Back to the page"),
    "outbox.empty": _l("Nothing waits. Everything you sent has arrived."),
    "outbox.since": _l("Since %(time)s"),
    "outbox.somebody": _l("Written by somebody else on this phone"),
    # What came back.
    "outbox.no_answer": _l("No answer came. It is tried again by itself."),
    "outbox.fault": _l("Something is wrong at the clinic’s machine. It is tried again by itself."),
    "outbox.unknown": _l("It was not accepted. Look at it to see why."),
    # A sum that follows what is chosen.
    "money": _l("%(amount)s tomans"),
    # Photos on their way.
    "photo.small": _l("Being made small …"),
    "photo.moving": _l("On its way: %(part)s of 100"),
    "photo.here": _l("The photo is here."),
    "photo.waits": _l("Not sent yet. It goes with the form, or when the network is back."),
    "photo.again": _l("Try again"),
    "photo.remove": _l("Remove"),
    "photo.large": _l("This photo is too large."),
    "photo.most": _l("There is room for %(most)s photos."),
    # What was being typed.
    "draft.back": _l("What you had typed here is back."),
    "draft.drop": _l("Start afresh"),
}


def install(app: Flask) -> None:
    """Serve the words, and tell the templates where they stand."""
    app.register_blueprint(bp)
    app.jinja_env.globals["words_url"] = url


def url() -> str:
    """Where the words of the reader's language stand, under a name that changes when they do."""
    code = language.current()
    return url_for("words.show", code=code, mark=_mark(_script(code)))


@bp.get("/words/<any(fa, en):code>-<string(length=10):mark>.js")
def show(code: str, mark: str) -> Response:
    """The words as a script. They never change under their name; an older page is given today's, for once."""
    script = _script(code)
    response = Response(script, content_type="text/javascript; charset=utf-8")
    if mark == _mark(script):
        response.cache_control.max_age = _YEAR
        response.cache_control.public = response.cache_control.immutable = True
    return response


@cache
def _script(code: str) -> str:
    with language.speaking(code):
        said = {key: str(sentence) for key, sentence in WORDS.items()}
    asset: Any = current_app.jinja_env.globals["asset"]
    said["icons"] = asset("icons/lucide.svg")
    return f"window.hamyarWords = {json.dumps(said, ensure_ascii=False)};\n"


def _mark(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()[:10]
