"""How a person of the clinic wants to be told besides in the app, and how a chat of hers becomes known to a bot."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain.channels import BOTS, EMAIL, PERSONAL, SMS
from hamyar.domain.people import Person
from hamyar.kit import clock, tokens
from hamyar.kit.db import Base, Moment, changed, db
from hamyar.kit.errors import Refused

# Long enough that whoever tries codes at a bot for half an hour finds none.
CODE_LENGTH = 8
CODE_VALID = timedelta(minutes=30)


class Wish(Base):
    """One channel she chose. `address` is her chat or her e-mail; for SMS it is empty: her mobile may change."""

    __tablename__ = "reaching_wishes"
    __table_args__ = (sa.CheckConstraint(sa.column("channel").in_(PERSONAL), name="channel"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    chosen_at: Mapped[datetime] = mapped_column(Moment)


class ChatCode(Base):
    """A code that she sends to the clinic's bot, so that it learns which chat is hers. One a person and bot."""

    __tablename__ = "reaching_codes"
    __table_args__ = (sa.UniqueConstraint("channel", "code"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(10))
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)


# verbs
def want_sms(person: Person, wants: bool) -> None:
    """Tell her by SMS from now on, or no longer."""
    _set(person, SMS, "" if wants else None)


def want_email(person: Person, address: str) -> None:
    """Tell her at this address from now on; an empty one: no longer. Refused: email.shape."""
    if address and not is_email(address):
        raise Refused("email.shape")
    _set(person, EMAIL, address or None)


def ask_chat(person: Person, channel: str) -> str:
    """A new code for her to send to the bot, in place of the one before. Refused: chat.unknown."""
    if channel not in BOTS:
        raise Refused("chat.unknown")
    changed(sa.delete(ChatCode).where(ChatCode.person_id == person.id, ChatCode.channel == channel))
    changed(sa.delete(ChatCode).where(ChatCode.made_at < clock.now() - CODE_VALID))
    code = tokens.number(CODE_LENGTH)
    db.session.add(ChatCode(person_id=person.id, channel=channel, code=code, made_at=clock.now()))
    db.session.flush()
    return code


def leave_chat(person: Person, channel: str) -> None:
    """Tell her in this chat no longer."""
    _set(person, channel, None)


def connect_chat(clinic_id: int, channel: str, code: str, chat: str) -> Person | None:
    """A bot of this clinic was sent a code: whose chat it is from now on; None where nobody waits with this code."""
    query = sa.select(ChatCode).join(Person, Person.id == ChatCode.person_id).where(Person.clinic_id == clinic_id)
    query = query.where(ChatCode.channel == channel, ChatCode.code == code)
    found = db.session.scalar(query.where(ChatCode.made_at > clock.now() - CODE_VALID))
    person = db.session.get(Person, found.person_id) if found else None
    if found is None or person is None:
        return None
    _set(person, channel, chat)
    db.session.delete(found)
    return person


# questions
def of(person: Person) -> dict[str, Wish]:
    """What she chose, by channel."""
    return {one.channel: one for one in db.session.scalars(sa.select(Wish).where(Wish.person_id == person.id))}


def of_people(people: Iterable[Person]) -> list[Wish]:
    """What all of these chose."""
    numbers = [one.id for one in people]
    return list(db.session.scalars(sa.select(Wish).where(Wish.person_id.in_(numbers)).order_by(Wish.person_id)))


def waiting_code(person: Person, channel: str) -> str:
    """The code that she may still send; empty where there is none."""
    query = sa.select(ChatCode.code).where(ChatCode.person_id == person.id, ChatCode.channel == channel)
    return db.session.scalar(query.where(ChatCode.made_at > clock.now() - CODE_VALID)) or ""


def is_anybody_waiting(clinic_id: int, channel: str) -> bool:
    """Whether somebody of this clinic has a code that she may still send to this bot."""
    query = sa.select(ChatCode.code).join(Person, Person.id == ChatCode.person_id).where(Person.clinic_id == clinic_id)
    query = query.where(ChatCode.channel == channel, ChatCode.made_at > clock.now() - CODE_VALID)
    return db.session.scalar(query.limit(1)) is not None


def is_email(text: str) -> bool:
    """Whether this looks like one e-mail address that every server takes: ASCII, one @, a dot behind it."""
    name, at, host = text.partition("@")
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(" <>,;:\"'()[]\\")
    return is_plain and bool(name and at) and "." in host.strip(".") and "@" not in host and len(text) <= 200


# private
def _set(person: Person, channel: str, address: str | None) -> None:
    changed(sa.delete(Wish).where(Wish.person_id == person.id, Wish.channel == channel))
    if address is not None:
        db.session.add(Wish(person_id=person.id, channel=channel, address=address, chosen_at=clock.now()))
    db.session.flush()
