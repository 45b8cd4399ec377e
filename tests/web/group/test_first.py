"""A product in five small steps."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from webtest import Upload

from hamyar.domain import products
from hamyar.kit import digits
from tests.people import Phone, form_on
from tests.web.group.things import BAD_FILES, ROOM, count, newest, picture

PHOTOS = Path(__file__).resolve().parents[2] / "photos"


def test_five_small_steps_put_a_product_up(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    name = maryam.send(f"{ROOM}/first/photo", "/photo", photos=picture()).follow()
    price = maryam.send(name, "/name", name="ترشي ليمو").follow()
    asked = maryam.send(price, "/price", price="۱۲۵٬۰۰۰", status=422)
    assert "صد و بیست و پنج هزار تومان" in asked.html.find(role="alert").text
    stock = maryam.send(asked, "/price", status=303).follow()
    done = maryam.send(stock, "/stock", stock="٧").follow()
    assert "در غرفه‌ی شماست" in done.html.find(role="status", class_=None).text
    made = newest(app)
    assert made["name"] == "ترشی لیمو"
    assert made["offers"] == [("", 1_250_000, 7)]
    assert made["photos"] == 1
    assert f"/p/{made['code']}" in done.html.find(id="share-link")["value"]


def test_a_changed_price_is_read_back_again(phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    asked = maryam.send(f"{ROOM}/first/price", "/price", price="125000")
    again = maryam.send(asked, "/price", price="12500", status=422)
    assert "دوازده هزار و پانصد تومان" in again.html.find(role="alert").text


def test_words_of_a_price_come_while_she_types(phone: Callable[..., Phone]) -> None:
    answer = phone("maryam").get(f"{ROOM}/products/price-words", {"offers-0-price": "۱۲۵۰۰۰"})
    assert "صد و بیست و پنج هزار تومان" in answer
    assert answer.html.find("input")["value"] == "1250000"


@pytest.mark.parametrize("typed", ["", "0", "-5", "1.5", "x", "9" * 40, "1000000001", "\0"])
def test_no_words_for_what_is_no_price(phone: Callable[..., Phone], typed: str) -> None:
    assert phone("maryam").get(f"{ROOM}/products/price-words", {"price": typed}).text.strip() == ""


@pytest.mark.parametrize("typed", ["", "0", "-5", "1/5", "پنج", "9" * 40, "1000000001"])
def test_an_odd_price_is_refused_at_its_field(phone: Callable[..., Phone], typed: str) -> None:
    page = phone("maryam").send(f"{ROOM}/first/price", "/price", price=typed, status=422)
    assert page.html.find(id="price-error")


def test_a_product_can_be_put_up_without_a_photo(phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/first/photo")
    assert form_on(page, "/photo").submit("skip", status=303).location.endswith("/first/name")
    maryam.send(page, "/photo", status=422)


def test_what_was_given_is_there_when_she_comes_back(phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    maryam.send(f"{ROOM}/first/name", "/name", name="مربا")
    assert maryam.get(f"{ROOM}/first/name").html.find(id="name")["value"] == "مربا"
    assert phone("zahra").get(f"{ROOM}/first/name").html.find(id="name")["value"] == ""


def test_a_step_left_out_is_asked_for(app: Flask, phone: Callable[..., Phone]) -> None:
    before = count(app)
    maryam = phone("maryam")
    maryam.send(f"{ROOM}/first/name", "/name", name="مربا")
    assert maryam.send(f"{ROOM}/first/stock", "/stock", stock="1", status=303).location.endswith("/first/price")
    assert count(app) == before


def test_a_double_tap_puts_one_product_up(app: Flask, phone: Callable[..., Phone]) -> None:
    before, maryam = count(app), phone("maryam")
    maryam.send(f"{ROOM}/first/name", "/name", name="مربا")
    maryam.send(maryam.send(f"{ROOM}/first/price", "/price", price="5000"), "/price")
    page = maryam.get(f"{ROOM}/first/stock")
    first, second = (maryam.send(page, "/stock", stock="1", status=303).location for _ in range(2))
    assert first == second
    assert count(app) == before + 1


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_gets_a_sentence_at_the_field(phone: Callable[..., Phone], kind: str) -> None:
    page = phone("maryam").send(f"{ROOM}/first/photo", "/photo", photos=BAD_FILES[kind], status=422)
    assert page.html.find(id="photos-error").text.strip()


@pytest.mark.parametrize("file", sorted(PHOTOS.glob("*.*")) if PHOTOS.is_dir() else [], ids=lambda file: file.name)
def test_no_photo_from_a_real_phone_breaks_anything(phone: Callable[..., Phone], file: Path) -> None:
    upload = Upload(file.name, file.read_bytes(), "image/jpeg")
    assert phone("maryam").send(f"{ROOM}/first/photo", "/photo", photos=upload).status_int in (303, 422)


@pytest.mark.parametrize("typed", ["0", "۲"])
def test_what_is_made_to_order_is_asked_for_its_days(app: Flask, phone: Callable[..., Phone], typed: str) -> None:
    maryam = phone("maryam")
    price = maryam.send(f"{ROOM}/first/name", "/name", name="قرمه‌سبزی").follow()
    asked = maryam.send(price, "/price", price="120000")
    stock = maryam.send(asked, "/price", status=303).follow()
    refused = maryam.send(stock, "/stock", kind="made_to_order", stock="x", status=422)
    assert [one["id"] for one in refused.html.select("p.error")] == ["lead_days-error"]
    done = maryam.send(refused, "/stock", kind="made_to_order", lead_days=typed, status=303).follow()
    how_many = done.html.select_one(".notice a[href$='#per_day']")["href"]
    maryam.send(how_many, how_many.partition("#")[0], per_day="۱۲", status=303)
    assert not maryam.get(done.request.url).html.select(".notice a[href$='#per_day']"), "it is said by now"
    with app.app_context():
        made = products.get_by_code(1, newest(app)["code"])
        assert (made.kind, made.lead_days, made.weekdays) == ("made_to_order", digits.whole(typed), products.EVERY_DAY)
