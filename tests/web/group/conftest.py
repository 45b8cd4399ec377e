"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import heard


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database is asked from now on; clear it before the page that is counted."""
    with heard.statements(app) as asked:
        yield asked
