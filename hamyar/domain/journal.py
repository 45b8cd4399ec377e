"""Who did what: one line for every act that somebody may ask about later. Never the content of a private thing."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.kit import clock, paging
from hamyar.kit.db import Base, Moment, db


class Entry(Base):
    """One act: by whom (None: the machine itself or its owner at the terminal), which, and on what."""

    __tablename__ = "journal"
    __table_args__ = (sa.Index("ix_journal_clinic_id_id", "clinic_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    act: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime] = mapped_column(Moment)


def note(clinic_id: int, act: str, subject: str, by_id: int | None) -> None:
    """Write one line, in the transaction of the act itself. `act` is a key such as "shop.closed"."""
    db.session.add(Entry(clinic_id=clinic_id, act=act, subject=subject[:200], by_id=by_id, at=clock.now()))


def lines(clinic_id: int, before: int | None = None) -> paging.Page[Entry]:
    """The clinic's lines, newest first."""
    return paging.newest_first(sa.select(Entry).where(Entry.clinic_id == clinic_id), Entry.id, before)
