"""How an order reaches its customer: what is offered for which goods, what it costs, and where it goes."""

import pytest

from hamyar.domain import catalogue, delivery, offering, orders, placing, products
from hamyar.domain.delivery import Courier, Goods, Pickup, Post
from hamyar.domain.offering import Plan
from hamyar.kit.db import db, transaction
from tests.chosen import ADDRESS
from tests.domain.conftest import CUSTOMER, Rows, place, refused

NOWHERE = Pickup(False, "", "")
NO_COURIER, NO_POST = Courier(False, [], None), Post(False, [], None)
SHOP = Pickup(True, "نازی‌آباد، خیابان مدائن", "۹ تا ۱۷")
RIDER = Courier(True, [("منطقه‌ی ۱۶", 300_000), ("منطقه‌ی ۵", 600_000)], 5_000_000)
PARCEL = Post(True, [(2000, 900_000), (500, 400_000)], None)


def arrange(rows: Rows, pickup: Pickup = NOWHERE, courier: Courier = NO_COURIER, post: Post = NO_POST) -> None:
    with transaction():
        delivery.arrange(rows.cooks, pickup, courier, post, rows.maryam)


def offered(rows: Rows, goods: Goods) -> list[tuple[str, str, int]]:
    return [(one.kind, one.label, one.fee) for one in delivery.choices(delivery.of(rows.cooks), goods)]


def order(rows: Rows, key: str, many: int = 1, where: delivery.Where | None = ADDRESS) -> orders.Order:
    basket = rows.basket((rows.jar.variants[0], many))
    offers = offering.of_basket(basket)
    plans = {rows.cooks.id: Plan(delivery=key, where=where)}
    with transaction():
        return placing.place(basket, CUSTOMER, plans, seal=offering.seal(basket, offers), again=True)[0]


def key_of(rows: Rows, label: str) -> str:
    ways = delivery.of(rows.cooks)
    return next(one.key for one in delivery.choices(ways, Goods(1_000, 100)) if one.label == label)


def test_a_group_that_has_said_nothing_leaves_it_to_the_telephone(rows: Rows) -> None:
    made = place(rows, (rows.jar.variants[0], 1))[0]
    assert (made.delivery, made.address, made.fees) == ("", None, [])


def test_what_is_offered_depends_on_worth_and_weight(rows: Rows) -> None:
    arrange(rows, SHOP, RIDER, PARCEL)
    near, far = ("courier", "منطقه‌ی ۱۶", 300_000), ("courier", "منطقه‌ی ۵", 600_000)
    assert offered(rows, Goods(1_000_000, 400)) == [("pickup", "", 0), near, far, ("post", "", 400_000)]
    assert offered(rows, Goods(1_000_000, 501))[-1] == ("post", "", 900_000)
    assert offered(rows, Goods(1_000_000, 2001))[-1] == far
    assert offered(rows, Goods(1_000_000, None))[-1] == far
    assert {fee for kind, _, fee in offered(rows, Goods(5_000_000, 400)) if kind == "courier"} == {0}


def test_weights_add_up_and_one_that_is_unknown_leaves_the_whole_unknown(rows: Rows) -> None:
    jar, kilo = rows.jar.variants[0], rows.cake.variants[0]
    assert delivery.goods([(jar, 2)]) == Goods(2_500_000, None)
    with transaction():
        jar.weight = 750
    assert delivery.goods([(jar, 2), (kilo, 3)]) == Goods(14_500_000, 4500)


def test_the_fee_is_a_line_and_in_the_total(rows: Rows) -> None:
    arrange(rows, courier=RIDER)
    made = order(rows, key_of(rows, "منطقه‌ی ۵"))
    assert made.total == 1_250_000 + 600_000
    assert [(line.kind, line.product_name, line.total) for line in made.fees] == [("courier", "منطقه‌ی ۵", 600_000)]
    assert [line.product_name for line in made.goods] == ["ترشی لیته"]
    assert (made.delivery, made.area) == ("courier", "منطقه‌ی ۵")
    db.session.expire(made)
    assert made.address is not None
    assert made.address.street == ADDRESS.street


