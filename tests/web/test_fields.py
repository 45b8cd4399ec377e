"""What is longer than anybody types is refused before any work is done on it."""

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from hamyar.web import fields

ENDLESS = "۳ آذر " * 300_000


class Form(FlaskForm):
    """A field of every kind that reads what was typed."""

    line = fields.LineField("", validators=[fields.at_most(200)])
    lines = fields.LinesField("", validators=[fields.at_most(20_000)])
    exact = fields.ExactField("", validators=[fields.at_most(200)])
    pin = fields.PinField("", validators=[fields.at_most(200)])
    day = fields.DayField("", is_optional=True)
    mobile = fields.MobileField("", is_optional=True)
    number = fields.WholeNumberField("", is_optional=True)
    price = fields.TomanField("", is_optional=True)


def filled(app: Flask, typed: str) -> Form:
    with app.test_request_context():
        form = Form(MultiDict(dict.fromkeys(Form(formdata=None)._fields, typed)), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize("name", ["line", "lines", "exact", "pin", "day", "mobile", "number", "price"])
def test_megabytes_are_refused_at_their_field_and_hardly_looked_at(app: Flask, name: str) -> None:
    field = filled(app, ENDLESS)[name]
    assert field.errors
    assert len(field.data or field.typed) <= 40_000


def test_what_fits_is_read_and_a_day_behind_endless_blanks_is_none(app: Flask) -> None:
    assert filled(app, "  ۳   آذر ").line.data == "۳ آذر"
    assert filled(app, "۱۴۰۵/۹/۳").day.data
    assert filled(app, "۱۴۰۵/۹/۳" + " " * 3000).day.errors
