"""Days and months of the Iranian calendar, in words and in weeks."""

from dataclasses import dataclass
from datetime import date, timedelta

from hamyar.kit import digits

_MONTHS = {
    "fa": ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"],
    "en": [
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ],
}
# From Monday, as date.weekday() counts.
_DAYS = {
    "fa": ["دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
# From Saturday, as a calendar's columns stand.
_WEEK = (5, 6, 0, 1, 2, 3, 4)
_COLUMN = {"fa": 1, "en": 3}
_NEAR = {
    "fa": {-1: "دیروز", 0: "امروز", 1: "فردا"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


@dataclass(frozen=True)
class Month:
    """A month of the Iranian calendar, by its year and number."""

    year: int
    number: int

    @property
    def before(self) -> "Month":
        """The month that ends where this one begins."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    @property
    def after(self) -> "Month":
        """The month that begins where this one ends."""
        return Month(self.year, self.number + 1) if self.number < 12 else Month(self.year + 1, 1)

    @property
    def weeks(self) -> list[list[date | None]]:
        """Its days in weeks from Saturday; None before the first and after the last."""
        first, end = _first_of(self), _first_of(self.after)
        days: list[date | None] = [None] * _WEEK.index(first.weekday())
        days += [first + timedelta(days=index) for index in range((end - first).days)]
        days += [None] * (-len(days) % 7)
        return [days[start : start + 7] for start in range(0, len(days), 7)]

    @property
    def key(self) -> str:
        """Year and number as they stand in an address: 1405-09."""
        return f"{self.year}-{self.number:02}"

    def name(self, language: str) -> str:
        """Name and year."""
        text = f"{_MONTHS[language][self.number - 1]} {self.year}"
        return digits.to_persian(text) if language == "fa" else text


def weekdays(language: str) -> list[tuple[str, str]]:
    """The days of a week from Saturday, each short enough to stand over its column and in full."""
    names = [_DAYS[language][index] for index in _WEEK]
    return [(name[: _COLUMN[language]], name) for name in names]


def words(day: date, language: str, today: date) -> str:
    """A day as people say it: «امروز», «سه‌شنبه ۳ آذر», and with its year where that is another one."""
    near = _NEAR[language].get((day - today) // timedelta(days=1))
    return near or full(day, language, with_year=parts(day)[0] != parts(today)[0])


def full(day: date, language: str, *, with_year: bool = True) -> str:
    """Weekday, day and month, and the year where asked."""
    year, month, number = parts(day)
    text = f"{_DAYS[language][day.weekday()]} {number} {_MONTHS[language][month - 1]}"
    if with_year:
        text += f" {year}"
    return digits.to_persian(text) if language == "fa" else text


def parts(day: date) -> tuple[int, int, int]:
    """Year, month and day in the Iranian calendar."""
    # Imported here: start-up does not need it.
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
    return jalali.year, jalali.month, jalali.day


def _first_of(month: Month) -> date:
    from persiantools.jdatetime import JalaliDate

    first: date = JalaliDate(month.year, month.number, 1).to_gregorian()  # type: ignore[no-untyped-call]
    return first
