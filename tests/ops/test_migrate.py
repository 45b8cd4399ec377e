"""A newer program over an older database, an older program over a newer one."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from hamyar.kit import clock
from hamyar.ops import migrate, settings, sqlite
from hamyar.ops.plain import Trouble
from hamyar.ops.settings import Settings

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


def upgrade_until(last: str, installation: Settings, steps: Path) -> None:
    """Bring the database to this version, as if the later steps had not been written yet."""
    later = [path for path in (steps / "versions").glob("0*.py") if path.name[:4] > last]
    for path in later:
        path.rename(path.with_suffix(".later"))
    migrate.upgrade(installation, steps)
    for path in later:
        path.with_suffix(".later").rename(path)


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
    upgrade_until("0001", old, steps)
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
    migrate.upgrade(old, steps)
    after = sqlite.counts(old.database)
    assert after == dict.fromkeys(after, 0) | before
    with closing(sqlite3.connect(old.database)) as connection:
        row = connection.execute(
            "SELECT name, last_order_number, wifi_name, checked_address, wifi_is_printed FROM clinics"
        )
        assert row.fetchone() == ("مهر", 1007, "", "", 0)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_shops_with_food_stay_open_over_the_upgrade_that_asks_for_permits(tmp_path, steps):
    old = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "old")})
    upgrade_until("0002", old, steps)
    with closing(sqlite3.connect(old.database)) as connection, connection:
        connection.execute(
            "INSERT INTO clinics (id, name, city, phone, about, public_address, last_order_number, catalogue_version,"
            " details_version, made_at) VALUES (1, 'مهر', 'یزد', '035', '', '', 1000, 1, 1, '2026-01-01')"
        )
        connection.executemany(
            "INSERT INTO groups (id, clinic_id, name, slug, occupation, neighbourhood, story, is_open, version,"
            " search_key, made_at) VALUES (?, 1, 'گروه', ?, ?, '', '', ?, 1, '', '2026-01-01')",
            [(1, "a", "cooking", 1), (2, "b", "mushrooms", 1), (3, "c", "cooking", 0), (4, "d", "sewing", 1)],
        )
    migrate.upgrade(old, steps)
    with closing(sqlite3.connect(old.database)) as connection:
        rows = connection.execute("SELECT group_id, state, until, by_id FROM permits ORDER BY group_id").fetchall()
    last = (clock.today() + timedelta(days=30)).isoformat()
    assert rows == [(1, "in_progress", last, None), (2, "in_progress", last, None)]


def test_what_was_promised_before_days_were_counted_takes_its_places(tmp_path, steps):
    old = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "old")})
    upgrade_until("0002", old, steps)
    with closing(sqlite3.connect(old.database)) as connection, connection:
        connection.executescript(_OLD_SHOP)
    migrate.upgrade(old, steps)
    with closing(sqlite3.connect(old.database)) as connection:
        taken = connection.execute("SELECT product_id, day, window, taken FROM days_taken").fetchall()
        assert taken == [(1, "2026-11-25", -1, 5)]
        # What was found before is found still, and what is added from now on, too.
        connection.execute("UPDATE products SET search_key = 'halva' WHERE id = 2")
        found = connection.execute("SELECT rowid FROM products_words WHERE products_words MATCH 'halva'").fetchall()
        assert found == [(2,)]
        assert connection.execute("SELECT state, channel, delivery FROM orders WHERE id = 1").fetchone() == (
            "accepted",
            "link",
            "",
        )
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


# Two orders of one cake for the same day and one that was cancelled; a jar that was never counted by the day.
_OLD_SHOP = """
INSERT INTO clinics (id, name, city, phone, about, public_address, last_order_number, catalogue_version,
  details_version, made_at) VALUES (1, 'مهر', 'یزد', '035', '', '', 1003, 1, 1, '2026-01-01');
INSERT INTO groups (id, clinic_id, name, slug, occupation, neighbourhood, story, is_open, version, search_key, made_at)
  VALUES (1, 1, 'گروه', 'a', 'cooking', '', '', 1, 1, '', '2026-01-01');
INSERT INTO products (id, group_id, code, name, description, unit, kind, lead_days, is_shown, was_ordered, search_key,
  made_at, changed_at) VALUES
  (1, 1, '10001', 'کیک', '', 'kilo', 'made_to_order', 2, 1, 1, 'cake', '2026-01-01', '2026-01-01'),
  (2, 1, '10002', 'مربا', '', 'jar', 'in_stock', 0, 1, 1, 'jam', '2026-01-01', '2026-01-01');
