"""The people who sign in: the clinic's staff and the women of its groups."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

from hamyar.domain import journal
from hamyar.domain.clinics import Clinic
from hamyar.kit import clock, digits, paging, search, tokens
from hamyar.kit import mobile as mobile_numbers
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Missing, Refused

# states and limits
MANAGER, SOCIAL_WORKER, MEMBER = "manager", "social_worker", "member"
STAFF = (MANAGER, SOCIAL_WORKER)
ROLES = (*STAFF, MEMBER)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
SHORTEST_PIN, LONGEST_PIN = 4, 8
# 32 MB and about 0.1 s on a good core, half a second on a weak one: the least that OWASP's scrypt table accepts
# together with our limit on guesses, and the most a machine of 1 GB can bear one at a time.
HASH_METHOD = "scrypt:32768:8:1"
_EASY_PINS = {"1234", "12345", "123456", "1234567", "12345678", "4321", "54321", "654321"}


# nouns
class Person(Base):
    """Somebody who signs in. `mobile` is her name for the machine; `surname` never leaves the signed-in pages."""

    __tablename__ = "people"
    __table_args__ = (
        sa.CheckConstraint(sa.column("role").in_(ROLES), name="role"),
        sa.Index("ix_people_clinic_id_role_id", "clinic_id", "role", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    role: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(60))
    surname: Mapped[str] = mapped_column(sa.String(60))
    mobile: Mapped[str] = mapped_column(sa.String(13), unique=True)
    secret_hash: Mapped[str | None] = mapped_column(sa.String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    search_key: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def is_staff(self) -> bool:
        """Whether she works in the clinic."""
        return self.role in STAFF

    @property
    def is_manager(self) -> bool:
        """Whether she runs the clinic's installation."""
        return self.role == MANAGER

    @property
    def full_name(self) -> str:
        """Name and surname, for signed-in pages only."""
        return f"{self.name} {self.surname}".strip()

    @property
    def has_secret(self) -> bool:
        """Whether she ever chose a password or PIN."""
        return self.secret_hash is not None


# verbs
def add_staff(clinic: Clinic, *, name: str, surname: str, mobile: str, role: str, by: Person | None) -> Person:
    """A new manager or social worker, still without a password. Refused: staff.role, mobile.taken.

    `by` is None for the set-up and the terminal.
    """
    if role not in STAFF:
        raise Refused("staff.role")
    return _add(clinic, role=role, name=name, surname=surname, mobile=mobile, by=by)


def add_member(clinic: Clinic, *, name: str, surname: str, mobile: str, by: Person) -> Person:
    """A woman of this clinic, who will choose her PIN with a sign-in card. Refused: mobile.taken."""
    return _add(clinic, role=MEMBER, name=name, surname=surname, mobile=mobile, by=by)


def describe(person: Person, *, name: str, surname: str, mobile: str, by: Person) -> None:
    """Change her name or her number. Refused: mobile.taken."""
    other = find_by_mobile(person.clinic_id, mobile)
    if other and other.id != person.id:
        raise Refused("mobile.taken")
    person.name, person.surname, person.mobile = name, surname, mobile
    person.search_key = _key(person)
    journal.note(person.clinic_id, "person.described", f"person:{person.id}", by.id)


def set_secret(person: Person, secret_hash: str, by: Person | None) -> None:
    """Keep the hash of her new password or PIN. Make it with `hashed` before the transaction: it is slow on purpose."""
    person.secret_hash = secret_hash
    journal.note(person.clinic_id, "secret.changed", f"person:{person.id}", by.id if by else None)


def set_role(person: Person, role: str, by: Person) -> None:
    """Make a staff member manager or social worker. Twice is as once. Refused: staff.role, staff.last_manager."""
    if role not in STAFF or not person.is_staff:
        raise Refused("staff.role")
    if person.role == role:
        return
    if role != MANAGER:
        _not_last_manager(person)
    person.role = role
    journal.note(person.clinic_id, f"role.{role}", f"person:{person.id}", by.id)


def set_active(person: Person, is_active: bool, by: Person) -> None:
    """Let her in, or no longer. Her deeds stay. Twice is as once. Refused: staff.last_manager."""
    if person.is_active == is_active:
        return
    if not is_active:
        _not_last_manager(person)
    person.is_active = is_active
    journal.note(person.clinic_id, "person.opened" if is_active else "person.closed", f"person:{person.id}", by.id)


