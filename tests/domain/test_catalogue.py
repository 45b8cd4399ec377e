"""Products: what may be put up, how it is counted and found, and that every change is seen."""

import pytest

from hamyar.domain import (
    board,
    catalogue,
    clinics,
    groups,
    moves,
    offering,
    orders,
    permits,
    placing,
    pricing,
    products,
    shelf,
    stock,
)
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import CUSTOMER, Rows, place, refused


@pytest.mark.parametrize(("price", "key"), [(0, "zero"), (-10, "zero"), (pricing.HIGHEST_PRICE + 10, "high")])
def test_an_impossible_price_is_refused(rows: Rows, price: int, key: str) -> None:
    with refused(f"price.{key}"), transaction():
        catalogue.add(rows.cooks, catalogue.Description("نان"), [catalogue.Offer("", price)], [], rows.maryam)


@pytest.mark.parametrize(
    ("earlier", "typed", "meant"), [(1000, 10000, 1000), (10000, 1000, 10000), (1000, 9999, None), (1000, 101, None)]
)
def test_tomans_typed_as_rials_are_noticed(earlier: int, typed: int, meant: int | None) -> None:
    assert pricing.likelier_price(earlier, typed) == meant


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
    assert rows.jar in shelf.found(rows.clinic.id, asked).rows


@pytest.mark.parametrize("asked", ["به مربا", "مربای", 'x" OR "', "%", "_", "ترشی قرمه"])
def test_hidden_products_and_wild_cards_are_not_found(rows: Rows, asked: str) -> None:
    found = shelf.found(rows.clinic.id, asked).rows
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
        lambda: permits.open_shop(rows.cooks, rows.worker),
        lambda: groups.set_photo(rows.cooks, None, rows.worker),
        lambda: groups.describe(rows.cooks, name="نرگس", neighbourhood="", story="", slug="gol-narges", by=rows.worker),
        lambda: placing.take_down(rows.cooks, [offering.Wish(variant, 6)], CUSTOMER, by=rows.maryam),
        lambda: moves.make(board.waiting(rows.cooks).rows[0], "decline", by=rows.maryam, reason="نداریم"),
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


def test_products_are_found_under_the_groups_new_name(rows: Rows) -> None:
    with transaction():
        catalogue.describe_shop(
            rows.cooks,
            name="بهارنارنج",
            occupation="cooking",
            neighbourhood="",
            story="",
            slug="gol-narges",
            by=rows.worker,
        )
    assert rows.jar in shelf.found(rows.clinic.id, "بهارنارنج ترشی").rows
    assert shelf.found(rows.clinic.id, "گل نرگس ترشی").rows == []
