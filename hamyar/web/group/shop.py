"""The group's own shop as its customers see it, the ways to pass its link on, and for the lead its story."""

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import FileField

from hamyar.domain import groups, shelf
from hamyar.kit.errors import Forbidden
from hamyar.web import access, answers, fields, language, links, pictures, submissions, uploads
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("shop", __name__)


class StoryForm(FlaskForm):
    """What the shop says of itself."""

    neighbourhood = fields.LineField(_l("Neighbourhood"), validators=[fields.at_most(60)])
    story = fields.LinesField(_l("Our story"), validators=[fields.at_most(2000)])


class PictureForm(FlaskForm):
    """The picture at the top of the shop."""

    photos = FileField(_l("Photo of the group or of its work"))


@bp.get("/shop")
def show() -> Response:
    """The shop, for its own women."""
    return _page(StoryForm(obj=g.group), PictureForm())


@bp.post("/shop")
def save() -> Response:
    """Change the story: the lead's and the staff's alone."""
    _only_lead()
    form = StoryForm()
    if not form.validate():
        return _page(form, PictureForm(formdata=None), 422)
    address = submissions.once(lambda: _described(form))
    flash(_("Saved. Customers read it in your shop now."), "good")
    return answers.go(address)


@bp.post("/shop/photo")
def photo() -> Response:
    """Another picture, or none."""
    _only_lead()
    form = PictureForm()
    taken, troubles = ([], []) if "remove" in request.form else pictures.received()
    if not taken and not troubles and "remove" not in request.form:
        troubles = [_("Please choose a photo first.")]
    if troubles:
        form.photos.errors = troubles
        return _page(StoryForm(formdata=None, obj=g.group), form, 422)

    def work() -> str:
        kept = uploads.keep(g.group.clinic_id, taken[-1:])
        groups.set_photo(g.group, kept[0] if kept else None, g.person)
        return url_for("group.shop.show")

    address = submissions.once(work)
    flash(_("The new photo is in your shop.") if taken else _("The photo is gone from your shop."), "good")
    return answers.go(address)


def _described(form: StoryForm) -> str:
    group = g.group
    groups.describe(
        group,
        name=group.name,
        neighbourhood=form.neighbourhood.data or "",
        story=form.story.data or "",
        slug=group.slug,
        by=g.person,
    )
    return url_for("group.shop.show")


def _only_lead() -> None:
    if not access.leads(g.group, g.person):
        raise Forbidden


def _page(form: StoryForm, picture_form: PictureForm, status: int = 200) -> Response:
    with language.speaking("fa"):
        text = _("The shop of “%(group)s”") % {"group": g.group.name}
    return answers.page(
        "group/shop.html",
        status,
        form=form,
        picture_form=picture_form,
        shelf=shelf.on_shelf(g.group),
        **links.to_share("shop.storefront.show", text, slug=g.group.slug),
    )
