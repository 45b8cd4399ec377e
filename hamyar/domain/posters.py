"""Under which addresses posters were printed: paper on a wall goes on saying them when the machine has moved on."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import journal
from hamyar.domain.clinics import Clinic
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db

# The last time is written down at most this often, so that looking at posters hardly ever writes.
_FRESH = timedelta(days=1)


class PosterAddress(Base):
    """One address with which posters of this clinic began, such as http://192.168.1.5:8080, and from when to when."""

    __tablename__ = "poster_addresses"
    __table_args__ = (sa.UniqueConstraint("clinic_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    address: Mapped[str] = mapped_column(sa.String(260))
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)


def note(clinic: Clinic, address: str) -> None:
    """A poster that begins with this address is being printed."""
    row = _find(clinic, address)
    if row is None:
        db.session.add(PosterAddress(clinic_id=clinic.id, address=address, first_at=clock.now(), last_at=clock.now()))
    else:
        row.last_at = clock.now()


def replace(clinic: Clinic, address: str, by_id: int) -> None:
    """New posters hang where those with this address hung; it is forgotten. Twice is as once."""
    row = _find(clinic, address)
    if row is not None:
        db.session.delete(row)
        journal.note(clinic.id, "clinic.hung", address, by_id)


def is_noted(clinic: Clinic, address: str) -> bool:
    """Whether there is nothing to write down about this address today."""
    row = _find(clinic, address)
    return row is not None and row.last_at > clock.now() - _FRESH


def addresses(clinic: Clinic) -> list[PosterAddress]:
    """Every address that posters were printed with, the newest first."""
    query = sa.select(PosterAddress).where(PosterAddress.clinic_id == clinic.id)
    return list(db.session.scalars(query.order_by(PosterAddress.last_at.desc(), PosterAddress.id.desc())))


def _find(clinic: Clinic, address: str) -> PosterAddress | None:
    query = sa.select(PosterAddress).where(PosterAddress.clinic_id == clinic.id, PosterAddress.address == address)
    return db.session.scalar(query)
