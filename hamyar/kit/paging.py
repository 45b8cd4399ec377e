"""Lists a page at a time, by key and not by counting rows: page one thousand costs what page one costs."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from hamyar.kit.db import db

Row = TypeVar("Row")
PAGE = 20


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the key to ask with for those that follow; None at the end."""

    rows: list[Row]
    next: int | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def newest_first(
    query: sa.Select[tuple[Row]], key: InstrumentedAttribute[int], before: int | None, size: int = PAGE
) -> Page[Row]:
    """The rows of a query by falling key, those below `before` where it is given."""
    wanted = query.where(key < before) if before else query
    found = list(db.session.scalars(wanted.order_by(key.desc()).limit(size + 1)).unique())
    return _page(found, key, size)


def oldest_first(
    query: sa.Select[tuple[Row]], key: InstrumentedAttribute[int], after: int | None, size: int = PAGE
) -> Page[Row]:
    """The rows of a query by rising key, those above `after` where it is given."""
    wanted = query.where(key > after) if after else query
    found = list(db.session.scalars(wanted.order_by(key.asc()).limit(size + 1)).unique())
    return _page(found, key, size)


def _page(found: list[Row], key: InstrumentedAttribute[int], size: int) -> Page[Row]:
    rows = found[:size]
    last: Any = rows[-1] if rows else None
    return Page(rows, getattr(last, key.key) if len(found) > size else None)
