"""A customer asks for something of her own."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

from hamyar.domain import groups, products, rations
from hamyar.domain.photos import Photo
from hamyar.kit import photos
from hamyar.kit.db import db, transaction
from hamyar.ops.settings import Settings
from hamyar.web import submissions
from tests.people import Phone, World, form_on
from tests.web.shop.asked import ASK, WANTED, asked, picture, send_ahead, the_tailors

_PLACE = 0x8825


def test_the_shop_leads_to_the_form_where_it_takes_requests(app: Flask, phone: Callable[..., Phone]) -> None:
    assert ASK not in phone().get("/g/suzan")
    assert phone().get(ASK, status=303).headers["Location"] == "/g/suzan"
    with app.app_context(), transaction():
        group, sara = the_tailors()
        groups.take_requests(group, True, sara)
    assert phone().get("/g/suzan").click(href=ASK).status_int == 200


def test_a_product_without_a_price_is_asked_for(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    page = buyer.get(f"/p/{tailors}").click(href=f"/p/{tailors}/ask")
    assert "لباس شب" in page
    hers = buyer.get(buyer.send(page, "/ask", status=303, **WANTED).headers["Location"])
    assert "لباس شب" in hers
    assert WANTED["text"] in hers
    assert "noindex" in hers
    assert hers.headers["Cache-Control"] == "no-store"


def test_that_the_group_has_it_is_said_once(tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    page = buyer.get(asked(buyer))
    told = page.html.find(id="flashes").text.strip()
    assert "سوزن طلایی" in told
    assert page.html.main.text.count(told) == 1


def test_a_product_with_a_price_is_ordered_and_not_asked_for(world: World, phone: Callable[..., Phone]) -> None:
    assert phone().get(f"/p/{world.dress}/ask", status=303).headers["Location"] == f"/p/{world.dress}"
    assert phone().get("/p/99999/ask", status=404)
    assert phone().get("/g/nowhere/ask", status=404)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "اینجا را پر کنید"),
        ({"text": "ا" * 1001}, "۱۰۰۰"),
        ({"mobile": "123"}, "شماره‌ی موبایل"),
        ({"wanted_on": "۳۱ بهمن"}, "تقویم"),
        ({"wanted_on": "۱ فروردین ۱۴۰۴"}, "گذشته"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    tailors: str, phone: Callable[..., Phone], typed: dict[str, str], said: str
) -> None:
    page = phone().send(ASK, ASK, status=422, **{**WANTED, **typed})
    assert said in page
    assert "پریسا" in page


def test_photos_come_with_the_form_small_and_without_their_place(
    app: Flask, settings: Settings, tailors: str, phone: Callable[..., Phone]
) -> None:
    address = asked(phone(), photos=[picture()])
    with app.app_context():
        shown = db.session.query(Photo).one()
        for extension in photos.EXTENSIONS:
            file = photos.path(settings.photos, shown.name, photos.widths(shown.width)[-1], extension)
            assert file
            with Image.open(io.BytesIO(file.read_bytes())) as image:
                assert not image.getexif().get_ifd(_PLACE)
    assert shown.name in phone().get(address)


def test_a_photo_survives_a_mistyped_number_and_can_be_taken_out(tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    page = buyer.send(ASK, ASK, status=422, **{**WANTED, "mobile": "1"}, photos=[picture()])
    form = form_on(page, ASK)
    assert form["kept"].value
    without = form.submit("photo", value="drop-0")
    assert "kept" not in form_on(without, ASK).fields


def test_a_photo_that_came_ahead_is_in_the_request(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    kept = send_ahead(buyer, 200)["kept"]
    form = form_on(buyer.get(ASK), ASK)
    for name, value in WANTED.items():
        form[name] = value
    hers = buyer.post(ASK, [*form.submit_fields(), ("kept", kept)], status=303).headers["Location"]
    with app.app_context():
        shown = db.session.query(Photo).one()
    assert shown.name in buyer.get(hers)


def test_a_photo_of_another_phone_is_not_taken(tailors: str, phone: Callable[..., Phone]) -> None:
    kept, stranger = send_ahead(phone(), 200)["kept"], phone()
    form = form_on(stranger.get(ASK), ASK)
    for name, value in WANTED.items():
        form[name] = value
    answered = stranger.post(ASK, [*form.submit_fields(), ("kept", kept)], status=422)
    assert "دوباره انتخابش کنید" in answered


def test_a_flood_of_requests_is_stopped(
    tailors: str, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rations.MOST, rations.REQUEST, (2, 10))
    buyer = phone()
    for number in range(2):
        buyer.send(ASK, ASK, status=303, **{**WANTED, "mobile": f"0935123450{number}"})
    assert "فردا" in buyer.send(ASK, ASK, status=422, **WANTED)


def test_a_flood_of_photos_is_stopped_and_the_words_are_not_lost(
    tailors: str, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rations.MOST, rations.PHOTO, (1, 10))
    buyer = phone()
    assert send_ahead(buyer, 200)["kept"]
    assert "فردا" in send_ahead(buyer, 422)["problem"]
    page = buyer.send(ASK, ASK, status=422, **WANTED, photos=[picture()])
    assert WANTED["text"] in page
    buyer.send(page, ASK, status=303)


@pytest.mark.parametrize("with_product", [False, True])
def test_what_she_wrote_is_not_lost_where_the_group_takes_no_requests_any_more(
    app: Flask, tailors: str, phone: Callable[..., Phone], with_product: bool
) -> None:
    browser = phone()
    form = form_on(browser.get(f"/p/{tailors}/ask" if with_product else ASK), "/ask")
    for name, value in WANTED.items():
        form[name] = value
    with app.app_context(), transaction():
        group, sara = the_tailors()
        groups.take_requests(group, False, sara)
        product = products.get_by_code(1, tailors)
        product.kind = "in_stock"
    page = form.submit(status=422)
    assert [one.text.strip() for one in page.html.find_all(role="alert")] == ["گروه الان این‌گونه درخواست‌ها را نمی‌گیرد."]
    assert page.html.find(id="text").text.strip() == WANTED["text"]


def test_a_form_without_a_photo_uses_nobodys_photos_up(
    tailors: str, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rations.MOST, rations.PHOTO, (1, 10))
    browser = phone()
    keys = {"csrf_token": browser.get("/keys").json["csrf"], submissions.FIELD: ""}
    for _ in range(3):
        browser.post("/ask/photos", keys, expect_errors=True)
    send_ahead(phone(), 200)
