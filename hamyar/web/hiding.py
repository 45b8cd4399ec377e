"""Quick hide: one tap, and nothing on this phone shows what was open, until she has given her PIN again.

With script the phone covers its page by itself, without asking anybody, and keeps a cookie that says so
(static/js/hide.js): its next request, whichever that is and whenever there is a network again, hides the session before
anything is answered. Without script the same button is a form.
"""

from flask import Flask, after_this_request, request, session
from werkzeug.wrappers import Response

from hamyar.domain import sessions
from hamyar.kit.db import transaction
from hamyar.web import access

ASKED = "hamyar_hide"


def install(app: Flask) -> None:
    """Look at every request for the cookie; it must stand before the doors of the rooms."""
    app.before_request(_hide_where_asked)


def hide() -> None:
    """Hide this phone's session; the answer to this request must be `covered`."""
    with transaction():
        sessions.hide(request.cookies.get(access.COOKIE, ""))
    # A changed cookie is also what makes a browser throw away pages it would otherwise show again at once.
    session.pop("csrf_token", None)


def covered(response: Response) -> Response:
    """The answer that hides: it has the browser forget the pages of before, and the phone that it still had to ask."""
    response.delete_cookie(ASKED, httponly=True, samesite="Lax", secure=access.is_secure(), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _hide_where_asked() -> None:
    if ASKED in request.cookies:
        hide()
        after_this_request(covered)
