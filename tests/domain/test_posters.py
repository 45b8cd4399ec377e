"""Paper that says an address, and what the clinic wrote down about its network."""

from datetime import timedelta

import pytest

from hamyar.domain import clinics, journal, people, posters
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.people import MANAGER

ADDRESS = "http://192.168.1.5:8080"

pytestmark = pytest.mark.usefixtures("context")


def manager_id() -> int:
    manager = people.find_by_mobile(None, MANAGER)
    assert manager
    return manager.id


def print_one(address: str = ADDRESS) -> None:
    with transaction():
        posters.note(clinics.get_only(), address)


def join(name: str, password: str) -> None:
    with transaction():
        clinics.join_wifi(
            clinics.get_only(), name=name, password=password, is_hidden=False, is_printed=True, by_id=manager_id()
        )


def test_an_address_is_noted_once_with_its_first_and_last_time() -> None:
    print_one()
    clock.freeze(clock.now() + timedelta(days=3))
    assert not posters.is_noted(clinics.get_only(), ADDRESS)
    print_one()
    assert posters.is_noted(clinics.get_only(), ADDRESS)
    (row,) = posters.addresses(clinics.get_only())
    assert row.last_at - row.first_at >= timedelta(days=3)


def test_the_newest_posters_come_first() -> None:
    print_one()
    clock.freeze(clock.now() + timedelta(minutes=1))
    print_one("http://10.0.0.9")
    assert [row.address for row in posters.addresses(clinics.get_only())] == ["http://10.0.0.9", ADDRESS]


def test_replaced_posters_are_forgotten_and_twice_is_as_once() -> None:
    print_one()
    for _ in range(2):
        with transaction():
            posters.replace(clinics.get_only(), ADDRESS, manager_id())
    assert posters.addresses(clinics.get_only()) == []
    assert [line.act for line in journal.lines(1).rows].count("clinic.hung") == 1


def test_what_came_of_asking_counts_for_that_address_alone() -> None:
    with transaction():
        clinics.note_check(clinics.get_only(), "https://mehr.example", clinics.OURS, manager_id())
    clinic = clinics.get_only()
    assert clinic.found_at("https://mehr.example") == clinics.OURS
    assert clinic.found_at("https://other.example") == ""
    assert clinic.found_at("") == ""


def test_the_journal_never_tells_the_password_of_the_network() -> None:
    join("مهر", "secret-1234")
    line = journal.lines(1).rows[0]
    assert (line.act, line.subject) == ("clinic.wifi", "مهر")


def test_a_network_without_a_name_has_no_password() -> None:
    for name in ("مهر", ""):
        with transaction():
            clinics.join_wifi(
                clinics.get_only(),
                name=name,
                password="12345678",
                is_hidden=False,
                is_printed=False,
                by_id=manager_id(),
            )
    assert clinics.get_only().wifi_password == ""


def test_kept_pages_are_made_anew_where_the_network_or_the_check_says_something_else() -> None:
    before = clinics.versions()
    join("مهر", "")
    between = clinics.versions()
    with transaction():
        clinics.note_check(clinics.get_only(), "https://mehr.example", clinics.OTHER, manager_id())
    assert before
    assert between
    assert all(new > old for old, new in zip(before, between, strict=True))
    assert clinics.versions() != between
