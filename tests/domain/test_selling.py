"""Groups, products, baskets and orders: what is promised, and what never happens."""

from datetime import timedelta

import pytest

from hamyar.domain import baskets, catalogue, clinics, groups, moves, orders, people, placing, products, resends, stock
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import Rows
from tests.domain.test_people import refused

CUSTOMER = placing.Customer("پریسا", "+989351234567", "بدون سیر")


def place(rows: Rows, *wishes: tuple[products.Variant, int], again: bool = False) -> list[orders.Order]:
    """Order these things, as the customer."""
    basket = rows.basket(*wishes)
    with transaction():
        return placing.place(basket, CUSTOMER, seal=basket.seal, again=again)


# groups
def test_a_group_gets_a_short_address_of_its_own(rows: Rows) -> None:
    with transaction():
        made = [
            groups.form(
                rows.clinic, name="بانوان مهر", occupation="other", neighbourhood="", story="", slug="", by=rows.worker
            )
            for _ in range(2)
        ]
    assert made[0].slug != made[1].slug
    assert made[1].slug.startswith(made[0].slug)


def test_a_printed_address_goes_on_working(rows: Rows) -> None:
    with transaction():
        groups.describe(
            rows.cooks, name="گل نرگس", occupation="cooking", neighbourhood="", story="", slug="narges", by=rows.worker
        )
    assert groups.get(rows.clinic.id, "gol-narges") is groups.get(rows.clinic.id, "narges")
    with refused("slug.taken"), transaction():
        groups.describe(
            rows.tailors,
            name="سوزن",
            occupation="sewing",
            neighbourhood="",
            story="",
            slug="gol-narges",
            by=rows.worker,
        )


@pytest.mark.parametrize("slug", ["A", "گل", "a b", "-a", "a--b", "x" * 31, "../etc"])
def test_an_address_that_cannot_be_typed_is_refused(rows: Rows, slug: str) -> None:
    with refused("slug.shape"), transaction():
        groups.form(rows.clinic, name="x", occupation="other", neighbourhood="", story="", slug=slug, by=rows.worker)


def test_a_woman_is_in_one_group_at_a_time(rows: Rows) -> None:
    with refused("member.elsewhere"), transaction():
        groups.join(rows.tailors, rows.maryam, rows.worker)
    with transaction():
        groups.leave(rows.cooks, rows.maryam, rows.worker)
        groups.join(rows.tailors, rows.maryam, rows.worker)
    assert groups.find_of(rows.maryam) is rows.tailors
    assert rows.cooks.lead_id is None


def test_a_group_has_at_most_seven(rows: Rows) -> None:
    with refused("group.full"), transaction():
        for number in range(8):
            woman = people.add_member(
                rows.clinic, name="عضو", surname="", mobile=f"+9891200000{number:02}", by=rows.worker
            )
            groups.join(rows.tailors, woman, rows.worker)


# the catalogue
@pytest.mark.parametrize(("price", "key"), [(0, "zero"), (-10, "zero"), (products.HIGHEST_PRICE + 10, "high")])
def test_an_impossible_price_is_refused(rows: Rows, price: int, key: str) -> None:
    with refused(f"price.{key}"), transaction():
        catalogue.add(rows.cooks, catalogue.Description("نان"), [catalogue.Offer("", price)], [], rows.maryam)


@pytest.mark.parametrize(
    ("earlier", "typed", "meant"), [(1000, 10000, 1000), (10000, 1000, 10000), (1000, 9999, None), (1000, 101, None)]
)
def test_tomans_typed_as_rials_are_noticed(earlier: int, typed: int, meant: int | None) -> None:
    assert products.likelier_price(earlier, typed) == meant


def test_what_is_sold_while_she_types_stays_sold(rows: Rows) -> None:
    variant = rows.jar.variants[0]
    place(rows, (variant, 3))
    offer = catalogue.Offer("", variant.price, stock=12, stock_seen=10, variant_id=variant.id)
    with transaction():
        catalogue.change(rows.jar, catalogue.Description("ترشی لیته"), [offer], [], rows.maryam)
    assert variant.stock == 9


def test_a_count_below_what_is_there_is_refused(rows: Rows) -> None:
    variant = rows.jar.variants[0]
    with refused("stock.moved"), transaction():
        stock.recount(variant, counted=0, seen=11)
    assert variant.stock == 10


def test_a_variant_of_another_product_cannot_be_changed(rows: Rows) -> None:
    offer = catalogue.Offer("", 10_000, 5, 5, variant_id=rows.dress.variants[0].id)
    with pytest.raises(Missing), transaction():
        catalogue.change(rows.jar, catalogue.Description("ترشی"), [offer], [], rows.maryam)
    assert rows.dress.variants[0].price == 5_000_000


def test_deleting_what_was_ordered_hides_it(rows: Rows) -> None:
    place(rows, (rows.jar.variants[0], 1))
    with transaction():
        assert catalogue.remove(rows.jar, rows.maryam) is False
        assert catalogue.remove(rows.cake, rows.maryam) is True
    assert not rows.jar.is_shown
    assert products.get(rows.cooks, rows.jar.code) is rows.jar
    with pytest.raises(Missing):
        products.get(rows.cooks, rows.cake.code)


