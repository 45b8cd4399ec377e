"""Exactly once: what was sent twice is done once, and both senders get the same answer.

Every form carries a number of its own. Its row is written in the transaction that does the work, so neither can be
there without the other; the table's key decides between two copies that arrive together.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, changed, db, table_of

# The longest that a form may wait on a phone and still be recognised.
KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Slip:
    """What a form brings along: its number, who sends it, which form it is, and a fingerprint of its content."""

    number: str
    owner: str
    purpose: str
    fingerprint: str


class Submission(Base):
    """A form that was answered, and where its answer stands."""

    __tablename__ = "submissions"

    number: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80))
    purpose: Mapped[str] = mapped_column(sa.String(80))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    answer: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)


_WRITE = sa.insert(table_of(Submission))


class Altered(Exception):
    """The number was used before, with other content. `answer` is where the first answer stands."""

    def __init__(self, answer: str) -> None:
        super().__init__("altered")
        self.answer = answer


def once(slip: Slip, work: Callable[[], str]) -> str:
    """Do the work, unless this very form was answered before; where its answer stands, either way.

    `work` gives the address of its result. Raises Altered where the number was used with other content; somebody
    else's number counts as that too, and the first answer is not told to her. On a database with several writers at
    a time the slower of two copies gets an IntegrityError from the table's key: its transaction is undone as a whole,
    and asking once more gives the first one's answer.
    """
    earlier = find(slip.number)
    if earlier is None:
        answer = work()
        changed(_WRITE, **asdict(slip), answer=answer, made_at=clock.now())
        return answer
    if earlier.owner != slip.owner:
        raise Altered("")
    if (earlier.purpose, earlier.fingerprint) != (slip.purpose, slip.fingerprint):
        raise Altered(earlier.answer)
    return earlier.answer


def find(number: str) -> Submission | None:
    """The submission of this number, or None."""
    return db.session.get(Submission, number)


def forget_old() -> int:
    """Remove the numbers of forms that can no longer come; how many."""
    return changed(sa.delete(Submission).where(Submission.made_at < clock.now() - KEPT))
