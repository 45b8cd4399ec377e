"""The group's money: what somebody should look at, the bank's messages, what goes back; and the moves of a payment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, current_app, flash, g, request, url_for
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response
from wtforms import StringField

from hamyar.domain import orders, payments, settling
from hamyar.domain.orders import Order
from hamyar.domain.paying import CASH
from hamyar.domain.payments import Payment
from hamyar.domain.settling import LEAD, MOST_AT_ONCE, WORKER, Move
from hamyar.kit import bank_sms, clock
from hamyar.kit.bank_sms import Movement
from hamyar.kit.errors import Forbidden, Refused
from hamyar.web import access, answers, asked, fields, filters, problems, receipts, submissions
from hamyar.web.group import orders as order_page
from hamyar.web.group import pay_words, saying
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("payments", __name__)

_NUMBER = "<int(max=999999999):number>"
_LONGEST_TEXT = 20_000
_MOST_MESSAGES = 20
# How an address names a movement that was read: its amount, and its day where the message told one.
_CAME = re.compile(r"([0-9]{1,14})(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_LIST = "list"


class PasteForm(FlaskForm):
    """What the bank wrote. It is read and forgotten."""

    text = fields.LinesField(_l("The bank’s message"), validators=[fields.needed(), fields.at_most(_LONGEST_TEXT)])


class MoveForm(FlaskForm):
    """A tapped move of a payment. `after` is the last step that she saw; `came` brings her back to the messages."""

    move = StringField()
    after = StringField()
    place = StringField()
    amount = fields.WholeNumberField(_l("How many rials came?"), least=1, most=MOST_AT_ONCE, is_optional=True)
    why = fields.LineField()
    reason = fields.LineField(_l("Or in your own words"), validators=[fields.at_most(payments.LONGEST_REASON)])

    @property
    def said(self) -> str:
        """The reason in words; her own win."""
        return (self.reason.data or self.why.data or "")[: payments.LONGEST_REASON]


@dataclass(frozen=True)
class Found:
    """What one amount that came leads to: orders that wait for it, that had it already, and that come near."""

    amount: int
    day: date | None
    due: list[Payment]
    seen: list[Payment]
    near: list[Payment]

    def is_older_than(self, payment: Payment) -> bool:
        """Whether the message speaks of a day before there was this order: then it is another's money."""
        return self.day is not None and self.day < clock.day_of(payment.order.placed_at)


_MAKE = {
    "see": lambda payment, form: settling.see(payment, form.amount.data or 0, g.person),
    "take_cash": lambda payment, _form: settling.take_cash(payment, g.person),
    "refuse": lambda payment, form: settling.refuse(payment, form.said, g.person),
    "settle": lambda payment, form: settling.settle(payment, form.said, g.person),
    "refund": lambda payment, _form: settling.refund(payment, g.person),
    "mistaken": lambda payment, form: settling.mistake(payment, form.said, g.person),
}


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
    if not form.validate():
        return _page(form, 422)
    told = bank_sms.read_all(form.text.data or "")[:_MOST_MESSAGES]
    if not told:
        form.text.errors = [
            _("No money is clearly told of in this. Please copy the whole message, as the bank sent it.")
        ]
        return _page(form, 422)
    came = [_named(one) for one in told if one.kind == "deposit"]
    went = sum(one.kind == "withdrawal" for one in told)
    return answers.go(url_for("group.payments.index", came=came, went=went or None) + "#found")


@bp.post(f"/orders/{_NUMBER}/payment")
def move(number: int) -> Response:
    """One tap. Whoever comes second is told so, and nothing is counted twice."""
    order = orders.get(g.group, number)
    form = MoveForm()
    try:
        _check_who(settling.find(form.move.data or ""))
        if not form.validate():
            return _refusal(order, " ".join([*form.amount.errors, *form.reason.errors]), form)
        address = submissions.once(lambda: _made(number, form))
    except Refused as no:
        return _refusal(orders.get(g.group, number), problems.say(no), form)
    state = payments.get(orders.get(g.group, number)).state
    said = str(pay_words.HAPPENED[state] % {"number": filters.shown_digits(number)})
    flash(saying.yourself_too(said) if state in pay_words.NEWS else said, "good")
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
    """The moves that she who looks at it may make. No bank has the cash of an order that is no more."""
    found = settling.open_to(payment, leads=access.leads(g.group, g.person))
    is_over = payment.way == CASH and payment.order.is_dead
    return [move for move in found if not (is_over and move.name == "see")]


def count() -> int:
    """How much waits to be looked at by her; nothing for those who do not answer for the money."""
    return payments.count_waiting(g.group) if access.leads(g.group, g.person) else 0


def _leads_only() -> None:
    if not access.leads(g.group, g.person):
        raise Forbidden


def _check_who(move: Move) -> None:
    if move.who not in (WORKER, LEAD):
        raise Refused("move.unknown")
    if move.who == LEAD:
        _leads_only()


def _made(number: int, form: MoveForm) -> str:
    payment = payments.get(orders.get(g.group, number))
    settling.expect(payment, asked.number("after") or 0)
    _MAKE[form.move.data](payment, form)
    return _back(number, form)


def _back(number: int, form: MoveForm) -> str:
    """To where she tapped: the messages she had pasted are still there."""
    if form.place.data == _LIST:
        return url_for("group.payments.index", came=request.form.getlist("came")[:_MOST_MESSAGES] or None)
    if form.place.data == order_page.BOARD:
        return url_for("group.home.show")
    return url_for("group.orders.show", number=number) + "#payment"


def _refusal(order: Order, problem: str, form: MoveForm) -> Response:
    """The order as it is now, with the sentence that says why the tap did nothing."""
    typed = {"typed": form.reason.data, "typed_why": form.why.data, "typed_amount": request.form.get("amount", "")[:20]}
    return order_page.shown(order, 422, problem=problem, tried=form.move.data, **typed)


def _page(form: PasteForm, status: int = 200) -> Response:
    return answers.page(
        "group/payments.html",
        status,
        form=form,
        most=payments.MOST_LISTED,
        waiting=payments.waiting(g.group),
        owed_back=payments.to_give_back(g.group),
        found=[_found(*one) for one in _asked_for()],
        went=asked.number("went") or 0,
        place=_LIST,
    )


def _named(movement: Movement) -> str:
    """Sealed: an address that somebody else made must not look like what the bank wrote."""
    name = f"{movement.amount}@{movement.day.isoformat()}" if movement.day else str(movement.amount)
    return str(_sealer().dumps(name))


def _opened(sealed: str) -> str:
    try:
        return str(_sealer().loads(sealed))
    except BadSignature:
        return ""


def _sealer() -> URLSafeSerializer:
    salt = f"bank-message-{g.group.id}-{g.person.id}"
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=salt)


def _asked_for() -> list[tuple[int, date | None]]:
    """The movements that the address names; those it cannot name are left out."""
    read = (_CAME.fullmatch(_opened(text)) for text in request.args.getlist("came")[:_MOST_MESSAGES])
    return [(int(one[1]), _day(one[2])) for one in read if one]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _found(amount: int, day: date | None) -> Found:
    due, seen = payments.due_exactly(g.group, amount), payments.seen_exactly(g.group, amount)
    return Found(amount, day, due, seen, [] if due or seen else payments.due_nearly(g.group, amount))
