"""Baskets and orders: what is promised, and what never happens."""

from datetime import timedelta

from hamyar.domain import baskets, catalogue, groups, moves, offering, orders, placing, resends
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.domain.conftest import CUSTOMER, Rows, place, refused


def test_a_basket_says_what_changed_and_changes_nothing_itself(rows: Rows) -> None:
    variant = rows.jar.variants[0]
    basket = rows.basket((variant, 4))
    line = basket.lines[0]
    for change, trouble in (
        ({"price": 1_500_000}, "dearer"),
        ({"price": 1_000_000}, "cheaper"),
        ({"price": 1_250_000, "stock": 3}, "short"),
        ({"stock": 0}, "gone"),
    ):
        with transaction():
            for name, value in change.items():
                setattr(variant, name, value)
        assert line.trouble == trouble
        assert line.quantity == 4
    with transaction():
        variant.stock = 10
        groups.close_shop(rows.cooks, rows.worker)
    assert line.trouble == "gone"
    assert not basket.can_be_ordered


def test_a_basket_takes_no_more_than_there_is(rows: Rows) -> None:
    basket = rows.basket((rows.jar.variants[0], 6))
    with refused("stock.short"), transaction():
        baskets.put(basket, rows.jar.variants[0], 5)
    with refused("basket.most_of_one"), transaction():
        baskets.put(basket, rows.cake.variants[0], 1000)
    assert [line.quantity for line in basket.lines] == [6]


def test_a_basket_is_kept_for_thirty_days(rows: Rows) -> None:
    with transaction():
        basket, secret = baskets.begin(rows.clinic.id)
        baskets.put(basket, rows.jar.variants[0], 2)
    assert baskets.pulse(secret)[0] == 1
    clock.freeze(clock.now() + timedelta(days=29))
    assert baskets.find(rows.clinic.id, secret) is basket
    clock.freeze(clock.now() + timedelta(days=2))
    assert baskets.find(rows.clinic.id, secret) is None
    with transaction():
        assert baskets.forget_old() == 1


def test_a_basket_over_two_groups_becomes_two_orders_or_none(rows: Rows) -> None:
    jar, small = rows.jar.variants[0], rows.dress.variants[0]
    basket = rows.basket((jar, 2), (small, 2))
    seal = offering.seal(basket, offering.of_basket(basket))
    with transaction():
        small.stock = 1
    with refused("basket.changed"), transaction():
        placing.place(basket, CUSTOMER, {}, seal=seal)
    assert jar.stock == 10
    with transaction():
        small.stock = 2
        made = placing.place(basket, CUSTOMER, {}, seal=seal)
    assert [one.group_id for one in made] == [rows.cooks.id, rows.tailors.id]
    assert {one.checkout for one in made} == {made[0].checkout}
    assert [one.number for one in made] == [1001, 1002]
    assert (jar.stock, small.stock, basket.lines) == (8, 0, [])
    assert orders.siblings(made[0]) == [made[1]]


def test_nothing_is_ordered_at_a_price_she_has_not_seen(rows: Rows) -> None:
    basket = rows.basket((rows.jar.variants[0], 1))
    seal = offering.seal(basket, offering.of_basket(basket))
    with transaction():
        rows.jar.variants[0].price = 1_300_000
    with refused("basket.changed"), transaction():
        placing.place(basket, CUSTOMER, {}, seal=seal)
    assert rows.jar.variants[0].stock == 10


def test_an_order_keeps_the_names_and_prices_of_its_day(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 2))[0]
    offer = catalogue.Offer("", 9_000_000, 8, 8, rows.jar.variants[0].id)
    with transaction():
        catalogue.change(rows.jar, catalogue.Description("چیز دیگر"), [offer], [], rows.maryam)
    assert (order.lines[0].product_name, order.lines[0].price, order.total) == ("ترشی لیته", 1_250_000, 2_500_000)


def test_the_same_order_within_ten_minutes_is_asked_about(rows: Rows) -> None:
    first = place(rows, (rows.jar.variants[0], 1))[0]
    with refused("order.again") as told:
        place(rows, (rows.jar.variants[0], 1))
    assert told.value.facts["number"] == first.number
    assert place(rows, (rows.jar.variants[0], 2)), "another quantity is another order"
    assert place(rows, (rows.jar.variants[0], 1), again=True)
    clock.freeze(clock.now() + timedelta(minutes=11))
    assert place(rows, (rows.jar.variants[0], 1))


def test_a_made_to_order_product_says_when_it_is_ready(rows: Rows) -> None:
    order = place(rows, (rows.cake.variants[0], 40))[0]
    assert order.ready_on == clock.today() + timedelta(days=2)


def test_ordering_again_takes_what_can_still_be_had(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 2), (rows.cake.variants[0], 1))[0]
    with transaction():
        catalogue.show(rows.cake, False, rows.maryam)
    basket = rows.basket()
    with transaction():
        assert placing.refill(basket, order) == ["کیک تولد"]
    assert [(line.variant_id, line.quantity) for line in basket.lines] == [(rows.jar.variants[0].id, 2)]


def test_a_telephone_order_takes_from_the_same_shelf(rows: Rows) -> None:
    wish = offering.Wish(rows.jar.variants[0], 10)
    with transaction():
        order = placing.take_down(rows.cooks, [wish], CUSTOMER, by=rows.worker)
    assert (order.channel, order.placed_by_id, rows.jar.variants[0].stock) == ("telephone", rows.worker.id, 0)
    with refused("stock.short"), transaction():
        placing.take_down(rows.cooks, [offering.Wish(rows.jar.variants[0], 1)], CUSTOMER, by=rows.worker)
    with refused("basket.gone"), transaction():
        placing.take_down(rows.cooks, [offering.Wish(rows.dress.variants[0], 1)], CUSTOMER, by=rows.worker)


def test_asking_twice_for_the_links_is_one_wish(rows: Rows) -> None:
    for _ in range(2):
        with transaction():
            resends.ask(rows.clinic.id, CUSTOMER.mobile)
    waiting = resends.waiting(rows.clinic.id).rows
    assert len(waiting) == resends.count_waiting(rows.clinic.id) == 1
    with transaction():
        resends.done(waiting[0], rows.worker)
        resends.ask(rows.clinic.id, CUSTOMER.mobile)
    assert resends.count_waiting(rows.clinic.id) == 1


def test_whoever_left_no_number_is_not_taken_for_somebody_else(rows: Rows) -> None:
    wish = [offering.Wish(rows.jar.variants[0], 1)]
    for name in ("هما", "نگار"):
        with transaction():
            placing.take_down(rows.cooks, wish, placing.Customer(name, ""), by=rows.maryam)


def test_one_number_orders_only_so_often_a_day(rows: Rows) -> None:
    with transaction():
        rows.jar.variants[0].stock = 100
    for _ in range(placing.MOST_A_DAY):
        made = place(rows, (rows.jar.variants[0], 1), again=True)[0]
        with transaction():
            moves.make(made, "cancel", by=None)
    with refused("order.many"):
        place(rows, (rows.jar.variants[0], 1), again=True)
    clock.freeze(clock.now() + timedelta(days=1, seconds=1))
    assert place(rows, (rows.jar.variants[0], 1), again=True)
