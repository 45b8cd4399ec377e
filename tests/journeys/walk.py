"""Every page somebody can meet: of the table of routes, where their links lead, and what the forms on them answer.

Nothing here names a page, so a new one is walked without being told. Pages made of the same pieces look alike; of those
the first stands for all, and another one is looked at where it has a piece that is new there.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from webtest import TestResponse
from webtest.forms import Checkbox, File, Form, Hidden, Select, Submit
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri

from tests.people import Phone

# What is typed into every field of a form: what stands there, nothing, or what no field wants.
FILLINGS = {"as it stands": None, "empty": "", "wrong": "؟" * 400}
# This link would change the language of the walk.
_NOT_FOLLOWED = {"language.switch"}
_LEADS_ON = {301, 302, 303, 307, 308}
_PIECE = re.compile(r"<(\w+)(?:\s[^>]*?)??(?:\sclass=\"([^\"]*)\")?(?:\s[^>]*)?>")


@dataclass(frozen=True)
class Page:
    """One page somebody has met: how she came there, the endpoint that answered, and what she was given."""

    way: str
    endpoint: str
    html: str
    policy: str


@dataclass
class Walk:
    """One phone's walk through the rooms whose endpoints begin with a pattern.

    `bring_back` undoes what sending a form has done; where it sends none, it only goes where links lead.
    """

    app: Flask
    phone: Phone
    rooms: re.Pattern[str]
    bring_back: Callable[[], None]
    sends: bool = True
    pages: list[Page] = field(default_factory=list)
    # What each endpoint was seen to answer: "page", "part", "way on" or "problem".
    answers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _pieces: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    _tried: set[tuple[object, ...]] = field(default_factory=set)
    _waiting: deque[TestResponse] = field(default_factory=deque)

    def through(self, addresses: Iterable[str]) -> list[Page]:
        """Open these addresses, and go on from them until there is nothing new."""
        for address in addresses:
            self._open(address)
        while self._waiting:
            answer = self._waiting.popleft()
            self._follow_links(answer)
            if self.sends:
                self._send_forms(answer)
        return self.pages

    def enters(self, endpoint: str) -> bool:
        """Whether this walk leads through there."""
        return bool(self.rooms.match(endpoint)) and endpoint not in _NOT_FOLLOWED

    def keep(self, answer: TestResponse, way: str) -> None:
        """An answer to be looked at, where it is a page with a piece that was not met at its place yet."""
        endpoint = self._endpoint(answer.request.path, answer.request.method)
        kind = _kind(answer)
        self.answers[endpoint].add(kind)
        if kind not in ("page", "problem"):
            return
        known = self._pieces[endpoint if kind == "page" else str(answer.status_int)]
        pieces = set(_PIECE.findall(answer.text))
        if not pieces <= known:
            known |= pieces
            policy = answer.headers["Content-Security-Policy"]
            self.pages.append(Page(f"{way} -> {answer.status_int}", endpoint, answer.text, policy))
            self._waiting.append(answer)

    def _open(self, address: str) -> None:
        self.keep(self.phone.get(iri_to_uri(address), expect_errors=True), f"GET {address}")

    def _follow_links(self, answer: TestResponse) -> None:
        for link in answer.html.find_all("a", href=re.compile("^[^#]")):
            address = urlsplit(urljoin(answer.request.url, link["href"]))
            endpoint = self._endpoint(address.path)
            names = re.sub("=[^&]*", "", address.query)
            if address.hostname == "localhost" and self.enters(endpoint) and self._is_new(endpoint, names):
                self._open(f"{address.path}?{address.query}" if address.query else address.path)

    def _send_forms(self, answer: TestResponse) -> None:
        for form in answer.forms.values():
            action = urlsplit(urljoin(answer.request.url, form.action)).path
            endpoint = self._endpoint(action, "POST")
            if form.method.upper() != "POST" or not self.enters(endpoint):
                continue
            for button in _buttons(form):
                for filling in FILLINGS:
                    if self._is_new(endpoint, filling, button, *sorted(map(str, form.fields))):
                        self._send(action, form, filling, button)

    def _send(self, action: str, form: Form, filling: str, button: tuple[str, str] | None) -> None:
        cookies = list(self.phone.cookiejar)
        answer = self.phone.post(action, list(_filled(form, filling, button)), expect_errors=True)
        while answer.status_int in _LEADS_ON:
            answer = answer.follow(expect_errors=True)
        self.keep(answer, f"POST {action} {filling}{f' {button}' if button else ''}")
        self.phone.reset()
        for cookie in cookies:
            self.phone.cookiejar.set_cookie(cookie)
        self.bring_back()

    def _is_new(self, *what: object) -> bool:
        known = what in self._tried
        self._tried.add(what)
        return not known

    def _endpoint(self, path: str, method: str = "GET") -> str:
        try:
            return str(self.app.url_map.bind("localhost").match(path, method)[0])
        except HTTPException:
            return path


def _kind(answer: TestResponse) -> str:
    if answer.status_int in _LEADS_ON:
        return "way on"
    if answer.content_type != "text/html" or not answer.text.lstrip().lower().startswith("<!doctype html>"):
        return "part"
    return "page" if answer.status_int in (200, 422) else "problem"


def _buttons(form: Form) -> list[tuple[str, str] | None]:
    """The ways to send a form: by its first button, and by one button of each further name."""
    named = {name: one for name, fields in form.fields.items() for one in fields if name and isinstance(one, Submit)}
    return [None, *((name, one.value_if_submitted()) for name, one in named.items())]


def _filled(form: Form, filling: str, button: tuple[str, str] | None) -> Iterator[tuple[str, str]]:
    typed = FILLINGS[filling]
    for name, one in form.field_order:
        if name is None or isinstance(one, Submit) or not isinstance(one.value, str):
            continue
        if typed is None or isinstance(one, Hidden | Select):
            yield name, one.value
        elif not isinstance(one, Checkbox | File):
            yield name, typed
    if button:
        yield button
