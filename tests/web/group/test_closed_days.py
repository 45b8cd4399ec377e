"""An order whose day is closed by now: the group sees it wherever it sees the order, and who of them was told."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from flask import Flask

from hamyar.domain import agreements, closings
from hamyar.domain.days import Slot
from hamyar.kit import clock, paging
from tests.people import Phone, form_on
from tests.web import booked
from tests.web.booked import ROOM, day

Phones = Callable[..., Phone]
DAYS = f"{ROOM}/days"
LINE = "آلودگی هوا"
CLOSERS = {"a holiday": (booked.make_holiday, LINE), "a day off": (booked.close, "عروسی خواهرم")}


@pytest.fixture(autouse=True)
def _autumn(app: Flask) -> Iterator[None]:
    clock.freeze(datetime(2026, 11, 24, 9, tzinfo=UTC))
    yield
    clock.freeze(None)


def page_of(number: int) -> str:
    return f"{ROOM}/orders/{number}"


@pytest.mark.parametrize("closer", CLOSERS)
@pytest.mark.parametrize("done", [[], ["accept"], ["accept", "ready"]])
def test_every_view_of_the_order_says_that_its_day_is_closed(
    app: Flask, phone: Phones, closer: str, done: list[str]
) -> None:
    number, stands = booked.lunch(app, *done).number, booked.lunch(app, *done, ahead=2).number
    close, why = CLOSERS[closer]
    maryam = phone("maryam")

    def seen() -> dict[str, bool]:
        found = {
            "board": maryam.get(f"{ROOM}/").html.find(id=f"order-{number}").text,
            "list": maryam.get(f"{ROOM}/orders?due={day()}").html.select_one("ul.links").text,
            "page": maryam.get(page_of(number)).text,
            "part": maryam.get(f"{ROOM}/?state={(done or ['placed'])[-1].replace('accept', 'accepted')}").text,
        }
        if done:
            found["day list"] = maryam.get(f"{ROOM}/orders/day?day={day()}").html.select_one(".sheet").text
        return {name: why in text for name, text in found.items()}

    assert set(seen().values()) == {False}
    close(app, day())
    assert set(seen().values()) == {True}
    for at in (f"{ROOM}/orders?due={day(2)}", page_of(stands)):
        assert why not in maryam.get(at)


def test_it_says_what_to_do_and_leads_there(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.make_holiday(app, day())
    maryam = phone("maryam")
    card = maryam.get(f"{ROOM}/").html.find(id=f"order-{number}")
    assert card.select_one(".notice.warn a")["href"] == f"{page_of(number)}#closed-day"
    page = maryam.get(page_of(number))
    assert page.html.select_one("#closed-day .notice.warn a")["href"] == "#agreement"
    form = form_on(page, "/ask/day")
    assert form["reason"].value, "why is known, and stands there in Persian"
    form["slot"] = day(2).isoformat()
    form.submit(status=303)
    asked = maryam.get(page_of(number)).html.find(id="closed-day")
    assert asked.select_one(".notice.note"), "she knows now"
    assert not asked.find("form")


def test_what_she_typed_stays_where_the_question_comes_back(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.make_holiday(app, day())
    page = phone("maryam").send(page_of(number), "/ask/day", status=422, day="شاید", reason="هوا")
    assert form_on(page, "/ask/day")["reason"].value == "هوا"


def test_many_orders_cost_no_more_questions(app: Flask, phone: Phones, asked: list[str]) -> None:
    maryam = phone("maryam")

    def cost(at: str) -> int:
        maryam.get(at)
        asked.clear()
        maryam.get(at)
        return len(asked)

    booked.lunch(app, "accept")
    booked.close(app, day())
    pages = (f"{ROOM}/", f"{ROOM}/orders", f"{ROOM}/orders/day?day={day(2)}", DAYS)
    few = [cost(at) for at in pages]
    for _more in range(4):
        booked.lunch(app, "accept", ahead=2)
    booked.close(app, day(2))
    assert [cost(at) for at in pages] == few


def test_her_ready_words_open_where_no_message_leaves_the_clinic(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app)
    booked.close(app, day())
    maryam = phone("maryam")
    for at in (DAYS, page_of(number)):
        page = maryam.get(at)
        text = unquote(page.html.find("a", href=re.compile("^sms:.*%D8"))["href"])
        assert "چهارشنبه ۴ آذر" in text
        assert text.startswith("sms:+989351234567")
        assert path in text
        assert "عروسی" not in text, "why is the group's own matter"
        assert not page.html.find("form", action=re.compile("/day/tell"))


@pytest.mark.parametrize(("at", "back"), [("days", f"{DAYS}#tell"), ("order", "#closed-day")])
def test_a_tick_stays_with_who_and_when(app: Flask, phone: Phones, at: str, back: str) -> None:
    number, _path = booked.lunch(app)
    booked.close(app, day())
    zahra = phone("zahra")
    seen = DAYS if at == "days" else page_of(number)
    answer = booked.form_of(zahra.get(seen), number, "/day/told").submit(status=303)
    assert answer.location.endswith(back)
    for who in ("zahra", "worker"):
        page = phone(who).get(page_of(number)).html.find(id="closed-day")
        assert "زهرا کریمی" in page.text
        assert page.select_one(".notice.note")
    told = zahra.get(seen)
    booked.form_of(told, number, "/day/untold").submit(status=303)
    assert zahra.get(page_of(number)).html.select_one("#closed-day .notice.warn")


def test_a_message_goes_once_somebody_says_so(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.carry(app)
    booked.close(app, day())
    maryam = phone("maryam")
    one, other = (booked.form_of(maryam.get(at), number, "/day/tell") for at in (DAYS, page_of(number)))
    for form in (one, one, other):
        form.submit(status=303)
    assert booked.told_of_day(app, number) == [("order.day_closed", "waiting")]


def test_everybody_on_the_list_is_told_by_one_tap(app: Flask, phone: Phones) -> None:
    made = [booked.lunch(app).number, booked.lunch(app, ahead=2).number, booked.lunch(app, ahead=3).number]
    booked.carry(app)
    for ahead in (1, 2):
        booked.close(app, day(ahead))
    page = form_on(phone("zahra").get(DAYS), "/days/tell").submit(status=303).follow()
    assert "۲" in page.html.select_one("#flashes .good").text
    assert [len(booked.told_of_day(app, number)) for number in made] == [1, 1, 0]


def test_the_list_has_pages(app: Flask, phone: Phones) -> None:
    for _ in range(paging.PAGE + 1):
        booked.lunch(app)
    booked.close(app, day())
    maryam = phone("maryam")
    page = maryam.get(DAYS)
    assert len(page.html.select("#tell .wants > li:not(.more)")) == paging.PAGE
    more = page.html.select_one("#tell .more a")["href"]
    part = maryam.get(more, headers={"HX-Request": "true"})
    assert len(part.html.select("li")) == 1
    assert len(maryam.get(more).html.select("#tell .wants > li")) == 1


def test_opening_the_day_again_ends_it_all(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.close(app, day())
    maryam = phone("maryam")
    booked.form_of(maryam.get(DAYS), number, "/day/told").submit(status=303)
    page = maryam.send(DAYS, f"{day()}/open", status=303).follow()
    assert not page.html.find(id="tell")
    assert not maryam.get(page_of(number)).html.find(id="closed-day")
    assert booked.told_of_day(app, number)[-1] == ("order.day_open", "waiting"), "she was told otherwise"


def test_a_day_that_is_closed_once_more_is_to_be_told_once_more(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.close(app, day())
    maryam = phone("maryam")
    booked.form_of(maryam.get(DAYS), number, "/day/told").submit(status=303)
    maryam.send(DAYS, f"{day()}/open", status=303)
    booked.do(app, number, closings.told)
    booked.close(app, day())
    page = maryam.get(DAYS)
    assert "گفته نشد" in page.html.find(id="tell").text
    booked.form_of(page, number, "/day/told").submit(status=303)
    kinds = ["order.day_closed", "order.day_open", "order.day_closed"]
    assert booked.told_of_day(app, number) == [(kind, "told") for kind in kinds]


def test_another_groups_order_is_not_told_of_here(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.close(app, day())
    sent = dict(booked.form_of(phone("maryam").get(DAYS), number, "/day/told").submit_fields())
    phone("sara").post(f"{page_of(number)}/day/told", sent, status="4*")
    assert booked.told_of_day(app, number) == []


@pytest.mark.parametrize("by_group", [True, False])
def test_a_question_about_the_day_stands_in_its_place(app: Flask, phone: Phones, by_group: bool) -> None:
    number, _path = booked.lunch(app, "accept")
    booked.close(app, day())
    booked.ask(app, number, agreements.OTHER_DAY, Slot(day(3)), by_group=by_group)
    row = phone("maryam").get(DAYS).html.find(id="tell")
    assert row.select_one('use[href$="#hourglass"]')
    assert not row.find("form", action=re.compile("/day/"))
