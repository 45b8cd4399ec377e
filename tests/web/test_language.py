"""A text that leaves a page is in the reader's language, not in the page's; facts of the machine are said in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask

from hamyar.domain import groups, offering, placing, products, resends
from hamyar.kit.db import transaction
from hamyar.web import filters, language
from tests.people import Phone, World

HERS = "+989351234567"


@pytest.fixture
def ordered(app: Flask, world: World) -> int:
    """The number of an order that a customer placed."""
    with app.app_context(), transaction():
        group = groups.get(1, "gol-narges")
        wish = offering.Wish(products.get(group, world.jar).variants[0], 1)
        order = placing.take_down(group, [wish], placing.Customer("پریسا", HERS), by=group.lead, again=True)
        resends.ask(group.clinic_id, HERS)
        return order.number


def message(phone: Phone, address: str) -> str:
    """The ready text for the customer on a page that its reader has in English."""
    phone.get("/language/en")
    page = phone.get(address)
    assert page.html.html["lang"] == "en"
    return unquote(page.html.select_one(f'a[href^="sms:{HERS}"]')["href"].partition("body=")[2])


def test_a_member_with_english_pages_sends_her_customer_persian(phone: Callable[..., Phone], ordered: int) -> None:
    text = message(phone("maryam"), f"/group/gol-narges/orders/{ordered}")
    assert text.startswith("سفارش ۱۰۰۱ شما")
    assert "۱۰۰۱" in text.partition("http")[0]
    assert "گل نرگس" in text


def test_staff_with_english_pages_send_the_lost_links_in_persian(phone: Callable[..., Phone], ordered: int) -> None:
    text = message(phone("worker"), "/clinic/resends")
    assert text.startswith("سلام از کلینیک مددکاری مهر")
    assert "۱۰۰۱" in text.partition("http")[0]


@pytest.mark.parametrize("address", ["/group/gol-narges/shop", "/group/gol-narges/first/done?product={jar}"])
def test_links_that_are_passed_on_speak_persian(phone: Callable[..., Phone], world: World, address: str) -> None:
    maryam = phone("maryam")
    maryam.get("/language/en")
    page = maryam.get(address.format(jar=world.jar))
    shared = unquote(page.html.select_one('a[href^="sms:?body="]')["href"])
    assert "«" in shared
    assert "Copy" in page.text, "the page itself stays English"


def test_the_page_goes_on_in_its_own_language_afterwards(app: Flask) -> None:
    with app.test_request_context():
        with pytest.raises(ZeroDivisionError), language.speaking("en"):
            assert language.gettext("Save") == "Save"
            1 / 0  # noqa: B018 - even a text that fails gives the language back
        assert language.gettext("Save") == "ذخیره"


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (1234, "۱۲۳۴"),
        (date(2026, 11, 24), "سه‌شنبه ۳ آذر ۱۴۰۵"),
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "سه‌شنبه ۳ آذر ۱۴۰۵، ۰۸:۳۰"),
        (Path("/srv/2026"), "\u2068/srv/2026\u2069"),
    ],
)
def test_facts_of_the_machine_are_said_in_persian(app: Flask, fact: object, said: str) -> None:
    with app.test_request_context():
        assert filters.fact(fact) == said


def test_staff_read_the_clock_in_the_iranian_calendar(phone: Callable[..., Phone]) -> None:
    page = phone("worker").get("/health", status="*").html
    said = next(one.text for one in page.select(".notice") if "تاریخ دستگاه" in one.text)
    assert "آذر" in said or "۱۴" in said
    assert not any(letter in "0123456789" for letter in said)


def test_a_reading_voice_is_told_what_is_in_the_other_language(phone: Callable[..., Phone], world: World) -> None:
    customer = phone()
    assert not customer.get(f"/p/{world.jar}").html.select("main [lang]")
    customer.get("/language/en")
    page = customer.get(f"/p/{world.jar}").html
    assert page.select_one("h1")["lang"] == "fa"
    assert {one["lang"] for one in page.select("main [lang]")} == {"fa"}


@pytest.mark.parametrize(("code", "said"), [("fa", "ساعت ۱۰:۲۰ و ۱۰:۳۰"), ("en", "ساعت 10:20 و 10:30")])
def test_what_a_customer_typed_has_the_digits_of_whoever_reads_it(app: Flask, code: str, said: str) -> None:
    with app.test_request_context(), language.speaking(code):
        assert filters.shown_digits("ساعت ۱۰:۲۰ و 10:30") == said
