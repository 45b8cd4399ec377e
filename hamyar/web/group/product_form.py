"""The full form of a product: what is typed, and the buttons in it that only rearrange it or count something."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, MultipleFileField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from hamyar.domain import catalogue, products
from hamyar.domain.pricing import Costs
from hamyar.domain.products import BY_DAY, IN_STOCK, MADE_TO_ORDER, ON_AGREEMENT, SERVICE, Product
from hamyar.kit.errors import Refused
from hamyar.web import fields, problems
from hamyar.web.group import earnings, offer_rows, prices, window_rows
from hamyar.web.group.offer_rows import OfferForm
from hamyar.web.group.rows import RowsField
from hamyar.web.group.week import HalfHourField, WeekdaysField
from hamyar.web.group.window_rows import WindowForm
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

UNITS = {
    "piece": _l("piece"),
    "pack": _l("pack"),
    "jar": _l("jar"),
    "kilo": _l("kilo"),
    "gram": _l("gram"),
    "plate": _l("plate"),
    "pair": _l("pair"),
    "set": _l("set"),
    "metre": _l("metre"),
    "hour": _l("hour"),
}
_KINDS = {
    IN_STOCK: _l("It is there and counted"),
    MADE_TO_ORDER: _l("I make it when it is ordered"),
    SERVICE: _l("It is a service"),
    ON_AGREEMENT: _l("The price is agreed upon"),
}
_PLACES = {products.AT_WORKSHOP: _l("Here, where we work"), products.AT_CUSTOMER: _l("At the customer’s")}
_LONGEST_SERVICE = 24 * 60
# What is asked of some kinds only. Everything else is asked of all.
_ONLY_OF = {
    "offers": (IN_STOCK, *BY_DAY),
    "lead_days": BY_DAY,
    "order_by": BY_DAY,
    "weekdays": BY_DAY,
    "per_day": (MADE_TO_ORDER,),
    "windows": (SERVICE,),
    "minutes": (SERVICE,),
    "place": (SERVICE,),
}


class UnitField(SelectField):
    """What one of it is called."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in UNITS:
            raise StopValidation(_("Please choose one."))


