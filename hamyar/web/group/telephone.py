"""An order that came by telephone, written down by a member or by the staff who help."""

from dataclasses import dataclass, field

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import placing, products
from hamyar.domain.baskets import MOST_OF_ONE
from hamyar.domain.products import Variant
from hamyar.kit import digits, letters
from hamyar.kit.errors import Refused
from hamyar.web import answers, fields, filters, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("telephone", __name__)

# More products than this are looked for by name instead of being shown all.
_MOST_SHOWN = 40


class CallForm(FlaskForm):
    """Who called. What she wants stands in the lines."""

    name = fields.LineField(_l("Customer's name"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Mobile number"))
    note = fields.LinesField(_l("Note"), validators=[fields.at_most(500)])


@dataclass
class Line:
    """One variant that can be ordered, and how many of it were typed."""

    variant: Variant
    typed: str = ""
    quantity: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The form's name for its number."""
        return f"n-{self.variant.id}"


@bp.get("/orders/new")
def new() -> Response:
    """What can be ordered, with nothing chosen."""
    return _page(CallForm(), _lines(), 200)


@bp.post("/orders/new")
def create() -> Response:
    """Write it down."""
    form, lines = CallForm(), _lines()
    if "find" in request.form:
        return _page(form, lines, 200)
    is_shaped = all([form.validate(), not any(line.errors for line in lines)])
    if not is_shaped:
        return _page(form, lines, 422)
    wanted = {line.variant.id: line.quantity for line in lines if line.quantity}
    try:
        address = submissions.once(lambda: _taken_down(form, wanted))
    except Refused as no:
        return _refusal(form, no)
    return answers.go(address)


def _taken_down(form: CallForm, wanted: dict[int, int]) -> str:
    present = products.variants(g.group.clinic_id, set(wanted))
    wishes = [placing.Wish(present[number], quantity) for number, quantity in wanted.items() if number in present]
    customer = placing.Customer(form.name.data or "", form.mobile.data or "", form.note.data or "")
    order = placing.take_down(g.group, wishes, customer, by=g.person, again="again" in request.form)
    return url_for("group.orders.show", number=order.number, done=1)


def _refusal(form: CallForm, no: Refused) -> Response:
    """The sentence at the line it speaks of; what was sold meanwhile is read anew."""
    lines = _lines()
    short = [line for line in lines if line.variant.is_counted and line.quantity > line.variant.stock]
    if no.key == "stock.short" and short:
        for line in short:
            left = filters.shown_digits(line.variant.stock)
            line.errors.append(_("Not enough: %(left)s left.") % {"left": left})
        return _page(form, lines, 422)
    return _page(form, lines, 422, problem=problems.say(no), asks_again=no.key == "order.again")


def _page(form: CallForm, lines: list[Line], status: int, problem: str = "", asks_again: bool = False) -> Response:
    return answers.page(
        "group/telephone.html",
        status,
        form=form,
        lines=lines,
        is_cut=bool(_sought()) or len({line.variant.product_id for line in lines}) >= _MOST_SHOWN,
        find_text=_sought(),
        problem=problem,
        asks_again=asks_again or "again" in request.form,
        most=MOST_OF_ONE,
    )


def _lines() -> list[Line]:
    """What can be ordered now, and what was typed beside it."""
    found = products.orderable(g.group, _sought(), _MOST_SHOWN)
    lines = [Line(one) for product in found for one in product.variants if one.is_available]
    # What she typed is not lost from sight: neither what sold out meanwhile, nor what does not fit the search.
    shown = {line.variant.id for line in lines}
    asked = {_id(name) for name, typed in request.form.items() if name.startswith("n-") and typed.strip("0۰٠ ")}
    gone = products.variants(g.group.clinic_id, {number for number in asked if number and number not in shown})
    lines += [Line(one) for one in gone.values() if one.product.group_id == g.group.id]
    for line in lines:
        _read(line)
    return lines


def _read(line: Line) -> None:
    line.typed = letters.line(request.form.get(line.name, "")[:50])
    found = digits.whole(line.typed) if line.typed else 0
    if found is None or found > MOST_OF_ONE:
        limits = {"least": filters.shown_digits(0), "most": filters.shown_digits(MOST_OF_ONE)}
        line.errors.append(_("Please write a number from %(least)s to %(most)s.") % limits)
        return
    line.quantity = found
    if not found:
        line.typed = ""


def _id(name: str) -> int | None:
    found = digits.whole(name.removeprefix("n-")[:12])
    return found if found is not None and found < 2**31 else None


def _sought() -> str:
    return letters.line(request.form.get("find_text", "")[:100])
