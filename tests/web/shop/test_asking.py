"""A customer asks for something of her own, and answers to the group's price."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from webtest import TestResponse
from webtest.forms import Upload

from hamyar.domain import catalogue, clinics, delivery, groups, people, products, quotes, rations, requests
from hamyar.domain.orders import Order
from hamyar.domain.photos import Photo
from hamyar.domain.quotes import Answer
from hamyar.domain.requests import Request
from hamyar.kit import clock, photos
from hamyar.kit.db import db, transaction
from hamyar.ops.settings import Settings
from hamyar.web import submissions
from tests.people import CUSTOMER, SARA, Phone, World, form_on

GPS = Path(__file__).parent.parent.parent / "photos" / "gps.jpg"
ASK = "/g/suzan/ask"
WANTED = {"text": "مانتوی سورمه‌ای، سایز ۴۴", "name": "پریسا", "mobile": CUSTOMER}
PRICE = 9_800_000
_PLACE = 0x8825


@pytest.fixture
def tailors(app: Flask) -> str:
    """The tailors take requests, and have a product whose price is agreed upon; its code."""
    with app.app_context(), transaction():
        group, sara = _tailors()
        groups.take_requests(group, True, sara)
        return catalogue.add(group, catalogue.Description("لباس شب", kind="on_agreement"), [], [], sara).code


def _tailors() -> tuple[groups.Group, people.Person]:
    clinic = clinics.get_only()
    sara = people.find_by_mobile(clinic.id, SARA)
    assert sara
    return groups.get(clinic.id, "suzan"), sara


def picture() -> Upload:
    return Upload("IMG_1.jpg", GPS.read_bytes(), "image/jpeg")


def send_ahead(phone: Phone, status: int) -> dict[str, str]:
    """A photo that comes before its form; what the script is answered."""
    number = phone.get(ASK).html.find("input", {"type": "file"})["data-number"]
    keys = {"csrf_token": phone.get("/keys").json["csrf"], submissions.FIELD: number}
    return dict(phone.post("/ask/photos", keys | {"photos": picture()}, status=status).json)


def asked(phone: Phone, at: str = ASK, **more: object) -> str:
    """Ask; the address of her page."""
    return phone.send(at, at, status=303, **WANTED, **more).headers["Location"]


def answer(app: Flask, price: int = PRICE, hold: int = 7) -> None:
    """The group answers the newest request."""
    today = clock.today()
    with app.app_context(), transaction():
        group, sara = _tailors()
        said = Answer(price, today + timedelta(days=10), today + timedelta(days=hold), "با پارچه‌ی خودمان")
        quotes.answer(requests.of_group(group).rows[0], said, sara)


def arrange(app: Flask, fee: int) -> None:
    """The group fetches nothing by post, and brings within its neighbourhood."""
    with app.app_context(), transaction():
        group, sara = _tailors()
        courier = delivery.Courier(True, [("محله", fee)], None)
        pickup = delivery.Pickup(True, "کارگاه سوزن طلایی", "۹ تا ۱۳")
        delivery.arrange(group, pickup, courier, delivery.Post(False, [], None), sara)


def way_to(page: TestResponse, beginning: str) -> dict[str, str]:
    """The form's field for the way, with the choice whose key begins so."""
    form = form_on(page, "/agree")
    name = next(str(name) for name in form.fields if str(name).startswith("way-"))
    return {name: next(key for key, *_more in form[name].options if key.startswith(beginning))}


def rows(app: Flask, noun: type) -> int:
    with app.app_context():
        return db.session.query(noun).count()


def test_the_shop_leads_to_the_form_where_it_takes_requests(app: Flask, phone: Callable[..., Phone]) -> None:
    assert ASK not in phone().get("/g/suzan")
    assert phone().get(ASK, status=303).headers["Location"] == "/g/suzan"
    with app.app_context(), transaction():
        group, sara = _tailors()
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


def test_what_was_agreed_upon_is_asked_for_again_and_not_put_into_a_basket(
    app: Flask, tailors: str, phone: Callable[..., Phone], change: Callable[[str], None]
) -> None:
    buyer = phone()
    hers = asked(buyer, f"/p/{tailors}/ask")
    answer(app)
    page = buyer.get(buyer.send(hers, "/agree", status=303).headers["Location"])
    assert f"{page.request.path}/again" not in page
    assert page.html.find("a", href=f"/p/{tailors}/ask")
    change("update products set removed_at = '2026-01-01' where kind = 'on_agreement'")
    assert page.goto(page.request.path).html.find("a", href=ASK), "then the like of it"
    change("update groups set takes_requests = false")
    alone = page.goto(page.request.path)
    assert not alone.html.find("a", href=ASK)
    assert f"{page.request.path}/again" not in alone


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


