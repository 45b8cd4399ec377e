"""A customer who reads: opens pages over HTTP, keeps cookies, and fills in the forms that really stand on them."""

import gzip
import http.client
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag

_EDGE = b"edge-of-a-part"


class Answer(NamedTuple):
    """What came back. `size`: of the body as it travelled."""

    status: int
    address: str
    text: str
    size: int
    tag: str


class Browser:
    """One phone without script."""

    def __init__(self, port: int, seat: str = "") -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._host = f"127.0.0.1:{port}"
        self.cookies = {"hamyar_seat": seat} if seat else {}

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def send(self, page: Answer, action: str, **typed: str) -> Answer:
        """Fill in the form of this page that is sent to `action`, and send it."""
        return self.post(action, form_on(page, action) | typed)

    def post(self, action: str, form: dict[str, str], *, is_part: bool = False) -> Answer:
        """Send these fields; or ask with them for a part of the page, as script does while somebody types."""
        return self._ask("POST", action, urlencode(form), "application/x-www-form-urlencoded", is_part=is_part)

    def upload(self, page: Answer, action: str, name: str, file: Path) -> Answer:
        """Fill in the form of this page with a file, and send it."""
        parts = [_part(field, "", value.encode()) for field, value in form_on(page, action).items()]
        parts.append(_part(name, f'; filename="{file.name}"', file.read_bytes()))
        body = b"".join((*parts, b"--", _EDGE, b"--\r\n"))
        return self._ask("POST", action, body, f"multipart/form-data; boundary={_EDGE.decode()}")

    def request(self, path: str, form: dict[str, str] | None = None, tag: str = "") -> bytes:
        """The same request as bytes, for the cheap client."""
        body = urlencode(form).encode() if form is not None else b""
        head = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1"]
        head += [f"{name}: {value}" for name, value in self._headers().items()]
        head += [f"If-None-Match: {tag}"] if tag else []
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", ""]).encode() + body

    def _ask(
        self, method: str, path: str, body: str | bytes | None = None, kind: str = "", is_part: bool = False
    ) -> Answer:
        headers = self._headers() | ({"Content-Type": kind} if kind else {})
        headers |= {"HX-Request": "true"} if is_part else {}
        self._line.request(method, path, body, headers)
        got = self._line.getresponse()
        data = got.read()
        for value in got.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        text = gzip.decompress(data) if got.getheader("Content-Encoding") == "gzip" else data
        tag = got.getheader("ETag", "")
        return Answer(got.status, got.getheader("Location", ""), text.decode(errors="replace"), len(data), tag)

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": self._host, "Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "fa"}
        return headers | ({"Cookie": cookies} if cookies else {})


def _part(name: str, more: str, value: bytes) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return b"".join((b"--", _EDGE, b"\r\n", head.encode(), value, b"\r\n"))


def form_on(page: Answer, action: str) -> dict[str, str]:
    """The fields of the form that is sent to `action`, as they stand."""
    soup = BeautifulSoup(page.text, "html.parser")
    forms = [form for form in soup.find_all("form") if str(form.get("action") or action) == action]
    posts = [form for form in forms if str(form.get("method", "")).lower() == "post"]
    if not posts:
        raise LookupError(f"no form to {action} on a page of status {page.status}")
    return _fields(posts[0])


def _fields(form: Tag) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = str(field.get("name") or ""), str(field.get("type") or "")
        if not name or kind in ("submit", "button", "file") or (kind == "checkbox" and not field.has_attr("checked")):
            continue
        # Of several radio buttons the first that can be chosen; a checked one counts more.
        if kind == "radio" and (field.has_attr("disabled") or (name in found and not field.has_attr("checked"))):
            continue
        found[name] = _value(field)
    return found


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text()
    if field.name == "select":
        options = field.find_all("option")
        chosen = next((option for option in options if option.has_attr("selected")), options[0])
        return str(chosen.get("value", chosen.get_text()))
    return str(field.get("value", ""))
