"""The doctor finds what is wrong, and says what to do."""

import os
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from hamyar.kit import clock
from hamyar.ops import backup, doctor, lock, settings
from tests.ops.conftest import PHOTO


def wrong(installation) -> dict[str, str]:
    """Severity of every sentence that is not good news."""
    found = doctor.full(installation)
    return {finding.sentence(): finding.severity for finding in found if finding.severity != doctor.GOOD}


def says(installation, words: str) -> bool:
    return any(words in sentence for sentence in wrong(installation))


@pytest.fixture
def healthy(installation, free_port):
    (installation.instance / "settings.toml").write_text(
        f'port = {free_port}\npublic_address = "http://mehr.example:{free_port}"\n'
    )
    os.chmod(installation.database, 0o600)
    return settings.load({"HAMYAR_INSTANCE": str(installation.instance)})


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def _running_clock():
    yield
    clock.freeze(None)


def put_order(installation, placed_at: datetime) -> None:
    """A group and an order of it, with the least that the tables take."""
    with closing(sqlite3.connect(installation.database)) as connection, connection:
        put(connection, "groups", occupation="cooking")
        moment = f"{placed_at:%Y-%m-%d %H:%M:%S.%f}"
        put(connection, "orders", state="placed", channel="link", placed_at=moment)


def put(connection: sqlite3.Connection, table: str, **values: str) -> None:
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    plain = {"INTEGER": 1, "BIGINT": 1, "BOOLEAN": 1, "DATETIME": "2026-01-01 00:00:00.000000"}
    row = {name: plain.get(kind, "x") for _, name, kind, not_null, *_ in columns if not_null} | values
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def test_a_well_installation_has_nothing_wrong(healthy):
    assert wrong(healthy) == {}


def test_every_finding_that_is_not_good_says_what_to_do(installation):
    for finding in doctor.full(installation):
        assert finding.severity == doctor.GOOD or finding.what_to_do()


def test_a_clock_before_the_release_is_found(healthy):
    clock.freeze(datetime(1970, 1, 1, 12, tzinfo=UTC))
    assert says(healthy, "clock is wrong")
    assert any(finding.is_grave for finding in doctor.quick(healthy))


def test_a_clock_behind_the_newest_order_is_found(healthy):
    put_order(healthy, clock.now() + timedelta(hours=3))
    assert says(healthy, "clock is behind")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_a_key_that_others_can_read_is_found(healthy):
    os.chmod(healthy.instance / "secret_key", 0o644)
    assert says(healthy, "can read")


def test_a_photo_without_its_file_is_found(healthy):
    (healthy.photos / PHOTO[:2] / f"{PHOTO}-320.webp").unlink()
    assert says(healthy, "1 photos")


def test_a_damaged_database_is_found(healthy):
    with closing(sqlite3.connect(healthy.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(healthy.database.read_bytes())
    data[8192:40960] = bytes(32768)
    healthy.database.write_bytes(data)
    assert says(healthy, "damaged")


def test_a_row_that_points_at_nothing_is_found(healthy):
    with closing(sqlite3.connect(healthy.database)) as connection, connection:
        connection.execute("UPDATE photos SET clinic_id = 99")
    assert says(healthy, "damaged")


def test_a_port_in_use_is_found_but_not_where_hamyar_itself_uses_it(healthy):
    with socket.socket() as other:
        other.bind(("0.0.0.0", healthy.port))
        other.listen()
        assert says(healthy, "in use by another program")
        with lock.hold(healthy):
            assert not says(healthy, "in use by another program")


def test_orders_without_a_backup_are_found(healthy):
    put_order(healthy, clock.now())
    backup.write(healthy, healthy.instance / "without photos.zip", photos=False)
    assert says(healthy, "never been a whole backup")


def test_an_old_backup_is_found(healthy, tmp_path):
    backup.write(healthy, tmp_path / "saved.zip")
    assert not says(healthy, "newest whole backup")
    clock.freeze(clock.now() + timedelta(days=30))
    assert says(healthy, "30 days old")


def test_a_newer_database_is_found(healthy):
    with closing(sqlite3.connect(healthy.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert says(healthy, "newer Hamyar")


def test_links_that_lead_to_another_machine_are_told_with_the_way_out(installation, monkeypatch):
    monkeypatch.setattr(doctor.addresses, "lan", lambda: ["192.168.1.9"])
    (installation.instance / "settings.toml").write_text('public_address = "http://192.168.1.7:8080"\n')
    moved = settings.load({"HAMYAR_INSTANCE": str(installation.instance)})
    (told,) = [one for one in doctor.full(moved) if "192.168.1.7" in one.sentence()]
    assert told.severity == doctor.WARNING
    assert "192.168.1.9" in told.sentence()
    assert "router" in told.what_to_do()
    monkeypatch.setattr(doctor.addresses, "lan", lambda: ["192.168.1.7"])
    assert not says(moved, "192.168.1.7")


def test_a_missing_public_address_is_only_a_warning(installation):
    found = wrong(settings.load({"HAMYAR_INSTANCE": str(installation.instance)}))
    assert doctor.BAD not in found.values()


def test_messages_that_could_not_be_sent_are_found(healthy):
    with closing(sqlite3.connect(healthy.database)) as connection, connection:
        put(connection, "notices", id="1", state="given_up", audience="customer")
        put(connection, "notices", id="2", state="given_up", audience="test")
        # She has it in the app.
        put(connection, "notices", id="3", state="given_up", audience="person")
    assert wrong(healthy) == {"Messages that could not be sent: 1.": doctor.WARNING}
    assert not any("Messages" in finding.sentence() for finding in doctor.quick(healthy)), "everybody may ask for these"
