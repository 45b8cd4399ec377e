"""Her own page for another day or no order: what she does alone, and what she and the group agree upon."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hamyar.domain import notices
from hamyar.domain.days import Slot
from hamyar.kit import jalali
from tests.people import Phone, form_on
from tests.web import booked
from tests.web.booked import TEN, TWO, day

Phones = Callable[..., Phone]


def test_she_moves_her_order_herself_until_it_is_accepted(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app)
    hers = phone()
    assert hers.get(path).html.find("a", href=f"{path}/change")
    page = hers.send(f"{path}/change", "/change", status=303, slot=day(3).isoformat()).follow()
    assert "روز سفارش شما عوض شد" in page.html.find(id="flashes").text
    assert booked.look(app, number, lambda order: order.ready_on) == day(3)
    told = booked.look(app, number, lambda order: notices.to_group(order.group).rows[0])
    assert (told.kind, told.plain_facts["day"]) == ("order.day_moved", day(3).isoformat())


def test_a_service_is_moved_to_free_hours(app: Flask, phone: Phones) -> None:
    number, path = booked.catering(app)
    phone().send(f"{path}/change", "/change", status=303, slot=f"{day()}.{TWO}")
    assert booked.look(app, number, lambda order: (order.ready_on, order.window, order.window_ends)) == (
        day(),
        TWO,
        TWO + 120,
    )


@pytest.mark.parametrize("slot", ["", "x", "2020-01-01", "2999-01-01", f"2026-11-25.{TEN}"])
def test_a_day_that_cannot_be_had_is_refused_at_the_days(app: Flask, phone: Phones, slot: str) -> None:
    number, path = booked.lunch(app)
    form = form_on(phone().get(f"{path}/change"), "/change")
    form["slot"].force_value(slot)
    page = form.submit(status=422)
    assert page.html.find(id="slot-error")
    assert form_on(page, "/change")
    assert booked.look(app, number, lambda order: order.ready_on) == day(1)


def test_a_day_that_filled_up_is_gone_from_the_cards(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, quantity=2)
    form = form_on(phone().get(f"{path}/change"), "/change")
    form["slot"] = day(2).isoformat()
    booked.fill_up(app, number, day(2), 4)
    page = form.submit(status=422)
    assert "جا ندارد" in page.html.find(id="slot-error").text
    assert not page.html.find("input", {"name": "slot", "value": day(2).isoformat()})


def test_too_late_to_choose_alone_she_may_still_ask(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app)
    form = form_on(phone().get(f"{path}/change"), "/change")
    form["slot"] = day(2).isoformat()
    booked.go_on(app, number, "accept")
    page = form.submit(status=422)
    assert page.html.find(role="alert")
    assert form_on(page, "/ask/day")
    assert booked.look(app, number, lambda order: order.ready_on) == day(1)


def test_after_acceptance_she_asks_and_may_take_it_back(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    hers = phone()
    page = hers.send(f"{path}/change", "/ask/day", status=303, day=jalali.plain(day(9), "fa")).follow()
    assert "گروه هنوز پاسخ نداده است" in page.html.find(id="agreement").text
    assert booked.asked(app, number) == [("customer", "open")]
    assert not hers.get(f"{path}/change").html.find("form", action=lambda url: "/ask/" in url)
    hers.send(path, "/withdraw", status=303)
    assert booked.asked(app, number) == [("customer", "withdrawn")]


def test_she_asks_to_cancel_without_having_to_say_why(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept", "ready")
    phone().send(f"{path}/change", "/ask/cancel", status=303)
    assert booked.asked(app, number) == [("customer", "open")]
    assert booked.look(app, number, lambda order: order.state) == "ready"


def test_trying_to_cancel_too_late_leads_to_asking(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app)
    hers = phone()
    page = hers.get(path)
    booked.go_on(app, number, "accept")
    late = hers.send(page, "/cancel", status=422)
    assert late.html.find(role="alert").find("a", href=f"{path}/change")


def test_she_answers_what_the_group_asked_on_her_page(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "other_day", Slot(day(2)))
    page = phone().get(path)
    said = page.html.find(id="agreement").text
    assert "گوشت نرسید" in said
    assert "مریم" not in page
    after = form_on(page, "/answer").submit("says", value="yes", status=303).follow()
    assert "روز سفارش عوض شد" in after.html.find(id="flashes").text
    assert "پاسخ: بله" in after.html.find(id="agreement").text
    assert booked.look(app, number, lambda order: order.ready_on) == day(2)


def test_her_no_leaves_everything(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel")
    form_on(phone().get(path), "/answer").submit("says", value="no", status=303)
    assert booked.asked(app, number) == [("group", "refused")]
    assert booked.look(app, number, lambda order: order.state) == "accepted"


def test_two_answers_from_two_phones_count_once(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel")
    yes, no = (form_on(phone().get(path), "/answer") for _ in range(2))
    yes.submit("says", value="yes", status=303)
    page = no.submit("says", value="no", status=422)
    assert "لغو شد" in page.html.find(role="alert").text
    assert booked.asked(app, number) == [("group", "agreed")]


def test_the_same_answer_sent_twice_is_one(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel")
    form = form_on(phone().get(path), "/answer")
    for _ in range(2):
        assert form.submit("says", value="yes", status=303).location.endswith(f"{path}#agreement")
    assert booked.asked(app, number) == [("group", "agreed")]


def test_a_day_filled_up_before_her_yes_is_told(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept", quantity=2)
    booked.ask(app, number, "other_day", Slot(day(2)))
    form = form_on(phone().get(path), "/answer")
    booked.fill_up(app, number, day(2), 4)
    page = form.submit("says", value="yes", status=422)
    assert "پر شد" in page.html.find(role="alert").text
    assert form_on(page, "/answer")
    assert booked.look(app, number, lambda order: order.ready_on) == day(1)


@pytest.mark.parametrize("asked", ["", "0", "-1", "99", "9" * 40, "x"])
def test_a_question_that_is_not_hers_is_not_here(app: Flask, phone: Phones, asked: str) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel")
    form = form_on(phone().get(path), "/answer")
    form["asked"].force_value(asked)
    form.submit("says", value="yes", status=404)
    assert booked.asked(app, number) == [("group", "open")]


@pytest.mark.parametrize("done", [["decline"], ["accept", "ready", "deliver"]])
def test_an_order_that_ended_has_nothing_to_change(app: Flask, phone: Phones, done: list[str]) -> None:
    _number, path = booked.lunch(app, *done)
    page = phone().get(f"{path}/change")
    assert "چیزی برای تغییر نیست" in page
    assert not page.html.find("form", action=lambda url: url.startswith("/o/"))
    assert not phone().get(path).html.find("a", href=f"{path}/change")


def test_the_page_is_for_her_alone(app: Flask, phone: Phones) -> None:
    _number, path = booked.lunch(app)
    page = phone().get(f"{path}/change")
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.html.find("meta", attrs={"name": "robots"})["content"]
    phone().get("/o/AAAAAAAAAAAAAAAAAAAAAA/change", status=404)


def test_the_page_asks_few_questions(app: Flask, phone: Phones, statements: Any) -> None:
    _number, path = booked.lunch(app, "accept")
    hers = phone()
    hers.get(f"{path}/change")
    assert statements(lambda: hers.get(f"{path}/change")) <= 20


def test_an_answer_that_says_neither_is_no_answer(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel")
    form_on(phone().get(path), "/answer").submit(status=422)
    assert booked.asked(app, number) == [("group", "open")]
