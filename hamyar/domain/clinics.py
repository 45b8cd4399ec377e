"""The clinic that runs this machine: its name, and the counters that stand over everything in it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import journal
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, Quick, changed, db, returned, table_of
from hamyar.kit.errors import Missing, Refused

FIRST_ORDER_NUMBER = 1001

# What came of asking the public address: it is this very installation, something else answered there, or why nothing.
OURS, OTHER = "ours", "other"
NO_NAME, REFUSED, NO_WAY, TOO_SLOW, UNSAFE, SILENT = "no_name", "refused", "no_way", "too_slow", "unsafe", "silent"

# For the rows that were there before the column.
_EMPTY = sa.text("''")


class Clinic(Base):
    """A social-work clinic. `catalogue_version` grows with every change that a public page could show."""

    __tablename__ = "clinics"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    city: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(20))
    about: Mapped[str] = mapped_column(sa.Text, default="")
    public_address: Mapped[str] = mapped_column(sa.String(200), default="")
    checked_address: Mapped[str] = mapped_column(sa.String(200), default="", server_default=_EMPTY)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    check_found: Mapped[str] = mapped_column(sa.String(20), default="", server_default=_EMPTY)
    wifi_name: Mapped[str] = mapped_column(sa.String(32), default="", server_default=_EMPTY)
    wifi_password: Mapped[str] = mapped_column(sa.String(64), default="", server_default=_EMPTY)
    wifi_is_hidden: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    wifi_is_printed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Hours of a Tehran day between which no message leaves.
    quiet_from: Mapped[int] = mapped_column(default=22, server_default=sa.text("22"))
    quiet_until: Mapped[int] = mapped_column(default=8, server_default=sa.text("8"))
    last_order_number: Mapped[int] = mapped_column(default=FIRST_ORDER_NUMBER - 1)
    catalogue_version: Mapped[int] = mapped_column(default=1)
    details_version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(Moment)

    def found_at(self, address: str) -> str:
        """What came of asking this public address last; empty where it was not asked, or another one was."""
        return self.check_found if address and address == self.checked_address else ""


_CLINIC = table_of(Clinic)
_THIS_ONE = sa.update(_CLINIC).where(_CLINIC.c.id == sa.bindparam("clinic"))
_TOUCH = _THIS_ONE.values(catalogue_version=_CLINIC.c.catalogue_version + 1)
_TOUCH_ALL = _THIS_ONE.values(
    catalogue_version=_CLINIC.c.catalogue_version + 1, details_version=_CLINIC.c.details_version + 1
)
_NEXT_ORDER = _THIS_ONE.values(last_order_number=_CLINIC.c.last_order_number + 1).returning(_CLINIC.c.last_order_number)


def found(name: str, city: str, phone: str) -> Clinic:
    """The installation's clinic. Refused where there is one already: set-up is done once."""
    if find_only():
        raise Refused("setup.done")
    clinic = Clinic(name=name, city=city, phone=phone, made_at=clock.now())
    db.session.add(clinic)
    db.session.flush()
    return clinic


def describe(clinic: Clinic, *, name: str, city: str, phone: str, about: str, public_address: str, by_id: int) -> None:
    """Change what the public pages say of the clinic. `public_address` is where printed links begin, or empty."""
    clinic.name, clinic.city, clinic.phone, clinic.about = name, city, phone, about
    clinic.public_address = public_address.rstrip("/")
    clinic.details_version += 1
    journal.note(clinic.id, "clinic.described", name, by_id)
    touch(clinic.id)


def join_wifi(clinic: Clinic, *, name: str, password: str, is_hidden: bool, is_printed: bool, by_id: int) -> None:
    """Write down the network that phones join; an empty name forgets it. `is_printed`: the password may hang on a wall.

    The journal tells the name alone.
    """
    clinic.wifi_name, clinic.wifi_password = name, password if name else ""
    clinic.wifi_is_hidden, clinic.wifi_is_printed = is_hidden, is_printed
    clinic.details_version += 1
    journal.note(clinic.id, "clinic.wifi", name, by_id)
    touch(clinic.id)


def note_check(clinic: Clinic, address: str, found: str, by_id: int) -> None:
    """Write down what came of asking the public address: pages say by it where a link opens."""
    clinic.checked_address, clinic.check_found, clinic.checked_at = address, found, clock.now()
    clinic.details_version += 1
    journal.note(clinic.id, "clinic.checked", address, by_id)
    touch(clinic.id)


def touch(clinic_id: int) -> None:
    """Say that a public page may look different from now on."""
    changed(_TOUCH, clinic=clinic_id)


def touch_all(clinic_id: int) -> None:
    """Say that every public page of the clinic and of its groups may look different from now on."""
    changed(_TOUCH_ALL, clinic=clinic_id)


def next_order_number(clinic_id: int) -> int:
    """The number a person reads out for the next order: short, and never given twice in a clinic."""
    return int(returned(_NEXT_ORDER, clinic=clinic_id))


def find_only() -> Clinic | None:
    """The clinic of an installation that has one; None before set-up."""
    return db.session.scalar(sa.select(Clinic).order_by(Clinic.id).limit(1))


def get_only() -> Clinic:
    """The clinic of this installation. Raises Missing before set-up."""
    clinic = find_only()
    if clinic is None:
        raise Missing("clinic")
    return clinic


def get(number: int) -> Clinic:
    """The clinic with this number. Raises Missing."""
    clinic = db.session.get(Clinic, number)
    if clinic is None:
        raise Missing("clinic")
    return clinic


_VERSIONS = Quick(sa.select(Clinic.catalogue_version, Clinic.details_version).order_by(Clinic.id).limit(1))


def versions() -> tuple[int, ...] | None:
    """What the clinic's page depends on, of the only clinic; None before set-up. Costs next to nothing."""
    return _VERSIONS.first()