def test_a_copy_is_hidden_and_empty(rows: Rows) -> None:
    with transaction():
        copied = catalogue.copy(rows.dress, "پیراهن گلدار ۲", rows.sara)
    assert not copied.is_shown
    assert [(one.name, one.price, one.stock) for one in copied.variants] == [
        ("کوچک", 5_000_000, 0),
        ("بزرگ", 6_000_000, 0),
    ]
    assert copied.code != rows.dress.code


def test_two_models_need_two_names(rows: Rows) -> None:
    for names, key in ((("قرمز", "قرمز"), "same_name"), (("قرمز", ""), "no_name")):
        with refused(f"variant.{key}"), transaction():
            catalogue.add(
                rows.cooks,
                catalogue.Description("شال"),
                [catalogue.Offer(name, 1000) for name in names],
                [],
                rows.maryam,
            )


@pytest.mark.parametrize("asked", ["ترشی", "ترشي ليته", "لیت", "تر", "نرگس ترشی", "خانگی", "خانگي"])
def test_a_product_is_found_as_people_type_it(rows: Rows, asked: str) -> None:
    assert rows.jar in products.found(rows.clinic.id, asked).rows


@pytest.mark.parametrize("asked", ["به مربا", "مربای", 'x" OR "', "%", "_", "ترشی قرمه"])
def test_hidden_products_and_wild_cards_are_not_found(rows: Rows, asked: str) -> None:
    found = products.found(rows.clinic.id, asked).rows
    assert not [one for one in found if not one.is_public]
    assert asked not in ("ترشی قرمه", "مربای") or not found


def test_every_change_of_the_catalogue_changes_its_versions(rows: Rows) -> None:
    variant = rows.jar.variants[0]
    offer = catalogue.Offer("", 1_300_000, 10, 10, variant.id)
    acts = (
        lambda: catalogue.change(rows.jar, catalogue.Description("ترشی"), [offer], [], rows.maryam),
        lambda: catalogue.show(rows.jar, False, rows.maryam),
        lambda: catalogue.show(rows.jar, True, rows.maryam),
        lambda: catalogue.copy(rows.jar, "ترشی ۲", rows.maryam),
        lambda: catalogue.remove(rows.cake, rows.maryam),
        lambda: catalogue.bring_back(rows.cake, rows.maryam),
        lambda: groups.close_shop(rows.cooks, rows.worker),
        lambda: groups.open_shop(rows.cooks, rows.worker),
        lambda: groups.set_photo(rows.cooks, None, rows.worker),
        lambda: groups.describe(
            rows.cooks, name="نرگس", occupation="cooking", neighbourhood="", story="", slug="gol-narges", by=rows.worker
        ),
        lambda: placing.take_down(rows.cooks, [placing.Wish(variant, 6)], CUSTOMER, by=rows.maryam),
        lambda: moves.make(orders.waiting(rows.cooks).rows[0], "decline", by=rows.maryam, reason="نداریم"),
        lambda: moves.undo(
            orders.get(rows.cooks, clinics.FIRST_ORDER_NUMBER),
            orders.get(rows.cooks, clinics.FIRST_ORDER_NUMBER).last_step.id,
            rows.maryam,
        ),
    )
    for number, act in enumerate(acts):
        before = (rows.cooks.version, rows.clinic.catalogue_version)
        with transaction():
            act()
        db.session.expire_all()
        after = (rows.cooks.version, rows.clinic.catalogue_version)
        assert after[0] > before[0], number
        assert after[1] > before[1], number
    before_details = clinics.versions()
    with transaction():
        clinics.describe(
            rows.clinic, name="مهر", city="ری", phone="021", about="", public_address="", by_id=rows.manager.id
        )
    assert clinics.versions() != before_details


# baskets
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


# orders
def test_a_basket_over_two_groups_becomes_two_orders_or_none(rows: Rows) -> None:
    jar, small = rows.jar.variants[0], rows.dress.variants[0]
    basket = rows.basket((jar, 2), (small, 2))
    seal = basket.seal
    with transaction():
        small.stock = 1
    with refused("basket.changed"), transaction():
        placing.place(basket, CUSTOMER, seal=seal)
    assert jar.stock == 10
    with transaction():
        small.stock = 2
        made = placing.place(basket, CUSTOMER, seal=seal)
    assert [one.group_id for one in made] == [rows.cooks.id, rows.tailors.id]
    assert {one.checkout for one in made} == {made[0].checkout}
    assert [one.number for one in made] == [1001, 1002]
    assert (jar.stock, small.stock, basket.lines) == (8, 0, [])
    assert orders.siblings(made[0]) == [made[1]]


