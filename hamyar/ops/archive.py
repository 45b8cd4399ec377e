"""The form of a backup: a zip file whose first entry lists every other one with its size and hash.

Nothing in such a file is believed: only names that Hamyar itself gives are written, and never more than is listed.
"""

import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import IO, Any

from hamyar.kit import jsons
from hamyar.ops import plain, sqlite
from hamyar.ops.plain import N_, Trouble

FORM = 1
DATABASE = "hamyar.db"
OWN_FILES = ("settings.toml", "secret_key")
_LIST = "hamyar-backup.json"
_LONGEST_LIST = 64 << 20
_CHUNK = 1 << 20
_SPARE = 50 << 20
# Folders of pictures: what everybody may see, and what customers showed their group alone.
PICTURES = ("photos", "receipts")
_NAMES = re.compile(
    rf"hamyar\.db|settings\.toml|secret_key|({'|'.join(PICTURES)})/[0-9a-f]{{2}}/[0-9a-zA-Z_-]{{1,100}}\.(webp|jpg)"
)


def is_archive(path: Path) -> bool:
    """Whether a file is, by its looks, a backup."""
    try:
        with zipfile.ZipFile(path) as file:
            return _LIST in file.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def is_ours(name: str) -> bool:
    """Whether a backup may hold a file of this name."""
    return bool(_NAMES.fullmatch(name))


def pack(path: Path, files: dict[str, Path], **facts: object) -> None:
    """Write files, by their names inside, into a new archive. `facts` stand in its list."""
    listed = {name: {"size": source.stat().st_size, "sha256": _hash(source)} for name, source in files.items()}
    contents = {"form": FORM, **facts, "files": listed}
    with path.open("xb") as out:
        with zipfile.ZipFile(out, "w") as file:
            file.writestr(_LIST, json.dumps(contents, indent=1), zipfile.ZIP_DEFLATED)
            for name, source in files.items():
                # Pictures are as small as they get.
                how = zipfile.ZIP_STORED if name.startswith(PICTURES) else zipfile.ZIP_DEFLATED
                file.write(source, name, how)
        out.flush()
        sqlite.to_disk(path)


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Take an archive apart into an empty folder, and check all of it, the database too. Gives its list.

    Raises Trouble where the file is not whole, not of this form, or does not fit on the disk.
    """
    try:
        with zipfile.ZipFile(path) as file:
            contents = _contents(file)
            _check_room(folder, contents)
            for name, facts in contents["files"].items():
                _take_out(file, name, facts, folder)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_whole(path, error) from error
    except (EOFError, NotImplementedError, RuntimeError) as error:  # cut, an unknown packing, a password
        raise not_whole(path, error) from error
    except OSError as error:
        raise Trouble(N_("%(file)s could not be read: %(reason)s."), file=path, reason=plain.reason(error)) from error
    sqlite.check(folder / DATABASE)
    if sqlite.counts(folder / DATABASE) != contents.get("rows"):
        raise not_whole(path, "rows")
    return contents


def not_whole(path: Path, reason: object) -> Trouble:
    """What is said of a file that is no backup, or no longer a whole one."""
    return Trouble(N_("%(file)s is not a whole backup of Hamyar (%(reason)s)."), file=path, reason=reason)


def room_for(folder: Path, needed: int) -> None:
    """Raises Trouble where a folder's disk has no room for so many bytes and a little over."""
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise Trouble(
            N_("There is not enough room in %(folder)s: %(needed)s MB are needed, %(free)s MB are free."),
            folder=folder,
            needed=(needed + _SPARE) >> 20,
            free=free >> 20,
        )


def _contents(file: zipfile.ZipFile) -> dict[str, Any]:
    entry = file.getinfo(_LIST)
    if entry.file_size > _LONGEST_LIST:
        raise ValueError("list")
    contents: dict[str, Any] = jsons.read(file.read(entry))
    if contents["form"] != FORM:
        raise ValueError(f"form {contents['form']}")
    if DATABASE not in contents["files"]:
        raise ValueError("no database")
    if set(file.namelist()) != {_LIST, *contents["files"]}:
        raise ValueError("files that are not listed, or listed and not there")
    return contents


def _check_room(folder: Path, contents: dict[str, Any]) -> None:
    sizes = [facts["size"] for facts in contents["files"].values()]
    if not all(type(size) is int and size >= 0 for size in sizes):
        raise ValueError("size")
    room_for(folder, sum(sizes))


def _take_out(file: zipfile.ZipFile, name: str, facts: dict[str, Any], folder: Path) -> None:
    if not is_ours(name):
        raise ValueError(f"name {name!r}")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open(name) as source, target.open("xb") as out:
        if _pour(source, out, facts["size"]) != facts["sha256"]:
            raise ValueError(name)
    if name in OWN_FILES:
        target.chmod(0o600)


def _pour(source: IO[bytes], out: IO[bytes], size: int) -> str:
    """Copy exactly `size` bytes and give their hash; a byte more or less is an error, whatever the archive claims."""
    seen, left = hashlib.sha256(), size
    while chunk := source.read(min(_CHUNK, left + 1)):
        left -= len(chunk)  # One byte too many ends the reading, below zero.
        seen.update(chunk)
        out.write(chunk)
    if left:
        raise ValueError("size")
    return seen.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
