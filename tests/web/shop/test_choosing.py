"""What a customer chooses before she orders: the day, how it reaches her, how she pays; only what can be chosen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import catalogue, days, delivery, groups, paying, people
from hamyar.domain.catalogue import Description, Offer
from hamyar.domain.delivery import Courier, Pickup, Post
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests import lunch
from tests.lunch import Lunch
from tests.people import CUSTOMER, MARYAM, Phone, World, form_on

ADDRESS = {
    "province": "تهران",
    "city": "شهر ري",
    "street": "خیابان مدائن\r\nپلاک ۷",
    "postal_code": "۱۲۳۴۵-٦٧٨90",
    "landmark": "روبه‌روی نانوایی",
}


class Customer:
    """A phone with a plate in its basket, in front of the checkout."""

    def __init__(self, phone: Phone, kitchen: Lunch) -> None:
        self.phone, self.kitchen = phone, kitchen
        self.put(kitchen.plate)

    def put(self, code: str, many: str = "1") -> None:
        self.phone.send(f"/p/{code}", "/basket/put", status=303, quantity=many)

    def page(self) -> TestResponse:
        return self.phone.get("/checkout")

    def form(self, page: TestResponse | None = None, **other: str) -> Form:
        """The form for lunch tomorrow, fetched and paid in cash. Fields of the group go by their beginnings."""
        form = form_on(page or self.page(), "/checkout")
        typed = {"name": "زهرا", "mobile": CUSTOMER, "slot": "2026-11-25", "way": "pickup", "pay": "cash", **other}
        for name, value in typed.items():
            full = f"{name}-{self.kitchen.kitchen}" if name in ("slot", "way", "pay") else name
            if full in form.fields:
                form[full].force_value(value)
        return form

    def area(self, label: str) -> str:
        """The key of a courier's area, as it stands in the page."""
        card = next(card for card in self.page().html.find_all("label", "choice") if label in card.text)
        return str(card.input["value"])


@pytest.fixture
def customer(phone: Callable[..., Phone], kitchen: Lunch) -> Customer:
    return Customer(phone(), kitchen)


def _by_maryam(app: Flask, work: Callable[[groups.Group, people.Person], Any]) -> Any:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        return work(groups.get(1, "gol-narges"), by)


def _error(page: TestResponse, what: str, kitchen: Lunch) -> str:
    return str(page.html.find(id=f"{what}-{kitchen.kitchen}-error").text)


# days
def test_days_stand_as_words_with_what_is_left(app: Flask, customer: Customer, kitchen: Lunch) -> None:
    lunch.fill(app, kitchen.plate, 3)
    days = customer.page().html.find(id=f"slot-{kitchen.kitchen}")
    first = days.find_all("label")[0]
    assert first.text == "فردا، چهارشنبه ۴ آذر۷ تا مانده"
    assert first.input["value"] == "2026-11-25"
    assert not days.find("input", checked=True)


def test_five_days_stand_at_a_glance_and_the_others_behind_a_word(customer: Customer, kitchen: Lunch) -> None:
    days = customer.page().html.find(id=f"slot-{kitchen.kitchen}")
    assert days.details.summary.text == "روزهای دیگر"
    inside = days.details.find_all("label")
    assert (len(days.find_all("label")) - len(inside), len(inside)) == (5, 16)
    assert not days.details.has_attr("open")


def test_what_was_chosen_behind_the_word_is_seen_when_the_page_comes_back(customer: Customer, kitchen: Lunch) -> None:
    later = customer.page().html.find(id=f"slot-{kitchen.kitchen}").details.find_all("input")[3]["value"]
    days = customer.form(slot=later, name="").submit(status=422).html.find(id=f"slot-{kitchen.kitchen}")
    assert days.details.has_attr("open")
    assert days.find("input", checked=True)["value"] == later


def test_the_order_is_for_the_day_she_chose(customer: Customer, ask: Any) -> None:
    page = customer.form().submit(status=303).follow()
    assert ask("select ready_on from orders") == "2026-11-25"
    assert ask("select taken from days_taken") == 1
    assert "برای فردا، چهارشنبه ۴ آذر" in page.html.find(id="progress").text


