"""Photos for the tests of the kit: made here, or taken with real phones."""

import io
import random
from pathlib import Path

from PIL import Image, ImageFilter

from hamyar.kit import photos

PHOTOS = Path(__file__).parent.parent / "photos"


def read(content: bytes, **limits: int) -> photos.Picture:
    return photos.read(io.BytesIO(content), **limits)


def file_of(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """Leaves of a tree, nearly: a picture that every encoder has work with."""
    grain = Image.frombytes(
        "RGB", (width // 4, height // 4), random.Random(1).randbytes(width // 4 * (height // 4) * 3)
    )
    return grain.resize((width, height)).filter(ImageFilter.GaussianBlur(1))


# A small photo, as a phone sends it.
SMALL = file_of(noise(64, 48), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
