"""What a way to the customer costs, row by row: the courier by area, the post by weight."""

from typing import Any

from wtforms import Field, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from hamyar.domain import products
from hamyar.domain.delivery import Way
from hamyar.web import fields, filters
from hamyar.web.group import prices
from hamyar.web.group.rows import RowForm, RowsField
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

_KILO = 1000
_MASSES = {"1": _l("gram"), str(_KILO): _l("kilo")}


class MassField(SelectField):
    """In what a weight is written: how many grams one of it has."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in _MASSES:
            raise StopValidation(_("Please choose one."))


class AreaForm(RowForm):
    """One area of the courier. A fee of 0 is free."""

    area = fields.LineField(_l("Area"), validators=[fields.at_most(60)])
    fee = fields.TomanField(_l("Fee"), is_optional=True, validators=[prices.sensible])

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.area.data or self.fee.typed)

    def check(self) -> None:
        """A row that was begun needs both; the errors stand at the fields."""
        _need(self.area, bool(self.area.data), _("Which area is it?"))
        _need(self.fee, self.fee.data is not None, _("Please write the fee. Where it is free, write 0."))


class StepForm(RowForm):
    """Parcels up to so much."""

    many = fields.WholeNumberField(_l("Up to"), least=1, most=products.HEAVIEST, is_optional=True)
    mass = MassField(_l("Gram or kilo"), choices=[SelectChoice(*one) for one in _MASSES.items()], default=str(_KILO))
    fee = fields.TomanField(_l("Fee"), is_optional=True, validators=[prices.sensible])

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; in what it would be weighed is always chosen."""
        return not (self.many.typed or self.fee.typed)

    @property
    def grams(self) -> int:
        """The weight up to which the fee holds. For a row that `check` found nothing wrong with."""
        return (self.many.data or 0) * int(self.mass.data)

    def check(self) -> None:
        """A row that was begun needs both, and no parcel is heavier than anything can be."""
        _need(self.many, self.many.data is not None, _("Please write a number."))
        _need(self.fee, self.fee.data is not None, _("Please write the fee. Where it is free, write 0."))
        if not self.errors and self.grams > products.HEAVIEST:
            most = {"most": filters.shown_digits(products.HEAVIEST // _KILO)}
            self.many.errors = [_("At most %(most)s kilos.") % most]


def check(rows: RowsField) -> None:
    """Forget the rows into which nothing was typed, and note at the others what is missing."""
    rows.leave_blank_out()
    for row in rows.rows:
        if not row.is_blank:
            row.check()
    wrong = [row.errors for row in rows.rows]
    rows.errors = wrong if any(wrong) else []


def areas(rows: RowsField) -> list[tuple[str, int]]:
    """The areas for the domain."""
    return [(row.area.data, row.fee.data) for row in rows.rows if not row.is_blank]


def steps(rows: RowsField) -> list[tuple[int, int]]:
    """The steps for the domain."""
    return [(row.grams, row.fee.data) for row in rows.rows if not row.is_blank]


def of_courier(way: Way | None) -> list[dict[str, object]]:
    """A courier's areas, for the form."""
    return [{"area": one.area, "fee": one.fee} for one in way.fees] if way else []


def of_post(way: Way | None) -> list[dict[str, object]]:
    """The steps of the post, for the form: whole kilos as kilos."""
    return [_step(one.up_to or 0) | {"fee": one.fee} for one in way.fees] if way else []


def _step(grams: int) -> dict[str, object]:
    mass = 1 if grams % _KILO else _KILO
    return {"many": grams // mass, "mass": str(mass)}


def _need(field: Field, is_there: bool, words: str) -> None:
    if not is_there and not field.errors:
        field.errors = [words]
