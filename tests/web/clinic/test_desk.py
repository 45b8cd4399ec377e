"""The clinic's first page, the orders of all groups, lost links, settings and the journal."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask

from hamyar.domain import clinics, groups, guessing, journal, moves, offering, orders, people, placing, resends, shelf
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.web.clinic import journal as journal_page
from tests import chosen, wanted
from tests.people import MANAGER, MARYAM, WORKER, ZAHRA, Phone

Phones = Callable[..., Phone]
Asked = Callable[[], AbstractContextManager[list[str]]]
HERE = Path(__file__).resolve().parents[3]


def place(slug: str, count: int, mobile: str = "+989351234567", state: str = "placed") -> None:
    """So many orders by telephone, each brought to this state."""
    with transaction():
        worker, group = people.find_by_mobile(None, WORKER), groups.get(1, slug)
        assert worker
        offered = [one for one in shelf.orderable(group) if one.kind == "made_to_order"] or shelf.orderable(group)
        for _ in range(count):
            wishes = [offering.Wish(offered[0].variants[0], 1)]
            customer, plan = placing.Customer("ندا کاظمی", mobile), chosen.plan(group, wishes)
            order = placing.take_down(group, wishes, customer, plan, by=worker, again=True)
            if state != "placed":
                moves.make(order, "accept", by=worker)


def spend(mobile: str) -> None:
    """Wrong tries for this number, one an hour, until its PIN is spent."""
    start = clock.now() - timedelta(hours=guessing.MOST_WRONG)
    for number in range(guessing.MOST_WRONG):
        clock.freeze(start + timedelta(hours=number))
        with transaction():
            guessing.begin(mobile, f"the phone of {mobile}")
    clock.freeze(None)


def test_the_desk_says_what_waits_and_where(app: Flask, phone: Phones) -> None:
    with app.app_context():
        place("gol-narges", 2)
        place("gol-narges", 1, state="accepted")
        spend(ZAHRA)
        with transaction():
            resends.ask(1, "+989351234567")
    page = phone("worker").get("/clinic/")
    busy = page.html.find("a", href="/group/gol-narges/")
    assert busy.select_one(".count").get_text() == "۳"
    assert "زهرا کریمی" in page.text
    assert page.html.select_one('a.notice[href="/clinic/resends"]')
    assert page.html.find("a", href="/clinic/groups/charm"), "its shop is not open"
    assert page.html.title.get_text().startswith("(۳)")


def test_a_calm_desk_says_so(phone: Phones) -> None:
    assert phone("worker").get("/clinic/").html.select_one(".notice.good")


def test_orders_are_found_by_group_state_day_and_words(app: Flask, phone: Phones) -> None:
    with app.app_context():
        place("gol-narges", 2)
        place("suzan", 1, mobile="+989357654321")
    worker = phone("worker")

    def found(**asked: str) -> list[str]:
        return [row.get_text() for row in worker.get("/clinic/orders", asked).html.select("tbody th")]

    assert found() == ["۱۰۰۳", "۱۰۰۲", "۱۰۰۱"]
    assert found(group="suzan") == ["۱۰۰۳"]
    assert found(state="accepted") == []
    assert found(q="۰۹۳۵۷۶") == ["۱۰۰۳"]
    assert found(q="1002") == ["۱۰۰۲"]
    assert found(q="كاظمي") == ["۱۰۰۳", "۱۰۰۲", "۱۰۰۱"]
    assert found(day="2020-01-01") == []
    link = worker.get("/clinic/orders").html.select_one("tbody th a")["href"]
    assert link == "/group/suzan/orders/1003"


@pytest.mark.parametrize(
    "asked",
    [
        "day=0001-01-01",
        "day=9999-12-31",
        "day=x",
        "state=lost",
        "before=-1",
        "before=" + "9" * 50,
        "q=%00",
        "q=%E2%80%AE",
    ],
)
def test_an_address_that_makes_no_sense_asks_for_nothing(phone: Phones, asked: str) -> None:
    phone("worker").get(f"/clinic/orders?{asked}", status=200)


def test_orders_of_a_group_that_is_not_there(phone: Phones) -> None:
    phone("worker").get("/clinic/orders?group=nobody", status=404)


def test_a_telephone_order_begins_with_its_group(phone: Phones) -> None:
    page = phone("worker").get("/clinic/telephone-order")
    assert page.html.find("a", href="/group/gol-narges/orders/new")


def test_a_lost_link_is_sent_and_taken_off_the_list(app: Flask, phone: Phones) -> None:
    with app.app_context():
        place("gol-narges", 1)
        with transaction():
            resends.ask(1, "+989351234567")
            resends.ask(1, "+989350000000")
        secret = orders.of_clinic(1, text="09351234567").rows[0].secret
    worker = phone("worker")
    page = worker.get("/clinic/resends")
    sms = unquote(page.html.select_one('a[href^="sms:"]')["href"])
    assert sms.startswith("sms:+989351234567?body=")
    assert f"/o/{secret}" in sms
    assert len(page.html.select("article")) == 2
    after = worker.send(page, "/done", status=303).follow()
    assert len(after.html.select("article")) == 1
    assert worker.send(page, "/done", status=303), "a second tap does nothing more"
    with app.app_context():
        assert resends.count_waiting(1) == 1


def test_a_faithful_customer_is_sent_her_five_newest_orders(app: Flask, phone: Phones) -> None:
    with app.app_context():
        place("gol-narges", 7)
        with transaction():
            resends.ask(1, "+989351234567")
    shown = phone("worker").get("/clinic/resends").html.select('a[href^="/group/gol-narges/orders/"]')
    assert [link["href"].rsplit("/", 1)[1] for link in shown] == ["1007", "1006", "1005", "1004", "1003"]


def test_the_clinic_is_described_and_its_links_begin_anew(app: Flask, phone: Phones) -> None:
    typed = {"name": "کلینیک نو", "phone": "۰۲۱ ۸۸۷۷", "about": "با شما", "public_address": "https://mehr.example/"}
    phone("manager").send("/clinic/settings", **typed, status=303)
    with app.app_context():
        clinic = clinics.get_only()
        assert (clinic.name, clinic.phone, clinic.public_address) == ("کلینیک نو", "0218877", "https://mehr.example")
    assert "https://mehr.example/g/gol-narges" in phone("manager").get("/clinic/groups/gol-narges").text


@pytest.mark.parametrize(
    "address",
    [
        "mehr.example",
        "ftp://mehr.example",
        "http://",
        "http://x/y",
        "http://x?y",
        "http://x:99999",
        "http://me@x",
        "javascript:alert(1)",
        "http://[",
        "http://کلینیک",
        "x" * 1_000_000,
    ],
)
def test_an_address_where_no_link_can_begin(app: Flask, phone: Phones, address: str) -> None:
    page = phone("manager").send("/clinic/settings", public_address=address, status=422)
    assert page.html.find(id="public_address-error")
    with app.app_context():
        assert clinics.get_only().public_address == ""


def test_the_doctor_is_heard(phone: Phones) -> None:
    assert len(phone("manager").get("/clinic/settings").html.select("aside .notice")) >= 3


def test_the_journal_knows_a_sentence_for_every_act() -> None:
    noted = set()
    for path in (HERE / "hamyar").rglob("*.py"):
        for call in re.findall(r"journal\.note\((.*)", path.read_text(encoding="utf-8")):
            noted |= set(re.findall(r'f?"([a-z_]+\.[a-z_.]+(?:\{role\}|\{person\.role\})?)"', call))
    acts = {one.removesuffix("{role}").removesuffix("{person.role}") for one in noted}
    assert len(acts) > 20
    for act in acts:
        known = [key for key in journal_page.ACTS if key.startswith(act)]
        assert known, act


def test_the_journal_tells_who_did_what(app: Flask, phone: Phones) -> None:
    phone("worker").send("/clinic/groups/gol-narges", "/close", status=303)
    row = phone("manager").get("/clinic/journal").html.select_one("tbody tr").get_text(" ")
    assert "گل نرگس" in row
    assert "لیلا مددی" in row


def test_the_journal_shows_names_and_not_numbers(phone: Phones) -> None:
    page, seen = "/clinic/journal", ""
    while page:
        shown = phone("manager").get(page).html
        seen += shown.select_one("tbody").get_text(" ")
        more = shown.select_one(".more-row a")
        page = more["href"] if more else ""
    assert "مریم احمدی" in seen
    assert "person:" not in seen
    assert "%(" not in seen


def test_an_act_nobody_put_into_words_does_no_harm(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        journal.note(1, "something.new", "<b>person:x</b>", None)
    phone("manager").get("/clinic/journal", status=200)


PAGES = {
    "/clinic/": 15,
    "/clinic/groups": 6,
    "/clinic/groups/gol-narges": 10,
    "/clinic/people": 6,
    "/clinic/orders": 9,
    "/clinic/resends": 10,
    "/clinic/journal": 7,
    "/clinic/staff": 5,
    "/clinic/telephone-order": 5,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_as_often_for_many_as_for_few(
    app: Flask, phone: Phones, asked: Asked, page: str
) -> None:
    manager = phone("manager")
    with app.app_context():
        place("gol-narges", 1)
        spend(ZAHRA)
        with transaction():
            resends.ask(1, "+989351234567")
    manager.get(page)
    with asked() as few:
        manager.get(page, status=200)
    with app.app_context():
        for number in range(8):
            place("gol-narges", 1, mobile=f"+98935000000{number}")
            place("suzan", 0)
            with transaction():
                worker, clinic = people.find_by_mobile(None, MANAGER), clinics.get_only()
                assert worker
                resends.ask(1, f"+98935000000{number}")
                woman = people.add_member(clinic, name="ز", surname="ز", mobile=f"+98913000000{number}", by=worker)
                group = groups.form(
                    clinic, name=f"گروه {number}", occupation="other", neighbourhood="", story="", slug="", by=worker
                )
                groups.join(group, woman, worker)
                groups.name_lead(group, woman, worker)
            spend(f"+98913000000{number}")
    with asked() as many:
        manager.get(page, status=200)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= PAGES[page], "\n".join(many)


def test_maryam_cannot_be_read_out_of_the_part_either(phone: Phones) -> None:
    part = phone().get("/clinic/people", headers={"HX-Request": "true"})
    assert MARYAM[4:] not in part.text
    assert "احمدی" not in part.text


def test_what_she_asked_a_price_for_is_sent_again_too(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        worker = people.find_by_mobile(None, WORKER)
        assert worker
        answered, over = (wanted.in_state(groups.get(1, "suzan"), worker, state) for state in ("answered", "refused"))
        for one in (answered, over):
            resends.ask(1, one.mobile)
        secret, path = answered.secret, answered.desk
    page = phone("worker").get("/clinic/resends")
    sms = [unquote(one["href"]) for one in page.html.select('a[href^="sms:"]')]
    assert len(sms) == 1, "of what is over nothing is sent"
    assert f"/q/{secret}" in sms[0]
    assert page.html.select_one(f'a[href="{path}"]')
