"""The database file as a file: copied while in use, checked, folded, swapped. The chores' only SQL of SQLite."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from hamyar.ops.plain import N_, Trouble

# What SQLite keeps beside a database.
BESIDE = ("-wal", "-shm", "-journal")
_PAGES_AT_ONCE = 4096


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing. Raises sqlite3.OperationalError where there is no such file."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)


def revision(path: Path) -> str | None:
    """The revision written in a database, or None where the file or the tables are missing. Trouble: damaged."""
    if not path.exists():
        return None
    try:
        with closing(read_only(path)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                return None
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    return str(row[0]) if row else None


def copy(source: Path, target: Path) -> None:
    """A whole copy of a database, true to one moment, while others write to it."""
    with closing(read_only(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=_PAGES_AT_ONCE)
    fold(target)
    to_disk(target)


def check(path: Path) -> None:
    """Raises Trouble where a database is damaged or a row points at nothing."""
    try:
        with closing(read_only(path)) as connection:
            words = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if words != ["ok"]:
                raise _damaged(path, "; ".join(words))
            lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    if lost:
        raise _damaged(path, f"{lost[0]} {lost[1]} -> {lost[2]}")


def counts(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(read_only(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = sorted(row[0] for row in tables)
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def fold(path: Path) -> None:
    """Bring everything into the one file, so that it can be moved. Nobody else may have it open."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")


def replace(path: Path, better: Path) -> None:
    """Put another database in a database's place, at once. Nobody else may have them open."""
    if path.exists():
        # Its log would be played into the new file; deleting the log instead would lose what only stands in it.
        fold(path)
    to_disk(better)
    os.replace(better, path)
    to_disk(path.parent)


def remove(path: Path) -> None:
    """Delete a database with all that SQLite keeps beside it."""
    for ending in ("", *BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is safe from a power cut."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _damaged(path: Path, reason: object) -> Trouble:
    if isinstance(reason, sqlite3.OperationalError):
        return Trouble(
            N_("The database %(file)s cannot be read (%(reason)s). Is the disk full, or its folder closed to Hamyar?"),
            file=path.name,
            reason=reason,
        )
    return Trouble(
        N_("The database %(file)s is damaged (%(reason)s). Keep it, and restore the newest backup."),
        file=path.name,
        reason=reason,
    )
