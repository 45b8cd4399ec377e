"""The board: what waits for the group, how it learns of new orders, and the moves tapped on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import clinics, groups, moves, offering, orders, people, placing, products, sessions
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.people import MARYAM, Phone, World

ROOM = "/group/gol-narges"
HTMX = {"HX-Request": "true"}
Make = Callable[..., int]


@pytest.fixture
def make(app: Flask, world: World) -> Make:
    """Make an order of so many jars and bring it on its way; its number."""

    def made(*done: str, quantity: int = 1, name: str = "نگار") -> int:
        with app.app_context(), transaction():
            clinic = clinics.get_only()
            group = groups.get(clinic.id, "gol-narges")
            by = people.find_by_mobile(clinic.id, MARYAM)
            wish = offering.Wish(products.get(group, world.jar).variants[0], quantity)
            order = placing.take_down(group, [wish], placing.Customer(name, "+989351234567"), by=by, again=True)
            for move in done:
                moves.make(order, move, by=by, reason="نشد")
            return order.number

    return made


def left(app: Flask, world: World) -> int:
    """How many jars lie on the shelf."""
    with app.app_context():
        return products.get_by_code(1, world.jar).left


def state_of(app: Flask, number: int) -> str:
    with app.app_context():
        return orders.get(groups.get(1, "gol-narges"), number).state


def test_an_order_waits_with_its_count_in_the_title(make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    page = phone("maryam").get(f"{ROOM}/")
    assert page.html.title.text.startswith("(۱) ")
    card = page.html.find(id=f"order-{number}")
    assert "نگار" in card.text
    assert card.find("a", href="tel:+989351234567")
    assert "data-new-order" not in page


def test_an_empty_shop_is_told_to_put_up_a_product_and_a_full_one_to_share(phone: Callable[..., Phone]) -> None:
    assert "/group/charm/first/photo" in phone("worker").get("/group/charm/").html.find(class_="empty").decode()
    assert f"{ROOM}/shop#share" in phone("maryam").get(f"{ROOM}/").html.find(class_="empty").decode()


def test_one_tap_accepts_and_says_what_comes_next(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    maryam = phone("maryam")
    page = maryam.send(f"{ROOM}/", f"{number}/move").follow()
    assert "پذیرفته شد" in page.html.find(role="status", class_=None).text
    assert "آماده شد" in page.html.find(role="status", class_=None).text
    assert page.html.find(role="status", class_=None).find("form")["action"].endswith(f"{number}/undo")
    assert state_of(app, number) == "accepted"


def test_the_board_swaps_the_card_in_place(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    maryam = phone("maryam")
    form = next(form for form in maryam.get(f"{ROOM}/").forms.values() if form.action.endswith(f"{number}/move"))
    card = form.submit(headers=HTMX)
    assert card.html.find("article")["id"] == f"order-{number}"
    assert card.html.find("html") is None
    # The card's own forms have numbers of their own, so that the next tap works too.
    assert next(iter(card.forms.values()))["submission"].value != form["submission"].value
    ready = next(form for form in card.forms.values() if form["move"].value == "ready")
    assert ready.submit(headers=HTMX).status_int == 200
    assert state_of(app, number) == "ready"


def test_the_second_woman_is_told_what_the_first_did(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    maryam, zahra = phone("maryam"), phone("zahra")
    seen = zahra.get(f"{ROOM}/")
    maryam.send(f"{ROOM}/", f"{number}/move")
    told = zahra.send(seen, f"{number}/move", status=422)
    assert "مریم" in told.html.find(role="alert").text
    assert "پذیرفته شد" in told.html.find(role="alert").text
    with app.app_context():
        assert len(orders.get(groups.get(1, "gol-narges"), number).steps) == 2


def test_a_double_tap_moves_once(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/")
    first, second = (maryam.send(page, f"{number}/move", status=303) for _ in range(2))
    assert first.location == second.location
    assert state_of(app, number) == "accepted"


def test_every_form_of_the_board_has_keys_of_its_own(make: Make, phone: Callable[..., Phone]) -> None:
    for _ in range(3):
        make()
    page = phone("maryam").get(f"{ROOM}/")
    numbers = [field["value"] for field in page.html.select("main [name=submission]")]
    assert len(numbers) == 6
    assert len(set(numbers)) == 6


def test_declining_asks_why_and_gives_the_stock_back(
    app: Flask, world: World, make: Make, phone: Callable[..., Phone]
) -> None:
    number = make(quantity=4)
    maryam = phone("maryam")
    assert left(app, world) == 6
    page = maryam.get(f"{ROOM}/orders/{number}")
    decline = next(form for form in page.forms.values() if "move" in form.fields and form["move"].value == "decline")
    refused = decline.submit(status=422)
    assert "چرا" in refused.html.find("details", open=True).text
    assert state_of(app, number) == "placed"
    decline["reason"] = "مواد نداریم"
    page = decline.submit(status=303).follow()
    assert left(app, world) == 10
    assert "مواد نداریم" in page.html.find(class_="steps-taken").text
    with app.app_context():
        link = f"/o/{orders.get(groups.get(1, 'gol-narges'), number).secret}"
    assert "مواد نداریم" in phone().get(link)


def test_a_step_can_be_taken_back_for_five_minutes(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make("accept")
    maryam = phone("maryam")
    page = maryam.send(f"{ROOM}/", f"{number}/undo", status=303).follow()
    assert state_of(app, number) == "placed"
    assert "برگردانده شد" in page


def test_after_five_minutes_it_stands(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make("accept")
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/")
    clock.freeze(clock.now() + timedelta(minutes=6))
    late = maryam.send(page, f"{number}/undo", status=422)
    assert "۵" in late.html.find(role="alert").text or "پنج" in late.html.find(role="alert").text
    assert state_of(app, number) == "accepted"
    assert not [form for form in maryam.get(f"{ROOM}/").forms.values() if form.action.endswith("undo")]


def test_what_ended_just_now_can_be_taken_back_on_the_board(
    app: Flask, make: Make, phone: Callable[..., Phone]
) -> None:
    number = make("accept", "ready", "deliver")
    phone("zahra").send(f"{ROOM}/", f"{number}/undo", status=303)
    assert state_of(app, number) == "ready"


def test_undoing_a_refusal_needs_the_stock(app: Flask, world: World, make: Make, phone: Callable[..., Phone]) -> None:
    number = make("decline", quantity=4)
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/orders/{number}")
    make(quantity=9)
    assert "ترشی لیته" in maryam.send(page, f"{number}/undo", status=422).html.find(role="alert").text
    assert state_of(app, number) == "declined"


@pytest.mark.parametrize("move", ["", "cancel", "deliver", "x" * 9000, "accept\0"])
def test_a_move_that_is_not_open_to_her_does_nothing(
    app: Flask, make: Make, phone: Callable[..., Phone], move: str
) -> None:
    number = make()
    phone("maryam").send(f"{ROOM}/", f"{number}/move", move=move, status=422)
    assert state_of(app, number) == "placed"


def test_an_overlong_reason_is_refused(app: Flask, make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    page = phone("maryam").get(f"{ROOM}/orders/{number}")
    decline = next(form for form in page.forms.values() if "move" in form.fields and form["move"].value == "decline")
    decline["reason"] = "چ" * 1_000_000
    decline.submit(status=422)
    assert state_of(app, number) == "placed"


def pulse_of(page: object) -> str:
    return page.html.find(id="board")["data-hx-get"]  # type: ignore[attr-defined]


def test_a_quiet_board_costs_one_question_and_says_nothing(
    app: Flask, make: Make, phone: Callable[..., Phone], asked: list[str]
) -> None:
    make()
    maryam = phone("maryam")
    address = pulse_of(maryam.get(f"{ROOM}/"))
    asked.clear()
    assert maryam.get(address, headers=HTMX, status=204).body == b""
    # Beside it only the clinic, her session, the group and her being in it.
    assert len(asked) == 5
    question = next(one for one in asked if "FROM order_steps" in one)
    with app.app_context():
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", (1,)).all()
    assert "COVERING INDEX ix_order_steps_group_id_id" in str(plan)


def test_a_new_order_is_heard_once(make: Make, phone: Callable[..., Phone]) -> None:
    make()
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/")
    number = make()
    board = maryam.get(pulse_of(page), headers=HTMX)
    assert [card["id"] for card in board.html.find_all(attrs={"data-new-order": True})] == [f"order-{number}"]
    assert board.html.find(id="board")["data-title-count"] == "۲"
    assert maryam.get(pulse_of(board), headers=HTMX, status=204)


def test_a_colleagues_move_is_shown_without_a_sound(make: Make, phone: Callable[..., Phone]) -> None:
    number = make()
    maryam = phone("maryam")
    page = maryam.get(f"{ROOM}/")
    phone("zahra").send(f"{ROOM}/", f"{number}/move")
    board = maryam.get(pulse_of(page), headers=HTMX, status=200)
    assert "data-new-order" not in board
    assert "is-accepted" in board.html.find(id=f"order-{number}")["class"]


def test_an_open_board_keeps_nobody_signed_in_on_a_shared_phone(app: Flask, make: Make, world: World) -> None:
    start = clock.now()
    with app.app_context(), transaction():
        shared = Phone(app, sessions.begin(people.find_by_mobile(1, MARYAM), is_shared=True))
    address = pulse_of(shared.get(f"{ROOM}/"))
    for minutes in (10, 20):
        clock.freeze(start + timedelta(minutes=minutes))
        shared.get(address, headers=HTMX, status=204)
    clock.freeze(start + timedelta(minutes=32))
    assert "HX-Redirect" in shared.get(address, headers=HTMX).headers


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "9" * 40, "%00", "%DB%B1%DB%B2"])
def test_a_damaged_pulse_gets_the_board(make: Make, phone: Callable[..., Phone], value: str) -> None:
    make()
    make()
    assert phone("maryam").get(f"{ROOM}/pulse?seen={value}&newest={value}", headers=HTMX).html.find(id="board")


def test_the_rest_of_a_kind_follows_by_a_link(make: Make, phone: Callable[..., Phone]) -> None:
    numbers = [make("accept", quantity=1, name=f"ن{one}") for one in range(10)]
    with_cake = phone("maryam").get(f"{ROOM}/?state=accepted&after=5")
    assert [f"order-{number}" for number in numbers[5:]] == [one["id"] for one in with_cake.html.find_all("article")]
    part = phone("maryam").get(f"{ROOM}/?state=accepted&after=5", headers=HTMX)
    assert part.html.find("html") is None


def test_the_board_asks_as_much_for_twenty_orders_as_for_two(
    make: Make, phone: Callable[..., Phone], asked: list[str], world: World, app: Flask
) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.text("UPDATE variants SET stock = 1000"))
    maryam = phone("maryam")

    def cost() -> int:
        asked.clear()
        maryam.get(f"{ROOM}/")
        return len(asked)

    for _ in range(2):
        make(), make("accept"), make("accept", "ready")
    few = cost()
    for _ in range(5):
        make(), make("accept"), make("accept", "ready")
    assert len(maryam.get(f"{ROOM}/").html.find_all("article")) == 21
    assert cost() == few
    assert few <= 28
