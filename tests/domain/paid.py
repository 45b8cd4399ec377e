"""A group that is paid card to card, and orders whose payments stand in each state."""

from collections.abc import Callable

from hamyar.domain import moves, offering, paying, payments, placing, settling
from hamyar.domain.orders import Order
from hamyar.domain.payments import Payment
from hamyar.kit.db import transaction
from tests.domain.conftest import CUSTOMER, Rows

CARD = paying.NewCard("6037991234567893", "مریم احمدی", "IR060960000000100324200001")
SAID = settling.Claim(payer_digits="1234", said_at="۱۰:۲۰", tracking="998877", receipt="a" * 32)


def by_card(rows: Rows, *, is_paid_first: bool = False, hold_hours: int = 24) -> paying.PayCard:
    """The cooks are paid in cash and to this card."""
    with transaction():
        card = paying.add_card(rows.clinic.id, rows.cooks, CARD, rows.worker)
        paying.agree(
            rows.cooks,
            takes_cash=True,
            card=card,
            takes_online=False,
            is_paid_first=is_paid_first,
            hold_hours=hold_hours,
            by=rows.worker,
        )
    return card


def order(rows: Rows, pay: str = "card") -> Order:
    """A jar, paid in this way."""
    wish = offering.Wish(rows.jar.variants[0], 1)
    with transaction():
        rows.jar.variants[0].stock += 1
        return placing.take_down(rows.cooks, [wish], CUSTOMER, offering.Plan(pay=pay), by=rows.maryam, again=True)


def owed(rows: Rows, pay: str = "card") -> Payment:
    """The payment of such an order."""
    return payments.get(order(rows, pay))


def do(work: Callable[[], object]) -> None:
    """In a transaction of its own."""
    with transaction():
        work()


def die(rows: Rows, one: Order) -> None:
    """The group cannot make it after all."""
    do(lambda: moves.make(one, "decline", by=rows.maryam, reason="نشد"))


def bring(rows: Rows, payment: Payment, state: str) -> Payment:
    """The payment in this state, on the way that really leads there."""
    by, due = rows.maryam, payment.due
    see = {"paid": due, "too_little": due - 7, "too_much": due + 7, "refunded": due}
    if state in ("claimed", "refused"):
        do(lambda: settling.claim(payment, SAID))
    if state == "refused":
        do(lambda: settling.refuse(payment, "نیامده", by))
    if state in see:
        do(lambda: settling.see(payment, see[state], by))
    if state == "refunded":
        do(lambda: settling.refund(payment, by))
    assert payment.state == state
    return payment
