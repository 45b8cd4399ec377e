"""Many customers at the same moment, over HTTP, against the real server."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from waitress import create_server, wasyncore

from tests.buyer import Buyer
from tests.people import World

BUYERS, JARS, COPIES = 40, 10, 20


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address of a real server over this test's world."""
    listening = socket.create_server(("127.0.0.1", 0))
    sockets: dict[int, Any] = {}
    server = create_server(app, sockets=[listening], map=sockets, threads=8)
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            wasyncore.loop(timeout=0.05, map=sockets, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets, ignore_all=True)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    stopped.set()
    thread.join()


def test_forty_buyers_and_ten_jars(base: str, world: World, ask: Callable[..., Any]) -> None:
    buyers = [Buyer(base) for _ in range(BUYERS)]
    gate = threading.Barrier(BUYERS)
    with ThreadPoolExecutor(8) as some:
        forms = list(some.map(lambda pair: pair[1].ready(world, f"0935{pair[0]:07}"), enumerate(buyers)))

    def buy(pair: tuple[Buyer, dict[str, str]]) -> tuple[int, str, str]:
        gate.wait()
        return pair[0].send("/checkout", pair[1])

    with ThreadPoolExecutor(BUYERS) as all_at_once:
        answers = list(all_at_once.map(buy, zip(buyers, forms, strict=True)))
    sold = [place for status, _, place in answers if status == 303]
    told = [text for status, text, _ in answers if status == 422]
    assert (len(sold), len(told)) == (JARS, BUYERS - JARS)
    assert all("دیگر نمی‌شود این را سفارش داد" in text and "خریدار" in text for text in told)
    assert ask("select count(*) from orders") == len(set(sold)) == JARS
    assert ask("select stock from variants where price = 1250000") == 0
    assert "سفارش شما به دست گروه رسید" in buyers[answers.index(next(a for a in answers if a[0] == 303))].get(sold[0])


def test_twenty_copies_of_one_form(base: str, world: World, ask: Callable[..., Any]) -> None:
    buyer = Buyer(base)
    form = buyer.ready(world, "09351234567")
    gate = threading.Barrier(COPIES)

    def send(_: int) -> tuple[int, str]:
        gate.wait()
        status, _text, place = buyer.send("/checkout", form)
        return status, place

    with ThreadPoolExecutor(COPIES) as all_at_once:
        answers = set(all_at_once.map(send, range(COPIES)))
    assert len(answers) == 1
    assert answers.pop()[0] == 303
    assert ask("select count(*) from orders") == 1
    assert ask("select stock from variants where price = 1250000") == JARS - 1
