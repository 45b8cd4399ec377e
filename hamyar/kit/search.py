"""Finding texts among many: a folded key beside each row, and on SQLite a trigram index over that key.

The index follows its table by triggers, so no verb can forget it. Where SQLite has no trigrams (before 3.34) and on
other databases the same questions are answered with LIKE.
"""

import sqlite3

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from hamyar.kit import letters
from hamyar.kit.db import db

_TRIGRAM = 3
_TRIGRAMS_SINCE = (3, 34)
_MOST_TERMS = 6


def key(*texts: str) -> str:
    """The folded form of some texts: each as spaced words, then without spaces, so that half-spaces do not matter."""
    folded = [letters.fold(text) for text in texts if text]
    return " ".join(f" {one} |{one.replace(' ', '')}|" for one in folded)


def terms(text: str) -> list[str]:
    """The words a person searched for, folded; at most six, the longest first."""
    return sorted(letters.fold(text).split(), key=len, reverse=True)[:_MOST_TERMS]


def matching(
    ids: InstrumentedAttribute[int], keys: InstrumentedAttribute[str], text: str
) -> list[sa.ColumnElement[bool]]:
    """Conditions under which a row holds every searched word; words of one or two letters must begin a word.

    `ids` and `keys` are the table's number and its key column. Empty where nothing was asked.
    """
    asked = terms(text)
    long = [term for term in asked if len(term) >= _TRIGRAM]
    if not long or not _has_index(_table(ids)):
        return [_holds(keys, term) for term in asked]
    short = [term for term in asked if term not in long]
    return [ids.in_(_found(_table(ids), long)), *(_holds(keys, term) for term in short)]


def create_index(connection: sa.Connection, table: str, column: str = "search_key") -> None:
    """Make the trigram index of a table and the triggers that keep it true. For migrations; harmless twice."""
    if connection.dialect.name != "sqlite" or sqlite3.sqlite_version_info < _TRIGRAMS_SINCE:
        return
    words = _index_of(table)
    add = f"INSERT INTO {words}(rowid, {column}) VALUES (new.id, new.{column});"
    drop = f"INSERT INTO {words}({words}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {words} "
        f"USING fts5({column}, content='{table}', content_rowid='id', tokenize='trigram')"
    )
    for name, event, body in (
        ("added", f"AFTER INSERT ON {table}", add),
        ("dropped", f"AFTER DELETE ON {table}", drop),
        ("changed", f"AFTER UPDATE OF {column} ON {table}", drop + add),
    ):
        connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {words}_{name} {event} BEGIN {body} END")
    connection.exec_driver_sql(f"INSERT INTO {words}({words}) VALUES ('rebuild')")


def is_index(table: str) -> bool:
    """Whether a table of the database belongs to an index made here, and so to no noun."""
    return "_words" in table


def _index_of(table: str) -> str:
    return f"{table}_words"


def _table(column: InstrumentedAttribute[int]) -> str:
    return str(column.class_.__tablename__)


def _holds(keys: InstrumentedAttribute[str], term: str) -> sa.ColumnElement[bool]:
    return keys.contains(term if len(term) >= _TRIGRAM else f" {term}", autoescape=True)


def _found(table: str, asked: list[str]) -> sa.Select[tuple[int]]:
    index = sa.table(_index_of(table), sa.column("rowid", sa.Integer))
    phrase = " AND ".join(f'"{term}"' for term in asked)
    match: sa.ColumnElement[bool] = sa.literal_column(index.name, sa.Text).op("MATCH", is_comparison=True)(phrase)
    return sa.select(index.c.rowid).where(match)


def _has_index(table: str) -> bool:
    if db.session.get_bind().dialect.name != "sqlite":
        return False
    found = sa.text("SELECT count(*) FROM sqlite_master WHERE name = :name")
    return bool(db.session.scalar(found, {"name": _index_of(table)}))
