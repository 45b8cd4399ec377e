"""Public pages that are rendered once for each change of the catalogue and kept in memory, ready compressed.

What differs between visitors (the keys of forms, the basket's count) are holes that are filled for each of them. A
page is found by the versions of everything on it, read from the database at every visit: no change is missed, by
whichever process it was made. Each answer has an ETag, so that a second visit costs a 304. `web.visits` answers the
same phone's further visits without even waking Flask.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from hamyar.kit import clock, tokens
from hamyar.kit.db import db
from hamyar.kit.holed import MARK, Holed
from hamyar.web import access, baskets_kept, language, letters, submissions, visits

_MOST_BYTES = 24 * 1024 * 1024
_BADGE = "badge"
_LETTERS = "letters"
_pages: OrderedDict[tuple[Any, ...], Holed] = OrderedDict()
_guard = threading.Lock()
# One page is rendered at a time: the machine has one core, and ten visitors of one new page need it rendered once.
_rendering = threading.Lock()


class Holes:
    """Stands in for what differs between visitors while a page is rendered to be kept."""

    def keys(self, endpoint: str) -> str:
        """A hole for the hidden fields of a form."""
        return f"{MARK}keys:{endpoint}{MARK}"

    def letters(self) -> str:
        """A hole for what the page is set in."""
        return f"{MARK}{_LETTERS}{MARK}"

    def badge(self) -> str:
        """A hole for what the basket's link says of the basket."""
        return f"{MARK}{_BADGE}{MARK}"


def page(ask: Callable[[], tuple[Any, ...] | None], render: Callable[[], Any]) -> Any:
    """The page for the versions that `ask` gives, rendered only where it is not kept yet, and 304 where she has it.

    `render` gives the whole HTML; it may use nothing of the visitor but through `keys()` and `basket_badge()`. Where
    `ask` gives None there is nothing to keep, and `render` may give any answer.
    """
    versions = ask()
    if versions is None or "_flashes" in session or request.query_string:
        return access.enter_clinic() or render()
    key = (request.path, versions, language.current(), clock.today(), request.host_url)
    visitor = _Visitor()
    tag = visitor.tag(key)
    if tag in request.if_none_match:
        return _dressed(Response(status=304), tag)
    holed = _kept(key, render)
    if not isinstance(holed, Holed):
        # Closed or removed between two breaths: then the answer is no page to keep.
        return holed
    response = _dressed(_filled(holed, visitor, key), tag)
    visits.remember(response, ask, versions, (visitor.basket_lines, visitor.basket_version))
    return response


def forget() -> None:
    """Keep nothing any more: every page is rendered anew at its next visit."""
    with _guard:
        _pages.clear()


class _Visitor:
    """What a page must know of who looks at it, asked once."""

    def __init__(self) -> None:
        # So that the session has the token that `tag` counts on.
        generate_csrf()
        if not session.permanent:
            session.permanent = True
        self.owner = submissions.owner()
        self.basket_lines, self.basket_version = baskets_kept.pulse()

    def tag(self, key: tuple[Any, ...]) -> str:
        seen = (key, self.owner, session["csrf_token"], self.basket_version, letters.own())
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]

    def number(self, endpoint: str, key: tuple[Any, ...]) -> str:
        """The form's number: secret, and the same until she changes her basket, so that a 304 page has it too."""
        seen = repr((endpoint, key, self.owner, self.basket_version))
        return tokens.seal(str(current_app.config["SECRET_KEY"]), seen)[:32]


def _kept(key: tuple[Any, ...], render: Callable[[], Any]) -> Any:
    found = _find(key)
    if found:
        return found
    with _rendering:
        found = _find(key)
        if found:
            return found
        made = _rendered(render)
        return _keep(key, Holed(made)) if isinstance(made, str) else made


def _rendered(render: Callable[[], Any]) -> Any:
    # What was read before the versions were must not stand on the page.
    db.session.rollback()
    access.enter_clinic()
    g.holes = Holes()
    try:
        return render()
    finally:
        g.holes = None


def _find(key: tuple[Any, ...]) -> Holed | None:
    with _guard:
        found = _pages.get(key)
        if found:
            _pages.move_to_end(key)
        return found


def _keep(key: tuple[Any, ...], holed: Holed) -> Holed:
    with _guard:
        _pages[key] = holed
        kept = sum(one.size for one in _pages.values())
        while kept > _MOST_BYTES and len(_pages) > 1:
            kept -= _pages.popitem(last=False)[1].size
    return holed


def _filled(holed: Holed, visitor: _Visitor, key: tuple[Any, ...]) -> Response:
    def fill(hole: str) -> str:
        if hole == _BADGE:
            return baskets_kept.badge_of(visitor.basket_lines)
        if hole == _LETTERS:
            return letters.own()
        endpoint = hole.removeprefix("keys:")
        return submissions.key_fields(endpoint, submissions.sealed(visitor.number(endpoint, key), endpoint))

    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(holed.gzipped(fill), content_type="text/html; charset=utf-8")
        response.headers["Content-Encoding"] = "gzip"
        return response
    return Response(holed.plain(fill), content_type="text/html; charset=utf-8")


def _dressed(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response
