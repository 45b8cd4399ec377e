"""Groups: forming one, what its shop page says, opening and closing the shop."""

from collections.abc import Sequence

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, FileField

from hamyar.domain import catalogue, groups, permits
from hamyar.domain.groups import Group
from hamyar.kit.errors import Refused
from hamyar.kit.photos import Stored
from hamyar.web import answers, asked, fields, problems, submissions, uploads
from hamyar.web.clinic import group_page
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("groups", __name__)

_OCCUPATIONS = {
    "cooking": _l("Cooking"),
    "sewing": _l("Sewing"),
    "handicrafts": _l("Handicrafts"),
    "mushrooms": _l("Mushroom growing"),
    "leather": _l("Leather goods"),
    "other": _l("Other work"),
}


class GroupForm(FlaskForm):
    """What is said of a group. An empty address is made from the name, or stays as it is."""

    name = fields.LineField(_l("Name of the group"), validators=[fields.needed(), fields.at_most(60)])
    occupation = fields.ChoiceField(_l("Occupation"), choices=list(_OCCUPATIONS.items()))
    neighbourhood = fields.LineField(_l("Neighbourhood"), validators=[fields.at_most(60)])
    story = fields.LinesField(_l("Story"), validators=[fields.at_most(2000)])
    photos = FileField(_l("Photo of the group or its work"))
    without_photo = BooleanField(_l("Take the photo away"))
    slug = fields.LineField(_l("Address of the shop"), validators=[fields.at_most(100)])

    def described(self) -> dict[str, str]:
        """The words for the domain."""
        return {
            "name": self.name.data,
            "occupation": self.occupation.data,
            "neighbourhood": self.neighbourhood.data or "",
            "story": self.story.data or "",
            "slug": (self.slug.data or "").lower(),
        }


@bp.get("/groups")
def index() -> Response:
    """Every group, by name."""
    return answers.page("clinic/groups.html", groups=groups.all_of(g.clinic.id), sizes=groups.sizes(g.clinic.id))


@bp.get("/new-group")
def new() -> Response:
    """The form of a new group."""
    return answers.page("clinic/group_form.html", form=GroupForm(), group=None)


@bp.post("/new-group")
def create() -> Response:
    """A new group, its shop still closed."""
    form = GroupForm()
    if not form.validate():
        return answers.page("clinic/group_form.html", 422, form=form, group=None)
    try:
        stored = _stored()
        address = submissions.once(lambda: _formed(form, stored))
    except Refused as no:
        return answers.page("clinic/group_form.html", 422, form=problems.note(form, no), group=None)
    flash(_("The group is there. Now add its members."), "good")
    return answers.go(address)


@bp.get("/groups/<slug>")
def show(slug: str) -> Response:
    """One group: its members, its shop, and what comes next."""
    return group_page.show(groups.get(g.clinic.id, slug), sought=asked.text("find"))


@bp.get("/groups/<slug>/edit")
def edit(slug: str) -> Response:
    """The form of a group."""
    group = groups.get(g.clinic.id, slug)
    return answers.page("clinic/group_form.html", form=GroupForm(obj=group), group=group)


@bp.post("/groups/<slug>/edit")
def save(slug: str) -> Response:
    """Change what is said of a group."""
    group = groups.get(g.clinic.id, slug)
    form = GroupForm()
    if not form.validate():
        return answers.page("clinic/group_form.html", 422, form=form, group=group)
    try:
        stored = _stored()
        address = submissions.once(lambda: _saved(group, form, stored))
    except Refused as no:
        return answers.page("clinic/group_form.html", 422, form=problems.note(form, no), group=group)
    flash(_("Saved. The shop page says it already."), "good")
    return answers.go(address)


@bp.post("/groups/<slug>/open")
def open(slug: str) -> Response:
    """Open the shop. Where a permit is missing, the page says what to do first."""
    group = groups.get(g.clinic.id, slug)
    try:
        address = submissions.once(lambda: _opened(group))
    except Refused as no:
        return group_page.show(group, 422, trouble=problems.say(no))
    flash(_("The shop is open. Send its link to customers."), "good")
    return answers.go(address)


@bp.post("/groups/<slug>/close")
def close(slug: str) -> Response:
    """Close the shop."""
    group = groups.get(g.clinic.id, slug)
    address = submissions.once(lambda: _closed(group))
    flash(_("The shop is closed. Orders that were placed go on."), "good")
    return answers.go(address)


def _formed(form: GroupForm, stored: Sequence[Stored]) -> str:
    group = groups.form(g.clinic, by=g.person, **form.described())
    _set_photo(group, form, stored)
    return url_for("clinic.groups.show", slug=group.slug)


def _saved(group: Group, form: GroupForm, stored: Sequence[Stored]) -> str:
    words = form.described()
    catalogue.describe_shop(group, by=g.person, **(words | {"slug": words["slug"] or group.slug}))
    _set_photo(group, form, stored)
    return url_for("clinic.groups.show", slug=group.slug)


def _set_photo(group: Group, form: GroupForm, stored: Sequence[Stored]) -> None:
    if stored:
        groups.set_photo(group, uploads.keep(g.clinic.id, stored)[0], g.person)
    elif form.without_photo.data and group.photo_id:
        groups.set_photo(group, None, g.person)


def _opened(group: Group) -> str:
    permits.open_shop(group, g.person)
    return url_for("clinic.groups.show", slug=group.slug)


def _closed(group: Group) -> str:
    groups.close_shop(group, g.person)
    return url_for("clinic.groups.show", slug=group.slug)


def _stored() -> list[Stored]:
    return uploads.store(uploads.chosen(request.files.getlist("photos"))[:1])
