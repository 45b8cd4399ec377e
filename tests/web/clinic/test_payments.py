"""The money of all groups that comes to the clinic's own cards: who sees it, what waits, and that it counts once."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from hamyar.domain import clinics, groups, moves, payments, settling
from hamyar.kit import clock, digits
from hamyar.kit.db import db, transaction
from hamyar.web import submissions
from tests import pay_world
from tests.people import Phone, World, form_on
from tests.web.clinic.clinic_money import (
    COOKS,
    PAGE,
    TAILORS,
    change,
    claim,
    found_in,
    money,
    paste,
    payment_of,
    tap,
    worker,
)

Phones = Callable[..., Phone]


def test_a_groups_own_card_stays_the_groups(app: Flask, world: World, phone: Phones) -> None:
    pay_world.share_card(app, TAILORS)
    pay_world.take_cards(app)
    own = pay_world.order_of(app, COOKS, world.jar)
    shared = pay_world.order_of(app, TAILORS, world.dress)
    change(app, own, claim)
    staff = phone("worker")
    page = paste(staff, money(app, own)[1], money(app, shared)[1]).follow()
    assert found_in(page) == [str(shared)]
    assert str(own) not in page.text
    assert digits.to_persian(str(own)) not in page.text
    with app.test_request_context():
        keys = {submissions.FIELD: submissions.number("clinic.payments.move")}
    fields = dict(form_on(page, f"/{shared}").submit_fields()) | keys
    assert staff.post(f"{PAGE}/{own}", fields, expect_errors=True).status_int == 404
    assert money(app, own)[0] == "claimed"


def test_another_clinic_does_not_exist_here(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, tailors = two
    staff = phone("worker")
    for number in two:
        change(app, number, claim)
    page = staff.get(PAGE)
    fields = dict(form_on(page, f"/{cooks}").submit_fields())
    due = money(app, cooks)[1]
    with app.app_context(), transaction():
        # The cooks move to a clinic of their own, and take nothing along but their orders.
        other = clinics.Clinic(name="کلینیک دیگر", city="قم", phone="025", made_at=clock.now())
        db.session.add(other)
        db.session.flush()
        group = groups.get(1, COOKS)
        moved = payment_of(cooks).order
        group.clinic_id = moved.clinic_id = other.id
    page = staff.get(PAGE)
    assert [one["id"] for one in page.html.select("article[id]")] == [f"paid-{tailors}"]
    assert "گل نرگس" not in page
    assert found_in(paste(staff, due, money(app, tailors)[1]).follow()) == [str(tailors)]
    assert staff.post(f"{PAGE}/{cooks}", fields, expect_errors=True).status_int == 404
    with app.app_context():
        other = db.session.get(clinics.Clinic, 2)
        assert payments.count_waiting(other) == 0, "nor is the first clinic's card theirs"
        assert payments.count_waiting(clinics.get(1)) == 1


def test_whoever_comes_second_is_told_so_and_keeps_what_was_pasted(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    cooks, tailors = two
    dues = [money(app, number)[1] for number in two]
    hers, his = (paste(phone(who), *dues).follow() for who in ("worker", "manager"))
    assert tap(hers, cooks, "see").status_int == 303
    late = tap(his, cooks, "see")
    assert late.status_int == 422
    assert "عوض شده" in late.html.find(role="alert").text
    assert found_in(late) == [str(tailors)]
    assert "پیش از این ثبت شده" in late.html.find(id="found").text
    assert money(app, cooks)[2] == dues[0]
    tap(late, tailors, "see")
    assert money(app, tailors)[0] == "paid"


def test_the_lead_and_the_staff_count_one_message_once(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, _tailors = two
    due = money(app, cooks)[1]
    page = paste(phone("worker"), due).follow()
    lead = phone("maryam").get(f"/group/{COOKS}/orders/{cooks}")
    form = next(one for one in lead.forms.values() if "move" in one.fields and one["move"].value == "see")
    assert form.submit().status_int == 303
    assert tap(page, cooks, "see").status_int == 422
    assert money(app, cooks) == ("paid", due, due)


def test_a_tap_on_a_page_that_has_grown_old_adds_nothing(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, _tailors = two
    due = money(app, cooks)[1]
    page = paste(phone("worker"), due).follow()
    change(app, cooks, lambda payment: settling.see(payment, due // 2, worker()))
    late = tap(page, cooks, "see")
    assert late.status_int == 422
    assert late.html.find(id=f"paid-{cooks}")
    assert not late.html.select("details.ask[open]"), "the same sum is not offered once more"
    assert money(app, cooks) == ("too_little", due, due // 2)


def test_the_same_tap_sent_twice_counts_once(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, _tailors = two
    page = paste(phone("worker"), money(app, cooks)[1]).follow()
    first, second = tap(page, cooks, "see"), tap(page, cooks, "see")
    assert (first.status_int, second.status_int, second.location) == (303, 303, first.location)
    state, due, received = money(app, cooks)
    assert (state, received) == ("paid", due)


def test_what_waits_over_all_groups_is_listed_and_done_there(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, tailors = two
    change(app, tailors, claim)
    due = money(app, cooks)[1]
    change(app, cooks, lambda payment: settling.see(payment, due + 500, worker()))
    staff = phone("worker")
    page = staff.get(PAGE)
    assert [one["id"] for one in page.html.select("article[id]")] == [f"paid-{tailors}", f"paid-{cooks}"]
    for said in ("سوزن طلایی", "۴۳۲۱", "۹۹۸۸۷۷", "گل نرگس"):
        assert said in page
    answer = tap(page, tailors, "refuse", why="چنین مبلغی نیامده است")
    assert answer.location.endswith(PAGE)
    assert money(app, tailors)[0] == "refused"
    page = tap(answer.follow(), cooks, "refund").follow()
    assert money(app, cooks)[0] == "paid"
    assert page.html.select("article[id]") == []


def test_what_she_typed_wrongly_stays_at_the_payment_it_belongs_to(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    cooks, tailors = two
    for number in two:
        change(app, number, claim)
    page = phone("worker").get(PAGE)
    answer = tap(page, tailors, "see", amount="12 ریال")
    assert answer.status_int == 422
    assert answer.html.find(role="alert")
    assert [one["id"] for one in answer.html.select("details[open]")] == [f"ask-see-{tailors}"]
    typed = {one["id"]: one["value"] for one in answer.html.select("input[name=amount]") if one.get("id")}
    assert typed[f"amount-see-{tailors}"] == "12 ریال"
    assert typed[f"amount-see-{cooks}"] != "12 ریال"
    assert answer.html.find("textarea", id="text").text.strip() == ""
    assert "text-error" not in answer
    assert money(app, tailors)[0] == "claimed"


@pytest.mark.parametrize("name", ["claim", "book", "nonsense", ""])
def test_what_is_no_move_of_hers_does_nothing(app: Flask, two: tuple[int, int], phone: Phones, name: str) -> None:
    cooks, _tailors = two
    staff = phone("worker")
    page = paste(staff, money(app, cooks)[1]).follow()
    form = form_on(page, f"/{cooks}")
    form["move"].force_value(name)
    assert form.submit(expect_errors=True).status_int == 422
    assert money(app, cooks)[0] == "unpaid"


def test_the_money_of_a_dead_order_is_booked_and_listed_to_give_back(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    cooks, _tailors = two
    with app.app_context(), transaction():
        moves.make(payment_of(cooks).order, "cancel", by=None)
    page = paste(phone("worker"), money(app, cooks)[1]).follow()
    assert "دیگر برقرار نیست" in page.html.find(id="found").text
    page = tap(page, cooks, "see").follow()
    assert page.html.find(id="back").find_parent("section").find(id=f"paid-{cooks}")
    tap(page, cooks, "refund")
    assert money(app, cooks)[0] == "refunded"


def test_members_and_strangers_never_come_here(app: Flask, two: tuple[int, int], phone: Phones) -> None:
    cooks, _tailors = two
    staff = phone("worker")
    page = paste(staff, money(app, cooks)[1]).follow()
    fields = dict(form_on(page, f"/{cooks}").submit_fields())
    for who in ("maryam", "zahra", "sara"):
        assert phone(who).get(PAGE, expect_errors=True).status_int == 403
        assert phone(who).post(f"{PAGE}/{cooks}", fields, expect_errors=True).status_int in (400, 403)
        assert phone(who).post(PAGE, fields, expect_errors=True).status_int in (400, 403)
    assert "/account/sign-in" in phone().get(PAGE).location
    assert money(app, cooks)[0] == "unpaid"


def test_it_is_reached_from_the_desk_and_the_cards_with_what_waits(
    app: Flask, two: tuple[int, int], phone: Phones
) -> None:
    staff = phone("worker")
    desk = staff.get("/clinic/")
    assert desk.html.find("a", href=PAGE)
    assert not desk.html.select(f'a.notice[href="{PAGE}"]')
    before = desk.html.title.get_text()
    change(app, two[0], claim)
    desk = staff.get("/clinic/")
    assert desk.html.select_one(f'a.notice[href="{PAGE}"]')
    assert desk.html.select_one(f'.links a[href="{PAGE}"] .count').text == "۱"
    assert desk.html.title.get_text() != before
    cards = staff.get("/clinic/cards")
    assert cards.html.find("a", href=PAGE).find_parent("p").select_one(".count").text == "۱"
    assert cards.click(href=f"{PAGE}$").status_int == 200


def test_long_lists_end_and_say_so(app: Flask, world: World, phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    pay_world.share_card(app, COOKS)
    monkeypatch.setattr(payments, "MOST_LISTED", 2)
    made = [pay_world.order_of(app, COOKS, world.jar) for _ in range(3)]
    for number in made:
        change(app, number, claim)
    page = phone("worker").get(PAGE)
    assert [one["id"] for one in page.html.select("article[id]")] == [f"paid-{number}" for number in made[:2]]
    section = page.html.find(id="waiting").find_parent("section")
    assert "قدیمی‌ترین" in section.text
    assert section.select_one("h2 .count") is None, "two would not be true"


def test_a_page_asks_the_database_as_often_for_many_as_for_few(
    app: Flask,
    world: World,
    two: tuple[int, int],
    phone: Phones,
    asked: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    staff = phone("worker")
    change(app, two[0], claim)
    page = paste(staff, money(app, two[0])[1]).follow()
    with asked() as few:
        staff.get(page.request.path_qs)
    made = [
        pay_world.order_of(app, slug, code)
        for slug, code in ((COOKS, world.jar), (TAILORS, world.dress))
        for _ in range(4)
    ]
    for number in made:
        change(app, number, claim)
    page = paste(staff, *(money(app, number)[1] for number in made)).follow()
    with asked() as many:
        assert len(found_in(staff.get(page.request.path_qs))) == 8
    assert len(many) == len(few), "\n".join(many)
