"""What comes out of an upload from any phone, and what is refused."""

import io
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from hamyar.kit import photos, pictures
from hamyar.kit.errors import Refused
from tests.kit.snapshots import PHOTOS, SMALL, file_of, noise, read

REAL = sorted(file for file in PHOTOS.iterdir() if file.suffix in (".jpg", ".heic"))
HIDDEN = (
    b"Exif",
    b"EXIF",
    b"http://ns.adobe.com",
    b"xmpmeta",
    b"ICC_PROFILE",
    b"ICCP",
    b"Photoshop",
    b"WGS-84",
    b"NIKON",
)


def refusal(content: bytes, **limits: int) -> Refused:
    with pytest.raises(Refused) as caught:
        read(content, **limits)
    return caught.value


def png_of(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that claims a size and holds what it is given."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def near(pixel: tuple[int, ...], wanted: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(pixel, wanted, strict=True))


# what comes out


@pytest.mark.parametrize("photo", REAL, ids=lambda file: file.name)
def test_a_real_photo_is_stored_without_any_metadata(photo: Path, tmp_path: Path) -> None:
    stored = photos.store(read(photo.read_bytes()), tmp_path)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) == 2 * len(photos.widths(stored.width))
    assert stored.bytes == sum(file.stat().st_size for file in files)
    for file in files:
        content = file.read_bytes()
        assert not [word for word in HIDDEN if word in content]
        with Image.open(file) as image:
            assert not image.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)


def test_the_photo_with_a_place_had_one_before() -> None:
    with Image.open(PHOTOS / "gps.jpg") as image:
        assert image.getexif().get_ifd(0x8825)


@pytest.mark.parametrize(
    ("name", "upright"),
    [("rotated-landscape-6.jpg", (1280, 853)), ("rotated-portrait-8.jpg", (1200, 1800)), ("iphone.heic", (1280, 1653))],
)
def test_a_photo_that_lies_on_its_side_stands_up(name: str, upright: tuple[int, int]) -> None:
    picture = read((PHOTOS / name).read_bytes())
    assert (picture.width, picture.height) == upright


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_of_the_eight_turns_brings_red_to_the_top_left(turn: int, kind: str) -> None:
    upright = Image.new("RGB", (400, 200), "white")
    upright.paste((200, 0, 0), (0, 0, 200, 100))
    upright.paste((0, 0, 200), (200, 100, 400, 200))
    upright.paste((0, 150, 0), (200, 0, 400, 100))
    # The opposite of each turn, as a camera that was held so would have written it.
    opposite = {
        2: "FLIP_LEFT_RIGHT",
        3: "ROTATE_180",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_90",
        7: "TRANSVERSE",
        8: "ROTATE_270",
    }
    lying = upright.transpose(Image.Transpose[opposite[turn]]) if turn in opposite else upright
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = read(file_of(lying, kind, exif=exif.tobytes()))
    assert (picture.width, picture.height) == (400, 200)
    assert near(picture.image.getpixel((50, 50)), (200, 0, 0))
    assert near(picture.image.getpixel((350, 50)), (0, 150, 0))
    assert near(picture.image.getpixel((350, 150)), (0, 0, 200))


@pytest.mark.parametrize("photo", ["invalid-exif-1.jpg", "invalid-exif-2.jpg"])
def test_a_broken_exif_block_costs_nothing(photo: str) -> None:
    with Image.open(PHOTOS / photo) as image:
        size = image.size
    picture = read((PHOTOS / photo).read_bytes())
    assert (picture.width, picture.height) == size


def test_see_through_parts_become_white() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    clear.paste((200, 0, 0, 255), (0, 0, 32, 64))
    palette = clear.quantize(4)
    grey = clear.convert("LA")
    for content in (file_of(clear, "PNG"), file_of(clear, "WEBP", lossless=True), file_of(palette, "PNG")):
        picture = read(content)
        assert picture.image.mode == "RGB"
        assert near(picture.image.getpixel((50, 30)), (255, 255, 255))
        assert near(picture.image.getpixel((10, 30)), (200, 0, 0))
    assert near(read(file_of(grey, "PNG")).image.getpixel((50, 30)), (255, 255, 255))


