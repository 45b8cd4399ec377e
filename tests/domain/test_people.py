"""Who may sign in, with what, and what guessing costs."""

from datetime import timedelta

import pytest

from hamyar.domain import cards, guessing, people, sessions
from hamyar.kit import clock, tokens
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing, Refused
from tests import people as personas
from tests.domain.conftest import Rows, refused


def guess(mobile: str, times: int, address: str = "10.0.0.9") -> None:
    """Try so often, each time after the pause is over."""
    for _ in range(times):
        with transaction():
            guessing.begin(mobile, address)
        clock.freeze(clock.now() + timedelta(hours=1))


def test_a_number_belongs_to_one_person(rows: Rows) -> None:
    with refused("mobile.taken"), transaction():
        people.add_member(rows.clinic, name="مریم", surname="دیگری", mobile=personas.MARYAM, by=rows.worker)


@pytest.mark.parametrize(
    ("password", "key"),
    [("short", "short"), ("aaaaaaaaaaaa", "simple"), ("09121000001 mine", "simple"), ("x" * 300, "long")],
)
def test_a_weak_password_is_refused(password: str, key: str) -> None:
    with refused(f"password.{key}"):
        people.checked_password(password, personas.MANAGER)


@pytest.mark.parametrize(
    ("pin", "key"),
    [("123", "shape"), ("123456789", "shape"), ("12a4", "shape"), ("1111", "simple"), ("۱۲۳۴", "simple")],
)
def test_a_weak_pin_is_refused(pin: str, key: str) -> None:
    with refused(f"pin.{key}"):
        people.checked_pin(pin)


def test_a_pin_is_the_same_in_every_script(rows: Rows) -> None:
    assert people.checked_pin("۴۸۲۶") == "4826"
    assert people.knows_secret(rows.maryam, "۴۸۲۶")
    assert not people.knows_secret(rows.maryam, "4827")


def test_nobody_is_known_by_any_secret(rows: Rows) -> None:
    assert not people.knows_secret(None, "nobody")
    assert not people.knows_secret(rows.sara, "nobody"), "she has not chosen a PIN yet"


def test_somebody_who_was_closed_out_is_not_known(rows: Rows) -> None:
    with transaction():
        people.set_active(rows.maryam, False, rows.worker)
    assert not people.knows_secret(rows.maryam, personas.PIN)


def test_the_last_manager_stays(rows: Rows) -> None:
    for act in (
        lambda: people.set_role(rows.manager, "social_worker", rows.manager),
        lambda: people.set_active(rows.manager, False, rows.manager),
    ):
        with refused("staff.last_manager"), transaction():
            act()
    with transaction():
        people.set_role(rows.worker, "manager", rows.manager)
        people.set_role(rows.manager, "social_worker", rows.manager)
    assert rows.manager.role == "social_worker"


def test_pauses_between_guesses_grow(rows: Rows) -> None:
    waits = []
    for _ in range(10):
        guess(personas.MARYAM, 1)
        clock.freeze(clock.now() - timedelta(hours=1))
        with refused("guess.pause") as told, transaction():
            guessing.begin(personas.MARYAM, "10.0.0.9")
            raise Refused("guess.pause", seconds=0)
        waits.append(int(told.value.facts["seconds"]))
        clock.freeze(clock.now() + timedelta(seconds=waits[-1]))
    assert waits[0] == 0
    assert waits == sorted(waits)
    assert waits[-1] >= 60


def test_ten_wrong_guesses_spend_a_pin_until_staff_help(rows: Rows) -> None:
    guess(personas.MARYAM, guessing.MOST_WRONG)
    assert not guessing.is_spent(personas.MARYAM)
    guess(personas.MARYAM, 1)
    assert guessing.is_spent(personas.MARYAM)
    with transaction():
        secret = cards.make(rows.maryam, rows.worker)
        cards.use(cards.get(secret), people.hashed("7391"))
    assert not guessing.is_spent(personas.MARYAM)
    assert people.knows_secret(rows.maryam, "7391")


def test_a_number_nobody_has_is_slowed_down_just_the_same(rows: Rows) -> None:
    guess("+989990000000", 11)
    assert guessing.is_spent("+989990000000")


