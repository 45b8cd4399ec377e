"""Permits for work that needs one: a kitchen's shop is open only with a permit that staff saw, or know to be coming."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamyar.domain import groups, journal, notices
from hamyar.domain.groups import Group
from hamyar.domain.notices import GROUP, Notice
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Refused

# states and limits
# Food: whoever prepares it for others must hold the health card.
NEEDED_FOR = ("cooking", "mushrooms")
IN_PROGRESS, GRANTED = "in_progress", "granted"
STATES = (IN_PROGRESS, GRANTED)
MISSING, EXPIRED, SOON = "missing", "expired", "soon"
_NOTED = {IN_PROGRESS: "permit.expected", GRANTED: "permit.good"}
WARNED_BEFORE = timedelta(days=30)
# How far ahead `until` may lie. No permit is given for so long: a later day is a slip of the finger in the year.
FARTHEST = {IN_PROGRESS: timedelta(days=180), GRANTED: timedelta(days=3660)}
LONGEST_NUMBER = 40
# What keeps a shop closed, and how it is refused.
SHUTS = {MISSING: "permit.missing", EXPIRED: "permit.expired"}


# nouns
class Permit(Base):
    """What staff recorded about a group's permit; the newest row counts, the earlier ones are kept.

    `until` is the last day on which the shop may be open: the day on which a granted permit runs out, or by which one
    in progress is expected. Nobody recorded (`by_id`) what the upgrade to this table wrote.
    """

    __tablename__ = "permits"
    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.Index("ix_permits_group_id_id", "group_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    state: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[str] = mapped_column(sa.String(LONGEST_NUMBER))
    until: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Person | None] = relationship()


# verbs
def record(group: Group, *, state: str, number: str, until: date, by: Person) -> Permit:
    """Staff saw the permit, or know that it is in progress; opens no shop. Refused: permit.past, permit.far."""
    if until < clock.today():
        raise Refused("permit.past")
    if until > clock.today() + FARTHEST[state]:
        raise Refused("permit.far", days=FARTHEST[state].days)
    permit = Permit(group_id=group.id, state=state, number=number, until=until, by=by, at=clock.now())
    db.session.add(permit)
    db.session.flush()
    journal.note(group.clinic_id, _NOTED[state], f"{until} group:{group.id}", by.id)
    return permit


def open_shop(group: Group, by: Person) -> None:
    """Let everybody with the link see and order; nothing else opens a shop. Twice is as once.

    Refused: permit.missing, permit.expired.
    """
    if group.is_open:
        return
    _check(group, group.occupation)
    group.is_open = True
    journal.note(group.clinic_id, "shop.opened", group.name, by.id)
    groups.touch(group)


def take_up(group: Group, occupation: str, by: Person) -> None:
    """Let the group do other work from now on; nothing else changes that. Without a change nothing is noted.

    Refused where its shop is open: permit.missing, permit.expired.
    """
    if occupation == group.occupation:
        return
    if group.is_open:
        _check(group, occupation)
    group.occupation = occupation
    journal.note(group.clinic_id, "group.took_up", group.name, by.id)
    groups.touch(group)


def close_expired(group_id: int) -> bool:
    """Close this group's shop if it is open without a permit that counts today; whether it was."""
    found = _one_of(_expired(), group_id)
    if found is None:
        return False
    group, permit = found
    journal.note(group.clinic_id, "permit.ran_out", group.name, None)
    groups.close_shop(group, None)
    _tell("permit.ran_out", group, permit)
    return True


def warn(group_id: int) -> bool:
    """Tell this group, if its shop is open, and its clinic that its permit runs out within 30 days; whether it was due.

    Each permit is warned of once.
    """
    found = _one_of(_ending(), group_id)
    if found is None:
        return False
    _tell("permit.soon", *found)
    return True


# questions
def to_close() -> list[int]:
    """The groups of all clinics, by number, whose shops are open without a permit that counts today."""
    return list(db.session.scalars(_expired().with_only_columns(Group.id)))


def to_warn() -> list[int]:
    """The groups of all clinics, by number, that are to be told that their permit runs out soon."""
    return list(db.session.scalars(_ending().with_only_columns(Group.id)))


def find_of(group: Group) -> Permit | None:
    """What was recorded last about this group's permit, or None."""
    query = sa.select(Permit).where(Permit.group_id == group.id).order_by(Permit.id.desc())
    return db.session.scalar(query.limit(1))


def find_of_all(clinic_id: int) -> dict[int, Permit]:
    """What was recorded last, by the group's number, for the groups of a clinic that have a permit."""
    newest = sa.select(sa.func.max(Permit.id)).join(Group, Group.id == Permit.group_id)
    newest = newest.where(Group.clinic_id == clinic_id).group_by(Permit.group_id)
    return {one.group_id: one for one in db.session.scalars(sa.select(Permit).where(Permit.id.in_(newest)))}


def is_needed(group: Group) -> bool:
    """Whether what this group does needs a permit."""
    return group.occupation in NEEDED_FOR


def trouble(group: Group, permit: Permit | None, today: date) -> str:
    """What is wrong with a group's permit: MISSING, EXPIRED, SOON (it runs out within 30 days), or "" for nothing."""
    return _trouble(group.occupation, permit, today)


# private
def _expired() -> sa.Select[tuple[Group, Permit]]:
    return _open_and_in_need().where(sa.or_(Permit.id.is_(None), Permit.until < clock.today()))


def _ending() -> sa.Select[tuple[Group, Permit]]:
    told = sa.select(Notice.id).where(
        Notice.group_id == Group.id,
        Notice.audience == GROUP,
        Notice.kind == "permit.soon",
        Notice.made_at >= Permit.at,
    )
    query = _open_and_in_need().where(Permit.until >= clock.today(), Permit.until <= clock.today() + WARNED_BEFORE)
    return query.where(~told.exists())


def _one_of(query: sa.Select[tuple[Group, Permit]], group_id: int) -> tuple[Group, Permit] | None:
    row = db.session.execute(query.where(Group.id == group_id)).first()
    return (row[0], row[1]) if row else None


def _open_and_in_need() -> sa.Select[tuple[Group, Permit]]:
    """Groups of all clinics whose open shop needs a permit, each with what was recorded last, or None."""
    newest = sa.select(sa.func.max(Permit.id)).where(Permit.group_id == Group.id).correlate(Group).scalar_subquery()
    query = sa.select(Group, Permit).outerjoin(Permit, Permit.id == newest)
    return query.where(Group.is_open, Group.occupation.in_(NEEDED_FOR))


def _tell(kind: str, group: Group, permit: Permit | None) -> None:
    facts: dict[str, object] = {"group": group.name, **({"day": permit.until} if permit else {})}
    notices.tell_group(group, kind, facts, link=f"/group/{group.slug}/")
    notices.tell_staff(group.clinic_id, kind, facts, link=f"/clinic/groups/{group.slug}")


def _trouble(occupation: str, permit: Permit | None, today: date) -> str:
    if occupation not in NEEDED_FOR:
        return ""
    if permit is None:
        return MISSING
    if permit.until < today:
        return EXPIRED
    return SOON if permit.until - today <= WARNED_BEFORE else ""


def _check(group: Group, occupation: str) -> None:
    found = _trouble(occupation, find_of(group), clock.today())
    if found in SHUTS:
        raise Refused(SHUTS[found])
