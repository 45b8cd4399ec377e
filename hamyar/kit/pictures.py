"""A picture as it comes out of an upload from any phone: small, upright, and silent about where it was taken."""

import contextlib
import functools
import io
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hamyar.kit.errors import Refused

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageCms import ImageCmsProfile

LIMIT_BYTES = 15 * 1024 * 1024
LIMIT_PIXELS = 50_000_000
LEAST_SIDE = 32
# A picture taller than twice its width (a long screenshot) is bounded by its height; WebP knows no side above 16383.
BOX = (1280, 2560)
# Held while a picture is read or written, so that many uploads at once need no more memory than one.
one_at_a_time = threading.Lock()

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_SIDEWAYS = (5, 6, 7, 8)
# Measured peaks. Pillow keeps RGB in 4 bytes; a progressive JPEG holds all its coefficients, WebP three canvases.
_BYTES_A_PIXEL = {"jpeg": 7, "png": 6, "heic": 7, "webp": 16}
# Cameras write 1 scan and progressive encoders about 10. Thousands of them keep a processor busy for minutes.
_MOST_SCANS = 100


@dataclass(frozen=True)
class Picture:
    """A decoded photo: upright, RGB in the sRGB colours of screens, at most 1280 x 2560, without metadata."""

    image: "Image.Image"

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height


