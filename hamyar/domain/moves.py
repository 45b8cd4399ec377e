"""How an order goes its way. One table says which moves there are and who may make them; the buttons come from it."""

from dataclasses import dataclass

import sqlalchemy as sa

from hamyar.domain import days, notices, payments, products, settling, stock
from hamyar.domain.orders import (
    ACCEPTED,
    AT_FAIR,
    CANCELLED,
    DEAD,
    DECLINED,
    DELIVERED,
    NOT_COLLECTED,
    OPEN,
    PLACED,
    READY,
    UNDO_FOR,
    Order,
    OrderLine,
    OrderStep,
)
from hamyar.domain.people import Person
from hamyar.domain.products import IN_STOCK, Variant
from hamyar.kit import clock
from hamyar.kit.db import changed, db
from hamyar.kit.errors import Refused

# Who makes a move: somebody of the group or the clinic's staff, or the customer with her link.
# An agreement is a move that both sides said yes to; the clock's are those that nobody makes.
WORKER, CUSTOMER, AGREEMENT, CLOCK = "worker", "customer", "agreement", "clock"


@dataclass(frozen=True)
class Move:
    """One row of the table. `is_main`: the step the order is waiting for, shown as the big button."""

    name: str
    source: str
    target: str
    who: str
    is_main: bool = False
    wants_reason: bool = False

    @property
    def kills(self) -> bool:
        """Whether the order dies of it and what it took goes back on the shelf."""
        return self.target in DEAD

    @property
    def news(self) -> str:
        """The kind of notice that tells of it."""
        if self.who == CLOCK:
            return "hold.ended"
        is_end_by_both = self.who == AGREEMENT and self.kills
        return "order.called_off" if is_end_by_both else f"order.{self.target}"


MOVES = (
    Move("accept", PLACED, ACCEPTED, WORKER, is_main=True),
    Move("decline", PLACED, DECLINED, WORKER, wants_reason=True),
    Move("cancel", PLACED, CANCELLED, CUSTOMER),
    Move("agree", PLACED, ACCEPTED, AGREEMENT),
    Move("expire", PLACED, CANCELLED, CLOCK),
    Move("ready", ACCEPTED, READY, WORKER, is_main=True),
    Move("call_off", ACCEPTED, CANCELLED, WORKER, wants_reason=True),
    Move("agree_cancel", ACCEPTED, CANCELLED, AGREEMENT),
    Move("agree_cancel_ready", READY, CANCELLED, AGREEMENT),
    Move("deliver", READY, DELIVERED, WORKER, is_main=True),
    Move("not_collected", READY, NOT_COLLECTED, WORKER),
)
LONGEST_REASON = 300


# verbs
def make(order: Order, name: str, *, by: Person | None, reason: str = "", who: str = "") -> OrderStep:
    """Make a move; `by` is None for the customer, and for the clock. `who` is one of those of the table, else by `by`.

    Refused: move.unknown; move.reason; move.unpaid where the money must come first; move.late (state, by, at) where
    the order is no longer where the move begins, with who brought it where it is.
    """
    move = _find(name, who or (CUSTOMER if by is None else WORKER))
    if move.wants_reason and not reason:
        raise Refused("move.reason")
    if move.target == ACCEPTED and not can_be_accepted(order):
        raise Refused("move.unpaid")
    _go(order, move.source, move.target)
    if move.kills:
        _give_back(order)
        payments.follow(order)
    if move.target not in OPEN:
        notices.drop([order.id], notices.DAY_CLOSED, notices.DAY_OPEN)
    step = _write(order, move.source, move.target, by, reason[:LONGEST_REASON], by_clock=move.who == CLOCK)
    _tell(order, move, by)
    return step


