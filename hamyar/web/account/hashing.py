"""Slow hashes one at a time: each takes 32 MB, and the whole machine may have a thousand.

Call these outside of transactions, which must be short.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hamyar.domain import people
from hamyar.domain.people import Person
from hamyar.kit.errors import Busy

_WAIT_SECONDS = 10
_turn = threading.Lock()


def knows(person: Person | None, typed: str) -> bool:
    """Whether this is her password or PIN; as slow where there is no such person."""
    with _one_at_a_time():
        return people.knows_secret(person, typed)


def made(secret: str) -> str:
    """The hash that the table keeps."""
    with _one_at_a_time():
        return people.hashed(secret)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=_WAIT_SECONDS):
        raise Busy("db.locked")
    try:
        yield
    finally:
        _turn.release()
