"""The three answers a view gives: a page, a part of one, or where to go."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request
from werkzeug.urls import iri_to_uri
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse


def page(template: str, status: int = 200, **what: Any) -> Response:
    """A whole page; 422 where the form in it has errors."""
    return make_response(render_template(template, **what), status)


def part(template: str, status: int = 200, **what: Any) -> Response:
    """A part for htmx: the very file that the page includes."""
    return make_response(render_template(template, **what), status)


def go(address: str) -> AnyResponse:
    """On to another page of ours: 303, and for htmx the header that makes the browser do the same."""
    if is_part_asked():
        response = make_response("", 200)
        # In ASCII, as any header must be; a redirect does the same by itself.
        response.headers["HX-Redirect"] = iri_to_uri(address)
        return response
    return redirect(address, 303)


def is_part_asked() -> bool:
    """Whether htmx asks and wants a part."""
    return request.headers.get("HX-Request") == "true"


def safe_next(address: str | None) -> str | None:
    """The address where it is a path on this very machine; None where it leads elsewhere."""
    if not address or not address.startswith("/") or any(sign in address for sign in "\\\r\n\t"):
        return None
    parts = urlsplit(address)
    return None if parts.netloc or parts.scheme or address.startswith("//") else address
