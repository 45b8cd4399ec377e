"""The models of a product, row by row: price, number, weight, and the question where a price looks like a slip."""

from flask import request
from wtforms import HiddenField

from hamyar.domain import catalogue, pricing, products
from hamyar.domain.products import Product
from hamyar.kit import digits
from hamyar.kit.errors import Refused
from hamyar.web import fields, problems
from hamyar.web.group.rows import RowForm, RowsField
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _


class OfferForm(RowForm):
    """One model. `seen` is the stock that this page had shown, `sure` the surprising price that she has confirmed."""

    name = fields.LineField(_l("Model"), validators=[fields.at_most(40)])
    price = fields.TomanField(_l("Price"))
    stock = fields.WholeNumberField(_l("How many are ready now?"), most=products.MOST_STOCK, is_optional=True)
    weight = fields.WholeNumberField(_l("Weight"), least=1, most=products.HEAVIEST, is_optional=True)
    variant_id = HiddenField()
    seen = HiddenField()
    sure = HiddenField()
    # The price she probably meant, in rials, where it must be asked about.
    likelier: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a row that was added."""
        return not (self.name.data or self.price.typed or self.stock.typed or self.weight.typed or self.variant_id.data)

    def number(self, name: str) -> int | None:
        """One of the hidden numbers; None where it is empty or was tampered with."""
        found = digits.whole((self[name].data or "")[:16])
        return found if found is not None and found < 2**53 else None

    def offer(self) -> catalogue.Offer:
        """What was typed, for the domain."""
        seen = self.number("seen") or 0
        # What is not counted has an empty box: it leaves the count as it is.
        counted = seen if self.stock.data is None else self.stock.data
        name, price = self.name.data or "", self.price.data or 0
        return catalogue.Offer(name, price, counted, seen, self.number("variant_id"), self.weight.data)

    def check(self, kind: str) -> None:
        """What a product of this kind must say of a model; the errors stand at the fields."""
        if kind == products.SERVICE:
            self.weight.errors = []
        if kind != products.IN_STOCK:
            self.stock.errors = []
        elif self.stock.data is None and not self.stock.errors:
            self.stock.errors = [_("Please write a number.")]
        if self.price.data is not None:
            self._check_price(self.price.data)

    def _check_price(self, price: int) -> None:
        try:
            pricing.checked_price(price)
        except Refused as no:
            self.price.errors = [problems.say(no)]


def of(product: Product) -> list[dict[str, object]]:
    """A product's models, for its form."""
    return [
        {
            "name": one.name,
            "price": one.price,
            "stock": one.stock,
            "weight": one.weight,
            "variant_id": str(one.id),
            "seen": str(one.stock),
        }
        for one in product.variants
    ]


def check(offers: RowsField, kind: str, product: Product | None) -> None:
    """Whether the rows say what they must, and no price looks like a slip; the errors stand there."""
    for row in offers.rows:
        row.check(kind)
    if product:
        _ask_about_prices(offers, product)
    troubled = [row for row in offers.rows if row.errors or row.likelier]
    offers.errors = [_("Please look at the prices and numbers.")] if troubled else []


def take_answer(offers: RowsField) -> None:
    """Her answer to "did you mean ...?": `price` is "right-<row>" or "meant-<row>"."""
    act, _sign, place = request.form.get("price", "").partition("-")
    row = next((entry.form for entry in offers.entries if entry.name == f"offers-{place}"), None)
    if row is None or row.price.data is None:
        return
    if act == "meant":
        meant = digits.whole(request.form.get(f"meant-{place}", "")[:16])
        row.price.data, row.price.typed = meant or row.price.data, None
    row.sure.data = str(row.price.data)


def note_moved(offers: RowsField, no: Refused, product: Product) -> None:
    """Say at each row of which more was sold than she counted how many are left, and count from there."""
    present = {variant.id: variant.stock for variant in product.variants}
    for row in offers.rows:
        left, counted = present.get(row.number("variant_id") or 0), row.stock.data
        if left is None or counted is None:
            continue
        if left + counted - (row.number("seen") or 0) < 0:
            row.stock.errors = [problems.say(Refused(no.key, left=left))]
        row.seen.data = str(left) if row.stock.errors else row.seen.data
    offers.errors = [_("Please look at the prices and numbers.")]


def _ask_about_prices(offers: RowsField, product: Product) -> None:
    earlier = {variant.id: variant.price for variant in product.variants}
    for row in offers.rows:
        before, now = earlier.get(row.number("variant_id") or 0), row.price.data
        if before and now and not row.price.errors and row.number("sure") != now:
            row.likelier = pricing.likelier_price(before, now)
