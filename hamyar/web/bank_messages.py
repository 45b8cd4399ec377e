"""The bank's messages, pasted by those who answer for a group's money or for the clinic's: what they tell of is named
in the address of the page, sealed, and the messages themselves are kept nowhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, g, request
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer

from hamyar.domain import incoming
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.incoming import Match
from hamyar.domain.payments import Payment
from hamyar.kit import bank_sms, clock
from hamyar.kit.bank_sms import Movement
from hamyar.web import fields
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

_LONGEST_TEXT = 20_000
_MOST_MESSAGES = 20
# How an address names a movement that was read: its amount, and its day where the message told one.
_CAME = re.compile(r"([0-9]{1,14})(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


class PasteForm(FlaskForm):
    """What the bank wrote. It is read and forgotten."""

    text = fields.LinesField(_l("The bank’s message"), validators=[fields.needed(), fields.at_most(_LONGEST_TEXT)])


@dataclass(frozen=True)
class Found:
    """What one message leads to: so many rials that came, on a day where it told one, and whose they may be."""

    amount: int
    day: date | None
    match: Match

    def is_older_than(self, payment: Payment) -> bool:
        """Whether the message speaks of a day before there was this order: then it is another's money."""
        return self.day is not None and self.day < clock.day_of(payment.order.placed_at)


def read(form: PasteForm, whose: Group | Clinic) -> dict[str, Any] | None:
    """What the pasted text tells of, as the parts of an address; None with the error at its field."""
    if not form.validate():
        return None
    told = bank_sms.read_all(form.text.data or "")[:_MOST_MESSAGES]
    if not told:
        form.text.errors = [
            _("No money is clearly told of in this. Please copy the whole message, as the bank sent it.")
        ]
        return None
    went = sum(one.kind == "withdrawal" for one in told)
    return {"came": [_named(one, whose) for one in told if one.kind == "deposit"], "went": went or None}


def carried() -> list[str]:
    """The movements that this request names, sealed as they came: a form on the page takes them along."""
    return request.values.getlist("came")[:_MOST_MESSAGES]


def found(whose: Group | Clinic) -> list[Found]:
    """What the movements lead to that this request names; those it cannot name are left out."""
    named = list(_opened(carried(), whose))
    matches = incoming.matches(whose, {amount for amount, _day in named})
    return [Found(amount, day, matches[amount]) for amount, day in named]


def _named(movement: Movement, whose: Group | Clinic) -> str:
    """Sealed: an address that somebody else made must not look like what the bank wrote."""
    name = f"{movement.amount}@{movement.day.isoformat()}" if movement.day else str(movement.amount)
    return str(_sealer(whose).dumps(name))


def _opened(sealed: Iterable[str], whose: Group | Clinic) -> Iterable[tuple[int, date | None]]:
    sealer = _sealer(whose)
    for text in sealed:
        try:
            read = _CAME.fullmatch(str(sealer.loads(text)))
        except BadSignature:
            continue
        if read:
            yield int(read[1]), date.fromisoformat(read[2]) if read[2] else None


def _sealer(whose: Group | Clinic) -> URLSafeSerializer:
    salt = f"bank-message-{whose.__tablename__}-{whose.id}-{g.person.id}"
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=salt)