def test_a_yes_makes_an_order_once(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    assert "پاسخ" in buyer.get(hers)
    answer(app)
    page = buyer.get(hers)
    assert "۹۸۰٬۰۰۰" in page
    again = buyer.get(hers)
    order = buyer.send(page, "/agree", status=303).headers["Location"]
    assert order.startswith("/o/")
    assert buyer.send(page, "/agree", status=303).headers["Location"] == order
    late = buyer.send(again, "/agree", status=422)
    assert order in late
    assert rows(app, Order) == 1
    assert hers in buyer.get(order)


def test_a_price_that_was_replaced_is_asked_about_anew(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    seen = buyer.get(hers)
    answer(app, 12_000_000)
    page = buyer.send(seen, "/agree", status=422)
    assert "۱٬۲۰۰٬۰۰۰" in page
    assert rows(app, Order) == 0
    buyer.send(page, "/agree", status=303)
    assert rows(app, Order) == 1


def test_a_price_that_ran_out_is_asked_for_afresh(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    seen = buyer.get(hers)
    clock.freeze(clock.now() + timedelta(days=9))
    page = buyer.send(seen, "/agree", status=422)
    assert len(page.html.main.find_all("div", "notice warn")) == 1, "that is said once"
    assert page.html.find("div", "notice warn")["role"] == "alert"
    assert rows(app, Order) == 0
    buyer.send(page, "/again", status=303)
    with app.app_context():
        assert requests.count_waiting(_tailors()[0]) == 1


def test_she_chooses_how_it_reaches_her_and_where(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    arrange(app, 300_000)
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    page = buyer.send(hers, "/agree", status=422)
    way = way_to(page, "courier")
    assert buyer.send(page, "/agree", status=422, **way)
    where = {"province": "تهران", "city": "تهران", "street": "نازی‌آباد، کوچه‌ی دوم"}
    order = buyer.send(buyer.get(hers), "/agree", status=303, **way, **where).headers["Location"]
    assert "۱٬۰۱۰٬۰۰۰" in buyer.get(order)


def test_a_fee_that_changed_is_shown_before_it_counts(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    arrange(app, 300_000)
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    page = buyer.get(hers)
    arrange(app, 900_000)
    page = buyer.send(page, "/agree", status=422, **way_to(page, "pickup"))
    assert "۹۰٬۰۰۰" in page
    buyer.send(page, "/agree", status=303, **way_to(page, "pickup"))
    assert rows(app, Order) == 1


def test_she_says_no_with_a_reason(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    answer(app)
    page = buyer.get(hers)
    assert "۵۰۰" in buyer.send(page, "/refuse", status=422, reason="گران " * 200)
    buyer.send(page, "/refuse", status=303, reason="برایم گران است")
    with app.app_context():
        one = db.session.query(Request).one()
        assert (one.state, one.reason) == ("refused", "برایم گران است")
    assert buyer.send(page, "/agree", status=422)
    assert rows(app, Order) == 0


def test_she_takes_it_back(app: Flask, tailors: str, phone: Callable[..., Phone]) -> None:
    buyer = phone()
    hers = asked(buyer)
    buyer.send(hers, "/withdraw", status=303)
    assert "/withdraw" not in buyer.get(hers)
    with app.app_context():
        assert db.session.query(Request).one().state == "withdrawn"


def test_nobody_guesses_a_page(phone: Callable[..., Phone]) -> None:
    phone().get("/q/aaaaaaaaaaaaaaaaaaaaaa", status=404)


@pytest.mark.parametrize("with_product", [False, True])
def test_what_she_wrote_is_not_lost_where_the_group_takes_no_requests_any_more(
    app: Flask, tailors: str, phone: Callable[..., Phone], with_product: bool
) -> None:
    browser = phone()
    form = form_on(browser.get(f"/p/{tailors}/ask" if with_product else ASK), "/ask")
    for name, value in WANTED.items():
        form[name] = value
    with app.app_context(), transaction():
        group, sara = _tailors()
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
