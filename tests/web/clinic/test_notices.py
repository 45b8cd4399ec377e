"""What could not be told stands loudly on the clinic's desk, with the reason and a way on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from hamyar.domain import clinics, groups, notices, outgoing
from hamyar.domain.notices import Notice
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.people import Phone

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
    assert worker.get("/clinic/").html.select_one('a.notice.warn[href="/group/gol-narges/"]')
