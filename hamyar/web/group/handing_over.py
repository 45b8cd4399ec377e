"""How the group hands over: for the lead and the staff to set, for every member to read."""

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import delivery
from hamyar.domain.delivery import POST, Way
from hamyar.kit.errors import Forbidden, Refused
from hamyar.web import access, answers, problems, submissions
from hamyar.web.group import way_form
from hamyar.web.group.way_form import WaysForm
from hamyar.web.language import gettext as _

bp = Blueprint("handing_over", __name__)

# So many products without a weight are named; the list of products shows the rest.
_NAMED = 5


@bp.get("/delivery")
def show() -> Response:
    """The ways, with a form for who may change them."""
    return _page(way_form.filled(delivery.of(g.group)))


@bp.post("/delivery")
def save() -> Response:
    """Do what a button inside the form asks for, or save: the lead's and the staff's alone."""
    if not access.leads(g.group, g.person):
        raise Forbidden
    form = WaysForm()
    if way_form.rearrange(form):
        return _page(form)
    if not way_form.is_sound(form):
        return _page(form, 422)
    try:
        address = submissions.once(lambda: _arranged(form))
    except Refused as no:
        problems.note(form, no)
        return _page(form, 422)
    flash(_("Saved. Your shop page says it already."), "good")
    return answers.go(address)


def _arranged(form: WaysForm) -> str:
    delivery.arrange(g.group, *form.typed(), g.person)
    return url_for("group.handing_over.show")


def _page(form: WaysForm, status: int = 200) -> Response:
    ways = delivery.of(g.group)
    unweighed = delivery.unweighed(g.group) if _has_post(ways) else []
    return answers.page(
        "group/delivery.html",
        status,
        form=form,
        handover=[way for way in ways if way.is_on],
        unweighed=unweighed[:_NAMED],
        unweighed_count=len(unweighed),
    )


def _has_post(ways: list[Way]) -> bool:
    return any(way.kind == POST and way.is_on for way in ways)
