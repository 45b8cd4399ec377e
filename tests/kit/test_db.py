"""One way to change something: it takes the write lock first, and does all or nothing."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import hamyar
from hamyar.domain import clinics
from hamyar.domain.clinics import Clinic
from hamyar.kit.db import Moment, Quick, changed, db, transaction
from hamyar.kit.errors import Busy
from hamyar.ops.settings import Settings


def name_it(name: str) -> None:
    changed(sa.update(Clinic).values(name=name))


def test_everything_or_nothing(context: None) -> None:
    before = clinics.get_only().name
    with pytest.raises(KeyError), transaction():
        name_it("نیمه‌کاره")
        raise KeyError
    assert clinics.get_only().name == before
    with transaction():
        name_it("تمام")
    assert clinics.get_only().name == "تمام"


def test_a_change_outside_of_a_transaction_is_found(context: None) -> None:
    clinics.get_only().name = "فراموش شد"
    with pytest.raises(RuntimeError), transaction():
        pass
    db.session.rollback()


def test_what_was_read_before_is_read_anew_inside(context: None, app: Flask) -> None:
    clinic = clinics.get_only()

    def other() -> None:
        with app.app_context(), transaction():
            name_it("دیگری")

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    with transaction():
        assert clinic.name == "دیگری"


def test_counting_with_many_hands_loses_nothing(app: Flask) -> None:
    def count() -> None:
        for _ in range(10):
            with app.app_context(), transaction():
                clinic = clinics.get_only()
                clinic.last_order_number += 1

    with app.app_context():
        before = clinics.get_only().last_order_number
    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert clinics.get_only().last_order_number == before + 80


def test_a_lock_held_by_another_program_is_said_to_be_busy(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with app.app_context():
            db.session.execute(sa.text("PRAGMA busy_timeout = 50"))
            with pytest.raises(Busy) as busy, transaction():
                name_it("نمی‌شود")
            assert busy.value.key == "db.locked"
            db.session.execute(sa.text("PRAGMA busy_timeout = 5000"))
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_full_disk_is_said_and_reading_goes_on(context: None) -> None:
    db.session.rollback()
    db.engine.dispose()
    db.session.execute(sa.text("PRAGMA max_page_count = 1"))
    with pytest.raises(Busy) as busy, transaction():
        changed(sa.update(Clinic).values(about="x" * 3_000_000))
    assert busy.value.key == "db.cannot_save"
    assert clinics.get_only().about == ""
    db.session.rollback()
    db.engine.dispose()


def test_the_database_is_opened_safe_against_power_cuts(tmp_path: Path) -> None:
    # Not the one of these tests, which waits for no disk.
    settings = Settings(instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'own.db'}", secret_key="k" * 64)
    with hamyar.create_app(settings).app_context(), db.engine.connect() as line:
        names = ("journal_mode", "synchronous", "foreign_keys")
        asked = {name: line.scalar(sa.text(f"PRAGMA {name}")) for name in names}
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_moment_without_a_zone_is_refused() -> None:
    dialect = sa.create_engine("sqlite://").dialect
    with pytest.raises(ValueError):
        Moment().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001 - the mistake itself
    assert Moment().process_result_value(datetime(2026, 1, 1), dialect) == datetime(2026, 1, 1, tzinfo=UTC)  # noqa: DTZ001


def test_a_quick_question_sees_what_was_committed(context: None) -> None:
    name_of = Quick(sa.select(Clinic.name, Clinic.city).where(Clinic.id == sa.bindparam("number")))
    number = clinics.get_only().id
    with transaction():
        name_it("تازه")
        assert name_of.first(number=number) != ("تازه", "تهران")
    assert name_of.first(number=number) == ("تازه", "تهران")
    assert name_of.first(number=99) is None
