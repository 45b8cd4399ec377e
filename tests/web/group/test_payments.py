"""The group's side of the money: what waits, the bank's messages that are pasted, the moves and who may make them."""

from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import groups, moves, orders, payments, people, products, settling
from hamyar.kit import money
from hamyar.kit.db import transaction
from hamyar.web import submissions
from tests import pay_world
from tests.pay_world import BANK, ROOM, receipt_photo
from tests.people import MARYAM, Phone, World, form_on

Phones = Callable[..., Phone]


def tap(phone: Phone, page: TestResponse | str, name: str, **typed: object) -> TestResponse:
    """Send the form of this move that stands on a page."""
    shown = phone.get(page) if isinstance(page, str) else page
    forms = [form for form in shown.forms.values() if "move" in form.fields and form["move"].value == name]
    assert forms, f"no button for {name}"
    for field, value in typed.items():
        forms[0][field] = value
    return forms[0].submit(expect_errors=True)


def offered(page: TestResponse) -> set[str]:
    """The moves of payments that a page offers."""
    return {
        form["move"].value for form in page.forms.values() if form.action.endswith("/payment") and "move" in form.fields
    }


def paste(phone: Phone, *amounts: int, text: str = "") -> TestResponse:
    """Paste the bank's messages about these amounts."""
    said = text or "\n\n".join(BANK.format(amount=amount) for amount in amounts)
    return phone.send(f"{ROOM}/payments", "/payments", text=said)


