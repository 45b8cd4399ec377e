"""The ways by which a clinic's notices leave the machine: an SMS provider, a modem, bots, e-mail. And its quiet hours.

What a way is set to stands in `about`, as data; its key only sealed, and nothing of it is ever shown again.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import journal
from hamyar.domain.clinics import Clinic
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db

# states and limits
SMS, MODEM, TELEGRAM, BALE, EMAIL = "sms", "modem", "telegram", "bale", "email"
KINDS = (SMS, MODEM, TELEGRAM, BALE, EMAIL)
# What a person may choose for herself. Whether an SMS goes by a provider or a modem is the clinic's matter.
PERSONAL = (SMS, BALE, TELEGRAM, EMAIL)
BOTS = (TELEGRAM, BALE)
# Only a test asks for the modem by its name: it must not be carried by the provider.
_CARRIERS = {SMS: (SMS, MODEM), MODEM: (MODEM,), TELEGRAM: (TELEGRAM,), BALE: (BALE,), EMAIL: (EMAIL,)}


# nouns
class Channel(Base):
    """One way of one clinic. `read_until` is how far a bot's own messages were read."""

    __tablename__ = "channels"
    __table_args__ = (
        sa.CheckConstraint(sa.column("kind").in_(KINDS), name="kind"),
        sa.UniqueConstraint("clinic_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    is_on: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(sa.Text, default="{}")
    sealed_key: Mapped[str] = mapped_column(sa.Text, default="")
    key_ending: Mapped[str] = mapped_column(sa.String(4), default="")
    read_until: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def settings(self) -> dict[str, Any]:
        """What it is set to; never its key."""
        found: dict[str, Any] = json.loads(self.about)
        return found


# verbs
def put(clinic_id: int, kind: str, settings: Mapping[str, object], *, is_on: bool, by: Person) -> Channel:
    """Set a way up, or differently. The journal tells that it was done, never with what."""
    channel = find(clinic_id, kind) or Channel(clinic_id=clinic_id, kind=kind, sealed_key="", key_ending="")
    channel.about, channel.is_on, channel.changed_at = json.dumps(settings, ensure_ascii=False), is_on, clock.now()
    db.session.add(channel)
    db.session.flush()
    journal.note(clinic_id, f"channel.{kind}", "on" if is_on else "off", by.id)
    return channel


def set_key(channel: Channel, sealed: str, by: Person) -> None:
    """Keep a new key, sealed before. A bot with another key is another bot: nothing of it was read yet."""
    channel.sealed_key, channel.key_ending, channel.read_until = sealed, "", 0
    journal.note(channel.clinic_id, f"channel.{channel.kind}", "key", by.id)


def read_on(channel: Channel, until: int) -> None:
    """The bot's messages were read up to this one."""
    channel.read_until = until


def keep_quiet(clinic: Clinic, begin: int, end: int, by: Person) -> None:
    """Let nothing leave between these hours of a Tehran day; the same hour twice is no quiet at all."""
    clinic.quiet_from, clinic.quiet_until = begin, end
    journal.note(clinic.id, "clinic.quiet", f"{begin}-{end}", by.id)


# questions
def find(clinic_id: int, kind: str) -> Channel | None:
    """This way of a clinic, or None where it was never set up."""
    return db.session.scalar(sa.select(Channel).where(Channel.clinic_id == clinic_id, Channel.kind == kind))


def of_clinic(clinic_id: int) -> dict[str, Channel]:
    """Every way that was set up, by its kind, whether it is on or not."""
    return {one.kind: one for one in db.session.scalars(sa.select(Channel).where(Channel.clinic_id == clinic_id))}


def carrier(clinic_id: int, wish: str) -> Channel | None:
    """What carries this kind of message now; None where nothing does. A provider goes before a modem."""
    ways = of_clinic(clinic_id)
    return next((ways[kind] for kind in _CARRIERS[wish] if kind in ways and ways[kind].is_on), None)


def is_idle(ways: Mapping[str, Channel], kind: str) -> bool:
    """Whether this way is on and yet carries nothing, as another one goes before it: a modem beside a provider."""
    on = [one for one in (SMS, MODEM) if one in ways and ways[one].is_on]
    return kind in on[1:]


def carried(clinic_id: int) -> list[str]:
    """The kinds of message that leave this clinic now."""
    on = {kind for kind, way in of_clinic(clinic_id).items() if way.is_on}
    return [wish for wish in PERSONAL if on.intersection(_CARRIERS[wish])]


def bots() -> list[Channel]:
    """The bots of all clinics that are on."""
    return list(db.session.scalars(sa.select(Channel).where(Channel.kind.in_(BOTS), Channel.is_on)))


def is_quiet(clinic: Clinic, at: datetime) -> bool:
    """Whether people sleep at this moment, by the clinic's quiet hours; they may go over midnight."""
    hour = at.astimezone(clock.TEHRAN).hour
    if clinic.quiet_from <= clinic.quiet_until:
        return clinic.quiet_from <= hour < clinic.quiet_until
    return hour >= clinic.quiet_from or hour < clinic.quiet_until


def loud_from(clinic: Clinic, at: datetime) -> datetime:
    """From when on somebody can be told: this moment, or the end of the quiet hours it falls into."""
    if not is_quiet(clinic, at):
        return at
    ends = at.astimezone(clock.TEHRAN).replace(hour=clinic.quiet_until, minute=0, second=0, microsecond=0)
    return (ends if ends > at else ends + timedelta(days=1)).astimezone(UTC)