def undo(order: Order, step_id: int, by: Person) -> OrderStep:
    """Take back the last step, within five minutes. What had gone back on the shelf is taken again.

    A customer who was told of the step by then is told that it was none. Refused: undo.late, undo.other where another
    step came after it, undo.refunded where her money went back since, stock.short, day.full, pay.crowded.
    """
    step = order.last_step
    if step.id != step_id or step.came_from is None:
        raise Refused("undo.other", state=order.state)
    if not can_undo(order):
        raise Refused("undo.late")
    if step.state in DEAD and _went_back(order, step):
        raise Refused("undo.refunded")
    _go(order, step.state, step.came_from)
    if step.state in DEAD:
        _take_again(order)
        payments.follow(order)
    payment = payments.of(order) if step.came_from == PLACED else None
    if payment:
        # Her time to pay may have run out while nobody looked at it.
        settling.hold_again(payment)
    if notices.withdraw(order.id, step.at) and order.mobile:
        facts = {"number": order.number, "group": order.group.name}
        notices.tell_customer(
            order.clinic_id, order.group_id, order.id, order.mobile, "order.corrected", facts, order.path
        )
    return _write(order, step.state, step.came_from, by, "", undoes=True)


# questions
def open_to(order: Order, who: str = WORKER) -> list[Move]:
    """The moves that this kind of person may make now, the main one first."""
    return [move for move in MOVES if move.source == order.state and move.who == who]


def can_be_accepted(order: Order) -> bool:
    """Whether no money must come first, or it has come."""
    payment = payments.of(order)
    return payment is None or not payment.is_first or payment.is_enough


def can_undo(order: Order) -> bool:
    """Whether the last step was one of ours, less than five minutes ago. A sale that was taken back is sold anew."""
    step = order.last_step
    if order.channel == AT_FAIR and order.is_dead:
        return False
    return step.came_from is not None and step.by_id is not None and clock.is_fresh(step.at, UNDO_FOR)


# private
def _find(name: str, who: str) -> Move:
    move = next((move for move in MOVES if move.name == name and move.who == who), None)
    if move is None:
        raise Refused("move.unknown")
    return move


def _go(order: Order, source: str, target: str) -> None:
    moved = changed(sa.update(Order).where(Order.id == order.id, Order.state == source).values(state=target))
    db.session.expire(order, ["state"])
    if not moved:
        last = order.last_step
        raise Refused("move.late", state=order.state, by=last.by.name if last.by else "", at=last.at)


def _write(
    order: Order,
    source: str,
    target: str,
    by: Person | None,
    reason: str,
    *,
    undoes: bool = False,
    by_clock: bool = False,
) -> OrderStep:
    step = OrderStep(
        group_id=order.group_id,
        came_from=source,
        state=target,
        by=by,
        reason=reason,
        undoes=undoes,
        by_clock=by_clock,
        at=clock.now(),
    )
    order.steps.append(step)
    db.session.flush()
    return step


def _tell(order: Order, move: Move, by: Person | None) -> None:
    """Whoever did not make the move herself is told of it."""
    facts: dict[str, object] = {"number": order.number, "group": order.group.name}
    if move.target == ACCEPTED and order.ready_on:
        facts["day"] = order.ready_on
    if move.who != AGREEMENT or move.kills:
        # An order that a quote became is accepted in the same breath: nobody of the group has seen it yet.
        notices.settle(order.id, by)
    # Of what both agreed upon the group is told by whatever made the agreement.
    if move.who != WORKER and move.kills:
        notices.tell_group(order.group, move.news, facts, order.id, order.desk)
    if move.who != CUSTOMER and order.mobile:
        notices.tell_customer(order.clinic_id, order.group_id, order.id, order.mobile, move.news, facts, order.path)


def _went_back(order: Order, step: OrderStep) -> bool:
    payment = payments.of(order)
    return payment is not None and any(one.move == "refund" and one.at >= step.at for one in payment.steps)


def _give_back(order: Order) -> None:
    slot = order.slot
    for line, variant in _variants(order):
        if line.kind == IN_STOCK:
            stock.give_back(variant, line.quantity)
        elif slot:
            days.give_back(variant.product_id, days.own_slot(line.kind, slot), line.quantity)


def _take_again(order: Order) -> None:
    slot = order.slot
    for line, variant in _variants(order):
        if line.kind == IN_STOCK:
            stock.take(variant, line.quantity)
        elif slot:
            days.take(variant.product, days.own_slot(line.kind, slot), line.quantity)


def _variants(order: Order) -> list[tuple[OrderLine, Variant]]:
    # What was taken when it was ordered goes back and forth, whatever kind the product has become since.
    present = products.variants(order.clinic_id, {line.variant_id for line in order.lines if line.variant_id})
    return [(line, present[line.variant_id]) for line in order.lines if line.variant_id]
