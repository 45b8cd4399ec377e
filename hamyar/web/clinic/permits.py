"""A group's permit: what staff have seen of it, written down on the group's page."""

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import groups, permits
from hamyar.domain.groups import Group
from hamyar.kit.errors import Refused
from hamyar.web import answers, problems, submissions
from hamyar.web.clinic import group_page
from hamyar.web.language import gettext as _

bp = Blueprint("permits", __name__)


@bp.get("/groups/<slug>/permit")
def show(slug: str) -> Response:
    """It stands on the group's page; here is only where the form is sent."""
    return answers.go(url_for("clinic.groups.show", slug=slug, _anchor="permit"))


@bp.post("/groups/<slug>/permit")
def record(slug: str) -> Response:
    """Write down the permit, or that it is in progress."""
    group = groups.get(g.clinic.id, slug)
    form = group_page.PermitForm()
    if not form.validate():
        return group_page.show(group, 422, permit_form=form)
    try:
        address = submissions.once(lambda: _recorded(group, form))
    except Refused as no:
        return group_page.show(group, 422, permit_form=problems.note(form, no))
    flash(_("Written down.") if group.is_open else _("Written down. Now the shop can open."), "good")
    return answers.go(address)


def _recorded(group: Group, form: group_page.PermitForm) -> str:
    permits.record(group, by=g.person, **form.recorded())
    return url_for("clinic.groups.show", slug=group.slug)