def test_hours_of_a_service_are_chosen_with_the_day(customer: Customer, kitchen: Lunch, ask: Any) -> None:
    customer.put(kitchen.zip)
    page = customer.page()
    assert "فردا، چهارشنبه ۴ آذر، ۱۶ تا ۱۸۱ جا مانده" in page.html.find(id=f"slot-{kitchen.workshop}").text
    form = customer.form(page)
    form[f"slot-{kitchen.workshop}"] = "2026-11-25.960"
    form.submit(status=303)
    assert ask("select window from orders where window is not null") == 960
    assert ask("select count(distinct checkout) from orders") == 1


def test_the_only_day_is_chosen_already(app: Flask, phone: Callable[..., Phone], kitchen: Lunch, change: Any) -> None:
    change("update products set weekdays = '2' where code = :code", code=kitchen.plate)

    def rest(group: groups.Group, by: people.Person) -> None:
        for week in range(1, 14):
            days.close(group, lunch.TOMORROW + timedelta(weeks=week), "", by)

    _by_maryam(app, rest)
    customer = Customer(phone(), kitchen)
    chosen = customer.page().html.find(id=f"slot-{kitchen.kitchen}").find_all("input")
    assert [(one["value"], one.has_attr("checked")) for one in chosen] == [("2026-11-25", True)]


def test_a_day_that_filled_up_meanwhile_is_told_kindly_and_nothing_typed_is_lost(
    app: Flask, customer: Customer, kitchen: Lunch, ask: Any
) -> None:
    form = customer.form(note="کم‌نمک")
    lunch.fill(app, kitchen.plate, 10)
    answer = form.submit(status=422)
    assert "آن روز دیگر جا ندارد" in _error(answer, "slot", kitchen)
    assert "فردا" not in answer.html.find(id=f"slot-{kitchen.kitchen}").text
    assert answer.html.find(id="name")["value"] == "زهرا"
    assert "کم‌نمک" in answer.html.find(id="note").text
    assert answer.html.find("input", value="pickup").has_attr("checked")
    assert ask("select count(*) from orders") == 0
    again = form_on(answer, "/checkout")
    again[f"slot-{kitchen.kitchen}"] = "2026-11-28"
    again.submit(status=303)
    assert ask("select ready_on from orders") == "2026-11-28"


@pytest.mark.parametrize(
    ("slot", "told"),
    [
        ("", "لطفاً یک روز انتخاب کنید"),
        ("2026-11-23", "دیگر به آن روز نمی‌رسد"),
        ("2026-11-24", "دیگر به آن روز نمی‌رسد"),
        ("2026-11-27", "برای آن روز آماده نمی‌شود"),
        ("2031-11-29", "خیلی دور است"),
        ("2026-11-25.600", None),
        ("2026-13-45", "لطفاً یک روز انتخاب کنید"),
        ("۲۰۲۶-۱۱-۲۵", "لطفاً یک روز انتخاب کنید"),
        ("\x00\u202e", "لطفاً یک روز انتخاب کنید"),
        ("'; drop table orders; --", "لطفاً یک روز انتخاب کنید"),
        ("9" * 1_000_000, "لطفاً یک روز انتخاب کنید"),
    ],
)
def test_a_day_that_cannot_be_had_is_refused_at_its_field(
    customer: Customer, kitchen: Lunch, ask: Any, slot: str, told: str | None
) -> None:
    answer = customer.form(slot=slot).submit(expect_errors=True)
    if told is None:
        # Hours that a plate has not are no harm: it is for the day.
        assert (answer.status_int, ask("select ready_on from orders")) == (303, "2026-11-25")
        return
    assert answer.status_int == 422
    assert told in _error(answer, "slot", kitchen)
    assert len(answer.body) < 60_000
    assert ask("select count(*) from orders") == 0


def test_five_megabytes_do_nothing(customer: Customer, ask: Any) -> None:
    answer = customer.form(slot="1" * 5_000_000).submit(expect_errors=True)
    assert answer.status_int in (413, 422)
    assert ask("select count(*) from orders") == 0


def test_a_holiday_declared_meanwhile_is_told_at_the_day(
    app: Flask, customer: Customer, kitchen: Lunch, change: Any
) -> None:
    form = customer.form()
    change("insert into days_off (group_id, day, reason) values (:id, '2026-11-25', '')", id=kitchen.kitchen)
    assert "برای آن روز آماده نمی‌شود" in _error(form.submit(status=422), "slot", kitchen)


