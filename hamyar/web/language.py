"""Which language a page speaks. English sentences stand in the code; the catalogues hold the others."""

import gettext as catalogues
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Flask, g, has_request_context, request, session, url_for
from werkzeug.wrappers import Response

from hamyar.web import answers

bp = Blueprint("language", __name__)

# Code, its own name, direction.
LANGUAGES = {"fa": ("فارسی", "rtl"), "en": ("English", "ltr")}
FIRST = "fa"
_FOLDER = Path(__file__).resolve().parent.parent / "translations"


class OtherLanguage(NamedTuple):
    """What the switch on every page needs."""

    code: str
    name: str
    url: str


class Lazy:
    """A sentence that is put into the reader's language when it is shown: for labels and tables of words."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return gettext(self.text)

    def __mod__(self, facts: object) -> str:
        return str(self) % facts


def install(app: Flask) -> None:
    """Teach the templates to speak, and every request its language."""
    app.register_blueprint(bp)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.context_processor(_context)


def current() -> str:
    """The code of the language that this request is answered in."""
    if not has_request_context():
        return FIRST
    if "language" not in g:
        chosen = session.get("language")
        g.language = chosen if chosen in LANGUAGES else FIRST
    return str(g.language)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Inside, sentences and digits are in this language, whatever the page is in: for a text that leaves the page.

    The customer who gets it has not chosen the language of the one who sends it.
    """
    before, g.language = current(), code
    try:
        yield
    finally:
        g.language = before


def gettext(text: str) -> str:
    """The sentence in the reader's language."""
    return _catalogue(current()).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The same for a sentence that counts."""
    return _catalogue(current()).ngettext(one, many, number)


def other() -> OtherLanguage:
    """The language this page is not in, and the address that switches to it and comes back."""
    code = next(code for code in LANGUAGES if code != current())
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return OtherLanguage(
        code, LANGUAGES[code][0], url_for("language.switch", code=code) + "?" + urlencode({"next": here})
    )


@bp.get("/language/<any(fa, en):code>")
def switch(code: str) -> Response:
    """Remember the language on this phone, and go back to where she was."""
    session["language"] = code
    session.permanent = True
    return answers.go(answers.safe_next(request.args.get("next")) or "/")


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    if code == "en":
        return catalogues.NullTranslations()
    return catalogues.translation("messages", _FOLDER, languages=[code], fallback=True)


def _context() -> dict[str, Any]:
    code = current()
    functions: dict[str, Callable[..., Any]] = {"other_language": other}
    return {"language": code, "direction": LANGUAGES[code][1], **functions}
