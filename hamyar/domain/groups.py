"""Hamyar groups: five to seven women working together, their shop's address, who is in and who leads."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain import clinics, journal, people
from hamyar.domain.clinics import Clinic
from hamyar.domain.people import MEMBER, Person
from hamyar.domain.photos import Photo
from hamyar.kit import clock, latin, search
from hamyar.kit.db import Base, Moment, Quick, changed, db, table_of
from hamyar.kit.errors import Missing, Refused

# states and limits
OCCUPATIONS = ("cooking", "sewing", "handicrafts", "mushrooms", "leather", "other")
MOST_MEMBERS = 7
LONGEST_SLUG = 30
_DAYS_OF_A_WEEK = 7


# nouns
class Group(Base):
    """A hamyar group and its shop. `version` grows with every change its public pages could show."""

    __tablename__ = "groups"
    __table_args__ = (
        sa.CheckConstraint(sa.column("occupation").in_(OCCUPATIONS), name="occupation"),
        sa.Index("ix_groups_clinic_id_id", "clinic_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    slug: Mapped[str] = mapped_column(sa.String(LONGEST_SLUG), unique=True)
    occupation: Mapped[str] = mapped_column(sa.String(20))
    neighbourhood: Mapped[str] = mapped_column(sa.String(60))
    story: Mapped[str] = mapped_column(sa.Text)
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("photos.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    is_open: Mapped[bool] = mapped_column(default=False)
    # As `date.weekday()` counts: "4" is Friday.
    weekdays_off: Mapped[str] = mapped_column(sa.String(7), default="", server_default=sa.text("''"))
    works_on_holidays: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    takes_requests: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    version: Mapped[int] = mapped_column(default=1)
    search_key: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment)

    photo: Mapped[Photo | None] = relationship()
    lead: Mapped[Person | None] = relationship()
    clinic: Mapped[Clinic] = relationship()


class Address(Base):
    """A Latin address under which a shop is or once was found: a printed poster must work for years."""

    __tablename__ = "group_addresses"

    slug: Mapped[str] = mapped_column(sa.String(LONGEST_SLUG), primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"), index=True)


class Membership(Base):
    """A woman's time in a group; `left_at` is empty while she is in it. She is in one group at a time."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.Index(
            "uq_memberships_person_id_now",
            "person_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    joined_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    group: Mapped[Group] = relationship()


_GROUP = table_of(Group)
_TOUCH = sa.update(_GROUP).where(_GROUP.c.id == sa.bindparam("group")).values(version=_GROUP.c.version + 1)


# verbs
def form(clinic: Clinic, *, name: str, occupation: str, neighbourhood: str, story: str, slug: str, by: Person) -> Group:
    """A new group; its shop is closed until staff open it (`permits`). Refused: slug.taken, slug.shape."""
    group = Group(
        clinic_id=clinic.id,
        name=name,
        slug=slug or free_slug(name),
        occupation=occupation,
        neighbourhood=neighbourhood,
        story=story,
        search_key=search.key(name, neighbourhood),
        made_at=clock.now(),
    )
    _check_slug(group.slug, None)
    db.session.add(group)
    db.session.flush()
    db.session.add(Address(slug=group.slug, group_id=group.id))
    journal.note(clinic.id, "group.formed", name, by.id)
    touch(group)
    return group


def describe(group: Group, *, name: str, neighbourhood: str, story: str, slug: str, by: Person) -> None:
    """Change what the shop page says. The earlier address goes on working. Refused: slug.taken, slug.shape."""
    if slug != group.slug:
        _check_slug(slug, group)
        if db.session.get(Address, slug) is None:
            db.session.add(Address(slug=slug, group_id=group.id))
        group.slug = slug
    group.name, group.neighbourhood, group.story = name, neighbourhood, story
    group.search_key = search.key(name, neighbourhood)
    journal.note(group.clinic_id, "group.described", name, by.id)
    touch(group)


