"""The page of the holidays: the coming year, what the clinic adds to it, and where work is done all the same."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
from flask import Flask

from hamyar.domain import agreements, groups, holidays, orders, people
from hamyar.kit import clock, paging
from hamyar.kit.db import transaction
from tests.people import MARYAM, Phone, form_on
from tests.web import booked

Phones = Callable[..., Phone]
Asked = Callable[[], AbstractContextManager[list[str]]]
PAGE = "/clinic/holidays"
FATHER, FITR, PLAIN = date(2026, 12, 23), date(2027, 3, 10), date(2026, 12, 5)


@pytest.fixture(autouse=True)
def _autumn(app: Flask) -> Iterator[None]:
    clock.freeze(datetime(2026, 11, 24, 9, tzinfo=UTC))
    yield
    clock.freeze(None)


def said(page, day: date) -> str:
    """What the page says of a day; empty where it does not speak of it."""
    row = page.html.select_one(f"#day-{day}")
    return row.get_text(" ", strip=True) if row else ""


def test_the_coming_year_stands_there_month_by_month(phone: Phones) -> None:
    page = phone("worker").get(PAGE)
    months = [title.get_text() for title in page.html.select("section > h2[id^=month]")]
    assert (len(months), months[0], months[-1]) == (12, "آذر ۱۴۰۵", "آبان ۱۴۰۶")
    assert "چهارشنبه ۲ دی" in said(page, FATHER)
    assert "پیروزی انقلاب اسلامی" in said(page, date(2027, 2, 11))
    assert not said(page, date(2026, 11, 13)), "it is past"
    assert len(page.html.select("li[id^=day]")) == 27


def test_only_days_of_the_moon_are_only_expected(phone: Phones) -> None:
    browser = phone("worker")
    browser.get("/language/en")
    page = browser.get(PAGE)
    assert "Expected" in said(page, FITR)
    assert page.html.select_one(f'#day-{FITR} use[href$="#moon"]')
    assert "Expected" not in said(page, date(2027, 3, 21))


def test_names_stand_in_the_readers_language(phone: Phones) -> None:
    browser = phone("worker")
    assert "عید فطر" in said(browser.get(PAGE), FITR)
    browser.get("/language/en")
    assert "Eid al-Fitr" in said(browser.get(PAGE), FITR)


@pytest.mark.parametrize("typed", ["۱۴۰۵/۹/۱۴", "14 آذر 1405", "1405-09-14"])
def test_a_day_is_declared_as_people_type_it(app: Flask, phone: Phones, typed: str) -> None:
    browser = phone("worker")
    answer = browser.send(PAGE, "/holidays", status=303, day=typed, name="آلودگی هوا")
    assert answer.location.endswith(f"{PAGE}#day-{PLAIN}")
    page = answer.follow()
    assert "آلودگی هوا" in said(page, PLAIN)
    assert "شنبه ۱۴ آذر ۱۴۰۵" in page.html.select_one("#flashes, .flashes").get_text()
    with app.app_context():
        assert holidays.name_of(1, PLAIN) == "آلودگی هوا"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("", "برف"),
        ("1405/9/31", "برف"),
        ("فردا شاید", "برف"),
        ("1405/9/14", ""),
        ("1405/9/2", "برف"),
        ("1409/9/14", "برف"),
        ("1405/10/2", "برف"),
        ("1405/9/14", "ب" * 81),
    ],
)
def test_what_cannot_be_declared_is_said_at_its_field(app: Flask, phone: Phones, day: str, name: str) -> None:
    page = phone("worker").send(PAGE, "/holidays", status=422, day=day, name=name)
    errors = page.html.select(".field .error")
    assert len(errors) == 1
    assert page.html.select_one("input[name=day]")["value"] == day
    assert page.html.select_one("input[name=name]")["value"] == name
    with app.app_context():
        assert holidays.changes(1, date.min) == []


def test_work_is_done_on_a_holiday_and_it_is_put_back(app: Flask, phone: Phones) -> None:
    browser = phone("worker")
    page = browser.send(PAGE, f"/{FATHER}/work", status=303).follow()
    assert page.html.select_one(f'#day-{FATHER} form[action$="/calendar"]')
    with app.app_context():
        assert holidays.name_of(1, FATHER) == ""
    page = browser.send(page, f"/{FATHER}/calendar", status=303).follow()
    assert page.html.select_one(f'#day-{FATHER} form[action$="/work"]')
    with app.app_context():
        assert holidays.changes(1, date.min) == []


def test_a_day_that_was_added_is_taken_away(phone: Phones) -> None:
    browser = phone("worker")
    page = browser.send(PAGE, "/holidays", status=303, day="1405/9/14", name="برف").follow()
    page = browser.send(page, f"/{PLAIN}/calendar", status=303).follow()
    assert not said(page, PLAIN)


def test_what_was_said_of_a_later_year_stands_there_too(phone: Phones) -> None:
    browser = phone("worker")
    page = browser.send(PAGE, "/holidays", status=303, day="1407/9/14", name="همایش").follow()
    assert "۱۴ آذر ۱۴۰۷" in page.html.select_one("section:has(#later)").get_text()


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "1405-09-14-1"])
def test_there_is_no_such_day(phone: Phones, day: str) -> None:
    browser = phone("worker")
    form = browser.get(PAGE).html.select_one(f"#day-{FATHER} form")
    hidden = {field["name"]: field["value"] for field in form.select("input")}
    assert browser.post(f"{PAGE}/{day}/work", hidden, expect_errors=True).status_int == 404


def test_a_past_day_stays_as_it_was(app: Flask, phone: Phones) -> None:
    browser = phone("worker")
    page = browser.get(PAGE)
    clock.freeze(datetime(2026, 12, 24, 9, tzinfo=UTC))
    assert browser.send(page, f"/{FATHER}/work").status_int == 422
    with app.app_context():
        assert holidays.name_of(1, FATHER)


def test_the_page_warns_when_the_file_ends_within_a_year(phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = phone("worker")
    monkeypatch.setattr(holidays, "years_covered", lambda: range(1405, 1407))
    assert not browser.get(PAGE).html.select(".notice.warn")
    monkeypatch.setattr(holidays, "years_covered", lambda: range(1405, 1406))
    assert "۱۴۰۵" in browser.get(PAGE).html.select_one(".notice.warn").get_text()


def test_the_journal_names_the_day_in_words(phone: Phones) -> None:
    phone("worker").send(PAGE, f"/{FATHER}/work", status=303)
    row = phone("manager").get("/clinic/journal").html.select_one("tbody tr").get_text(" ")
    assert "چهارشنبه ۲ دی ۱۴۰۵" in row
    assert "ولادت امام علی" in row


def test_the_page_leads_from_the_desk_and_asks_little(phone: Phones, asked: Asked) -> None:
    browser = phone("worker")
    assert browser.get("/clinic/").html.select_one(f'a[href="{PAGE}"]')
    with asked() as statements:
        browser.get(PAGE)
    assert len([one for one in statements if "FROM holidays" in one]) == 2


def declare_tomorrow(phone: Phones):
    """Declare the day of the tests' orders a holiday, and follow to where that leads."""
    return phone("worker").send(PAGE, "/holidays", status=303, day="۱۴۰۵/۹/۴", name="آلودگی هوا").follow()


