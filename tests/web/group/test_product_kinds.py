"""The form of a product: what each kind is asked, and what a price brings her."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import catalogue, groups, people, products
from hamyar.domain.products import Product
from hamyar.kit.db import db, transaction
from tests.people import MARYAM, Phone, World, form_on
from tests.web.group.things import ROOM, sell

WINDOW = {"windows-0-starts": "600", "windows-0-ends": "720", "windows-0-places": "۳"}
SERVICE = {"kind": "service", "lead_days": "0", **WINDOW}
# 60,000 tomans of material and an hour and a half of work, of a jar for 125,000 tomans.
COSTS = {"material": "60000", "work_hours": "1", "work_minutes": "30"}


@pytest.fixture
def product(app: Flask) -> Iterator[Callable[[str], Product]]:
    """Ask the database for a product by its code."""
    with app.app_context():

        def find(code: str) -> Product:
            db.session.rollback()
            return products.get_by_code(1, code)

        yield find


@pytest.fixture
def jar(phone: Callable[..., Phone], world: World) -> Callable[..., TestResponse]:
    """Send the jar's form with these things changed."""

    def send(*, status: int = 303, weekdays: str | None = None, button: str = "", **typed: str) -> TestResponse:
        form = form_on(phone("maryam").get(f"{ROOM}/products/{world.jar}"), world.jar)
        for name, value in typed.items():
            form[name] = value
        if weekdays is not None:
            tick(form, weekdays)
        name, _sign, value = button.partition("=")
        return form.submit(name or None, value=value or None, status=status)

    return send


def tick(form: Form, weekdays: str) -> None:
    """Tick exactly these days of the week."""
    for box in form.fields["weekdays"]:
        box.checked = box._value in weekdays


def errors(page: TestResponse) -> set[str]:
    """The names of the fields at which something is wrong."""
    return {one["id"].removesuffix("-error") for one in page.html.select("p.error")}


def test_made_to_order_says_when_and_how_many(
    jar: Callable[..., TestResponse], world: World, product: Callable[[str], Product]
) -> None:
    jar(kind="made_to_order", lead_days="۱", per_day="۱۰", order_by="1320", weekdays="5601")
    made = product(world.jar)
    assert (made.kind, made.lead_days, made.per_day, made.order_by, made.weekdays) == (
        "made_to_order",
        1,
        10,
        1320,
        "0156",
    )


def test_it_may_be_had_on_the_same_day_without_any_limit(
    jar: Callable[..., TestResponse], world: World, product: Callable[[str], Product]
) -> None:
    jar(kind="made_to_order", lead_days="0")
    made = product(world.jar)
    assert (made.lead_days, made.per_day, made.order_by, made.weekdays) == (0, None, None, "0123456")


def test_a_service_has_hours(jar: Callable[..., TestResponse], world: World, product: Callable[[str], Product]) -> None:
    jar(**SERVICE, minutes="۴۵", place="customer")
    made = product(world.jar)
    assert [(one.starts, one.ends, one.places) for one in made.windows] == [(600, 720, 3)]
    assert (made.kind, made.minutes, made.place) == ("service", 45, "customer")


def test_what_is_agreed_upon_has_no_price(
    jar: Callable[..., TestResponse], world: World, product: Callable[[str], Product]
) -> None:
    jar(kind="on_agreement", **{"offers-0-price": "", "offers-0-stock": ""})
    made = product(world.jar)
    assert (made.has_price, made.variants) == (False, [])


def test_rows_of_hours_come_and_go(
    phone: Callable[..., Phone], world: World, product: Callable[[str], Product]
) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    for name, value in SERVICE.items():
        form[name] = value
    form = form_on(form.submit("window", value="add", status=200), world.jar)
    assert (form["kind"].value, form["windows-0-starts"].value) == ("service", "600")
    form["windows-1-starts"], form["windows-1-ends"] = "840", "960"
    form = form_on(form.submit("window", value="drop-0", status=200), world.jar)
    form.submit(status=303)
    assert [(one.starts, one.places) for one in product(world.jar).windows] == [(840, 1)]


