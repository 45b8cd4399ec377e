"""The name on the network, heard with another's ears: real packets on this machine's own network."""

import dataclasses
import functools
import importlib.util
import secrets
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hamyar.kit import addresses
from hamyar.ops import announcing
from hamyar.ops.announcing import Announcer, State
from hamyar.ops.settings import Settings

GROUP = ("224.0.0.251", 5353)

needs_network = pytest.mark.skipif(
    not importlib.util.find_spec("zeroconf") or not addresses.lan(), reason="no zeroconf here, or no network"
)


def in_a_thread(work: Callable[..., Any]) -> Callable[..., Any]:
    """As the program does it: in a thread of its own. The library refuses to wait where an asyncio loop runs, and the
    journeys' browser leaves one running in the tests' own thread.
    """

    @functools.wraps(work)
    def run(*args: Any, **more: Any) -> Any:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(work, *args, **more).result()

    return run


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one machine an answer comes at once."""
    monkeypatch.setattr(announcing, "_ASK_MILLISECONDS", 300)


@pytest.fixture
def wanted(tmp_path: Path) -> Settings:
    """A name that nobody in this house has."""
    return Settings(instance=tmp_path, port=8731, local_name=f"hamyar-{secrets.token_hex(4)}")


@pytest.fixture
def announcer(wanted: Settings) -> Iterator[Announcer]:
    made = Announcer(wanted)
    yield made
    made.stop()
    in_a_thread(made._fall_silent)()


@needs_network
def test_neither_a_broken_network_nor_a_closed_terminal_ends_it(
    wanted: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "_LOOK_EVERY", 0.01)
    networks, told = iter([OSError("no network")]), []

    def own() -> list[str]:
        for error in networks:
            raise error
        return []

    def tell(state: State) -> None:
        told.append(state.key)
        raise ValueError("I/O operation on closed file")

    announcer = Announcer(wanted, own)
    announcer.start(tell)
    until = time.monotonic() + 10
    while len(told) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    announcer.stop()
    assert told == ["failed", "alone"]


def asked(name: str) -> set[str]:
    """Who answers to a name, asked as the simplest phone asks: one packet, with no library."""
    # A number of its own: the very same packet twice within a second is answered once.
    question = struct.pack(">HHHHHH", secrets.randbelow(1 << 16), 0, 1, 0, 0, 0)
    question += (
        b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0" + struct.pack(">HH", 1, 1)
    )
    heard: set[str] = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(addresses.lan()[0]))
        ear.settimeout(0.4)
        ear.sendto(question, GROUP)
        try:
            while True:
                answer, _from = ear.recvfrom(4096)
                # An A record's content: type, class, lifetime, a length of four, and the address.
                place = answer.rfind(b"\0\x04")
                heard.add(socket.inet_ntoa(answer[place + 2 : place + 6]))
        except TimeoutError:
            return heard


class OtherMachine:
    """Another machine in the house that has the name."""

    def __init__(self, name: str) -> None:
        from zeroconf import ServiceInfo, Zeroconf

        self._radio = Zeroconf(interfaces=addresses.in_house())
        kind = "_http._tcp.local."
        title = f"other-{secrets.token_hex(3)}.{kind}"
        self._radio.register_service(
            ServiceInfo(kind, title, port=80, server=f"{name}.", parsed_addresses=["192.0.2.77"])
        )

    def __enter__(self) -> Callable[[], None]:
        return self._leave

    def __exit__(self, *_: object) -> None:
        self._radio.close()

    def _leave(self) -> None:
        self._radio.unregister_all_services()
        time.sleep(1.2)


@needs_network
@in_a_thread
def test_a_phone_that_asks_for_the_name_gets_this_machine(announcer: Announcer, wanted: Settings) -> None:
    assert asked(announcer.name) == set()
    announcer.look()
    assert announcer.state.key == "announced"
    assert announcer.link == f"http://{announcer.name}:8731"
    assert asked(announcer.name) == {addresses.in_house()[0]}
    second = Announcer(wanted)
    second.look()
    assert second.state.key == "system", "what the system announces is not announced twice"
    assert second.link == announcer.link
    announcer._fall_silent()
    assert asked(announcer.name) == set()


@needs_network
@in_a_thread
def test_a_name_that_another_machine_has_is_left_to_it_until_it_is_free(announcer: Announcer) -> None:
    announcer.look()
    assert announcer.state.key == "announced"
    with OtherMachine(announcer.name) as leave:
        announcer.look()
        assert announcer.state.key == "taken"
        assert "192.0.2.77" in announcer.state.sentence()
        assert announcer.link == ""
        leave()
    announcer.look()
    assert announcer.state.key == "announced"


@needs_network
@in_a_thread
def test_it_follows_the_machine_to_another_network(wanted: Settings) -> None:
    own = addresses.in_house()[:1]
    moving = Announcer(wanted, own=lambda: own)
    moving.look()
    assert moving.state.key == "announced"
    own = []
    moving.look()
    assert moving.state == State("alone")
    assert asked(moving.name) == set()
    own = addresses.in_house()[:1]
    moving.look()
    assert asked(moving.name) == set(own)
    moving._fall_silent()


@needs_network
def test_the_start_never_waits_and_how_it_stands_is_told(announcer: Announcer) -> None:
    told: list[str] = []
    announcer.start(lambda state: told.append(state.key))
    assert told == []
    until = time.monotonic() + 10
    while not told and time.monotonic() < until:
        time.sleep(0.05)
    assert told == ["announced"]


def test_without_the_library_the_name_is_off_and_says_so(wanted: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    off, told = Announcer(wanted), []
    off.start(told.append)
    assert told == [off.state]
    assert off.state.key == "missing"
    assert "zeroconf" in off.state.sentence()
    assert off._thread is None


@pytest.mark.parametrize(("change", "key"), [({"local_name": ""}, "off"), ({"host": "127.0.0.1"}, "alone")])
def test_nothing_is_announced_where_nothing_should_be(wanted: Settings, change: dict[str, str], key: str) -> None:
    silent = Announcer(dataclasses.replace(wanted, **change))
    silent.start(lambda _state: None)
    assert silent.state.key == key
    assert silent._thread is None
    assert silent.link == ""


def test_a_network_that_refuses_is_told_and_stops_nothing(wanted: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_own: list[str]) -> None:
        raise OSError("No such device")

    broken = Announcer(wanted, own=lambda: ["203.0.113.9"])
    monkeypatch.setattr(broken, "_listen", refuse)
    broken.look()
    assert "No such device" in broken.state.sentence()
