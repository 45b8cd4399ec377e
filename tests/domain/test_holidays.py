"""Iran's holidays: the file against the law and the moon, and a clinic's own word on a day."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from hamyar.domain import holidays, journal
from hamyar.domain.holidays import Day
from hamyar.kit import clock, jalali
from hamyar.kit.db import db, transaction
from tests import heard
from tests.domain.conftest import Rows, refused

SOLAR = {(1, n) for n in (1, 2, 3, 4, 12, 13)} | {(3, 14), (3, 15), (11, 22), (12, 29), (12, 30)}
# Some of the law's lunar days by an English word of theirs: month and day.
LUNAR = {
    "Tasua": (1, 9),
    "Ashura": (1, 10),
    "Arbaeen": (2, 20),
    "Passing of the Prophet": (2, 28),
    "Askari": (3, 8),
    "Birthday of the Prophet": (3, 17),
    "Fatima": (6, 3),
    "Father": (7, 13),
    "calling": (7, 27),
    "Twelfth": (8, 15),
    "Martyrdom of Imam Ali": (9, 21),
    "Fitr": (10, 1),
    "Fitr holiday": (10, 2),
    "Martyrdom of Imam Sadiq": (10, 25),
    "Adha": (12, 10),
    "Ghadir": (12, 18),
}
MONTH = timedelta(days=29.530588861)
# A mean new moon (6 January 2000), and how far the first day of a month may lie behind one.
NEW_MOON = datetime(2000, 1, 6, 14, 20, tzinfo=UTC)
YOUNGEST, OLDEST = timedelta(hours=10), timedelta(hours=62)

NOWRUZ, ADHA, PLAIN = date(2027, 3, 21), date(2027, 5, 17), date(2026, 12, 5)


@pytest.fixture(autouse=True)
def _autumn(rows: Rows) -> None:
    clock.freeze(datetime(2026, 11, 24, 9, tzinfo=UTC))


def in_file() -> list[Day]:
    return list(holidays._in_file().values())


def lunar_days() -> dict[str, list[date]]:
    """The days of each lunar holiday, under the word in LUNAR; those that fall on a solar one too."""
    found = defaultdict(list)
    for day in in_file():
        for name in day.name_en.split("; "):
            words = [word for word in LUNAR if word in name]
            if words:
                found[max(words, key=len)].append(day.day)
    return found


# the file


def test_the_file_covers_its_years_in_order_and_every_day_has_two_names() -> None:
    days = [one.day for one in in_file()]
    assert holidays.years_covered() == range(1405, 1411)
    assert days == sorted(set(days))
    assert all(one.name_fa and one.name_en and len(one.name_fa) <= holidays.LONGEST_NAME for one in in_file())


@pytest.mark.parametrize("year", range(1405, 1411))
def test_every_year_has_the_solar_days_of_the_law(year: int) -> None:
    solar = {jalali.parts(one.day)[1:] for one in in_file() if not one.by_moon and jalali.parts(one.day)[0] == year}
    is_leap = jalali.parts(jalali.Month(year, 12).last)[2] == 30
    assert solar == (SOLAR if is_leap else SOLAR - {(12, 30)})
    assert is_leap == (year == 1408)


@pytest.mark.parametrize(("year", "count"), [(1405, 26), (1406, 27), (1407, 25), (1408, 28), (1409, 27), (1410, 27)])
def test_every_year_has_so_many_holidays(year: int, count: int) -> None:
    assert len([one for one in in_file() if jalali.parts(one.day)[0] == year]) == count


def test_the_official_days_of_1405_are_those_of_the_printed_calendar() -> None:
    said = {(3, 6): "قربان", (4, 3): "تاسوعا", (4, 4): "عاشورا", (12, 19): "عید فطر", (12, 20): "تعطیلی عید فطر"}
    names = {jalali.parts(one.day): one.name_fa for one in in_file()}
    for (month, day), name in said.items():
        assert name in names[1405, month, day]


def test_every_lunar_holiday_comes_once_in_a_lunar_year_of_354_or_355_days() -> None:
    found = lunar_days()
    assert set(found) == set(LUNAR)
    for name, days in found.items():
        assert {(later - day).days for day, later in pairwise(days)} <= {354, 355}, name
        assert 6 <= len(days) <= 7


def test_holidays_of_one_lunar_month_agree_where_it_began() -> None:
    began = defaultdict(set)
    for name, days in lunar_days().items():
        month, number = LUNAR[name]
        for day in days:
            first = day - timedelta(days=number - 1)
            began[month, round((first - NEW_MOON.date()) / MONTH)].add(first)
    assert all(len(firsts) == 1 for firsts in began.values()), began


def test_every_lunar_month_begins_one_to_three_evenings_after_the_new_moon() -> None:
    for name, days in lunar_days().items():
        for day in days:
            eve = day - timedelta(days=LUNAR[name][1])
            sunset = datetime.combine(eve, time(18), clock.TEHRAN)
            age = (sunset - NEW_MOON) % MONTH
            assert YOUNGEST <= age <= OLDEST, (name, day, age)


def test_the_martyrdom_of_imam_reza_is_the_last_day_of_safar() -> None:
    reza = [one.day for one in in_file() if "Reza" in one.name_en]
    prophet = lunar_days()["Passing of the Prophet"]
    askari = lunar_days()["Askari"]
    assert [last + timedelta(days=8) for last in reza] == askari
    assert {(last - day).days for day, last in zip(prophet, reza, strict=True)} <= {1, 2}


# the clinic's own word


def test_the_file_holds_where_the_clinic_says_nothing(rows: Rows) -> None:
    found = holidays.between(rows.clinic.id, date(2027, 3, 20), date(2027, 3, 22))
    assert list(found.values()) == ["ملی شدن صنعت نفت", "نوروز", "تعطیلات نوروز"]
    assert holidays.name_of(rows.clinic.id, PLAIN) == ""
    assert holidays.changes(rows.clinic.id, date.min) == []


def test_a_declared_day_is_a_holiday_and_can_be_taken_back(rows: Rows) -> None:
    with transaction():
        declared = holidays.declare(rows.clinic.id, PLAIN, "آلودگی هوا", rows.worker)
        assert (declared.day, declared.is_off) == (PLAIN, True)
    assert holidays.name_of(rows.clinic.id, PLAIN) == "آلودگی هوا"
    with transaction():
        holidays.take_back(rows.clinic.id, PLAIN, rows.worker)
    assert holidays.name_of(rows.clinic.id, PLAIN) == ""
    assert holidays.changes(rows.clinic.id, date.min) == [], "the calendar says the same"


def test_work_on_a_holiday_of_the_calendar_and_back_again(rows: Rows) -> None:
    with transaction():
        holidays.take_back(rows.clinic.id, NOWRUZ, rows.worker)
        holidays.take_back(rows.clinic.id, NOWRUZ, rows.worker)
    assert NOWRUZ not in holidays.between(rows.clinic.id, NOWRUZ, ADHA)
    (own,) = holidays.changes(rows.clinic.id, date.min)
    assert (own.name_en, own.is_own, own.is_off) == ("Nowruz", True, False)
    with transaction():
        holidays.as_in_calendar(rows.clinic.id, NOWRUZ, rows.worker)
        holidays.as_in_calendar(rows.clinic.id, NOWRUZ, rows.worker)
    assert holidays.name_of(rows.clinic.id, NOWRUZ) == "نوروز"
    acts = [line.act for line in journal.lines(rows.clinic.id).rows[:2]]
    assert acts == ["holiday.as_in_calendar", "holiday.worked"], "what happened twice is noted once"


def test_a_day_that_the_moon_moved_is_one_taken_back_and_one_added(rows: Rows) -> None:
    later = ADHA + timedelta(days=1)
    with transaction():
        holidays.take_back(rows.clinic.id, ADHA, rows.worker)
        holidays.declare(rows.clinic.id, later, "عید قربان", rows.worker)
    assert holidays.between(rows.clinic.id, ADHA, later) == {later: "عید قربان"}
    moved = holidays.days(rows.clinic.id, ADHA, later)
    assert [(one.day, one.is_off, one.by_moon) for one in moved] == [(ADHA, False, True), (later, True, False)]


def test_a_day_taken_back_can_be_declared_under_a_name_of_its_own(rows: Rows) -> None:
    with transaction():
        holidays.take_back(rows.clinic.id, NOWRUZ, rows.worker)
        holidays.declare(rows.clinic.id, NOWRUZ, "عید ما", rows.worker)
    (own,) = holidays.changes(rows.clinic.id, date.min)
    assert (own.name_fa, own.name_en, own.is_off) == ("عید ما", "عید ما", True)


def test_what_is_no_holiday_to_declare_is_refused(rows: Rows) -> None:
    yesterday, far = clock.today() - timedelta(days=1), clock.today() + holidays.AHEAD + timedelta(days=1)
    for day, name, key in (
        (yesterday, "باران", "holiday.past"),
        (far, "باران", "holiday.far"),
        (PLAIN, "", "holiday.name"),
        (NOWRUZ, "باران", "holiday.known"),
    ):
        with refused(key), transaction():
            holidays.declare(rows.clinic.id, day, name, rows.worker)
    with refused("holiday.past"), transaction():
        holidays.take_back(rows.clinic.id, yesterday, rows.worker)
    with refused("holiday.past"), transaction():
        holidays.as_in_calendar(rows.clinic.id, yesterday, rows.worker)
    assert db.session.query(holidays.Holiday).count() == 0


def test_a_day_declared_for_this_very_day_counts(rows: Rows) -> None:
    with transaction():
        holidays.declare(rows.clinic.id, clock.today(), "برف", rows.worker)
    assert holidays.name_of(rows.clinic.id, clock.today()) == "برف"


def test_another_clinic_keeps_its_own_calendar(rows: Rows) -> None:
    with transaction():
        holidays.declare(rows.clinic.id, PLAIN, "برف", rows.worker)
    assert holidays.name_of(rows.clinic.id + 1, PLAIN) == ""


def test_every_public_page_may_look_different_after_a_change(rows: Rows) -> None:
    def versions() -> tuple[int, int]:
        db.session.expire_all()
        return rows.clinic.catalogue_version, rows.clinic.details_version

    before = versions()
    with transaction():
        holidays.declare(rows.clinic.id, PLAIN, "برف", rows.worker)
    assert versions() == (before[0] + 1, before[1] + 1)
    with transaction():
        holidays.as_in_calendar(rows.clinic.id, PLAIN, rows.worker)
    assert versions() == (before[0] + 2, before[1] + 2)


def test_the_days_off_cost_one_statement(app: object, rows: Rows) -> None:
    clinic_id = rows.clinic.id
    with heard.statements(app) as statements:
        holidays.between(clinic_id, clock.today(), clock.today() + timedelta(days=90))
    assert len([one for one in statements if "holidays" in one]) == len(statements) == 1
