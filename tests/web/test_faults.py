"""A machine in trouble, seen from the phones: what can be read is read, what cannot be saved is said, never a 500."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import hamyar
from hamyar.kit import db as house
from hamyar.kit.db import Quick, db
from hamyar.ops import migrate
from hamyar.ops.settings import Settings
from tests import people
from tests.people import Phone, World

Phones = Callable[..., Phone]


@contextmanager
def nobody_can_read(app: Flask, settings: Settings) -> Iterator[None]:
    """Another program holds the database for itself alone, as a repairing hand may do."""
    with app.app_context():
        db.session.rollback()
        db.engine.dispose()
    assert settings.database
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("who", ["stranger", "maryam"])
def test_a_database_that_cannot_even_be_read_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    # An installation of its own: the lock can be had only where nobody else has the file open.
    settings = Settings(instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'hamyar.db'}", secret_key="f" * 64)
    migrate.upgrade(settings)
    app = hamyar.create_app(settings)
    with app.app_context():
        world = people.build()
    monkeypatch.setattr(house, "WAIT_SECONDS", 0)
    hers = Phone(app, world.seats.get(who))
    # With something in the basket, and with a page that is answered in front of the program.
    hers.send(f"/p/{world.jar}", "/basket/put")
    paths = ["/", f"/p/{world.jar}", "/g/gol-narges", "/basket", "/search?q=a", "/group/gol-narges/", "/nothing"]
    for path in paths * 2:
        hers.get(path, expect_errors=True)
    with nobody_can_read(app, settings):
        answers = {path: hers.get(path, expect_errors=True) for path in paths}
    assert {path: answer.status_int for path, answer in answers.items()} == dict.fromkeys(paths, 503)
    assert all('lang="fa"' in answer.text for answer in answers.values())
    assert hers.get("/basket").status_int == 200, "and all is well again afterwards"


@contextmanager
def fails_after(app: Flask, count: int) -> Iterator[None]:
    """The disk gives out after so many statements, for good."""
    left = [count]

    def one_more(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise sa.exc.OperationalError("", {}, sqlite3.OperationalError("disk I/O error"))

    def ask(self: Quick, engine: sa.Engine, values: dict[str, object]) -> object:
        try:
            one_more()
        except sa.exc.OperationalError as error:
            raise sqlite3.OperationalError(*error.orig.args) from None
        return first(self, engine, values)

    first = Quick._first
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", one_more)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Quick, "_first", ask)
        yield
    sa.event.remove(engine, "before_cursor_execute", one_more)


@pytest.mark.parametrize("who", ["stranger", "maryam", "manager"])
def test_a_disk_that_gives_out_in_the_middle_of_a_page_is_said_kindly(
    app: Flask, phone: Phones, world: World, who: str
) -> None:
    hers, odd = phone(who), []
    hers.send(f"/p/{world.jar}", "/basket/put")
    paths = ["/", f"/p/{world.jar}", "/basket", "/checkout", "/search?q=abc", "/account/sign-in", "/nothing"]
    rooms = ["/group/gol-narges/", "/group/gol-narges/orders", "/group/gol-narges/products", "/account/", "/clinic/"]
    for path in paths + rooms * (who != "stranger"):
        usual = hers.get(path, expect_errors=True).status_int
        for count in range(12):
            with fails_after(app, count):
                answer = hers.get(path, expect_errors=True)
            if answer.status_int not in (usual, 503) or 'lang="fa"' not in answer.text + 'lang="fa"' * (usual == 303):
                odd.append((path, count, answer.status_int))
    assert odd == []
