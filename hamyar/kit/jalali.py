"""Days and months of the Iranian calendar: in words, in weeks, and as people type them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hamyar.kit import clock, digits, letters

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
# A typed year must be one that somebody means: 2026 and 45 are slips or another calendar.
_YEARS = range(1300, 1500)
_NEAR = {
    "fa": {-1: "دیروز", 0: "امروز", 1: "فردا"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
# Typed too, though no page says them: «پس‌فردا», «۵شنبه». From Monday, as above.
_FARTHEST_NEAR = {2: "پس‌فردا"}
_DAYS_WITH_FIGURES = ["۲شنبه", "۳شنبه", "۴شنبه", "۵شنبه", "جمعه", "شنبه", "۱شنبه"]
# They add nothing: «روز جمعه», «۶ام آذر», «۳ آذر ماه».
_EMPTY = {"روز", "ام", "م"}
_WORD = re.compile(r"\d+|[^\W\d_]+")
# Where a weekday stands alone it is the coming one: today is the last thing it can mean.
_ABOUT_TODAY = (*range(1, 8), 0, -1)


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
    def last(self) -> date:
        """Its last day."""
        return _first_of(self.after) - timedelta(days=1)

    @property
    def weeks(self) -> list[list[date | None]]:
        """Its days in weeks from Saturday; None before the first and after the last."""
        first = _first_of(self)
        days: list[date | None] = [None] * _WEEK.index(first.weekday())
        days += [first + timedelta(days=index) for index in range((self.last - first).days + 1)]
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
    return near(day, language, today) or dated(day, language, today)


def near(day: date, language: str, today: date) -> str:
    """«دیروز», «امروز» or «فردا»; nothing for any other day."""
    return _NEAR[language].get((day - today) // timedelta(days=1), "")


def dated(day: date, language: str, today: date) -> str:
    """Weekday, day and month, and the year where that is another one than today's."""
    return full(day, language, with_year=parts(day)[0] != parts(today)[0])


def full(day: date, language: str, *, with_year: bool = True) -> str:
    """Weekday, day and month, and the year where asked."""
    text = f"{_DAYS[language][day.weekday()]} {plain(day, language)}"
    return text if with_year else text[: -len(" 1405")]


def plain(day: date, language: str) -> str:
    """Day, month and year, as `read` takes them: «۳ آذر ۱۴۰۵»."""
    year, month, number = parts(day)
    text = f"{number} {_MONTHS[language][month - 1]} {year}"
    return digits.to_persian(text) if language == "fa" else text


def read(text: str) -> date | None:
    """The day that a person typed, in any script; None where it is none, and nothing is guessed.

    Year, month and day or the other way round, with any sign between them, the month as a number or by its name:
    ۱۴۰۵/۹/۳, 3-9-1405, «۳ آذر ۱۴۰۵». «۳ آذر» without a year is the next such day and may be today; «جمعه» is the coming
    one, never today; «فردا» and its like are counted from today. A weekday before a date must be its own.
    """
    words = _words(text)
    if found := _date(words):
        said, days = words[: -3 if found[0] else -2], _days_of(*found)
    else:
        said, days = words, [clock.today() + timedelta(days=ahead) for ahead in _ABOUT_TODAY if words]
    return next((day for day in days if "".join(said) in _said_of(day)), None)


def is_date(text: str) -> bool:
    """Whether a number, a month and perhaps a year were typed, be it a day that the calendar lacks: «۳۱ آذر»."""
    return _date(_words(text)) is not None


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(*parts(day)[:2])


def parts(day: date) -> tuple[int, int, int]:
    """Year, month and day in the Iranian calendar."""
    # Imported here: start-up does not need it.
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
    return jalali.year, jalali.month, jalali.day


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(letters.fold(text).replace("ماه", " ")) if word not in _EMPTY]


def _date(words: list[str]) -> tuple[int, int, int] | None:
    """Year, month and number in the last words, the year as 0 where the month's name ends them; None for no date."""
    is_without_year = bool(words) and _is_month_name(words[-1])
    *_before, first, month, last = ["", "", "", *words, *([""] if is_without_year else [])]
    year, number = (first, last) if len(first) == 4 else (last, first)
    is_date = (is_without_year or _whole(year) in _YEARS) and _month(month) and _whole(number)
    return (_whole(year), _month(month), _whole(number)) if is_date else None


def _days_of(year: int, month: int, number: int) -> list[date]:
    """What a date may mean: without a year the coming day, or, should its weekday not fit, the one that just passed."""
    this = parts(clock.today())[0]
    days = [day for one in ([year] if year else [this, this + 1]) if (day := _on(one, month, number))]
    return days[:1] if days and days[0] >= clock.today() else days[::-1]


def _said_of(day: date) -> set[str]:
    """What may stand before a day's date or in its place: nothing, «فردا», «جمعه», «فردا جمعه»."""
    ahead = (day - clock.today()).days
    near = [letters.fold(names[ahead]) for names in (*_NEAR.values(), _FARTHEST_NEAR) if ahead in names]
    weekdays = _names({**_DAYS, "typed": _DAYS_WITH_FIGURES}, day.weekday())
    return {one + other for one in ("", *near) for other in ("", *weekdays)}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _month(text: str) -> int:
    named = [index for index in range(12) if text in _names(_MONTHS, index)]
    return named[0] + 1 if named else _whole(text)


def _is_month_name(text: str) -> bool:
    return not text.isdigit() and _month(text) > 0


def _names(table: dict[str, list[str]], index: int) -> list[str]:
    return [letters.fold(names[index]) for names in table.values()]


def _on(year: int, month: int, number: int) -> date | None:
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    this = Month(year, month)
    return _first_of(this) + timedelta(days=number - 1) if 1 <= number <= parts(this.last)[2] else None


def _first_of(month: Month) -> date:
    from persiantools.jdatetime import JalaliDate

    first: date = JalaliDate(month.year, month.number, 1).to_gregorian()  # type: ignore[no-untyped-call]
    return first
