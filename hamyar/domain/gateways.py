"""The gateway over which a clinic's groups are paid by internet: where it is, and the merchant id, only sealed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import journal
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db


# nouns
class Gateway(Base):
    """Where a clinic's customers pay by internet. `base` is a scheme and a host.

    The merchant id opens the till and is kept sealed; `id_ending` showed its last letters once, and is empty now.
    """

    __tablename__ = "gateways"

    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"), primary_key=True)
    base: Mapped[str] = mapped_column(sa.String(200))
    sealed_id: Mapped[str] = mapped_column(sa.Text, default="")
    id_ending: Mapped[str] = mapped_column(sa.String(4), default="")
    is_on: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Moment)


# verbs
def put(clinic_id: int, base: str, *, is_on: bool, by: Person) -> Gateway:
    """Set it up, or differently. What was begun at another one is still asked for there."""
    gateway = find(clinic_id) or Gateway(clinic_id=clinic_id, sealed_id="", id_ending="")
    gateway.base, gateway.is_on, gateway.changed_at = base, is_on, clock.now()
    db.session.add(gateway)
    db.session.flush()
    journal.note(clinic_id, "gateway.changed", base if is_on else "", by.id)
    return gateway


def set_id(gateway: Gateway, sealed: str, by: Person) -> None:
    """Keep a new merchant id, sealed before. Nothing of it is kept to be shown."""
    gateway.sealed_id, gateway.id_ending = sealed, ""
    journal.note(gateway.clinic_id, "gateway.id", "", by.id)


# questions
def find(clinic_id: int) -> Gateway | None:
    """What the clinic is set to, or None where nothing was ever set up."""
    return db.session.get(Gateway, clinic_id)


def is_set(clinic_id: int) -> bool:
    """Whether the clinic's customers can pay by internet now."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Gateway.clinic_id == clinic_id, is_open()))))


def is_open() -> sa.ColumnElement[bool]:
    """The same as a condition, for what asks it in one statement with other things."""
    return sa.and_(Gateway.is_on, Gateway.sealed_id != "")
