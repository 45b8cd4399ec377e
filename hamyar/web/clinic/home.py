"""The clinic's first page: what needs somebody's attention now, and the few things done every day."""

from flask import Blueprint, g
from werkzeug.wrappers import Response

from hamyar.domain import bell, board, groups, guessing, outgoing, payments, permits, resends
from hamyar.kit import clock, jalali
from hamyar.web import answers, language
from hamyar.web.clinic import gateway

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> Response:
    """Groups with waiting orders, the longest wait first; wishes; who cannot sign in; permits; shops to open."""
    everyone = groups.all_of(g.clinic.id)
    known = permits.find_of_all(g.clinic.id)
    troubles = {one.id: permits.trouble(one, known.get(one.id), clock.today()) for one in everyone}
    looks = bell.unlooked(g.clinic.id)
    waiting = board.waiting_by_group(g.clinic.id)
    return answers.page(
        "clinic/home.html",
        has_groups=bool(everyone),
        busy=sorted((one for one in everyone if one.id in waiting), key=lambda one: waiting[one.id].since),
        waiting=waiting,
        closed=[one for one in everyone if not one.is_open],
        sizes=groups.sizes(g.clinic.id),
        wishes=resends.count_waiting(g.clinic.id),
        spent=guessing.spent_members(g.clinic.id),
        permits=known,
        troubles=troubles,
        shuts=permits.SHUTS,
        troubled=[one for one in everyone if troubles[one.id]],
        looks=looks,
        unlooked=[one for one in everyone if one.id in looks],
        pretends=gateway.pretends(g.clinic.id),
        given_up=outgoing.count_given_up(g.clinic.id),
        money=payments.count_waiting(g.clinic),
        today_words=jalali.full(clock.today(), language.current()),
    )
