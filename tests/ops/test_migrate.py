"""A newer program over an older database, an older program over a newer one."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hamyar.ops import migrate, settings, sqlite
from hamyar.ops.plain import Trouble

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before}


def upgrade() -> None:
    {body}
"""
ADD_JARS = 'op.create_table("jars", sa.Column("id", sa.Integer(), primary_key=True))'


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """The project's migrations, to which a test adds the steps of a later version."""
    return Path(shutil.copytree(migrate.MIGRATIONS, tmp_path / "migrations"))


def add(steps: Path, body: str) -> None:
    before = migrate.head(steps)
    number = f"{int(before) + 1:04}"
    (steps / "versions" / f"{number}_later.py").write_text(STEP.format(number=number, before=repr(before), body=body))


def tables(path: Path) -> set[str]:
    return set(sqlite.counts(path))


def test_the_steps_stand_in_one_line():
    known = migrate.known()
    for before, number in zip([None, *known], known, strict=False):
        text = next((migrate.MIGRATIONS / "versions").glob(f"{number}_*.py")).read_text()
        assert f"revision = {number!r}" in text.replace('"', "'")
        assert f"down_revision = {before!r}" in text.replace('"', "'")


def test_a_new_installation_gets_its_tables(tmp_path):
    new = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "new")})
    assert migrate.upgrade(new) is None, "there is nothing to save yet"
    assert migrate.revision(new) == migrate.head()
    assert "orders" in tables(new.database)


def test_an_older_database_is_saved_then_brought_up_to_date(installation, steps):
    add(steps, ADD_JARS)
    saved = migrate.upgrade(installation, steps)
    assert saved.parent == installation.backups
    assert saved.exists()
    assert migrate.revision(installation) == migrate.head(steps)
    assert sqlite.counts(installation.database)["clinics"] == 1
    assert "jars" in tables(installation.database)
    assert migrate.upgrade(installation, steps) is None, "done once"


def test_several_steps_are_taken_together(installation, steps):
    add(steps, ADD_JARS)
    add(steps, 'op.add_column("jars", sa.Column("size", sa.Integer()))')
    migrate.upgrade(installation, steps)
    assert migrate.revision(installation) == migrate.head(steps)


BROKEN = [
    'raise RuntimeError("a step that fails")',
    f"{ADD_JARS}; op.execute('INSERT INTO nowhere VALUES (1)')",
    # A row that points at a clinic that is not there.
    """op.execute("INSERT INTO photos (clinic_id, name, width, height, colour, bytes, made_at)"
               " VALUES (77, 'x', 1, 1, '#000000', 1, '2026-01-01')")""",
]


@pytest.mark.parametrize("body", BROKEN, ids=["raises", "half way", "lost row"])
def test_a_step_that_fails_leaves_the_database_as_it_was(installation, steps, body):
    sqlite.fold(installation.database)
    before = installation.database.read_bytes()
    add(steps, ADD_JARS.replace("jars", "boxes"))
    add(steps, body)
    with pytest.raises(Trouble, match="nothing was changed"):
        migrate.upgrade(installation, steps)
    assert installation.database.read_bytes() == before
    assert list(installation.instance.glob("*.upgrading*")) == []


def test_what_a_power_cut_left_of_an_upgrade_does_no_harm(installation, steps):
    add(steps, ADD_JARS)
    installation.database.with_name("hamyar.db.upgrading").write_bytes(b"half of something")
    migrate.upgrade(installation, steps)
    assert "jars" in tables(installation.database)


def test_changes_still_in_the_log_are_not_lost_by_an_upgrade(installation, steps):
    add(steps, ADD_JARS)
    with closing(sqlite3.connect(installation.database)) as open_one:
        open_one.execute("PRAGMA journal_mode = WAL")
        with open_one:
            open_one.execute("UPDATE clinics SET name = 'در گزارش'")
        # A copy of the files as a power cut leaves them: the change stands in the log alone.
        for path in installation.instance.glob("hamyar.db*"):
            shutil.copy(path, path.with_name(path.name.replace("hamyar.db", "cut.db")))
    for path in installation.instance.glob("hamyar.db*"):
        path.unlink()
    for path in installation.instance.glob("cut.db*"):
        path.rename(path.with_name(path.name.replace("cut.db", "hamyar.db")))
    migrate.upgrade(installation, steps)
    with closing(sqlite3.connect(installation.database)) as connection:
        assert connection.execute("SELECT name FROM clinics").fetchone()[0] == "در گزارش"


def test_a_newer_database_is_refused(installation):
    with closing(sqlite3.connect(installation.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Trouble, match="newer Hamyar"):
        migrate.upgrade(installation)


def test_a_file_that_is_no_database_is_refused(installation):
    installation.database.write_bytes(b"rubbish" * 1000)
    with pytest.raises(Trouble, match="damaged"):
        migrate.upgrade(installation)


def test_a_full_database_of_the_first_version_keeps_every_row(tmp_path, steps):
    old = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "old")})
    later = [path for path in (steps / "versions").glob("0*.py") if not path.name.startswith("0001")]
    for path in later:
        path.rename(path.with_suffix(".later"))
    migrate.upgrade(old, steps)
    with closing(sqlite3.connect(old.database)) as connection, connection:
        connection.execute(
            "INSERT INTO clinics (id, name, city, phone, about, public_address, last_order_number, catalogue_version,"
            " details_version, made_at)"
            " VALUES (1, 'مهر', 'یزد', '035', 'با شما', 'http://10.0.0.1', 1007, 5, 2, '2026-01-01')"
        )
        connection.execute(
            "INSERT INTO people (id, clinic_id, role, name, surname, mobile, is_active, search_key, made_at)"
            " VALUES (1, 1, 'manager', 'نرگس', 'مدیری', '+989121000001', 1, 'x', '2026-01-01')"
        )
    before = sqlite.counts(old.database)
    for path in later:
        path.with_suffix(".later").rename(path)
    migrate.upgrade(old, steps)
    after = sqlite.counts(old.database)
    assert after == before | {"poster_addresses": 0}
    with closing(sqlite3.connect(old.database)) as connection:
        row = connection.execute(
            "SELECT name, last_order_number, wifi_name, checked_address, wifi_is_printed FROM clinics"
        )
        assert row.fetchone() == ("مهر", 1007, "", "", 0)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