def set_photo(group: Group, photo: Photo | None, by: Person) -> None:
    """The picture at the top of the shop page, or none."""
    group.photo_id = photo.id if photo else None
    journal.note(group.clinic_id, "group.photo", group.name, by.id)
    touch(group)


def set_week(group: Group, weekdays_off: str, works_on_holidays: bool, by: Person) -> None:
    """On which weekdays the group never works, and whether it works on holidays. Refused: day.no_weekday.

    Orders that stand for such a day stay: see `workdays.to_tell`.
    """
    if len(set(weekdays_off)) >= _DAYS_OF_A_WEEK:
        raise Refused("day.no_weekday")
    group.weekdays_off, group.works_on_holidays = weekdays_off, works_on_holidays
    journal.note(group.clinic_id, "group.week", f"group:{group.id}", by.id)
    touch(group)


def take_requests(group: Group, is_on: bool, by: Person) -> None:
    """Whether customers may ask for something that is not on the shelf. What was asked before is still answered."""
    group.takes_requests = is_on
    journal.note(group.clinic_id, "group.requests", group.name, by.id)
    touch(group)


def close_shop(group: Group, by: Person | None) -> None:
    """No new orders; its links say so kindly. Orders that were placed go on. Twice is as once. None: by a chore."""
    if not group.is_open:
        return
    group.is_open = False
    journal.note(group.clinic_id, "shop.closed", group.name, by.id if by else None)
    touch(group)


def join(group: Group, person: Person, by: Person) -> Membership:
    """Take a woman into the group. Refused: member.not_member, member.elsewhere, group.full."""
    if person.role != MEMBER:
        raise Refused("member.not_member")
    present = find_of(person)
    if present:
        raise Refused("member.elsewhere", group=present.name)
    if len(members(group)) >= MOST_MEMBERS:
        raise Refused("group.full", most=MOST_MEMBERS)
    membership = Membership(group_id=group.id, person_id=person.id, joined_at=clock.now())
    db.session.add(membership)
    db.session.flush()
    journal.note(group.clinic_id, "member.joined", f"person:{person.id} group:{group.id}", by.id)
    return membership


def leave(group: Group, person: Person, by: Person) -> None:
    """Her time in the group ends; what she did stays. If she led, nobody leads until staff name another."""
    now_in = (Membership.group_id == group.id) & (Membership.person_id == person.id) & Membership.left_at.is_(None)
    if not changed(sa.update(Membership).where(now_in).values(left_at=clock.now())):
        raise Missing("member")
    if group.lead_id == person.id:
        group.lead_id = None
    journal.note(group.clinic_id, "member.left", f"person:{person.id} group:{group.id}", by.id)


def name_lead(group: Group, person: Person, by: Person) -> None:
    """She speaks for the group from now on. Raises Missing where she is not in it."""
    if not is_member(group, person):
        raise Missing("member")
    group.lead_id = person.id
    journal.note(group.clinic_id, "lead.named", f"person:{person.id} group:{group.id}", by.id)


def touch(group: Group) -> None:
    """Say that the group's public pages may look different from now on, and so may the clinic's."""
    changed(_TOUCH, group=group.id)
    db.session.expire(group, ["version"])
    clinics.touch(group.clinic_id)


# questions
def get(clinic_id: int, slug: str) -> Group:
    """The group of this clinic with this address, present or former. Raises Missing."""
    query = sa.select(Group).join(Address, Address.group_id == Group.id).options(joinedload(Group.photo))
    group = db.session.scalar(query.where(Address.slug == slug.lower(), Group.clinic_id == clinic_id))
    if group is None:
        raise Missing("group")
    return group


def find_of(person: Person) -> Group | None:
    """The group she is in now, or None."""
    query = sa.select(Group).join(Membership, Membership.group_id == Group.id)
    return db.session.scalar(query.where(Membership.person_id == person.id, Membership.left_at.is_(None)))


def members(group: Group) -> list[Person]:
    """The women in the group now, the longest first."""
    query = sa.select(Person).join(Membership, Membership.person_id == Person.id).order_by(Membership.id)
    return list(db.session.scalars(query.where(Membership.group_id == group.id, Membership.left_at.is_(None))))


