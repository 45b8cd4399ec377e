"""What browsers fetch by themselves where there is HTTPS: the service worker, the manifest, the page for no network.

`web.copies` says which pages the worker may keep.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hamyar.web import access, answers, bundles, language
from hamyar.web.language import Lazy as _l

bp = Blueprint("offline", __name__)

# The pages' colours in static/css/tokens.css: --main, and --ground behind the icon while the app starts.
THEME, GROUND = "#8c1d40", "#faf8f7"
_DAY = 24 * 3600
_SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "sw.js"
# Here at once, before any page asked for them.
_SHELL = ("css/site.css", "js/site.js", "icons/lucide.svg")
_LOCALES = {"fa": "fa-IR", "en": "en-GB"}
_MARK = {
    "offline": _l("You have no network."),
    "silent": _l("The clinic’s machine does not answer."),
    "since": _l("This is the page as it was at %(time)s."),
}
_PAGE = {
    "title": _l("You have no network"),
    "why": _l(
        "Or the other side does not answer just now. "
        "This page was not opened on this phone before, so there is no copy of it."
    ),
    "again": _l("Try again"),
    "back": _l("What I read last"),
}


@bp.get("/sw.js")
def worker() -> AnyResponse:
    """The worker, with what it must know of this release in front. Browsers ask now and then whether it has changed."""
    release = tuple(sorted(current_app.extensions["assets"].names.values()))
    response = Response(_worker(release), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the icon on the home screen is called, and where it leads."""
    asset = current_app.extensions["assets"].url
    icons = [
        {"src": asset(f"icons/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    response = jsonify(
        id="/",
        name=g.clinic.name,
        short_name="همیار",
        lang="fa",
        dir="rtl",
        start_url=url_for("offline.start"),
        scope="/",
        display="standalone",
        theme_color=THEME,
        background_color=GROUND,
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response


@bp.get("/start")
def start() -> AnyResponse:
    """Where the icon on the home screen leads: members and staff to their rooms, customers to the shops."""
    access.whoever()
    return answers.go(url_for("account.home.go" if g.person else "shop.home.show"))


@bp.get("/offline")
def page() -> AnyResponse:
    """What the worker shows where it has no copy, in both languages: it is kept for whoever holds the phone then."""
    return answers.page("offline.html", said=[_said(code) for code in language.LANGUAGES])


def _said(code: str) -> dict[str, str]:
    with language.speaking(code):
        words = {key: str(sentence) for key, sentence in _PAGE.items()}
    return words | {"language": code, "direction": language.LANGUAGES[code][1]}


@lru_cache(maxsize=1)
def _worker(release: tuple[str, ...]) -> str:
    """The script for a release, which is told by its assets' names: each of them may stand on a page that is kept."""
    known: dict[str, Any] = {
        "offline": url_for("offline.page"),
        "start": url_for("offline.start"),
        "words": {code: _mark(code) for code in language.LANGUAGES},
        "shell": [url_for("offline.page"), *map(current_app.extensions["assets"].url, _SHELL)],
    }
    script = bundles.scripts([_SCRIPT.read_text("utf-8")])
    known["version"] = hashlib.sha256(json.dumps([release, known, script]).encode()).hexdigest()[:10]
    return f"self.hamyar = {json.dumps(known, ensure_ascii=False)};\n{script}"


def _mark(code: str) -> dict[str, str]:
    with language.speaking(code):
        return {key: str(sentence) for key, sentence in _MARK.items()} | {"locale": _LOCALES[code]}
