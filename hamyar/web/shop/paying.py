"""The customer pays card to card: what to send, to which card, until when, and how she says that she has sent it."""

import re

from flask import Blueprint, flash, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import MultipleFileField, ValidationError

from hamyar.domain import orders, payments, settling
from hamyar.domain.paying import CARD
from hamyar.domain.payments import TOO_LITTLE, Payment
from hamyar.domain.settling import Claim
from hamyar.kit import clock, digits, letters
from hamyar.kit.errors import Missing, Refused
from hamyar.web import answers, fields, filters, problems, receipts, submissions, uploads
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("paying", __name__)

_LONGEST = 40
_TWO_DAYS = 48 * 60


class ClaimForm(FlaskForm):
    """What she knows of her transfer. Any one of it is enough."""

    payer_digits = fields.LineField(_l("Last four digits of the card you paid from"))
    said_at = fields.LineField(_l("When did you pay?"), validators=[fields.at_most(_LONGEST)])
    tracking = fields.LineField(_l("Tracking number"), validators=[fields.at_most(_LONGEST)])
    photos = MultipleFileField(_l("Photo of the receipt"))

    def validate_payer_digits(self, field: fields.LineField) -> None:
        """Four digits, in whatever script her keyboard gives."""
        field.data = digits.to_ascii(field.data or "").replace(" ", "")
        if field.data and not re.fullmatch("[0-9]{4}", field.data):
            raise ValidationError(str(_l("Please write the last four digits only.")))

    def said(self, receipt: str) -> Claim:
        """What she says, for the domain."""
        tracking = digits.to_ascii(self.tracking.data or "")
        return Claim(self.payer_digits.data or "", self.said_at.data or "", tracking, receipt)


@bp.get("/o/<secret>/pay")
def show(secret: str) -> Response:
    """The amount, the card, the time; and the form that says it is done."""
    payment = _find(secret)
    if payment is None:
        return answers.go(_order_page(secret))
    return _shown(payment, ClaimForm(data=_said_before(payment)))


@bp.post("/o/<secret>/pay")
def claim(secret: str) -> Response:
    """She says that she has paid. That makes nothing paid: the group looks into the bank's own message."""
    payment = _find(secret)
    if payment is None:
        return answers.go(_order_page(secret))
    form = ClaimForm()
    if not submissions.is_answered() and not form.validate():
        return _shown(payment, _with_photo_asked_again(form), 422)
    try:
        receipt = "" if submissions.is_answered() else receipts.store(request.files.getlist("photos"))
        address = submissions.once(lambda: _claimed(secret, form, receipt))
    except Refused as no:
        return _shown(_again(secret), problems.note(form, no), 422)
    flash(_("Thank you. The group looks for it in the bank’s message."), "good")
    return answers.go(address)


@bp.get("/o/<secret>/receipt")
def receipt(secret: str) -> Response:
    """The photo that she sent with this order, for whoever has its link."""
    return receipts.show(_again(secret).receipt)


def _claimed(secret: str, form: ClaimForm, receipt: str) -> str:
    settling.claim(_again(secret), form.said(receipt))
    return _order_page(secret)


def _said_before(payment: Payment) -> dict[str, str]:
    """What she said of her transfer, to look at once more. Where too little came, what she says next is of another."""
    if payment.state == TOO_LITTLE:
        return {}
    return {"payer_digits": payment.payer_digits, "said_at": payment.said_at, "tracking": payment.tracking}


def _with_photo_asked_again(form: ClaimForm) -> ClaimForm:
    """No browser keeps a chosen file in a page that comes back: it is said at the field."""
    if uploads.chosen(request.files.getlist("photos")):
        form.photos.errors = [_("Please choose the photo once more: it was not kept.")]
    return form


def _order_page(secret: str) -> str:
    return url_for("shop.tracking.show", secret=letters.line(secret))


def _find(secret: str) -> Payment | None:
    """What is paid card to card; None for an order that is paid otherwise. Raises Missing."""
    payment = payments.of(orders.by_secret(g.clinic.id, letters.line(secret)))
    return payment if payment and payment.way == CARD else None


def _again(secret: str) -> Payment:
    payment = _find(secret)
    if payment is None:
        raise Missing("payment")
    return payment


def _shown(payment: Payment, form: ClaimForm, status: int = 200) -> Response:
    return answers.page(
        "shop/pay.html",
        status,
        order=payment.order,
        payment=payment,
        form=form,
        can_claim=settling.can_claim(payment),
        left=_time_left(payment),
    )


def _time_left(payment: Payment) -> str:
    """How long it is held, in words: hours as long as there are some; nothing where the day says enough."""
    if payment.held_until is None:
        return ""
    minutes = int((payment.held_until - clock.now()).total_seconds() // 60)
    if not 0 < minutes <= _TWO_DAYS:
        return ""
    return filters.span(minutes // 60 * 60 if minutes >= 60 else minutes)
