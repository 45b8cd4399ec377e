"""Stored photos: once, whole or not at all, and under names that lead nowhere else."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from hamyar.kit import photos
from hamyar.kit.errors import Refused
from tests.kit.snapshots import PHOTOS, SMALL, file_of, noise, read


def test_the_same_picture_is_stored_once(tmp_path: Path) -> None:
    content = (PHOTOS / "gps.jpg").read_bytes()
    first = photos.store(read(content), tmp_path)
    times = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    assert photos.store(read(content), tmp_path) == first
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == times
    assert photos.store(read(file_of(noise(640, 480), "JPEG")), tmp_path).name != first.name


def test_a_stored_picture_is_found_and_erased(tmp_path: Path) -> None:
    stored = photos.store(read(file_of(Image.new("RGB", (700, 600), "#336699"), "PNG")), tmp_path)
    assert stored.colour == "#336699"
    for width in photos.widths(stored.width):
        for extension in ("webp", "jpg"):
            file = photos.path(tmp_path, stored.name, width, extension)
            assert file
            with Image.open(file) as image:
                assert image.width == width
    assert photos.path(tmp_path, stored.name, 100, "webp") is None
    assert photos.widest(tmp_path, stored.name) == photos.path(tmp_path, stored.name, 700, "jpg")
    assert photos.widest(tmp_path, "0" * 32) is photos.widest(tmp_path, "../*") is None
    photos.erase(tmp_path, stored.name)
    photos.erase(tmp_path, stored.name)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


@pytest.mark.parametrize("photo", ["iphone.heic", "rotated-landscape-6.jpg", "rotated-portrait-8.jpg"])
def test_what_phones_fetch_stays_light(photo: str, tmp_path: Path) -> None:
    stored = photos.store(read((PHOTOS / photo).read_bytes()), tmp_path)
    sizes = [photos.path(tmp_path, stored.name, width, "webp").stat().st_size for width in (320, 640)]  # type: ignore[union-attr]
    assert sizes[0] <= 7.5 * 1024
    assert sizes[1] <= 27 * 1024


def test_the_smallest_shows_what_a_square_shows(tmp_path: Path) -> None:
    tall = Image.new("RGB", (700, 1400), "#2040c0")
    tall.paste("#c04020", (0, 0, 700, 350))
    stored = photos.store(read(file_of(tall, "PNG")), tmp_path)
    for width, size in ((320, (320, 320)), (640, (640, 1280)), (700, (700, 1400))):
        file = photos.path(tmp_path, stored.name, width, "webp")
        assert file
        with Image.open(file) as image:
            assert image.size == size
            red, _green, blue = image.convert("RGB").getpixel((width // 2, 2))  # type: ignore[misc]
            assert (blue > red) == (width == 320)
    assert photos.smaller(tmp_path, stored.name, 700, "jpg") == photos.path(tmp_path, stored.name, 640, "jpg")
    assert photos.smaller(tmp_path, stored.name, 320, "jpg") is None


@pytest.mark.parametrize(
    "name", ["../../secret", "..", "", "A" * 32, "g" * 32, "0" * 31, "0" * 32 + "\n", "*", "?" * 32]
)
def test_a_strange_name_reaches_no_file(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b" / "photos"
    (folder / name[:2]).mkdir(parents=True, exist_ok=True)
    there = [tmp_path / "secret-320.webp", folder / "00" / f"{'0' * 32}-320.webp"]
    for file in there:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    assert photos.path(folder, name, 320, "webp") is None
    assert photos.path(folder, "0" * 32, 320, "../x") is None
    photos.erase(folder, name)
    assert all(file.exists() for file in there)
    assert photos.path(folder, "0" * 32, 320, "webp") == there[1]


def test_many_at_once_make_one_picture(tmp_path: Path) -> None:
    content = (PHOTOS / "rotated-portrait-8.jpg").read_bytes()
    stored = []
    threads = [threading.Thread(target=lambda: stored.append(photos.store(read(content), tmp_path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored) == 6
    assert len(set(stored)) == 1
    assert not list(tmp_path.rglob(".new-*"))


def test_the_last_megabytes_of_the_disk_are_left_alone(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        photos.store(read(SMALL), tmp_path, keep_free=1 << 60)
    assert caught.value.key == "photo.disk_full"
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


@pytest.fixture
def tiny_disk(tmp_path: Path):
    """A disk of 256 KB where the system lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = sys.platform == "linux" and os.geteuid() == 0
    if (
        not made
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True).returncode
    ):
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_keeps_nothing_half_written(tiny_disk: Path) -> None:
    kept = photos.store(read(SMALL), tiny_disk, keep_free=0)
    with pytest.raises(Refused) as caught:
        photos.store(read(file_of(noise(1280, 960), "JPEG", quality=95)), tiny_disk, keep_free=0)
    assert (caught.value.key, caught.value.facts) == ("photo.disk_full", {"reason": "ENOSPC"})
    left = [file for file in tiny_disk.rglob("*") if file.is_file()]
    assert {file.name.partition("-")[0] for file in left} == {kept.name}
    assert sum(file.stat().st_size for file in left) == kept.bytes


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_file_that_may_not_grow_leaves_nothing(tmp_path: Path) -> None:
    import resource

    picture = read(file_of(noise(640, 480), "JPEG"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(Refused) as caught:
            photos.store(picture, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.key == "photo.disk_full"
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_pillow_is_loaded_with_the_first_photo_and_not_before() -> None:
    program = "import sys, hamyar.kit.photos; print('PIL' in sys.modules, 'pi_heif' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=PHOTOS.parent.parent)
    assert done.stdout.split() == ["False", "False"], done.stderr