def test_what_is_fetched_keeps_no_address_and_costs_nothing(rows: Rows) -> None:
    arrange(rows, SHOP, RIDER)
    made = order(rows, "pickup")
    db.session.expire(made)
    assert (made.delivery, made.address, made.fees, made.total) == ("pickup", None, [], 1_250_000)


def test_above_the_sum_it_comes_free(rows: Rows) -> None:
    arrange(rows, courier=RIDER)
    made = order(rows, key_of(rows, "منطقه‌ی ۵"), 4)
    assert (made.fees, made.total) == ([], 5_000_000)


@pytest.mark.parametrize(
    ("key", "where", "says"), [("", ADDRESS, "none"), ("post", ADDRESS, "gone"), ("courier-9", ADDRESS, "gone")]
)
def test_nothing_is_ordered_by_a_way_that_is_not_offered(
    rows: Rows, key: str, where: delivery.Where | None, says: str
) -> None:
    arrange(rows, SHOP, RIDER)
    with refused(f"way.{says}") as no:
        order(rows, key, where=where)
    assert no.value.facts["group_id"] == rows.cooks.id
    assert rows.jar.variants[0].stock == 10


def test_a_courier_needs_to_know_where(rows: Rows) -> None:
    arrange(rows, courier=RIDER)
    with refused("way.no_address"):
        order(rows, key_of(rows, "منطقه‌ی ۵"), where=None)


def test_another_groups_area_is_none_of_ours(rows: Rows) -> None:
    arrange(rows, courier=RIDER)
    with transaction():
        delivery.arrange(rows.tailors, NOWHERE, Courier(True, [("شوش", 10_000)], None), NO_POST, rows.sara)
    theirs = delivery.choices(delivery.of(rows.tailors), Goods(1, None))[0].key
    with refused("way.gone"):
        order(rows, theirs)


def test_a_fee_that_rose_meanwhile_is_not_paid_unseen(rows: Rows) -> None:
    arrange(rows, courier=RIDER)
    basket = rows.basket((rows.jar.variants[0], 1))
    seen = offering.seal(basket, offering.of_basket(basket))
    arrange(rows, courier=Courier(True, [("منطقه‌ی ۱۶", 350_000), ("منطقه‌ی ۵", 600_000)], 5_000_000))
    plans = {rows.cooks.id: Plan(delivery=key_of(rows, "منطقه‌ی ۱۶"), where=ADDRESS)}
    with refused("basket.changed"), transaction():
        placing.place(basket, CUSTOMER, plans, seal=seen)


def test_an_area_keeps_its_number_when_its_fee_changes(rows: Rows) -> None:
    arrange(rows, courier=RIDER)
    before = key_of(rows, "منطقه‌ی ۵")
    arrange(rows, courier=Courier(True, [("منطقه‌ی ۵", 700_000)], None))
    assert key_of(rows, "منطقه‌ی ۵") == before
    assert offered(rows, Goods(1, None)) == [("courier", "منطقه‌ی ۵", 700_000)]


def test_what_is_off_is_kept_and_not_offered(rows: Rows) -> None:
    arrange(rows, SHOP, RIDER)
    arrange(rows, Pickup(False, SHOP.where, SHOP.hours), Courier(False, RIDER.areas, None))
    assert offered(rows, Goods(1, 1)) == []
    assert [(way.kind, way.is_on, len(way.fees)) for way in delivery.of(rows.cooks)][:2] == [
        ("pickup", False, 0),
        ("courier", False, 2),
    ]


@pytest.mark.parametrize(
    ("pickup", "courier", "post", "says"),
    [
        (Pickup(True, "", ""), NO_COURIER, NO_POST, "no_place"),
        (NOWHERE, Courier(True, [], None), NO_POST, "no_area"),
        (NOWHERE, Courier(True, [("شوش", 1), ("شوش", 2)], None), NO_POST, "same_area"),
        (NOWHERE, Courier(True, [(str(n), 1) for n in range(31)], None), NO_POST, "most_areas"),
        (NOWHERE, NO_COURIER, Post(True, [], None), "no_step"),
        (NOWHERE, NO_COURIER, Post(True, [(500, 1), (500, 2)], None), "same_step"),
        (NOWHERE, NO_COURIER, Post(True, [(n + 1, 1) for n in range(13)], None), "most_steps"),
        (NOWHERE, Courier(True, [("شوش", 1)], 0), NO_POST, "free_above"),
    ],
)
def test_what_cannot_be_is_refused(rows: Rows, pickup: Pickup, courier: Courier, post: Post, says: str) -> None:
    with refused(f"way.{says}"):
        arrange(rows, pickup, courier, post)
    assert delivery.of(rows.cooks) == []


