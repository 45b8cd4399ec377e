"""Who is signed in, on which phone. A session is a row; the cookie only names it, and the table keeps only its hash.

A woman may hide what was open from whoever takes the phone out of her hand. A hidden session's row goes by another
name, so that its cookie opens nothing until she has given her PIN again; only `find_hidden` knows it still.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain import people
from hamyar.domain.people import Person
from hamyar.kit import clock, tokens
from hamyar.kit.db import Base, Moment, changed, db

OWN_PHONE = timedelta(days=90)
SHARED_PHONE = timedelta(minutes=30)


class PhoneSession(Base):
    """One phone or computer on which a person is signed in; `is_shared`: others use it too."""

    __tablename__ = "sessions"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    is_shared: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)

    person: Mapped[Person] = relationship()

    @property
    def lasts(self) -> timedelta:
        """How long it goes on without use."""
        return SHARED_PHONE if self.is_shared else OWN_PHONE

    @property
    def wants_renewal(self) -> bool:
        """Whether so much of its time is used up that it should be written down anew: at most about once in thirty."""
        return self.ends_at - clock.now() < self.lasts * 29 / 30


def begin(person: Person, *, is_shared: bool) -> str:
    """Sign a person in; the secret for her cookie."""
    secret = tokens.secret()
    row = PhoneSession(
        key=tokens.fingerprint(secret),
        person_id=person.id,
        is_shared=is_shared,
        made_at=clock.now(),
        ends_at=clock.now(),
    )
    row.ends_at += row.lasts
    db.session.add(row)
    return secret


def renew(secret: str) -> None:
    """Count its time from now; harmless where it ended or was hidden in between."""
    session = find(secret)
    if session:
        session.ends_at = clock.now() + session.lasts


def hide(secret: str) -> None:
    """Let this session open nothing from now on; harmless where it does so already.

    It stays as long as any session: it opens nothing, and a phone that forgot that something is hidden would tell.
    """
    shown = sa.update(PhoneSession).where(PhoneSession.key == tokens.fingerprint(secret))
    changed(shown.values(key=_hidden(secret), ends_at=clock.now() + OWN_PHONE))


def end(secret: str) -> None:
    """Sign out this phone, hidden or not; harmless where it is signed out already."""
    changed(sa.delete(PhoneSession).where(PhoneSession.key.in_((tokens.fingerprint(secret), _hidden(secret)))))


def end_all(person: Person, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere but on the phone with this secret."""
    gone = sa.delete(PhoneSession).where(PhoneSession.person_id == person.id)
    changed(gone.where(PhoneSession.key != tokens.fingerprint(but)) if but else gone)


def shut_out(person: Person, by: Person) -> None:
    """She may not sign in any more, and is signed out everywhere at once. Refused: staff.last_manager."""
    people.set_active(person, False, by)
    end_all(person)


def find(secret: str) -> PhoneSession | None:
    """The living session of this secret with its person; None where it is hidden, ended, or she is shut out."""
    return _living(tokens.fingerprint(secret))


def find_hidden(secret: str) -> PhoneSession | None:
    """The same where it is hidden, and else None."""
    return _living(_hidden(secret))


def forget_old() -> int:
    """Remove sessions that ended."""
    return changed(sa.delete(PhoneSession).where(PhoneSession.ends_at < clock.now()))


def _living(key: str) -> PhoneSession | None:
    query = (
        sa.select(PhoneSession)
        .join(PhoneSession.person)
        .options(joinedload(PhoneSession.person))
        .where(PhoneSession.key == key, PhoneSession.ends_at > clock.now(), Person.is_active)
    )
    return db.session.scalar(query)


def _hidden(secret: str) -> str:
    return tokens.fingerprint(f"hidden:{secret}")
