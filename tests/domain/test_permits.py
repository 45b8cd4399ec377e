"""Permits: no shop with food is open without one, whichever way somebody tries, and whatever day it has become."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from hamyar.domain import catalogue, clinics, groups, journal, notices, permits
from hamyar.domain.permits import EXPIRED, GRANTED, IN_PROGRESS, MISSING, SOON
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests import chores
from tests.domain.conftest import Rows, place, refused

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def kitchen(rows: Rows) -> groups.Group:
    """A new group that cooks; nobody has said anything about its permit."""
    with transaction():
        return groups.form(
            rows.clinic, name="آش", occupation="cooking", neighbourhood="", story="", slug="ash", by=rows.worker
        )


def record(group: groups.Group, rows: Rows, until: date, state: str = GRANTED) -> None:
    with transaction():
        permits.record(group, state=state, number="", until=until, by=rows.worker)


def on(day: date) -> None:
    """Let it be the early morning of a day in Tehran: in UTC it is still the day before."""
    clock.freeze(clock.start_of(day) + timedelta(minutes=1))


def in_days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def open_shop(group: groups.Group, rows: Rows) -> None:
    with transaction():
        permits.open_shop(group, rows.worker)


def acts(rows: Rows) -> list[str]:
    return [entry.act for entry in journal.lines(rows.clinic.id).rows]


def test_a_kitchen_without_a_permit_stays_closed(rows: Rows, kitchen: groups.Group) -> None:
    with refused("permit.missing"):
        open_shop(kitchen, rows)
    assert not kitchen.is_open
    assert groups.versions("ash") is None, "nobody finds it"


@pytest.mark.parametrize("state", permits.STATES)
def test_a_permit_that_is_there_or_in_progress_opens_it(rows: Rows, kitchen: groups.Group, state: str) -> None:
    record(kitchen, rows, in_days(0), state)
    assert not kitchen.is_open, "writing it down opens nothing"
    open_shop(kitchen, rows)
    assert kitchen.is_open
    written = {GRANTED: "permit.good", IN_PROGRESS: "permit.expected"}[state]
    assert acts(rows)[:2] == ["shop.opened", written]


def test_a_permit_of_yesterday_opens_nothing(rows: Rows, kitchen: groups.Group) -> None:
    until = in_days(10)
    record(kitchen, rows, until)
    on(until + timedelta(days=1))
    with refused("permit.expired"):
        open_shop(kitchen, rows)


def test_other_work_needs_no_permit(rows: Rows) -> None:
    with transaction():
        groups.close_shop(rows.tailors, rows.worker)
    open_shop(rows.tailors, rows)
    assert rows.tailors.is_open
    assert permits.trouble(rows.tailors, None, clock.today()) == ""


def test_a_permit_counts_until_its_day_is_over(rows: Rows, kitchen: groups.Group) -> None:
    until = in_days(100)
    record(kitchen, rows, until)
    permit = permits.find_of(kitchen)
    found = {days: permits.trouble(kitchen, permit, until + timedelta(days=days)) for days in (-31, -30, -29, 0, 1)}
    assert found == {-31: "", -30: SOON, -29: SOON, 0: SOON, 1: EXPIRED}
    assert permits.trouble(kitchen, None, until) == MISSING


@pytest.mark.parametrize(
    ("state", "days", "key"),
    [
        (GRANTED, -1, "past"),
        (IN_PROGRESS, -1, "past"),
        (IN_PROGRESS, 181, "far"),
        (GRANTED, 3661, "far"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(
    rows: Rows, kitchen: groups.Group, state: str, days: int, key: str
) -> None:
    with refused(f"permit.{key}"):
        record(kitchen, rows, in_days(days), state)
    assert permits.find_of(kitchen) is None


def test_the_newest_counts_and_the_earlier_ones_are_kept(rows: Rows, kitchen: groups.Group) -> None:
    record(kitchen, rows, in_days(200))
    record(kitchen, rows, in_days(20), IN_PROGRESS)
    permit = permits.find_of(kitchen)
    assert permit
    assert (permit.state, permit.until, permit.by) == (IN_PROGRESS, in_days(20), rows.worker)
    assert db.session.query(permits.Permit).filter_by(group_id=kitchen.id).count() == 2
    assert permits.find_of_all(rows.clinic.id)[kitchen.id] is permit


def test_a_clinic_hears_of_its_own_permits(rows: Rows) -> None:
    with transaction():
        other = clinics.Clinic(name="دیگر", city="یزد", phone="035", made_at=clock.now())
        db.session.add(other)
    assert set(permits.find_of_all(rows.clinic.id)) == {rows.cooks.id}
    assert permits.find_of_all(other.id) == {}


def test_the_clock_closes_a_shop_on_the_day_after(rows: Rows) -> None:
    permit = permits.find_of(rows.cooks)
    assert permit
    open_on = {}
    for days in (-29, 0, 1):
        on(permit.until + timedelta(days=days))
        closed = chores.close_expired()
        open_on[days] = (rows.cooks.is_open, closed)
    assert open_on == {-29: (True, []), 0: (True, []), 1: (False, [rows.cooks.id])}
    assert groups.versions("gol-narges") is None
    assert rows.tailors.is_open
    lines = journal.lines(rows.clinic.id).rows[:2]
    assert [(line.act, line.by_id) for line in lines] == [("shop.closed", None), ("permit.ran_out", None)]


def test_the_clock_closes_once_and_a_new_permit_opens_again(rows: Rows) -> None:
    on(in_days(400))
    chores.close_expired()
    assert chores.close_expired() == []
    record(rows.cooks, rows, in_days(300))
    assert not rows.cooks.is_open, "whether it opens is for people to say"
    open_shop(rows.cooks, rows)
    assert chores.close_expired() == []


def test_only_the_newest_permit_keeps_a_shop_open(rows: Rows) -> None:
    record(rows.cooks, rows, in_days(5), IN_PROGRESS)
    on(in_days(6))
    assert chores.close_expired() == [rows.cooks.id], "an older one that counts for longer was replaced"


def test_an_open_kitchen_of_which_nothing_is_known_is_closed(rows: Rows) -> None:
    with transaction():
        db.session.execute(sa.delete(permits.Permit))
    assert chores.close_expired() == [rows.cooks.id]
    assert not rows.cooks.is_open


def test_public_pages_are_drawn_anew(rows: Rows) -> None:
    acts = (
        lambda: groups.close_shop(rows.tailors, rows.worker),
        lambda: permits.open_shop(rows.tailors, rows.worker),
        lambda: permits.take_up(rows.tailors, "leather", rows.worker),
    )
    for act in acts:
        before = (rows.tailors.version, rows.clinic.catalogue_version)
        with transaction():
            act()
        assert rows.tailors.version > before[0]
        assert rows.clinic.catalogue_version > before[1]


def test_orders_that_were_placed_go_on(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    on(in_days(400))
    chores.close_expired()
    assert order.state == "placed"


def change(group: groups.Group, rows: Rows, occupation: str) -> None:
    with transaction():
        catalogue.describe_shop(
            group, name=group.name, occupation=occupation, neighbourhood="", story="نو", slug=group.slug, by=rows.worker
        )


def test_an_open_shop_does_not_take_up_food_without_a_permit(rows: Rows) -> None:
    with refused("permit.missing"):
        change(rows.tailors, rows, "mushrooms")
    db.session.refresh(rows.tailors)
    assert (rows.tailors.occupation, rows.tailors.is_open) == ("sewing", True)
    record(rows.tailors, rows, in_days(50))
    change(rows.tailors, rows, "mushrooms")
    assert (rows.tailors.occupation, rows.tailors.is_open) == ("mushrooms", True)
    assert "group.took_up" in acts(rows)


def test_a_closed_shop_may_take_up_food_and_an_open_one_leave_it(rows: Rows) -> None:
    change(rows.cooks, rows, "other")
    assert rows.cooks.is_open
    with transaction():
        groups.close_shop(rows.tailors, rows.worker)
    change(rows.tailors, rows, "cooking")
    with refused("permit.missing"):
        open_shop(rows.tailors, rows)


def test_what_stays_as_it_is_can_be_described_with_a_permit_that_ran_out(rows: Rows) -> None:
    on(in_days(400))
    change(rows.cooks, rows, "cooking")
    assert rows.cooks.story == "نو"


def test_nothing_else_opens_a_shop_or_changes_its_work() -> None:
    setting = {
        (path.relative_to(HERE).as_posix(), target.attr, ast.unparse(node.value))
        for path in (HERE / "hamyar").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr in ("is_open", "occupation")
    }
    assert setting == {
        ("hamyar/domain/groups.py", "is_open", "False"),
        ("hamyar/domain/permits.py", "is_open", "True"),
        ("hamyar/domain/permits.py", "occupation", "occupation"),
    }


def test_the_table_takes_no_other_state(rows: Rows) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(
            sa.insert(permits.Permit).values(
                group_id=rows.cooks.id, state="bought", number="", until=in_days(1), at=clock.now()
            )
        )


def told(rows: Rows) -> list[tuple[str, str]]:
    """What the cooks and the clinic were told of permits: the kind and the sentence's day."""
    pages = (notices.to_group(rows.cooks).rows, notices.to_staff(rows.clinic.id).rows)
    return [(one.kind, one.plain_facts.get("day", "")) for rows in pages for one in rows if "permit" in one.kind]


