"""A waitress server, running in a thread of its own for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def running(server: Any) -> Iterator[str]:
    """Where it answers on this machine. It has one socket."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # In its own thread: closed from here, the loop there might be waiting for a file that is gone.
        server.trigger.pull_trigger(lambda: _close(server))
        thread.join(5)


def _close(server: Any) -> None:
    """Nobody is waited for: a browser that is still there would keep its line."""
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()
