"""The picture to send: its page, without the script that draws it."""

import json
from collections.abc import Callable
from urllib.parse import unquote

import pytest
import segno
from flask import Flask

from hamyar.domain import clinics, groups, people
from hamyar.kit.db import transaction
from tests.people import CUSTOMER, MANAGER, MARYAM, WORKER, ZAHRA, Phone, World
from tests.web.group.things import ROOM, newest, picture

Phones = Callable[..., Phone]


def card_of(page: object) -> dict[str, object]:
    """The words that the script is given."""
    return json.loads(page.html.find(attrs={"data-share-card": True})["data-share-card"])  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def shown(world: World, phone: Phones) -> Callable[..., object]:
    """The page of the jar's picture, as a persona sees it."""
    return lambda who="maryam", code=world.jar: phone(who).get(f"{ROOM}/products/{code}/picture")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_words_are_persian_whatever_the_page_is_in(world: World, phone: Phones, language: str) -> None:
    maryam = phone("maryam")
    maryam.get(f"/language/{language}")
    page = maryam.get(f"{ROOM}/products/{world.jar}/picture")
    card = card_of(page)
    assert card["price"] == "۱۲۵٬۰۰۰ تومان"
    assert (card["name"], card["unit"], card["shop"], card["place"]) == ("ترشی لیته", "هر شیشه", "گل نرگس", "نازی‌آباد")
    assert card["phone"] == "۰۲۱۳۳۴۴۵۵۶۶"
    text = page.html.find(id="share-text").text
    assert "ترشی لیته، هر شیشه ۱۲۵٬۰۰۰ تومان، از غرفه‌ی «گل نرگس»" in text
    assert f"کد: {card['code']}" in text
    assert text.endswith(f"/p/{world.jar}")


def test_several_prices_begin_with_the_lowest(world: World, phone: Phones) -> None:
    card = card_of(phone("sara").get(f"/group/suzan/products/{world.dress}/picture"))
    assert card["price"] == "از ۵۰۰٬۰۰۰ تومان"


def test_the_square_is_the_products_address(world: World, shown: Callable[..., object]) -> None:
    square = segno.make(f"http://localhost:80/p/{world.jar}", error="m", micro=False)
    assert square.matrix
    there = card_of(shown())["square"]
    assert isinstance(there, list)
    assert len(there) in (25, 29)
    assert {len(row) for row in there} == {len(there)}
    assert set("".join(there)) == {"0", "1"}


def test_it_tells_nothing_of_a_member(shown: Callable[..., object]) -> None:
    page = shown()
    told = str(card_of(page)) + page.html.find(id="share-text").text  # type: ignore[attr-defined]
    for secret in ("مریم", "احمدی", "کریمی", *(number[3:] for number in (MARYAM, ZAHRA, WORKER, MANAGER)), CUSTOMER):
        assert secret not in told


def test_where_the_link_opens_is_told_where_it_is_known(app: Flask, shown: Callable[..., object]) -> None:
    with app.app_context(), transaction():
        clinics.get_only().public_address = "http://192.168.1.5:8080"
    page = shown()
    _link, _colon, words = str(card_of(page)["reach"]).partition(": ")
    assert words
    assert f"({words})" in page.html.find(id="share-text").text  # type: ignore[attr-defined]
    with app.app_context(), transaction():
        clinics.get_only().public_address = "http://not-yet-asked.example"
    assert card_of(shown())["reach"] == ""


def test_the_messengers_take_the_text_with_the_code(world: World, shown: Callable[..., object]) -> None:
    ways = [unquote(one["href"]) for one in shown().html.select(".share-ways a")]  # type: ignore[attr-defined]
    poster = f"{ROOM}/products/{world.jar}/poster"
    assert [way.split(":")[0] for way in ways] == ["sms", "https", "https", "https", "https", poster]
    for way in ways[:-1]:
        assert "کد: " in way
        assert f"/p/{world.jar}" in way


def test_without_script_there_are_the_photo_the_text_and_the_poster(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    first = maryam.send(f"{ROOM}/first/photo", "/first/photo", photos=tuple(picture())[:2], status=303).follow()
    price = maryam.send(first, "/first/name", name="مربای آلبالو", status=303).follow()
    asked = maryam.send(price, "/first/price", price="90000")
    stock = maryam.send(asked, "/first/price", status=303).follow()
    maryam.send(stock, "/first/stock", stock="3", status=303)
    code = newest(app)["code"]
    page = maryam.get(f"{ROOM}/products/{code}/picture")
    photo = page.html.find("a", download=f"gol-narges-{code}.jpg")
    assert maryam.get(photo["href"]).content_type == "image/jpeg"
    assert page.html.noscript.text
    assert not page.html.find(attrs={"data-part": "photo"}).has_attr("hidden")
    assert page.html.find("a", href=f"{ROOM}/products/{code}/poster")


def test_a_hidden_product_is_not_sent_but_can_be_shown(world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/products/{world.hidden}/picture")
    assert not page.html.find(attrs={"data-share-card": True})
    maryam.send(page, "/shown", status=303)
    form = page.html.find("form", action=f"{ROOM}/products/{world.hidden}/shown")
    assert form.button["value"] == "y"


def test_a_closed_shop_sends_nothing(app: Flask, shown: Callable[..., object]) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, WORKER)
        assert by
        groups.close_shop(groups.get(1, "gol-narges"), by)
    page = shown()
    assert not page.html.find(attrs={"data-share-card": True})  # type: ignore[attr-defined]
    assert "غرفه‌ی شما بسته است" in page.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["zahra", "worker", "manager"])
def test_members_and_staff_have_it(shown: Callable[..., object], who: str) -> None:
    assert card_of(shown(who))["name"] == "ترشی لیته"


def test_who_put_a_product_up_is_offered_its_picture(world: World, phone: Phones) -> None:
    picture_page = f"{ROOM}/products/{world.jar}/picture"
    for page in ("/first/done?product=" + world.jar, "/products", f"/products/{world.jar}"):
        assert phone("maryam").get(ROOM + page).html.find("a", href=picture_page), page
    hidden = f"{ROOM}/products/{world.hidden}/picture"
    assert not phone("maryam").get(f"{ROOM}/products").html.find("a", href=hidden)