class ProductForm(FlaskForm):
    """Everything there is to say of a product. What its kind is not asked may hold anything."""

    photos = MultipleFileField(_l("Photos"))
    name = fields.LineField(_l("Name"), validators=[fields.needed(), fields.at_most(80)])
    description = fields.LinesField(_l("Description"), validators=[fields.at_most(2000)])
    kind = fields.ChoiceField(_l("How do you sell it?"), choices=_KINDS.items(), default=IN_STOCK)
    unit = UnitField(_l("Sold by the"), choices=[SelectChoice(*one) for one in UNITS.items()], default="piece")
    offers = RowsField(OfferForm, _l("Price and models"), most=products.MOST_VARIANTS, row_name=_l("Model %(n)s"))
    lead_days = fields.WholeNumberField(
        _l("How many days ahead must it be ordered?"), most=products.LONGEST_LEAD, is_optional=True
    )
    order_by = HalfHourField(_l("Until which hour do orders of the same day count?"), none=_l("At any hour"))
    per_day = fields.WholeNumberField(
        _l("How many can you make for one day?"), least=1, most=products.MOST_A_DAY, is_optional=True
    )
    weekdays = WeekdaysField(_l("For which days can it be ordered?"))
    windows = RowsField(WindowForm, _l("At which hours?"), most=window_rows.MOST, row_name=_l("Hours %(n)s"))
    minutes = fields.WholeNumberField(_l("How long does it take?"), least=1, most=_LONGEST_SERVICE, is_optional=True)
    place = fields.ChoiceField(_l("Where is it done?"), choices=_PLACES.items(), default=products.AT_WORKSHOP)
    material = fields.TomanField(_l("Material for one"), is_optional=True, validators=[prices.sensible])
    work_hours = fields.WholeNumberField(_l("Hours of work on one"), most=earnings.MOST_HOURS, is_optional=True)
    work_minutes = fields.WholeNumberField(_l("and minutes"), most=59, is_optional=True)
    hour_worth = fields.TomanField(_l("What should an hour bring you?"), is_optional=True, validators=[prices.sensible])
    is_shown = BooleanField(_l("Show it in the shop"), default=True)

    def asks(self, name: str) -> bool:
        """Whether a product of the chosen kind is asked for this."""
        return name not in _ONLY_OF or self.kind.data in _ONLY_OF[name]

    def about(self) -> catalogue.Description:
        """What was typed, for the domain."""
        return catalogue.Description(
            self.name.data or "",
            self.description.data or "",
            self.unit.data,
            self.kind.data,
            self.lead_days.data or 0,
            self.is_shown.data,
            self._asked("per_day"),
            self.weekdays.said,
            self.order_by.data,
            self._asked("minutes"),
            self._asked("place") or products.AT_WORKSHOP,
            window_rows.typed(self.windows.rows) if self.asks("windows") else (),
            self.material.data,
            self.costs.work,
            self.hour_worth.data,
        )

    def offered(self) -> list[catalogue.Offer]:
        """The models, for the domain."""
        return [row.offer() for row in self.offers.rows] if self.asks("offers") else []

    @property
    def costs(self) -> Costs:
        """What one costs her, as far as she has said."""
        work = earnings.together(self.work_hours.data, self.work_minutes.data)
        return Costs(self.material.data, work, self.hour_worth.data)

    @property
    def answer(self) -> earnings.Answer | None:
        """What the lowest price that stands in the rows brings her."""
        typed = [price for row in self.offers.rows if (price := prices.said(row.price.data))]
        return earnings.answer(min(typed, default=None), self.costs) if self.asks("offers") else None

    def _asked(self, name: str) -> Any:
        return self[name].data if self.asks(name) else None


def filled(product: Product) -> ProductForm:
    """The form as the product stands."""
    same = ("name", "description", "unit", "kind", "is_shown", "per_day", "order_by", "minutes", "place")
    facts: dict[str, Any] = {name: getattr(product, name) for name in (*same, "material", "hour_worth")}
    facts |= {"lead_days": product.lead_days if product.is_by_day else None, "weekdays": list(product.weekdays)}
    facts |= {"offers": offer_rows.of(product), "windows": window_rows.of(product), **earnings.apart(product.work)}
    return ProductForm(formdata=None, data=facts)


def rearrange(form: ProductForm) -> bool:
    """Do what a tap on one of the buttons asks for that save nothing; whether it was such a tap."""
    has_moved = [
        form.offers.rearrange(request.form.get("row", "")),
        form.windows.rearrange(request.form.get("window", "")),
    ]
    return any(has_moved) or "count" in request.form


def is_sound(form: ProductForm, product: Product | None) -> bool:
    """Whether all that is asked has its shape, and no price looks like a slip; the errors stand at the fields."""
    form.offers.leave_blank_out()
    form.windows.leave_blank_out()
    offer_rows.take_answer(form.offers)
    form.validate()
    if form.asks("lead_days") and form.lead_days.data is None and not form.lead_days.errors:
        form.lead_days.errors = [_("Please write a number.")]
    offer_rows.check(form.offers, form.kind.data, product)
    window_rows.check(form.windows)
    for name in _ONLY_OF:
        if not form.asks(name):
            _calm(form[name])
    return not form.errors


def note_refusal(form: ProductForm, no: Refused, product: Product | None) -> None:
    """The sentence at the field or row that it speaks of."""
    if no.key == "stock.moved" and product:
        offer_rows.note_moved(form.offers, no, product)
    elif no.key.startswith("variant."):
        form.offers.errors = [problems.say(no)]
    else:
        problems.note(form, no)


def _calm(field: Field) -> None:
    """Find nothing wrong with it: it is not asked."""
    field.errors = []
    if isinstance(field, RowsField):
        field.calm_rows()
