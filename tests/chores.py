"""What the clockwork makes of a chore: each that is due is done in a transaction of its own."""

from collections.abc import Callable

from hamyar.domain import holds, mornings, permits
from hamyar.kit.db import transaction


def each(due: Callable[[], list[int]], verb: Callable[[int], bool]) -> list[int]:
    """Do it for all that are due; those, by number, for which it was done."""
    done = []
    for number in due():
        with transaction():
            if verb(number):
                done.append(number)
    return done


def hold() -> tuple[int, int]:
    """One look at what is held: how many were warned, and how many ended."""
    each(holds.to_count_anew, holds.count_anew)
    return len(each(holds.to_warn, holds.warn)), len(each(holds.to_end, holds.end))


def morning() -> int:
    """How many groups were told of their day."""
    return len(each(mornings.to_tell, mornings.tell))


def close_expired() -> list[int]:
    """The groups, by number, whose shops were closed for want of a permit."""
    return each(permits.to_close, permits.close_expired)


def warn_of_permits() -> list[int]:
    """The groups, by number, that were told that their permit runs out."""
    return each(permits.to_warn, permits.warn)
