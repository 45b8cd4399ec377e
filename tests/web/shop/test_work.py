"""Work at an hour, in the workshop or at her place: its pages speak of coming and doing, and of no parcel."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import delivery, groups, moves, orders, people, products
from hamyar.domain.delivery import Courier, Pickup, Post
from hamyar.kit.db import transaction
from tests.lunch import Lunch, choose_first
from tests.people import CUSTOMER, SARA, Phone, form_on

HOURS = "شنبه تا چهارشنبه، ۹ تا ۱۳"
WHO = {"name": "زهرا", "mobile": CUSTOMER, "province": "تهران", "city": "ری", "street": "کوچه‌ی یاس، پلاک ۳"}


@pytest.fixture
def workshop(app: Flask, kitchen: Lunch) -> str:
    """The workshop can be come to, and its zip is put in there; the zip's code."""

    def arrange(group: groups.Group, by: people.Person) -> None:
        delivery.arrange(group, Pickup(True, "کارگاه سوزن طلایی", HOURS), Courier(False, [], None), _NO_POST, by)

    _by_sara(app, arrange)
    return kitchen.zip


@pytest.fixture
def at_home(app: Flask, kitchen: Lunch) -> str:
    """The same zip is put in where the customer lives."""

    def come(group: groups.Group, _by: people.Person) -> None:
        products.get_by_code(group.clinic_id, kitchen.zip).place = products.AT_CUSTOMER

    _by_sara(app, come)
    return kitchen.zip


_NO_POST = Post(False, [], None)


def _by_sara(app: Flask, work: Callable[[groups.Group, people.Person], Any]) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, SARA)
        assert by
        work(groups.get(1, "suzan"), by)


def _checkout(browser: Phone, code: str) -> TestResponse:
    browser.send(f"/p/{code}", "/basket/put", status=303)
    return browser.get("/checkout")


def _ordered(browser: Phone, code: str) -> TestResponse:
    form = form_on(_checkout(browser, code), "/checkout")
    for what in ("slot-", "way-", "pay-"):
        choose_first(form, what)
    for name, value in WHO.items():
        if name in form.fields:
            form[name] = value
    return form.submit(status=303).follow()


def _after(app: Flask, page: TestResponse, *names: str) -> TestResponse:
    def go(_group: groups.Group, by: people.Person) -> None:
        for name in names:
            moves.make(orders.by_secret(1, page.request.path.rpartition("/")[2]), name, by=by)

    _by_sara(app, go)
    return page.goto(page.request.path)


def test_in_the_workshop_her_hour_is_not_gainsaid_by_the_hours_of_the_place(workshop: str, english: Phone) -> None:
    page = _checkout(english, workshop)
    assert "In the group’s workshop" in page
    assert "کارگاه سوزن طلایی" in page, "where it is, she must know"
    for shown in (page, _ordered(english, workshop)):
        assert HOURS not in shown
        assert "fetch" not in shown.html.main.text


def test_goods_keep_the_hours_of_the_place(app: Flask, phone: Callable[..., Phone], kitchen: Lunch) -> None:
    assert "هر روز ۱۱ تا ۱۴" in _checkout(phone(), kitchen.plate)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["accept"], "They expect you in the workshop."),
        (["accept", "ready"], "They expect you in the workshop."),
        (["accept", "ready", "deliver"], "The work is done."),
        (["accept", "ready", "not_collected"], "This appointment did not take place."),
    ],
)
def test_what_comes_next_in_the_workshop(
    app: Flask, workshop: str, english: Phone, names: list[str], told: str
) -> None:
    page = _ordered(english, workshop)
    assert told in _after(app, page, *names).html.find(id="progress").text


def test_to_her_place_somebody_comes_and_no_parcel(app: Flask, at_home: str, english: Phone) -> None:
    page = _checkout(english, at_home)
    assert page.html.find(id="where-to").text == "Where do we come to?"
    assert "Pay when the work is done" in page.html.main.text
    order = _ordered(english, at_home)
    assert order.html.find(id="reaching").text == "When and where it is done"
    assert "when the work is done" in order.html.find("section", {"aria-labelledby": "payment"}).text
    ready = _after(app, order, "accept", "ready")
    assert "The group is ready to come to you." in ready.html.find(id="progress").text
    assert "order is in your hands" not in ready
    done = _after(app, order, "deliver")
    assert "The work is done." in done.html.find(id="progress").text
    assert done.html.find(id="reaching").text == "When and where it was done"


@pytest.mark.parametrize("place", ["workshop", "at_home"])
def test_the_way_of_work_is_said_in_words_for_work(
    app: Flask, english: Phone, place: str, request: pytest.FixtureRequest
) -> None:
    done = _after(app, _ordered(english, request.getfixturevalue(place)), "accept", "ready", "deliver")
    road = [step.find(string=True) for step in done.html.find(class_="way-words")("span")]
    assert road == ["Placed", "Accepted", "The group is ready", "Done"]
    assert "Deliver" not in done.html.find(id="progress").text


def test_goods_are_delivered(app: Flask, english: Phone, kitchen: Lunch) -> None:
    done = _after(app, _ordered(english, kitchen.plate), "accept", "ready", "deliver")
    assert done.html.find(id="progress").find(class_="state").text == "Delivered"


def test_where_something_is_brought_too_the_address_is_where_it_goes(
    at_home: str, english: Phone, kitchen: Lunch
) -> None:
    english.send(f"/p/{kitchen.plate}", "/basket/put", status=303)
    assert _checkout(english, at_home).html.find(id="where-to").text == "Where does it go?"
