"""The clinic's own bank cards: the manager's to change, the staff's to see, for groups that have none."""

from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import groups, paying, people
from hamyar.domain.paying import NewCard
from hamyar.kit.db import transaction
from tests.people import MARYAM, Phone, form_on

Phones = Callable[..., Phone]
PAGE = "/clinic/cards"
MELLI, UNKNOWN = "6037991234567893", "1234561234567896"


@pytest.fixture
def phone(phone: Phones) -> Phones:
    """Phones that are spoken to in English."""

    def speaking(who: str = "stranger") -> Phone:
        made = phone(who)
        made.get("/language/en")
        return made

    return speaking


def add(phone: Phone, number: str = MELLI, status: int = 303) -> TestResponse:
    return phone.send(PAGE, "/clinic/cards", status=status, number=number, holder="کلینیک مهر")


def numbers(app: Flask) -> list[str]:
    with app.app_context():
        return [one.number for one in paying.cards_of(1, None)]


def test_the_manager_adds_a_card_and_reads_it_back(app: Flask, phone: Phones) -> None:
    manager = phone("manager")
    page = manager.get("/clinic/settings").click(href=PAGE)
    answer = manager.send(page, PAGE, status=303, number="۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳", holder="کلینیک مهر").follow()
    said = answer.html.select_one("[role=status]").parent.get_text(" ", strip=True)
    assert "Is this right?" in said
    assert "6037 9912 3456 7893" in said
    assert "Bank Melli" in said
    assert numbers(app) == [MELLI]


def test_it_was_wrong_and_goes_again(app: Flask, phone: Phones) -> None:
    manager = phone("manager")
    manager.send(add(manager).follow(), "/remove", status=303)
    assert numbers(app) == []


def test_an_unknown_bank_is_warned_about(phone: Phones) -> None:
    assert "its bank is not known here" in add(phone("manager"), UNKNOWN).follow()


@pytest.mark.parametrize("typed", ["", "6037991234567894", "1" * 16, "۶۰۳۷", "x" * 5000])
def test_what_is_no_card(app: Flask, phone: Phones, typed: str) -> None:
    answer = add(phone("manager"), typed, 422)
    assert answer.html.select_one("#number-error")
    assert numbers(app) == []


def test_twice_is_refused(app: Flask, phone: Phones) -> None:
    manager = phone("manager")
    add(manager)
    assert "already" in add(manager, status=422)
    assert numbers(app) == [MELLI]


def test_a_card_that_a_group_uses_stays_and_the_page_says_whose_it_is(app: Flask, phone: Phones) -> None:
    manager = phone("manager")
    remove = form_on(add(manager).follow(), "/remove")
    form = form_on(manager.get("/group/gol-narges/pay"), "/pay")
    form["card"] = form["card"].options[1][0]
    form.submit(status=303)
    assert "still pay to this card" in remove.submit(status=422)
    assert numbers(app) == [MELLI]
    page = manager.get(PAGE)
    assert not [one for one in page.forms.values() if one.action.endswith("/remove")]
    page.click("گل نرگس")


def test_social_workers_see_them_and_change_nothing(app: Flask, phone: Phones) -> None:
    manager, worker = phone("manager"), phone("worker")
    add(manager)
    page = worker.get(PAGE)
    assert "Bank Melli" in page
    assert not [one for one in page.forms.values() if PAGE in one.action]
    for who in ("maryam", "sara"):
        phone(who).get(PAGE, status=403)


def test_a_groups_own_card_is_not_the_clinics(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(1, MARYAM)
        assert maryam
        theirs = paying.add_card(1, groups.get(1, "gol-narges"), NewCard(MELLI, "مریم"), maryam).id
    manager = phone("manager")
    add(manager, UNKNOWN)
    remove = form_on(manager.get(PAGE), "/remove")
    manager.post(f"{PAGE}/{theirs}/remove", remove.submit_fields(), status=404)
    assert "6037" not in manager.get(PAGE)


def test_the_groups_page_leads_to_how_it_sells(phone: Phones) -> None:
    page = phone("worker").get("/clinic/groups/gol-narges")
    for place in ("delivery", "pay", "days"):
        assert page.click(href=f"/group/gol-narges/{place}$").status_int == 200
