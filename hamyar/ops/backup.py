"""Backups: one file with the database, all pictures, the settings and the secret key. Keep it as safe as the machine.

What is written is read again before it gets its name. `ops.restore` brings it back.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hamyar.kit import clock
from hamyar.ops import archive, plain, sqlite
from hamyar.ops.plain import N_, Trouble, closed_folder
from hamyar.ops.settings import Settings
from hamyar.ops.version import VERSION

_LAST = "last_backup"


class Saved(NamedTuple):
    """A backup that was written and read again, and the names of photos that were gone before it was made."""

    path: Path
    missing: list[str]


def write(settings: Settings, target: Path, photos: bool = True) -> Saved:
    """Save everything into one file and read it again; only then it gets its name.

    The database is copied first and the photos after it, so every photo that the copy names is there. Where `target`
    is a folder, the file gets a name with the moment in it. Raises Trouble; an older backup of that name still stands.
    """
    database = _database(settings)
    target = _target(target)
    with scratch(target.parent) as folder:
        try:
            sqlite.copy(database, folder / archive.DATABASE)
            lost = _pack(settings, folder, photos)
            archive.unpack(folder / "new.zip", _made(folder / "read-again"))
            os.replace(folder / "new.zip", target)
            sqlite.to_disk(target.parent)
            if photos:
                (settings.instance / _LAST).write_text(clock.now().isoformat(timespec="seconds"), encoding="ascii")
        except OSError as error:
            raise Trouble(
                N_("The backup could not be written to %(file)s: %(reason)s."), file=target, reason=plain.reason(error)
            ) from error
        except sqlite3.Error as error:
            raise Trouble(
                N_("The database could not be copied: %(reason)s. Is there room on the disk?"), reason=error
            ) from error
    return Saved(target, lost)


def missing(names: list[str], files: Iterable[str]) -> list[str]:
    """Which of the photos named in the database no file belongs to."""
    there = {file.rpartition("-")[0] for file in files}
    return [name for name in names if name not in there]


def keep(settings: Settings, most: int) -> list[Path]:
    """Delete all but the newest backups that were made before upgrades. Gives what was deleted."""
    found = settings.backups.glob("before-*.zip")
    too_old = sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)[most:]
    for path in too_old:
        path.unlink()
    return too_old


def last(settings: Settings) -> datetime | None:
    """When the newest whole backup was made, photos and all, wherever it went; None where there never was one."""
    try:
        return datetime.fromisoformat((settings.instance / _LAST).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for work half done, on the same disk as the result, gone afterwards. Raises Trouble."""
    try:
        path = Path(tempfile.mkdtemp(prefix=".hamyar-", dir=folder))
    except OSError as error:
        raise closed_folder(folder, error) from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _pack(settings: Settings, folder: Path, photos: bool) -> list[str]:
    copied = folder / archive.DATABASE
    files = {archive.DATABASE: copied} | _own_files(settings) | (_pictures(settings) if photos else {})
    # Once for the archive, once more for reading it again.
    archive.room_for(folder, 2 * sum(source.stat().st_size for source in files.values()))
    archive.pack(
        folder / "new.zip",
        files,
        program=VERSION,
        made_at=clock.now().isoformat(timespec="seconds"),
        revision=sqlite.revision(copied),
        rows=sqlite.counts(copied),
        photos=photos,
    )
    (folder / "new.zip").chmod(0o600)
    return missing(_photo_names(copied), (source.name for source in files.values())) if photos else []


def _own_files(settings: Settings) -> dict[str, Path]:
    return {name: settings.instance / name for name in archive.OWN_FILES if (settings.instance / name).is_file()}


def _pictures(settings: Settings) -> dict[str, Path]:
    folders = [settings.instance / name for name in archive.PICTURES]
    found = sorted(path for folder in folders for path in folder.glob("*/*") if path.is_file())
    named = {path.relative_to(settings.instance).as_posix(): path for path in found}
    # A photo just being stored still has a passing name.
    return {name: path for name, path in named.items() if archive.is_ours(name)}


def _photo_names(database: Path) -> list[str]:
    with closing(sqlite.read_only(database)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM photos ORDER BY id")]


def _database(settings: Settings) -> Path:
    if settings.database is None:
        raise Trouble(N_("Hamyar saves only its own database file. Save a database server with its own tools."))
    if not settings.database.exists():
        raise Trouble(N_("There is nothing to save yet: %(file)s does not exist."), file=settings.database)
    return settings.database


def _target(target: Path) -> Path:
    target = target.expanduser().absolute()
    if target.is_dir():
        return target / f"hamyar-{clock.now():%Y%m%d-%H%M%S}.zip"
    if target.exists() and not archive.is_archive(target):
        raise Trouble(N_("%(file)s exists and is not a backup of Hamyar. Choose another name."), file=target)
    _made(target.parent)
    return target


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise closed_folder(folder, error) from error
    return folder