def test_odd_kinds_of_pixels_are_understood() -> None:
    deep = Image.new("I;16", (64, 64), 0x8000)
    assert near(read(file_of(deep, "PNG")).image.getpixel((9, 9)), (128, 128, 128))
    ink = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    assert near(read(file_of(ink, "JPEG")).image.getpixel((9, 9)), (254, 0, 0))
    assert near(read(file_of(Image.new("L", (64, 64), 77), "JPEG")).image.getpixel((9, 9)), (77, 77, 77))
    assert near(read(file_of(Image.new("1", (64, 64), 1), "PNG")).image.getpixel((9, 9)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("#c80000", "#0000c8")]
    content = file_of(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert near(read(content).image.getpixel((9, 9)), (200, 0, 0))


def test_wide_colours_are_turned_into_the_colours_of_screens() -> None:
    plain = Image.new("RGB", (64, 64), (200, 80, 80))
    with Image.open(io.BytesIO(file_of(plain, "PNG", icc_profile=display_p3()))) as image:
        assert image.getpixel((9, 9)) == (200, 80, 80)
    wide = read(file_of(plain, "PNG", icc_profile=display_p3())).image
    assert near(wide.getpixel((9, 9)), (217, 73, 76), by=4)
    assert wide.info == {}
    # A profile for other channels than the picture has, and one that is no profile: the pixels stay as they are.
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (lab, b"no profile"):
        assert near(read(file_of(plain, "PNG", icc_profile=profile)).image.getpixel((9, 9)), (200, 80, 80), by=0)


def display_p3() -> bytes:
    """The colours an iPhone takes photos in, from one."""
    import pi_heif

    profile = pi_heif.open_heif(PHOTOS / "iphone.heic").info["icc_profile"]
    assert isinstance(profile, bytes)
    return profile


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB")]
)
def test_a_large_picture_keeps_everything_in_its_place(kind: str, mode: str) -> None:
    large = Image.new("RGB", (4001, 2999), "white")
    large.paste((200, 0, 0), (0, 0, 2000, 1500))
    large.paste((0, 0, 200), (2000, 1500, 4001, 2999))
    picture = read(file_of(large.convert(mode), kind))
    assert (picture.width, picture.height) == (1280, 959)
    for place, colour in {
        (1, 1): (200, 0, 0),
        (630, 470): (200, 0, 0),
        (650, 470): (255, 255, 255),
        (630, 490): (255, 255, 255),
        (650, 490): (0, 0, 200),
        (1278, 957): (0, 0, 200),
    }.items():
        assert near(picture.image.getpixel(place), colour)


def test_a_photo_is_never_enlarged_and_a_long_one_stays_storable(tmp_path: Path) -> None:
    assert photos.widths(2000) == photos.widths(1280) == [320, 640, 1280]
    assert photos.widths(500) == [320, 500]
    assert photos.widths(88) == [88]
    small = photos.store(read(file_of(noise(500, 300), "JPEG")), tmp_path)
    assert (small.width, small.height) == (500, 300)
    long = photos.store(read(file_of(Image.new("RGB", (400, 20_000), "white"), "PNG")), tmp_path)
    assert long.height == 2560
    assert photos.path(tmp_path, long.name, long.width, "webp")


# what is refused


def test_what_is_no_photo_is_refused_by_its_first_bytes() -> None:
    gif = file_of(Image.new("RGB", (64, 64)), "GIF")
    for content in (
        b"",
        b"\0",
        b"%PDF-1.7 ...",
        b"<svg onload='alert(1)'/>",
        gif,
        b"RIFF1234WAVE",
        b"1234ftypavif" * 9,
    ):
        assert refusal(content).key == "photo.not_a_photo"


def test_a_file_that_is_too_big_is_not_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 15 * 1024 * 1024 + 1
            return b"\xff\xd8\xff" + bytes(size - 3)

    with pytest.raises(Refused) as caught:
        photos.read(Endless())  # type: ignore[arg-type]
    assert (caught.value.key, caught.value.facts) == ("photo.too_big", {"limit_mb": 15})


def test_a_photo_cut_short_is_damaged() -> None:
    for name in ("gps.jpg", "iphone.heic", "rotated-portrait-8.jpg"):
        content = (PHOTOS / name).read_bytes()
        for share in (0.01, 0.3, 0.9):
            assert refusal(content[: int(len(content) * share)]).key == "photo.damaged"
    for kind in ("PNG", "WEBP"):
        content = file_of(noise(400, 400), kind)
        assert refusal(content[: len(content) // 2]).key == "photo.damaged"


def test_too_small_and_too_many_pixels() -> None:
    assert refusal(file_of(Image.new("RGB", (31, 400)), "PNG")).key == "photo.too_small"
    assert refusal(png_of(10_000, 5001)).key == "photo.too_many_pixels"
    assert refusal(file_of(noise(400, 400), "WEBP"), limit_pixels=100_000).facts == {"limit": 0}


def test_a_thousand_scans_are_refused_at_once() -> None:
    content = file_of(noise(64, 64), "JPEG", progressive=True)
    start = content.rindex(b"\xff\xda")
    began = time.process_time()
    assert refusal(content[:start] + content[start:-2] * 2000 + content[-2:]).key == "photo.damaged"
    assert time.process_time() - began < 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_a_bomb_costs_no_time_and_no_memory(tmp_path: Path) -> None:
    bombs = {"a.png": png_of(60_000, 60_000, bytes(30_000_000)), "b.png": png_of(7000, 7000, bytes(1000))}
    bombs["c.webp"] = file_of(Image.new("RGB", (9000, 9000)), "WEBP", lossless=True, method=0)
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content)
    program = (
        "import sys\nfrom hamyar.kit import photos\nfrom hamyar.kit.errors import Refused\n"
        "def peak(): return int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])\n"
        "before = peak()\n"
        "for name in sys.argv[1:]:\n"
        "    try: photos.read(open(name, 'rb'))\n"
        "    except Refused as error: print(error.key)\n"
        "print(peak() - before)\n"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *(str(tmp_path / name) for name in bombs)],
        capture_output=True, text=True, check=True, cwd=PHOTOS.parent.parent,
    )  # fmt: skip
    *keys, grown = done.stdout.split()
    assert keys == ["photo.too_many_pixels", "photo.damaged", "photo.too_many_pixels"]
    # b.png claims 49 megapixels and holds a line: Pillow makes room for them (in pages never touched) before it sees.
    assert int(grown) < 60_000
    assert time.perf_counter() - began < 10


def test_without_the_library_heic_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    assert refusal((PHOTOS / "iphone.heic").read_bytes()).key == "photo.heic_unsupported"


def test_a_machine_with_little_memory_refuses_what_it_cannot_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    content = file_of(Image.new("RGB", (3000, 2000)), "WEBP")
    assert read(content).width == 1280
    monkeypatch.setattr(pictures, "_free_memory", lambda: 64 * 1024 * 1024)
    assert refusal(content).facts == {"limit": 2}
    assert read(file_of(Image.new("RGB", (3000, 2000)), "JPEG")).width == 1280


HEADS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_random_bytes_are_refused_and_nothing_else(head: bytes, tail: bytes) -> None:
    refusal(head + tail)


SEEDS = [
    SMALL,
    file_of(noise(64, 48), "PNG"),
    file_of(noise(64, 48), "WEBP"),
    (PHOTOS / "invalid-exif-2.jpg").read_bytes(),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_photo_with_flipped_bytes_is_read_or_refused(seed: bytes, flips: list[tuple[float, int]]) -> None:
    content = bytearray(seed)
    for place, value in flips:
        content[int(place * (len(content) - 1))] = value
    try:
        picture = read(bytes(content))
    except Refused:
        return
    assert picture.image.mode == "RGB"