def rest_on_holidays(app: Flask) -> None:
    with app.app_context(), transaction():
        cooks = groups.get(1, booked.SLUG)
        groups.set_week(cooks, "", False, people.find_by_mobile(1, MARYAM))


def test_who_ordered_for_a_new_holiday_is_listed_with_ready_words(app: Flask, phone: Phones) -> None:
    accepted, path = booked.catering(app, "accept")
    placed, _path = booked.lunch(app)
    rest_on_holidays(app)
    page = declare_tomorrow(phone)
    assert page.request.path == f"{PAGE}/2026-11-25/orders"
    part = page.html.select_one("section:has(> [id^=of-gol-narges])")
    assert "نگار" in part.text
    assert "۱۰ تا ۱۲" in part.text
    assert part.find("a", href="tel:+989351234567")
    texts = [unquote(link["href"]) for link in part.find_all("a", href=re.compile("^sms:"))]
    [text] = [one for one in texts if one.endswith(path)]
    assert "چهارشنبه ۴ آذر" in text
    for number in (accepted, placed):
        assert part.find("a", href=f"{booked.ROOM}/orders/{number}#agreement")


def test_whoever_was_asked_already_is_marked(app: Flask, phone: Phones) -> None:
    number, _path = booked.catering(app, "accept")
    rest_on_holidays(app)
    page = declare_tomorrow(phone)
    assert not page.html.select('.wants use[href$="#hourglass"]')
    with app.app_context(), transaction():
        cooks = groups.get(1, booked.SLUG)
        order = orders.get(cooks, number)
        agreements.ask(order, agreements.CANCEL, "تعطیلی", by=people.find_by_mobile(1, MARYAM))
    link = phone("worker").get(f"{PAGE}/2026-11-25/orders").html.select_one('.wants a:has(use[href$="#hourglass"])')
    assert link["href"] == f"{booked.ROOM}/orders/{number}#agreement"


