"""What a customer has done before she sets out; what comes back are the answers that only come after that."""

from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import catalogue, groups, moves, orders, products, requests
from hamyar.kit.db import transaction
from tests import lunch
from tests import online as paying_online
from tests.journeys import dealings
from tests.journeys.full_world import COOKS, team
from tests.people import Phone, World, form_on
from tests.web import booked


def with_a_basket(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has ordered the same before, sent a form that had grown old, and changed one that had arrived."""
    old = {"csrf_token": "old", "mobile": "09351112233"}
    lost_link = phone.get("/orders-again")
    phone.send(lost_link, "/orders-again", status=303, mobile="09351112233")
    answers = [
        phone.send(lost_link, "/orders-again", mobile="09351112244"),
        phone.send("/orders-again", "/orders-again", **old),
        phone.send("/account/sign-in", "/account/sign-in", secret="4826", **old),
    ]
    _fill_basket(world, phone)
    _ready_to_order(phone).submit(status=303)
    _fill_basket(world, phone)
    return [*answers, _ready_to_order(phone).submit(expect_errors=True)]


def with_a_basket_that_changed(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """One product has become dearer, of one too few are left, and one is gone; an order comes for what was."""
    _fill_basket(world, phone)
    form = _ready_to_order(phone)
    with app.app_context(), transaction():
        maryam, *_others = team()
        jar, cake, dress = (products.get_by_code(maryam.clinic_id, one) for one in (world.jar, world.cake, world.dress))
        jar.variants[0].price += 100_000
        dress.variants[0].stock = 1
        catalogue.show(cake, False, maryam)
    return [form.submit(expect_errors=True)]


def before_lunch(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """There is a day, a way and a payment to choose, and it may have filled up, or fit on no day at all."""
    return lunch.before_the_checkout(app, phone)


def between_her_order_and_the_bank(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """One order is to be paid by internet, of another nobody knows whether it is, and a third has ended meanwhile."""
    paying_online.take_it(app)
    to_pay, begun, ended = (paying_online.order(app, world) for _ in range(3))
    names = [paying_online.begin(app, path) for path in (begun, ended)]
    with app.app_context(), transaction():
        moves.make(orders.by_secret(1, ended.rpartition("/")[2]), "cancel", by=None)
    at = [to_pay, begun, f"{begun}/online", ended, *(f"/o/back?Authority={name}" for name in names)]
    return [*map(phone.get, at), phone.get("/o/back?Authority=none", expect_errors=True)]


def with_answers(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has asked for something of her own, and was answered in every way; she forgets to choose, and to write."""
    made = dealings.asked(app)
    form = f"/g/{COOKS}/ask"
    answered = next(one.path for one in made if one.state == requests.ANSWERED)
    wrong = [phone.send(answered, "/agree"), phone.send(form, form, text="", mobile="1", wanted_on="دیروز")]
    return [*(phone.get(one.path) for one in made), phone.get(f"/p/{_sewn_to_measure(app)}/ask"), *wrong]


def with_agreements(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Her orders for a day, with whatever she and the group asked of each other; she forgets to choose."""
    made = dealings.agreed_upon(app)
    change = f"{made[0].path}/change"
    answers = [phone.get(at) for one in made for at in (one.path, f"{one.path}/change")]
    late = phone.get(made[1].path)
    booked.go_on(app, made[1].number, "ready")
    return [*answers, phone.send(change, "/change"), form_on(late, "/answer").submit("says", value="yes", status=422)]


def who_pays(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She is asked for money, has said that she paid, and what came of it; one order is no more."""
    return [phone.get(f"/o/{secret}{page}") for _number, secret in dealings.owed(app, world) for page in ("", "/pay")]


def _sewn_to_measure(app: Flask) -> str:
    """Something without a price; its code."""
    with app.app_context(), transaction():
        maryam, *_others = team()
        about = catalogue.Description("کیک به دلخواه", kind=products.ON_AGREEMENT)
        return catalogue.add(groups.get(maryam.clinic_id, COOKS), about, [], [], maryam).code


def _ready_to_order(phone: Phone) -> Form:
    form = lunch.choose_first(form_on(phone.get("/checkout"), "/checkout"))
    form["name"], form["mobile"] = "پریسا", "09351112233"
    return form


def _fill_basket(world: World, phone: Phone) -> None:
    for code in (world.dress, world.jar, world.cake):
        phone.send(f"/p/{code}", "/basket/put", status=303, quantity="1")
