"""A customer's message that is pasted: read, marked, looked over, and made an order by the telephone form's own way."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse

from hamyar.domain import catalogue, groups, orders, people, products
from hamyar.kit.db import db, transaction
from hamyar.kit.message import Doubt, Meaning
from hamyar.web.group import pasted
from tests import lunch
from tests.people import MARYAM, Phone, World, form_on
from tests.web.group.test_telephone import newest, variant_of
from tests.web.group.things import ROOM

Phones = Callable[..., Phone]
PASTE, NEW = f"{ROOM}/orders/paste", f"{ROOM}/orders/new"
SURE = "سلام، دو عدد ترشی لیته لطفاً. نام: نگار تلفن: ۰۹۳۵۱۲۳۴۵۶۷"


def paste(phone: Phone, text: str, room: str = ROOM) -> TestResponse:
    return phone.send(f"{room}/orders/paste", "/orders/paste", status=200, text=text)


def marks(page: TestResponse) -> dict[str, str]:
    """The marked places of the message, each with its word."""
    return {one.bdi.text: one.small.text for one in page.html.select(".read mark")}


@pytest.fixture
def models(app: Flask, world: World) -> tuple[str, str]:
    """The form's names of a jam in two sizes."""
    with app.app_context(), transaction():
        by = people.find_by_mobile(1, MARYAM)
        assert by
        offers = [catalogue.Offer("کوچک", 900_000, 5), catalogue.Offer("بزرگ", 1_500_000, 5)]
        jam = catalogue.add(groups.get(1, "gol-narges"), catalogue.Description("مربای آلبالو"), offers, [], by)
        small, large = (f"n-{one.id}" for one in jam.variants)
        return small, large


def test_a_plain_message_is_one_tap_from_an_order(app: Flask, world: World, phone: Phones) -> None:
    page = paste(phone("maryam"), SURE)
    assert marks(page) == {"دو عدد ترشی لیته": "سفارش", "نام: نگار": "نام", "تلفن: ۰۹۳۵۱۲۳۴۵۶۷": "شماره"}
    form_on(page, NEW).submit(status=303)
    order = newest(app)
    assert order
    assert (order.channel, order.name, order.mobile) == ("message", "نگار", "+989351234567")
    assert [line.quantity for line in order.lines] == [2]


def test_what_is_typed_beside_a_message_is_kept_on_the_phone_under_that_message_alone(phone: Phones) -> None:
    maryam = phone("maryam")
    first, again, other = (form_on(paste(maryam, text), NEW) for text in (SURE, SURE, f"{SURE} سلام"))
    assert 'data-draft="new"' in first.text, "what she types over it comes back after a reload"
    assert first.action == again.action
    assert first.action not in (other.action, NEW)
    first["name"] = ""
    back = form_on(first.submit(status=422), NEW)
    assert back.action == first.action
    assert 'data-draft="back"' in back.text


def test_pasting_saves_nothing_and_logs_nothing(
    app: Flask, world: World, phone: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        paste(phone("maryam"), f"{SURE} رازنامه")
    assert "رازنامه" not in caplog.text
    with app.app_context():
        rows = [str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())]
    assert not [row for row in rows if "رازنامه" in row]
    assert newest(app) is None


def test_the_message_is_kept_on_no_phone(phone: Phones) -> None:
    form = phone("maryam").get(PASTE).html.find("form", action=PASTE)
    assert not {"data-outbox", "data-draft"} & set(form.attrs)
    assert not form_on(paste(phone("maryam"), SURE), NEW).fields.get("text")


def test_which_model_is_left_to_a_person(app: Flask, models: tuple[str, str], phone: Phones) -> None:
    page = paste(phone("maryam"), f"{SURE} و ۳ تا مربای آلبالو")
    form = form_on(page, NEW)
    assert [form[name].value for name in models] == ["", ""], "nothing is chosen for her"
    assert "یکی از این چند تا" in form.text
    unsettled = form.submit(expect_errors=True)
    assert unsettled.status_int == 422
    assert unsettled.html.find(id=f"{models[0]}-error")
    assert "۳ تا مربای آلبالو" in unsettled.html.find(class_="wants").text
    form = form_on(unsettled, NEW)
    form[models[1]] = "3"
    form.submit(status=303)
    order = newest(app)
    assert order
    assert [(line.product_name, line.variant_name, line.quantity) for line in order.lines] == [
        ("ترشی لیته", "", 2),
        ("مربای آلبالو", "بزرگ", 3),
    ]


