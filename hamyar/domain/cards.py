"""Sign-in cards: a printed code that lets a person choose her PIN or password once, within seven days."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain import guessing, journal, people, sessions
from hamyar.domain.people import Person
from hamyar.kit import clock, tokens
from hamyar.kit.db import Base, Moment, changed, db
from hamyar.kit.errors import Missing, Refused

VALID = timedelta(days=7)


class SignInCard(Base):
    """A card that was printed. The table knows only the hash of what stands on it."""

    __tablename__ = "sign_in_cards"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


def make(person: Person, by: Person) -> str:
    """A new card for her; what stands on it. Every card she had before works no more. Refused: person.closed."""
    if not person.is_active:
        raise Refused("person.closed")
    changed(sa.delete(SignInCard).where(SignInCard.person_id == person.id, SignInCard.used_at.is_(None)))
    secret = tokens.secret()
    db.session.add(
        SignInCard(
            key=tokens.fingerprint(secret),
            person_id=person.id,
            made_by_id=by.id,
            made_at=clock.now(),
            ends_at=clock.now() + VALID,
        )
    )
    journal.note(person.clinic_id, "card.made", f"person:{person.id}", by.id)
    return secret


def use(card: SignInCard, secret_hash: str) -> Person:
    """Take the PIN or password she chose (hashed before). All her phones are signed out, and old guesses forgotten.

    Raises Missing where the card was used in the meantime: it works once.
    """
    taken = sa.update(SignInCard).where(SignInCard.key == card.key, SignInCard.used_at.is_(None))
    if not changed(taken.values(used_at=clock.now())):
        raise Missing("card")
    people.set_secret(card.person, secret_hash, by=card.person)
    guessing.forget(card.person.mobile)
    sessions.end_all(card.person)
    return card.person


def find_owner(secret: str) -> Person | None:
    """Whose card this is or was, whether or not it still works; None where it never was or was replaced."""
    card = db.session.get(SignInCard, tokens.fingerprint(secret), options=[joinedload(SignInCard.person)])
    return card.person if card else None


def get(secret: str) -> SignInCard:
    """The card that says this, if it still works. Raises Missing where it was used, ran out or never was."""
    query = (
        sa.select(SignInCard)
        .options(joinedload(SignInCard.person))
        .where(SignInCard.key == tokens.fingerprint(secret), SignInCard.used_at.is_(None))
    )
    card = db.session.scalar(query.where(SignInCard.ends_at > clock.now()))
    if card is None or not card.person.is_active:
        raise Missing("card")
    return card