def test_the_form_shows_what_was_saved(
    jar: Callable[..., TestResponse], world: World, phone: Callable[..., Phone]
) -> None:
    jar(**SERVICE, minutes="45", place="customer", weekdays="56", **COSTS, **{"offers-0-weight": "۸۵۰"})
    form = form_on(phone("maryam").get(f"{ROOM}/products/{world.jar}"), world.jar)
    shown = {name: form[name].value for name in (*SERVICE, "minutes", "place", *COSTS, "offers-0-weight")}
    assert shown == {
        **SERVICE,
        "lead_days": "۰",
        "windows-0-places": "۳",
        "minutes": "۴۵",
        "place": "customer",
        "material": "۶۰٬۰۰۰",
        "work_hours": "۱",
        "work_minutes": "۳۰",
        "offers-0-weight": "۸۵۰",
    }
    assert [box._value for box in form.fields["weekdays"] if box.checked] == ["5", "6"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"kind": "made_to_order"}, {"lead_days"}),
        ({"kind": "made_to_order", "lead_days": "400"}, {"lead_days"}),
        ({"kind": "made_to_order", "lead_days": "1", "per_day": "0"}, {"per_day"}),
        ({"kind": "made_to_order", "lead_days": "1", "weekdays": ""}, {"weekdays"}),
        ({"kind": "service", "lead_days": "0"}, {"windows"}),
        ({**SERVICE, "windows-0-ends": ""}, {"windows-0-ends"}),
        ({**SERVICE, "windows-0-ends": "540"}, {"windows"}),
        ({**SERVICE, "windows-0-places": "0"}, {"windows-0-places"}),
        ({**SERVICE, "minutes": "2000"}, {"minutes"}),
        ({"offers-0-weight": "300000"}, {"offers", "offers-0-weight"}),
        ({"material": "9" * 14}, {"material"}),
        ({"work_minutes": "60"}, {"work_minutes"}),
        ({"hour_worth": "خیلی"}, {"hour_worth"}),
    ],
)
def test_what_is_missing_or_odd_is_said_at_its_field(
    jar: Callable[..., TestResponse], typed: dict[str, Any], wrong: set[str]
) -> None:
    assert errors(jar(status=422, **typed)) == wrong


@pytest.mark.parametrize(
    ("kind", "junk"),
    [
        ("in_stock", {"lead_days": "400", "per_day": "x", "minutes": "x", "windows-0-starts": "600"}),
        ("made_to_order", {"lead_days": "1", "minutes": "x", "windows-0-places": "x", "offers-0-stock": ""}),
        ("service", {**SERVICE, "per_day": "x", "offers-0-weight": "x", "offers-0-stock": "x"}),
        ("on_agreement", {"offers-0-price": "x", "lead_days": "x", "windows-0-ends": "600"}),
    ],
)
def test_what_its_kind_is_not_asked_may_hold_anything(
    jar: Callable[..., TestResponse], kind: str, junk: dict[str, str]
) -> None:
    jar(**(junk | {"kind": kind}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("weekdays", "9"), ("order_by", "x"), ("order_by", "99999"), ("windows-0-starts", "²"), ("place", "moon")],
)
def test_a_choice_that_is_none_is_refused(phone: Callable[..., Phone], world: World, name: str, value: str) -> None:
    maryam = phone("maryam")
    form = form_on(maryam.get(f"{ROOM}/products/{world.jar}"), world.jar)
    for field, good in SERVICE.items():
        form[field] = good
    sent = [(key, one) for key, one in form.submit_fields() if key not in (name, "photos")]
    page = maryam.post(form.action, [*sent, (name, value)], status=422)
    assert page.html.find(id=f"{name}-error")


def test_an_hour_that_is_no_half_hour_is_not_lost_by_opening_the_page(
    app: Flask, phone: Callable[..., Phone], world: World, product: Callable[[str], Product]
) -> None:
    with app.app_context(), transaction():
        product(world.cake).order_by = 17 * 60 + 45
    phone("maryam").send(f"{ROOM}/products/{world.cake}", world.cake, status=303)
    assert product(world.cake).order_by == 17 * 60 + 45


