"""The plug is pulled in a run of orders, again and again: whatever a customer was told is there afterwards."""

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import hamyar
from hamyar.kit.db import db
from hamyar.ops import migrate, settings
from hamyar.ops.settings import HERE, Settings
from tests import people
from tests.buyer import Buyer
from tests.people import World

ROUNDS, BUYERS, ORDERS = 3, 6, 8
# What a customer meets while the machine goes down.
CUT_OFF = (OSError, http.client.HTTPException)


@dataclass
class Run:
    """What the customers were told, and the forms that got no answer."""

    told: set[str] = field(default_factory=set)
    unanswered: list[tuple[Buyer, dict[str, str]]] = field(default_factory=list)

    def wait_for(self, orders: int) -> None:
        """Until so many customers were told, or something is wrong."""
        until = time.monotonic() + 30
        while len(self.told) < orders and time.monotonic() < until:
            time.sleep(0.01)


class Machine:
    """An installation with the world of the tests, whose real server can be started and killed."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        self._environment = {
            "HAMYAR_INSTANCE": str(folder),
            "HAMYAR_HOST": "127.0.0.1",
            "HAMYAR_PORT": str(port),
        }
        self.settings: Settings = settings.load(self._environment)
        self.base = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def furnish(self) -> World:
        """Put the world in."""
        migrate.upgrade(self.settings)
        app = hamyar.create_app(self.settings)
        with app.app_context():
            world = people.build()
            db.session.remove()
            db.engine.dispose()
        return world

    def start(self) -> None:
        """Start it as people do, and wait for the first answer."""
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | self._environment
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "app.py")], env=environment, stdout=subprocess.DEVNULL
        )
        for _ in range(200):
            with suppress(*CUT_OFF), urllib.request.urlopen(self.base + "/orders-again"):
                return
            time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """Without a word of warning."""
        if self._process:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    one = Machine(tmp_path / "instance")
    yield one
    one.kill()


def test_what_was_acknowledged_is_there_after_every_kill(machine: Machine) -> None:
    world, run = machine.furnish(), Run()
    for turn in range(ROUNDS):
        machine.start()
        with ThreadPoolExecutor(BUYERS) as crowd:
            buying = [crowd.submit(buy_on, machine.base, world, run, f"09{turn}{number}") for number in range(BUYERS)]
            run.wait_for((turn + 1) * ORDERS)
            machine.kill()
            for one in buying:
                one.result()
    assert len(run.told) >= ROUNDS * ORDERS, "there was a run of orders"

    machine.start()
    asking = Buyer(machine.base)
    assert all(asking.send(place)[0] == 200 for place in run.told)
    # A form without an answer is sent once more: it was done before, or it is done now, but never both.
    late = {buyer.send("/checkout", form)[::2] for buyer, form in run.unanswered}
    assert {status for status, _ in late} <= {303}
    machine.kill()
    in_table = look(machine.settings, "select '/o/' || secret from orders")
    assert run.told | {place for _, place in late} == in_table
    assert look(machine.settings, "pragma integrity_check") == {"ok"}
    assert look(machine.settings, "pragma foreign_key_check") == set()
    for part in ("order_lines", "order_steps"):
        halves = f"select id from orders where id not in (select order_id from {part})"
        assert look(machine.settings, halves) == set()


def buy_on(base: str, world: World, run: Run, mobile: str) -> None:
    """Order a cake again and again, each time for another number, until the server is gone."""
    buyer = Buyer(base)
    for count in range(1000):
        form: dict[str, str] = {}
        try:
            form = buyer.ready(world, f"{mobile}{count:0{11 - len(mobile)}}", world.cake)
            status, _text, place = buyer.send("/checkout", form)
        except CUT_OFF:
            if form:
                run.unanswered.append((buyer, form))
            return
        assert status == 303
        run.told.add(place)


def look(where: Settings, question: str) -> set[str]:
    """The first column of an answer."""
    assert where.database
    with closing(sqlite3.connect(where.database)) as connection:
        return {row[0] for row in connection.execute(question)}
