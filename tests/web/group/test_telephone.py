"""Orders by telephone and at the counter: who she is, the day, how it reaches her, how she pays."""

from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import catalogue, groups, offering, orders, payments, people, placing, products
from hamyar.domain.orders import Order
from hamyar.kit.db import transaction
from tests import chosen, lunch
from tests.people import MARYAM, SARA, Phone, World, form_on
from tests.web.group.things import ROOM

Phones = Callable[..., Phone]
NEW = f"{ROOM}/orders/new"
HER = {"name": "نگار", "mobile": "۰۹۳۵ ۱۲۳ ۴۵۶۷"}


def variant_of(app: Flask, code: str) -> str:
    """The form's name for the number of a product's first model."""
    with app.app_context():
        return f"n-{products.get_by_code(1, code).variants[0].id}"


def newest(app: Flask, slug: str = "gol-narges") -> Order | None:
    """The order that was written down last, with its payment."""
    with app.app_context():
        rows = orders.of_group(groups.get(1, slug)).rows
        return rows[0] if rows else None


def typed(phone: Phone, **fields: str) -> Form:
    """The form with this typed into it."""
    form = form_on(phone.get(NEW), NEW)
    for name, value in fields.items():
        form[name] = value
    return form


def looked(phone: Phone, **fields: str) -> Form:
    """The same after the button that only rearranges."""
    return form_on(typed(phone, **fields).submit("look", status=200), NEW)


def looked_page(phone: Phone, **fields: str) -> TestResponse:
    """The page after the button that only rearranges."""
    return typed(phone, **fields).submit("look", status=200)


def order_before(app: Flask, code: str, by: str = MARYAM, slug: str = "gol-narges") -> None:
    """She ordered here before, and it was brought to her."""
    with app.app_context(), transaction():
        group, person = groups.get(1, slug), people.find_by_mobile(1, by)
        assert person
        wish = offering.Wish(products.get(group, code).variants[0], 1)
        plan = chosen.plan(group, [wish])
        customer = placing.Customer("نگار صبوری", "+989351234567")
        placing.take_down(group, [wish], customer, plan, by=person, again=True)


@pytest.fixture
def made(app: Flask, world: World) -> lunch.Lunch:
    return lunch.build(app)


def test_in_stock_goes_in_one_tap(app: Flask, world: World, phone: Phones) -> None:
    form = typed(phone("maryam"), **HER, **{variant_of(app, world.jar): "۲"})
    form["channel"] = "counter"
    page = form.submit(status=303).follow()
    order = newest(app)
    assert order
    assert (order.channel, order.delivery, order.mobile) == ("counter", "", "+989351234567")
    assert "حضوری ثبت شد" in page.html.find(id="who").parent.text