def is_member(group: Group, person: Person) -> bool:
    """Whether she is in this group now."""
    query = sa.select(Membership.id).where(Membership.group_id == group.id, Membership.person_id == person.id)
    return db.session.scalar(query.where(Membership.left_at.is_(None))) is not None


def who_may_follow(person: Person) -> list[Person]:
    """The other women of her group who have chosen a PIN: each may take over a phone on which she is signed in."""
    group = find_of(person)
    others = members(group) if group else []
    return [one for one in others if one.id != person.id and one.is_active and one.has_secret]


def all_of(clinic_id: int) -> list[Group]:
    """Every group of a clinic, by name."""
    query = sa.select(Group).options(joinedload(Group.photo), joinedload(Group.lead))
    return list(db.session.scalars(query.where(Group.clinic_id == clinic_id).order_by(Group.name, Group.id)))


def open_ones(clinic_id: int, text: str = "") -> list[Group]:
    """The groups whose shops are open, by occupation and name; those that fit a searched text where one is given."""
    query = sa.select(Group).options(joinedload(Group.photo)).where(Group.clinic_id == clinic_id, Group.is_open)
    query = query.where(*search.matching(Group.id, Group.search_key, text))
    found = db.session.scalars(query.order_by(Group.name, Group.id))
    return sorted(found, key=lambda group: OCCUPATIONS.index(group.occupation))


def sizes(clinic_id: int) -> dict[int, int]:
    """How many women are in each group now, by the group's number."""
    query = sa.select(Membership.group_id, sa.func.count()).join(Membership.group).group_by(Membership.group_id)
    rows = db.session.execute(query.where(Group.clinic_id == clinic_id, Membership.left_at.is_(None)))
    return dict(rows.tuples().all())


def groups_of(people_ids: list[int]) -> dict[int, Group]:
    """The present group of each of these people, by the person's number."""
    query = sa.select(Membership).options(joinedload(Membership.group))
    rows = db.session.scalars(query.where(Membership.person_id.in_(people_ids), Membership.left_at.is_(None)))
    return {row.person_id: row.group for row in rows}


def by_numbers(numbers: set[int]) -> dict[int, Group]:
    """Groups by their number, in one question."""
    return {one.id: one for one in db.session.scalars(sa.select(Group).where(Group.id.in_(numbers)))}


def without_group(clinic_id: int, text: str, count: int = 8) -> list[Person]:
    """Members of the clinic who are in no group now and fit a name or a number, the newest first."""
    now_in = sa.select(Membership.id).where(Membership.person_id == Person.id, Membership.left_at.is_(None))
    query = people.searched(clinic_id, text).where(Person.is_active, ~now_in.exists())
    return list(db.session.scalars(query.order_by(Person.id.desc()).limit(count)))


def free_slug(name: str) -> str:
    """A short Latin address for this name that no shop has or had."""
    base = latin.slug(name) or "group"
    taken = set(db.session.scalars(sa.select(Address.slug).where(Address.slug.startswith(base))))
    tries = (base, *(f"{base[: LONGEST_SLUG - 4]}-{number}" for number in range(2, 1000)))
    return next(slug for slug in tries if slug not in taken)


_VERSIONS = Quick(
    sa.select(Group.version, Clinic.details_version)
    .join(Clinic, Clinic.id == Group.clinic_id)
    .where(Group.slug == sa.bindparam("slug"), Group.is_open)
)


def versions(slug: str) -> tuple[int, ...] | None:
    """What the page of an open shop depends on, by its present address; None for others. Costs next to nothing."""
    return _VERSIONS.first(slug=slug)


# private
def _check_slug(slug: str, group: Group | None) -> None:
    if latin.slug(slug) != slug or not 2 <= len(slug) <= LONGEST_SLUG:
        raise Refused("slug.shape", most=LONGEST_SLUG)
    holder = db.session.get(Address, slug)
    if holder and (group is None or holder.group_id != group.id):
        raise Refused("slug.taken")
