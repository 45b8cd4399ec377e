"""What could not be told stands loudly on the clinic's desk, with the reason and a way on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from hamyar.domain import bell, channels, clinics, groups, notices, outgoing, people
from hamyar.domain.notices import Notice
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.people import MARYAM, WORKER, Phone
from tests.web import booked

Phones = Callable[..., Phone]


@pytest.fixture
def given_up(app: Flask, world: object) -> int:
    """A notice that was given up; its number."""
    with app.app_context():
        with transaction():
            clinic = clinics.get_only()
            facts = {"number": 1001, "group": "گل نرگس"}
            notices.tell_customer(clinic.id, 1, None, "+989351234567", "order.ready", facts, "/o/x")
        notice = db.session.query(Notice).one()
        with transaction():
            one = outgoing.begin(notice, "sms")
        assert one
        with transaction():
            outgoing.note(one, outgoing.FAILED, "status", "500")
            outgoing.give_up(notice)
        return notice.id


def state(app: Flask, number: int) -> str:
    with app.app_context():
        return db.session.get_one(Notice, number).state


def test_the_desk_says_it_loudly_and_the_list_says_why(phone: Phones, given_up: int) -> None:
    worker = phone("worker")
    assert worker.get("/clinic/").html.select_one('a.notice.bad[href="/clinic/notices"]')
    page = worker.get("/clinic/notices")
    assert "۱۰۰۱" in page.text
    assert "500" in page.text or "۵۰۰" in page.text
    assert page.html.find("a", href=lambda href: href.startswith("sms:+989351234567"))


@pytest.mark.parametrize(("action", "after"), [("/again", "waiting"), ("/told", "told"), ("/let-be", "unneeded")])
def test_each_way_on_takes_it_off_the_list(phone: Phones, app: Flask, given_up: int, action: str, after: str) -> None:
    worker = phone("worker")
    page = worker.send("/clinic/notices", action, status=303).follow()
    assert page.html.find(class_="empty")
    assert state(app, given_up) == after


def test_the_desk_names_the_group_that_has_not_looked_for_two_hours(phone: Phones, app: Flask) -> None:
    with app.app_context(), transaction():
        notices.tell_group(groups.get(1, "gol-narges"), "quote.asked", {})
    worker = phone("worker")
    assert "دو ساعت" not in worker.get("/clinic/").text
    clock.freeze(clock.now() + timedelta(hours=2))
    notice = worker.get("/clinic/").html.select_one(".notice.warn:not([data-rings])")
    assert notice.find("a", href="/group/gol-narges/")
    assert notice.find("a", href=f"tel:{MARYAM}"), "whoever leads the group is called with one tap"


def test_the_desk_shows_five_such_groups_and_says_how_many_more_there_are(phone: Phones, app: Flask) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, WORKER)
        assert by
        for number in range(7):
            about = {"occupation": "sewing", "neighbourhood": "", "story": "", "slug": f"late-{number}"}
            late = groups.form(clinics.get_only(), name=f"گروه {number}", by=by, **about)
            notices.tell_group(late, "quote.asked", {})
    clock.freeze(clock.now() + timedelta(hours=2))
    desk = phone("worker").get("/clinic/").html
    rest = desk.select_one("section[aria-labelledby=needs] details")
    assert len(desk.select(".notice.warn a[href*='/late-']")) == 7
    assert len(rest.select(".notice.warn")) == 2
    assert "۲" in rest.summary.text
    assert desk.select("section[aria-labelledby=needs] p > a.go")[-1]["href"] == "/clinic/groups", "closed shops"


def test_the_list_names_the_customer_and_leads_to_her_order(phone: Phones, app: Flask) -> None:
    number, _path = booked.lunch(app)
    with app.app_context(), transaction():
        outgoing.give_up(db.session.query(Notice).filter_by(audience="customer").one())
    row = phone("worker").get("/clinic/notices").html.article
    assert "نگار" in row.h2.text
    assert row.find("a", href=f"{booked.ROOM}/orders/{number}")
    assert row.find("a", href="tel:+989351234567")


def test_a_tap_is_for_the_news_that_stood_there(phone: Phones, app: Flask) -> None:
    with app.app_context(), transaction():
        cooks = groups.get(1, "gol-narges")
        for kind in ("order.cancelled", *["quote.asked"] * 22):
            notices.tell_group(cooks, kind, {"number": 1001})
    worker, maryam = phone("worker"), phone("maryam")
    for page in (worker.get("/clinic/"), maryam.get("/group/gol-narges/")):
        assert len(page.html.select("#ringing li")) == 20
        assert page.html.select_one("#ringing li time"), "two of one group are told apart by their time"
    page = maryam.send("/group/gol-narges/", "/looked", status=303).follow()
    assert len(page.html.select("#ringing li")) == 2
    with app.app_context():
        assert bell.count(groups.get(1, "gol-narges")) == 3, "the cancelled one never stood there"
    page = worker.send("/clinic/", "/looked", status=303).follow()
    assert not page.html.select("#ringing li")


def test_in_quiet_hours_a_message_says_when_it_leaves(phone: Phones, app: Flask) -> None:
    number, _path = booked.lunch(app)
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, WORKER)
        assert by
        channels.put(by.clinic_id, "sms", {}, is_on=True, by=by)
    page = f"{booked.ROOM}/orders/{number}"
    signs = []
    for hour in (12, 3):
        clock.freeze(datetime(2026, 11, 24, hour, tzinfo=clock.TEHRAN))
        signs.append(str(phone("maryam").get(page).html.find(id="told")))
    assert "#hourglass" in signs[0]
    assert "#moon" in signs[1]
    assert "۸" in signs[1]
