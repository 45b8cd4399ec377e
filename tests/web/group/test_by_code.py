"""A customer tells the code of a product by telephone: a member's page finds it, whatever its state."""

from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import catalogue, groups, orders, people, products
from hamyar.kit.db import transaction
from tests.people import MARYAM, Phone, World
from tests.web.group.things import ROOM, sell

Phones = Callable[..., Phone]
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def typed(page: object) -> dict[str, str]:
    """What stands beside each product of the page."""
    return {row.bdi.text: row.find("input")["value"] for row in page.html.select(".wants > li") if row.bdi}  # type: ignore[attr-defined]


def test_the_code_alone_makes_the_order(app: Flask, world: World, phone: Phones) -> None:
    page = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": world.jar.translate(PERSIAN)})
    assert typed(page) == {"ترشی لیته": "۱"}
    phone("maryam").send(page, "/orders/new", name="نگار", mobile="۰۹۳۵۱۲۳۴۵۶۷", status=303)
    with app.app_context():
        order = orders.get(groups.get(1, "gol-narges"), 1001)
        assert [(line.product_name, line.quantity) for line in order.lines] == [("ترشی لیته", 1)]


def test_what_was_chosen_before_a_search_stays(world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/orders/new", {"find_text": world.jar})
    form = page.forms[0]
    form["find_text"] = f"کد: {world.cake}"
    assert typed(form.submit("find")) == {"کیک تولد": "۱", "ترشی لیته": "۱"}


def test_a_number_that_was_typed_is_kept(world: World, phone: Phones) -> None:
    form = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": world.jar}).forms[0]
    name = next(name for name in form.fields if name and name.startswith("n-"))
    form[name] = "3"
    assert typed(form.submit("find")) == {"ترشی لیته": "۳"}


def test_the_enter_key_searches_while_nothing_is_known_of_the_customer(world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    form = maryam.get(f"{ROOM}/orders/new", {"find_text": world.jar}).forms[0]
    form["find_text"] = world.cake
    assert "کیک تولد" in typed(form.submit("entered", status=200))
    form["name"] = "نگار"
    assert form.submit("entered", expect_errors=True).status_int == 422


def test_a_model_is_not_chosen_for_her(world: World, phone: Phones) -> None:
    page = phone("worker").get("/group/suzan/orders/new", {"find_text": world.dress})
    assert [one["value"] for one in page.html.select(".wants input")] == ["۰", "۰"]


def test_every_product_stands_there_with_its_code(world: World, phone: Phones) -> None:
    page = phone("maryam").get(f"{ROOM}/orders/new")
    assert world.jar.translate(PERSIAN) in page.html.find(class_="wants").text
    assert not page.html.find("input", {"name": "find_text"}), "two products are seen at a glance"


def test_a_hidden_product_is_named_with_the_way_to_show_it(world: World, phone: Phones) -> None:
    page = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": world.hidden})
    assert "«مربای به» فعلاً پنهان است" in page.html.select_one(".notice.warn").text
    products_page = phone("maryam").get(page.html.select_one(".notice.warn a")["href"])
    assert [one.text for one in products_page.html.select("a.name")] == ["مربای به"]


def test_what_is_sold_out_says_so(app: Flask, world: World, phone: Phones) -> None:
    sell(app, world.jar, 10)
    page = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": world.jar})
    assert "تمام شده" in page.html.select_one(".notice.warn").text
    assert not typed(page)


@pytest.mark.parametrize("code", ["00000", "99999999"])
def test_an_unknown_code_says_so(phone: Phones, code: str) -> None:
    page = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": code})
    assert "هیچ محصولی این کد را ندارد" in page.html.select_one(".notice.warn").text


def test_a_deleted_product_is_an_unknown_code(app: Flask, world: World, phone: Phones) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        catalogue.remove(products.get_by_code(1, world.cake), by)
    page = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": world.cake})
    assert "هیچ محصولی این کد را ندارد" in page.html.select_one(".notice.warn").text


def test_another_groups_code_tells_staff_the_way_and_members_whom_to_ask(world: World, phone: Phones) -> None:
    for_staff = phone("worker").get(f"{ROOM}/orders/new", {"find_text": world.dress}).html.select_one(".notice.warn")
    assert for_staff.a["href"] == f"/group/suzan/orders/new?find_text={world.dress}"
    for_members = phone("maryam").get(f"{ROOM}/orders/new", {"find_text": world.dress}).html.select_one(".notice.warn")
    assert "سوزن طلایی" in for_members.text
    assert for_members.a is None