def test_one_address_that_tries_many_numbers_is_slowed_down(rows: Rows) -> None:
    with refused("guess.pause"):
        for number in range(60):
            with transaction():
                guessing.begin(f"+98999000{number:04}", "10.6.6.6")


def test_the_right_secret_begins_the_count_anew(rows: Rows) -> None:
    guess(personas.MARYAM, 9)
    with transaction():
        guessing.forgive(personas.MARYAM, "10.0.0.9")
    guess(personas.MARYAM, 9)
    assert not guessing.is_spent(personas.MARYAM)


def test_a_card_works_once_and_signs_out_her_phones(rows: Rows) -> None:
    with transaction():
        seat = sessions.begin(rows.maryam, is_shared=False)
        secret = cards.make(rows.maryam, rows.worker)
    card = cards.get(secret)
    with transaction():
        cards.use(card, people.hashed("7391"))
    assert sessions.find(seat) is None
    with pytest.raises(Missing):
        cards.get(secret)
    with pytest.raises(Missing), transaction():
        cards.use(card, people.hashed("0000"))


def test_nobody_who_was_closed_out_gets_a_card(rows: Rows) -> None:
    with transaction():
        people.set_active(rows.sara, False, rows.worker)
    with refused("person.closed"), transaction():
        cards.make(rows.sara, rows.worker)


def test_a_card_runs_out_after_seven_days(rows: Rows) -> None:
    with transaction():
        secret = cards.make(rows.maryam, rows.worker)
    clock.freeze(clock.now() + timedelta(days=6, hours=23))
    assert cards.get(secret).person_id == rows.maryam.id
    clock.freeze(clock.now() + timedelta(hours=2))
    with pytest.raises(Missing):
        cards.get(secret)


def test_a_new_card_voids_the_one_before(rows: Rows) -> None:
    with transaction():
        first, second = cards.make(rows.maryam, rows.worker), cards.make(rows.maryam, rows.worker)
    assert cards.get(second)
    with pytest.raises(Missing):
        cards.get(first)


def test_no_table_knows_the_secrets_themselves(rows: Rows) -> None:
    with transaction():
        secret, seat = cards.make(rows.maryam, rows.worker), sessions.begin(rows.maryam, is_shared=True)
    dump = "\n".join(db.engine.raw_connection().driver_connection.iterdump())  # type: ignore[union-attr]
    assert secret not in dump
    assert seat not in dump
    assert personas.PASSWORD not in dump
    assert tokens.fingerprint(seat) in dump


@pytest.mark.parametrize(("is_shared", "lasts"), [(False, timedelta(days=90)), (True, timedelta(minutes=30))])
def test_a_session_ends_by_itself(rows: Rows, is_shared: bool, lasts: timedelta) -> None:
    with transaction():
        seat = sessions.begin(rows.maryam, is_shared=is_shared)
    clock.freeze(clock.now() + lasts - timedelta(seconds=20))
    found = sessions.find(seat)
    assert found is not None
    assert found.wants_renewal
    clock.freeze(clock.now() + timedelta(seconds=30))
    assert sessions.find(seat) is None


def test_a_hidden_session_opens_nothing_and_is_still_known(rows: Rows) -> None:
    with transaction():
        seat = sessions.begin(rows.maryam, is_shared=True)
        sessions.hide(seat)
    assert sessions.find(seat) is None
    hidden = sessions.find_hidden(seat)
    assert hidden is not None
    assert (hidden.person, hidden.is_shared) == (rows.maryam, True)


def test_hiding_what_is_hidden_or_gone_changes_nothing(rows: Rows) -> None:
    with transaction():
        seat = sessions.begin(rows.maryam, is_shared=False)
        for secret in (seat, seat, "nobody's"):
            sessions.hide(secret)
        sessions.renew(seat)
    assert sessions.find_hidden(seat)
    with transaction():
        sessions.end(seat)
    assert sessions.find_hidden(seat) is None


def test_signing_out_everywhere_may_leave_this_phone(rows: Rows) -> None:
    with transaction():
        here, there = (sessions.begin(rows.maryam, is_shared=False) for _ in range(2))
        sessions.end_all(rows.maryam, but=here)
    assert sessions.find(here)
    assert sessions.find(there) is None