def test_a_day_appears_when_something_by_the_day_is_sent(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    plate = variant_of(app, made.plate)
    page = typed(phone("maryam"), **HER, **{plate: "3"}).submit(expect_errors=True)
    assert page.status_int == 422
    assert "لطفاً یک روز انتخاب کنید" in page.html.select_one("fieldset .error").text
    form = lunch.choose_first(form_on(page, NEW))
    assert (form["name"].value, form[plate].value) == ("نگار", "۳")
    form.submit(status=303)
    order = newest(app)
    assert order
    assert order.ready_on == lunch.TOMORROW


def test_the_rearranging_button_shows_the_days_and_saves_nothing(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    form = looked(phone("maryam"), **{variant_of(app, made.plate): "3"})
    assert [name for name in form.fields if str(name).startswith(("slot-", "way-", "pay-"))] == [
        f"{what}-{made.kitchen}" for what in ("slot", "way", "pay")
    ]
    assert newest(app) is None


def test_while_she_types_a_part_comes_alone(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    maryam = phone("maryam")
    form = typed(maryam, **{variant_of(app, made.plate): "3"})
    part = maryam.post(NEW, form.submit_fields(), headers={"HX-Request": "true"}, status=200)
    assert "<html" not in part.text
    assert f'name="slot-{made.kitchen}"' in part.text


def test_hours_are_asked_for_a_service(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    page = phone("worker").get("/group/suzan/orders/new")
    form = form_on(page, "/orders/new")
    form[variant_of(app, made.zip)] = "1"
    page = form.submit("look", status=200)
    assert "۱۰ تا ۱۲" in page.html.find(id="call").text


def test_a_day_that_is_too_full_says_why(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    fields = {**HER, variant_of(app, made.plate): "11"}
    page = typed(phone("maryam"), **fields).submit(expect_errors=True)
    assert page.status_int == 422
    assert "قیمه" in page.html.select_one("#call .notice.warn").text
    assert newest(app) is None


def test_a_day_that_filled_up_is_said_at_the_days(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    form = lunch.choose_first(looked(phone("maryam"), **HER, **{variant_of(app, made.plate): "3"}))
    lunch.fill(app, made.plate, 9)
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert page.html.select_one(f"#slot-{made.kitchen} .error")


def test_the_address_is_asked_only_where_it_goes_to_her(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    maryam, fields = phone("maryam"), {**HER, variant_of(app, made.plate): "3"}
    form = lunch.choose_first(looked(maryam, **fields))
    way = form[f"way-{made.kitchen}"]
    assert way.value == "", "how it reaches her may stay open"
    way.value = way.options[1][0]
    page = form.submit(expect_errors=True)
    assert page.html.find(id="street-error")
    form = form_on(page, NEW)
    for name, value in {"province": "تهران", "city": "ری", "street": "خیابان مدائن"}.items():
        form[name] = value
    form[f"pay-{made.kitchen}"] = "card"
    form.submit(status=303)
    with app.app_context():
        order = orders.get(groups.get(1, "gol-narges"), 1001)
        assert order.address
        assert (order.address.street, order.delivery, len(order.fees)) == ("خیابان مدائن", "courier", 1)
        assert payments.get(order).way == "card"


def test_an_address_without_a_way_asks_for_the_way(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    maryam = phone("maryam")
    form = lunch.choose_first(looked(maryam, **HER, **{variant_of(app, made.plate): "3"}))
    sent = [(name, value) for name, value in form.submit_fields() if not name.startswith("way-")]
    sent = [(name, "خیابان مدائن" if name == "street" else value) for name, value in sent]
    page = maryam.post(NEW, sent, status=422)
    assert "چطور به دستش برسد" in page.html.find(id=f"way-{made.kitchen}-error").text


def test_a_known_number_is_offered_while_she_types(app: Flask, world: World, phone: Phones) -> None:
    order_before(app, world.jar)
    maryam = phone("maryam")
    form = typed(maryam, mobile="09351234567")
    part = maryam.post(NEW, form.submit_fields(), headers={"HX-Request": "true"})
    assert "نگار صبوری" in part.text
    assert "۱۰۰۱" in part.text


def test_without_script_a_known_number_fills_in_what_is_missing(app: Flask, made: lunch.Lunch, phone: Phones) -> None:
    order_before(app, made.plate)
    maryam, plate = phone("maryam"), variant_of(app, made.plate)
    form = looked(maryam, mobile="09351234567", **{plate: "1"})
    assert form["name"].value == "نگار صبوری"
    own = looked(maryam, mobile="09351234567", name="نگار", **{plate: "1"})
    assert own["name"].value == "نگار"


def test_the_address_of_an_earlier_order_is_kept_for_that_order_alone(
    app: Flask, made: lunch.Lunch, phone: Phones
) -> None:
    with app.app_context(), transaction():
        group, by = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert by
        wish = offering.Wish(products.get(group, made.plate).variants[0], 1)
        offer = offering.of(group, [wish])
        plan = offering.Plan(offer.slots[0].slot, offer.choices[1].key, chosen.ADDRESS)
        placing.take_down(group, [wish], placing.Customer("نگار", "+989351234567"), plan, by=by)
    maryam, fields = phone("maryam"), {"mobile": "09351234567", variant_of(app, made.plate): "2"}
    form = typed(maryam, **fields)
    part = maryam.post(NEW, form.submit_fields(), headers={"HX-Request": "true"}, status=200)
    page = form.submit("look", status=200)
    assert form_on(page, NEW)["name"].value == "نگار"
    assert chosen.ADDRESS.street not in part.text
    assert chosen.ADDRESS.street not in page.text


def test_her_name_that_was_taken_over_is_where_the_page_begins(app: Flask, world: World, phone: Phones) -> None:
    order_before(app, world.jar)
    maryam = phone("maryam")
    form = typed(maryam, mobile="09351234567")
    part = maryam.post(NEW, form.submit_fields(), headers={"HX-Request": "true"})
    assert part.html.select_one("button[name=look]")["formaction"] == f"{NEW}#name"
    page = form.submit("look", status=200)
    assert page.html.select_one("[data-focus]")["id"] == "name"
    assert not looked_page(maryam, name="نگار", mobile="09351234567").html.select_one("[data-focus]")


def test_nine_models_of_two_products_can_be_looked_for(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    assert not maryam.get(NEW).html.select_one("input[name=find_text]")
    with app.app_context(), transaction():
        by, group = people.find_by_mobile(1, MARYAM), groups.get(1, "gol-narges")
        assert by
        about = catalogue.Description("مربا")
        catalogue.add(group, about, [catalogue.Offer(f"مدل {m}", 900_000, 5) for m in range(8)], [], by)
    assert maryam.get(NEW).html.select_one("input[name=find_text]")


def test_what_another_group_knows_of_her_is_not_told(app: Flask, world: World, phone: Phones) -> None:
    order_before(app, world.dress, SARA, "suzan")
    page = typed(phone("maryam"), mobile="09351234567").submit("look", status=200)
    assert "صبوری" not in page.text


def test_a_copy_of_an_order_that_emptied_the_shelf_gets_its_answer(app: Flask, world: World, phone: Phones) -> None:
    form = typed(phone("maryam"), **HER, **{variant_of(app, world.jar): "10"})
    first = form.submit(status=303)
    assert form.submit(status=303).headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"channel": "fair"},
        {"channel": "link"},
        {"mobile": "۱۲"},
        {"name": "ن" * 20_000},
        {"note": "ی" * 20_000},
        {"slot": "2026-13-45"},
        {"slot": "9999-12-31"},
        {"way": "courier-99999"},
        {"pay": "gold"},
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    app: Flask, made: lunch.Lunch, phone: Phones, hostile: dict[str, str]
) -> None:
    maryam = phone("maryam")
    form = lunch.choose_first(looked(maryam, **HER, **{variant_of(app, made.plate): "3"}))
    named = {f"{name}-{made.kitchen}" if name in ("slot", "way", "pay") else name: v for name, v in hostile.items()}
    sent = [(name, value) for name, value in form.submit_fields() if name not in named]
    page = maryam.post(NEW, [*sent, *named.items()], status=422)
    assert form_on(page, NEW)[variant_of(app, made.plate)].value == "۳"
    assert len(page.body) < 80_000
    assert newest(app) is None


def test_more_products_cost_no_more_questions(app: Flask, made: lunch.Lunch, phone: Phones, asked: list[str]) -> None:
    def count() -> int:
        form = typed(phone("maryam"), mobile="09351234567", **{variant_of(app, made.plate): "3"})
        asked.clear()
        form.submit("look", status=200)
        return len(asked)

    few = count()
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        group = groups.get(1, "gol-narges")
        for n in range(4):
            about = catalogue.Description(f"خورش {n}", kind=products.MADE_TO_ORDER)
            catalogue.add(group, about, [catalogue.Offer(f"مدل {m}", 900_000) for m in range(3)], [], by)
    assert count() == few
