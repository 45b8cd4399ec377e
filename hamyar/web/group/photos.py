"""Photos that come alone, ahead of their form: kept on the disk, and given back as a sealed value for the form."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from hamyar.web.group import pictures

bp = Blueprint("photos", __name__)


@bp.post("/photos")
def take() -> Response:
    """Keep one photo. Sent twice it is kept once, as its name is made from its content.

    JSON: `kept` is what the form sends along instead of the photo; `problem` a sentence, with status 422.
    """
    taken, troubles = pictures.taken(request.files.getlist("photos")[:1], [])
    if not taken:
        return _problem(troubles)
    return jsonify(kept=pictures.seal(taken[0]))


def _problem(troubles: list[str]) -> Response:
    answer = jsonify(problem=" ".join(troubles))
    answer.status_code = 422
    return answer
