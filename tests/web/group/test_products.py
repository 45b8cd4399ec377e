"""The list of products, and the group's shop."""

from collections.abc import Callable

from flask import Flask

from hamyar.domain import catalogue, clinics, groups, people
from hamyar.kit.db import transaction
from hamyar.web import submissions
from tests.people import MARYAM, Phone, World, form_on
from tests.web.group.things import BAD_FILES, ROOM, count, newest, picture, sell


def test_the_list_finds_shows_and_marks(phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/products", {"q": "مرباي"})
    assert [one.text for one in page.html.select("a.name")] == ["مربای به"]
    assert "پنهان" in page.html.find(class_="state").text
    assert "محصولی پیدا نشد" in maryam.get(f"{ROOM}/products", {"q": "زعفران"})


def test_hide_and_show(world: World, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    form_on(maryam.get(f"{ROOM}/products"), f"{world.jar}/shown").submit("shown", status=303)
    phone().get(f"/p/{world.jar}", status=404)
    form_on(maryam.get(f"{ROOM}/products"), f"{world.jar}/shown").submit("shown", status=303)
    phone().get(f"/p/{world.jar}", status=200)


def test_a_copy_is_hidden_and_has_no_stock(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    page = phone("maryam").send(f"{ROOM}/products", f"{world.jar}/copy", status=303).follow()
    assert "کپی" in page.html.find(id="name")["value"]
    assert newest(app)["offers"] == [("", 1_250_000, 0)]
    phone().get(f"/p/{newest(app)['code']}", status=404)


def test_a_deleted_product_can_be_brought_back(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    before, maryam = count(app), phone("maryam")
    page = maryam.send(f"{ROOM}/products", f"{world.jar}/remove", status=303).follow()
    assert count(app) == before - 1
    maryam.send(page, "bring-back", status=303)
    assert count(app) == before


def test_what_was_ever_ordered_is_only_hidden(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    sell(app, world.jar, 1)
    before, maryam = count(app), phone("maryam")
    page = maryam.send(f"{ROOM}/products", f"{world.jar}/remove", status=303).follow()
    assert "سفارش" in page.html.find(role="status", class_=None).text
    assert count(app) == before
    phone().get(f"/p/{world.jar}", status=404)
    maryam.send(page, "bring-back", status=303)
    phone().get(f"/p/{world.jar}", status=200)


def test_the_list_asks_as_much_for_twenty_as_for_two(app: Flask, phone: Callable[..., Phone], asked: list[str]) -> None:
    maryam = phone("maryam")

    def cost() -> int:
        asked.clear()
        maryam.get(f"{ROOM}/products")
        return len(asked)

    few = cost()
    with app.app_context(), transaction():
        group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        for one in range(18):
            catalogue.add(group, catalogue.Description(f"م{one}"), [catalogue.Offer("", 1000, 1)], [], by)
    assert cost() == few
    assert few <= 11


def test_the_lead_tells_the_story(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    maryam.send(f"{ROOM}/shop", "/shop", story="از سال ۱۴۰۰\nبا هم", neighbourhood="شوش", status=303)
    with app.app_context():
        group = groups.get(clinics.get_only().id, "gol-narges")
        assert (group.story, group.neighbourhood, group.slug) == ("از سال ۱۴۰۰\nبا هم", "شوش", "gol-narges")


def test_a_member_reads_the_shop_and_cannot_change_it(app: Flask, phone: Callable[..., Phone]) -> None:
    page = phone("zahra").get(f"{ROOM}/shop")
    assert not page.html.find("textarea")
    zahra = phone("zahra")
    token = form_on(zahra.get(f"{ROOM}/products")).fields["csrf_token"][0].value
    for action, endpoint in (("/shop", "group.shop.save"), ("/shop/photo", "group.shop.photo")):
        with app.test_request_context():
            number = submissions.number(endpoint)
        sent = {"csrf_token": token, "submission": number, "story": "x", "remove": "y"}
        zahra.post(f"{ROOM}{action}", sent, status=403)
    with app.app_context():
        assert groups.get(1, "gol-narges").story == "با هم کار می‌کنیم."


def test_the_shop_gets_a_photo_and_loses_it(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    maryam.send(f"{ROOM}/shop", "/shop/photo", status=422)
    maryam.send(f"{ROOM}/shop", "/shop/photo", photos=BAD_FILES["text"], status=422)
    page = maryam.send(f"{ROOM}/shop", "/shop/photo", photos=picture(), status=303).follow()
    with app.app_context():
        assert groups.get(1, "gol-narges").photo
    form_on(page, "/shop/photo").submit("remove", status=303)
    with app.app_context():
        assert groups.get(1, "gol-narges").photo is None


def test_a_closed_shop_explains_who_opens_it(phone: Callable[..., Phone]) -> None:
    assert "فقط کلینیک" in phone("worker").get("/group/charm/shop")


def test_the_shop_can_be_passed_on(phone: Callable[..., Phone]) -> None:
    page = phone("zahra").get(f"{ROOM}/shop")
    assert page.html.find(id="share-link")["value"].endswith("/g/gol-narges")
    assert page.html.find("a", href="/group/gol-narges/poster")
    assert page.html.find("svg", class_="qr-code")