def test_what_customers_say_waits_with_its_count_on_the_board(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, _secret = placed
    maryam = phone("maryam")
    link = maryam.get(f"{ROOM}/").html.find("a", href=f"{ROOM}/payments")
    assert link.find_parent("li").find(class_="count") is None
    pay_world.say(app, number)
    link = maryam.get(f"{ROOM}/").html.find("a", href=f"{ROOM}/payments")
    assert link.find_parent("li").find(class_="count").text == "۱"
    page = maryam.get(f"{ROOM}/payments")
    for said in ("۴۳۲۱", "امروز ۱۰:۲۰", "۹۹۸۸۷۷", "در انتظار تأیید"):
        assert said in page


def test_she_saw_it_and_the_order_is_paid(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, secret = placed
    pay_world.say(app, number)
    page = tap(phone("maryam"), f"{ROOM}/payments", "see").follow()
    assert "پرداخت شد" in page
    stands = pay_world.money(app, number)
    assert (stands.state, stands.received) == ("paid", stands.due)
    assert "پول شما رسید" in phone("stranger").get(f"/o/{secret}")


@pytest.mark.parametrize(("off", "state"), [(-1000, "too_little"), (1000, "too_much")])
def test_another_amount_may_be_typed_in_any_digits(
    app: Flask, placed: tuple[int, str], phone: Phones, off: int, state: str
) -> None:
    number, _secret = placed
    due = pay_world.money(app, number).due
    tap(phone("maryam"), f"{ROOM}/orders/{number}", "see", amount=money.grouped(due + off, "fa"))
    assert pay_world.money(app, number).state == state


@pytest.mark.parametrize("typed", ["", "abc", "0", "۱٫۵", "9" * 30])
def test_an_amount_that_is_none_is_said_and_nothing_is_booked(
    app: Flask, placed: tuple[int, str], phone: Phones, typed: str
) -> None:
    number, _secret = placed
    answer = tap(phone("maryam"), f"{ROOM}/orders/{number}", "see", amount=typed)
    assert answer.status_int == 422
    assert answer.html.find("details", id=f"ask-see-{number}").has_attr("open")
    assert pay_world.money(app, number).state == "unpaid"


def test_each_button_does_what_it_says(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, _secret = placed
    maryam, page = phone("maryam"), f"{ROOM}/orders/{number}"
    due = pay_world.money(app, number).due

    def after(name: str, **typed: object) -> str:
        assert tap(maryam, page, name, **typed).status_int == 303
        return pay_world.money(app, number).state

    pay_world.say(app, number)
    assert after("refuse", why="چنین مبلغی نیامده است") == "refused"
    assert after("see", amount=str(due - 10)) == "too_little"
    assert after("settle", reason="بقیه نقد") == "paid"
    assert after("mistaken", reason="اشتباه") == "unpaid"
    assert after("see", amount=str(due + 10)) == "too_much"
    assert after("refund") == "paid"
    shown = maryam.get(page)
    for said in ("بقیه نقد", "مریم احمدی", "چنین مبلغی نیامده است"):
        assert said in shown


def test_a_reason_is_asked_for_and_her_place_kept(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, _secret = placed
    pay_world.say(app, number)
    answer = tap(phone("maryam"), f"{ROOM}/orders/{number}", "refuse")
    assert answer.status_int == 422
    assert answer.html.find("details", id=f"ask-refuse-{number}").has_attr("open")
    assert pay_world.money(app, number).state == "claimed"


def test_who_answers_for_the_money_sees_its_buttons_and_who_does_not_does_not(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, _secret = placed
    pay_world.say(app, number)
    page = f"{ROOM}/orders/{number}"
    assert offered(phone("maryam").get(page)) == offered(phone("worker").get(page)) == {"see", "refuse"}
    assert offered(phone("zahra").get(page)) == set()
    assert phone("zahra").get(f"{ROOM}/payments", expect_errors=True).status_int == 403
    assert f"{ROOM}/payments" not in phone("zahra").get(f"{ROOM}/")


def test_a_member_who_sends_the_leads_form_is_told_that_it_is_not_hers(
    app: Flask, placed: tuple[int, str], phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _secret = placed
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.test_request_context():
        keys = {submissions.FIELD: submissions.number("group.payments.move")}
    typed = keys | {"move": "see", "amount": "1250000", "after": "0"}
    at = f"{ROOM}/orders/{number}/payment"
    assert phone("zahra").post(at, typed, expect_errors=True).status_int == 403
    assert phone("sara").post(at, typed, expect_errors=True).status_int == 404
    assert pay_world.money(app, number).state == "unpaid"
    for name in ("claim", "book", "nonsense"):
        assert phone("maryam").post(at, typed | {"move": name}, expect_errors=True).status_int == 422


def test_two_taps_on_two_phones_count_once(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, _secret = placed
    due = pay_world.money(app, number).due
    pages = [phone(who) for who in ("maryam", "worker")]
    shown = [one.get(f"{ROOM}/orders/{number}") for one in pages]
    answers = [tap(one, page, "see", amount=str(due // 2)) for one, page in zip(pages, shown, strict=True)]
    assert [answer.status_int for answer in answers] == [303, 422]
    assert "عوض شده" in answers[1]
    assert pay_world.money(app, number).received == due // 2


def test_a_receipt_is_for_the_lead_and_the_staff_alone(app: Flask, placed: tuple[int, str], phone: Phones) -> None:
    number, secret = placed
    photo = ("receipt.jpg", receipt_photo().content, "image/jpeg")
    phone("stranger").send(f"/o/{secret}/pay", "/pay", photos=photo)
    at = f"{ROOM}/orders/{number}/receipt"
    for who in ("maryam", "worker", "manager"):
        answer = phone(who).get(at)
        assert (answer.content_type, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert phone("sara").get(at, expect_errors=True).status_int == 404, "another group's lead"
    assert phone("sara").get(f"/group/suzan/orders/{number}/receipt", expect_errors=True).status_int in (403, 404)
    assert phone("zahra").get(at, expect_errors=True).status_int == 403, "a member who does not lead"
    assert "/account/sign-in" in phone("stranger").get(at).location
    assert at in phone("maryam").get(f"{ROOM}/orders/{number}")
    assert at not in phone("zahra").get(f"{ROOM}/orders/{number}")


def test_the_sum_she_had_typed_is_not_replaced_by_the_full_price(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    page = tap(phone("maryam"), f"{ROOM}/orders/{placed[0]}", "see", amount="1200000 ریال")
    assert page.status_int == 422
    boxes = [form["amount"].value for form in page.forms.values() if "amount" in form.fields]
    assert boxes == ["1200000 ریال"]


def test_cash_is_told_in_tomans_and_the_bank_stands_aside(app: Flask, world: World, phone: Phones) -> None:
    number, _secret = pay_world.order(app, world, "cash")
    page = phone("maryam").get(f"{ROOM}/orders/{number}")
    shown = page.html.find(id="payment")
    assert "تومان" in shown.find("dl").text
    assert "ریال" not in shown.find("dl").text
    assert shown.find("input", attrs={"name": "move", "value": "see"}).find_parent(class_="more-fields")
    assert not shown.find("input", attrs={"name": "move", "value": "take_cash"}).find_parent(class_="more-fields")


def test_nobody_looks_into_a_bank_for_the_cash_of_an_order_that_is_no_more(
    app: Flask, world: World, phone: Phones
) -> None:
    pay_world.take_cards(app)
    for pay, moves_left in (("cash", set()), ("card", {"see"})):
        number, _secret = pay_world.order(app, world, pay)
        with app.app_context(), transaction():
            by, order = people.find_by_mobile(1, MARYAM), orders.get(groups.get(1, "gol-narges"), number)
            assert by
            moves.make(order, "decline", by=by, reason="تمام شد")
        page = phone("maryam").get(f"{ROOM}/orders/{number}")
        assert offered(page) == moves_left
        assert not page.html.find("a", href=f"{ROOM}/orders/{number}/label")
        assert page.html.find("a", href=f"{ROOM}/orders/{number}/slip")


def test_the_step_an_order_waits_for_is_its_pages_only_filled_button(
    app: Flask, placed: tuple[int, str], phone: Phones
) -> None:
    number, _secret = placed
    pay_world.say(app, number)
    page = phone("maryam").get(f"{ROOM}/orders/{number}")
    assert len(page.html.select("#told form")) > 0
    filled = [
        one.get_text(strip=True)
        for one in page.html.select("main .button")
        if not {"quiet", "danger", "plain"} & set(one["class"])
        # What asks first has its button behind the question.
        and not (one.name == "button" and one.find_parent(class_="ask"))
        and not one.find_parent(id="agreement")
    ]
    assert filled == ["می‌پذیریم"]


def test_the_last_step_and_the_cash_are_one_tap(app: Flask, world: World, phone: Phones) -> None:
    number, _secret = pay_world.order(app, world, "cash")
    _make_ready(app, number)
    maryam, page = phone("zahra"), f"{ROOM}/orders/{number}"
    assert tap(maryam, page, "deliver").status_int == 303
    stands = pay_world.money(app, number)
    assert (stands.order, stands.state) == ("delivered", "paid")
    step = form_on(maryam.get(page), "/undo")
    step.submit()
    stands = pay_world.money(app, number)
    assert (stands.order, stands.state, stands.received) == ("ready", "unpaid", 0)


def test_without_the_tick_it_is_delivered_and_not_paid(app: Flask, world: World, phone: Phones) -> None:
    number, _secret = pay_world.order(app, world, "cash")
    _make_ready(app, number)
    zahra = phone("zahra")
    assert tap(zahra, f"{ROOM}/", "deliver", cash=None).status_int == 303
    assert (pay_world.money(app, number).order, pay_world.money(app, number).state) == ("delivered", "unpaid")
    page = zahra.get(f"{ROOM}/")
    assert tap(zahra, page, "take_cash").status_int == 303
    assert pay_world.money(app, number).state == "paid"


def test_cash_that_somebody_else_took_meanwhile_stands_in_no_ones_way(app: Flask, world: World, phone: Phones) -> None:
    number, _secret = pay_world.order(app, world, "cash")
    _make_ready(app, number)
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/orders/{number}")
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        settling.take_cash(payments.get(orders.get(groups.get(1, "gol-narges"), number)), by)
    assert tap(maryam, page, "deliver").status_int == 303
    assert (pay_world.money(app, number).order, pay_world.money(app, number).state) == ("delivered", "paid")


def test_an_unpaid_order_says_what_to_do_before_it_is_accepted(app: Flask, world: World, phone: Phones) -> None:
    pay_world.take_cards(app, is_paid_first=True)
    number, _secret = pay_world.order(app, world)
    maryam = phone("maryam")
    answer = tap(maryam, f"{ROOM}/orders/{number}", "accept")
    assert answer.status_int == 422
    assert "در پیام بانک دیدم" in answer.html.find(role="alert").text
    tap(maryam, f"{ROOM}/orders/{number}", "see")
    assert tap(maryam, f"{ROOM}/orders/{number}", "accept").status_int == 303


def test_the_board_asks_once_for_all_payments(app: Flask, world: World, phone: Phones, asked: list[str]) -> None:
    pay_world.take_cards(app)
    counts = []
    for more in (1, 5):
        for _ in range(more):
            pay_world.order(app, world)
        asked.clear()
        phone("maryam").get(f"{ROOM}/")
        counts.append(len([one for one in asked if "FROM payments" in one]))
    assert counts[0] == counts[1]


def _make_ready(app: Flask, number: int) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        for name in ("accept", "ready"):
            moves.make(orders.get(groups.get(1, "gol-narges"), number), name, by=by)


def test_of_very_many_the_oldest_stand_there_and_she_is_told(app: Flask, world: World, phone: Phones) -> None:
    pay_world.take_cards(app)
    with app.app_context(), transaction():
        products.get(groups.get(1, "gol-narges"), world.jar).variants[0].stock = 200
    made = [pay_world.order(app, world)[0] for _ in range(payments.MOST_LISTED + 1)]
    for number in made[:-1]:
        pay_world.say(app, number)
    assert "قدیمی‌ترین" in phone("maryam").get(f"{ROOM}/payments")
    pay_world.see(app, made[0], pay_world.money(app, made[0]).due)
    page = phone("maryam").get(f"{ROOM}/payments")
    assert "قدیمی‌ترین" not in page
    pay_world.say(app, made[-1])
    page = phone("maryam").get(f"{ROOM}/payments")
    assert "قدیمی‌ترین" in page
    assert page.text.count(f'{ROOM}/orders/{made[0]}"') == 0
