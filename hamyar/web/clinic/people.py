"""The women the clinic knows, their sign-in cards, and who may sign in. Staff are here too, for the manager alone."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import cards, groups, guessing, people, sessions
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.errors import Forbidden, Refused
from hamyar.web import answers, asked, links, problems, submissions
from hamyar.web.clinic.group_page import PersonForm
from hamyar.web.clinic.staff import RoleForm
from hamyar.web.language import gettext as _

bp = Blueprint("people", __name__)

# Addresses that mean something on this machine only: a phone that scans a card cannot follow them.
_OWN = ("localhost", "127.0.0.1", "::1")


@bp.get("/people")
def index() -> Response:
    """The members, newest first, or those who fit a name or a number."""
    sought = asked.text()
    page = people.members(g.clinic.id, sought, asked.number("before"))
    in_group = groups.groups_of([person.id for person in page.rows])
    what: dict[str, Any] = {"page": page, "sought": sought, "in_group": in_group}
    if answers.is_part_asked():
        return answers.part("clinic/_people_rows.html", **what)
    return answers.page("clinic/people.html", **what)


@bp.get("/people/new")
def new() -> Response:
    """The form of a new member."""
    return answers.page("clinic/person_form.html", form=PersonForm(), who=None)


@bp.post("/people/new")
def create() -> Response:
    """A new member, in no group yet."""
    form = PersonForm()
    if not form.validate():
        return answers.page("clinic/person_form.html", 422, form=form, who=None)
    try:
        address = submissions.once(lambda: _added(form))
    except Refused as no:
        return answers.page("clinic/person_form.html", 422, form=problems.note(form, no), who=None)
    flash(_("%(name)s is on the list. Next: print her sign-in card.") % {"name": form.name.data}, "good")
    return answers.go(address)


@bp.get("/people/<int:number>")
def show(number: int) -> Response:
    """One person."""
    return _page(_get(number))


@bp.get("/people/<int:number>/edit")
def edit(number: int) -> Response:
    """The form of a person."""
    person = _get(number)
    return answers.page("clinic/person_form.html", form=PersonForm(obj=person), who=person)


@bp.post("/people/<int:number>/edit")
def save(number: int) -> Response:
    """Change a name or a number."""
    person = _get(number)
    form = PersonForm()
    if not form.validate():
        return answers.page("clinic/person_form.html", 422, form=form, who=person)
    try:
        address = submissions.once(lambda: _saved(person, form))
    except Refused as no:
        return answers.page("clinic/person_form.html", 422, form=problems.note(form, no), who=person)
    flash(_("Saved."), "good")
    return answers.go(address)


@bp.get("/people/<int:number>/card")
def card_again(number: int) -> Response:
    """A card is shown once, in the answer that made it; who comes back finds the person."""
    return answers.go(url_for("clinic.people.show", number=number))


@bp.post("/people/<int:number>/card")
def card(number: int) -> Response:
    """A new sign-in card, ready to print. Its secret stands in this answer and nowhere else."""
    person = _get(number)
    made: list[str] = []
    address = submissions.once(lambda: _made(person, made))
    if not made:
        flash(_("This card was made already and is shown only once. If it was not printed, make a new one."), "warn")
        return answers.go(address)
    link = links.public("account.card.show", secret=made[0])
    return answers.page(
        "print/sign_in_card.html",
        who=person,
        in_group=None if person.is_staff else groups.find_of(person),
        address=link,
        qr=links.qr(link),
        until=clock.now() + cards.VALID,
        is_own_address=urlsplit(link).hostname in _OWN,
        back=address,
    )


@bp.post("/people/<int:number>/active")
def set_active(number: int) -> Response:
    """Let her in again, or no longer; then she is signed out everywhere."""
    person = _get(number)
    is_active = request.form.get("active") == "yes"
    try:
        address = submissions.once(lambda: _opened(person, is_active))
    except Refused as no:
        return _page(person, 422, trouble=problems.say(no))
    said = _("%(name)s may sign in again.") if is_active else _("%(name)s can no longer sign in.")
    flash(said % {"name": person.name}, "good")
    return answers.go(address)


def _get(number: int) -> Person:
    """The person, where this member of staff may look after her. Raises Missing, Forbidden.

    Who may print a card for somebody can become her; so staff are the manager's matter alone.
    """
    person = people.get(g.clinic.id, number)
    if person.is_staff and not g.person.is_manager:
        raise Forbidden
    return person


def _page(person: Person, status: int = 200, trouble: str = "") -> Response:
    return answers.page(
        "clinic/person.html",
        status,
        who=person,
        in_group=None if person.is_staff else groups.find_of(person),
        is_spent=any(one.id == person.id for one in guessing.spent_members(g.clinic.id)),
        role_form=RoleForm(formdata=None, obj=person) if person.is_staff else None,
        trouble=trouble,
    )


def _added(form: PersonForm) -> str:
    person = people.add_member(
        g.clinic, name=form.name.data, surname=form.surname.data, mobile=form.mobile.data, by=g.person
    )
    return url_for("clinic.people.show", number=person.id)


def _saved(person: Person, form: PersonForm) -> str:
    people.describe(person, name=form.name.data, surname=form.surname.data, mobile=form.mobile.data, by=g.person)
    return url_for("clinic.people.show", number=person.id)


def _made(person: Person, made: list[str]) -> str:
    made.append(cards.make(person, g.person))
    return url_for("clinic.people.show", number=person.id)


def _opened(person: Person, is_active: bool) -> str:
    if is_active:
        people.set_active(person, True, g.person)
    else:
        sessions.shut_out(person, g.person)
    return url_for("clinic.people.show", number=person.id)
