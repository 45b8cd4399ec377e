"""Photos that come ahead of their form."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from webtest.forms import Upload

from hamyar.domain import products
from hamyar.web import submissions
from tests.people import Phone, World, form_on

PHOTOS = Path(__file__).parents[2] / "photos"
ROOM = "/group/gol-narges"


def _send(phone: Phone, file: str, content: bytes, room: str = ROOM, status: int = 200) -> dict[str, str]:
    page = phone.get(f"{room}/products/new")
    number = page.html.find("input", {"type": "file"})["data-number"]
    keys = {"csrf_token": phone.get("/keys").json["csrf"], submissions.FIELD: number}
    answer = phone.post(f"{room}/photos", keys | {"photos": Upload(file, content)}, status=status)
    return dict(answer.json)


def test_a_photo_that_came_ahead_is_in_the_product(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    kept = _send(maryam, "gps.jpg", (PHOTOS / "gps.jpg").read_bytes())["kept"]
    assert _send(maryam, "gps.jpg", (PHOTOS / "gps.jpg").read_bytes())["kept"] == kept
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    maryam.post(form.action, [*form.submit_fields(), ("kept", kept)], status=303)
    with app.app_context():
        assert len(products.get_by_code(1, world.jar).photos) == 1


def test_what_is_no_photo_is_refused_in_words(phone: Callable[..., Phone]) -> None:
    assert "عکس" in _send(phone("maryam"), "x.jpg", b"no picture at all", status=422)["problem"]


def test_a_photo_of_another_group_is_not_taken(world: World, phone: Callable[..., Phone]) -> None:
    kept = _send(phone("sara"), "gps.jpg", (PHOTOS / "gps.jpg").read_bytes(), "/group/suzan")["kept"]
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    answer = maryam.post(form.action, [*form.submit_fields(), ("kept", kept)], status=422)
    assert "دوباره انتخابش کنید" in answer.text