def test_on_the_telephone_the_way_may_be_left_open(rows: Rows) -> None:
    arrange(rows, SHOP, RIDER)
    with transaction():
        made = placing.take_down(rows.cooks, [offering.Wish(rows.jar.variants[0], 1)], CUSTOMER, by=rows.maryam)
    assert (made.delivery, made.total) == ("", 1_250_000)


def test_the_page_is_made_anew_when_the_ways_change(rows: Rows) -> None:
    before = rows.cooks.version
    arrange(rows, SHOP)
    assert rows.cooks.version > before


def test_work_at_her_place_goes_to_the_couriers_areas(rows: Rows) -> None:
    arrange(rows, SHOP, RIDER, PARCEL)
    near, far = ("visit", "منطقه‌ی ۱۶", 300_000), ("visit", "منطقه‌ی ۵", 600_000)
    assert offered(rows, Goods(1_000_000, None, is_visit=True)) == [near, far]
    assert [fee for _, _, fee in offered(rows, Goods(5_000_000, None, is_visit=True))] == [0, 0]


def test_without_a_courier_they_go_wherever_she_lives(rows: Rows) -> None:
    assert offered(rows, Goods(1_000_000, None, is_visit=True)) == [("visit", "", 0)]
    arrange(rows, SHOP, post=PARCEL)
    assert offered(rows, Goods(1_000_000, None, is_visit=True)) == [("visit", "", 0)]


def test_a_visit_is_not_ordered_without_an_address(rows: Rows, cooking: products.Variant) -> None:
    for key, where, says in (
        ("visit", None, "way.no_address"),
        ("", ADDRESS, "way.none"),
        ("pickup", None, "way.gone"),
    ):
        with refused(says):
            visit(rows, cooking, key, where)
    made = visit(rows, cooking, "visit", ADDRESS)
    db.session.expire(made)
    assert made.address
    assert (made.delivery, made.address.street, made.fees) == ("visit", ADDRESS.street, [])


def test_the_fee_of_a_visit_is_a_line(rows: Rows, cooking: products.Variant) -> None:
    arrange(rows, courier=Courier(True, RIDER.areas, None))
    key = next(one.key for one in delivery.choices(delivery.of(rows.cooks), Goods(1, None, is_visit=True)))
    made = visit(rows, cooking, key, ADDRESS)
    assert [(line.kind, line.product_name, line.total) for line in made.fees] == [("visit", "منطقه‌ی ۱۶", 300_000)]
    assert (made.total, made.area) == (9_300_000, "منطقه‌ی ۱۶")


def test_what_is_ordered_beside_a_visit_comes_with_it(rows: Rows, cooking: products.Variant) -> None:
    arrange(rows, SHOP, RIDER)
    goods = delivery.goods([(rows.jar.variants[0], 1), (cooking, 1)])
    assert {one.kind for one in delivery.choices(delivery.of(rows.cooks), goods)} == {"visit"}
    assert not delivery.goods([(rows.jar.variants[0], 1)]).is_visit


@pytest.fixture
def cooking(rows: Rows) -> products.Variant:
    """Cooking at the customer's place."""
    hours = (catalogue.Hours(600, 720, 2),)
    about = catalogue.Description("آشپزی در خانه", kind=products.SERVICE, place=products.AT_CUSTOMER, windows=hours)
    with transaction():
        return catalogue.add(rows.cooks, about, [catalogue.Offer("", 9_000_000)], [], rows.maryam).variants[0]


def visit(rows: Rows, variant: products.Variant, key: str, where: delivery.Where | None) -> orders.Order:
    """Order it for the first hours that are free."""
    basket = rows.basket((variant, 1))
    offers = offering.of_basket(basket)
    plans = {rows.cooks.id: Plan(offers[0].slots[0].slot, key, where, "cash")}
    with transaction():
        return placing.place(basket, CUSTOMER, plans, seal=offering.seal(basket, offers), again=True)[0]
