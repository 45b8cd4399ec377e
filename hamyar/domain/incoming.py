"""Money that the bank tells of: the payments to a card that it may belong to."""

from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from hamyar.domain import payments
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.orders import DEAD, Order
from hamyar.domain.paying import CARD
from hamyar.domain.payments import MOST_ADDED, OWED, RESTS, TOO_LITTLE, Payment, PaymentStep
from hamyar.kit import clock
from hamyar.kit.db import db

# states and limits
MOST_FITTING = 20
MOST_NEAR = 5
_MISSING = Payment.due - Payment.received + Payment.refunded


# nouns
@dataclass
class Match:
    """The payments that one amount leads to, with their orders.

    `due` miss exactly so much: of each card at most one still waits for its first money; of orders that are no more
    there may be others, of the last weeks. For `seen` exactly so much was seen at one time already. `near` miss nearly
    so much, as people round the amount or pay the price alone; they are sought only where nothing else fits.
    """

    due: list[Payment] = field(default_factory=list)
    seen: list[Payment] = field(default_factory=list)
    near: list[Payment] = field(default_factory=list)


# questions
def matches(whose: Group | Clinic, amounts: Collection[int]) -> dict[int, Match]:
    """What each of these amounts (rials) leads to, of a group's payments or of those to a clinic's own cards.

    The living before the dead; at most MOST_FITTING of a kind, and MOST_NEAR of the near ones, the nearest first.
    """
    found = {amount: Match() for amount in amounts}
    if not found:
        return {}
    for amount, payment in _owed(whose, found):
        match, is_due = found[amount], payment.missing == amount
        (match.due if is_due else match.near).append(payment)
    for payment in _seen(whose, found):
        for amount in {step.amount for step in payment.steps if step.move == "see"} & set(found):
            found[amount].seen.append(payment)
    for match in found.values():
        match.near = [] if match.due or match.seen else match.near[:MOST_NEAR]
    return found


# private
def _owed(whose: Group | Clinic, amounts: Collection[int]) -> list[tuple[int, Payment]]:
    """Each amount with the payments that miss it or nearly so, in the order of `matches`."""
    is_dead = Order.state.in_(DEAD)
    is_remembered = sa.or_(~is_dead, Order.placed_at >= clock.now() - RESTS)
    states = Payment.state.in_((*OWED, TOO_LITTLE))
    query = sa.select(Payment.id, _MISSING.label("missing"), is_dead.label("is_dead")).join(Payment.order)
    owed = query.where(payments.within(whose), states, Payment.way == CARD, is_remembered).cte("owed")
    picked = sa.union_all(*(_picked(owed, amount) for amount in amounts)).subquery("picked")
    rows = payments.with_order().join(picked, picked.c.id == Payment.id).add_columns(picked.c.amount)
    order = (picked.c.amount, picked.c.off != 0, picked.c.is_dead, picked.c.off, Payment.id)
    return [(amount, payment) for payment, amount in db.session.execute(rows.order_by(*order)).unique().tuples()]


def _picked(owed: sa.CTE, amount: int) -> sa.Select[tuple[int, int, int, bool]]:
    off = sa.func.abs(owed.c.missing - amount).label("off")
    fits = sa.or_(owed.c.missing == amount, sa.and_(~owed.c.is_dead, off <= MOST_ADDED))
    fitting = sa.select(owed.c.id, sa.literal(amount).label("amount"), off, owed.c.is_dead).where(fits)
    # In brackets of its own: not every database lets a part of a union have a limit.
    return sa.select(fitting.order_by(off != 0, owed.c.is_dead, off, owed.c.id).limit(MOST_FITTING).subquery())


def _seen(whose: Group | Clinic, amounts: Collection[int]) -> list[Payment]:
    """The payments of the last weeks for which one of these amounts was seen and not taken back."""
    step = sa.exists().where(
        PaymentStep.payment_id == Payment.id, PaymentStep.move == "see", PaymentStep.amount.in_(amounts)
    )
    lately = (payments.within(whose, Order.group_id), Order.placed_at >= clock.now() - RESTS)
    query = payments.with_order().where(*lately, Payment.received > 0, step).order_by(Order.placed_at, Payment.id)
    return list(db.session.scalars(query.limit(MOST_FITTING * len(amounts))))
