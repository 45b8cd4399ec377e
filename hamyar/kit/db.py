"""The database: one base class, one way to change something.

Everything that SQLite alone understands stands here, in `kit.search`, and in `ops.sqlite`, which treats its file as a
file; the rest of the house speaks SQLAlchemy.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

from hamyar.kit.errors import Busy

WAIT_SECONDS = 5

# Constraints with names of their own, so that a migration can find them again.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every noun is built on."""

    metadata = sa.MetaData(naming_convention=_NAMES)


db = SQLAlchemy(metadata=Base.metadata)

# One writer at a time inside this process: waiting in a queue of our own is fairer and quicker than SQLite's
# waiting with growing pauses, in which somebody always loses.
_writing = threading.Lock()


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment: UTC without a zone in the table, aware in the program. Refuses naive moments."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


@contextmanager
def transaction() -> Iterator[None]:
    """Do everything inside, or nothing. Opened by a view, a command or a chore, never by the domain.

    It takes the write lock before the first read (BEGIN IMMEDIATE), so what is read inside stays true until the end.
    What was read before is forgotten and read anew. Raises Busy where the lock cannot be had within five seconds
    or the disk takes nothing more; then nothing was saved.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside of a transaction")
    session.rollback()
    with _turn(session.get_bind().dialect.name):
        try:
            session.connection(execution_options={"writes": True})
            session.info["writes"] = True
            yield
            session.commit()
        except sa.exc.OperationalError as error:
            session.rollback()
            raise as_busy(error) from error
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writes", None)


@contextmanager
def _turn(dialect: str) -> Iterator[None]:
    if dialect != "sqlite":
        yield
        return
    if not _writing.acquire(timeout=WAIT_SECONDS):
        raise Busy("db.locked")
    try:
        yield
    finally:
        _writing.release()


def as_busy(error: Exception) -> Exception:
    """The refusal that a failing database deserves: Busy where waiting or room on the disk mends it, else the error."""
    words = str(getattr(error, "orig", error)).lower()
    if "locked" in words or "busy" in words:
        return Busy("db.locked")
    if any(sign in words for sign in ("full", "readonly", "read-only", "disk i/o", "unable to open")):
        return Busy("db.cannot_save")
    return error


def changed(statement: sa.UpdateBase, **values: object) -> int:
    """Run a guarded statement with its values; how many rows it changed.

    Objects already read are not touched: expire them. A statement that runs for every order is built once, at the
    module's top, over `table_of(Noun)`: building it anew costs more than running it.
    """
    result: Any = db.session.execute(statement, values, execution_options={"synchronize_session": False})
    return int(result.rowcount)


def returned(statement: sa.UpdateBase, **values: object) -> Any:
    """Run a guarded statement that returns one value of the row it changed; None where it changed nothing."""
    return db.session.execute(statement, values, execution_options={"synchronize_session": False}).scalar()


def table_of(noun: type[Base]) -> sa.Table:
    """The table behind a noun, for statements that go past the ORM."""
    return cast(sa.Table, noun.__table__)


def tidy() -> None:
    """Let the database look at its own figures, so that it chooses the right index. Quick; once a day is right."""
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(sa.text("PRAGMA optimize"))


class Quick:
    """A question asked at every visit: compiled once, asked past the ORM on a connection of its own, 20 times quicker.

    Its values are given by name, its answer is one plain row or None. It sees what is committed, nothing else.
    """

    def __init__(self, statement: sa.Select[Any]) -> None:
        self._statement = statement
        self._compiled: sa.engine.Compiled | None = None

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row of the answer. Raises Busy where nothing can be read just now."""
        engine = db.engine
        try:
            return self._first(engine, values)
        except engine.dialect.loaded_dbapi.OperationalError as error:
            raise as_busy(error) from error

    def _first(self, engine: sa.Engine, values: dict[str, Any]) -> tuple[Any, ...] | None:
        if self._compiled is None:
            self._compiled = self._statement.compile(engine)
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(str(self._compiled), self._given(values))
            row = cursor.fetchone()
            cursor.close()
            return None if row is None else tuple(row)
        finally:
            raw.close()

    def _given(self, values: dict[str, Any]) -> Any:
        compiled: Any = self._compiled
        params = {**compiled.params, **values}
        return [params[name] for name in compiled.positiontup] if compiled.positional else params


def prepare(engine: sa.Engine) -> None:
    """Teach an engine how this house opens SQLite: WAL, safe against power cuts, foreign keys, our own BEGIN."""
    if engine.dialect.name != "sqlite":
        return
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions begin too late and without the lock; _on_begin says BEGIN instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    # On a full or read-only disk this fails; the file is in WAL already, and reading goes on.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
