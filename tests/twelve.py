"""A shop of twelve products with real photos, for tests that weigh pages or look at them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from PIL import Image, ImageOps

from hamyar.domain import catalogue, clinics, groups, people, permits
from hamyar.domain.photos import Photo, keep
from hamyar.kit import clock, photos
from hamyar.kit.db import transaction
from tests.kit import snapshots
from tests.people import WORKER

SLUG = "golnaz"
SHOP = f"/g/{SLUG}"
# Lengths of words as in the demo's shops.
NAMES = (
    "ترشی لیتهٔ خانگی",
    "مربای گل محمدی",
    "سبزی خشک آش",
    "رب گوجهٔ بی‌نمک",
    "خیارشور",
    "نان محلی با کنجد",
    "کوکوی سبزی",
    "شیرینی نخودچی",
    "لواشک آلو و زردآلو",
    "پیاز داغ",
    "کشک محلی",
    "غذای روز: عدس‌پلو با کشمش",
)


def build(app: Flask, folder: Path) -> str:
    """Make it, and give the code of its first product."""
    with app.app_context():
        stored = [photos.store(photos.Picture(image), folder) for image in _thirteen()]
        with transaction():
            clinic = clinics.get_only()
            worker = people.find_by_mobile(clinic.id, WORKER)
            assert worker
            group = groups.form(
                clinic,
                name="آشپزخانهٔ گلناز",
                occupation="cooking",
                neighbourhood="نازی‌آباد",
                story="شش زن از نازی‌آباد، با دستپخت خانگی و سبزی تازهٔ بازار روز.\nهر روز صبح می‌پزیم.",
                slug=SLUG,
                by=worker,
            )
            groups.join(
                group, people.add_member(clinic, name="گلی", surname="ناز", mobile="+989121000031", by=worker), worker
            )
            next_year = clock.today() + timedelta(days=365)
            permits.record(group, state="granted", number="2282", until=next_year, by=worker)
            permits.open_shop(group, worker)
            rows = [_row(clinic.id, one) for one in stored]
            groups.set_photo(group, rows.pop(), worker)
            made = [_product(group, number, row, worker) for number, row in enumerate(rows)]
            return made[-1].code


def _product(group: groups.Group, number: int, photo: Photo, by: people.Person) -> catalogue.Product:
    about = catalogue.Description(
        NAMES[number],
        "با سرکهٔ خانگی و بی مواد نگهدارنده، در شیشهٔ یک کیلویی.",
        unit="jar",
        kind="made_to_order" if number % 4 == 3 else "in_stock",
        lead_days=2 if number % 4 == 3 else 0,
    )
    left = 0 if number % 4 == 3 else 3 + 9 * (number % 3)
    return catalogue.add(group, about, [catalogue.Offer("", 1_250_000 + 130_000 * number, left)], [photo], by)


def _row(clinic_id: int, one: photos.Stored) -> Photo:
    return keep(clinic_id, name=one.name, width=one.width, height=one.height, colour=one.colour, size=one.bytes)


def _thirteen() -> Iterator[Image.Image]:
    """Four real photos, and three of them cut upright, cut square and turned over. The last is for the group itself."""
    names = ("iphone.heic", "rotated-landscape-6.jpg", "rotated-portrait-8.jpg", "gps.jpg")
    whole = [snapshots.read((snapshots.PHOTOS / name).read_bytes()).image for name in names]
    yield from whole
    for image in whole[:3]:
        yield ImageOps.mirror(_cut(image, 3 / 4))
        yield _cut(image, 1)
        yield ImageOps.flip(_cut(image, 1))


def _cut(image: Image.Image, shape: float) -> Image.Image:
    """The largest piece of this shape (width by height), at the right lower end."""
    width = min(image.width, int(image.height * shape))
    height = min(image.height, int(image.width / shape))
    return image.crop((image.width - width, image.height - height, image.width, image.height))
