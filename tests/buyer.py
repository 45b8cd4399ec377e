"""A customer over real HTTP: for tests in which many come at once, or the server falls over."""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from tests.people import World


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Buyer:
    """A browser of the smallest kind: cookies, forms, no script."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay)

    def get(self, path: str) -> str:
        return self.send(path)[1]

    def fields(self, path: str, action: str) -> dict[str, str]:
        """The hidden fields of a form of this page, and the first of everything that is to be chosen."""
        form = next(part for part in self.get(path).split("<form") if f'action="{action}"' in part)
        choices = re.findall(r'<input type="radio"[^>]* name="([\w-]+)" value="([^"]*)"', form)
        hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form)
        return dict([*reversed(choices), *hidden])

    def send(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, text and where it leads."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        try:
            answer = self._opener.open(self.base + path, data, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")

    def ready(self, world: World, mobile: str, code: str = "") -> dict[str, str]:
        """With one jar (or another product) in the basket, in front of the last button: the filled form."""
        put = self.fields(f"/p/{code or world.jar}", "/basket/put")
        assert self.send("/basket/put", {**put, "quantity": "1"})[0] == 303
        return {**self.fields("/checkout", "/checkout"), "name": "خریدار", "mobile": mobile, "note": ""}
