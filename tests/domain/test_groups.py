"""Groups: their addresses, and who is in them."""

import pytest

from hamyar.domain import groups, journal, people
from hamyar.kit.db import transaction
from tests.domain.conftest import Rows, refused


def test_a_group_gets_a_short_address_of_its_own(rows: Rows) -> None:
    with transaction():
        made = [
            groups.form(
                rows.clinic, name="بانوان مهر", occupation="other", neighbourhood="", story="", slug="", by=rows.worker
            )
            for _ in range(2)
        ]
    assert made[0].slug != made[1].slug
    assert made[1].slug.startswith(made[0].slug)


def test_a_printed_address_goes_on_working(rows: Rows) -> None:
    with transaction():
        groups.describe(rows.cooks, name="گل نرگس", neighbourhood="", story="", slug="narges", by=rows.worker)
    assert groups.get(rows.clinic.id, "gol-narges") is groups.get(rows.clinic.id, "narges")
    with refused("slug.taken"), transaction():
        groups.describe(
            rows.tailors,
            name="سوزن",
            neighbourhood="",
            story="",
            slug="gol-narges",
            by=rows.worker,
        )


@pytest.mark.parametrize("slug", ["A", "گل", "a b", "-a", "a--b", "x" * 31, "../etc"])
def test_an_address_that_cannot_be_typed_is_refused(rows: Rows, slug: str) -> None:
    with refused("slug.shape"), transaction():
        groups.form(rows.clinic, name="x", occupation="other", neighbourhood="", story="", slug=slug, by=rows.worker)


def test_a_woman_is_in_one_group_at_a_time(rows: Rows) -> None:
    with refused("member.elsewhere"), transaction():
        groups.join(rows.tailors, rows.maryam, rows.worker)
    with transaction():
        groups.leave(rows.cooks, rows.maryam, rows.worker)
        groups.join(rows.tailors, rows.maryam, rows.worker)
    assert groups.find_of(rows.maryam) is rows.tailors
    assert rows.cooks.lead_id is None


def test_what_is_so_already_is_not_done_and_noted_again(rows: Rows) -> None:
    with transaction():
        for _ in range(2):
            groups.close_shop(rows.cooks, rows.worker)
            people.set_active(rows.sara, False, rows.worker)
            people.set_role(rows.worker, "manager", rows.manager)
    acts = [entry.act for entry in journal.lines(rows.clinic.id).rows]
    assert [acts.count(act) for act in ("shop.closed", "person.closed", "role.manager")] == [1, 1, 1]


def test_a_group_has_at_most_seven(rows: Rows) -> None:
    with refused("group.full"), transaction():
        for number in range(8):
            woman = people.add_member(
                rows.clinic, name="عضو", surname="", mobile=f"+9891200000{number:02}", by=rows.worker
            )
            groups.join(rows.tailors, woman, rows.worker)