# questions
def checked_password(password: str, mobile: str = "") -> str:
    """The password where staff may have it. Refused: password.short, password.long, password.simple."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password.short", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refused("password.long", most=LONGEST_PASSWORD)
    if len(set(password)) < 4 or (mobile and mobile[-10:] in digits.to_ascii(password)):
        raise Refused("password.simple")
    return password


def checked_pin(pin: str) -> str:
    """The PIN in ASCII digits where a member may have it. Refused: pin.shape, pin.simple."""
    plain = digits.to_ascii(pin.strip())
    if not plain.isascii() or not plain.isdigit() or not SHORTEST_PIN <= len(plain) <= LONGEST_PIN:
        raise Refused("pin.shape", least=SHORTEST_PIN, most=LONGEST_PIN)
    if len(set(plain)) == 1 or plain in _EASY_PINS:
        raise Refused("pin.simple")
    return plain


def hashed(secret: str) -> str:
    """A slow hash with a salt of its own."""
    return generate_password_hash(secret, method=HASH_METHOD)


def knows_secret(person: Person | None, typed: str) -> bool:
    """Whether this is her password or PIN. Takes as long where there is no such person: time must not tell."""
    known = person.secret_hash if person and person.is_active else None
    folded = typed if person and person.is_staff else digits.to_ascii(typed.strip())
    return check_password_hash(known or _nobody(), folded) and known is not None


def find_by_mobile(clinic_id: int | None, mobile: str) -> Person | None:
    """Whoever has this number; in any clinic where None is asked, as at sign-in."""
    query = sa.select(Person).where(Person.mobile == mobile)
    return db.session.scalar(query if clinic_id is None else query.where(Person.clinic_id == clinic_id))


def get(clinic_id: int, number: int) -> Person:
    """A person of this clinic. Raises Missing."""
    person = db.session.scalar(sa.select(Person).where(Person.id == number, Person.clinic_id == clinic_id))
    if person is None:
        raise Missing("person")
    return person


def staff(clinic_id: int) -> list[Person]:
    """The clinic's staff, those who still may sign in first."""
    query = sa.select(Person).where(Person.clinic_id == clinic_id, Person.role.in_(STAFF))
    return list(db.session.scalars(query.order_by(Person.is_active.desc(), Person.id)))


def searched(clinic_id: int, text: str) -> sa.Select[tuple[Person]]:
    """The members of a clinic that fit a name or a number, for a question that asks more of them."""
    query = sa.select(Person).where(Person.clinic_id == clinic_id, Person.role == MEMBER)
    return query.where(*search.matching(Person.id, Person.search_key, text))


def members(clinic_id: int, text: str = "", before: int | None = None) -> paging.Page[Person]:
    """The members of a clinic, newest first; those that fit a name or a number where a text is given."""
    return paging.newest_first(searched(clinic_id, text), Person.id, before)


def active_members(clinic_id: int) -> list[Person]:
    """The members of a clinic who may sign in, by name."""
    query = sa.select(Person).where(Person.clinic_id == clinic_id, Person.role == MEMBER, Person.is_active)
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def by_numbers(numbers: set[int | None]) -> dict[int, Person]:
    """People by their number, in one question."""
    return {one.id: one for one in db.session.scalars(sa.select(Person).where(Person.id.in_(numbers)))}


# private
def _add(clinic: Clinic, *, role: str, name: str, surname: str, mobile: str, by: Person | None) -> Person:
    if find_by_mobile(None, mobile):
        raise Refused("mobile.taken")
    person = Person(
        clinic_id=clinic.id, role=role, name=name, surname=surname, mobile=mobile, search_key="", made_at=clock.now()
    )
    person.search_key = _key(person)
    db.session.add(person)
    db.session.flush()
    journal.note(clinic.id, f"person.added.{role}", f"person:{person.id}", by.id if by else None)
    return person


def _key(person: Person) -> str:
    return search.key(person.name, person.surname, mobile_numbers.plain(person.mobile))


def _not_last_manager(person: Person) -> None:
    managers = sa.select(sa.func.count()).where(
        Person.clinic_id == person.clinic_id, Person.role == MANAGER, Person.is_active, Person.id != person.id
    )
    if person.is_manager and not db.session.scalar(managers):
        raise Refused("staff.last_manager")


@cache
def _nobody() -> str:
    """The hash of a secret nobody knows, made when it is first needed."""
    return hashed(tokens.secret())
