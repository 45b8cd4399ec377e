"""How a group hands over, on its own page: three ways with a switch each, and everything odd that can be typed."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import delivery, groups, journal, notices, offering, orders, people, placing, products
from hamyar.domain.delivery import Courier, Pickup, Post
from hamyar.kit.db import transaction
from hamyar.web import kept
from tests.people import MARYAM, Phone, World, form_on
from tests.web.group.things import ROOM

Phones = Callable[..., Phone]
PAGE = f"{ROOM}/delivery"
SHOP = {"pickup": True, "where": "نازی‌آباد، کارگاه", "hours": "۹ تا ۱۷"}
RIDER = {"courier": True, "areas-0-area": "منطقه‌ی ۱۶", "areas-0-fee": "۳۰٬۰۰۰"}
PARCEL = {"post": True, "steps-0-many": "2", "steps-0-mass": "1000", "steps-0-fee": "80000"}
WHERE = delivery.Where("تهران", "تهران", "شوش، پلاک ۳", landmark="جنب پارک")


@pytest.fixture
def phone(phone: Phones) -> Phones:
    """Phones that are spoken to in English; no page is left from the shop of another test."""
    kept.forget()

    def speaking(who: str = "stranger") -> Phone:
        made = phone(who)
        made.get("/language/en")
        return made

    return speaking


def save(phone: Phone, status: int = 303, **typed: object) -> TestResponse:
    return fill(form_on(phone.get(PAGE), "/delivery"), typed).submit(status=status)


def fill(form: Form, typed: dict[str, object]) -> Form:
    for name, value in typed.items():
        form[name] = value
    return form


def ways(app: Flask, slug: str = "gol-narges") -> dict[str, tuple[bool, list[tuple[str, int | None, int]], int | None]]:
    """What the database holds of each way: whether it is on, its fees, and from which sum it is free."""
    with app.app_context():
        found = delivery.of(groups.get(1, slug))
        return {
            way.kind: (way.is_on, [(one.area, one.up_to, one.fee) for one in way.fees], way.free_above) for way in found
        }


def shop(phone: Phones) -> str:
    """What strangers read on the shop's page."""
    return str(phone().get("/g/gol-narges").html.select_one("section[aria-labelledby=ways]").get_text(" ", strip=True))


def error_at(page: TestResponse, field: str) -> str:
    found = page.html.select_one(f"#{field}-error")
    return str(found.get_text(strip=True)) if found else ""


def test_a_new_group_agrees_by_telephone_and_says_so(phone: Phones) -> None:
    assert "No way is on yet." in phone("maryam").get(PAGE).text
    assert "The group calls you" in shop(phone)


def test_the_three_ways_are_saved_and_customers_read_them_at_once(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    assert "The group calls you" in shop(phone)
    save(maryam, **SHOP, **RIDER, **PARCEL, courier_free="۵۰۰ ۰۰۰")
    assert ways(app) == {
        "pickup": (True, [], None),
        "courier": (True, [("منطقه‌ی ۱۶", None, 300_000)], 5_000_000),
        "post": (True, [("", 2000, 800_000)], None),
    }
    text = shop(phone)
    for words in ("نازی‌آباد، کارگاه", "۹ تا ۱۷", "منطقه‌ی ۱۶", "30,000", "500,000", "from 80,000"):
        assert words in text


def test_what_is_off_is_kept_for_later_and_shown_to_nobody(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    save(maryam, **SHOP, **RIDER)
    save(maryam, pickup=False, courier=False)
    assert ways(app)["courier"] == (False, [("منطقه‌ی ۱۶", None, 300_000)], None)
    assert "کارگاه" not in phone().get("/g/gol-narges")
    form = form_on(maryam.get(PAGE), "/delivery")
    assert (form["where"].value, form["areas-0-area"].value) == (SHOP["where"], RIDER["areas-0-area"])


@pytest.mark.parametrize("typed", ["30000", "۳۰۰۰۰", "٣٠٠٠٠", "30,000", "۳۰٬۰۰۰ تومان"])
def test_fees_in_every_script(app: Flask, phone: Phones, typed: str) -> None:
    save(phone("maryam"), **RIDER | {"areas-0-fee": typed})
    assert ways(app)["courier"][1] == [("منطقه‌ی ۱۶", None, 300_000)]


@pytest.mark.parametrize(("many", "mass", "grams"), [("۵۰۰", "1", 500), ("٢", "1000", 2000), ("1500", "1", 1500)])
def test_weights_in_grams_and_kilos(app: Flask, phone: Phones, many: str, mass: str, grams: int) -> None:
    maryam = phone("maryam")
    save(maryam, **PARCEL | {"steps-0-many": many, "steps-0-mass": mass})
    assert ways(app)["post"][1] == [("", grams, 800_000)]
    save(maryam)
    assert ways(app)["post"][1] == [("", grams, 800_000)]


@pytest.mark.parametrize("fee", ["-5", "−۵", "1.5", "abc", "9" * 40, "1000000001", "½"])
def test_no_fee_that_cannot_be(app: Flask, phone: Phones, fee: str) -> None:
    answer = save(phone("maryam"), 422, **RIDER | {"areas-0-fee": fee})
    assert error_at(answer, "areas-0-fee")
    assert form_on(answer, "/delivery")["areas-0-area"].value == RIDER["areas-0-area"]
    assert ways(app) == {}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"pickup": True}, "where"),
        ({"courier": True}, "areas"),
        ({"post": True}, "steps"),
        ({"areas-0-area": "شوش"}, "areas-0-fee"),
        ({"areas-0-fee": "5000"}, "areas-0-area"),
        ({"steps-0-many": "2"}, "steps-0-fee"),
        ({"steps-0-fee": "2"}, "steps-0-many"),
        ({"steps-0-many": "0", "steps-0-fee": "2"}, "steps-0-many"),
        ({"steps-0-many": "201", "steps-0-fee": "2"}, "steps-0-many"),
        ({**RIDER, "courier_free": "0"}, "courier_free"),
        ({**PARCEL, "post_free": "-1"}, "post_free"),
        ({**PARCEL, "post_free": "9" * 15}, "post_free"),
        ({"where": "ک" * 201}, "where"),
    ],
)
def test_what_is_missing_or_wrong_is_said_where_it_stands(
    app: Flask, phone: Phones, typed: dict[str, object], field: str
) -> None:
    assert error_at(save(phone("maryam"), 422, **typed), field)
    assert ways(app) == {}