def test_a_limit_lowered_below_what_is_sold_is_saved_and_told(
    app: Flask, phone: Callable[..., Phone], world: World
) -> None:
    maryam, at = phone("maryam"), f"{ROOM}/products/{world.cake}"
    maryam.send(at, world.cake, per_day="10", status=303)
    sell(app, world.cake, 7)
    page = maryam.send(at, world.cake, per_day="5", status=303).follow()
    for told in (page.html.find(id="flashes"), maryam.get(at).html.find("form")):
        day = told.find("a", href=lambda there: there.startswith(f"{ROOM}/orders?due="))
        assert "۷ از ۵، ۲ تا بیشتر" in day.text
        assert "کیک تولد" in maryam.get(day["href"])


def test_it_counts_what_a_price_brings_without_saving(
    jar: Callable[..., TestResponse], world: World, product: Callable[[str], Product]
) -> None:
    page = jar(status=200, button="count=y", **COSTS, hour_worth="50000")
    said = page.html.find(id="earnings").text
    # 65,000 stay of 125,000, for an hour and a half; 135,000 would bring 50,000 an hour.
    assert "۶۵٬۰۰۰ تومان برای کار شما" in said
    assert "هر ساعت ۴۳٬۳۳۳ تومان" in said
    assert "قیمت باید ۱۳۵٬۰۰۰ تومان باشد" in said
    assert page.html.find("details", id="costs").has_attr("open")
    assert product(world.jar).material is None


def test_it_counts_while_she_types(phone: Callable[..., Phone]) -> None:
    typed = {"offers-0-price": "۱۲۵۰۰۰", "offers-1-price": "200000", "material": "130000"}
    answer = phone("maryam").get(f"{ROOM}/products/earnings", typed)
    assert "۵٬۰۰۰ تومان کمتر از پول مواد" in answer.html.text
    assert "تومان" not in phone("maryam").get(f"{ROOM}/products/earnings", {"material": "x", "offers-0-price": "²"})


def test_a_price_that_pays_less_than_the_material_is_warned_of_and_saved(
    jar: Callable[..., TestResponse], world: World, product: Callable[[str], Product]
) -> None:
    page = jar(material="130000", work_hours="2", hour_worth="80000").follow()
    assert "حتی پول مواد هم درنمی‌آید" in page.html.find(id="flashes").text
    saved = product(world.jar)
    assert (saved.material, saved.work, saved.hour_worth) == (1_300_000, 120, 800_000)


def test_a_new_product_that_pays_less_than_the_material_is_warned_of(phone: Callable[..., Phone]) -> None:
    form = form_on(phone("maryam").get(f"{ROOM}/products/new"), "/new")
    form["name"], form["offers-0-price"], form["offers-0-stock"], form["material"] = "شال", "1000", "1", "2000"
    assert "حتی پول مواد هم درنمی‌آید" in form.submit(status=303).follow()


def test_customers_never_see_what_it_costs_her(
    jar: Callable[..., TestResponse], world: World, phone: Callable[..., Phone]
) -> None:
    jar(material="61237", work_hours="7", hour_worth="51239")
    for address in (f"/p/{world.jar}", f"/p/{world.jar}/poster", "/g/gol-narges", "/", "/search"):
        page = phone().get(address, {"q": "ترشی"}, status=200).text
        for secret in ("61237", "۶۱٬۲۳۷", "51239", "۵۱٬۲۳۹"):
            assert secret not in page, (address, secret)


def test_lists_and_cards_know_every_kind(app: Flask, phone: Callable[..., Phone]) -> None:
    with app.app_context(), transaction():
        group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        ironing = catalogue.Description("اتو", kind="service", windows=(catalogue.Hours(600, 720),))
        asked = catalogue.Description("سفره‌آرایی", kind="on_agreement")
        codes = [
            catalogue.add(group, ironing, [catalogue.Offer("", 500_000)], [], by).code,
            catalogue.add(group, asked, [], [], by).code,
        ]
    maryam = phone("maryam")
    listed = maryam.get(f"{ROOM}/products").html.select_one("ul.basket-lines").text
    assert "قیمت توافقی" in listed
    assert "خدمت" in listed
    assert "تمام شد" not in maryam.get(f"{ROOM}/shop").html.select_one(".products").text
    for code in codes:
        maryam.get(f"{ROOM}/products/{code}", status=200)
        maryam.get(f"{ROOM}/first/done", {"product": code}, status=200)
        assert maryam.get(f"{ROOM}/products/{code}/picture").html.find(id="share-text").text
        maryam.send(f"{ROOM}/products", f"{code}/copy", status=303)
