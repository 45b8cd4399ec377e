"""Asking a machine out in the world, which may be slow, broken or somebody else.

A question ends in time, an answer has a longest length, certificates are checked, and redirections are not followed.
"""

import threading

from hamyar.kit import patience

_MOST_BYTES = 64 * 1024
# Of the few threads that answer customers some stay free, however slow the world is.
_AT_ONCE = 4
_QUEUE_SECONDS = 1
_room = threading.BoundedSemaphore(_AT_ONCE)
_Answer = tuple[int, bytes]
_TOO_SLOW: _Answer | str = "slow"


class Silent(Exception):
    """There is no answer. Its text is one of a few words: slow, busy, unsafe, unreachable, nonsense."""


def post(url: str, body: bytes, head: dict[str, str], seconds: float) -> _Answer:
    """Status and body of what this address answers, errors and redirections too. Never while a transaction is open.

    Silent after so many seconds, whatever the network or the other machine is doing then.
    """
    if not _room.acquire(timeout=_QUEUE_SECONDS):
        raise Silent("busy")
    try:
        # Looking up a name and an answer that trickles know no limit of their own.
        answer = patience.within(seconds, lambda: _tried(url, body, head, seconds), _TOO_SLOW, "outside")
    finally:
        _room.release()
    if isinstance(answer, str):
        raise Silent(answer)
    return answer


def _tried(url: str, body: bytes, head: dict[str, str], seconds: float) -> _Answer | str:
    """The answer, or in a word why there is none: what an error says may repeat what was asked."""
    from http.client import HTTPException

    try:
        return _exchanged(url, body, head, seconds)
    except (OSError, HTTPException, ValueError) as error:
        return _why(error)


def _exchanged(url: str, body: bytes, head: dict[str, str], seconds: float) -> _Answer:
    # Imported here: start-up does not need it.
    import ssl
    import urllib.request

    # One handler alone: nothing that follows redirections, and no proxy that the machine has for other purposes.
    opener = urllib.request.OpenerDirector()
    is_secure = url.startswith("https:")
    secured = urllib.request.HTTPSHandler(context=ssl.create_default_context()) if is_secure else None
    opener.add_handler(secured or urllib.request.HTTPHandler())
    asked = urllib.request.Request(url, body, {"User-Agent": "Hamyar", **head})
    with opener.open(asked, timeout=seconds) as response:
        said = response.read(_MOST_BYTES + 1)
        if len(said) > _MOST_BYTES:
            raise ValueError("longer than any answer that is waited for")
        return response.status, said


def _why(error: Exception) -> str:
    import ssl

    wrapped = getattr(error, "reason", None)
    cause = wrapped if isinstance(wrapped, Exception) else error
    reasons = ((ssl.SSLError, "unsafe"), (TimeoutError, "slow"), (OSError, "unreachable"))
    return next((word for kind, word in reasons if isinstance(cause, kind)), "nonsense")