def read(stream: BinaryIO, *, limit_bytes: int = LIMIT_BYTES, limit_pixels: int = LIMIT_PIXELS) -> Picture:
    """Decode a JPEG, PNG, WebP or HEIC photo; of an animated one the first frame. See-through parts become white.

    Size and pixels are checked before anything is decoded. Raises Refused, and nothing else, whatever the bytes are:
    photo.too_big (limit_mb), photo.too_many_pixels (limit, in megapixels), photo.too_small (least, in pixels),
    photo.damaged, photo.not_a_photo, photo.heic_unsupported.
    """
    with one_at_a_time, warnings.catch_warnings():
        # Pillow warns about odd metadata, which is thrown away here anyhow.
        warnings.simplefilter("ignore")
        _give_memory_back()
        data = stream.read(limit_bytes + 1)
        if len(data) > limit_bytes:
            raise Refused("photo.too_big", limit_mb=limit_bytes // (1024 * 1024))
        kind = _kind(data)
        try:
            return _decode(kind, data, limit_pixels)
        except Refused:
            raise
        except MemoryError as error:
            raise Refused("photo.too_many_pixels", limit=limit_pixels // 1_000_000) from error
        # Decoders meet hostile bytes with every exception there is: struct.error, SyntaxError, KeyError, zlib.error ...
        except Exception as error:
            raise Refused("photo.damaged") from error


def _kind(data: bytes) -> str:
    """What the first bytes say; the file's name and the browser's word for it count for nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "heic"
    raise Refused("photo.not_a_photo")


def _decode(kind: str, data: bytes, limit_pixels: int) -> Picture:
    image = _open(kind, data)
    limit = min(limit_pixels, _affordable_pixels(kind, image))
    if image.width * image.height > limit:
        raise Refused("photo.too_many_pixels", limit=limit // 1_000_000)
    if min(image.size) < LEAST_SIDE:
        raise Refused("photo.too_small", least=LEAST_SIDE)
    if kind == "jpeg":
        turn = _turn(image)
        target = _fit(image.size, turned=turn in _SIDEWAYS)
        # The JPEG decoder itself leaves out detail that would be thrown away: a fraction of the time and memory.
        image.draft(image.mode, target)
        image.load()
    else:
        image.load()
        # libheif has turned the picture already.
        turn = 1 if kind == "heic" else _turn(image)
        target = _fit(image.size, turned=turn in _SIDEWAYS)
    profile = image.info.get("icc_profile")
    small = _screen_colours(_shrink(image, target), profile)
    return Picture(_upright(small, turn))


def _open(kind: str, data: bytes) -> "Image.Image":
    """The image with its header read and its pixels not yet. Other formats than the one found cannot be tried."""
    if kind == "heic":
        return _open_heic(data)
    from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    if kind == "jpeg":
        if data.count(b"\xff\xda") > _MOST_SCANS:
            raise Refused("photo.damaged")
        return JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    if kind == "png":
        return PngImagePlugin.PngImageFile(io.BytesIO(data))
    try:
        return WebPImagePlugin.WebPImageFile(io.BytesIO(data))
    except Image.DecompressionBombError:
        raise Refused("photo.too_many_pixels", limit=LIMIT_PIXELS // 1_000_000) from None


def _open_heic(data: bytes) -> "Image.Image":
    try:
        import pi_heif
    except ImportError:
        raise Refused("photo.heic_unsupported") from None
    # libheif paints what is missing of a cut file grey and says nothing.
    if not _is_whole(data):
        raise Refused("photo.damaged")
    for needless in ("THUMBNAILS", "DEPTH_IMAGES", "AUX_IMAGES"):
        setattr(pi_heif.options, needless, False)
    image: Image.Image = pi_heif.HeifImageFile(io.BytesIO(data))
    return image


def _is_whole(data: bytes) -> bool:
    """Whether every box of the file is there to its end. What cameras hang on behind the last box is let be."""
    place = 0
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16], "big")
        if size < 8:
            break
        place += size
    return place <= len(data)


def _affordable_pixels(kind: str, image: "Image.Image") -> int:
    """How many pixels this machine's free memory can take now; a camera's plain JPEG costs next to nothing."""
    if kind == "jpeg" and not image.info.get("progressive"):
        return LIMIT_PIXELS
    return max(1_000_000, _free_memory() * 7 // 10 // _BYTES_A_PIXEL[kind])


def _free_memory() -> int:
    """What Linux would give without pushing anybody out; elsewhere enough for everything, as on any PC."""
    try:
        facts = Path("/proc/meminfo").read_text("ascii")
        return int(facts.partition("MemAvailable:")[2].split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return 2 * 1024**3


@functools.cache
def _give_memory_back() -> None:
    """Have glibc return big blocks to the system. Without this the process grows from 39 to 280 MB in 150 photos."""
    import ctypes

    m_mmap_threshold = -3
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library, which has no need of it
        ctypes.CDLL(None).mallopt(m_mmap_threshold, 256 * 1024)


def _turn(image: "Image.Image") -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or the block cannot be read."""
    try:
        turn = image.getexif().get(0x0112)
    except Exception:  # an EXIF block may hold anything; it only costs the picture its turn
        return 1
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else 1


def _upright(image: "Image.Image", turn: int) -> "Image.Image":
    from PIL.Image import Transpose

    moves = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(moves[turn]) if turn in moves else image


def _fit(size: tuple[int, int], *, turned: bool) -> tuple[int, int]:
    """The size within the box, sides in proportion, never larger; `turned` pictures will lie across."""
    box = BOX[::-1] if turned else BOX
    share = min(1.0, box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _shrink(image: "Image.Image", target: tuple[int, int]) -> "Image.Image":
    """A new image of the target size. Worked strip by strip: a palette or see-through giant is never copied whole."""
    from PIL import Image

    factor = max(1, min(image.width // target[0], image.height // target[1]))
    step = factor * 64
    small = None
    for top in range(0, image.height, step):
        strip = _plain(image.crop((0, top, image.width, min(top + step, image.height)))).reduce(factor)
        if small is None:
            small = Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        small.paste(strip, (0, top // factor))
    assert small is not None
    return small.resize(target, Image.Resampling.LANCZOS) if small.size != target else small


def _plain(image: "Image.Image") -> "Image.Image":
    """RGB on white, without a palette, see-through parts or 16-bit values. CMYK stays until its profile is applied."""
    from PIL import Image

    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.has_transparency_data:
        above = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(above, mask=above.getchannel("A"))
        return white
    return image if image.mode in ("RGB", "CMYK") else image.convert("RGB")


def _screen_colours(image: "Image.Image", profile: object) -> "Image.Image":
    """The same colours in sRGB. A profile that cannot be read is left out; wide colours look pale then."""
    if isinstance(profile, bytes):
        from PIL import ImageCms

        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if _fits(source, image.mode):
                changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                image = changed or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    image = image.convert("RGB")
    image.info = {}
    return image


def _fits(profile: "ImageCmsProfile", mode: str) -> bool:
    return profile.profile.xcolor_space.strip() == mode
