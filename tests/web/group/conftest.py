"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.kit.db import db


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database is asked from now on; clear it before the page that is counted."""
    heard: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            heard.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(engine, "before_cursor_execute", hear)
