"""One small world, built once and put back before every test."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask

import hamyar
from hamyar.kit import clock
from hamyar.kit.db import db
from hamyar.ops import migrate
from hamyar.ops.settings import Settings
from tests import people
from tests.people import Phone, World

# Where a test takes a minute, and no two share anything: begun first, each by itself.
LONG = {"test_accessible", "test_hostile", "test_print", "test_light", "test_old_browsers", "test_main_job"}

# A slow moment of the machine is no fault: figures come from the benchmark, never from a test.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")

_NO_WAITING = "PRAGMA synchronous = OFF"

# A program that a test starts for real takes no port and no name that belongs to this house's own Hamyar.
os.environ |= {"HAMYAR_SECOND_PORT": "0", "HAMYAR_LOCAL_NAME": "off"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin first, so that nobody waits for one of them at the end."""
    items.sort(key=lambda item: item.path.stem not in LONG)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of several hands each takes one long test, or a whole file, whose fixtures are then made once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if Path(file).stem in LONG else file

    return ByFile(config, log)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database in which nothing is yet. To copy it is a hundredth of the work of making one."""
    folder = tmp_path_factory.mktemp("new")
    made = Settings(instance=folder, database_url=f"sqlite:///{folder / 'hamyar.db'}")
    migrate.upgrade(made)
    return _file(made)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation of its own for this test process."""
    instance = tmp_path_factory.mktemp("instance")
    return Settings(instance=instance, database_url=f"sqlite:///{instance / 'hamyar.db'}", secret_key="k" * 64)


@pytest.fixture(scope="session")
def built(settings: Settings, new_database: Path) -> tuple[Flask, World, sqlite3.Connection]:
    """The program, the world in it, and a copy of the database as it was then."""
    shutil.copy(new_database, _file(settings))
    app = hamyar.create_app(settings)
    with app.app_context():
        # Nothing here outlives a power cut: to wait for the disk at every commit would only take time.
        sa.event.listen(db.engine, "connect", lambda line, _record: line.execute(_NO_WAITING))
        world = people.build()
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    _copy(_file(settings), copy)
    return app, world, copy


@pytest.fixture
def app(built: tuple[Flask, World, sqlite3.Connection], settings: Settings) -> Iterator[Flask]:
    """The program over the world as it was built."""
    app, _world, copy = built
    _bring_back(copy, settings)
    yield app
    clock.freeze(None)


@pytest.fixture
def put_back(app: Flask, settings: Settings) -> Iterator[Callable[..., Callable[[], None]]]:
    """`remember = put_back()` keeps the world as it is now; `remember()` brings it back, as often as wanted.

    `put_back(settings)` does it for another installation.
    """
    copies: list[sqlite3.Connection] = []

    def remember(of: Settings = settings) -> Callable[[], None]:
        copy = sqlite3.connect(":memory:")
        copies.append(copy)
        _copy(_file(of), copy)

        return lambda: _bring_back(copy, of)

    yield remember
    for copy in copies:
        copy.close()


@pytest.fixture
def world(app: Flask, built: tuple[Flask, World, sqlite3.Connection]) -> World:
    """The addresses of things."""
    return built[1]


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """For tests that speak to the domain: a database session. Never together with a phone in one step."""
    with app.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def phone(app: Flask, world: World) -> Callable[[str], Phone]:
    """A fresh browser of a persona: phone("maryam")."""
    return lambda who="stranger": Phone(app, world.seats.get(who))


def _copy(file: Path, target: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(file)) as source:
        source.backup(target)


def _bring_back(copy: sqlite3.Connection, settings: Settings) -> None:
    with closing(sqlite3.connect(_file(settings))) as target:
        target.execute(_NO_WAITING)
        copy.backup(target)


def _file(settings: Settings) -> Path:
    assert settings.database is not None
    return settings.database
