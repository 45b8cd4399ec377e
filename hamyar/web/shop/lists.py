"""Where a list goes on: the key in the address of "more"."""

from flask import request

from hamyar.kit import digits

# As far as a table counts.
LARGEST = 2**31 - 1


def before(name: str = "before") -> int | None:
    """The key to go on from; None at the beginning, and where somebody changed the address by hand."""
    key = digits.whole(request.args.get(name, ""))
    return key if key and key <= LARGEST else None
