"""Stored photos: every picture as WebP and JPEG in three widths, under names made from its content.

`read()` turns an upload into a `Picture`, `store()` writes it. The original is never written anywhere, and nothing in
the files tells where or with what they were taken.
"""

import errno
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hamyar.kit.errors import Refused
from hamyar.kit.pictures import BOX, LIMIT_BYTES, LIMIT_PIXELS, Picture, one_at_a_time, read

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "LIMIT_BYTES",
    "LIMIT_PIXELS",
    "Picture",
    "Stored",
    "erase",
    "path",
    "read",
    "smaller",
    "store",
    "widest",
    "widths",
    "written_before",
]

WIDTHS = (320, 640, BOX[0])
EXTENSIONS = ("webp", "jpg")
KEEP_FREE = 200 * 1024 * 1024

# The two smaller widths are what phones on slow lines take, a dozen of them on one page. A photo full of leaves gives
# up some sharpness to stay within these bytes; on a phone's fine screen the difference is hard to find.
_WELCOME_BYTES = {320: 7 * 1024, 640: 26 * 1024}
_QUALITIES = (68, 42, 28, 18)
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Stored:
    """What `store()` has written: the size of the widest file, the average colour as #rrggbb, and all files' bytes."""

    name: str
    width: int
    height: int
    colour: str
    bytes: int


def store(picture: Picture, folder: Path, *, keep_free: int = KEEP_FREE) -> Stored:
    """Write the picture as `<folder>/<2 hex>/<name>-<width>.webp` and `.jpg` in each of its widths.

    The name is made from the picture's content: storing the same picture again writes nothing and gives the same name.
    A file is there whole or not at all, also after a power cut. Where less than `keep_free` bytes would stay free, or
    the disk cannot be written, nothing is left behind and photo.disk_full is Refused.
    """
    with one_at_a_time:
        name = _name(picture)
        try:
            return _store(picture, folder, name, keep_free)
        except OSError as error:
            raise Refused("photo.disk_full", reason=errno.errorcode.get(error.errno or 0, "")) from error


def widths(width: int) -> list[int]:
    """The widths in which a picture of this width is stored, smallest first. It is never enlarged: 500 -> 320, 500."""
    widest = min(width, WIDTHS[-1])
    return [step for step in WIDTHS if step < widest] + [widest]


def path(folder: Path, name: str, width: int, extension: str) -> Path | None:
    """The stored file, or None where there is none. Names of another form than ours never reach the disk."""
    if not _NAME.fullmatch(name) or extension not in EXTENSIONS:
        return None
    file = _file(folder, name, width, extension)
    return file if file.is_file() else None


def smaller(folder: Path, name: str, width: int, extension: str) -> Path | None:
    """The next smaller stored file of the same picture, or None where this is the smallest."""
    narrower = [step for step in WIDTHS if step < width]
    return path(folder, name, narrower[-1], extension) if narrower else None


def widest(folder: Path, name: str) -> Path | None:
    """The largest JPEG of a picture of which only the name is known, or None where there is none."""
    found = folder.glob(f"{name[:2]}/{name}-*.jpg") if _NAME.fullmatch(name) else ()
    return max(found, key=lambda file: int(file.stem.rpartition("-")[2]), default=None)


def erase(folder: Path, name: str) -> None:
    """Take away every file of this picture. Nothing happens where there is none."""
    if not _NAME.fullmatch(name):
        return
    with one_at_a_time:
        for file in (folder / name[:2]).glob(f"{name}-*"):
            file.unlink(missing_ok=True)


def written_before(folder: Path, moment: datetime) -> set[str]:
    """The names of pictures whose files were written before an aware moment."""
    files = (file for file in folder.glob("??/*-*.jpg") if file.stat().st_mtime < moment.timestamp())
    return {file.name.partition("-")[0] for file in files}


def _name(picture: Picture) -> str:
    content = hashlib.sha256(f"{picture.width}x{picture.height}:".encode())
    content.update(picture.image.tobytes())
    return content.hexdigest()[:32]


def _file(folder: Path, name: str, width: int, extension: str) -> Path:
    return folder / name[:2] / f"{name}-{width}.{extension}"


def _store(picture: Picture, folder: Path, name: str, keep_free: int) -> Stored:
    place = folder / name[:2]
    place.mkdir(parents=True, exist_ok=True)
    new: list[Path] = []
    size = 0
    try:
        for file, width in _files(picture, folder, name):
            if not file.is_file():
                _keep(file, _encode(picture, width, file.suffix), keep_free)
                new.append(file)
            size += file.stat().st_size
        _settle(place)
    except BaseException:
        for file in new:
            file.unlink(missing_ok=True)
        raise
    return Stored(name, picture.width, picture.height, _colour(picture), size)


def _files(picture: Picture, folder: Path, name: str) -> Iterator[tuple[Path, int]]:
    for width in widths(picture.width):
        for extension in EXTENSIONS:
            yield _file(folder, name, width, extension), width


def _encode(picture: Picture, width: int, suffix: str) -> bytes:
    from PIL import Image, JpegImagePlugin, WebPImagePlugin  # noqa: F401  # naming them spares loading forty others

    image = picture.image
    if width != picture.width:
        box = _box(picture, width)
        height = max(1, round((box[3] - box[1]) * width / picture.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, box)
    if suffix == ".webp":
        return _light(image)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78, optimize=True, progressive=True)
    return out.getvalue()


def _box(picture: Picture, width: int) -> tuple[float, float, float, float]:
    """The part of the picture that this width shows: all of it, but the smallest is never taller than wide.

    Lists show squares; the upper and lower ends that nobody sees would be a third of the bytes.
    """
    over = max(0, picture.height - picture.width) / 2 if width == WIDTHS[0] else 0
    return 0, over, picture.width, picture.height - over


def _light(image: "Image.Image") -> bytes:
    """WebP as good as it can be within what its width may weigh; the worst quality where it cannot."""
    content = b""
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6 if image.width <= WIDTHS[0] else 4)
        content = out.getvalue()
        if len(content) <= _WELCOME_BYTES.get(image.width, len(content)):
            break
    return content


def _keep(file: Path, content: bytes, keep_free: int) -> None:
    """Write the file so that its name never stands for half of it."""
    if shutil.disk_usage(file.parent).free - len(content) < keep_free:
        raise OSError(errno.ENOSPC, "too little space is left")
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=file.parent)
    try:
        with open(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """Make the new names themselves survive a power cut. Windows cannot do this for a folder, and does it unasked."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _colour(picture: Picture) -> str:
    from PIL import Image

    pixel = picture.image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return "#" + pixel.hex()
