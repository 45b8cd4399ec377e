"""The barest order: one transaction of plain statements that leaves the same rows behind as a checkout does."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from hamyar.domain import orders
from hamyar.domain.baskets import Basket, BasketLine
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.orders import Order, OrderLine, OrderStep
from hamyar.domain.products import Product, Variant
from hamyar.domain.replay import Submission
from hamyar.kit import clock, db, tokens
from hamyar.ops.settings import Settings

NAME = "مریم احمدی"


def engine_of(settings: Settings) -> sa.Engine:
    """A database opened as Hamyar opens it: WAL and synchronous=FULL, the write lock first."""
    engine = sa.create_engine(settings.database_url)
    db.prepare(engine)
    return engine


def fill_baskets(engine: sa.Engine, count: int, variants: tuple[int, ...]) -> list[int]:
    """So many baskets with one of each of these variants; their numbers."""
    with engine.begin() as connection:
        return [_fill(connection, variants) for _ in range(count)]


def place_all(engine: sa.Engine, baskets: list[int]) -> Callable[[], None]:
    """A function that orders the next of these baskets each time it is called."""
    waiting = iter(baskets)
    return lambda: _place(engine, next(waiting))


def _fill(connection: sa.Connection, variants: tuple[int, ...]) -> int:
    values = {"clinic_id": 1, "key": tokens.fingerprint(tokens.secret()), "touched_at": clock.now()}
    number = _inserted(connection, Basket, values)
    lines = [{"basket_id": number, "variant_id": variant, "quantity": 1, "price_seen": 1} for variant in variants]
    connection.execute(sa.insert(BasketLine), lines)
    return number


def _place(engine: sa.Engine, basket: int) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _note_submission(connection)
        lines = connection.execute(_CHOSEN, {"basket": basket}).all()
        for line in lines:
            connection.execute(_TAKE, {"variant": line.variant_id, "count": line.quantity})
            connection.execute(_WAS_ORDERED, {"product": line.product_id})
        connection.execute(_COUNT_UP)
        order = _insert_order(connection, lines)
        connection.execute(sa.insert(OrderLine), [_line(order, line) for line in lines])
        step = {"order_id": order, "group_id": lines[0].group_id, "state": orders.PLACED, "at": clock.now()}
        connection.execute(sa.insert(OrderStep), step | {"reason": "", "undoes": False})
        connection.execute(_TOUCH_GROUP, {"group": lines[0].group_id})
        connection.execute(_TOUCH_CLINIC)
        connection.execute(_EMPTY, {"basket": basket})
        connection.execute(_TOUCH_BASKET, {"basket": basket, "now": clock.now()})


def _note_submission(connection: sa.Connection) -> None:
    slip = {"number": tokens.secret(), "owner": "visitor:x", "purpose": "shop.checkout.place", "answer": "/o/x"}
    connection.execute(sa.insert(Submission), slip | {"fingerprint": "f" * 64, "made_at": clock.now()})


def _insert_order(connection: sa.Connection, lines: Any) -> int:
    number = connection.scalar(_LAST_NUMBER)
    mobile = f"+98998{number:07}"
    values = {
        "clinic_id": 1, "group_id": lines[0].group_id, "number": number, "secret": tokens.secret(),
        "checkout": tokens.secret(), "channel": orders.BY_LINK, "state": orders.PLACED, "name": NAME, "mobile": mobile,
        "note": "", "total": sum(line.price for line in lines), "placed_at": clock.now(),
        "search_key": orders.key(NAME, mobile),
    }  # fmt: skip
    return _inserted(connection, Order, values)


def _line(order: int, line: Any) -> dict[str, Any]:
    copied = {"product_name": line.name, "variant_name": "", "unit": line.unit, "kind": line.kind, "lead_days": 0}
    return copied | {"order_id": order, "variant_id": line.variant_id, "price": line.price, "quantity": line.quantity}


def _inserted(connection: sa.Connection, noun: type[Any], values: dict[str, Any]) -> int:
    key = connection.execute(sa.insert(noun), values).inserted_primary_key
    assert key is not None
    return int(key[0])


_CHOSEN = (
    sa.select(
        BasketLine.variant_id, BasketLine.quantity, Variant.price, Variant.product_id, Product.group_id, Product.name,
        Product.unit, Product.kind,
    )
    .join(Variant, Variant.id == BasketLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(BasketLine.basket_id == sa.bindparam("basket"))
)  # fmt: skip
_TAKE = (
    sa.update(Variant)
    .where(Variant.id == sa.bindparam("variant"), Variant.stock >= sa.bindparam("count"))
    .values(stock=Variant.stock - sa.bindparam("count"))
)
_WAS_ORDERED = sa.update(Product).where(Product.id == sa.bindparam("product")).values(was_ordered=True)
_COUNT_UP = sa.update(Clinic).where(Clinic.id == 1).values(last_order_number=Clinic.last_order_number + 1)
_LAST_NUMBER = sa.select(Clinic.last_order_number).where(Clinic.id == 1)
_TOUCH_GROUP = sa.update(Group).where(Group.id == sa.bindparam("group")).values(version=Group.version + 1)
_TOUCH_CLINIC = sa.update(Clinic).where(Clinic.id == 1).values(catalogue_version=Clinic.catalogue_version + 1)
_EMPTY = sa.delete(BasketLine).where(BasketLine.basket_id == sa.bindparam("basket"))
_TOUCH_BASKET = sa.update(Basket).where(Basket.id == sa.bindparam("basket")).values(touched_at=sa.bindparam("now"))
