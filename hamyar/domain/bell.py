"""The bell in the app: what was told to a group or to the staff, and whether one of them has looked."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from hamyar.domain.groups import Group
from hamyar.domain.notices import GROUP, STAFF, Notice
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import changed, db

# What a group should hear at once.
RINGING = ("order.placed", "quote.asked", "quote.agreed")
# So long nobody of a group may not look before the staff are shown it.
UNLOOKED = timedelta(hours=2)


class Unlooked(NamedTuple):
    """What one group has not looked at: how many, and since when the oldest."""

    notices: int
    since: datetime


# verbs
def acknowledge(group: Group, by: Person) -> int:
    """Somebody looked: a woman of the group for the group, one of the staff for the clinic's screens. How many."""
    return changed(_seen(by).where(*_of(group)))


def acknowledge_these(clinic_id: int, numbers: Collection[int], group: Group | None, by: Person) -> int:
    """Somebody looked at just these of the groups' news, or of one group's: what came since still rings. How many."""
    which = _of(group) if group else (Notice.clinic_id == clinic_id, Notice.audience == GROUP)
    return changed(_seen(by).where(*which, Notice.id.in_(numbers)))


def acknowledge_all(clinic_id: int, by: Person) -> int:
    """One of the staff looked at what was told to the staff, and at every group's news. How many."""
    own = sa.update(Notice).where(Notice.clinic_id == clinic_id, Notice.audience == STAFF, _not_acknowledged())
    seen = changed(own.values(acknowledged_at=clock.now(), acknowledged_by_id=by.id))
    return seen + changed(_seen(by).where(Notice.clinic_id == clinic_id, Notice.audience == GROUP))


# questions
def count(group: Group) -> int:
    """How many notices nobody of the group has looked at."""
    return _count(*_of(group), _not_acknowledged())


def count_staff(clinic_id: int) -> int:
    """How many notices to the staff nobody of them has looked at."""
    return _count(Notice.clinic_id == clinic_id, Notice.audience == STAFF, _not_acknowledged())


def is_told_staff(clinic_id: int, kind: str) -> bool:
    """Whether the staff were told of such a thing, and none of them has looked since."""
    return _count(Notice.clinic_id == clinic_id, Notice.audience == STAFF, Notice.kind == kind, _not_acknowledged()) > 0


def ringing(group: Group) -> list[Notice]:
    """News that should be heard and that nobody of the group has looked at, the newest first; at most 20."""
    query = sa.select(Notice).where(*_of(group), _not_acknowledged())
    return list(db.session.scalars(query.where(Notice.kind.in_(RINGING)).order_by(Notice.id.desc()).limit(20)))


def ringing_in_clinic(clinic_id: int) -> list[Notice]:
    """The same over all groups of a clinic, where neither the group nor one of the staff has looked."""
    query = sa.select(Notice).options(joinedload(Notice.group))
    query = query.where(Notice.clinic_id == clinic_id, Notice.audience == GROUP, _not_acknowledged())
    query = query.where(Notice.staff_saw_at.is_(None), Notice.kind.in_(RINGING))
    return list(db.session.scalars(query.order_by(Notice.id.desc()).limit(20)))


def unlooked(clinic_id: int) -> dict[int, Unlooked]:
    """What the groups have not looked at for two hours or longer, by the group's number."""
    query = sa.select(Notice.group_id, sa.func.count(), sa.func.min(Notice.made_at)).where(
        Notice.clinic_id == clinic_id,
        Notice.audience == GROUP,
        _not_acknowledged(),
        # What lies ahead was written by a clock that has since been set back.
        sa.or_(Notice.made_at <= clock.now() - UNLOOKED, Notice.made_at > clock.now() + UNLOOKED),
    )
    rows = db.session.execute(query.group_by(Notice.group_id)).tuples()
    return {group_id: Unlooked(count, since) for group_id, count, since in rows if group_id is not None}


# private
def _of(group: Group) -> tuple[sa.ColumnElement[bool], ...]:
    """With its clinic: the index of what is unseen begins with it."""
    return Notice.clinic_id == group.clinic_id, Notice.audience == GROUP, Notice.group_id == group.id


def _seen(by: Person) -> sa.Update:
    if by.is_staff:
        clinics_screens = sa.update(Notice).where(Notice.staff_saw_at.is_(None))
        return clinics_screens.values(staff_saw_at=clock.now(), staff_saw_by_id=by.id)
    return sa.update(Notice).where(_not_acknowledged()).values(acknowledged_at=clock.now(), acknowledged_by_id=by.id)


def _not_acknowledged() -> sa.ColumnElement[bool]:
    return Notice.acknowledged_at.is_(None)


def _count(*which: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(*which)) or 0
