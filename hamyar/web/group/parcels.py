"""The number by which the post follows a parcel: typed by whoever was at the counter, read by the customer."""

import re

from flask import Blueprint, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import orders, parcels
from hamyar.domain.orders import Order
from hamyar.kit import digits
from hamyar.kit.errors import Refused
from hamyar.web import answers, fields, problems, submissions
from hamyar.web.group import orders as order_page
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("parcels", __name__)

_BETWEEN = re.compile(r"[\s\-‐–]")


class ParcelForm(FlaskForm):
    """The number on the receipt of the post."""

    tracking = fields.LineField(_l("Number of the post"), validators=[fields.needed(), fields.at_most(60)])

    @property
    def number(self) -> str:
        """In plain digits and capital letters, without what stands between their groups."""
        return _BETWEEN.sub("", digits.to_ascii(self.tracking.data or "")).upper()


@bp.post("/orders/<int(max=999999999):number>/parcel")
def note(number: int) -> Response:
    """Write it down; she is told, and reads it on her page."""
    order = orders.get(g.group, number)
    form = ParcelForm()
    if not form.validate():
        return order_page.shown(order, 422, parcel=form)
    try:
        address = submissions.once(lambda: _noted(number, form))
    except Refused as no:
        order, trouble = orders.get(g.group, number), problems.say(no)
        form.tracking.errors = [trouble]
        # Meanwhile the order may be where no number can be noted; then the sentence stands above it.
        return order_page.shown(order, 422, parcel=form, problem="" if parcels.can_note(order) else trouble)
    flash(_("Saved. The customer sees the number on her page."), "good")
    return answers.go(address)


def form_of(order: Order) -> ParcelForm | None:
    """The form for this order as it stands; None where the post has nothing to do with it, or not yet."""
    if not parcels.can_note(order):
        return None
    return ParcelForm(formdata=None, data={"tracking": order.tracking})


def _noted(number: int, form: ParcelForm) -> str:
    parcels.note_number(orders.get(g.group, number), form.number, g.person)
    return url_for("group.orders.show", number=number) + "#reaching"
