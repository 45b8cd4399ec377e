"""Who is in a group: taking women in, naming the lead, taking one out."""

from flask import Blueprint, flash, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import groups, people
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.kit import digits
from hamyar.kit.errors import Refused
from hamyar.web import answers, problems, submissions
from hamyar.web.clinic import group_page
from hamyar.web.language import gettext as _

bp = Blueprint("members", __name__)


@bp.get("/groups/<slug>/members")
def index(slug: str) -> Response:
    """They stand on the group's page; here is only where the form is sent."""
    return answers.go(url_for("clinic.groups.show", slug=slug))


@bp.post("/groups/<slug>/members")
def add(slug: str) -> Response:
    """Take in a woman the clinic knows already, or a new one."""
    group = groups.get(g.clinic.id, slug)
    return _add_known(group) if "person" in request.form else _add_new(group)


@bp.post("/groups/<slug>/members/<int:number>/leave")
def leave(slug: str, number: int) -> Response:
    """Her time in the group ends."""
    group, person = groups.get(g.clinic.id, slug), people.get(g.clinic.id, number)
    address = submissions.once(lambda: _left(group, person))
    flash(_("%(name)s is no longer in the group. What she did stays.") % {"name": person.name}, "good")
    return answers.go(address)


@bp.post("/groups/<slug>/members/<int:number>/lead")
def lead(slug: str, number: int) -> Response:
    """She speaks for the group from now on."""
    group, person = groups.get(g.clinic.id, slug), people.get(g.clinic.id, number)
    address = submissions.once(lambda: _named(group, person))
    flash(_("%(name)s leads the group now. She may change its shop page.") % {"name": person.name}, "good")
    return answers.go(address)


def _add_known(group: Group) -> Response:
    person = people.get(g.clinic.id, digits.whole(request.form["person"]) or 0)
    try:
        address = submissions.once(lambda: _joined(group, person))
    except Refused as no:
        return group_page.show(group, 422, trouble=problems.say(no))
    return _welcomed(person.name, address)


def _add_new(group: Group) -> Response:
    form = group_page.PersonForm()
    if not form.validate():
        return group_page.show(group, 422, form=form)
    try:
        address = submissions.once(lambda: _added(group, form))
    except Refused as no:
        # Whoever has this number may be a woman without a group: then she is found below and can be taken in.
        sought = form.mobile.typed or "" if no.key == "mobile.taken" else ""
        trouble = "" if no.key == "mobile.taken" else problems.say(no)
        return group_page.show(group, 422, form=problems.note(form, no), sought=sought, trouble=trouble)
    return _welcomed(form.name.data, address)


def _welcomed(name: str, address: str) -> Response:
    flash(_("%(name)s is in the group. Next: print her sign-in card.") % {"name": name}, "good")
    return answers.go(address)


def _added(group: Group, form: group_page.PersonForm) -> str:
    person = people.add_member(
        g.clinic, name=form.name.data, surname=form.surname.data, mobile=form.mobile.data, by=g.person
    )
    return _joined(group, person)


def _joined(group: Group, person: Person) -> str:
    groups.join(group, person, g.person)
    return _address(group)


def _left(group: Group, person: Person) -> str:
    groups.leave(group, person, g.person)
    return _address(group)


def _named(group: Group, person: Person) -> str:
    groups.name_lead(group, person, g.person)
    return _address(group)


def _address(group: Group) -> str:
    return url_for("clinic.groups.show", slug=group.slug)
