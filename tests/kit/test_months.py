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
