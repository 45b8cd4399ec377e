"""The full form of a product: its photos, its models, and everything odd that can be typed into it."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from webtest import Upload

from hamyar.domain import photos, products
from hamyar.kit.db import db, transaction
from hamyar.web import submissions
from tests.people import Phone, World, form_on
from tests.web.group.things import ROOM, newest, picture, sell


@pytest.fixture
def product(app: Flask) -> Iterator[Callable[[str], products.Product]]:
    """Ask the database for a product by its code, with everything on it."""
    with app.app_context():

        def find(code: str) -> products.Product:
            db.session.rollback()
            return products.get_by_code(1, code)

        yield find


def test_the_full_form_makes_models(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/new"), "/new")
    form["name"], form["offers-0-name"], form["offers-0-price"] = "شال", "کوچک", "100000"
    more = form.submit("row", value="add", status=200)
    form = form_on(more, "/new")
    assert (form["name"].value, form["offers-0-name"].value) == ("شال", "کوچک")
    form["offers-0-stock"], form["offers-1-name"], form["offers-1-price"], form["offers-1-stock"] = (
        "2",
        "بزرگ",
        "150000",
        "۳",
    )
    form.submit(status=303)
    assert newest(app)["offers"] == [("کوچک", 1_000_000, 2), ("بزرگ", 1_500_000, 3)]


def test_photos_outlive_an_error_elsewhere(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/new"), "/new")
    form["name"], form["photos"] = "شال", [picture()]
    page = form.submit(status=422)
    form = form_on(page, "/new")
    assert page.html.select(".photo-order img")
    form["offers-0-price"], form["offers-0-stock"] = "100000", "1"
    form.submit(status=303)
    assert newest(app)["photos"] == 1


def test_one_bad_file_does_not_lose_the_good_one(app: Flask, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/new"), "/new")
    form["name"], form["offers-0-price"], form["offers-0-stock"] = "شال", "100000", "1"
    good = picture()
    fields = [
        *form.submit_fields(),
        ("photos", Upload("b.jpg", b"x")),
        ("photos", Upload("a.jpg", good.content, "image/jpeg")),
    ]
    page = maryam.post(f"{ROOM}/products/new", fields, status=422)
    assert page.html.find(id="photos-error")
    assert len(page.html.select(".photo-order > li")) == 1
    form_on(page, "/new").submit(status=303)
    assert newest(app)["photos"] == 1


def test_photos_are_put_in_order_and_taken_out(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/products/{world.jar}")
    for colour in ("red", "green", "blue"):
        form = form_on(page, world.jar)
        form["photos"] = [picture(colour)]
        # Any button inside the form brings the photos along.
        page = form.submit("row", value="add")
    names = [one["value"] for one in page.html.find_all("input", {"name": "kept"})]
    page = form_on(page, world.jar).submit("photo", value="first-2")
    page = form_on(page, world.jar).submit("photo", value="drop-1")
    assert [one["value"] for one in page.html.find_all("input", {"name": "kept"})] == [names[2], names[1]]
    form_on(page, world.jar).submit(status=303)
    with app.app_context():
        assert len(products.get_by_code(1, world.jar).photos) == 2


def test_a_seventh_photo_is_refused_and_six_are_kept(phone: Callable[..., Phone], world: World) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    colours = ("red", "green", "blue", "black", "white", "pink", "grey")
    files = [("photos", Upload(f"{colour}.jpg", picture(colour).content, "image/jpeg")) for colour in colours]
    page = maryam.post(form.action, [*form.submit_fields(), *files], status=422)
    assert "۶" in page.html.find(id="photos-error").text
    assert len(page.html.select(".photo-order > li")) == 6


def test_a_photo_without_our_seal_is_refused_in_words(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    with app.app_context(), transaction():
        photos.keep(1, name="f" * 32, width=9, height=9, colour="#ffffff", size=1)
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    forged = [("kept", "1"), ("kept", "f" * 32), ("kept", '["x"].y'), ("kept", "\0")]
    answer = maryam.post(form.action, [*form.submit_fields(), *forged], status=422)
    assert "یکی از عکس‌ها دیگر اینجا نیست" in answer.text
    with app.app_context():
        assert products.get_by_code(1, world.jar).photos == []


def test_a_price_ten_times_higher_is_asked_about(
    world: World, phone: Callable[..., Phone], product: Callable[[str], products.Product]
) -> None:
    maryam = phone("maryam")
    page = maryam.send(f"{ROOM}/products/{world.jar}", world.jar, **{"offers-0-price": "1250000"}, status=422)
    assert "۱۲۵٬۰۰۰ تومان" in page.html.find(role="alert", class_=None).text
    assert product(world.jar).lowest_price == 1_250_000
    form_on(page, world.jar).submit("price", value="meant-0", status=303)
    assert product(world.jar).lowest_price == 1_250_000


def test_she_may_insist_on_the_price(
    world: World, phone: Callable[..., Phone], product: Callable[[str], products.Product]
) -> None:
    maryam = phone("maryam")
    page = maryam.send(f"{ROOM}/products/{world.jar}", world.jar, **{"offers-0-price": "12500"}, status=422)
    form_on(page, world.jar).submit("price", value="right-0", status=303)
    assert product(world.jar).lowest_price == 125_000


def test_what_was_sold_while_she_typed_stays_sold(
    app: Flask, world: World, phone: Callable[..., Phone], product: Callable[[str], products.Product]
) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/products/{world.jar}")
    sell(app, world.jar, 3)
    # She had seen 10 and made 5 more.
    after = maryam.send(page, world.jar, **{"offers-0-stock": "15"}, status=303).follow()
    assert product(world.jar).left == 12
    assert "فروخته شد" in after.html.find(id="flashes").text


def test_a_count_that_cannot_be_is_asked_again(
    app: Flask, world: World, phone: Callable[..., Phone], product: Callable[[str], products.Product]
) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/products/{world.jar}")
    sell(app, world.jar, 8)
    page = maryam.send(page, world.jar, **{"offers-0-stock": "1"}, status=422)
    assert "۲" in page.html.find(id="offers-0-stock-error").text
    maryam.send(page, world.jar, **{"offers-0-stock": "1"}, status=303)
    assert product(world.jar).left == 1


def test_a_model_can_be_taken_out(app: Flask, phone: Callable[..., Phone], world: World) -> None:
    sara = phone("sara")
    page = sara.get(f"/group/suzan/products/{world.dress}")
    page = form_on(page, world.dress).submit("row", value="drop-0", status=200)
    form_on(page, world.dress).submit(status=303)
    with app.app_context():
        assert [one.name for one in products.get_by_code(1, world.dress).variants] == ["بزرگ"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "ن" * 1_000_000),
        ("offers-0-price", "-1"),
        ("offers-0-price", "0"),
        ("offers-0-price", "9" * 30),
        ("offers-0-stock", "1.5"),
        ("offers-0-stock", ""),
        ("offers-0-stock", "99999999999"),
        ("offers-0-name", "م" * 50),
        ("description", "م" * 3000),
    ],
)
def test_an_odd_value_is_refused_at_its_field(
    phone: Callable[..., Phone], world: World, field: str, typed: str
) -> None:
    page = phone("maryam").send(f"{ROOM}/products/{world.jar}", world.jar, **{field: typed}, status=422)
    assert page.html.find(id=f"{field}-error")


@pytest.mark.parametrize(("field", "value"), [("unit", "barrel"), ("kind", "magic"), ("kind", "")])
def test_a_choice_that_is_none_is_refused(phone: Callable[..., Phone], world: World, field: str, value: str) -> None:
    form = form_on(phone("maryam").get(f"{ROOM}/products/{world.jar}"), world.jar)
    form[field].force_value(value)
    assert form.submit(status=422).html.find(id=f"{field}-error")


def test_made_to_order_needs_days(phone: Callable[..., Phone], world: World) -> None:
    form = form_on(phone("maryam").get(f"{ROOM}/products/{world.jar}"), world.jar)
    form["kind"] = "made_to_order"
    assert form.submit(status=422).html.find(id="lead_days-error")
    form["lead_days"] = "۳"
    form.submit(status=303)


@pytest.mark.parametrize("value", ["x", "-1", "99999999999999999999", ""])
def test_a_tampered_model_changes_nothing_of_others(
    app: Flask, phone: Callable[..., Phone], world: World, value: str
) -> None:
    with app.app_context():
        theirs = products.get_by_code(1, world.dress).variants[0].id
    form = form_on(phone("maryam").get(f"{ROOM}/products/{world.jar}"), world.jar)
    form["offers-0-variant_id"].force_value(value or str(theirs))
    assert form.submit(expect_errors=True).status_int in (303, 404, 422)
    with app.app_context():
        assert products.get_by_code(1, world.dress).left == 5


@pytest.mark.parametrize(
    "name", ["offers-²-price", "offers-٣-price", "offers-" + "9" * 5000 + "-price", "offers--price"]
)
def test_an_odd_row_number_is_no_fault_of_ours(phone: Callable[..., Phone], world: World, name: str) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    fields = [(key, value) for key, value in form.submit_fields() if isinstance(value, str) and key != "photos"]
    sent = urlencode([*fields, (name, "10")])
    assert maryam.post(form.action, sent, expect_errors=True).status_int in (303, 422)


def test_a_form_of_thousands_of_rows_is_refused(phone: Callable[..., Phone], world: World) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    rows = [(f"offers-{n}-{name}", "10") for n in range(30, 120) for name in ("name", "price", "stock")]
    assert maryam.post(form.action, [*form.submit_fields(), *rows], expect_errors=True).status_int in (413, 422)


@pytest.mark.parametrize("act", ["", "/copy", "/shown", "/remove", "/bring-back"])
def test_nothing_can_be_done_with_another_groups_product(
    app: Flask, phone: Callable[..., Phone], world: World, act: str
) -> None:
    sara = phone("sara")
    sara.get(f"/group/suzan/products/{world.jar}", status=404)
    with app.test_request_context():
        endpoint = app.url_map.bind("").match(f"/group/suzan/products/{world.jar}{act}", "POST")[0]
        number = submissions.number(endpoint)
    token = form_on(sara.get("/group/suzan/products")).fields["csrf_token"][0].value
    sent = {"csrf_token": token, "submission": number, "name": "دزدی"}
    sara.post(f"/group/suzan/products/{world.jar}{act}", sent, status=404)