def test_a_page_that_lay_open_over_the_hour_is_told_so(customer: Customer, kitchen: Lunch) -> None:
    form = customer.form()
    clock.freeze(lunch.NOW.replace(hour=20))
    answer = form.submit(status=422)
    assert "دیگر به آن روز نمی‌رسد" in _error(answer, "slot", kitchen)
    assert answer.html.find(id=f"slot-{kitchen.kitchen}").label.text.startswith("شنبه ۷ آذر")


def test_what_is_gone_is_told_also_where_another_field_is_wrong(app: Flask, customer: Customer, kitchen: Lunch) -> None:
    form = customer.form(name="")
    lunch.fill(app, kitchen.plate, 10)
    answer = form.submit(status=422)
    assert "آنچه انتخاب کرده بودید دیگر نمی‌شود" in _error(answer, "slot", kitchen)
    assert answer.html.find(id="name-error")


def test_two_models_of_one_product_share_its_day(app: Flask, phone: Callable[..., Phone], kitchen: Lunch) -> None:
    def cook(group: groups.Group, by: people.Person) -> str:
        about = Description("آش", kind="made_to_order", lead_days=1, per_day=10)
        return catalogue.add(group, about, [Offer("کوچک", 300_000), Offer("بزرگ", 500_000)], [], by).code

    code = _by_maryam(app, cook)
    browser = phone()
    for place in (0, 1):
        page = browser.get(f"/p/{code}")
        form = form_on(page, "/basket/put")
        form["variant"] = form["variant"].options[place][0]
        form["quantity"] = "6"
        form.submit(status=303)
    assert "فعلاً روز خالی برای این نیست" in browser.get("/checkout")


# where there is no day
def test_what_has_no_day_in_common_is_told_before_anything_is_typed(
    app: Flask, customer: Customer, kitchen: Lunch
) -> None:
    def bake(group: groups.Group, by: people.Person) -> str:
        about = Description("نان جمعه", kind="made_to_order", weekdays="4")
        return catalogue.add(group, about, [Offer("", 300_000)], [], by).code

    bread = _by_maryam(app, bake)
    customer.put(bread)
    page = customer.page()
    told = page.html.find("div", "warn")
    assert "روز خالی مشترک ندارند" in told.text
    assert "قیمه با برنج زعفرانی" in told.text
    assert "نان جمعه" in told.text
    assert told.find("a", href=f"/p/{bread}/days")
    assert page.html.find("div", "bottom-bar").find("a", href="/basket")
    assert not page.html.find(id="name")


def test_more_than_a_day_can_hold_is_told_with_how_many_it_can(customer: Customer, kitchen: Lunch) -> None:
    customer.put(kitchen.plate, "10")
    told = customer.page().html.find("div", "warn").text
    assert "فعلاً روز خالی برای این نیست" in told
    assert "روزی ۱۰ تا" in told


def test_days_that_ended_while_she_typed_lose_nothing(customer: Customer, change: Any, ask: Any) -> None:
    form = customer.form()
    change("update groups set weekdays_off = '0123456' where slug = 'gol-narges'")
    answer = form.submit(status=422)
    assert answer.html.find(id="name")["value"] == "زهرا"
    assert "فعلاً روز خالی برای این نیست" in answer
    assert ask("select count(*) from orders") == 0


# the way to her
def test_each_way_tells_its_place_its_hours_and_its_fee(customer: Customer, kitchen: Lunch) -> None:
    ways = [card.text for card in customer.page().html.find(id=f"way-{kitchen.kitchen}").find_all("label")]
    assert "تحویل حضوری" in ways[0]
    assert "مدائن، پلاک ۷" in ways[0]
    assert "هر روز ۱۱ تا ۱۴" in ways[0]
    assert "رایگان" in ways[0]
    assert ("پیک: نازی‌آباد" in ways[1], "+ ۳۰٬۰۰۰ تومان" in ways[1]) == (True, True)


def test_an_address_is_asked_only_where_something_comes_to_her(customer: Customer, ask: Any) -> None:
    answer = customer.form(way=customer.area("شهر ری")).submit(status=422)
    wrong = {tag["id"] for tag in answer.html.find_all("p", "error")}
    assert wrong == {"province-error", "city-error", "street-error"}
    customer.form(postal_code="12", province="x").submit(status=303)
    assert ask("select count(*) from order_addresses") == 0


