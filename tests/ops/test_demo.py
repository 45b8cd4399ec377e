"""The made-up clinic: whole, believable, and the same rules as a real one."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import hamyar
from hamyar.domain import groups, orders, people, products
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.orders import Order, OrderLine, OrderStep
from hamyar.domain.people import Person
from hamyar.domain.products import Product, Variant
from hamyar.domain.resends import Resend
from hamyar.kit import clock
from hamyar.kit import photos as pictures
from hamyar.kit.db import db
from hamyar.kit.errors import Refused
from hamyar.ops import demo, migrate
from hamyar.ops.demo import clinic as made_up
from hamyar.ops.demo import sheet
from hamyar.ops.plain import Trouble
from hamyar.ops.settings import Settings, load


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Settings, list[str]]:
    settings = load({"HAMYAR_INSTANCE": str(tmp_path_factory.mktemp("demo"))})
    migrate.upgrade(settings)
    app = hamyar.create_app(settings)
    with app.app_context():
        return app, settings, demo.build(settings)


def test_a_disk_that_takes_no_pictures_is_said(tmp_path: Path) -> None:
    settings = load({"HAMYAR_INSTANCE": str(tmp_path)})
    migrate.upgrade(settings)
    settings.photos.write_text("a file where the folder should be")
    with hamyar.create_app(settings).app_context(), pytest.raises(Trouble, match="too little room"):
        demo.build(settings)


@pytest.fixture
def inside(built: tuple[Flask, Settings, list[str]]) -> Iterator[None]:
    with built[0].app_context():
        yield


@pytest.mark.usefixtures("inside")
def test_six_trades_some_thirty_women_and_forty_two_products() -> None:
    trades = list(db.session.scalars(sa.select(Group.occupation)))
    assert sorted(trades) == sorted(groups.OCCUPATIONS)
    assert _count(Person, Person.role == people.MEMBER) == 34
    assert _count(Product) == 42
    assert all(5 <= size <= 7 for size in groups.sizes(1).values())


@pytest.mark.usefixtures("inside")
def test_orders_of_two_months_in_every_state_and_by_both_ways() -> None:
    for state in orders.STATES:
        assert _count(Order, Order.state == state), state
    for channel in (orders.BY_LINK, orders.BY_TELEPHONE):
        assert _count(Order, Order.channel == channel) > 10
    first = db.session.scalar(sa.select(sa.func.min(Order.placed_at)))
    assert 40 < (clock.now() - first).days <= 61
    assert _count(OrderStep, OrderStep.undoes)
    assert _count(Resend, Resend.done_at.is_(None)) == 2


@pytest.mark.usefixtures("inside")
def test_nothing_happened_in_the_future_and_steps_follow_each_other() -> None:
    assert not _count(OrderStep, OrderStep.at > clock.now())
    moments = list(db.session.scalars(sa.select(OrderStep.at).order_by(OrderStep.id)))
    assert moments == sorted(moments)


@pytest.mark.usefixtures("inside")
def test_what_was_sold_and_what_is_left_fit_together() -> None:
    assert not _count(Variant, Variant.stock < 0)
    sums = sa.select(Order.id).join(OrderLine).group_by(Order.id)
    wrong = sums.having(sa.func.sum(OrderLine.price * OrderLine.quantity) != Order.total)
    assert list(db.session.scalars(wrong)) == []
    clinic = db.session.get_one(Clinic, 1)
    assert clinic.last_order_number == db.session.scalar(sa.select(sa.func.max(Order.number)))


@pytest.mark.usefixtures("inside")
def test_one_shop_is_closed_one_thing_sold_out_and_some_are_scarce() -> None:
    assert list(db.session.scalars(sa.select(Group.slug).where(~Group.is_open))) == [made_up.CLOSED]
    everything = list(db.session.scalars(products.whole()))
    assert [one.name for one in everything if one.is_counted and one.left == 0] == list(made_up.SOLD_OUT)
    scarce = {one.name for one in everything if any(variant.is_scarce for variant in one.variants)}
    assert scarce >= {name for name, _left in made_up.SCARCE}


def test_every_product_has_a_picture_on_the_disk(built: tuple[Flask, Settings, list[str]]) -> None:
    app, settings, _lines = built
    with app.app_context():
        covers = [product.cover for product in db.session.scalars(products.whole())]
    for cover in covers:
        assert cover is not None
        assert (cover.width, cover.height) == (1280, 960)
        assert pictures.path(settings.photos, cover.name, 320, "webp")


@pytest.mark.usefixtures("inside")
def test_printed_numbers_and_secrets_open_the_door(built: tuple[Flask, Settings, list[str]]) -> None:
    text = "\n".join(built[2])
    manager = people.find_by_mobile(1, "+989000000000")
    lead = people.find_by_mobile(1, "+989000001000")
    assert "09000000000" in text
    assert "09000001000" in text
    assert people.knows_secret(manager, made_up.PASSWORD)
    assert people.knows_secret(lead, made_up.PIN)


def test_the_database_is_sound(built: tuple[Flask, Settings, list[str]]) -> None:
    database = built[1].database
    assert database is not None
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_a_clinic_that_is_there_is_not_touched(built: tuple[Flask, Settings, list[str]]) -> None:
    app, settings, _lines = built
    with app.app_context(), pytest.raises(Refused):
        demo.build(settings)
    assert clock.now().year > 2000


def test_the_same_seed_draws_the_same_picture(tmp_path: Path) -> None:
    look = ("jar", "#b4552f", "#c23b3b")
    drawn = [pictures.store(demo._picture("cooking", look, 5), tmp_path).name for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert sheet.mixed("#000000", "#ffffff", 0.5) == "#808080"


def _count(noun: type, *which: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(noun).where(*which)) or 0
