"""Wherever a link is shown the page says where it opens, and a poster's address is remembered."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import clinics, people, posters
from hamyar.kit.db import transaction
from hamyar.ops import serving
from hamyar.web import access, kept
from tests import heard
from tests.people import MANAGER, Phone, World, form_on

Phones = Callable[..., Phone]
WIFI, EVERYWHERE, UNKNOWN = "وای‌فای کلینیک باز می‌شود", "همه‌جا باز می‌شود", "هنوز معلوم نیست"
POSTER, NUMBERED = "/g/gol-narges/poster", "/group/gol-narges/poster"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def begin(app: Flask) -> Callable[..., None]:
    """Let links begin with an address, of which perhaps something is known; and name the network."""

    def begin(address: str = "", found: str = "", wifi: str = "") -> None:
        with app.app_context(), transaction():
            clinic, manager = clinics.get_only(), people.find_by_mobile(None, MANAGER)
            assert manager
            clinic.public_address = address
            clinics.note_check(clinic, address, found, manager.id)
            clinics.join_wifi(clinic, name=wifi, password="", is_hidden=False, is_printed=False, by_id=manager.id)

    return begin


def noted(app: Flask) -> list[str]:
    with app.app_context():
        return [row.address for row in posters.addresses(clinics.get_only())]


def pages(phone: Phones, world: World) -> dict[str, str]:
    """Every page that shows a link to be passed on."""
    buyer = phone()
    buyer.send(f"/p/{world.jar}", "/basket/put")
    checkout = buyer.get("/checkout")
    form = form_on(checkout, "/checkout")
    form["name"], form["mobile"] = "پریسا", "09351234567"
    order = form.submit().follow()
    number = phone("maryam").get("/group/gol-narges/orders").html.select_one('a[href*="/orders/10"]')["href"]
    shown = {path: phone().get(path).text for path in ("/g/gol-narges", f"/p/{world.jar}", POSTER)}
    staff = phone("manager").get("/clinic/people")
    member = staff.html.select_one('a[href^="/clinic/people/"]:not([href$="new"])')["href"]
    return shown | {
        "order": order.text,
        "the group's order": phone("maryam").get(number).text,
        "the group's shop": phone("maryam").get("/group/gol-narges/shop").text,
        "the group's poster": phone("maryam").get(NUMBERED).text,
        "the clinic's group": phone("worker").get("/clinic/groups/gol-narges").text,
        "settings": phone("manager").get("/clinic/settings").text,
        "connect": phone("worker").get("/clinic/connect").text,
        "sheet": phone("worker").get("/clinic/connect/sheet").text,
        "card": phone("worker").send(member, "/card").text,
    }


@pytest.mark.parametrize(
    ("address", "found", "said"),
    [
        ("http://192.168.1.5:8080", "", WIFI),
        ("http://hamyar.local", clinics.OURS, WIFI),
        ("http://clinic-pc:8080", "", WIFI),
        ("https://mehr.example", clinics.OURS, EVERYWHERE),
        ("https://mehr.example", clinics.OTHER, UNKNOWN),
        ("https://mehr.example", "", UNKNOWN),
    ],
)
def test_every_page_with_a_link_says_where_it_opens(
    phone: Phones, world: World, begin: Callable[..., None], address: str, found: str, said: str
) -> None:
    begin(address, found)
    assert {name for name, text in pages(phone, world).items() if said not in text} == set()


def test_the_network_is_called_by_its_name(phone: Phones, world: World, begin: Callable[..., None]) -> None:
    begin("http://192.168.1.5:8080", wifi="مهر<۲>")
    for name, text in pages(phone, world).items():
        assert f"{WIFI}: «مهر&lt;۲&gt;»" in text, name


def test_the_way_of_an_address_that_was_checked_says_nothing_of_another(
    phone: Phones, begin: Callable[..., None], app: Flask
) -> None:
    begin("https://mehr.example", clinics.OURS)
    assert EVERYWHERE in phone().get("/g/gol-narges").text
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        clinics.describe(
            clinic, name=clinic.name, city="", phone="", about="", public_address="https://new.example", by_id=1
        )
    assert UNKNOWN in phone().get("/g/gol-narges").text


def test_what_is_not_known_is_not_printed(phone: Phones, begin: Callable[..., None]) -> None:
    begin("https://mehr.example")
    assert phone().get(POSTER).html.select_one("article .fact.no-print")
    begin("https://mehr.example", clinics.OURS)
    assert not phone().get(POSTER).html.select_one("article .fact.no-print")


@pytest.mark.parametrize("who", ["maryam", "worker", "manager"])
def test_the_address_of_a_poster_is_noted_where_somebody_known_looks_at_it(
    app: Flask, phone: Phones, world: World, who: str
) -> None:
    hers = f"{access.COOKIE}={world.seats[who]}"
    phone().get(NUMBERED, headers={"Host": "192.168.1.5:8080", "Cookie": hers})
    assert noted(app) == ["http://192.168.1.5:8080"]


def test_strangers_note_nothing_whatever_they_say(app: Flask, phone: Phones, world: World) -> None:
    for path in (POSTER, f"/p/{world.jar}/poster"):
        phone().get(path, headers={"Host": "evil.example"})
    assert noted(app) == []


def test_a_poster_is_noted_once_and_then_costs_one_question(app: Flask, phone: Phones) -> None:
    member = phone("maryam")
    member.get(NUMBERED)
    with heard.statements(app) as statements:
        member.get(NUMBERED)
    assert not [one for one in statements if one.startswith(("INSERT", "UPDATE"))]
    assert len([one for one in statements if "poster_addresses" in one]) == 1


def test_a_poster_is_printed_while_nothing_can_be_saved(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = phone("maryam")
    with app.app_context():
        raw = clinics.db.engine.raw_connection()
        monkeypatch.setattr("hamyar.kit.db.WAIT_SECONDS", 0.01)
        raw.cursor().execute("PRAGMA busy_timeout = 10")
        raw.cursor().execute("BEGIN IMMEDIATE")
    try:
        with app.app_context():
            clinics.db.engine.pool.dispose()
        assert member.get(NUMBERED).status_int == 200
    finally:
        raw.rollback()
        raw.close()
    assert noted(app) == []


def test_a_page_on_the_machine_itself_notes_the_address_that_phones_use(app: Flask, phone: Phones) -> None:
    best = serving.best(app.config["SETTINGS"])
    phone("maryam").get(NUMBERED, headers={"Host": "localhost:8080"})
    assert noted(app) == ([] if "localhost" in best else [best])


def test_an_address_that_means_this_machine_alone_is_never_noted(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = dataclasses.replace(app.config["SETTINGS"], host="127.0.0.1")
    monkeypatch.setitem(app.config, "SETTINGS", alone)
    page = phone("maryam").get(NUMBERED, headers={"Host": "localhost:8080"})
    assert "فقط روی همین دستگاه" in page.text
    assert noted(app) == []
