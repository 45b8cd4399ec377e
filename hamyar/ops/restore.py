"""Bring a backup back. What is there gives way only to a copy that was checked to its end, and is kept aside."""

import json
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from hamyar.kit import clock
from hamyar.ops import archive, backup, lock, migrate, plain, sqlite
from hamyar.ops.plain import N_, Trouble
from hamyar.ops.settings import Settings


class _Move(NamedTuple):
    """Something new, or nothing, takes a place."""

    new: Path | None
    place: Path


# Stands while things change places, so that a power cut in the middle is put right at the next start.
_UNFINISHED = "restore-unfinished"


def restore(settings: Settings, source: Path) -> Path:
    """Put a backup in the place of what this instance has. Gives the folder where the earlier things now are.

    Raises Trouble where the file is not whole or of a newer program, or a server is running; then nothing changed.
    """
    database = settings.database
    if database is None:
        raise Trouble(N_("Hamyar restores only its own database file. Restore a database server with its own tools."))
    if not source.is_file():
        raise Trouble(N_("There is no file %(file)s."), file=source)
    with lock.hold(settings), backup.scratch(settings.instance) as staged:
        recover(settings)
        contents = archive.unpack(source, staged)
        if contents.get("revision") not in migrate.known():
            raise Trouble(N_("%(file)s was made by a newer Hamyar. Install the newer program first."), file=source)
        return _swap(settings, _moves(settings, database, staged, contents))


def recover(settings: Settings) -> bool:
    """Put back what a restore, cut off in the middle, had moved aside. Whether there was such a thing."""
    note = settings.instance / _UNFINISHED
    if not note.exists():
        return False
    for place, aside, was_there in reversed(json.loads(note.read_text(encoding="utf-8"))):
        _move_back(Path(place), Path(aside), was_there)
    note.unlink()
    return True


def _moves(settings: Settings, database: Path, staged: Path, contents: dict[str, Any]) -> list[_Move]:
    """What is exchanged. A backup without photos leaves them alone; the old database's logs go aside with it."""
    moves = [_Move(staged / archive.DATABASE, database)]
    moves += [_Move(None, database.with_name(database.name + ending)) for ending in sqlite.BESIDE]
    moves += [_Move(staged / name, settings.instance / name) for name in archive.OWN_FILES if name in contents["files"]]
    if contents["photos"]:
        for name in archive.PICTURES:
            (staged / name).mkdir(exist_ok=True)
            moves.append(_Move(staged / name, settings.instance / name))
    return moves


def _swap(settings: Settings, moves: list[_Move]) -> Path:
    aside = _new_folder(settings)
    _note(settings, [(str(one.place), str(aside / one.place.name), one.place.exists()) for one in moves])
    try:
        for one in moves:
            if one.place.exists():
                os.rename(one.place, aside / one.place.name)
            if one.new:
                shutil.move(one.new, one.place)
    except OSError as error:
        recover(settings)
        raise Trouble(
            N_("The backup could not be put in place: %(reason)s. Everything is as it was."), reason=plain.reason(error)
        ) from error
    (settings.instance / _UNFINISHED).unlink()
    return aside


def _note(settings: Settings, moves: list[tuple[str, str, bool]]) -> None:
    # The staged copy must be on the disk before anything gives way to it.
    if hasattr(os, "sync"):
        os.sync()
    beside = settings.instance / (_UNFINISHED + ".new")
    beside.write_text(json.dumps(moves), encoding="utf-8")
    sqlite.to_disk(beside)
    os.replace(beside, settings.instance / _UNFINISHED)
    sqlite.to_disk(settings.instance)


def _move_back(place: Path, aside: Path, was_there: bool) -> None:
    if was_there and not aside.exists():
        return  # It had not been moved yet.
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    if was_there:
        os.rename(aside, place)


def _new_folder(settings: Settings) -> Path:
    name = f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
    taken = len(list(settings.instance.glob(f"{name}*")))
    folder = settings.instance / (f"{name}-{taken + 1}" if taken else name)
    folder.mkdir()
    return folder
