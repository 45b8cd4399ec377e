"""The only clock. Tables hold UTC; a day is a day in Tehran."""

from datetime import UTC, date, datetime, timedelta, timezone

# Iran gave up summer time in September 2022; a fixed offset needs no time zone files (Windows has none).
TEHRAN = timezone(timedelta(hours=3, minutes=30), "Tehran")

_frozen: datetime | None = None


def now() -> datetime:
    """This moment, in UTC, aware."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The day it is in Tehran."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The Tehran day on which an aware moment falls."""
    return moment.astimezone(TEHRAN).date()


def start_of(day: date) -> datetime:
    """The first moment of a Tehran day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=TEHRAN).astimezone(UTC)


def is_fresh(moment: datetime, time: timedelta) -> bool:
    """Whether this moment is less than so long away. One that lies ahead was written by a clock that was set back."""
    return abs(now() - moment) <= time


def freeze(moment: datetime | None) -> None:
    """Stop the clock at an aware moment, or let it run again with None. For tests and the demo's past."""
    global _frozen
    _frozen = moment
