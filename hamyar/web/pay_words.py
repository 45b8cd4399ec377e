"""The words for a payment's moves: what stands on the button, what she is asked first, and what is said afterwards."""

from dataclasses import dataclass

from hamyar.web.language import Lazy as _l


@dataclass(frozen=True)
class Said:
    """A move's button. `question` is asked before it; `wants_amount`: she types what she saw."""

    label: _l
    icon: str
    question: _l
    yes: _l
    reasons: tuple[_l, ...] = ()
    wants_amount: bool = False
    is_danger: bool = False


MOVES = {
    "see": Said(
        _l("I saw it in the bank’s own message"),
        "eye",
        _l("A receipt proves nothing. Look into the bank’s own message: how many rials came?"),
        _l("Yes, so many came"),
        wants_amount=True,
    ),
    "take_cash": Said(
        _l("The cash is here"),
        "wallet",
        _l("Has the customer put the whole price into your hands?"),
        _l("Yes, I have it"),
    ),
    "refuse": Said(
        _l("It has not come"),
        "circle-x",
        _l("The customer will read that her money was not found, and why. She can say it again."),
        _l("Yes, tell her"),
        (_l("No such amount has come"), _l("Another amount has come"), _l("The receipt cannot be read")),
        is_danger=True,
    ),
    "settle": Said(
        _l("Let it be as it is"),
        "thumbs-up",
        _l("Have you both agreed that it is right like this?"),
        _l("Yes, it is settled"),
        (_l("The rest came in cash"), _l("The difference is a present")),
    ),
    "refund": Said(
        _l("I gave it back"),
        "undo-2",
        _l("Has the money really gone back to the customer? It will stand on her page."),
        _l("Yes, it went back"),
    ),
    "anew": Said(
        _l("She wants to pay again"),
        "wallet",
        _l("The order goes on, and she reads that it is to be paid. Have you both agreed on that?"),
        _l("Yes, ask her to pay"),
    ),
    "mistaken": Said(
        _l("That was ticked by mistake"),
        "pencil",
        _l("Then it stands as if nothing had come and nothing had gone back. Why?"),
        _l("Yes, it was a mistake"),
        (_l("It was another order"), _l("The amount was typed wrongly")),
        is_danger=True,
    ),
}

# State: what is said when a move has led there.
HAPPENED = {
    "unpaid": _l("Order %(number)s stands as not paid again."),
    "paid": _l("Order %(number)s is paid."),
    "too_little": _l("Order %(number)s: too little has come. What is missing stands on the customer’s page."),
    "too_much": _l("Order %(number)s: more has come than it costs. Please give the rest back."),
    "refused": _l("Order %(number)s: the customer reads that her money was not found."),
    "refunded": _l("Order %(number)s: the money went back."),
}
# The states of which a customer hears.
NEWS = frozenset(HAPPENED) - {"unpaid"}
