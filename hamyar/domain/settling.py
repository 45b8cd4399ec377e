"""How a payment goes its way. One table says which moves there are and who may make them; the buttons come from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from hamyar.domain import notices, paying, payments
from hamyar.domain.paying import CARD, CASH, ONLINE
from hamyar.domain.payments import (
    CLAIMED,
    HELD,
    LONGEST_REASON,
    OWED,
    PAID,
    REFUNDED,
    REFUSED,
    STATES,
    TOO_LITTLE,
    TOO_MUCH,
    UNPAID,
    Payment,
    PaymentStep,
)
from hamyar.domain.people import Person
from hamyar.domain.pricing import HIGHEST_PRICE
from hamyar.kit import clock
from hamyar.kit.db import changed, db, table_of
from hamyar.kit.errors import Refused

# Who makes a move: the customer with her link, somebody of the group, she who answers for its money (the lead or the
# staff), or the gateway that was asked.
CUSTOMER, WORKER, LEAD, GATEWAY = "customer", "worker", "lead", "gateway"
# Where somebody looked for her money and it is not there, she has at least so long again to pay.
HELD_AGAIN = timedelta(hours=6)
MOST_AT_ONCE = 1000 * HIGHEST_PRICE
MOST_CLAIMS = 12


@dataclass(frozen=True)
class Claim:
    """What a customer says of her transfer: at least one of these. `receipt` is the private name of a stored photo."""

    payer_digits: str = ""
    said_at: str = ""
    tracking: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class Move:
    """One row of the table. An empty target: the money decides, see `_after`. `is_for_living`: not for a dead order."""

    name: str
    sources: tuple[str, ...]
    target: str
    who: str
    ways: tuple[str, ...] = paying.WAYS
    wants_reason: bool = False
    is_for_living: bool = False


# A claim may be made on a dead order too: her money may have been under way when it died, and must come back.
MOVES = (
    Move("claim", (*OWED, TOO_LITTLE), CLAIMED, CUSTOMER, (CARD,)),
    Move("take_cash", (UNPAID,), PAID, WORKER, (CASH,), is_for_living=True),
    Move("see", (*OWED, TOO_LITTLE), "", LEAD, (CARD, CASH)),
    Move("refuse", (CLAIMED,), "", LEAD, (CARD,), wants_reason=True),
    Move("settle", (TOO_LITTLE, TOO_MUCH), PAID, LEAD, wants_reason=True, is_for_living=True),
    Move("refund", HELD, "", LEAD),
    Move("mistaken", (*HELD, REFUNDED), UNPAID, LEAD, (CARD, CASH), wants_reason=True),
    # Who gave the money back and makes it all the same: she pays again, or in cash.
    Move("anew", (REFUNDED,), UNPAID, LEAD, is_for_living=True),
    # Two pages of a gateway may both have been paid: the second money is hers, and must not be lost.
    Move("book", STATES, "", GATEWAY, (ONLINE,)),
)
# What the customer is told of, by where her payment came to; of money that went back she is told that.
_TOLD = {
    PAID: "payment.paid",
    TOO_LITTLE: "payment.too_little",
    TOO_MUCH: "payment.too_much",
    REFUSED: "payment.refused",
}
_PAYMENT = table_of(Payment)


# verbs
def expect(payment: Payment, step: int) -> None:
    """She taps what she saw on a page where this step was the last one. Refused: pay.late where another came after."""
    if payment.last_step != step:
        raise Refused("pay.late")


def claim(payment: Payment, said: Claim) -> PaymentStep:
    """The customer says that she has paid. Refused: claim.empty, claim.many, pay.late.

    What she says a second time replaces the first; a receipt stays where she sends none.
    """
    if not (said.payer_digits or said.said_at or said.tracking or said.receipt):
        raise Refused("claim.empty")
    if sum(step.move == "claim" for step in payment.steps) >= MOST_CLAIMS:
        raise Refused("claim.many")
    is_news = payment.state != CLAIMED
    step = _make(payment, "claim", None)
    payment.payer_digits, payment.said_at, payment.tracking = said.payer_digits, said.said_at, said.tracking
    payment.receipt = said.receipt or payment.receipt
    # Where the order ended long ago, this too is erased the next time.
    payment.claimed_at, payment.erased_at = step.at, None
    if is_news:
        notices.tell_group(
            payment.order.group, "payment.claimed", _facts(payment), payment.order_id, payment.order.desk
        )
    return step


def see(payment: Payment, amount: int, by: Person) -> PaymentStep:
    """Somebody saw this money in the bank's own message, in rials: paid, too little or too much, by all that came.

    Refused: pay.late, pay.amount. Who may say so is asked at the door.
    """
    if not 0 < amount <= MOST_AT_ONCE:
        raise Refused("pay.amount")
    return _make(payment, "see", by, came=amount)


def take_cash(payment: Payment, by: Person) -> PaymentStep:
    """The money came from hand to hand. Refused: pay.late."""
    return _make(payment, "take_cash", by, came=payment.missing)


def hold_again(payment: Payment) -> None:
    """Where somebody looked into it, or took a step back, she has some hours yet to pay."""
    if payment.held_until and payment.held_until < clock.now() + HELD_AGAIN:
        payments.hold(payment, HELD_AGAIN)


def undo_cash(payment: Payment, since: datetime, reason: str, by: Person) -> None:
    """The step at this moment is taken back, and with it the cash that was taken in the same tap, if any was."""
    last = payment.steps[-1] if payment.steps else None
    if last and last.move == "take_cash" and last.at >= since:
        mistake(payment, reason, by)


def refuse(payment: Payment, reason: str, by: Person) -> PaymentStep:
    """The money she speaks of is not there; she has time to look into it. Refused: pay.late, pay.reason."""
    step = _make(payment, "refuse", by, reason=reason)
    hold_again(payment)
    return step


def settle(payment: Payment, reason: str, by: Person) -> PaymentStep:
    """Too little or too much is let be, as the two agreed. Refused: pay.late, pay.reason."""
    return _make(payment, "settle", by, reason=reason)


def refund(payment: Payment, by: Person) -> PaymentStep:
    """What must go back went back to her: what was too much, else all that was received. Refused: pay.late."""
    return _make(payment, "refund", by, went=payment.to_give_back or payment.kept)


def mistake(payment: Payment, reason: str, by: Person) -> PaymentStep:
    """What was ticked was not true: nothing came, and nothing went back. Refused: pay.late, pay.reason."""
    step = _make(payment, "mistaken", by, came=-payment.received, went=-payment.refunded, reason=reason)
    hold_again(payment)
    return step


def ask_anew(payment: Payment, by: Person) -> PaymentStep:
    """Her money went back, and she still wants it: she has some hours to pay again. Refused: pay.late, pay.crowded."""
    step = _make(payment, "anew", by)
    hold_again(payment)
    return step


def book(payment: Payment, amount: int) -> PaymentStep:
    """The gateway verified so many rials; whoever calls this sees to it that they are booked once. Tells the group."""
    step = _make(payment, "book", None, came=amount)
    order = payment.order
    kind = "payment.paid" if not payment.to_give_back else "payment.give_back"
    facts = {**_facts(payment), "amount": payment.to_give_back or amount}
    notices.tell_group(order.group, kind, facts, order.id, order.desk)
    return step


# questions
def find(name: str) -> Move:
    """The row of the table with this name. Refused: move.unknown."""
    move = next((move for move in MOVES if move.name == name), None)
    if move is None:
        raise Refused("move.unknown")
    return move


def open_to(payment: Payment, *, leads: bool) -> list[Move]:
    """The moves that somebody of the group may make now; only she who answers for the money gets those of the lead."""
    who = (WORKER, LEAD) if leads else (WORKER,)
    return [move for move in MOVES if move.who in who and _allows(move, payment)]


def can_take_cash(payment: Payment) -> bool:
    """Whether the money may still go from hand to hand."""
    return _allows(find("take_cash"), payment)


def can_claim(payment: Payment) -> bool:
    """Whether the customer may say that she has paid."""
    return _allows(find("claim"), payment)


# private
def _make(
    payment: Payment, name: str, by: Person | None, *, came: int = 0, went: int = 0, reason: str = ""
) -> PaymentStep:
    """The one way from state to state. `came` and `went` are the rials that this step adds to what stands there."""
    move, source = find(name), payment.state
    if move.wants_reason and not reason:
        raise Refused("pay.reason")
    if not _allows(move, payment):
        raise Refused("pay.late")
    received, refunded = payment.received + came, payment.refunded + went
    target = move.target or _after(name, received - refunded, payment.due)
    # What was read must still stand there, also on a database where others write at the same time.
    stands = (_PAYMENT.c.id == payment.id, _PAYMENT.c.state == source, _PAYMENT.c.received == payment.received)
    moved = changed(sa.update(_PAYMENT).where(*stands).values(state=target, received=received, refunded=refunded))
    db.session.expire(payment, ["state", "received", "refunded"])
    if not moved:
        raise Refused("pay.late")
    payments.look_again(payment)
    return _write(payment, move, source, by, max(came, went, 0), reason[:LONGEST_REASON])


def _allows(move: Move, payment: Payment) -> bool:
    is_there = payment.state in move.sources and payment.way in move.ways
    return is_there and not (move.is_for_living and payment.order.is_dead)


def _after(name: str, kept: int, due: int) -> str:
    """Where a payment stands when the group has so much of it."""
    if name == "refuse":
        return TOO_LITTLE if kept else REFUSED
    if name == "refund":
        return PAID if kept else REFUNDED
    if kept == due:
        return PAID
    return TOO_LITTLE if kept < due else TOO_MUCH


def _write(payment: Payment, move: Move, source: str, by: Person | None, amount: int, reason: str) -> PaymentStep:
    step = PaymentStep(
        came_from=source,
        state=payment.state,
        move=move.name,
        amount=amount,
        by=by,
        reason=reason,
        at=clock.now(),
    )
    payment.steps.append(step)
    db.session.flush()
    order = payment.order
    if by:
        notices.settle(order.id, by)
    kind = _news(payment, move)
    if kind and order.mobile and move.name != "take_cash":
        notices.tell_customer(
            order.clinic_id, order.group_id, order.id, order.mobile, kind, _facts(payment), order.path
        )
    return step


def _news(payment: Payment, move: Move) -> str | None:
    """The kind of notice that tells the customer of this step."""
    if move.name == "refund":
        return "payment.refunded"
    if move.name == "mistaken" and payment.way == CARD:
        return "payment.mistaken"
    if move.name == "anew":
        return "payment.anew" if payment.way != CASH else None
    has_come_late = payment.order.is_dead and payment.to_give_back
    return "payment.came_late" if has_come_late else _TOLD.get(payment.state)


def _facts(payment: Payment) -> dict[str, object]:
    return {"number": payment.order.number, "group": payment.order.group.name, "amount": payment.due}
