"""The words for an order's moves: what stands on the button, what she is asked first, and what is said afterwards."""

from dataclasses import dataclass

from hamyar.domain.orders import UNDO_FOR, Order
from hamyar.kit import clock
from hamyar.web import filters
from hamyar.web.language import Lazy as _l


@dataclass(frozen=True)
class Said:
    """A move's button. `question` is asked before the moves an order dies of; `reasons` are ready to be tapped.

    `better` is a kinder way, which stands on the order's page.
    """

    label: _l
    icon: str
    question: _l | None = None
    yes: _l | None = None
    reasons: tuple[_l, ...] = ()
    better: _l | None = None


MOVES = {
    "accept": Said(_l("Accept"), "thumbs-up"),
    "ready": Said(_l("It is ready"), "package-check"),
    "deliver": Said(_l("Delivered"), "circle-check"),
    "decline": Said(
        _l("Decline"),
        "circle-x",
        _l("The customer will read that you cannot make it, and why."),
        _l("Yes, decline it"),
        (
            _l("Sold out"),
            _l("We cannot make it in time"),
            _l("We are not working these days"),
            _l("We could not reach the customer"),
        ),
    ),
    "call_off": Said(
        _l("Cancel without asking"),
        "ban",
        _l("Only where there is no other way, and you cannot reach her. She reads on her page why it was cancelled."),
        _l("Yes, cancel it"),
        (
            _l("The customer does not want it any more"),
            _l("Something we need is missing"),
            _l("We cannot make it in time"),
        ),
        _l("Better: ask her first, for another day or to cancel"),
    ),
    "not_collected": Said(
        _l("Not collected"),
        "clock",
        _l("Nobody came for it? Then what was on the shelf goes back there, and the order is closed."),
        _l("Yes, nobody came"),
    ),
}

# State: what happened, what comes next.
HAPPENED = {
    "placed": (_l("Order %(number)s is written down."), _l("If you can make it, tap “Accept”.")),
    "accepted": (_l("Order %(number)s is accepted."), _l("When it is made, tap “It is ready”.")),
    "ready": (
        _l("Order %(number)s is ready."),
        _l("Call the customer if you like. When she has it, tap “Delivered”."),
    ),
    "delivered": (_l("Order %(number)s is delivered."), _l("Nothing more to do. Well done!")),
    "declined": (
        _l("Order %(number)s is declined."),
        _l("Your reason stands on the customer’s page. What was kept for it is on the shelf again."),
    ),
    "cancelled": (
        _l("Order %(number)s is cancelled."),
        _l("Your reason stands on the customer’s page. What was kept for it is on the shelf again."),
    ),
    "not_collected": (
        _l("Order %(number)s was not collected."),
        _l("It is closed. What was kept for it is on the shelf again."),
    ),
}
_BY_BOTH = (
    _l("Order %(number)s is cancelled, as you and the customer agreed."),
    _l("What was kept for it is free again. If she has paid, give it back to her."),
)
_UNDONE = _l("That was taken back. Order %(number)s stands where it stood before.")


def happened(order: Order) -> tuple[str, str] | None:
    """What was done last with this order and what comes next; None where that is longer ago than it can be undone."""
    step = order.steps[-1]
    if clock.now() - step.at > UNDO_FOR:
        return None
    said, then = _BY_BOTH if step.is_agreed and order.is_dead else HAPPENED[step.state]
    return str(_UNDONE if step.undoes else said) % {"number": filters.shown_digits(order.number)}, str(then)