def test_thirty_days_before_both_are_told_and_only_once(rows: Rows) -> None:
    until = in_days(100)
    record(rows.cooks, rows, until)
    for ahead, count in ((69, 0), (70, 2), (71, 2), (99, 2)):
        on(until - timedelta(days=100 - ahead))
        chores.warn_of_permits()
        assert told(rows) == [("permit.soon", until.isoformat())] * count, ahead


def test_a_new_permit_is_warned_of_anew(rows: Rows) -> None:
    record(rows.cooks, rows, in_days(10))
    assert chores.warn_of_permits() == [rows.cooks.id]
    on(in_days(5))
    record(rows.cooks, rows, in_days(300))
    assert chores.warn_of_permits() == []
    on(in_days(280))
    assert chores.warn_of_permits() == [rows.cooks.id]


def test_a_closed_shop_is_warned_of_nothing_and_told_when_it_is_closed(rows: Rows, kitchen: groups.Group) -> None:
    record(kitchen, rows, in_days(3))
    record(rows.cooks, rows, in_days(40))
    on(in_days(41))
    assert chores.warn_of_permits() == []
    assert chores.close_expired() == [rows.cooks.id]
    assert chores.close_expired() == []
    assert [kind for kind, _day in told(rows)] == ["permit.ran_out"] * 2
