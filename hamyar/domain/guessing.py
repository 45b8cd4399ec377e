"""Guessing of passwords and PINs is made slow, then stopped; the table remembers over a restart.

Tries are counted per mobile number, whether it exists or not, and per address they come from. A try is counted
before the secret is looked at, so that forty tries at once are forty tries.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import people
from hamyar.domain.people import Person
from hamyar.kit import clock, tokens
from hamyar.kit.db import Base, Moment, changed, db
from hamyar.kit.errors import Refused

# After so many wrong tries in a row a member's PIN works no more until staff give her a new sign-in card.
MOST_WRONG = 10
# Seconds to wait after the nth wrong try for one number; the last one for all that follow.
_PAUSES = (0, 0, 0, 5, 10, 20, 40, 60, 120, 300, 900)
# One address may be a whole clinic behind one router: it is slowed down much later.
_FREE_FROM_ADDRESS = 30
_ADDRESS_PAUSE = 60
_FORGOTTEN_AFTER = timedelta(days=2)


class Guess(Base):
    """Wrong tries in a row for one number or from one address; the key is a hash, so the table names nobody."""

    __tablename__ = "guesses"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    wrong: Mapped[int]
    free_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)


def begin(mobile: str, address: str) -> None:
    """Count a try before the secret is compared. Refused: guess.pause (seconds) while she has to wait."""
    account, place = _row(_account(mobile)), _row(_place(address))
    wait = max(_pause_left(account), _pause_left(place))
    if wait > timedelta():
        raise Refused("guess.pause", seconds=int(wait.total_seconds()) + 1)
    _count(account, _PAUSES[min(account.wrong, len(_PAUSES) - 1)])
    _count(place, _ADDRESS_PAUSE if place.wrong >= _FREE_FROM_ADDRESS else 0)


def forgive(mobile: str, address: str) -> None:
    """The secret was right: the count for this number begins anew, and one try less stands against the address."""
    forget(mobile)
    changed(sa.update(Guess).where(Guess.key == _place(address), Guess.wrong > 0).values(wrong=Guess.wrong - 1))


def forget(mobile: str) -> None:
    """Staff gave her a new card: what was guessed for this number no longer counts."""
    changed(sa.delete(Guess).where(Guess.key == _account(mobile)))


def is_spent(mobile: str) -> bool:
    """Whether so many wrong tries were made that even the right PIN is not taken. Count the present try before."""
    wrong = db.session.scalar(sa.select(Guess.wrong).where(Guess.key == _account(mobile)))
    return (wrong or 0) > MOST_WRONG


def spent_members(clinic_id: int) -> list[Person]:
    """The women of this clinic who need a new sign-in card, because their PINs are spent."""
    keys = set(db.session.scalars(sa.select(Guess.key).where(Guess.wrong >= MOST_WRONG)))
    members = people.active_members(clinic_id) if keys else []
    return [person for person in members if _account(person.mobile) in keys]


def forget_old() -> int:
    """Remove counts of addresses nobody tried from for two days. A spent PIN stays spent."""
    return changed(sa.delete(Guess).where(Guess.last_at < clock.now() - _FORGOTTEN_AFTER, Guess.wrong <= MOST_WRONG))


def _pause_left(row: Guess) -> timedelta:
    left = row.free_at - clock.now()
    # Longer than any pause: the clock ran ahead then and was set right since.
    return timedelta() if left > timedelta(seconds=_PAUSES[-1]) else left


def _row(key: str) -> Guess:
    row = db.session.get(Guess, key)
    if row is None:
        row = Guess(key=key, wrong=0, free_at=clock.now(), last_at=clock.now())
        db.session.add(row)
    return row


def _count(row: Guess, pause: int) -> None:
    row.wrong += 1
    row.last_at = clock.now()
    row.free_at = clock.now() + timedelta(seconds=pause)


def _account(mobile: str) -> str:
    return tokens.fingerprint(f"account:{mobile}")


def _place(address: str) -> str:
    return tokens.fingerprint(f"address:{address}")
