"""The clinic's first page: what needs somebody's attention now, and the few things done every day."""

from flask import Blueprint, g
from werkzeug.wrappers import Response

from hamyar.domain import groups, guessing, orders, resends
from hamyar.kit import clock, jalali
from hamyar.web import answers, language

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> Response:
    """Groups with waiting orders, the longest wait first; wishes to answer; women who cannot sign in; shops to open."""
    everyone = groups.all_of(g.clinic.id)
    waiting = orders.waiting_by_group(g.clinic.id)
    return answers.page(
        "clinic/home.html",
        has_groups=bool(everyone),
        busy=sorted((one for one in everyone if one.id in waiting), key=lambda one: waiting[one.id].since),
        waiting=waiting,
        closed=[one for one in everyone if not one.is_open],
        sizes=groups.sizes(g.clinic.id),
        wishes=resends.count_waiting(g.clinic.id),
        spent=guessing.spent_members(g.clinic.id),
        today_words=jalali.full(clock.today(), language.current()),
    )
