"""The list of orders, one order whole, the sheets to print, and orders that come by telephone."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import clinics, groups, moves, offering, orders, people, placing, products
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.web import submissions
from tests import chosen
from tests.people import MARYAM, Phone, World, form_on

ROOM = "/group/gol-narges"
HTMX = {"HX-Request": "true"}
Make = Callable[..., int]


@pytest.fixture
def make(app: Flask, world: World) -> Make:
    """Make an order and bring it on its way; its number."""

    def made(*done: str, name: str = "نگار", mobile: str = "+989351234567", note: str = "", quantity: int = 1) -> int:
        with app.app_context(), transaction():
            clinic = clinics.get_only()
            group = groups.get(clinic.id, "gol-narges")
            by = people.find_by_mobile(clinic.id, MARYAM)
            wishes = [
                offering.Wish(products.get(group, world.jar).variants[0], quantity),
                offering.Wish(products.get(group, world.cake).variants[0], 1),
            ]
            plan = chosen.plan(group, wishes)
            order = placing.take_down(group, wishes, placing.Customer(name, mobile, note), plan, by=by, again=True)
            for move in done:
                moves.make(order, move, by=by, reason="نشد")
            return order.number

    return made


def listed(page: object) -> list[str]:
    """The names of the orders on a list."""
    return [one.find("bdi").text for one in page.html.select("ul.links > li:not(.more)")]  # type: ignore[attr-defined]


def test_the_newest_order_stands_first(make: Make, phone: Callable[..., Phone]) -> None:
    make(name="نگار")
    make(name="هما")
    assert listed(phone("maryam").get(f"{ROOM}/orders")) == ["هما", "نگار"]


@pytest.mark.parametrize("text", ["هما", "0912 111 2233", "۰۹۱۲۱۱۱۲۲۳۳", "2233", "هم"])
def test_an_order_is_found_by_name_and_mobile(make: Make, phone: Callable[..., Phone], text: str) -> None:
    make(name="نگار")
    make(name="هما", mobile="+989121112233")
    page = phone("maryam").get(f"{ROOM}/orders", {"q": text})
    assert listed(page) == ["هما"]


def test_an_order_is_found_by_its_number_in_persian(make: Make, phone: Callable[..., Phone]) -> None:
    make(name="نگار")
    number = make(name="هما")
    assert number == 1002
    assert listed(phone("maryam").get(f"{ROOM}/orders", {"q": "۱۰۰۲"})) == ["هما"]


def test_orders_are_listed_by_state_and_day(make: Make, phone: Callable[..., Phone]) -> None:
    clock.freeze(clock.now() - timedelta(days=1))
    make(name="دیروزی")
    clock.freeze(None)
    make("accept", name="پذیرفته")
    make(name="تازه")
    maryam = phone("maryam")
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert listed(maryam.get(f"{ROOM}/orders?state=accepted")) == ["پذیرفته"]
    assert listed(maryam.get(f"{ROOM}/orders?day={yesterday}")) == ["دیروزی"]
    assert listed(maryam.get(f"{ROOM}/orders?state=placed&day={clock.today()}")) == ["تازه"]
    assert "سفارشی پیدا نشد" in maryam.get(f"{ROOM}/orders?state=delivered")


def test_twenty_stand_on_a_page_and_the_rest_follows(make: Make, phone: Callable[..., Phone], app: Flask) -> None:
    _plenty(app)
    for one in range(21):
        make(name=f"مشتری {one}")
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/orders")
    assert len(listed(page)) == 20
    address = page.html.select_one(".more a")["data-hx-get"]
    assert "مشتری 0" in maryam.get(address)
    part = maryam.get(address, headers=HTMX)
    assert part.html.find("html") is None
    assert len(part.html.find_all("li")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-99-99",
        "day=9999-12-31",
        "day=0001-01-01",
        "state=x",
        "before=-1",
        "before=" + "9" * 30,
        "q=%00%E2%80%AE",
    ],
)
def test_a_damaged_list_address_shows_orders(make: Make, phone: Callable[..., Phone], query: str) -> None:
    make(name="نگار")
    assert listed(phone("maryam").get(f"{ROOM}/orders?{query}")) == ["نگار"]


def test_an_endless_search_finds_nothing(make: Make, phone: Callable[..., Phone]) -> None:
    make()
    assert listed(phone("maryam").get(f"{ROOM}/orders", {"q": "ز " * 20_000})) == []


def test_the_order_page_has_everything(make: Make, phone: Callable[..., Phone], app: Flask) -> None:
    number = make("accept", note="<b>زود</b>")
    page = phone("zahra").get(f"{ROOM}/orders/{number}")
    with app.app_context():
        link = f"/o/{orders.get(groups.get(1, 'gol-narges'), number).secret}"
    assert page.html.find(id="order-link")["value"].endswith(link)
    message = page.html.find("a", href=lambda to: to and to.startswith("sms:+989351234567?body="))
    assert quote(link, safe="") in message["href"]
    assert "مریم احمدی" in page.html.find(class_="steps-taken").text
    assert "<b>زود</b>" in page.html.text
    assert f"{ROOM}/orders/{number}/slip" in page


@pytest.mark.parametrize("number", ["9999", "0", "9" * 30, "-1", "1.5", "x", "%00"])
def test_an_unknown_number_is_not_here(phone: Callable[..., Phone], number: str) -> None:
    phone("maryam").get(f"{ROOM}/orders/{number}", status=404)


def test_another_groups_order_is_not_here(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    sara = phone("sara")
    for page in ("", "/slip"):
        sara.get(f"/group/suzan/orders/{number}{page}", status=404)
    token = form_on(sara.get("/group/suzan/orders/new")).fields["csrf_token"][0].value
    for action in ("move", "undo"):
        with app.test_request_context():
            sealed = submissions.number(f"group.orders.{action}")
        sent = {"csrf_token": token, "submission": sealed, "move": "accept"}
        sara.post(f"/group/suzan/orders/{number}/{action}", sent, status=404)
    assert phone("maryam").get(f"{ROOM}/orders/{number}").html.find(class_="is-placed")


def test_the_sheet_of_the_day_adds_up_what_is_to_be_made(make: Make, phone: Callable[..., Phone]) -> None:
    make("accept", quantity=2)
    make("accept", quantity=3, name="هما")
    make(name="نه هنوز")
    # The cake takes two days: it is not due today.
    assert "هما" not in phone("maryam").get(f"{ROOM}/orders/day")
    due = clock.today() + timedelta(days=2)
    page = phone("maryam").get(f"{ROOM}/orders/day?day={due}")
    assert page.html.select_one(".to-make li").text.split()[0] == "۵"
    assert "هما" in page.html.find(class_="day-list").text
    assert "نه هنوز" not in page


def test_the_slip_is_for_the_bag(make: Make, phone: Callable[..., Phone]) -> None:
    number = make(note="زنگ نزنید")
    sheet = phone("maryam").get(f"{ROOM}/orders/{number}/slip").html.find(class_="sheet")
    assert "زنگ نزنید" in sheet.text
    assert "۱۰۰۱" in sheet.text


def jars(app: Flask, world: World) -> int:
    with app.app_context():
        return products.get_by_code(1, world.jar).left


def variant_of(app: Flask, code: str) -> int:
    with app.app_context():
        return products.get_by_code(1, code).variants[0].id


def call(phone: Phone, **fields: str) -> object:
    """Fill in the form for an order by telephone."""
    return phone.send(f"{ROOM}/orders/new", "/orders/new", **{"name": "نگار", "mobile": "۰۹۳۵۱۲۳۴۵۶۷", **fields})


def test_an_order_by_telephone_is_written_down(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    answer = call(phone("worker"), **{f"n-{variant_of(app, world.jar)}": "۲"})
    page = answer.follow()  # type: ignore[attr-defined]
    assert "ثبت شد" in page.html.find(role="status", class_=None).text
    assert jars(app, world) == 8
    with app.app_context():
        order = orders.get(groups.get(1, "gol-narges"), 1001)
        assert (order.channel, order.mobile) == ("telephone", "+989351234567")
        assert people.get(1, order.placed_by_id).name == "لیلا"


@pytest.mark.parametrize("typed", ["-1", "1.5", "1/2", "دو", "1000", "9" * 30, "۱٫۵"])
def test_an_odd_quantity_is_refused_at_its_line(
    app: Flask, world: World, phone: Callable[..., Phone], typed: str
) -> None:
    name = f"n-{variant_of(app, world.jar)}"
    page = call(phone("maryam"), **{name: typed})
    assert page.status_int == 422  # type: ignore[attr-defined]
    assert page.html.find(id=f"{name}-error")  # type: ignore[attr-defined]
    assert page.html.find("input", {"name": "name"})["value"] == "نگار"  # type: ignore[attr-defined]
    assert jars(app, world) == 10


def test_what_is_short_is_said_at_its_line(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    name = f"n-{variant_of(app, world.jar)}"
    page = call(phone("maryam"), **{name: "11"})
    assert "۱۰" in page.html.find(id=f"{name}-error").text  # type: ignore[attr-defined]
    assert jars(app, world) == 10


def test_nothing_chosen_is_said_above(phone: Callable[..., Phone]) -> None:
    assert call(phone("maryam")).status_int == 422  # type: ignore[attr-defined]


def test_the_same_order_again_is_asked_about(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    maryam, wanted = phone("maryam"), {f"n-{variant_of(app, world.jar)}": "1"}
    call(maryam, **wanted)
    asked = call(maryam, **wanted)
    assert asked.status_int == 422  # type: ignore[attr-defined]
    assert jars(app, world) == 9
    maryam.send(asked, "/orders/new", again="y", status=303)  # type: ignore[arg-type]
    assert jars(app, world) == 8


def test_another_groups_product_cannot_be_slipped_in(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    maryam = phone("maryam")
    form = maryam.get(f"{ROOM}/orders/new").forms[0]
    fields = [
        *form.submit_fields(),
        (f"n-{variant_of(app, world.dress)}", "1"),
        ("n-99999999999999", "1"),
        ("n-x", "1"),
    ]
    fields = [(name, {"name": "نگار", "mobile": "09351234567"}.get(name, value)) for name, value in fields]
    maryam.post(f"{ROOM}/orders/new", fields, status=422)
    with app.app_context():
        assert products.get_by_code(1, world.dress).left == 5


def test_a_name_of_a_megabyte_is_refused_and_not_repeated(
    app: Flask, world: World, phone: Callable[..., Phone]
) -> None:
    wanted = {f"n-{variant_of(app, world.jar)}": "1"}
    page = call(phone("maryam"), name="ن" * 500_000, **wanted)
    assert page.status_int == 422  # type: ignore[attr-defined]
    assert len(page.body) < 60_000  # type: ignore[attr-defined]


def test_hidden_controls_leave_a_name(app: Flask, world: World, phone: Callable[..., Phone]) -> None:
    call(phone("maryam"), name="\u202eن\u0000گار\u2066", **{f"n-{variant_of(app, world.jar)}": "1"})
    with app.app_context():
        assert orders.get(groups.get(1, "gol-narges"), 1001).name == "نگار"


def test_the_list_asks_as_much_for_twenty_as_for_two(
    app: Flask, make: Make, phone: Callable[..., Phone], asked: list[str]
) -> None:
    _plenty(app)
    maryam = phone("maryam")

    def cost() -> int:
        asked.clear()
        maryam.get(f"{ROOM}/orders")
        return len(asked)

    make(), make()
    few = cost()
    for _ in range(18):
        make()
    assert cost() == few
    assert few <= 12


PAGES = ["/", "/pulse", "/orders", "/orders/new", "/orders/day", "/first/photo", "/first/name", "/first/price",
         "/first/stock", "/products", "/products/new", "/products/price-words", "/shop"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_woman_of_another_group_finds_nothing_here(phone: Callable[..., Phone], page: str) -> None:
    phone("sara").get(ROOM + page, status=404)


@pytest.mark.parametrize("page", PAGES)
def test_staff_are_told_whom_they_help(phone: Callable[..., Phone], page: str) -> None:
    answer = phone("worker").get(ROOM + page)
    if "html" in answer.text[:300] and page not in ("/orders/day", "/pulse", "/products/price-words"):
        assert answer.html.select_one(".helping a")["href"] == "/clinic/"


def _plenty(app: Flask) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.update(products.Variant).values(stock=1000))
