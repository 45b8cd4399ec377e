"""A group's permit: what staff have seen of it, written down on the group's page."""

from flask import Blueprint, flash, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import groups, permits
from hamyar.domain.groups import Group
from hamyar.kit import clock
from hamyar.kit.errors import Refused
from hamyar.web import answers, filters, problems, submissions
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
    if _shortens(group, form) and request.form.get("sure") != str(form.until.data):
        return group_page.show(group, 422, permit_form=form, asks_sure=True)
    try:
        address = submissions.once(lambda: _recorded(group, form))
    except Refused as no:
        return group_page.show(group, 422, permit_form=problems.note(form, no))
    until = filters.fact(form.until.data)
    flash((_("Written down, until %(day)s.") if group.is_open
           else _("Written down, until %(day)s. Now the shop can open.")) % {"day": until}, "good")  # fmt: skip
    return answers.go(address)


def _shortens(group: Group, form: group_page.PermitForm) -> bool:
    """Whether what counts now would count less long: perhaps the form lay open since before it was written down."""
    permit, until = permits.find_of(group), form.until.data
    return permit is not None and clock.today() <= until < permit.until


def _recorded(group: Group, form: group_page.PermitForm) -> str:
    permits.record(group, by=g.person, **form.recorded())
    return url_for("clinic.groups.show", slug=group.slug)
