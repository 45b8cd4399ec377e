"""Card to card, as its customer sees it: what to send where, saying that it is done, and every other end."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from webtest import TestResponse

from hamyar.domain import groups, moves, orders, payments, people, rations, settling
from hamyar.kit import clock, digits, money
from hamyar.kit import photos as pictures
from hamyar.kit.db import transaction
from hamyar.ops.settings import Settings
from tests import pay_world
from tests.pay_world import receipt_photo
from tests.people import MARYAM, Phone, World

Phones = Callable[..., Phone]


@pytest.fixture
def placed(app: Flask, world: World) -> tuple[int, str]:
    """An order by card: its number and secret."""
    pay_world.take_cards(app)
    return pay_world.order(app, world)


def claim(phone: Phone, secret: str, **typed: object) -> TestResponse:
    return phone.send(f"/o/{secret}/pay", "/pay", **({"payer_digits": "۴۳۲۱"} | typed))


def end(app: Flask, number: int, name: str, reason: str = "نشد") -> None:
    """The group or the customer ends the order."""
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM) if name != "cancel" else None
        moves.make(orders.get(groups.get(1, "gol-narges"), number), name, by=by, reason=reason)


def test_the_page_says_the_exact_rials_in_digits_and_words(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, secret = placed
    due = pay_world.money(app, number).due
    page = phone("stranger").get(f"/o/{secret}/pay")
    assert f"{money.grouped(due, 'fa')} ریال" in page
    assert f"{money.in_words(due, 'fa')} ریال" in page
    assert page.html.find(id="rials")["value"] == str(due)
    assert "گرد نکنید" in page


def test_the_card_stands_in_fours_and_is_copied_as_one_number(placed: tuple[int, str], phone: Phones) -> None:
    page = phone("stranger").get(f"/o/{placed[1]}/pay")
    card, iban = page.html.find(id="card-number"), page.html.find(id="iban")
    assert [span.text for span in card.find_all("span")] == ["6037", "9912", "3456", "7893"]
    assert card["dir"] == "ltr"
    assert card.text == "6037991234567893"
    assert iban.text == "IR060960000000100324200001"
    assert "مریم احمدی" in page
    assert "بانک ملی ایران" in page


def test_the_order_page_leads_there_and_shows_no_card(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    page = phone("stranger").get(f"/o/{placed[1]}")
    assert page.html.find("a", href=f"/o/{placed[1]}/pay")
    assert "6037" not in page
    due = pay_world.money(app, placed[0]).due
    tomans, rials = divmod(due, money.RIALS_IN_TOMAN)
    over = f" و {money.grouped(rials, 'fa')} ریال" if rials else ""
    said = f"{money.grouped(tomans, 'fa')} تومان{over}"
    assert page.html.find("p", "price").text == said, "rials alone would look ten times as much as the sum below"


@pytest.mark.parametrize(
    ("rule", "kept"), [(".groups span", ("inline-block", "nowrap")), (".order-number", ("font-size: min(", "vw)"))]
)
def test_no_number_breaks_where_text_is_magnified(
    phone: Phones, placed: tuple[int, str], rule: str, kept: tuple[str, ...]
) -> None:
    page = phone("stranger").get(f"/o/{placed[1]}/pay")
    sheets = "".join(phone("stranger").get(link["href"]).text for link in page.html.find_all("link", rel="stylesheet"))
    found = re.search(re.escape(rule) + r" ?{([^}]*)}", sheets)
    assert found
    for word in kept:
        assert word in found[1]


@pytest.mark.parametrize(
    "typed",
    [{"payer_digits": "۴۳۲۱"}, {"payer_digits": "", "said_at": "دیروز"}, {"payer_digits": "", "tracking": "۹۹۸"}],
)
def test_any_one_thing_is_enough(app: Flask, placed: tuple[int, str], phone: Phones, typed: dict[str, str]) -> None:
    number, secret = placed
    page = claim(phone("stranger"), secret, **typed).follow()
    assert pay_world.money(app, number).state == "claimed"
    assert "پیام بانک" in page.html.find("section", {"aria-labelledby": "payment"}).text
    assert digits.to_ascii("".join(typed.values())) in map(digits.to_ascii, pay_world.money(app, number).said)


def test_nothing_at_all_is_not_enough_and_wrong_digits_are_said(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, secret = placed
    empty = claim(phone("stranger"), secret, payer_digits="")
    assert (empty.status_int, "دست‌کم یکی" in empty) == (422, True)
    wrong = claim(phone("stranger"), secret, payer_digits="6037991234567893")
    assert wrong.status_int == 422
    assert wrong.html.find(id="payer_digits-error")
    assert pay_world.money(app, number).state == "unpaid"


def test_a_claim_sent_twice_is_one(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, secret = placed
    customer = phone("stranger")
    page = customer.get(f"/o/{secret}/pay")
    first, second = (customer.send(page, "/pay", payer_digits="4321") for _ in range(2))
    assert first.location == second.location
    with app.app_context():
        assert len(payments.get(orders.get(groups.get(1, "gol-narges"), number)).steps) == 1


def test_a_receipt_is_private_and_says_nothing_of_its_camera(
    app: Flask, settings: Settings, placed: tuple[int, str], phone: Phones
) -> None:
    number, secret = placed
    claim(phone("stranger"), secret, payer_digits="", photos=("receipt.jpg", receipt_photo().content, "image/jpeg"))
    name = pay_world.money(app, number).receipt
    assert pictures.widest(settings.receipts, name)
    assert not pictures.widest(settings.photos, name)
    answer = phone("stranger").get(f"/o/{secret}/receipt")
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    shown = Image.open(BytesIO(answer.body))
    assert shown.size == (420, 900)
    assert not shown.getexif()
    assert phone("stranger").get(f"/photos/{name}-320.jpg", expect_errors=True).status_int == 404


def test_another_link_shows_no_receipt_and_another_order_none_of_mine(
    app: Flask, world: World, placed: tuple[int, str], phone: Phones
) -> None:
    _number, secret = placed
    _other, others_secret = pay_world.order(app, world)
    claim(phone("stranger"), secret, photos=("receipt.jpg", receipt_photo().content, "image/jpeg"))
    assert phone("stranger").get(f"/o/{others_secret}/receipt", expect_errors=True).status_int == 404
    assert phone("stranger").get("/o/wrong/receipt", expect_errors=True).status_int == 404
    assert phone("stranger").get("/o/wrong/pay", expect_errors=True).status_int == 404
    own = phone("stranger").get(f"/o/{secret}/pay")
    action = own.forms[0].action if own.forms else ""
    assert secret in action


def test_what_is_no_photo_is_said_at_its_field(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    answer = claim(phone("stranger"), placed[1], photos=("a.jpg", b"no photo", "image/jpeg"))
    assert answer.status_int == 422
    assert answer.html.find(id="photos-error")
    assert answer.html.find(id="payer_digits")["value"] == "4321", "what she typed is still there"


@pytest.mark.parametrize("content", [receipt_photo().content, b"no photo"])
def test_a_photo_beside_a_wrong_field_is_asked_for_again(
    placed: tuple[int, str], phone: Phones, content: bytes
) -> None:
    answer = claim(phone("stranger"), placed[1], payer_digits="12", photos=("a.jpg", content, "image/jpeg"))
    assert answer.status_int == 422
    assert answer.html.find(id="photos-error"), "no browser keeps a file in a page that comes back"
    assert answer.html.find("a", href="#photos"), "and it is told above the form"
    assert not claim(phone("stranger"), placed[1], payer_digits="12").html.find(id="photos-error")


def test_after_her_word_amount_and_card_are_folded_away_and_not_gone(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, secret = placed
    due = phone("stranger").get(f"/o/{secret}/pay").html.find(id="rials")
    assert due.find_parent("details") is None
    pay_world.say(app, number)
    page = phone("stranger").get(f"/o/{secret}/pay").html
    for part in ("rials", "card-number"):
        box = page.find(id=part).find_parent("details")
        assert not box.has_attr("open")
    assert page.find(id="rials")["value"] == due["value"]


def test_who_cancels_after_her_word_reads_what_becomes_of_her_money(
    app: Flask, placed: tuple[int, str], english: Phone
) -> None:
    number, secret = placed
    back = "If your money has come, the group gives it back."
    before = english.get(f"/o/{secret}")
    assert back not in before
    pay_world.say(app, number)
    page = english.get(f"/o/{secret}")
    assert back in page.html.find("details", "ask").text
    english.send(page, "/cancel", status=303)
    gone = english.get(f"/o/{secret}").html
    assert back in gone.find(id="progress").text
    assert back in gone.find("section", {"aria-labelledby": "payment"}).text
    told = english.get(f"/o/{secret}/pay").html
    assert back in told.find("div", "notice warn").text
    assert told.find(id="card-number") is None


def test_whoever_floods_the_machine_with_photos_is_stopped(
    app: Flask, placed: tuple[int, str], phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rations.MOST, rations.RECEIPT, (1, 1))
    photo = ("receipt.jpg", receipt_photo().content, "image/jpeg")
    assert claim(phone("stranger"), placed[1], photos=photo).status_int == 303
    assert claim(phone("stranger"), placed[1], photos=photo).status_int == 422
    assert claim(phone("stranger"), placed[1]).status_int == 303, "without a photo she is heard"


def test_too_little_says_what_is_missing_and_too_much_what_comes_back(
    app: Flask, world: World, placed: tuple[int, str], phone: Phones
) -> None:
    number, secret = placed
    pay_world.see(app, number, pay_world.money(app, number).due - 40_000)
    page = phone("stranger").get(f"/o/{secret}/pay")
    assert page.html.find(id="rials")["value"] == "40000"
    assert "۴٬۰۰۰ تومان" in page
    more, more_secret = pay_world.order(app, world)
    pay_world.see(app, more, pay_world.money(app, more).due + 50_000)
    page = phone("stranger").get(f"/o/{more_secret}")
    assert "۵٬۰۰۰ تومان" in page
    assert page.html.find("a", href=f"/o/{more_secret}/pay") is None


def test_the_rest_is_another_transfer_and_nothing_of_the_first_stands_in_its_form(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, secret = placed
    pay_world.say(app, number)
    hers = phone("stranger")
    assert hers.get(f"/o/{secret}/pay").html.find(id="tracking")["value"] == "998877"
    pay_world.see(app, number, pay_world.money(app, number).due - 40_000)
    page = hers.get(f"/o/{secret}/pay").html
    assert [page.find(id=name)["value"] for name in ("payer_digits", "said_at", "tracking")] == ["", "", ""]


def test_a_refused_claim_says_why_and_may_be_made_again(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, secret = placed
    claim(phone("stranger"), secret)
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        settling.refuse(payments.get(orders.get(groups.get(1, "gol-narges"), number)), "چنین مبلغی نیامد", by)
    for address in (f"/o/{secret}", f"/o/{secret}/pay"):
        assert "چنین مبلغی نیامد" in phone("stranger").get(address)
    assert claim(phone("stranger"), secret, tracking="55").status_int == 303
    assert pay_world.money(app, number).state == "claimed"


def test_a_claim_after_it_is_paid_has_a_kind_end(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, secret = placed
    customer = phone("stranger")
    page = customer.get(f"/o/{secret}/pay")
    pay_world.see(app, number, pay_world.money(app, number).due)
    late = customer.send(page, "/pay", payer_digits="4321")
    assert late.status_int == 422
    assert "پول شما رسید" in late
    assert late.html.find(id="card-number") is None
    assert pay_world.money(app, number).state == "paid"


@pytest.mark.parametrize("how", ["cancel", "decline"])
def test_an_order_that_is_no_more_asks_for_nothing_but_hears_who_had_paid(
    app: Flask, placed: tuple[int, str], phone: Phones, how: str
) -> None:
    number, secret = placed
    end(app, number, how)
    for address in (f"/o/{secret}", f"/o/{secret}/pay"):
        page = phone("stranger").get(address)
        assert "6037" not in page
        assert str(pay_world.money(app, number).due) not in page
    assert claim(phone("stranger"), secret).status_int == 303
    pay_world.see(app, number, pay_world.money(app, number).due)
    assert "پس می‌دهد" in phone("stranger").get(f"/o/{secret}")


def test_an_order_in_cash_has_no_such_page(app: Flask, world: World, placed: tuple[int, str], phone: Phones) -> None:
    _number, secret = pay_world.order(app, world, "cash")
    assert phone("stranger").get(f"/o/{secret}/pay").location.endswith(f"/o/{secret}")
    assert phone("stranger").get(f"/o/{secret}/receipt", expect_errors=True).status_int == 404
    assert phone("stranger").get(f"/o/{secret}").html.find("a", href=f"/o/{secret}/pay") is None


def test_how_long_it_is_held_is_said_in_words(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    clock.freeze(clock.now() + timedelta(hours=1))
    assert "۲۲ ساعت" in phone("stranger").get(f"/o/{placed[1]}/pay")
    clock.freeze(clock.now() + timedelta(hours=22, minutes=20))
    assert "۳۹ دقیقه" in phone("stranger").get(f"/o/{placed[1]}/pay")
    clock.freeze(clock.now() + timedelta(days=3))
    assert phone("stranger").get(f"/o/{placed[1]}/pay").status_int == 200
