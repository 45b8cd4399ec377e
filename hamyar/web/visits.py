"""Further visits to kept pages, answered in front of Flask: the hottest path of the shop, on the weakest machine.

A phone that comes again with the very same cookie gets the very same answer, as long as the versions of the page and
of its basket are the same; both are asked of the database at every visit. Everything else is Flask's. Nothing is
decided here that `web.kept` has not decided before for that cookie.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Response, current_app, request, session

from hamyar.kit import clock
from hamyar.kit.errors import Busy
from hamyar.web import baskets_kept, headers

# A cookie is looked at by Flask again after so many seconds: it may have run out.
_BELIEVED = 3600.0
_MOST_BYTES = 12 * 1024 * 1024
_NOT_KEPT = {"X-Request-Id", "Content-Length"}
_LONGEST_COOKIE = 4096


@dataclass(frozen=True)
class Visit:
    """What one phone was answered, and what must still be true for it to be answered so again."""

    ask: Callable[[], tuple[Any, ...] | None]
    versions: tuple[Any, ...]
    basket_secret: str | None
    basket: tuple[int, str]
    day: date
    until: float
    tag: str
    rule: str
    headers: list[tuple[str, str]]
    body: bytes

    def is_true(self) -> bool:
        """Whether nothing has changed since."""
        return (
            self.day == clock.today()
            and time.monotonic() < self.until
            and self.ask() == self.versions
            and (self.basket_secret is None or baskets_kept.pulse_of(self.basket_secret) == self.basket)
        )


class Door:
    """Stands in front of the program."""

    def __init__(self, app: Flask, inside: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._inside = inside
        self._visits: OrderedDict[tuple[str, ...], Visit] = OrderedDict()
        self._bytes = 0
        self._guard = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer what was answered before, else let the request in."""
        began = time.perf_counter()
        visit = self._find(environ) if "HTTP_COOKIE" in environ and environ["REQUEST_METHOD"] == "GET" else None
        if visit is None:
            return self._inside(environ, start_response)
        if not self._is_true(visit):
            return self._inside(environ, start_response)
        return self._answer(visit, environ, start_response, began)

    def remember(self, environ: dict[str, Any], visit: Visit) -> None:
        """Keep an answer, and let the oldest go where there are too many."""
        with self._guard:
            self._forget(_name(environ))
            self._visits[_name(environ)] = visit
            self._bytes += len(visit.body)
            while self._bytes > _MOST_BYTES:
                self._forget(next(iter(self._visits)))

    def _is_true(self, visit: Visit) -> bool:
        try:
            with self._app.app_context():
                return visit.is_true()
        except Busy:
            # The program inside knows how to say so.
            return False

    def _find(self, environ: dict[str, Any]) -> Visit | None:
        if environ.get("QUERY_STRING") or "HTTP_HX_REQUEST" in environ:
            return None
        name = _name(environ)
        with self._guard:
            visit = self._visits.get(name)
            if visit:
                self._visits.move_to_end(name)
            return visit

    def _forget(self, name: tuple[str, ...]) -> None:
        gone = self._visits.pop(name, None)
        self._bytes -= len(gone.body) if gone else 0

    def _answer(
        self, visit: Visit, environ: dict[str, Any], start_response: Callable[..., Any], began: float
    ) -> Iterable[bytes]:
        number = headers.request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        is_known = visit.tag in environ.get("HTTP_IF_NONE_MATCH", "")
        body = b"" if is_known else visit.body
        length = [] if is_known else [("Content-Length", str(len(body)))]
        status = "304 NOT MODIFIED" if is_known else "200 OK"
        start_response(status, [*visit.headers, *length, ("X-Request-Id", number)])
        headers.log(number, "GET", visit.rule, 304 if is_known else 200, began)
        return [body]


def install(app: Flask) -> None:
    """Put the door in front of everything."""
    door = Door(app, app.wsgi_app)
    app.extensions["visits"] = door
    app.wsgi_app = door  # type: ignore[method-assign]


def remember(
    response: Response, ask: Callable[[], tuple[Any, ...] | None], versions: tuple[Any, ...], basket: tuple[int, str]
) -> None:
    """Keep what this phone is being answered, where its cookie says all there is to know and is not being changed."""
    if session.modified or not 0 < len(request.headers.get("Cookie", "")) <= _LONGEST_COOKIE:
        return
    dressed = [(name, value) for name, value in headers.dress(response).headers if name not in _NOT_KEPT]
    visit = Visit(
        ask=ask,
        versions=versions,
        basket_secret=baskets_kept.secret(),
        basket=basket,
        day=clock.today(),
        until=time.monotonic() + _BELIEVED,
        tag=f'"{response.get_etag()[0]}"',
        rule=request.url_rule.rule if request.url_rule else "-",
        headers=dressed,
        body=response.get_data(),
    )
    current_app.extensions["visits"].remember(request.environ, visit)


def _name(environ: dict[str, Any]) -> tuple[str, ...]:
    squeezed = "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else ""
    return (
        environ["PATH_INFO"],
        environ.get("HTTP_COOKIE", ""),
        environ.get("HTTP_HOST", ""),
        environ["wsgi.url_scheme"],
        squeezed,
    )