def test_a_mass_that_nobody_offers(phone: Phones) -> None:
    form = fill(form_on(phone("maryam").get(PAGE), "/delivery"), PARCEL)
    form["steps-0-mass"].force_value("7")
    assert error_at(form.submit(status=422), "steps-0-mass")


def test_rows_come_and_go_and_nothing_is_saved_by_that(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    more = fill(form_on(maryam.get(PAGE), "/delivery"), RIDER).submit("area", value="add", status=200)
    form = fill(form_on(more, "/delivery"), {"areas-1-area": "شوش", "areas-1-fee": "0"})
    more = form.submit("step", value="add", status=200)
    assert "steps-1-many" in more
    form = form_on(more, "/delivery")
    left = form.submit("area", value="drop-0", status=200)
    assert ways(app) == {}
    form_on(left, "/delivery").submit(status=303)
    assert ways(app)["courier"][1] == [("شوش", None, 0)]


def many_areas(phone: Phone, count: int) -> TestResponse:
    """Sent past the form, which has no more than thirty rows."""
    form = form_on(phone.get(PAGE), "/delivery")
    keys = [(name, form[name].value) for name in ("csrf_token", "submission", "of")]
    rows = [pair for n in range(count) for pair in ((f"areas-{n}-area", f"محله‌ی {n}"), (f"areas-{n}-fee", str(n)))]
    return phone.post(PAGE, [*keys, ("courier", "y"), *rows], expect_errors=True)


def test_thirty_areas_but_not_one_more(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    answer = many_areas(maryam, 31)
    assert (answer.status_int, "at most 30 areas" in error_at(answer, "areas")) == (422, True)
    assert ways(app) == {}
    assert many_areas(maryam, 30).status_int == 303
    assert len(ways(app)["courier"][1]) == 30
    assert 'value="add"' not in str(maryam.get(PAGE).html.select_one("[name=area][value=add]"))
    assert "26 more areas" in shop(phone)


def test_two_rows_alike_are_refused(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    more = fill(form_on(maryam.get(PAGE), "/delivery"), PARCEL).submit("step", value="add", status=200)
    same = {"steps-1-many": "2000", "steps-1-mass": "1", "steps-1-fee": "5"}
    answer = fill(form_on(more, "/delivery"), same).submit(status=422)
    assert error_at(answer, "steps")
    assert ways(app) == {}


def test_members_read_it_and_only_the_lead_and_staff_change_it(app: Flask, phone: Phones) -> None:
    save(phone("worker"), **SHOP)
    zahra = phone("zahra")
    page = zahra.get(PAGE)
    assert SHOP["where"] in page.text
    assert not [form for form in page.forms.values() if form.action.endswith("/delivery")]
    phone("sara").get(PAGE, status=404)
    assert ways(app)["pickup"][0]


def test_sent_twice_is_saved_once(app: Flask, phone: Phones) -> None:
    form = fill(form_on(phone("maryam").get(PAGE), "/delivery"), SHOP)
    form.submit(status=303)
    form.submit(status=303)
    with app.app_context():
        acts = [one.act for one in journal.lines(1).rows]
    assert acts.count("delivery.arranged") == 1


def test_the_page_counts_what_was_never_weighed_while_the_post_is_on(app: Flask, world: World, phone: Phones) -> None:
    maryam = phone("maryam")
    assert "no weight" not in maryam.get(PAGE)
    save(maryam, **PARCEL)
    page = maryam.get(PAGE)
    # The cake is sold by the kilo, and the jam is hidden.
    assert "One product has no weight yet." in page
    page.click(href=f"/products/{world.jar}")
    with app.app_context(), transaction():
        products.get_by_code(1, world.jar).variants[0].weight = 700
    assert "no weight" not in maryam.get(PAGE)


# the number of the post
def by_post(app: Flask, world: World, *, state: str = orders.ACCEPTED, kind: str = "post") -> int:
    """The number of an order that goes by post."""
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        jar = products.get(cooks, world.jar).variants[0]
        jar.weight = 700
        delivery.arrange(
            cooks, Pickup(True, "کارگاه", ""), Courier(False, [], None), Post(True, [(2000, 800_000)], None), maryam
        )
        plan = offering.Plan(delivery=kind, where=WHERE)
        customer = placing.Customer("پریسا", "+989351234567")
        order = placing.take_down(cooks, [offering.Wish(jar, 1)], customer, plan, by=maryam)
        order.state = state
        return order.number


def order_of(app: Flask, number: int) -> tuple[str, list[tuple[str, dict[str, object]]]]:
    """Its post's number, and what its customer was told of it."""
    with app.app_context():
        order = orders.get(groups.get(1, "gol-narges"), number)
        told = [(one.kind, json.loads(one.facts)) for one in notices.of_order(order.id) if one.kind == "order.sent"]
        return order.tracking, told


def note(phone: Phone, number: int, typed: str, status: int = 303) -> TestResponse:
    return phone.send(f"{ROOM}/orders/{number}", "/parcel", status=status, tracking=typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("۱۲۳۴۵ ۶۷۸۹۰ ۱۲۳۴۵ ۶۷۸۹۰ ۱۲۳۴", "123456789012345678901234"),
        ("٠١٢٣٤٥٦٧", "01234567"),
        (" rr-123456789-ir ", "RR123456789IR"),
    ],
)
def test_the_number_of_the_post_is_kept_and_told(
    app: Flask, world: World, phone: Phones, typed: str, kept: str
) -> None:
    number = by_post(app, world)
    note(phone("zahra"), number, typed)
    tracking, told = order_of(app, number)
    assert tracking == kept
    assert told == [("order.sent", {"number": number, "group": "گل نرگس"})]
    page = phone("zahra").get(f"{ROOM}/orders/{number}")
    assert form_on(page, "/parcel")["tracking"].value == kept
    assert "شوش، پلاک ۳" in page
    assert "جنب پارک" in page


def test_a_number_that_is_corrected_is_not_told_twice(app: Flask, world: World, phone: Phones) -> None:
    number = by_post(app, world, state="delivered")
    for typed in ("111111", "111111", "222222"):
        note(phone("maryam"), number, typed)
    tracking, told = order_of(app, number)
    assert (tracking, len(told)) == ("222222", 1)
    with app.app_context():
        assert [one.act for one in journal.lines(1).rows].count("parcel.noted") == 2


@pytest.mark.parametrize("typed", ["", "123", "ش" * 10, "1" * 41, "12345<b>", "1" * 400])
def test_what_is_no_number_of_the_post(app: Flask, world: World, phone: Phones, typed: str) -> None:
    number = by_post(app, world)
    assert error_at(note(phone("maryam"), number, typed, 422), "tracking")
    assert order_of(app, number) == ("", [])


@pytest.mark.parametrize(("state", "kind"), [("placed", "post"), ("cancelled", "post"), ("accepted", "pickup")])
def test_no_number_where_the_post_has_nothing(app: Flask, world: World, phone: Phones, state: str, kind: str) -> None:
    number = by_post(app, world, state=state, kind=kind)
    page = phone("maryam").get(f"{ROOM}/orders/{number}")
    assert not [form for form in page.forms.values() if form.action.endswith("/parcel")]


def test_a_form_that_lay_open_while_the_order_was_called_off(app: Flask, world: World, phone: Phones) -> None:
    number = by_post(app, world)
    form = form_on(phone("maryam").get(f"{ROOM}/orders/{number}"), "/parcel")
    with app.app_context(), transaction():
        orders.get(groups.get(1, "gol-narges"), number).state = "cancelled"
    form["tracking"] = "123456"
    assert "does not go by post" in form.submit(status=422).html.select_one("[role=alert]").get_text()
    assert order_of(app, number) == ("", [])
