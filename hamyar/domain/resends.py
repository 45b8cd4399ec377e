""" "Send me my orders again": a customer lost her link and leaves her number; staff send it. The page shows nothing."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import journal
from hamyar.domain.people import Person
from hamyar.kit import clock, paging
from hamyar.kit.db import Base, Moment, changed, db
from hamyar.kit.errors import Missing

KEPT = timedelta(days=60)


class Resend(Base):
    """One wish to have the links again. It is kept whether or not the number ever ordered: asking tells nothing."""

    __tablename__ = "resends"
    __table_args__ = (
        sa.Index("ix_resends_clinic_id_done_at_id", "clinic_id", "done_at", "id"),
        sa.Index("ix_resends_clinic_id_mobile", "clinic_id", "mobile"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    mobile: Mapped[str] = mapped_column(sa.String(13))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


def ask(clinic_id: int, mobile: str) -> None:
    """Write the wish down; asking twice is one wish while it waits."""
    waiting_too = sa.select(Resend.id).where(
        Resend.clinic_id == clinic_id, Resend.mobile == mobile, Resend.done_at.is_(None)
    )
    if db.session.scalar(waiting_too) is None:
        db.session.add(Resend(clinic_id=clinic_id, mobile=mobile, asked_at=clock.now()))


def done(resend: Resend, by: Person) -> None:
    """Staff told her, or found that there is nothing to tell. Twice is as once."""
    if resend.done_at is not None:
        return
    resend.done_at = clock.now()
    resend.done_by_id = by.id
    journal.note(resend.clinic_id, "resend.done", f"resend:{resend.id}", by.id)


def waiting(clinic_id: int, after: int | None = None) -> paging.Page[Resend]:
    """The wishes nobody has answered, oldest first."""
    query = sa.select(Resend).where(Resend.clinic_id == clinic_id, Resend.done_at.is_(None))
    return paging.oldest_first(query, Resend.id, after)


def count_waiting(clinic_id: int) -> int:
    """How many wait."""
    query = sa.select(sa.func.count()).where(Resend.clinic_id == clinic_id, Resend.done_at.is_(None))
    return db.session.scalar(query) or 0


def get(clinic_id: int, number: int) -> Resend:
    """A wish of this clinic. Raises Missing."""
    found = db.session.scalar(sa.select(Resend).where(Resend.clinic_id == clinic_id, Resend.id == number))
    if found is None:
        raise Missing("resend")
    return found


def forget_old() -> int:
    """Remove wishes older than sixty days: a number is not kept longer than it is needed."""
    return changed(sa.delete(Resend).where(Resend.asked_at < clock.now() - KEPT))