def test_many_orders_of_a_holiday_cost_no_more_questions(app: Flask, phone: Phones, asked: Asked) -> None:
    booked.catering(app, "accept")
    rest_on_holidays(app)
    declare_tomorrow(phone)
    worker, counts = phone("worker"), []
    for _time in range(2):
        with asked() as statements:
            page = worker.get(f"{PAGE}/2026-11-25/orders")
        counts.append((len(page.html.select(".wants > li")), len(statements)))
        for _more in range(3):
            booked.lunch(app, "accept")
        rest_on_holidays(app)
    (one, few), (four, not_more) = counts
    assert (one, four) == (1, 4)
    assert not_more <= few


def orders_of(phone: Phones):
    """The list of the day that was declared, as a social worker sees it."""
    return phone("worker").get(f"{PAGE}/2026-11-25/orders")


def row(page, number: int):
    """What the list says of an order."""
    return page.html.find(id=f"order-{number}")


def test_who_was_told_stays_ticked_with_who_and_when(app: Flask, phone: Phones) -> None:
    number, other = booked.lunch(app).number, booked.lunch(app).number
    rest_on_holidays(app)
    page = declare_tomorrow(phone)
    assert "گفته نشد" in row(page, number).text
    page = booked.form_of(page, number, "/day/told").submit(status=303).follow()
    assert page.request.path == f"{PAGE}/2026-11-25/orders"
    for seen in (page, orders_of(phone)):
        assert "لیلا مددی" in row(seen, number).text
        assert "دستی گفته شد" in row(seen, number).text
        assert "گفته نشد" in row(seen, other).text
    page = booked.form_of(page, number, "/day/untold").submit(status=303).follow()
    assert "گفته نشد" in row(page, number).text


