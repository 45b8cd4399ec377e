"""Every morning a group that wants it is told how many orders are for today, or that none is: silence leaves doubt."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamyar.domain import board, journal, notices
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, changed, db

# Of Tehran; what leaves the machine besides waits for the end of the clinic's quiet hours.
HOUR = 7
_FAR = timedelta(days=7)
_MOST_NAMED = 20


class Morning(Base):
    """A group that wants to be told, and the day for which it was told last."""

    __tablename__ = "mornings"

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"), primary_key=True)
    told_on: Mapped[date | None]

    group: Mapped[Group] = relationship()


def want(group: Group, by: Person) -> None:
    """Tell this group from the next morning on. Twice is as once."""
    if not is_wanted(group):
        db.session.add(Morning(group_id=group.id, told_on=clock.today() if _has_begun() else None))
        journal.note(group.clinic_id, "morning.wanted", group.name, by.id)


def stop(group: Group, by: Person) -> None:
    """Tell it no longer. Twice is as once."""
    if changed(sa.delete(Morning).where(Morning.group_id == group.id)):
        journal.note(group.clinic_id, "morning.stopped", group.name, by.id)


def tell(group_id: int) -> bool:
    """Tell this group of today, once; whether that was due. A clock that was set back tells nobody twice a day."""
    today = clock.today()
    morning = db.session.scalar(sa.select(Morning).where(_is_waiting(today), Morning.group_id == group_id))
    if morning is None:
        return False
    morning.told_on = today
    _tell(morning.group, today)
    return True


def to_tell() -> list[int]:
    """The groups, by number, that were not told of today yet; none before the hour has come."""
    if not _has_begun():
        return []
    return list(db.session.scalars(sa.select(Morning.group_id).where(_is_waiting(clock.today()))))


def is_wanted(group: Group) -> bool:
    """Whether this group is told every morning."""
    return db.session.get(Morning, group.id) is not None


def _is_waiting(today: date) -> sa.ColumnElement[bool]:
    # One that lies far ahead was written by a clock that was wrong.
    return sa.or_(Morning.told_on.is_(None), Morning.told_on < today, Morning.told_on > today + _FAR)


def _tell(group: Group, today: date) -> None:
    count = board.count_for_day(group, today)
    known: dict[str, object] = {"count": count} if count else {}
    wanted = board.to_make_on(group, today, _MOST_NAMED)
    if wanted:
        known["what"] = wanted
    kind = "day.list" if count else "day.none"
    notices.tell_group(group, kind, {"day": today, **known}, link=f"/group/{group.slug}/orders/day")


def _has_begun() -> bool:
    return clock.now().astimezone(clock.TEHRAN).hour >= HOUR