def test_an_address_is_kept_clean_with_its_order(customer: Customer, ask: Any) -> None:
    page = customer.form(way=customer.area("شهر ری"), **ADDRESS).submit(status=303).follow()
    assert ask("select postal_code from order_addresses") == "1234567890"
    assert ask("select city from order_addresses") == "شهر ری"
    assert ask("select street from order_addresses") == "خیابان مدائن\nپلاک ۷"
    assert ask("select total from orders") == 1_800_000 + 500_000
    shown = page.html.find(id="reaching").parent.text
    assert "پیک: شهر ری" in shown
    assert "روبه‌روی نانوایی" in shown
    assert "۱۲۳۴۵۶۷۸۹۰" in shown
    assert "۵۰٬۰۰۰ تومان" in page.html.find("ul", "bought").text
    assert "۲۳۰٬۰۰۰" in page.html.find("p", "total").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("province", ""),
        ("province", "تگزاس"),
        ("city", "\u202e\x00"),
        ("city", "ش" * 61),
        ("street", "   "),
        ("street", "خ" * 301),
        ("postal_code", "12345"),
        ("postal_code", "12345678901"),
        ("postal_code", "abcdefghij"),
        ("landmark", "ن" * 201),
    ],
)
def test_what_is_wrong_in_an_address_is_said_at_its_field(customer: Customer, ask: Any, field: str, typed: str) -> None:
    answer = customer.form(way=customer.area("شهر ری"), **{**ADDRESS, field: typed}).submit(status=422)
    assert [tag["id"] for tag in answer.html.find_all("p", "error")] == [f"{field}-error"]
    assert ask("select count(*) from orders") == 0


@pytest.mark.parametrize("key", ["courier-999999", "post", "cash", "x" * 100_000, "\x00"])
def test_a_way_that_is_not_offered_is_refused_at_its_field(
    customer: Customer, kitchen: Lunch, ask: Any, key: str
) -> None:
    answer = customer.form(way=key, **ADDRESS).submit(status=422)
    assert "دیگر از این راه نمی‌رساند" in _error(answer, "way", kitchen)
    assert ask("select count(*) from orders") == 0


def test_another_groups_area_is_no_way_of_this_one(app: Flask, customer: Customer, kitchen: Lunch, ask: Any) -> None:
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        tailors = groups.get(1, "suzan")
        delivery.arrange(tailors, Pickup(False, "", ""), Courier(True, [("ری", 1)], None), Post(False, [], None), by)
        theirs = delivery.choices(delivery.of(tailors), delivery.Goods(1, None))[0].key
    answer = customer.form(way=theirs, **ADDRESS).submit(status=422)
    assert _error(answer, "way", kitchen)
    assert ask("select count(*) from orders") == 0


def test_a_fee_that_changed_is_asked_and_never_ordered_unseen(customer: Customer, change: Any, ask: Any) -> None:
    form = customer.form(way=customer.area("شهر ری"), **ADDRESS)
    change("update delivery_fees set fee = 700000 where area = 'شهر ری'")
    answer = form.submit(status=422)
    assert "عوض شد" in answer.html.find("div", role="alert").text
    assert "+ ۷۰٬۰۰۰ تومان" in answer.html.main.text
    assert ask("select count(*) from orders") == 0
    form_on(answer, "/checkout").submit(status=303)
    assert ask("select total from orders") == 1_800_000 + 700_000


def test_where_nothing_is_offered_the_group_calls(customer: Customer, world: World, change: Any, ask: Any) -> None:
    change("update delivery_ways set is_on = 0")
    page = customer.page()
    assert "زنگ می‌زند تا قرار بگذارید" in page
    assert not page.html.find(id="province")
    customer.form(page).submit(status=303)
    assert ask("select delivery from orders") == ""


def test_the_only_way_is_told_and_not_asked(app: Flask, customer: Customer, kitchen: Lunch, ask: Any) -> None:
    def arrange(group: groups.Group, by: people.Person) -> None:
        nowhere, areas = Pickup(False, "", ""), Courier(True, [("نازی‌آباد", 300_000)], None)
        delivery.arrange(group, nowhere, areas, Post(False, [], None), by)

    _by_maryam(app, arrange)
    page = customer.page()
    assert not page.html.find(id=f"way-{kitchen.kitchen}")
    assert "پیک: نازی‌آباد · + ۳۰٬۰۰۰ تومان" in page.html.main.text
    assert "۲۱۰٬۰۰۰ تومان" in page.html.find("p", "total").text
    assert "if-to-her" not in page, "the address is asked whatever she chooses"
    form = form_on(page, "/checkout")
    typed = {"name": "زهرا", "mobile": CUSTOMER, f"slot-{kitchen.kitchen}": "2026-11-25", **ADDRESS}
    for name, value in {**typed, f"pay-{kitchen.kitchen}": "cash"}.items():
        form[name] = value
    form.submit(status=303)
    assert ask("select total from orders") == 2_100_000


