"""What the tests of the clinic's pages share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import people
from hamyar.kit.db import db


@pytest.fixture
def number_of(app: Flask) -> Callable[[str], int]:
    """The number in the table of whoever has this mobile."""

    def find(mobile: str) -> int:
        with app.app_context():
            person = people.find_by_mobile(None, mobile)
            assert person
            return person.id

    return find


@pytest.fixture
def asked(app: Flask) -> Callable[[], object]:
    """Counts the statements a request sends to the database: with asked() as statements: ..."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            statements.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        yield statements
        sa.event.remove(engine, "before_cursor_execute", note)

    return counting
