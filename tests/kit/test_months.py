"""Months of the Iranian calendar in weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import jalali
from hamyar.kit.jalali import Month


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


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "آذر",
        "3/9",
        "۳ آذر",
        "3 آذر 05",
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


@given(st.text(max_size=30))
def test_reading_a_day_never_fails(typed: str) -> None:
    assert jalali.read(typed) is None or jalali.read(typed)
