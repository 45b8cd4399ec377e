"""Photos the clinic keeps: the row beside the files that `kit.photos` made. The original is never kept."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, changed, db, table_of


class Photo(Base):
    """One picture in three widths. `name` is the hash of its content, `colour` its average as #rrggbb."""

    __tablename__ = "photos"
    __table_args__ = (sa.UniqueConstraint("clinic_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    name: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    height: Mapped[int]
    colour: Mapped[str] = mapped_column(sa.String(7))
    bytes: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)


def keep(clinic_id: int, *, name: str, width: int, height: int, colour: str, size: int) -> Photo:
    """The row of a stored picture; the one that is there already where the same picture came before."""
    found = db.session.scalar(sa.select(Photo).where(Photo.clinic_id == clinic_id, Photo.name == name))
    if found:
        return found
    photo = Photo(
        clinic_id=clinic_id, name=name, width=width, height=height, colour=colour, bytes=size, made_at=clock.now()
    )
    db.session.add(photo)
    db.session.flush()
    return photo


def forget_unused(numbers: Iterable[int]) -> int:
    """Remove those of these rows that nothing points at any more; how many. The sweep takes their files away."""
    rows = table_of(Photo)
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_keys if key.references(rows)]
    shown = (sa.select(key.parent).where(key.parent.is_not(None)) for key in keys)
    unused = [rows.c.id.not_in(users) for users in shown]
    return changed(sa.delete(rows).where(rows.c.id.in_(list(numbers)), *unused))


def names() -> set[str]:
    """The names of all photos that something may show."""
    return set(db.session.scalars(sa.select(Photo.name)))