INSERT INTO variants (id, product_id, name, price, stock, position)
  VALUES (1, 1, '', 1000, 0, 0), (2, 2, '', 1000, 5, 0);
INSERT INTO orders (id, clinic_id, group_id, number, secret, checkout, channel, state, name, mobile, note, total,
  placed_at, ready_on, search_key) VALUES
  (1, 1, 1, 1001, 's1', 'c1', 'link', 'accepted', 'نگار', '+989351234567', '', 3000, '2026-11-23', '2026-11-25', ''),
  (2, 1, 1, 1002, 's2', 'c2', 'link', 'placed', 'هما', '+989351234567', '', 3000, '2026-11-23', '2026-11-25', ''),
  (3, 1, 1, 1003, 's3', 'c3', 'link', 'cancelled', 'پری', '+989351234567', '', 9000, '2026-11-23', '2026-11-25', '');
INSERT INTO order_lines (order_id, variant_id, product_name, variant_name, unit, kind, lead_days, price, quantity)
  VALUES
  (1, 1, 'کیک', '', 'kilo', 'made_to_order', 2, 1000, 3), (1, 2, 'مربا', '', 'jar', 'in_stock', 0, 1000, 1),
  (2, 1, 'کیک', '', 'kilo', 'made_to_order', 2, 1000, 2), (3, 1, 'کیک', '', 'kilo', 'made_to_order', 2, 1000, 9);
"""


def test_no_step_writes_what_only_one_database_understands() -> None:
    """PostgreSQL takes no number for yes or no."""
    for step in (Path(__file__).resolve().parents[2] / "hamyar/migrations/versions").glob("*.py"):
        assert 'sa.Boolean(), server_default=sa.text("' not in step.read_text(encoding="utf-8"), step.name


def test_sheets_printed_before_posters_had_numbers_stay_and_posters_join_them(tmp_path, steps):
    old = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "old")})
    upgrade_until("0002", old, steps)
    with closing(sqlite3.connect(old.database)) as connection, connection:
        connection.executescript(_OLD_SHOP)
    upgrade_until("0007", old, steps)
    sheet = (
        "INSERT INTO prints (id, group_id, number, kind, size, day, order_id, is_again, step, change, paid, at, by_id)"
    )
    with closing(sqlite3.connect(old.database)) as connection, connection:
        connection.execute(
            "INSERT INTO people (id, clinic_id, role, name, surname, mobile, is_active, search_key, made_at)"
            " VALUES (1, 1, 'manager', 'نرگس', 'مدیری', '+989121000001', 1, 'x', '2026-01-01')"
        )
        connection.execute(f"{sheet} VALUES (1, 1, 1, 'day', 'a4', '2026-11-25', NULL, 0, 1, 0, 0, '2026-11-24', 1)")
        connection.execute(f"{sheet} VALUES (2, 1, 2, 'slip', 'roll', NULL, 1, 1, 3, 2, 9, '2026-11-24', 1)")
        before = connection.execute("SELECT * FROM prints ORDER BY id").fetchall()
    migrate.upgrade(old, steps)
    with closing(sqlite3.connect(old.database)) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(prints)") if name != "product_id"]
        kept = connection.execute(f"SELECT {', '.join(columns)} FROM prints ORDER BY id").fetchall()
        assert kept == before
        poster = sheet.replace("order_id,", "order_id, product_id,")
        rest = "0, 0, 0, 0, '2026-11-26', 1)"
        connection.execute(f"{poster} VALUES (3, 1, 3, 'poster', 'a4', NULL, NULL, 2, {rest}")
        connection.execute(f"{poster} VALUES (4, 1, 4, 'poster', 'a4', NULL, NULL, NULL, {rest}")
        for row in (
            "1, 4, 'poster', 'a4', NULL, NULL, NULL",
            "1, 5, 'poster', 'a4', NULL, 1, NULL",
            "1, 5, 'slip', 'a4', NULL, 1, 2",
            "1, 5, 'slip', 'a4', NULL, NULL, NULL",
            "1, 5, 'day', 'a4', NULL, NULL, NULL",
            "1, 5, 'banner', 'a4', NULL, NULL, NULL",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"{poster} VALUES (5, {row}, {rest}")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