# the payment
def test_ways_to_pay_say_what_they_mean_and_show_no_card_yet(customer: Customer, kitchen: Lunch) -> None:
    page = customer.page()
    cash, card = (one.text for one in page.html.find(id=f"pay-{kitchen.kitchen}").find_all("label"))
    assert "پرداخت هنگام تحویل" in cash
    assert "پس از ثبت سفارش، شماره‌ی کارت" in card
    assert "پس از پرداخت شما شروع می‌کند؛ سفارش تا ۲۴ ساعت برایتان می‌ماند" in card
    assert lunch.CARD not in page
    assert lunch.CARD[-4:] not in page.html.main.text


def test_where_there_is_one_way_to_pay_it_is_told(customer: Customer, kitchen: Lunch) -> None:
    customer.put(kitchen.zip)
    page = customer.page()
    assert not page.html.find(id=f"pay-{kitchen.workshop}")
    assert page.html.find("input", {"name": f"pay-{kitchen.workshop}"})["value"] == "cash"


@pytest.mark.parametrize(
    ("pay", "told"), [("", "راه پرداخت را انتخاب کنید"), ("online", "این راه پرداخت را ندارد"), ("\x00", "را ندارد")]
)
def test_a_way_to_pay_that_is_not_offered_is_refused_at_its_field(
    customer: Customer, kitchen: Lunch, ask: Any, pay: str, told: str
) -> None:
    assert told in _error(customer.form(pay=pay).submit(status=422), "pay", kitchen)
    assert ask("select count(*) from orders") == 0


def test_a_payment_that_was_agreed_otherwise_meanwhile_is_told(
    app: Flask, customer: Customer, kitchen: Lunch, ask: Any
) -> None:
    form = customer.form()

    def only_card(group: groups.Group, by: people.Person) -> None:
        card = paying.cards_of(1, group)[0]
        paying.agree(group, takes_cash=False, card=card, takes_online=False, is_paid_first=True, hold_hours=48, by=by)

    _by_maryam(app, only_card)
    answer = form.submit(status=422)
    assert "این راه پرداخت را ندارد" in _error(answer, "pay", kitchen)
    assert "سفارش تا ۲ روز برایتان می‌ماند" in answer
    assert ask("select count(*) from orders") == 0


def test_all_that_is_missing_is_said_at_once_and_in_the_pages_order(customer: Customer, kitchen: Lunch) -> None:
    form = customer.form(slot="", way="", pay="", name="", mobile="")
    links = [link["href"] for link in form.submit(status=422).html.find("div", "bad").find_all("a")]
    number = kitchen.kitchen
    assert links == [f"#slot-{number}-0", f"#way-{number}-0", f"#pay-{number}-0", "#name", "#mobile"]


def test_a_copy_gets_the_first_answer_whatever_is_in_the_basket_by_then(
    customer: Customer, kitchen: Lunch, ask: Any
) -> None:
    form = customer.form()
    first = form.submit(status=303)
    customer.put(kitchen.zip)
    assert form.submit(status=303).headers["Location"] == first.headers["Location"]
    assert ask("select count(*) from orders") == 1


def test_the_last_plate_of_a_day_goes_to_one(phone: Callable[..., Phone], app: Flask, kitchen: Lunch, ask: Any) -> None:
    lunch.fill(app, kitchen.plate, 9)
    one, two = (Customer(phone(), kitchen) for _ in range(2))
    forms = one.form(), two.form(mobile="09351112233")
    assert [form.submit(expect_errors=True).status_int for form in forms] == [303, 422]
    assert ask("select taken from days_taken") == 10


def test_the_page_asks_few_questions_for_several_groups(customer: Customer, kitchen: Lunch, statements: Any) -> None:
    customer.put(kitchen.zip)
    customer.page()
    assert statements(customer.page) <= 14


def test_a_day_stays_chosen_over_midnight(customer: Customer, ask: Any) -> None:
    form = customer.form(slot="2026-11-28")
    clock.freeze(lunch.NOW + timedelta(hours=15))
    form.submit(status=303)
    assert ask("select ready_on from orders") == "2026-11-28"
