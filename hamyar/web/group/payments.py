"""The group's money: what somebody should look at, the bank's messages, what goes back; and the moves of a payment."""

from collections.abc import Iterable

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import orders, payments
from hamyar.domain.orders import Order
from hamyar.domain.payments import Payment
from hamyar.domain.settling import LEAD, Move
from hamyar.kit.errors import Forbidden, Refused
from hamyar.web import access, answers, asked, bank_messages, pay_moves, problems, receipts, submissions
from hamyar.web.bank_messages import PasteForm
from hamyar.web.group import orders as order_page
from hamyar.web.pay_moves import LIST, MoveForm

bp = Blueprint("payments", __name__)

_NUMBER = "<int(max=999999999):number>"


@bp.get("/payments")
def index() -> Response:
    """What waits; and where messages were pasted, what was found in them."""
    _leads_only()
    return _page(PasteForm())


@bp.post("/payments")
def paste() -> Response:
    """Read the bank's messages and look for their orders. Nothing is booked by that, and the text is kept nowhere."""
    _leads_only()
    form = PasteForm()
    told = bank_messages.read(form, g.group)
    if told is None:
        return _page(form, 422)
    return answers.go(url_for("group.payments.index", _anchor="found", **told))


@bp.post(f"/orders/{_NUMBER}/payment")
def move(number: int) -> Response:
    """One tap. Whoever comes second is told so, and nothing is counted twice."""
    order = orders.get(g.group, number)
    form = MoveForm()
    try:
        if pay_moves.chosen(form).who == LEAD:
            _leads_only()
        if not form.validate():
            return _refusal(order, form.trouble, form)
        address = submissions.once(lambda: _made(number, form))
    except Refused as no:
        return _refusal(orders.get(g.group, number), problems.say(no), form)
    flash(pay_moves.happened(payments.get(orders.get(g.group, number))), "good")
    return answers.go(address)


@bp.get(f"/orders/{_NUMBER}/receipt")
def receipt(number: int) -> Response:
    """The photo that the customer sent; for those who answer for the money alone."""
    _leads_only()
    return receipts.show(payments.get(orders.get(g.group, number)).receipt)


def remember(listed: Iterable[Order]) -> None:
    """Look up the payments of all these orders at once, before their cards are drawn."""
    g.payments = payments.of_orders([order.id for order in listed])


def of(order: Order) -> Payment | None:
    """The payment of an order; None for one that is older than payments are."""
    found: dict[int, Payment] | None = g.get("payments")
    return payments.of(order) if found is None else found.get(order.id)


def open_moves(payment: Payment) -> list[Move]:
    """The moves that she who looks at it may make."""
    return pay_moves.open_to(payment, leads=access.leads(g.group, g.person))


def count() -> int:
    """How much waits to be looked at by her; nothing for those who do not answer for the money."""
    return payments.count_waiting(g.group) if access.leads(g.group, g.person) else 0


def _leads_only() -> None:
    if not access.leads(g.group, g.person):
        raise Forbidden


def _made(number: int, form: MoveForm) -> str:
    pay_moves.make(payments.get(orders.get(g.group, number)), form)
    return _back(number, form)


def _back(number: int, form: MoveForm) -> str:
    """To where she tapped: the messages she had pasted are still there."""
    if form.place.data == LIST:
        return url_for("group.payments.index", came=bank_messages.carried() or None)
    if form.place.data == order_page.BOARD:
        return url_for("group.home.show")
    return url_for("group.orders.show", number=number) + "#payment"


def _refusal(order: Order, problem: str, form: MoveForm) -> Response:
    """The order as it is now, with the sentence that says why the tap did nothing."""
    return order_page.shown(order, 422, problem=problem, **form.typed)


def _page(form: PasteForm, status: int = 200) -> Response:
    return answers.page(
        "group/payments.html",
        status,
        form=form,
        most=payments.MOST_LISTED,
        waiting=payments.waiting(g.group),
        owed_back=payments.to_give_back(g.group),
        found=bank_messages.found(g.group),
        came=bank_messages.carried(),
        went=asked.number("went") or 0,
        place=LIST,
        tried_on=0,
    )
