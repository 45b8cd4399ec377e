"""An order that came by telephone, written down by a member or by the staff who help."""

from dataclasses import dataclass, field

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import placing, products
from hamyar.domain.baskets import MOST_OF_ONE
from hamyar.domain.products import Product, Variant
from hamyar.kit import digits, letters
from hamyar.kit.errors import Refused
from hamyar.web import answers, codes, fields, filters, problems, submissions
from hamyar.web.codes import Hindrance
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("telephone", __name__)

# Up to so many products are seen at a glance; among more she may look for one by its name or code.
_AT_A_GLANCE = 8
# More products than this are not shown unless they are looked for.
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
    """What can be ordered, with nothing chosen; or what was looked for by its code, once."""
    return _looked_for(CallForm())


@bp.post("/orders/new")
def create() -> Response:
    """Write it down."""
    form = CallForm()
    if _is_search(form):
        return _looked_for(form)
    lines = _lines()
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


def _is_search(form: CallForm) -> bool:
    """Whether she looks for a product: by its button, or by the enter key before anything is known of the customer."""
    entered = "entered" in request.form and not form.name.data and not form.mobile.data
    return "find" in request.form or (entered and bool(_sought()))


def _looked_for(form: CallForm) -> Response:
    """The same form over what fits; who said a code wants one of it, where there is no model to choose."""
    lines = _lines()
    product = _by_code()
    meant = [line for line in lines if line.variant.product is product]
    if len(meant) == 1 and not meant[0].quantity:
        meant[0].typed, meant[0].quantity = "1", 1
    return _page(form, lines, 200, no=_hindrance(product))


def _hindrance(product: Product | None) -> Hindrance | None:
    """Why what was looked for by its code cannot be ordered from this group."""
    if not products.code_in(_sought()):
        return None
    if product is None or product.removed_at or product.group_id == g.group.id:
        return codes.hindrance(product)
    title = _("This is a product of the group “%(name)s”.") % {"name": product.group.name}
    if not g.person.is_staff:
        return Hindrance(title, _("Ask the customer to call the clinic."))
    there = url_for("group.telephone.new", slug=product.group.slug, find_text=product.code)
    return Hindrance(title, "", there, _("Write the order down there"))


def _page(
    form: CallForm,
    lines: list[Line],
    status: int,
    problem: str = "",
    asks_again: bool = False,
    no: Hindrance | None = None,
) -> Response:
    return answers.page(
        "group/telephone.html",
        status,
        form=form,
        lines=lines,
        is_cut=bool(_sought()) or len({line.variant.product_id for line in lines}) > _AT_A_GLANCE,
        find_text=_sought(),
        problem=problem,
        no=no,
        asks_again=asks_again or "again" in request.form,
        most=MOST_OF_ONE,
    )


def _lines() -> list[Line]:
    """What can be ordered now, and what was typed beside it."""
    lines = [Line(one) for product in _offered() for one in product.variants if one.is_available]
    # What she typed is not lost from sight: neither what sold out meanwhile, nor what does not fit the search.
    shown = {line.variant.id for line in lines}
    asked = {_id(name) for name, typed in request.form.items() if name.startswith("n-") and typed.strip("0۰٠ ")}
    gone = products.variants(g.group.clinic_id, {number for number in asked if number and number not in shown})
    lines += [Line(one) for one in gone.values() if one.product.group_id == g.group.id]
    for line in lines:
        _read(line)
    return lines


def _offered() -> list[Product]:
    """What a code names, else what fits the searched text, else what there is."""
    product = _by_code()
    if product is None:
        return products.orderable(g.group, _sought(), _MOST_SHOWN)
    is_ours = product.group_id == g.group.id and codes.hindrance(product) is None
    return [product] if is_ours else []


def _by_code() -> Product | None:
    return products.find_by_code(g.group.clinic_id, _sought())


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
    return letters.line(request.values.get("find_text", "")[:100])
