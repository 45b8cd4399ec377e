"""What the customer was told stands on her order's page, and whoever tells her ticks it off; news ring until seen."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from hamyar.domain import bell, channels, clinics, groups, notices, offering, outgoing, people, placing, products
from hamyar.domain.notices import Notice
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.people import WORKER, Phone, World

Phones = Callable[..., Phone]
ROOM = "/group/gol-narges"


@pytest.fixture
def order(app: Flask, world: World) -> int:
    """An order that the clinic wrote down for the cooks; its number."""
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        group = groups.get(clinic.id, "gol-narges")
        by = people.find_by_mobile(clinic.id, WORKER)
        assert by
        wish = offering.Wish(products.get(group, world.jar).variants[0], 1)
        return placing.take_down(group, [wish], placing.Customer("نگار", "+989351234567"), by=by).number


def news(app: Flask) -> int:
    """How much nobody of the cooks has looked at."""
    with app.app_context():
        return bell.count(groups.get(1, "gol-narges"))


def test_a_ready_text_opens_in_the_phones_own_sms_app(phone: Phones, order: int) -> None:
    page = phone("maryam").get(f"{ROOM}/orders/{order}")
    told = page.html.find(id="told")
    sms = unquote(told.find("a", href=lambda href: href.startswith("sms:+989351234567"))["href"])
    assert "گل نرگس" in sms
    assert "/o/" in sms
    assert told.find("a", href=lambda href: href.startswith("https://eitaa.com/"))


def test_what_a_provider_will_carry_says_that_it_is_being_sent(phone: Phones, order: int, app: Flask) -> None:
    # By day: at night it waits for the end of the quiet hours.
    clock.freeze(clock.start_of(clock.today()) + timedelta(hours=12))
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, WORKER)
        assert by
        channels.put(by.clinic_id, "sms", {}, is_on=True, by=by)
    told = phone("maryam").get(f"{ROOM}/orders/{order}").html.find(id="told")
    assert "در حال فرستادن" in told.text
    assert not told.find("details").has_attr("open"), "she need do nothing: the text is there, and closed"


def test_what_nothing_carries_says_so_and_lies_open(phone: Phones, order: int) -> None:
    told = phone("maryam").get(f"{ROOM}/orders/{order}").html.find(id="told")
    assert "گفته نشد" in told.text
    assert told.find("details").has_attr("open"), "nobody but she can tell her: the text lies open"


def test_whoever_told_her_is_written_down_and_can_take_it_back(phone: Phones, order: int, app: Flask) -> None:
    maryam, at = phone("maryam"), f"{ROOM}/orders/{order}"
    page = maryam.send(at, "/told", status=303).follow()
    assert "مریم احمدی" in page.html.find(id="told").text
    with app.app_context():
        notice = db.session.query(Notice).filter_by(audience="customer").one()
        assert (notice.state, notice.told_by_id is not None) == ("told", True)
    maryam.send(page, "/untold", status=303)
    with app.app_context():
        assert notices.of_order(1)[0].can_be_told


def test_the_notice_of_another_order_is_not_found(phone: Phones, order: int) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/orders/{order}")
    maryam.send(page, "/told", status=404, notice="999")


def test_why_a_message_did_not_go_stands_there_in_words(phone: Phones, order: int, app: Flask) -> None:
    with app.app_context():
        with transaction():
            one = outgoing.begin(db.session.query(Notice).filter_by(audience="customer").one(), "sms")
        assert one
        with transaction():
            outgoing.note(one, outgoing.FAILED, "status", "500")
    assert "۵۰۰" in phone("maryam").get(f"{ROOM}/orders/{order}").html.find(id="told").text


def test_news_stand_on_every_page_of_the_room_until_somebody_taps(phone: Phones, order: int, app: Flask) -> None:
    zahra = phone("zahra")
    page = zahra.get(f"{ROOM}/products")
    assert page.html.find(id="ringing").find("a", href=f"{ROOM}/")
    assert "data-hx-trigger" not in str(page.html.find(id="ringing")), "a page with a form asks for nothing by itself"
    page = zahra.get(f"{ROOM}/")
    assert page.html.find(id="ringing").find(attrs={"data-rings": True})
    assert page.html.select_one(".bell .count").text == "۱"
    zahra.send(page, "/looked", status=303)
    assert news(app) == 0
    page = phone("maryam").get(f"{ROOM}/")
    assert not page.html.find(attrs={"data-rings": True})
    assert not page.html.select_one(".bell .count")


def test_a_tap_with_script_gets_only_the_part(phone: Phones, order: int) -> None:
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/")
    form = page.html.find(id="ringing").find("form")
    sent = {field["name"]: field["value"] for field in form.find_all("input")}
    part = maryam.post(form["action"], sent, headers={"HX-Request": "true"})
    assert part.html.find(id="ringing")
    assert not part.html.find("html")
    assert not part.html.find(attrs={"data-rings": True})


def test_a_social_worker_who_taps_for_herself_leaves_the_group_its_bell(phone: Phones, order: int, app: Flask) -> None:
    worker = phone("worker")
    page = worker.get("/clinic/")
    assert "گل نرگس" in page.html.find(id="ringing").text
    page = worker.send(page, "/looked", status=303).follow()
    assert not page.html.find(attrs={"data-rings": True})
    assert news(app) == 1


def test_an_accepted_order_rings_no_more(phone: Phones, order: int, app: Flask) -> None:
    phone("maryam").send(f"{ROOM}/orders/{order}", "/move", status=303)
    assert news(app) == 0


def test_the_page_that_asks_by_itself_gets_only_the_part(phone: Phones, order: int) -> None:
    part = phone("maryam").get(f"{ROOM}/ringing", headers={"HX-Request": "true"})
    assert part.html.find(id="ringing")
    assert not part.html.find("html")