def test_nothing_is_ordered_at_a_price_she_has_not_seen(rows: Rows) -> None:
    basket = rows.basket((rows.jar.variants[0], 1))
    seal = basket.seal
    with transaction():
        rows.jar.variants[0].price = 1_300_000
    with refused("basket.changed"), transaction():
        placing.place(basket, CUSTOMER, seal=seal)
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
    wish = placing.Wish(rows.jar.variants[0], 10)
    with transaction():
        order = placing.take_down(rows.cooks, [wish], CUSTOMER, by=rows.worker)
    assert (order.channel, order.placed_by_id, rows.jar.variants[0].stock) == ("telephone", rows.worker.id, 0)
    with refused("stock.short"), transaction():
        placing.take_down(rows.cooks, [placing.Wish(rows.jar.variants[0], 1)], CUSTOMER, by=rows.worker)
    with refused("basket.gone"), transaction():
        placing.take_down(rows.cooks, [placing.Wish(rows.dress.variants[0], 1)], CUSTOMER, by=rows.worker)


# moves
def test_an_order_goes_its_way_and_every_step_is_kept(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 2))[0]
    for name in ("accept", "ready", "deliver"):
        assert moves.open_to(order)[0].name == name
        with transaction():
            moves.make(order, name, by=rows.maryam)
    assert [(step.state, step.by_id) for step in order.way] == [
        ("placed", None), ("accepted", rows.maryam.id), ("ready", rows.maryam.id), ("delivered", rows.maryam.id)
    ]  # fmt: skip
    assert moves.open_to(order) == []
    assert rows.jar.variants[0].stock == 8


@pytest.mark.parametrize("way", [["decline"], ["accept", "call_off"], ["accept", "ready", "not_collected"]])
def test_the_shelf_gets_back_what_a_dead_order_took(rows: Rows, way: list[str]) -> None:
    order = place(rows, (rows.jar.variants[0], 4))[0]
    for name in way:
        with transaction():
            moves.make(order, name, by=rows.maryam, reason="نشد")
    assert order.is_dead
    assert rows.jar.variants[0].stock == 10
    with transaction():
        moves.undo(order, order.last_step.id, rows.maryam)
    assert order.is_open
    assert rows.jar.variants[0].stock == 6


def test_the_second_woman_is_told_what_the_first_did(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    with refused("move.late") as told, transaction():
        moves.make(order, "decline", by=rows.worker, reason="نداریم")
    assert (told.value.facts["state"], told.value.facts["by"]) == ("accepted", "مریم")


def test_a_step_is_taken_back_for_five_minutes_and_by_its_number(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        step = moves.make(order, "accept", by=rows.maryam)
    clock.freeze(clock.now() + timedelta(minutes=5, seconds=1))
    with refused("undo.late"), transaction():
        moves.undo(order, step.id, rows.maryam)
    clock.freeze(None)
    with transaction():
        moves.undo(order, step.id, rows.maryam)
    assert order.state == "placed"
    with refused("undo.other"), transaction():
        moves.undo(order, step.id, rows.maryam)


def test_undoing_a_refusal_needs_what_was_sold_since(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 8))[0]
    with transaction():
        step = moves.make(order, "decline", by=rows.maryam, reason="نداریم")
    place(rows, (rows.jar.variants[0], 5))
    with refused("stock.short"), transaction():
        moves.undo(order, step.id, rows.maryam)
    assert order.state == "declined"


def test_a_customer_cancels_until_it_is_accepted(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    with refused("move.late"), transaction():
        moves.make(order, "cancel", by=None)
    with refused("move.unknown"), transaction():
        moves.make(order, "ready", by=None)


def test_a_refusal_needs_its_reason(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with refused("move.reason"), transaction():
        moves.make(order, "decline", by=rows.maryam)


def test_a_board_sees_each_step_in_its_pulse(rows: Rows) -> None:
    seen = [orders.pulse(rows.cooks)]
    order = place(rows, (rows.jar.variants[0], 1))[0]
    seen.append(orders.pulse(rows.cooks))
    with transaction():
        moves.make(order, "accept", by=rows.maryam)
    seen.append(orders.pulse(rows.cooks))
    assert seen == sorted(set(seen))
    assert orders.pulse(rows.tailors) == 0


@pytest.mark.parametrize("asked", ["1001", "۱۰۰۱", "پری", "پريسا", "0935123", "۰۹۳۵۱۲۳۴۵۶۷", "+98935123"])
def test_an_order_is_found_by_number_name_and_mobile(rows: Rows, asked: str) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    assert orders.of_group(rows.cooks, text=asked).rows == [order]
    assert orders.of_clinic(rows.clinic.id, text=asked).rows == [order]
    assert orders.of_group(rows.tailors, text=asked).rows == []


def test_orders_of_another_group_do_not_exist_here(rows: Rows) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with pytest.raises(Missing):
        orders.get(rows.tailors, order.number)


def test_the_day_of_an_order_is_a_day_in_tehran(rows: Rows) -> None:
    clock.freeze(clock.start_of(clock.today()) + timedelta(minutes=5))
    order = place(rows, (rows.jar.variants[0], 1))[0]
    assert orders.of_group(rows.cooks, day=clock.today()).rows == [order]
    assert orders.of_group(rows.cooks, day=clock.today() - timedelta(days=1)).rows == []


# asking for the links again
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
