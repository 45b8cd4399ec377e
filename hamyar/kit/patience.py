"""Waiting for something that may never answer, without waiting for ever."""

import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def within(seconds: float, work: Callable[[], Answer], otherwise: Answer, name: str) -> Answer:
    """What the work gives; `otherwise` where it is not done in time, and it ends by itself later.

    For work that knows no limit of its own, such as an answer that trickles. The work raises nothing. `name` is its
    thread's.
    """
    found: list[Answer] = []
    worker = threading.Thread(target=lambda: found.append(work()), name=name, daemon=True)
    worker.start()
    worker.join(seconds)
    return found[0] if found else otherwise
