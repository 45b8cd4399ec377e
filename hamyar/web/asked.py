"""What a link's own parameters ask for. A parameter that cannot be read asks for nothing."""

from datetime import date

from flask import request

from hamyar.kit import digits, letters

_LONGEST_SEARCH = 100
# As far as a table counts.
LARGEST = 2**31 - 1
# Earlier days are no days of this program, and far ones overflow the calendar.
_DAYS = (date(2020, 1, 1), date(2100, 1, 1))


def number(name: str) -> int | None:
    """A whole number that a table may hold, or None."""
    found = digits.whole(request.values.get(name, "")[:20])
    return found if found is not None and found <= LARGEST else None


def text(name: str = "q") -> str:
    """What she searched for: one clean line of a sensible length."""
    return letters.line(request.args.get(name, "")[: 4 * _LONGEST_SEARCH])[:_LONGEST_SEARCH]


def day(name: str = "day") -> date | None:
    """A day as 2026-11-24, or None."""
    try:
        found = date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None
    return found if _DAYS[0] <= found < _DAYS[1] else None


def one_of(name: str, known: tuple[str, ...]) -> str:
    """One of some known words, or nothing."""
    found = request.args.get(name, "")
    return found if found in known else ""
