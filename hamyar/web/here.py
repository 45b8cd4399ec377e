"""Is it this very installation that answers at an address? Pages and the machine itself ask so, from anywhere.

The answer seals what was asked. It says nothing else: not which clinic this is, nor whether it is set up.
"""

import re

from flask import Blueprint, Response, abort, current_app, request

from hamyar.ops import asking

bp = Blueprint("here", __name__)

_ASKED = re.compile(r"[A-Za-z0-9_-]{16,64}")


@bp.get("/here")
def show() -> Response:
    """The proof, readable by a page that was opened by another address of this machine."""
    asked = request.args.get("ask", "")
    if not _ASKED.fullmatch(asked):
        abort(400)
    response = Response(asking.proof(current_app.config["SETTINGS"].secret_key, asked), mimetype="text/plain")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
