"""Kept pages are exact: whatever was changed, the next visitor sees what a page rendered anew would show."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import board, catalogue, clinics, groups, moves, offering, people, placing, products
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.web import kept
from tests.people import MARYAM, WORKER, Phone, World, form_on

Phones = Callable[..., Phone]
KEYS = re.compile(r'(name="(?:csrf_token|submission|of)" value=")[^"]*')


def seen(app: Flask, path: str) -> str:
    """The page as a new visitor gets it, without what differs between visitors."""
    return KEYS.sub(r"\1", Phone(app).get(path).text)


def rendered_anew(app: Flask, path: str) -> str:
    """The same page while nothing is kept."""
    kept.forget()
    return seen(app, path)


def change(number: int, jar: products.Product, by: people.Person, worker: people.Person) -> None:
    """One of many things that happen in a shop."""
    group, variant = jar.group, jar.variants[0]
    about = catalogue.Description("ترشی تازه", "دیگر", unit="jar")
    customer = placing.Customer("پریسا", "+989351234567")
    acts: list[Callable[[], object]] = [
        lambda: catalogue.change(jar, about, [catalogue.Offer("", 1_500_000, 10, 10, variant.id)], [], by),
        lambda: placing.take_down(group, [offering.Wish(variant, 1)], customer, by=by),
        lambda: placing.take_down(group, [offering.Wish(variant, 6)], customer, by=by),
        lambda: moves.make(board.waiting(group).rows[-1], "decline", by=by, reason="نداریم"),
        lambda: placing.take_down(group, [offering.Wish(variant, 9)], customer, by=by),
        lambda: groups.describe(group, name="نرگس", neighbourhood="ری", story="تازه", slug="gol-narges", by=worker),
        lambda: clinics.describe(
            group.clinic,
            name="مهر نو",
            city="ری",
            phone="021",
            about="",
            public_address="http://10.0.0.1",
            by_id=worker.id,
        ),
        lambda: catalogue.add(group, catalogue.Description("مربا"), [catalogue.Offer("", 500_000, 3)], [], by),
    ]
    acts[number]()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_kept_page_is_the_page_rendered_anew(app: Flask, world: World, language: str) -> None:
    paths = ["/", "/g/gol-narges", f"/p/{world.jar}"]
    for number in range(8):
        before = [seen(app, path) for path in paths]
        with app.app_context(), transaction():
            maryam, worker = (people.find_by_mobile(None, mobile) for mobile in (MARYAM, WORKER))
            assert maryam
            assert worker
            change(number, products.get_by_code(clinics.get_only().id, world.jar), maryam, worker)
        after = [seen(app, path) for path in paths]
        assert after == [rendered_anew(app, path) for path in paths], number
        assert number == 1 or after != before, number


def test_a_phone_that_comes_again_is_answered_alike_until_something_changes(
    app: Flask, phone: Phones, world: World
) -> None:
    woman, path = phone(), f"/p/{world.jar}"
    woman.get(path)
    second, third = woman.get(path), woman.get(path)
    assert app.extensions["visits"]._find(third.request.environ), "the third is answered at the door"
    differ = {"X-Request-Id"}
    assert third.text == second.text
    assert {(name, value) for name, value in third.headers.items() if name not in differ} == {
        (name, value) for name, value in second.headers.items() if name not in differ
    }
    assert woman.get(path, headers={"If-None-Match": third.headers["ETag"]}).status_int == 304
    with app.app_context(), transaction():
        jar = products.get_by_code(clinics.get_only().id, world.jar)
        jar.variants[0].price = 2_220_000
        groups.touch(jar.group)
    assert "۲۲۲٬۰۰۰" in woman.get(path, headers={"If-None-Match": third.headers["ETag"]}).text
    woman.get(path)
    clock.freeze(clock.now() + timedelta(days=1))
    assert woman.get(path).status_int == 200
    assert woman.get(path).headers["ETag"] != third.headers["ETag"], "another day"


def test_a_closed_shop_and_a_hidden_product_are_gone_at_once(app: Flask, phone: Phones, world: World) -> None:
    assert phone().get(f"/p/{world.jar}").status_int == 200
    with app.app_context(), transaction():
        jar = products.get_by_code(clinics.get_only().id, world.jar)
        catalogue.show(jar, False, people.find_by_mobile(None, MARYAM))  # type: ignore[arg-type]
    assert phone().get(f"/p/{world.jar}", status=404)
    with app.app_context(), transaction():
        groups.close_shop(groups.get(clinics.get_only().id, "gol-narges"), people.find_by_mobile(None, WORKER))  # type: ignore[arg-type]
    assert "form method" not in phone().get("/g/gol-narges").text


def test_each_visitor_has_keys_of_her_own_that_work(phone: Phones, world: World) -> None:
    one, two = phone(), phone()
    pages = [woman.get(f"/p/{world.jar}") for woman in (one, two)]
    keys = [{form["submission"].value, form["csrf_token"].value} for form in map(_put, pages)]
    assert not keys[0] & keys[1]
    for woman, page in zip((one, two), pages, strict=True):
        assert woman.send(page, "/basket/put").status_int == 303
    stolen = two.post("/basket/put", _put(pages[0]).submit_fields(), expect_errors=True)
    assert stolen.status_int == 400, "another woman's keys"


def test_the_basket_stands_on_kept_pages(phone: Phones, world: World) -> None:
    woman = phone()
    assert 'class="count"' not in woman.get("/").text
    woman.send(f"/p/{world.jar}", "/basket/put")
    woman.get("/basket")
    assert '<span class="count">۱</span>' in woman.get("/").text
    assert 'class="count"' not in phone().get("/").text


def test_a_second_visit_costs_a_304_until_something_changes(app: Flask, phone: Phones, world: World) -> None:
    woman = phone()
    for path in ("/", "/g/gol-narges", f"/p/{world.jar}"):
        tag = woman.get(path).headers["ETag"]
        assert woman.get(path, headers={"If-None-Match": tag}).status_int == 304
        assert phone().get(path, headers={"If-None-Match": tag}).status_int == 200, "her page has other keys"
    tag = woman.get(f"/p/{world.jar}").headers["ETag"]
    woman.send(f"/p/{world.jar}", "/basket/put")
    again = woman.get(f"/p/{world.jar}", headers={"If-None-Match": tag})
    assert again.status_int == 200, "the form's number was used"


def test_only_a_phone_that_has_the_font_is_asked_to_use_it(phone: Phones, world: World) -> None:
    woman, path = phone(), f"/p/{world.jar}"
    tag = woman.get(path).headers["ETag"]
    woman.set_cookie("letters", "1")
    assert 'dir="rtl" class="lettered">' in woman.get(path, headers={"If-None-Match": tag}, status=200).text
    assert "lettered" in woman.get("/basket").text
    assert "lettered" not in phone().get(path).text
    woman.get("/language/en?next=/")
    assert "lettered" not in woman.get(path).text, "the font has no English letters"


def test_the_same_thing_can_be_put_in_twice_on_purpose(phone: Phones, world: World) -> None:
    woman = phone()
    for _ in range(2):
        woman.send(f"/p/{world.jar}", "/basket/put")
    assert woman.get("/basket").html.find("input", inputmode="numeric")["value"] == "۲"


def test_a_kept_page_travels_compressed_and_whole(app: Flask, world: World) -> None:
    client = app.test_client()
    squeezed = client.get(f"/p/{world.jar}", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"/p/{world.jar}")
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert len(squeezed.data) < len(plain.data) / 2
    assert KEYS.sub(r"\1", gzip.decompress(squeezed.data).decode()) == KEYS.sub(r"\1", plain.text)
    assert plain.headers["Cache-Control"] == "private, no-cache"


def test_what_is_kept_is_bounded(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_BYTES", 100_000)
    for number in range(40):
        Phone(app).get("/", headers={"Host": f"host{number}.example"})
    assert sum(page.size for page in kept._pages.values()) <= 100_000


def _put(page: TestResponse) -> Form:
    return form_on(page, "/basket/put")
