"""Prices read back in words, so that a zero too many is heard before it is in the shop."""

from typing import Any

from flask import request
from wtforms import Field
from wtforms.validators import ValidationError

from hamyar.domain.pricing import HIGHEST_PRICE
from hamyar.kit import digits, money
from hamyar.kit.errors import Refused
from hamyar.web import problems

_FIELD = "read_back"


def said(rials: int | None) -> int | None:
    """The price that can be said in words: None where there is none, or none that may be asked."""
    return rials if rials is not None and 0 < rials <= HIGHEST_PRICE else None


def typed(text: str) -> int | None:
    """The same for what stands in a price field just now, in tomans."""
    tomans = digits.whole(text[:40].replace("تومان", "").strip())
    return None if tomans is None else said(money.rials(tomans))


def read_back() -> int | None:
    """The price that this form has shown her in words, in rials."""
    return digits.whole(request.form.get(_FIELD, "")[:20])


def sensible(_form: Any, field: Field) -> None:
    """For a field: no more than a price may be."""
    if field.data and field.data > HIGHEST_PRICE:
        raise ValidationError(problems.say(Refused("price.high")))
