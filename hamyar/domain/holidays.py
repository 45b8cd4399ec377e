"""The days on which Iran rests: those of the file, and what a clinic itself says of a day.

`holidays.csv` beside this module is the base; its head tells where it comes from. The table holds the clinic's own
changes alone: a holiday declared overnight because of bad air, one on which work is done, a day that the moon moved.
"""

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.domain import clinics, journal
from hamyar.domain.people import Person
from hamyar.kit import clock, jalali
from hamyar.kit.db import Base, db
from hamyar.kit.errors import Refused

# states and limits
LONGEST_NAME = 80
AHEAD = timedelta(days=3 * 366)
_FILE = Path(__file__).with_name("holidays.csv")


# nouns
class Holiday(Base):
    """A clinic's own word on one day: a holiday (`is_off`), or a day of work though the file has a holiday there."""

    __tablename__ = "holidays"
    __table_args__ = (sa.UniqueConstraint("clinic_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    is_off: Mapped[bool]


@dataclass(frozen=True)
class Day:
    """A day of which the file speaks, or with `is_own` the clinic. `by_moon`: it is expected, and may move by one."""

    day: date
    name_fa: str
    name_en: str
    by_moon: bool = False
    is_own: bool = False
    is_off: bool = True


# verbs
def declare(clinic_id: int, day: date, name: str, by: Person) -> Holiday:
    """Make this day a holiday of the clinic. Refused where it is one already, past, too far or without a name.

    Orders that were placed for it stay as they are: whoever calls this asks next who must be told.
    """
    _check(day)
    if not name:
        raise Refused("holiday.name")
    if known := name_of(clinic_id, day):
        raise Refused("holiday.known", name=known)
    journal.note(clinic_id, "holiday.declared", f"{day} {name}", by.id)
    return _say(clinic_id, day, name, is_off=True)


def take_back(clinic_id: int, day: date, by: Person) -> None:
    """Work is done on this day. Refused where it is past or too far; nothing happens where it is no holiday."""
    _check(day)
    known = name_of(clinic_id, day)
    if not known:
        return
    journal.note(clinic_id, "holiday.worked", f"{day} {known}", by.id)
    if day in _in_file():
        _say(clinic_id, day, known, is_off=False)
    else:
        _forget(clinic_id, day)


def as_in_calendar(clinic_id: int, day: date, by: Person) -> None:
    """Drop the clinic's own word on a day: the file's holds again. Refused where it is past; twice is as once."""
    _check(day)
    row = _find(clinic_id, day)
    if row is not None:
        journal.note(clinic_id, "holiday.as_in_calendar", f"{day} {row.name}", by.id)
        _forget(clinic_id, day)


# questions
def between(clinic_id: int, first: date, last: date) -> dict[date, str]:
    """The holidays from the first day to the last, with their Persian names. One statement."""
    return {one.day: one.name_fa for one in days(clinic_id, first, last) if one.is_off}


def name_of(clinic_id: int, day: date) -> str:
    """The Persian name of a holiday; empty where work is done."""
    return between(clinic_id, day, day).get(day, "")


def days(clinic_id: int, first: date, last: date) -> list[Day]:
    """Every day from the first to the last of which the file or the clinic speaks, in order. One statement."""
    of_file = {day: one for day, one in _in_file().items() if first <= day <= last}
    own = {one.day: one for one in changes(clinic_id, first, last)}
    said = of_file | own
    return [said[day] for day in sorted(said)]


def changes(clinic_id: int, first: date, last: date = date.max) -> list[Day]:
    """What the clinic itself says of days from the first to the last, in order. One statement."""
    query = sa.select(Holiday.day, Holiday.name, Holiday.is_off)
    query = query.where(Holiday.clinic_id == clinic_id, Holiday.day.between(first, last)).order_by(Holiday.day)
    return [_own(*row) for row in db.session.execute(query).tuples()]


def years_covered() -> range:
    """The years of the Iranian calendar whose holidays the file knows."""
    every = _in_file()
    return range(jalali.parts(min(every))[0], jalali.parts(max(every))[0] + 1)


# private
def _check(day: date) -> None:
    if day < clock.today():
        raise Refused("holiday.past")
    if day > clock.today() + AHEAD:
        raise Refused("holiday.far", years=AHEAD.days // 366)


def _say(clinic_id: int, day: date, name: str, *, is_off: bool) -> Holiday:
    row = _find(clinic_id, day) or Holiday(clinic_id=clinic_id, day=day)
    row.name, row.is_off = name, is_off
    db.session.add(row)
    db.session.flush()
    clinics.touch_all(clinic_id)
    return row


def _forget(clinic_id: int, day: date) -> None:
    db.session.execute(sa.delete(Holiday).where(Holiday.clinic_id == clinic_id, Holiday.day == day))
    clinics.touch_all(clinic_id)


def _find(clinic_id: int, day: date) -> Holiday | None:
    return db.session.scalar(sa.select(Holiday).where(Holiday.clinic_id == clinic_id, Holiday.day == day))


def _own(day: date, name: str, is_off: bool) -> Day:
    """The clinic's word on a day; the file's English name stays where the clinic gave none of its own."""
    known = _in_file().get(day)
    if known is None or name != known.name_fa:
        return Day(day, name, name, is_own=True, is_off=is_off)
    return replace(known, is_own=True, is_off=is_off)


@cache
def _in_file() -> dict[date, Day]:
    """The file's days in order, read when they are first asked for."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {day.day: day for day in map(_read, rows)}


def _read(row: dict[str, str]) -> Day:
    return Day(date.fromisoformat(row["day"]), row["name_fa"], row["name_en"], by_moon=row["kind"] == "lunar")
