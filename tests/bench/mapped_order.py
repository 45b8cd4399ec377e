"""The same order as `bare_order`, written as the house writes: mapped objects in one session, one commit."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from hamyar.domain import orders
from hamyar.domain.baskets import Basket, BasketLine
from hamyar.domain.clinics import Clinic
from hamyar.domain.orders import Order, OrderLine, OrderStep
from hamyar.domain.products import Product, Variant
from hamyar.domain.replay import Submission
from hamyar.kit import clock, tokens
from tests.bench.bare_order import NAME


def place_all(engine: sa.Engine, baskets: list[int]) -> Callable[[], None]:
    """A function that orders the next of these baskets each time it is called."""
    waiting, writing = iter(baskets), engine.execution_options(writes=True)
    return lambda: _place(writing, next(waiting))


def _place(engine: sa.Engine, number: int) -> None:
    with Session(engine) as session, session.begin():
        session.add(_submission())
        basket = session.scalars(_WHOLE, {"basket": number}).one()
        clinic = session.get_one(Clinic, 1)
        clinic.last_order_number += 1
        clinic.catalogue_version += 1
        session.add(_order(basket, clinic.last_order_number))
        basket.lines.clear()
        basket.touched_at = clock.now()


def _order(basket: Basket, number: int) -> Order:
    group, mobile = basket.lines[0].variant.product.group, f"+98997{number:07}"
    group.version += 1
    return Order(
        clinic_id=1,
        group=group,
        number=number,
        secret=tokens.secret(),
        checkout=tokens.secret(),
        channel=orders.BY_LINK,
        state=orders.PLACED,
        name=NAME,
        mobile=mobile,
        note="",
        total=basket.total,
        placed_at=clock.now(),
        search_key=orders.key(NAME, mobile),
        lines=[_line(line) for line in basket.lines],
        steps=[OrderStep(group_id=group.id, state=orders.PLACED, at=clock.now())],
    )


def _line(line: BasketLine) -> OrderLine:
    product = line.variant.product
    line.variant.stock -= line.quantity
    product.was_ordered = True
    return OrderLine(
        variant_id=line.variant_id,
        product_name=product.name,
        variant_name=line.variant.name,
        unit=product.unit,
        kind=product.kind,
        lead_days=product.lead_days,
        price=line.variant.price,
        quantity=line.quantity,
    )


def _submission() -> Submission:
    return Submission(
        number=tokens.secret(),
        owner="visitor:x",
        purpose="shop.checkout.place",
        fingerprint="f" * 64,
        answer="/o/x",
        made_at=clock.now(),
    )


_WHOLE = (
    sa.select(Basket)
    .where(Basket.id == sa.bindparam("basket"))
    .options(
        selectinload(Basket.lines).joinedload(BasketLine.variant).joinedload(Variant.product).joinedload(Product.group)
    )
)
