"""How an order goes its way. One table says which moves there are and who may make them; the buttons come from it."""

from dataclasses import dataclass

import sqlalchemy as sa

from hamyar.domain import products, stock
from hamyar.domain.orders import (
    ACCEPTED,
    CANCELLED,
    DEAD,
    DECLINED,
    DELIVERED,
    NOT_COLLECTED,
    PLACED,
    READY,
    UNDO_FOR,
    Order,
    OrderLine,
    OrderStep,
)
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import changed, db
from hamyar.kit.errors import Refused

# Who makes a move: somebody of the group or the clinic's staff, or the customer with her link.
WORKER, CUSTOMER = "worker", "customer"


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


MOVES = (
    Move("accept", PLACED, ACCEPTED, WORKER, is_main=True),
    Move("decline", PLACED, DECLINED, WORKER, wants_reason=True),
    Move("cancel", PLACED, CANCELLED, CUSTOMER),
    Move("ready", ACCEPTED, READY, WORKER, is_main=True),
    Move("call_off", ACCEPTED, CANCELLED, WORKER, wants_reason=True),
    Move("deliver", READY, DELIVERED, WORKER, is_main=True),
    Move("not_collected", READY, NOT_COLLECTED, WORKER),
)
LONGEST_REASON = 300


# verbs
def make(order: Order, name: str, *, by: Person | None, reason: str = "") -> OrderStep:
    """Make a move; `by` is None for the customer.

    Refused: move.unknown; move.reason; move.late (state, by, at) where the order is no longer where the move begins,
    with who brought it where it is.
    """
    move = _find(name, CUSTOMER if by is None else WORKER)
    if move.wants_reason and not reason:
        raise Refused("move.reason")
    _go(order, move.source, move.target)
    if move.kills:
        _give_back(order)
    return _write(order, move.source, move.target, by, reason[:LONGEST_REASON])


def undo(order: Order, step_id: int, by: Person) -> OrderStep:
    """Take back the last step, within five minutes. What had gone back on the shelf is taken again.

    Refused: undo.late, undo.other where another step came after it, stock.short.
    """
    step = order.last_step
    if step.id != step_id or step.came_from is None:
        raise Refused("undo.other", state=order.state)
    if not can_undo(order):
        raise Refused("undo.late")
    _go(order, step.state, step.came_from)
    if step.state in DEAD:
        _take_again(order)
    return _write(order, step.state, step.came_from, by, "", undoes=True)


# questions
def open_to(order: Order, who: str = WORKER) -> list[Move]:
    """The moves that this kind of person may make now, the main one first."""
    return [move for move in MOVES if move.source == order.state and move.who == who]


def can_undo(order: Order) -> bool:
    """Whether the last step was one of ours, less than five minutes ago."""
    step = order.last_step
    return step.came_from is not None and step.by_id is not None and clock.now() - step.at <= UNDO_FOR


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
    order: Order, source: str, target: str, by: Person | None, reason: str, *, undoes: bool = False
) -> OrderStep:
    step = OrderStep(
        group_id=order.group_id,
        came_from=source,
        state=target,
        by=by,
        reason=reason,
        undoes=undoes,
        at=clock.now(),
    )
    order.steps.append(step)
    db.session.flush()
    return step


def _give_back(order: Order) -> None:
    for line, variant in _variants(order):
        stock.give_back(variant, line.quantity)


def _take_again(order: Order) -> None:
    for line, variant in _variants(order):
        stock.take(variant, line.quantity)


def _variants(order: Order) -> list[tuple[OrderLine, products.Variant]]:
    # What was counted when it was ordered goes back and forth, whatever kind the product has become since.
    present = products.variants(order.clinic_id, {line.variant_id for line in order.lines})
    return [(line, present[line.variant_id]) for line in order.lines if line.kind == products.IN_STOCK]