def test_a_doubt_is_also_settled_by_a_nought(app: Flask, models: tuple[str, str], phone: Phones) -> None:
    form = form_on(paste(phone("maryam"), f"{SURE} و ۳ تا مربای آلبالو"), NEW)
    form[models[0]] = "۰"
    form.submit(status=303)
    order = newest(app)
    assert order
    assert [line.product_name for line in order.lines] == ["ترشی لیته"]


def test_a_doubt_stays_open_over_a_search(world: World, models: tuple[str, str], phone: Phones) -> None:
    form = form_on(paste(phone("maryam"), f"{SURE} و ۳ تا مربای آلبالو"), NEW)
    form["find_text"] = world.cake
    page = form.submit("find", status=200)
    again = form_on(page, NEW)
    assert [again[name].value for name in models] == ["", ""]
    assert again["channel"].value == "message"
    assert again.submit(expect_errors=True).status_int == 422


def test_what_was_not_understood_is_marked(phone: Phones) -> None:
    page = paste(phone("maryam"), f"{SURE} و دو تا قابلمه‌ی مسی")
    assert "نفهمیدیم" in marks(page).values()
    assert "۱ جا را نفهمیدیم" in page.html.find(class_="notice").text


def test_the_whole_message_stands_there(phone: Phones) -> None:
    page = paste(phone("maryam"), SURE)
    for small in page.html.select(".read small"):
        small.extract()
    assert page.html.find(class_="read").text == SURE


def test_her_day_is_shown_and_noted_and_not_chosen(app: Flask, world: World, phone: Phones) -> None:
    made = lunch.build(app)
    page = paste(phone("maryam"), "سلام ۳ پرس قیمه با برنج زعفرانی برای فردا ظهر. نام: نگار تلفن: ۰۹۳۵۱۲۳۴۵۶۷")
    form = form_on(page, NEW)
    assert form[f"slot-{made.kitchen}"].value is None
    assert "فردا ظهر" in form["note"].value
    lunch.choose_first(form).submit(status=303)
    order = newest(app)
    assert order
    assert (order.ready_on, order.note) == (lunch.TOMORROW, "برای کِی: «فردا ظهر»")


def test_an_address_asks_how_it_reaches_her(app: Flask, world: World, phone: Phones) -> None:
    made = lunch.build(app)
    page = paste(phone("maryam"), f"{SURE} آدرس: خیابان مدائن، پلاک ۷")
    form = form_on(page, NEW)
    way = form[f"way-{made.kitchen}"]
    assert (way.value, form["street"].value) == (None, "خیابان مدائن، پلاک ۷")
    assert form.submit(expect_errors=True).status_int == 422
    way.value = way.options[1][0]
    form["province"], form["city"] = "تهران", "ری"
    form.submit(status=303)
    with app.app_context():
        order = orders.get(groups.get(1, "gol-narges"), 1001)
        assert order.address
        assert order.address.street == "خیابان مدائن، پلاک ۷"


def test_an_address_waits_until_something_is_chosen(app: Flask, models: tuple[str, str], phone: Phones) -> None:
    made = lunch.build(app)
    page = paste(phone("maryam"), "۳ تا مربای آلبالو. آدرس: خیابان مدائن، پلاک ۷")
    form = form_on(page, NEW)
    assert f"way-{made.kitchen}" not in form.fields
    form[models[0]] = "3"
    looked = form_on(form.submit("look", status=200), NEW)
    assert looked["street"].value == "خیابان مدائن، پلاک ۷"
    assert looked[f"way-{made.kitchen}"].value is None


def test_where_nobody_delivers_the_address_becomes_a_note(app: Flask, world: World, phone: Phones) -> None:
    form_on(paste(phone("maryam"), f"{SURE} آدرس: خیابان مدائن، پلاک ۷"), NEW).submit(status=303)
    order = newest(app)
    assert order
    assert "خیابان مدائن، پلاک ۷" in order.note


def test_a_name_or_number_that_is_not_sure_says_so(phone: Phones) -> None:
    page = paste(phone("maryam"), "مریم احمدی\n9121234567\nترشی لیته ۲ تا")
    assert page.html.find(id="name-hint")
    assert "شاید" in page.html.find(id="mobile-hint").text


def test_too_few_are_said_at_once(app: Flask, world: World, phone: Phones) -> None:
    page = paste(phone("maryam"), "۵۰ عدد ترشی لیته")
    assert "۱۰" in page.html.find(id=f"{variant_of(app, world.jar)}-error").text


