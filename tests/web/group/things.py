"""Things that the tests of products need: photos made here, and what the database holds of a product."""

import io
from typing import Any

from flask import Flask
from PIL import Image
from webtest import Upload

from hamyar.domain import groups, offering, people, placing, products, shelf
from hamyar.kit.db import transaction
from tests import chosen
from tests.people import MARYAM

ROOM = "/group/gol-narges"
BAD_FILES = {
    "text": Upload("a.jpg", b"not a photo", "image/jpeg"),
    "empty": Upload("a.jpg", b"", "image/jpeg"),
    "cut": Upload("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "image/jpeg"),
    "svg": Upload("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
}


def picture(colour: str = "red") -> Upload:
    """A photo made here: 400 dots wide."""
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    return Upload("photo.jpg", out.getvalue(), "image/jpeg")


def newest(app: Flask) -> dict[str, Any]:
    """What the product put up last is like."""
    with app.app_context():
        made = shelf.of(groups.get(1, "gol-narges")).rows[0]
        prices = [(one.name, one.price, one.stock) for one in made.variants]
        return {"name": made.name, "offers": prices, "photos": len(made.photos), "code": made.code}


def count(app: Flask) -> int:
    """How many products the group has."""
    with app.app_context():
        return len(shelf.of(groups.get(1, "gol-narges")).rows)


def sell(app: Flask, code: str, quantity: int) -> None:
    """Somebody orders so many of a product, for the first day that is free where it is sold by the day."""
    with app.app_context(), transaction():
        group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        wish = offering.Wish(products.get(group, code).variants[0], quantity)
        customer = placing.Customer("نگار", "+989351234567")
        placing.take_down(group, [wish], customer, chosen.plan(group, [wish]), by=by, again=True)
