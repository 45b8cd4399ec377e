"""The clinic's staff, for the manager alone: who works here, and as what."""

from flask import Blueprint, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import people
from hamyar.domain.people import Person
from hamyar.kit.errors import Missing, Refused
from hamyar.web import access, answers, fields, problems, submissions
from hamyar.web.clinic.group_page import PersonForm
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("staff", __name__)
bp.before_request(access.manager_only)

_ROLES = [(people.SOCIAL_WORKER, _l("Social worker")), (people.MANAGER, _l("Manager of the clinic"))]


class RoleForm(FlaskForm):
    """What somebody is in the clinic."""

    role = fields.ChoiceField(_l("What she does here"), choices=_ROLES, default=people.SOCIAL_WORKER)


class StaffForm(PersonForm, RoleForm):
    """A new member of staff; she chooses her password with a sign-in card."""


@bp.get("/staff")
def index() -> Response:
    """Everybody who works here."""
    return answers.page("clinic/staff.html", staff=people.staff(g.clinic.id))


@bp.get("/staff/new")
def new() -> Response:
    """The form of a new member of staff."""
    return answers.page("clinic/staff_form.html", form=StaffForm())


@bp.post("/staff/new")
def create() -> Response:
    """A new member of staff."""
    form = StaffForm()
    if not form.validate():
        return answers.page("clinic/staff_form.html", 422, form=form)
    try:
        address = submissions.once(lambda: _added(form))
    except Refused as no:
        return answers.page("clinic/staff_form.html", 422, form=problems.note(form, no))
    flash(_("%(name)s works here now. Next: print her sign-in card, with which she chooses a password.")
          % {"name": form.name.data}, "good")  # fmt: skip
    return answers.go(address)


@bp.post("/staff/<int:number>/role")
def role(number: int) -> Response:
    """Make her manager or social worker. The last manager stays one."""
    person = people.get(g.clinic.id, number)
    if not person.is_staff:
        raise Missing("person")
    form = RoleForm()
    if not form.validate():
        raise Refused("staff.role")
    address = submissions.once(lambda: _changed(person, form.role.data))
    flash(_("Saved."), "good")
    return answers.go(address)


def _added(form: StaffForm) -> str:
    person = people.add_staff(
        g.clinic,
        name=form.name.data,
        surname=form.surname.data,
        mobile=form.mobile.data,
        role=form.role.data,
        by=g.person,
    )
    return url_for("clinic.people.show", number=person.id)


def _changed(person: Person, role: str) -> str:
    people.set_role(person, role, g.person)
    # Who makes herself a social worker may no longer see the staff.
    return url_for("clinic.people.show", number=person.id) if g.person.is_manager else url_for("clinic.home.show")
