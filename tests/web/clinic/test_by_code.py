"""At the clinic a customer tells a code and nothing else: it leads to the right group's order."""

from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import groups, people, products
from hamyar.kit.db import db, transaction
from tests.people import WORKER, Phone, World

Phones = Callable[..., Phone]
DESK = "/clinic/telephone-order"


@pytest.mark.parametrize("written", ["{}", "کد: {}", " {} "])
def test_a_code_leads_to_its_groups_order_with_one_of_it(world: World, phone: Phones, written: str) -> None:
    code = world.jar.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    page = phone("worker").get(DESK, {"code": written.format(code)}, status=303).follow()
    assert page.request.path == "/group/gol-narges/orders/new"
    assert [one["value"] for one in page.html.select(".wants input")] == ["۱"]


def test_a_shop_that_is_closed_can_still_be_ordered_from_by_telephone(app: Flask, world: World, phone: Phones) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, WORKER)
        assert by
        groups.close_shop(groups.get(1, "suzan"), by)
    assert "/group/suzan/" in phone("worker").get(DESK, {"code": world.dress}, status=303).headers["Location"]


def test_a_code_that_leads_nowhere_says_why(app: Flask, world: World, phone: Phones) -> None:
    with app.app_context(), transaction():
        products.get_by_code(1, world.jar).variants[0].stock = 0
        db.session.flush()
    for code, why in (("00000", "ندارد"), ("ترشی", "ندارد"), (world.hidden, "پنهان"), (world.jar, "تمام شده")):
        page = phone("worker").get(DESK, {"code": code}, status=200)
        assert why in page.html.select_one(".notice.warn").text, code
        assert page.html.find("a", href="/group/gol-narges/orders/new"), "the groups are there all the same"
        assert page.html.find("input", {"name": "code"})["value"] == code


def test_without_a_code_nothing_is_said(phone: Phones) -> None:
    for asked in ("", "?code=", "?code=%00"):
        assert not phone("worker").get(DESK + asked, status=200).html.select_one(".notice.warn")
