"""Months of the Iranian calendar in weeks, and days as people type them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import clock, jalali
from hamyar.kit.jalali import Month

TODAY = date(2026, 11, 24)  # سه‌شنبه ۳ آذر ۱۴۰۵


@pytest.fixture
def third_of_azar() -> Iterator[None]:
    clock.freeze(datetime.combine(TODAY, time(12), clock.TEHRAN))
    yield
    clock.freeze(None)


@pytest.mark.parametrize(
    ("month", "first", "length"),
    [
        (Month(1405, 1), date(2026, 3, 21), 31),
        (Month(1405, 9), date(2026, 11, 22), 30),
        (Month(1405, 12), date(2027, 2, 20), 29),
        (Month(1403, 12), date(2025, 2, 19), 30),  # a leap year
    ],
)
def test_a_month_begins_and_ends_on_the_right_day(month: Month, first: date, length: int) -> None:
    days = [day for week in month.weeks for day in week if day]
    assert (days[0], len(days)) == (first, length)


@given(st.builds(Month, st.integers(1300, 1499), st.integers(1, 12)))
def test_every_month_is_whole_and_its_columns_are_weekdays(month: Month) -> None:
    assert month.before.after == month.after.before == month
    days = [day for week in month.weeks for day in week]
    inside = [day for day in days if day]
    assert [jalali.parts(day) for day in inside] == [(month.year, month.number, n + 1) for n in range(len(inside))]
    assert inside[-1] + timedelta(days=1) == next(day for day in month.after.weeks[0] if day)
    for week in month.weeks:
        assert len(week) == 7
        assert all(day is None or (day.weekday() + 2) % 7 == column for column, day in enumerate(week))


def test_weekdays_stand_from_saturday() -> None:
    assert jalali.weekdays("fa")[0] == ("ش", "شنبه")
    assert jalali.weekdays("en")[6] == ("Fri", "Friday")
    assert Month(1405, 9).name("fa") == "آذر ۱۴۰۵"
    assert Month(1405, 9).key == "1405-09"


@pytest.mark.parametrize(
    "typed",
    [
        "۱۴۰۵/۹/۳",
        "1405/09/03",
        "1405-9-3",
        "1405.09.03",
        "٣/٩/١٤٠٥",
        "3-9-1405",
        "۳ آذر ۱۴۰۵",
        "3 آذر 1405",
        "۳ آذرماه ۱۴۰۵",
        "3 آذر ماه 1405",
        "سه‌شنبه ۳ آذر ۱۴۰۵",
        "سه شنبه، ۳ اذر ۱۴۰۵",
        "3 Azar 1405",
        "Tuesday 3 azar 1405",
        " ۱۴۰۵ / ۹ / ۳ ",
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert jalali.read(typed) == date(2026, 11, 24)


@pytest.mark.usefixtures("third_of_azar")
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("امروز", TODAY),
        ("فردا", date(2026, 11, 25)),
        ("Tomorrow", date(2026, 11, 25)),
        ("فردا، چهارشنبه ۴ آذر", date(2026, 11, 25)),
        ("پس‌فردا", date(2026, 11, 26)),
        ("پس فردا", date(2026, 11, 26)),
        ("دیروز", date(2026, 11, 23)),
        ("۳ آذر", TODAY),
        ("۶ آذر", date(2026, 11, 27)),
        ("۶ام آذر", date(2026, 11, 27)),
        ("7 Azar", date(2026, 11, 28)),
        ("28 آذر", date(2026, 12, 19)),
        ("جمعه ۱۳ آذر", date(2026, 12, 4)),
        ("چهارشنبه ۲۵ آذر ماه", date(2026, 12, 16)),
        # The page still says the day before yesterday so: it is past, and no year to come has it.
        ("یکشنبه ۱ آذر", date(2026, 11, 22)),
        ("۲ آذر", date(2027, 11, 23)),
        ("سه‌شنبه ۳ آذر", TODAY),
        ("۱ فروردین", date(2027, 3, 21)),
        ("جمعه", date(2026, 11, 27)),
        ("روز جمعه", date(2026, 11, 27)),
        ("پنج شنبه", date(2026, 11, 26)),
        ("۵شنبه", date(2026, 11, 26)),
        ("Saturday", date(2026, 11, 28)),
        ("سه‌شنبه", date(2026, 12, 1)),  # never today
    ],
)
def test_a_day_without_its_year_is_the_coming_one(typed: str, day: date) -> None:
    assert jalali.read(typed) == day


@pytest.mark.parametrize(
    ("typed", "is_date"),
    [
        ("۳۱ آذر", True),
        ("۳۱ آذر ۱۴۰۵", True),
        ("چهارشنبه ۳ آذر ۱۴۰۵", True),
        ("1405/13/1", True),
        ("هفته‌ی بعد", False),
        ("آذر", False),
        ("3/9", False),
        ("2026-11-24", False),
        ("", False),
    ],
)
def test_a_day_that_no_calendar_has_differs_from_what_is_no_day(typed: str, is_date: bool) -> None:
    assert jalali.read(typed) is None
    assert jalali.is_date(typed) is is_date


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "آذر",
        "روز",
        "3/9",
        "3 آذر 05",
        "۳۱ آذر",
        "۳۰ اسفند 1405",
        "آذر ۳ آذر",
        "جمعه‌ی بعد",
        "1405/13/1",
        "1405/0/1",
        "1405/9/0",
        "1405/9/31",
        "30 اسفند 1405",
        "2026-11-24",
        "1405/9/3/1",
        "چهارشنبه ۳ آذر ۱۴۰۵",
        "3 نوامبر 1405",
        "1405/9/-",
        "²/9/14055",
    ],
)
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    assert jalali.read(typed) is None


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)), st.sampled_from(["fa", "en"]))
def test_a_day_that_a_page_says_can_be_typed_again(day: date, language: str) -> None:
    assert jalali.read(jalali.plain(day, language)) == day
    assert jalali.read(jalali.full(day, language)) == day


@pytest.mark.usefixtures("third_of_azar")
@given(st.integers(0, 299), st.sampled_from(["fa", "en"]))
def test_a_day_that_comes_soon_needs_no_year(ahead: int, language: str) -> None:
    day = TODAY + timedelta(days=ahead)
    said = jalali.full(day, language, with_year=False)
    assert jalali.read(said) == jalali.read(jalali.words(day, language, TODAY)) == day
    assert jalali.read(" ".join(said.split()[-2:])) == day
    assert (jalali.read(said.split()[0]) == day) is (1 <= ahead <= 7)


@given(st.text(max_size=30))
def test_reading_a_day_never_fails(typed: str) -> None:
    assert jalali.read(typed) is None or jalali.read(typed)
