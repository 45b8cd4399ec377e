"""The tapped moves of a payment, for whoever answers for its money: a group's lead, or the clinic's staff."""

from flask import g, request
from flask_wtf import FlaskForm
from wtforms import StringField

from hamyar.domain import payments, settling
from hamyar.domain.paying import CASH
from hamyar.domain.payments import Payment
from hamyar.domain.settling import LEAD, MOST_AT_ONCE, WORKER, Move
from hamyar.kit.errors import Refused
from hamyar.web import asked, fields, filters, pay_words, telling
from hamyar.web.language import Lazy as _l

# Where a move was tapped, if not on the order's page: she is brought back there.
LIST = "list"


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

    @property
    def trouble(self) -> str:
        """What is wrong with what she typed, after `validate`."""
        return " ".join([*self.amount.errors, *self.reason.errors])

    @property
    def typed(self) -> dict[str, object]:
        """What she tried and typed, for a page that shows it again."""
        amount = request.form.get("amount", "")[:20]
        return {
            "tried": self.move.data,
            "typed": self.reason.data,
            "typed_why": self.why.data,
            "typed_amount": amount,
        }


_MAKE = {
    "see": lambda payment, form: settling.see(payment, form.amount.data or 0, g.person),
    "take_cash": lambda payment, _form: settling.take_cash(payment, g.person),
    "refuse": lambda payment, form: settling.refuse(payment, form.said, g.person),
    "settle": lambda payment, form: settling.settle(payment, form.said, g.person),
    "refund": lambda payment, _form: settling.refund(payment, g.person),
    "anew": lambda payment, _form: settling.ask_anew(payment, g.person),
    "mistaken": lambda payment, form: settling.mistake(payment, form.said, g.person),
}


def chosen(form: MoveForm) -> Move:
    """The move that was tapped. Refused: move.unknown where it is none of those who answer for the money."""
    move = settling.find(form.move.data or "")
    if move.who not in (WORKER, LEAD):
        raise Refused("move.unknown")
    return move


def make(payment: Payment, form: MoveForm) -> None:
    """Do what was tapped, in an open transaction, as she who is signed in.

    Who may is asked before. Refused: pay.late where a step came after the one she saw, and what the move refuses.
    """
    settling.expect(payment, asked.number("after") or 0)
    _MAKE[form.move.data](payment, form)


def happened(payment: Payment) -> str:
    """What is said when a move has led it where it stands."""
    said = str(pay_words.HAPPENED[payment.state] % {"number": filters.shown_digits(payment.order.number)})
    return telling.yourself_too(said) if payment.state in pay_words.NEWS else said


def open_to(payment: Payment, *, leads: bool) -> list[Move]:
    """The moves that may be made with it now. No bank has the cash of an order that is no more."""
    found = settling.open_to(payment, leads=leads)
    is_over = payment.way == CASH and payment.order.is_dead
    return [move for move in found if not (is_over and move.name == "see")]
