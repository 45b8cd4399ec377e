"""Whether the machine is well: a short word for those who watch it, and plain sentences for signed-in staff."""

from flask import Blueprint, current_app, g
from werkzeug.wrappers import Response

from hamyar.ops import doctor
from hamyar.web import access, answers, filters
from hamyar.web.language import gettext

bp = Blueprint("health", __name__)
bp.before_request(access.whoever)


@bp.get("/health")
def show() -> Response:
    """200 where all is well, 503 where something needs a hand; what it is, only staff read."""
    findings = doctor.quick(current_app.config["SETTINGS"])
    grave = [finding for finding in findings if finding.is_grave]
    told = findings if g.person is not None and g.person.is_staff else []
    said = [(one.severity, one.sentence(gettext, filters.fact), one.what_to_do(gettext, filters.fact)) for one in told]
    return answers.page("health.html", 503 if grave else 200, is_well=not grave, findings=said)
