"""What the script that sends forms (static/js/outbox.js) asks of the server: fresh keys, and answers it can read.

A form that waits on a phone without network is sent again until an answer came. Its number makes that harmless. Its
CSRF token may be stale by then, so the script fetches a new one, and learns whose forms this phone may send now.
"""

from flask import Blueprint, Flask, g, jsonify, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from hamyar.web import access, answers, submissions

bp = Blueprint("outbox", __name__)
bp.before_request(access.whoever)

_ASKED_BY_SCRIPT = "X-Outbox"
_GO = "X-Go"


def install(app: Flask) -> None:
    """Serve the keys and the page of what waits, and tell the script where to go instead of sending it there."""
    app.register_blueprint(bp)
    app.after_request(_readable)


@bp.get("/keys")
def keys() -> Response:
    """A fresh CSRF token, and the marks of those whose forms this phone may send now."""
    owners = [submissions.tag(submissions.visitor())]
    if g.person is not None:
        owners.append(submissions.tag(submissions.owner()))
    return jsonify(csrf=generate_csrf(), owners=owners)


@bp.get("/waiting")
def waiting() -> Response:
    """What waits on this phone. Only the phone knows; the page is empty until its script has looked."""
    return answers.page("waiting.html")


def _readable(response: Response) -> Response:
    """A redirect as a header: a script that follows one would use up the message meant for the page behind it."""
    if _ASKED_BY_SCRIPT in request.headers and "Location" in response.headers:
        response.headers[_GO] = response.headers.pop("Location")
        response.status_code = 200
        response.data = b""
    return response
