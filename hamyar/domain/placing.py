"""How an order comes to be: all of a basket or nothing of it, at the prices the customer saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from hamyar.domain import baskets, clinics, products, stock
from hamyar.domain.baskets import Basket
from hamyar.domain.groups import Group
from hamyar.domain.orders import BY_LINK, BY_TELEPHONE, DEAD, PLACED, Order, OrderLine, OrderStep, key
from hamyar.domain.people import Person
from hamyar.domain.products import Variant
from hamyar.kit import clock, tokens
from hamyar.kit.db import changed, db, table_of
from hamyar.kit.errors import Refused

# The same customer with the same products within this time is asked whether she means it.
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Customer:
    """Who orders: a name, a mobile as +98..., and what she wants to say."""

    name: str
    mobile: str
    note: str = ""


@dataclass(frozen=True)
class Wish:
    """So many of one variant."""

    variant: Variant
    quantity: int


_ADD_LINES = sa.insert(table_of(OrderLine))
_ADD_STEP = sa.insert(table_of(OrderStep)).values(state=PLACED, reason="", undoes=False)


# verbs
def place(basket: Basket, customer: Customer, *, seal: str, again: bool = False) -> list[Order]:
    """Make one order per group out of a basket, and empty it. All or none.

    `seal` is the basket's, as the customer's page showed it. Refused: basket.empty, basket.changed where anything is
    gone, short or has another price than she saw, order.again (number) where she ordered this just now.
    """
    if not basket.lines:
        raise Refused("basket.empty")
    if not basket.can_be_ordered or basket.seal != seal:
        raise Refused("basket.changed")
    wishes = [[Wish(line.variant, line.quantity) for line in part.lines] for part in basket.parts]
    if not again:
        _ask_if_again(basket.clinic_id, customer, wishes)
    checkout = tokens.secret()
    made = [_make(part, customer, checkout, BY_LINK, None) for part in wishes]
    baskets.empty(basket)
    return made


def take_down(group: Group, wishes: Sequence[Wish], customer: Customer, *, by: Person, again: bool = False) -> Order:
    """An order that came by telephone, entered by a member or staff. Refused: order.empty, stock.short, order.again.

    Products of a closed shop can be taken down too: the group knows what it promises.
    """
    if not wishes:
        raise Refused("order.empty")
    if any(wish.variant.product.group_id != group.id or wish.variant.removed_at for wish in wishes):
        raise Refused("basket.gone", product=wishes[0].variant.product.name)
    if not again:
        _ask_if_again(group.clinic_id, customer, [wishes])
    return _make(wishes, customer, tokens.secret(), BY_TELEPHONE, by)


def refill(basket: Basket, order: Order) -> list[str]:
    """Order again: put what can still be had into the basket; the names of what could not."""
    missing: list[str] = []
    present = products.variants(order.clinic_id, {line.variant_id for line in order.lines})
    for line in order.lines:
        try:
            baskets.put(basket, present[line.variant_id], line.quantity)
        except Refused:
            missing.append(line.product_name)
    return missing


# private
def _make(wishes: Sequence[Wish], customer: Customer, checkout: str, channel: str, by: Person | None) -> Order:
    group = wishes[0].variant.product.group
    for wish in wishes:
        _take(wish)
    order = Order(
        clinic_id=group.clinic_id,
        group=group,
        number=clinics.next_order_number(group.clinic_id),
        secret=tokens.secret(),
        checkout=checkout,
        channel=channel,
        state=PLACED,
        name=customer.name,
        mobile=customer.mobile,
        note=customer.note,
        total=sum(wish.variant.price * wish.quantity for wish in wishes),
        placed_at=clock.now(),
        placed_by_id=by.id if by else None,
        ready_on=_ready_on(wishes),
        search_key=key(customer.name, customer.mobile),
    )
    db.session.add(order)
    db.session.flush()
    # Past the ORM, which would ask for the number of every line in a statement of its own.
    db.session.execute(_ADD_LINES, [_line(order, wish) for wish in wishes])
    changed(_ADD_STEP, order_id=order.id, group_id=group.id, by_id=order.placed_by_id, at=order.placed_at)
    return order


def _take(wish: Wish) -> None:
    if wish.variant.is_counted:
        stock.take(wish.variant, wish.quantity)
    if not wish.variant.product.was_ordered:
        wish.variant.product.was_ordered = True


def _line(order: Order, wish: Wish) -> dict[str, object]:
    product = wish.variant.product
    return {
        "order_id": order.id,
        "variant_id": wish.variant.id,
        "product_name": product.name,
        "variant_name": wish.variant.name,
        "unit": product.unit,
        "kind": product.kind,
        "lead_days": product.lead_days,
        "price": wish.variant.price,
        "quantity": wish.quantity,
    }


def _ready_on(wishes: Sequence[Wish]) -> date | None:
    days = [wish.variant.product.ready_on for wish in wishes]
    return max((day for day in days if day), default=None)


def _ask_if_again(clinic_id: int, customer: Customer, wishes: Sequence[Sequence[Wish]]) -> None:
    query = sa.select(Order).where(
        Order.clinic_id == clinic_id,
        Order.mobile == customer.mobile,
        Order.placed_at > clock.now() - JUST_NOW,
        Order.state.not_in(DEAD),
    )
    asked = [sorted((wish.variant.id, wish.quantity) for wish in part) for part in wishes]
    for order in db.session.scalars(
        query.options(sa.orm.selectinload(Order.lines)).order_by(Order.id.desc()).limit(20)
    ):
        if sorted((line.variant_id, line.quantity) for line in order.lines) in asked:
            raise Refused("order.again", number=order.number)