def test_a_message_tells_her_once_where_somebody_says_so(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    booked.carry(app)
    rest_on_holidays(app)
    page = declare_tomorrow(phone)
    assert booked.told_of_day(app, number) == [], "by itself nothing goes"
    first, again = (booked.form_of(orders_of(phone), number, "/day/tell") for _ in range(2))
    for form in (first, first, again):
        form.submit(status=303)
    assert booked.told_of_day(app, number) == [("order.day_closed", "waiting")]
    assert not row(orders_of(phone), number).find("form", action=re.compile("/day/tell"))
    assert page


def test_all_of_a_day_are_told_by_one_tap(app: Flask, phone: Phones) -> None:
    made = [booked.lunch(app).number for _ in range(3)]
    rest_on_holidays(app)
    declare_tomorrow(phone)
    assert not orders_of(phone).html.find("form", action=re.compile("25/tell$")), "no message leaves the clinic"
    booked.carry(app)
    booked.form_of(orders_of(phone), made[0], "/day/told").submit(status=303)
    form = form_on(orders_of(phone), "/2026-11-25/tell")
    page = form.submit(status=303).follow()
    assert "۲" in page.html.select_one("#flashes .good").text
    page = form.submit(status=303).follow()
    assert not page.html.select("#flashes .notice"), "sent again, it is answered and does nothing"
    assert [len(booked.told_of_day(app, number)) for number in made] == [1, 1, 1]
    assert not page.html.find("form", action=re.compile("25/tell$"))


def test_a_long_list_has_pages(app: Flask, phone: Phones) -> None:
    made = [booked.lunch(app).number for _ in range(paging.PAGE + 2)]
    rest_on_holidays(app)
    page = declare_tomorrow(phone)
    assert len(page.html.select(".wants > li")) == paging.PAGE
    more = page.html.select_one(".more a")["href"]
    part = phone("worker").get(more, headers={"HX-Request": "true"})
    assert "<html" not in part
    shown = [page, part]
    assert [row(one, number) is not None for one in shown for number in made].count(True) == len(made)
    assert len(phone("worker").get(more).html.select(".wants > li")) == 2


def test_when_work_is_done_after_all_who_was_told_hears_of_it(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    rest_on_holidays(app)
    page = declare_tomorrow(phone)
    booked.form_of(page, number, "/day/told").submit(status=303)
    phone("worker").send(PAGE, "/2026-11-25/calendar", status=303)
    assert booked.told_of_day(app, number) == [("order.day_closed", "told"), ("order.day_open", "waiting")]
    assert "گفته نشد" in row(orders_of(phone), number).text
    booked.form_of(orders_of(phone), number, "/day/told").submit(status=303)
    assert booked.told_of_day(app, number)[-1] == ("order.day_open", "told")


def test_taking_a_holiday_back_tells_the_group(app: Flask, phone: Phones) -> None:
    booked.lunch(app)
    rest_on_holidays(app)
    declare_tomorrow(phone)
    phone("worker").send(PAGE, "/2026-11-25/calendar", status=303)
    assert len(phone("maryam").get("/account/notices").html.select(".links.panel li")) == 3


def test_the_group_finds_the_news_and_the_list_of_the_day(app: Flask, phone: Phones) -> None:
    booked.lunch(app), booked.lunch(app, "accept")
    rest_on_holidays(app)
    declare_tomorrow(phone)
    maryam = phone("maryam")
    link = maryam.get("/account/notices").html.find("a", href=re.compile(r"orders\?due="))
    assert "تعطیل شد" in link.find_parent("li").text
    assert len(maryam.get(link["href"]).html.select("ul.links > li")) == 2


def test_a_holiday_with_orders_leads_to_them_later_too(app: Flask, phone: Phones) -> None:
    booked.lunch(app), booked.lunch(app)
    rest_on_holidays(app)
    declare_tomorrow(phone)
    row = phone("manager").get(PAGE).html.select_one("#day-2026-11-25")
    assert row.find("a", href=f"{PAGE}/2026-11-25/orders").text.strip() == "۲ سفارش برای این روز است"


def test_a_holiday_nobody_ordered_for_has_nobody_to_tell(app: Flask, phone: Phones) -> None:
    booked.lunch(app)
    assert declare_tomorrow(phone).request.path == PAGE, "the group works on holidays"
    page = phone("worker").get(f"{PAGE}/2026-11-25/orders")
    assert "کسی نیست که خبرش کنید" in page


@pytest.mark.parametrize("day", ["x", "2026-02-30", "%00", "0"])
def test_orders_of_no_day_are_not_here(phone: Phones, day: str) -> None:
    phone("worker").get(f"{PAGE}/{day}/orders", status=404)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1900-01-01"])
def test_a_day_beyond_all_calendars_is_none(phone: Callable[..., Phone], day: str) -> None:
    phone("manager").get(f"/clinic/holidays/{day}/orders", status=404)
