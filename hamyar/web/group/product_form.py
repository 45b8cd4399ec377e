"""The full form of a product: what is typed, row by row, and the buttons in it that only rearrange it."""

import re
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, MultipleFileField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from hamyar.domain import catalogue, products
from hamyar.domain.products import Product
from hamyar.kit import digits
from hamyar.kit.errors import Refused
from hamyar.web import fields, problems
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
_KINDS = {products.IN_STOCK: _l("It is there and counted"), products.MADE_TO_ORDER: _l("I make it when it is ordered")}


_ROW = re.compile(r"[a-z]+-[0-9]{1,3}-")


class UnitField(SelectField):
    """What one of it is called."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in UNITS:
            raise StopValidation(_("Please choose one."))


class RowsField(FieldList):
    """Rows whose numbers stand in their fields' names, in plain digits: offers-0-price."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        # The library reads any number of any digits, and fails at "²" and at five thousand nines.
        plain = [name for name in formdata if _ROW.match(name)]
        return super()._extract_indices(prefix, plain)


class OfferForm(Form):
    """One model. `seen` is the stock that this page had shown, `sure` the surprising price that she has confirmed."""

    name = fields.LineField(_l("Model"), validators=[fields.at_most(40)])
    price = fields.TomanField(_l("Price"))
    stock = fields.WholeNumberField(_l("How many are ready now?"), most=products.MOST_STOCK, is_optional=True)
    variant_id = HiddenField()
    seen = HiddenField()
    sure = HiddenField()
    # The price she probably meant, in rials, where it must be asked about.
    likelier: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a row that was added."""
        return not (self.name.data or self.price.typed or self.stock.typed or self.variant_id.data)

    def number(self, name: str) -> int | None:
        """One of the hidden numbers; None where it is empty or was tampered with."""
        found = digits.whole((self[name].data or "")[:16])
        return found if found is not None and found < 2**53 else None


class ProductForm(FlaskForm):
    """Everything there is to say of a product."""

    photos = MultipleFileField(_l("Photos"))
    name = fields.LineField(_l("Name"), validators=[fields.needed(), fields.at_most(80)])
    description = fields.LinesField(_l("Description"), validators=[fields.at_most(2000)])
    unit = UnitField(_l("Sold by the"), choices=[SelectChoice(*one) for one in UNITS.items()], default="piece")
    kind = fields.ChoiceField(_l("Is it ready, or made to order?"), choices=_KINDS.items(), default=products.IN_STOCK)
    lead_days = fields.WholeNumberField(_l("Days to make it"), least=1, most=products.LONGEST_LEAD, is_optional=True)
    offers = RowsField(FormField(OfferForm), _l("Price and models"), min_entries=1)
    is_shown = BooleanField(_l("Show it in the shop"), default=True)

    @property
    def rows(self) -> list[OfferForm]:
        """The models' rows."""
        return [entry.form for entry in self.offers.entries]

    @property
    def makes_to_order(self) -> bool:
        """Whether nothing is counted."""
        return self.kind.data == products.MADE_TO_ORDER

    def about(self) -> catalogue.Description:
        """What was typed, for the domain."""
        return catalogue.Description(
            self.name.data or "",
            self.description.data or "",
            self.unit.data,
            self.kind.data,
            self.lead_days.data or 0,
            self.is_shown.data,
        )

    def offered(self) -> list[catalogue.Offer]:
        """The models, for the domain."""
        return [self._offer(row) for row in self.rows]

    def _offer(self, row: OfferForm) -> catalogue.Offer:
        seen = row.number("seen") or 0
        # What is made to order is not counted: an empty box leaves the count as it is.
        counted = seen if row.stock.data is None else row.stock.data
        return catalogue.Offer(row.name.data or "", row.price.data or 0, counted, seen, row.number("variant_id"))


def filled(product: Product) -> ProductForm:
    """The form as the product stands."""
    rows = [
        {"name": one.name, "price": one.price, "stock": one.stock, "variant_id": str(one.id), "seen": str(one.stock)}
        for one in product.variants
    ]
    same = ("name", "description", "unit", "kind", "is_shown")
    facts: dict[str, Any] = {name: getattr(product, name) for name in same}
    return ProductForm(formdata=None, data={**facts, "lead_days": product.lead_days or None, "offers": rows})


def rearrange(form: ProductForm) -> bool:
    """Do what a tap on "one more model" or "take this one out" asks for; whether it was such a tap."""
    act, _sign, place = request.form.get("row", "").partition("-")
    if act == "add" and len(form.rows) < products.MOST_VARIANTS:
        form.offers.append_entry()
    elif act == "drop":
        kept = [entry for entry in form.offers.entries if entry.name != f"offers-{place}"]
        form.offers.entries = kept or form.offers.entries
    return bool(act)


def is_sound(form: ProductForm, product: Product | None) -> bool:
    """Whether everything has its shape, and no price looks like a slip; the errors stand at the fields."""
    written = [entry for entry in form.offers.entries if not entry.form.is_blank]
    form.offers.entries = written or form.offers.entries[:1]
    _take_answer(form)
    is_shaped = form.validate()
    for row in form.rows:
        _check(row, form)
    if product:
        _ask_about_prices(form, product)
    troubled = [row for row in form.rows if row.errors or row.likelier]
    if troubled:
        form.offers.errors = [_("Please look at the prices and numbers.")]
    return is_shaped and not troubled


def note_refusal(form: ProductForm, no: Refused, product: Product | None) -> None:
    """The sentence at the field or row that it speaks of."""
    if no.key == "stock.moved" and product:
        _note_moved(form, no, product)
    elif no.key.startswith("variant."):
        form.offers.errors = [problems.say(no)]
    else:
        problems.note(form, no)


def _check(row: OfferForm, form: ProductForm) -> None:
    if row.stock.data is None and not row.stock.errors and not form.makes_to_order:
        row.stock.errors = [_("Please write a number.")]
    if row.price.data is None:
        return
    try:
        products.checked_price(row.price.data)
    except Refused as no:
        row.price.errors = [problems.say(no)]


def _ask_about_prices(form: ProductForm, product: Product) -> None:
    earlier = {variant.id: variant.price for variant in product.variants}
    for row in form.rows:
        before, now = earlier.get(row.number("variant_id") or 0), row.price.data
        if before and now and not row.price.errors and row.number("sure") != now:
            row.likelier = products.likelier_price(before, now)


def _take_answer(form: ProductForm) -> None:
    """Her answer to "did you mean ...?": `price` is "right-<row>" or "meant-<row>"."""
    act, _sign, place = request.form.get("price", "").partition("-")
    row = next((entry.form for entry in form.offers.entries if entry.name == f"offers-{place}"), None)
    if row is None or row.price.data is None:
        return
    if act == "meant":
        meant = digits.whole(request.form.get(f"meant-{place}", "")[:16])
        row.price.data, row.price.typed = meant or row.price.data, None
    row.sure.data = str(row.price.data)


def _note_moved(form: ProductForm, no: Refused, product: Product) -> None:
    present = {variant.id: variant.stock for variant in product.variants}
    for row in form.rows:
        left, counted = present.get(row.number("variant_id") or 0), row.stock.data
        if left is None or counted is None:
            continue
        if left + counted - (row.number("seen") or 0) < 0:
            row.stock.errors = [problems.say(Refused(no.key, left=left))]
        row.seen.data = str(left) if row.stock.errors else row.seen.data
    form.offers.errors = [_("Please look at the prices and numbers.")]
