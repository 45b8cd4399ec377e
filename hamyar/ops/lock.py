"""One server, or one restore, at a time on one instance folder: a lock that the system gives back after a crash."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hamyar.ops.plain import N_, Trouble, closed_folder
from hamyar.ops.settings import Settings

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# The lock lies far behind the number that the file holds, because Windows lets nobody read locked bytes.
_FAR = 1 << 20


@contextmanager
def hold(settings: Settings) -> Iterator[None]:
    """Be the only one on this instance. Raises Trouble where another process is."""
    file = _open(settings.instance)
    try:
        if not _take(file):
            raise Trouble(
                N_("Hamyar is running on this folder already (process %(pid)s). Stop it first."), pid=_number(file)
            )
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
    finally:
        file.close()


def holder(settings: Settings) -> str | None:
    """The process that runs on this instance, or None where there is none, or where nobody can tell."""
    try:
        file = _open(settings.instance)
    except Trouble:
        return None
    try:
        return None if _take(file) else _number(file)
    finally:
        file.close()


def _open(instance: Path) -> IO[str]:
    try:
        (instance / "running").touch(exist_ok=True)
        return (instance / "running").open("r+", encoding="ascii")
    except OSError as error:
        raise closed_folder(instance, error) from error


def _number(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip() or "?"


def _take(file: IO[str]) -> bool:
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            _take_on_windows(file)
    except OSError:
        return False
    return True


def _take_on_windows(file: IO[str]) -> None:
    import msvcrt

    file.seek(_FAR)
    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    file.seek(0)
