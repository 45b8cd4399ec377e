"""A customer describes what she would like and asks what it costs. Strangers bring photos here, so they are counted."""

from collections.abc import Callable

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import MultipleFileField

from hamyar.domain import quotes, rations
from hamyar.domain.groups import Group
from hamyar.domain.placing import Customer
from hamyar.domain.products import Product
from hamyar.domain.requests import LONGEST_TEXT, MOST_PHOTOS
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.kit.photos import Stored
from hamyar.web import answers, fields, pictures, problems, submissions, uploads
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.shop import product as product_page
from hamyar.web.shop import storefront, ways_on

bp = Blueprint("asking", __name__)


class AskForm(FlaskForm):
    """What she would like, and who she is."""

    photos = MultipleFileField(_l("Photos"))
    text = fields.LinesField(_l("What would you like?"), validators=[fields.needed(), fields.at_most(LONGEST_TEXT)])
    wanted_on = fields.DayField(_l("By which day?"), is_optional=True)
    name = fields.LineField(_l("Your name"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Your mobile number"))


@bp.get("/p/<code>/ask")
def new(code: str) -> Response:
    """The form for a product whose price is agreed upon."""
    return _of_product(code, lambda product: _page(AskForm(formdata=None), product.group, product))


@bp.post("/p/<code>/ask")
def ask(code: str) -> Response:
    """Ask about it."""
    return _of_product(code, lambda product: _send(product.group, product))


@bp.get("/g/<slug>/ask")
def new_of_group(slug: str) -> Response:
    """The form for something that is on no shelf."""
    return _of_group(slug, lambda group: _page(AskForm(formdata=None), group))


@bp.post("/g/<slug>/ask")
def ask_group(slug: str) -> Response:
    """Ask for it."""
    return _of_group(slug, _send)


@bp.post("/ask/photos")
def take() -> Response:
    """Keep one photo that comes ahead of the form."""
    try:
        _count(len(uploads.chosen(request.files.getlist(uploads.FIELD))))
    except Refused as no:
        return pictures.problem(problems.say(no))
    return pictures.ahead()


def _of_product(code: str, then: Callable[[Product], Response]) -> Response:
    product = product_page.find(code)
    if product is None:
        return ways_on.no_product()
    if not product.is_public:
        return ways_on.gone_product(product)
    # Whoever has described it already is told on her form, which keeps what she wrote.
    if product.has_price and request.method == "GET":
        return answers.go(url_for("shop.product.show", code=product.code))
    return then(product)


def _of_group(slug: str, then: Callable[[Group], Response]) -> Response:
    group = storefront.find(slug)
    if group is None:
        return ways_on.no_shop()
    if not group.is_open:
        return ways_on.closed_shop(group)
    if not group.takes_requests and request.method == "GET":
        return answers.go(url_for("shop.storefront.show", slug=group.slug))
    return then(group)


def _send(group: Group, product: Product | None = None) -> Response:
    form = AskForm()
    photos, troubles = _received()
    act, _sign, place = request.form.get("photo", "").partition("-")
    if act:
        form.photos.errors = troubles
        return _page(form, group, product, pictures.moved(photos, act, place))
    is_sound = form.validate()
    form.photos.errors = troubles
    if troubles or not is_sound:
        return _page(form, group, product, photos, 422)
    try:
        address = submissions.once(lambda: _asked(form, group, product, photos))
    except Refused as no:
        return _page(problems.note(form, no), group, product, photos, 422)
    flash(_("“%(group)s” has your request.") % {"group": group.name}, "good")
    return answers.go(address)


def _asked(form: AskForm, group: Group, product: Product | None, photos: list[Stored]) -> str:
    rations.take(rations.REQUEST, request.remote_addr or "")
    wanted = quotes.Wanted(form.text.data or "", form.wanted_on.data)
    customer = Customer(form.name.data or "", form.mobile.data)
    asked = quotes.ask(group, product, wanted, uploads.keep(g.clinic.id, photos), customer)
    return url_for("shop.quote.show", secret=asked.secret)


def _received() -> tuple[list[Stored], list[str]]:
    """The photos of the form, those that came with it counted first; a copy of what was answered costs nothing."""
    try:
        if not submissions.is_answered():
            _count(len(uploads.chosen(request.files.getlist(uploads.FIELD))))
    except Refused as no:
        photos, gone = pictures.unsealed(request.form.getlist("kept"))
        return photos, [*gone, problems.say(no)]
    return pictures.received(MOST_PHOTOS)


def _count(photos: int) -> None:
    if not photos:
        return
    with transaction():
        for _photo in range(min(photos, MOST_PHOTOS)):
            rations.take(rations.PHOTO, request.remote_addr or "")


def _page(
    form: FlaskForm, group: Group, product: Product | None = None, photos: list[Stored] | None = None, status: int = 200
) -> Response:
    return answers.page(
        "shop/ask.html",
        status,
        form=form,
        shop=group,
        product=product,
        photos=photos or [],
        seal=pictures.seal,
        most_photos=MOST_PHOTOS,
    )
