"""Sheets that hang on a wall, and when paper that comes out is a second copy."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hamyar.domain import catalogue, groups, prints
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain.conftest import Rows, place, refused


def test_posters_are_numbered_with_the_groups_other_sheets(rows: Rows) -> None:
    with transaction():
        made = [
            prints.of_day(rows.cooks, clock.today(), prints.A4, rows.maryam),
            prints.of_poster(rows.cooks, None, prints.A4, rows.maryam),
            prints.of_poster(rows.cooks, rows.jar, prints.ROLL, rows.worker),
            prints.of_poster(rows.cooks, rows.cake, prints.A4, rows.maryam),
            prints.of_poster(rows.cooks, None, prints.ROLL, rows.worker),
            prints.of_poster(rows.cooks, rows.jar, prints.A4, rows.maryam),
            prints.of_poster(rows.tailors, None, prints.A4, rows.sara),
        ]
    assert [sheet.number for sheet in made] == [1, 2, 3, 4, 5, 6, 1]
    assert [sheet.is_again for sheet in made] == [False, False, False, False, True, True, False]
    assert [sheet.product for sheet in made[1:4]] == [None, rows.jar, rows.cake]
    assert prints.last_poster(rows.cooks, None) is made[4]
    assert prints.last_poster(rows.cooks, rows.jar) is made[5]
    assert prints.last_poster(rows.tailors, rows.dress) is None


def test_no_poster_leads_where_customers_see_nothing(rows: Rows) -> None:
    with transaction():
        catalogue.show(rows.jar, False, rows.maryam)
        groups.close_shop(rows.tailors, rows.worker)
    for group, product in ((rows.cooks, rows.jar), (rows.tailors, None), (rows.tailors, rows.dress)):
        assert not prints.is_seen(group, product)
        with refused("poster.unseen"), transaction():
            prints.of_poster(group, product, prints.A4, rows.worker)
    assert prints.is_seen(rows.cooks, None)


def test_a_products_poster_knows_that_it_was_described_anew(rows: Rows) -> None:
    with transaction():
        sheets = [prints.of_poster(rows.cooks, one, prints.A4, rows.maryam) for one in (rows.jar, rows.cake, None)]
    clock.freeze(clock.now() + timedelta(minutes=1))
    place(rows, (rows.jar.variants[0], 1))
    assert [prints.changes_since(sheet) for sheet in sheets] == [0, 0, 0], "an order changes no poster"
    with transaction():
        offer = catalogue.Offer("", 1_500_000, 9, 9, rows.jar.variants[0].id)
        catalogue.change(rows.jar, catalogue.Description("ترشی لیته", unit="jar"), [offer], [], rows.maryam)
    assert [prints.changes_since(sheet) for sheet in sheets] == [1, 0, 0]


def test_paper_says_again_once_a_sheet_is_no_longer_fresh(rows: Rows) -> None:
    with transaction():
        first = prints.of_poster(rows.cooks, None, prints.A4, rows.maryam)
        second = prints.of_poster(rows.cooks, None, prints.A4, rows.maryam)
    assert [(sheet.is_fresh, sheet.says_again) for sheet in (first, second)] == [(True, False), (True, True)]
    clock.freeze(first.at + prints.FRESH)
    assert not first.says_again
    clock.freeze(first.at + prints.FRESH + timedelta(seconds=1))
    assert (first.is_fresh, first.says_again) == (False, True)
    clock.freeze(first.at - timedelta(hours=1))
    assert not first.says_again, "a clock that was set back makes no second copy"


@pytest.mark.parametrize("wrong", ["day", "order", "product", "kind"])
def test_the_table_takes_no_sheet_about_two_things(rows: Rows, wrong: str) -> None:
    order = place(rows, (rows.jar.variants[0], 1))[0]
    with pytest.raises(sa.exc.IntegrityError), transaction():
        sheet = prints.of_poster(rows.cooks, None, prints.A4, rows.maryam)
        if wrong == "day":
            sheet.day = clock.today()
        elif wrong == "order":
            sheet.order_id = order.id
        elif wrong == "product":
            sheet.kind, sheet.order_id, sheet.product_id = prints.SLIP, order.id, rows.jar.id
        else:
            sheet.kind = "banner"
        db.session.flush()
