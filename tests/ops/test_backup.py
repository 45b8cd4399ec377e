"""Saving everything and bringing it back, whatever happens on the way."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from hamyar.ops import archive, backup, lock, restore, settings, sqlite
from hamyar.ops.plain import Trouble
from hamyar.ops.settings import HERE
from tests.ops.conftest import PHOTO

resource = pytest.importorskip("resource")


def name_of_clinic(installation) -> str:
    with closing(sqlite3.connect(installation.database)) as connection:
        return connection.execute("SELECT name FROM clinics").fetchone()[0]


def rename_clinic(installation, name: str) -> None:
    with closing(sqlite3.connect(installation.database)) as connection, connection:
        connection.execute("UPDATE clinics SET name = ?", [name])


def everything(folder: Path) -> dict[str, bytes]:
    """All that an instance keeps, but for what SQLite and the lock write while they look."""
    passing = ("-wal", "-shm", "running", "last_backup")
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(passing)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def remade(source: Path, target: Path, change) -> Path:
    """A backup whose list and files were tampered with by somebody who knows the form."""
    with zipfile.ZipFile(source) as old:
        files = {name: old.read(name) for name in old.namelist()}
    contents = json.loads(files.pop("hamyar-backup.json"))
    change(contents, files)
    with zipfile.ZipFile(target, "w") as new:
        new.writestr("hamyar-backup.json", json.dumps(contents))
        for name, data in files.items():
            new.writestr(name, data)
    return target


def test_a_restore_brings_back_database_photos_settings_and_key(installation, tmp_path):
    saved = backup.write(installation, tmp_path / "saved.zip").path
    before = everything(installation.instance)
    rename_clinic(installation, "دیگر")
    photo = installation.photos / PHOTO[:2] / f"{PHOTO}-320.webp"
    photo.unlink()
    (installation.instance / "secret_key").write_text("x" * 64)

    aside = restore.restore(installation, saved)

    assert name_of_clinic(installation) == "مددکاری مهر"
    assert photo.read_bytes() == b"a picture"
    assert (installation.instance / "secret_key").read_bytes() == before["secret_key"]
    with closing(sqlite3.connect(aside / "hamyar.db")) as connection:
        assert connection.execute("SELECT name FROM clinics").fetchone()[0] == "دیگر", "what was there is kept"


def test_receipts_are_in_the_whole_backup_and_come_back_apart_from_the_photos(installation, tmp_path):
    receipt = installation.receipts / PHOTO[:2] / f"{PHOTO}-320.jpg"
    receipt.parent.mkdir(parents=True)
    receipt.write_bytes(b"a receipt")
    saved = backup.write(installation, tmp_path / "saved.zip").path
    receipt.write_bytes(b"another")
    restore.restore(installation, saved)
    assert receipt.read_bytes() == b"a receipt"
    assert not (installation.photos / PHOTO[:2] / receipt.name).exists()
    light = backup.write(installation, tmp_path / "light.zip", photos=False).path
    with zipfile.ZipFile(light) as file:
        assert not [name for name in file.namelist() if name.startswith("receipts/")]


def test_a_backup_brings_a_clinic_to_a_new_machine(installation, tmp_path):
    saved = backup.write(installation, tmp_path / "saved.zip").path
    new = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "new machine")})
    restore.restore(new, saved)
    assert name_of_clinic(new) == "مددکاری مهر"
    assert settings.load({"HAMYAR_INSTANCE": str(new.instance)}).secret_key == installation.secret_key


def test_a_backup_made_while_others_write_is_whole(installation, tmp_path):
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(installation.database, timeout=5)) as connection:
            while not stop.is_set():
                with connection:
                    connection.execute("UPDATE clinics SET catalogue_version = catalogue_version + 1")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        saved = backup.write(installation, tmp_path / "saved.zip").path
    finally:
        stop.set()
        writer.join()
    (tmp_path / "out").mkdir()
    assert archive.unpack(saved, tmp_path / "out")["rows"]["clinics"] == 1


def test_a_photo_whose_file_is_gone_is_named_and_the_rest_is_saved(installation, tmp_path):
    (installation.photos / PHOTO[:2] / f"{PHOTO}-320.webp").unlink()
    saved = backup.write(installation, tmp_path / "saved.zip")
    assert saved.missing == [PHOTO]
    assert saved.path.exists()


def test_only_the_owner_can_read_a_backup(installation, tmp_path):
    assert backup.write(installation, tmp_path / "saved.zip").path.stat().st_mode & 0o077 == 0


def test_a_backup_into_a_folder_gets_a_name_of_its_own(installation, tmp_path):
    saved = backup.write(installation, tmp_path).path
    assert saved.parent == tmp_path
    assert saved.name.startswith("hamyar-")
    assert backup.last(installation) is not None


def test_an_older_backup_of_that_name_gives_way_and_a_strangers_file_does_not(installation, tmp_path):
    backup.write(installation, tmp_path / "saved.zip")
    backup.write(installation, tmp_path / "saved.zip")
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(Trouble, match="not a backup"):
        backup.write(installation, tmp_path / "thesis.doc")
    assert (tmp_path / "thesis.doc").read_text() == "mine"


def test_a_backup_that_the_disk_does_not_take_leaves_the_older_one(installation, tmp_path):
    saved = backup.write(installation, tmp_path / "saved.zip").path
    older = saved.read_bytes()
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, hard))
    try:
        with pytest.raises(Trouble):
            backup.write(installation, saved)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert saved.read_bytes() == older
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".hamyar")] == []


def test_backups_before_upgrades_are_kept_to_the_newest_few(installation):
    installation.backups.mkdir()
    for number in range(4):
        path = installation.backups / f"before-{number}.zip"
        path.write_text("")
        os.utime(path, (number, number))
    mine = installation.backups / "hamyar-1.zip"
    mine.write_text("")
    backup.keep(installation, 2)
    assert sorted(path.name for path in installation.backups.iterdir()) == [
        "before-2.zip",
        "before-3.zip",
        "hamyar-1.zip",
    ]


def a_flipped_byte(source: Path, target: Path) -> Path:
    data = bytearray(source.read_bytes())
    data[data.index(b"a picture")] ^= 1
    target.write_bytes(data)
    return target


def a_cut_file(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes()[:-200])
    return target


def text(source: Path, target: Path) -> Path:
    target.write_text("not a zip")
    return target


def a_climbing_name(source: Path, target: Path) -> Path:
    def change(contents, files) -> None:
        for name in ("../evil", "photos/ab/../../../evil.jpg", "/tmp/evil", "photos/ab/x.py"):
            files[name] = b""
            contents["files"][name] = {"size": 0, "sha256": hashlib.sha256().hexdigest()}

    return remade(source, target, change)


def an_unlisted_file(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: files.update({"photos/ab/x-1.jpg": b"x"}))


def a_missing_photo(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: files.pop(f"photos/{PHOTO[:2]}/{PHOTO}-320.webp"))


def more_bytes_than_listed(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: contents["files"]["secret_key"].update(size=3))


def a_negative_size(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: contents["files"]["secret_key"].update(size=-1))


def more_than_the_disk_holds(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: contents["files"]["secret_key"].update(size=1 << 60))


def a_newer_revision(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: contents.update(revision="9999"))


def lost_rows(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: contents["rows"].update(clinics=2))


def a_list_of_nonsense(source: Path, target: Path) -> Path:
    return remade(source, target, lambda contents, files: contents.update(files=[1, 2]))


BAD = [
    a_flipped_byte,
    a_cut_file,
    text,
    a_climbing_name,
    an_unlisted_file,
    a_missing_photo,
    more_bytes_than_listed,
    a_negative_size,
    more_than_the_disk_holds,
    a_newer_revision,
    lost_rows,
    a_list_of_nonsense,
]


@pytest.mark.parametrize("damage", BAD, ids=lambda damage: damage.__name__)
def test_a_file_that_is_not_as_it_should_be_changes_nothing(installation, tmp_path, damage):
    saved = backup.write(installation, tmp_path / "saved.zip").path
    before = everything(installation.instance)
    with pytest.raises(Trouble):
        restore.restore(installation, damage(saved, tmp_path / "bad.zip"))
    assert everything(installation.instance) == before
    assert not (tmp_path / "evil").exists()


def test_a_damaged_database_in_a_backup_is_not_taken(installation, tmp_path):
    sqlite.fold(installation.database)
    saved = backup.write(installation, tmp_path / "saved.zip").path

    def change(contents, files) -> None:
        data = bytearray(files["hamyar.db"])
        data[4096:40960] = bytes(36864)
        (tmp_path / "damaged").write_bytes(data)
        files["hamyar.db"] = bytes(data)
        contents["files"]["hamyar.db"]["sha256"] = hashlib.sha256(data).hexdigest()

    with pytest.raises(Trouble, match="damaged"):
        restore.restore(installation, remade(saved, tmp_path / "bad.zip", change))
    assert name_of_clinic(installation) == "مددکاری مهر"


def test_a_damaged_installation_can_be_restored(installation, tmp_path):
    saved = backup.write(installation, tmp_path / "saved.zip").path
    installation.database.write_bytes(b"rubbish" * 1000)
    restore.restore(installation, saved)
    assert name_of_clinic(installation) == "مددکاری مهر"


def test_nothing_is_restored_under_a_running_server(installation, tmp_path):
    saved = backup.write(installation, tmp_path / "saved.zip").path
    with lock.hold(installation), pytest.raises(Trouble, match=f"process {os.getpid()}"):
        restore.restore(installation, saved)
    restore.restore(installation, saved)


def test_a_backup_without_photos_leaves_the_photos_alone(installation, tmp_path):
    saved = backup.write(installation, tmp_path / "saved.zip", photos=False).path
    restore.restore(installation, saved)
    assert (installation.photos / PHOTO[:2] / f"{PHOTO}-320.webp").exists()


# Ends the process, as kill -9 or a power cut would, before the n-th thing of the backup takes its place.
CUT_OFF = """
import os, pathlib, shutil, sys
from hamyar.ops import restore, settings
moved, real = [], shutil.move
def move(*words):
    moved.append(words)
    if len(moved) == int(sys.argv[2]):
        os._exit(9)
    return real(*words)
shutil.move = move
restore.restore(settings.load(), pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_restore_cut_off_in_the_middle_is_put_back_at_the_next_start(installation, tmp_path, at):
    rename_clinic(installation, "قدیم")
    saved = backup.write(installation, tmp_path / "saved.zip").path
    rename_clinic(installation, "جدید")
    before = everything(installation.instance)
    environment = os.environ | {"HAMYAR_INSTANCE": str(installation.instance), "PYTHONPATH": str(HERE)}
    cut = subprocess.run([sys.executable, "-c", CUT_OFF, saved, str(at)], env=environment, cwd=tmp_path)
    assert cut.returncode == 9

    assert restore.recover(installation)

    after = everything(installation.instance)
    assert {name: after[name] for name in before} == before
    assert name_of_clinic(installation) == "جدید"
    assert not restore.recover(installation), "once is enough"