def test_a_message_without_an_order_still_leads_on(phone: Phones) -> None:
    page = paste(phone("maryam"), "سلام، خوبین؟ ۰۹۳۵۱۲۳۴۵۶۷")
    assert page.html.select_one("form .notice.warn")
    form = form_on(page, NEW)
    form["find_text"] = "ترشی"
    assert form_on(form.submit("find", status=200), NEW)["mobile"].value == "۰۹۳۵۱۲۳۴۵۶۷"


def test_only_her_own_groups_products_are_read(world: World, phone: Phones) -> None:
    assert "سفارش" not in marks(paste(phone("maryam"), "دو تا پیراهن گلدار بزرگ")).values()
    assert "سفارش" in marks(paste(phone("worker"), "دو تا پیراهن گلدار بزرگ", "/group/suzan")).values()


def test_staff_come_to_it_from_the_clinic(phone: Phones) -> None:
    worker = phone("worker")
    page = worker.get("/clinic/telephone-order").click(href="how=message")
    assert page.html.find("a", href="/group/suzan/orders/paste")
    assert worker.get("/clinic/telephone-order?how=fair").html.find("a", href="/group/suzan/sell")
    assert worker.get("/clinic/telephone-order?how=nonsense").html.find("a", href="/group/suzan/orders/new")


@pytest.mark.parametrize("text", ["", " \n ", "\u202e\u2066", "آ" * 20_000])
def test_nothing_and_too_much_are_refused_at_the_field(phone: Phones, text: str) -> None:
    page = phone("maryam").send(PASTE, PASTE, text=text)
    assert page.status_int == 422
    assert page.html.find(id="text-error")


@pytest.mark.parametrize(
    "text", ["\u202e۲ تا ترشی لیته\u202c\u2066", "<script>alert(1)</script> ۲ تا ترشی لیته", "۲ تا ترشی لیته\x00\x1b"]
)
def test_hostile_signs_are_only_text(phone: Phones, text: str) -> None:
    page = paste(phone("maryam"), text)
    assert "سفارش" in marks(page).values()
    assert not {"\u202e", "\u2066", "\x00"} & set(page.text)
    assert "<script>alert" not in page.text


def test_what_is_asked_about_cannot_be_another_groups(app: Flask, world: World, phone: Phones) -> None:
    """The form's own note of a doubt is tampered with."""
    maryam, jar, dress = phone("maryam"), variant_of(app, world.jar), variant_of(app, world.dress)
    form = form_on(paste(maryam, SURE), NEW)
    foreign = [("ask", f"{dress[2:]}:دروغ"), ("ask", "x:y"), ("ask", "9" * 3000), ("ask", ""), (dress, "1")]
    maryam.post(NEW, [*form.submit_fields(), *foreign, ("ask", f"{jar[2:]}:{'ن' * 9000}")], status=303)
    order = newest(app)
    assert order
    assert [line.product_name for line in order.lines] == ["ترشی لیته"]
    with app.app_context():
        assert products.get_by_code(1, world.dress).left == 5


@pytest.mark.parametrize("many", ["1000000000", "۱۰۰۰۰۰۰۰۰۰", "9" * 300])
def test_a_billion_is_refused_at_its_line(app: Flask, world: World, phone: Phones, many: str) -> None:
    form = form_on(paste(phone("maryam"), SURE), NEW)
    name = variant_of(app, world.jar)
    form[name] = many
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert page.html.find(id=f"{name}-error")


def test_members_of_other_groups_do_not_paste_here(phone: Phones) -> None:
    assert phone("sara").get(PASTE, expect_errors=True).status_int in (403, 404)


def test_every_doubt_and_meaning_has_its_words() -> None:
    assert set(pasted._DOUBTS) == set(Doubt)
    assert set(Meaning) - set(pasted._MEANINGS) == {Meaning.HEADER, Meaning.NOTHING}


def test_a_longer_message_costs_no_more_questions(
    app: Flask, models: tuple[str, str], phone: Phones, asked: list[str]
) -> None:
    def count(text: str) -> int:
        form = form_on(phone("maryam").get(PASTE), PASTE)
        form["text"] = text
        asked.clear()
        form.submit(status=200)
        return len(asked)

    assert count(f"{SURE} و سه عدد مربای آلبالو بزرگ و یک مربای آلبالو کوچک") == count(SURE)
