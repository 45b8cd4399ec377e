"""Asking the customer of an accepted order for another day or to cancel, and answering what she asks."""

from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import agreements, channels, groups, holidays, orders, people
from hamyar.domain.days import Slot
from hamyar.kit.db import transaction
from tests.people import CUSTOMER, MARYAM, Phone, World, form_on
from tests.web import booked
from tests.web.booked import ROOM, TEN, TWO, day

Phones = Callable[..., Phone]


def page_of(number: int) -> str:
    return f"{ROOM}/orders/{number}"


def section(page: object) -> str:
    """What stands between the two sides."""
    return str(page.html.find(id="agreement").get_text(" ", strip=True))  # type: ignore[attr-defined]


def test_another_day_is_asked_and_nothing_changes_yet(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    maryam = phone("maryam")
    page = maryam.send(page_of(number), "/ask/day", slot=day(2).isoformat(), reason="گوشت نرسید").follow()
    assert page.html.select_one("#flashes .notice.good")
    assert "گوشت نرسید" in section(page)
    assert "مریم احمدی" in section(page)
    assert booked.asked(app, number) == [("group", "open")]
    assert booked.look(app, number, lambda order: order.ready_on) == day(1)
    assert "گوشت نرسید" in phone().get(path)


def test_where_no_message_leaves_the_clinic_she_is_asked_to_tell_her_too(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    maryam = phone("maryam")

    def said() -> str:
        page = maryam.send(page_of(number), "/ask/day", slot=day(2).isoformat(), reason="گوشت نرسید").follow()
        maryam.send(page, "/withdraw", status=303)
        return str(page.html.find(id="flashes").get_text(" ", strip=True))

    alone = said()
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, MARYAM)
        assert by
        channels.put(by.clinic_id, channels.SMS, {}, is_on=True, by=by)
    carried = said()
    assert alone.startswith(carried)
    assert len(alone) > len(carried)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"slot": "", "reason": "چون"}, "slot"),
        ({"slot": "x", "reason": "چون"}, "slot"),
        ({"slot": "2020-01-01", "reason": "چون"}, "slot"),
        ({"reason": ""}, "reason"),
        ({"reason": "چ" * 400}, "reason"),
        ({"day": "شاید فردا", "reason": "چون"}, "day"),
        ({"day": "۱۴۰۱/۱/۱", "reason": "چون"}, "day"),
        ({"day": "۱۴۹۹/۱/۱", "reason": "چون"}, "day"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(app: Flask, phone: Phones, typed: dict[str, str], field: str) -> None:
    number, _path = booked.lunch(app, "accept")
    maryam = phone("maryam")
    form = form_on(maryam.get(page_of(number)), "/ask/day")
    form["slot"].force_value(day(2).isoformat())
    for name, text in typed.items():
        form[name].force_value(text)
    page = form.submit(status=422)
    assert page.html.find(id=f"{field}-error"), page.html.find(id="ask-day")
    assert page.html.find(id="ask-day").has_attr("open")
    assert booked.asked(app, number) == []


def test_a_typed_day_wins_over_a_card_and_may_be_a_holiday(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    maryam = phone("maryam")
    maryam.send(page_of(number), "/ask/day", status=303, slot=day(2).isoformat(), day="", reason="یک")
    maryam.send(page_of(number), "/withdraw", status=303)
    with app.app_context():
        friday = next(iter(holidays.between(1, day(5), day(300))))
    from hamyar.kit import jalali

    text = jalali.plain(friday, "fa")
    maryam.send(page_of(number), "/ask/day", status=303, slot=day(2).isoformat(), day=text, reason="دو")
    assert booked.look(app, number, lambda order: agreements.of(order)[0].day) == friday


def test_a_service_is_asked_for_other_hours(app: Flask, phone: Phones) -> None:
    number, _path = booked.catering(app, "accept")
    maryam = phone("maryam")
    page = maryam.get(page_of(number))
    assert f"{day().isoformat()}.{TEN}" not in page, "that is where it is"
    assert "۱۰ تا ۱۲" in page.html.find(id="what").parent.text
    maryam.send(page, "/ask/day", status=303, slot=f"{day()}.{TWO}", reason="دیرتر")
    assert booked.look(app, number, lambda order: agreements.of(order)[0].slot) == Slot(day(), TWO)
    maryam.send(page_of(number), "/withdraw", status=303)
    from hamyar.kit import jalali

    typed = {"day": jalali.plain(day(6), "fa"), "hours": str(TWO), "reason": "آن روز"}
    answer = maryam.send(page_of(number), "/ask/day", status=303, **typed).follow()
    assert "۱۴ تا ۱۶" in section(answer)


def test_the_customers_wish_is_answered_with_yes(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    booked.ask(app, number, "other_day", Slot(day(2)), by_group=False)
    maryam = phone("maryam")
    assert "پاسخ دهید" in maryam.get(f"{ROOM}/").html.find(id=f"order-{number}").text
    form = form_on(maryam.get(page_of(number)), "/answer")
    page = form.submit("says", value="yes", status=303).follow()
    assert "روز سفارش عوض شد" in page.html.find(id="flashes").text
    assert "پاسخ: بله" in section(page)
    assert booked.look(app, number, lambda order: (order.ready_on, order.state)) == (day(2), "accepted")


def test_the_customers_wish_is_answered_with_no(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel", by_group=False)
    form_on(phone("zahra").get(page_of(number)), "/answer").submit("says", value="no", status=303)
    assert booked.asked(app, number) == [("customer", "refused")]
    assert booked.look(app, number, lambda order: order.state) == "accepted"
    assert "پاسخ: نه" in phone().get(path)


def test_an_agreed_end_is_nobodys_step_alone(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, "cancel", by_group=False)
    maryam = phone("maryam")
    page = form_on(maryam.get(page_of(number)), "/answer").submit("says", value="yes").follow()
    assert "با توافق" in page.html.find(class_="steps-taken").text
    assert "با توافق شما و گروه لغو شد" in phone().get(path).html.find(id="progress").text
    assert not [form for form in page.forms.values() if form.action.endswith("/undo")]


def test_two_yes_at_once_move_it_once_and_tell_the_second(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    booked.ask(app, number, "other_day", Slot(day(2)), by_group=False)
    first, second = (form_on(phone(who).get(page_of(number)), "/answer") for who in ("maryam", "zahra"))
    first.submit("says", value="yes", status=303)
    page = second.submit("says", value="yes", status=422)
    assert "در این میان پاسخ داده" in section(page)
    assert page.html.find(id="agreement").find("form", action=lambda url: url.endswith("/ask/day"))
    assert booked.look(app, number, lambda order: order.ready_on) == day(2)


def test_an_answer_that_comes_after_the_order_went_on_finds_it_as_it_is(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    booked.ask(app, number, "other_day", Slot(day(2)), by_group=False)
    form = form_on(phone("maryam").get(page_of(number)), "/answer")
    booked.go_on(app, number, "ready")
    page = form.submit("says", value="yes", status=422)
    assert "آماده" in page.html.find(id="agreement").find(role="alert").text
    assert booked.look(app, number, lambda order: (order.ready_on, order.state)) == (day(1), "ready")


def test_a_day_that_filled_up_is_told_and_can_still_be_refused(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept", quantity=2)
    booked.ask(app, number, "other_day", Slot(day(2)), by_group=False)
    booked.fill_up(app, number, day(2), 4)
    maryam = phone("maryam")
    page = form_on(maryam.get(page_of(number)), "/answer").submit("says", value="yes", status=422)
    assert "پر شد" in section(page)
    assert booked.asked(app, number) == [("customer", "open")]
    form_on(page, "/answer").submit("says", value="no", status=303)
    assert booked.look(app, number, lambda order: order.ready_on) == day(1)


def test_asking_twice_is_asking_once(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    one, other = (form_on(phone(who).get(page_of(number)), "/ask/cancel") for who in ("maryam", "worker"))
    for form in (one, other):
        form["cancel-reason"] = "مریض شدیم"
    one.submit(status=303)
    assert "منتظر پاسخ" in section(other.submit(status=422))
    assert booked.asked(app, number) == [("group", "open")]


def test_cancelling_needs_a_reason_and_is_asked_when_it_is_ready_too(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept", "ready")
    maryam = phone("maryam")
    page = maryam.get(page_of(number))
    assert not page.html.find(id="ask-day")
    assert maryam.send(page, "/ask/cancel", status=422).html.find(id="cancel-reason-error")
    maryam.send(page_of(number), "/ask/cancel", status=303, **{"cancel-reason": "سوخت"})
    assert booked.asked(app, number) == [("group", "open")]


def test_calling_off_alone_offers_asking_first(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    page = phone("maryam").get(page_of(number))
    better = page.html.find(id=f"ask-call_off-{number}").find("a")
    assert better["href"].endswith(f"/orders/{number}#agreement")
    assert page.html.find(id="agreement")


@pytest.mark.parametrize("done", [["accept", "ready", "deliver"], ["decline"]])
def test_nothing_is_to_be_agreed_after_the_end(app: Flask, phone: Phones, done: list[str]) -> None:
    number, _path = booked.lunch(app, *done)
    assert not phone("maryam").get(page_of(number)).html.find(id="agreement")


def test_what_another_group_asks_is_not_here(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    form = form_on(phone("maryam").get(page_of(number)), "/ask/cancel")
    sent = dict(form.submit_fields()) | {"cancel-reason": "چون"}
    phone("sara").post(f"{page_of(number)}/ask/cancel", sent, status="4*")
    assert booked.asked(app, number) == []


def test_orders_are_listed_by_the_day_they_are_for(app: Flask, world: World, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/orders?due={day()}")
    assert "نگار" in page.html.select_one("ul.links").text
    assert "فردا" in page.html.select_one("ul.links").text
    assert page.html.select_one(".chip[aria-current]").text == "برای فردا"
    assert "سفارشی پیدا نشد" in maryam.get(f"{ROOM}/orders?due={day(2)}")
    assert "سفارشی پیدا نشد" in maryam.get(f"{ROOM}/orders?due={day()}&state=ready")
    assert CUSTOMER
    assert "فردا" in maryam.get(f"{ROOM}/").html.find(id=f"order-{number}").text


@pytest.mark.parametrize(("says", "state"), [("yes", "cancelled"), ("no", "accepted")])
def test_what_she_says_on_the_telephone_is_written_down(app: Flask, phone: Phones, says: str, state: str) -> None:
    number, path = booked.lunch(app, "accept")
    booked.ask(app, number, agreements.CANCEL)
    form = form_on(phone("maryam").get(page_of(number)), "/heard")
    page = form.submit("says", value=says, status=303).follow()
    assert "پاسخ او نوشته شد" in page.html.find(id="flashes").text
    assert "تلفنی" in section(page)
    assert "مریم احمدی" in section(page)
    assert booked.look(app, number, lambda order: order.state) == state
    assert "تلفنی" in phone().get(path)
    assert "مریم احمدی" not in phone().get(path)


def test_nobody_answers_for_a_customer_who_has_her_own_page(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app, "accept")
    booked.ask(app, number, agreements.CANCEL)
    maryam = phone("maryam")
    form = form_on(maryam.get(page_of(number)), "/heard")
    with app.app_context(), transaction():
        orders.get(groups.get(1, "gol-narges"), number).channel = orders.BY_LINK
    assert "/heard" not in maryam.get(page_of(number))
    form.submit("says", value="yes", status=422)
    assert booked.asked(app, number) == [("group", "open")]


def test_the_customer_of_a_placed_order_is_asked_for_another_day(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app)
    maryam = phone("maryam")
    page = maryam.get(page_of(number))
    assert not page.html.find("form", action=lambda url: url and url.endswith("/ask/cancel"))
    maryam.send(page, "/ask/day", status=303, slot=day(2).isoformat(), reason="فردا تعطیل است")
    assert booked.look(app, number, lambda order: (order.state, order.ready_on)) == ("placed", day(1))
    hers = phone().get(path)
    assert "فردا تعطیل است" in hers.html.find(id="agreement").text
    form_on(hers, "/answer").submit("says", value="yes", status=303)
    assert booked.look(app, number, lambda order: (order.state, order.ready_on)) == ("accepted", day(2))
    steps = maryam.get(page_of(number)).html.find(class_="steps-taken").text
    assert "با توافق" in steps


def test_a_placed_order_of_the_telephone_is_moved_by_what_she_says_there(app: Flask, phone: Phones) -> None:
    number, _path = booked.lunch(app)
    maryam = phone("maryam")
    maryam.send(page_of(number), "/ask/day", status=303, slot=day(2).isoformat(), reason="فردا تعطیل است")
    page = form_on(maryam.get(page_of(number)), "/heard").submit("says", value="yes", status=303).follow()
    assert "تلفنی" in section(page)
    assert booked.look(app, number, lambda order: (order.state, order.ready_on)) == ("accepted", day(2))


def test_she_who_was_asked_may_still_choose_a_day_herself(app: Flask, phone: Phones) -> None:
    number, path = booked.lunch(app)
    booked.ask(app, number, "other_day", Slot(day(2)))
    phone().send(f"{path}/change", "/change", status=303, slot=day(3).isoformat())
    assert booked.asked(app, number) == [("group", "refused")]
    assert booked.look(app, number, lambda order: (order.state, order.ready_on)) == ("placed", day(3))
