"""Work at the customer's place: what she is asked, and who reads where to go."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import moves, orders, people, products
from hamyar.kit import digits
from hamyar.kit.db import transaction
from tests.lunch import Lunch, choose_first
from tests.people import CUSTOMER, SARA, Phone, form_on

ADDRESS = {"province": "تهران", "city": "ری", "street": "کوچه‌ی یاس، پلاک ۳"}


@pytest.fixture
def zip_at_home(app: Flask, kitchen: Lunch) -> str:
    """The code of the workshop's zip, which is now put in where the customer lives."""
    with app.app_context(), transaction():
        sara = people.find_by_mobile(1, SARA)
        assert sara
        products.get_by_code(sara.clinic_id, kitchen.zip).place = products.AT_CUSTOMER
    return kitchen.zip


def test_she_says_where_and_only_the_group_and_she_read_it(zip_at_home: str, phone: Callable[..., Phone]) -> None:
    browser = phone()
    browser.send(f"/p/{zip_at_home}", "/basket/put", status=303)
    page = browser.get("/checkout")
    assert "ما به محل شما می‌آییم" in page.text
    # She must say where: nothing hides the question.
    assert "if-to-her" not in page.html.find("section", attrs={"aria-labelledby": "where-to"})["class"]
    form = choose_first(form_on(page, "/checkout"))
    form["name"], form["mobile"] = "زهرا", CUSTOMER
    refused = form.submit(status=422)
    assert "لطفاً استان را انتخاب کنید" in refused.text
    form = form_on(refused, "/checkout")
    assert form["name"].value == "زهرا"
    for name, value in ADDRESS.items():
        form[name] = value
    hers = form.submit(status=303).follow()
    assert "ما به محل شما می‌آییم" in hers.text
    assert ADDRESS["street"] in hers.text

    number = digits.to_ascii(re.search("[۰-۹]{4}", hers.html.title.text)[0])
    theirs = f"/group/suzan/orders/{number}"
    for page in (theirs, f"{theirs}/slip"):
        read = phone("sara").get(page)
        assert ADDRESS["street"] in read
        assert "ما به محل او می‌رویم" in read
    phone("maryam").get(theirs, status=404)


def test_what_comes_next_says_that_they_come(app: Flask, zip_at_home: str, phone: Callable[..., Phone]) -> None:
    browser = phone()
    browser.send(f"/p/{zip_at_home}", "/basket/put", status=303)
    form = choose_first(form_on(browser.get("/checkout"), "/checkout"))
    for name, value in {"name": "زهرا", "mobile": CUSTOMER, **ADDRESS}.items():
        form[name] = value
    page = form.submit(status=303).follow()
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, SARA)
        moves.make(orders.by_secret(1, page.request.path.rpartition("/")[2]), "accept", by=by)
    assert "به محل شما می‌آیند" in page.goto(page.request.path).html.find(id="progress").text
