"""Where something goes, as it is asked in Iran: province, city, street, and what helps to find the door."""

import re
from typing import Any

from markupsafe import Markup
from wtforms.validators import StopValidation
from wtforms.widgets import html_params

from hamyar.domain.delivery import Where
from hamyar.kit import digits
from hamyar.web import fields
from hamyar.web.language import Lazy as _l

# As the post writes them; an address is read by people in Iran, whatever language the page speaks.
PROVINCES = (
    "آذربایجان شرقی",
    "آذربایجان غربی",
    "اردبیل",
    "اصفهان",
    "البرز",
    "ایلام",
    "بوشهر",
    "تهران",
    "چهارمحال و بختیاری",
    "خراسان جنوبی",
    "خراسان رضوی",
    "خراسان شمالی",
    "خوزستان",
    "زنجان",
    "سمنان",
    "سیستان و بلوچستان",
    "فارس",
    "قزوین",
    "قم",
    "کردستان",
    "کرمان",
    "کرمانشاه",
    "کهگیلویه و بویراحمد",
    "گلستان",
    "گیلان",
    "لرستان",
    "مازندران",
    "مرکزی",
    "هرمزگان",
    "همدان",
    "یزد",
)
_POSTAL_CODE = re.compile("[0-9]{10}")


def _draw_provinces(field: Any, **given: Any) -> Markup:
    # An option without a value of its own sends its words: thirty names travel once and not twice.
    names = Markup().join(
        Markup("<option{}>{}</option>").format(Markup(" selected") if name == field.data else "", name)
        for name in PROVINCES
    )
    first = Markup('<option value="">{}</option>').format(_l("Please choose"))
    return Markup("<select {}>{}{}</select>").format(
        Markup(html_params(id=field.id, name=field.name, **given)), first, names
    )


class ProvinceField(fields.LineField):
    """One of the provinces; nothing is chosen before she chooses."""

    widget = staticmethod(_draw_provinces)


class PostalCodeField(fields.LineField):
    """Ten digits in any script, spaces and hyphens among them; kept as ten digits, or as it was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        bare = re.sub(r"[\s\-\u200c]", "", digits.to_ascii(self.data or ""))
        if _POSTAL_CODE.fullmatch(bare):
            self.data = bare


def _where_it_matters(form: Any, _field: Any) -> None:
    if not form.needs_address:
        raise StopValidation()


def _a_province(_form: Any, field: Any) -> None:
    if field.data not in PROVINCES:
        raise StopValidation(str(_l("Please choose the province.")))


def _ten_digits(_form: Any, field: Any) -> None:
    if field.data and not _POSTAL_CODE.fullmatch(field.data):
        raise StopValidation(str(_l("A postal code has ten digits. You may also leave it empty.")))


class AddressFields:
    """To be mixed into a form. Where its `needs_address` is false, nothing of this is asked or looked at."""

    province = ProvinceField(_l("Province"), validators=[_where_it_matters, _a_province])
    city = fields.LineField(_l("City or village"), validators=[_where_it_matters, fields.needed(), fields.at_most(60)])
    street = fields.LinesField(
        _l("Street, lane, number and bell"), validators=[_where_it_matters, fields.needed(), fields.at_most(300)]
    )
    postal_code = PostalCodeField(_l("Postal code"), validators=[_where_it_matters, _ten_digits])
    landmark = fields.LineField(
        _l("Something near it that helps to find it"), validators=[_where_it_matters, fields.at_most(200)]
    )


def read(form: Any) -> Where:
    """The address that a form with these fields holds, once it is valid."""
    return Where(
        form.province.data, form.city.data, form.street.data, form.postal_code.data or "", form.landmark.data or ""
    )
