"""Days in the Iranian calendar, in words."""

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
_NEAR = {
    "fa": {-1: "دیروز", 0: "امروز", 1: "فردا"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


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
