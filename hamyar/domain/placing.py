"""How an order comes to be: all of a basket or nothing of it, at the prices and fees the customer saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from hamyar.domain import baskets, clinics, days, delivery, notices, offering, paying, payments, products, stock
from hamyar.domain.baskets import Basket
from hamyar.domain.days import WHOLE_DAY, Slot
from hamyar.domain.delivery import Choice, OrderAddress
from hamyar.domain.groups import Group
from hamyar.domain.offering import LEFT_OPEN, Offer, Plan, Wish
from hamyar.domain.orders import (
    AT_FAIR,
    BY_LINK,
    BY_QUOTE,
    BY_TELEPHONE,
    DEAD,
    PLACED,
    Order,
    OrderLine,
    OrderStep,
    key,
)
from hamyar.domain.people import Person
from hamyar.domain.products import ON_AGREEMENT
from hamyar.kit import clock, tokens
from hamyar.kit.db import changed, db, table_of
from hamyar.kit.errors import Refused

# The same customer with the same products within this time is asked whether she means it.
JUST_NOW = timedelta(minutes=10)
# Every order tells its number something: a stranger must not send somebody a hundred messages with it.
MOST_A_DAY = 20
# Here the customer chooses herself, on a page of hers; otherwise the group has her on the line.
_HER_OWN = (BY_LINK, BY_QUOTE)


@dataclass(frozen=True)
class Customer:
    """Who orders: a name, a mobile as +98..., and what she wants to say."""

    name: str
    mobile: str
    note: str = ""


@dataclass(frozen=True)
class Agreed:
    """What a group and a customer agreed upon: what it is, what it costs in rials, and for which day."""

    title: str
    price: int
    day: date


@dataclass(frozen=True)
class _Deal:
    """Everything that one order is made of, once it is known to be possible."""

    group: Group
    customer: Customer
    lines: list[dict[str, object]]
    choice: Choice | None
    plan: Plan
    channel: str
    checkout: str
    by: Person | None = None


_ADD_LINES = sa.insert(table_of(OrderLine))
_ADD_STEP = sa.insert(table_of(OrderStep)).values(state=PLACED, reason="", undoes=False)


# verbs
def place(
    basket: Basket, customer: Customer, plans: Mapping[int, Plan], *, seal: str, again: bool = False
) -> list[Order]:
    """Make one order per group out of a basket, and empty it. All or none.

    `plans` holds what she chose, by the group's number; `seal` is `offering.seal`, as the customer's page showed it.
    Refused: basket.empty; basket.changed where anything is gone, short or has another price or fee than she saw;
    day.*, way.* and pay.* with `group_id` where a choice is missing or no longer to be had; order.again
    (number) where she ordered this just now; order.many where this number ordered too often today.
    """
    if not basket.lines:
        raise Refused("basket.empty")
    _check_many(basket.clinic_id, customer)
    offers = offering.of_basket(basket)
    if not basket.can_be_ordered or offering.seal(basket, offers) != seal:
        raise Refused("basket.changed")
    if not again:
        _ask_if_again(basket.clinic_id, customer, [offer.wishes for offer in offers])
    checkout = tokens.secret()
    made = [_order(offer, customer, plans.get(offer.group.id, LEFT_OPEN), checkout, BY_LINK) for offer in offers]
    baskets.empty(basket)
    return made


def take_down(
    group: Group,
    wishes: Sequence[Wish],
    customer: Customer,
    plan: Plan = LEFT_OPEN,
    *,
    by: Person,
    channel: str = BY_TELEPHONE,
    again: bool = False,
) -> Order:
    """An order that a member or staff write down. Refused: order.empty, stock.short, day.*, way.*, pay.*, order.again.

    Products of a closed shop can be taken down too: the group knows what it promises. How it reaches her and how she
    pays may be left open: the group has her on the line.
    """
    if not wishes:
        raise Refused("order.empty")
    if any(wish.variant.product.group_id != group.id or wish.variant.removed_at for wish in wishes):
        raise Refused("basket.gone", product=wishes[0].variant.product.name)
    if not again:
        _ask_if_again(group.clinic_id, customer, [wishes])
    return _order(offering.of(group, wishes), customer, plan, tokens.secret(), channel, by)


def make_agreed(group: Group, agreed: Agreed, customer: Customer, plan: Plan, *, seal: str) -> Order:
    """The order of a quote that both sides said yes to. It takes no place of a day: the group chose the day itself.

    `seal` is `offering.seal_of` what the customer's page showed. Refused: quote.fees where a way to her costs something
    else by now; way.* and pay.* with `group_id` where a choice is missing or no longer to be had.
    """
    offer = offering.of_agreed(group, agreed.price)
    if offering.seal_of(offer) != seal:
        raise Refused("quote.fees")
    line: dict[str, object] = {
        "variant_id": None,
        "product_name": agreed.title,
        "variant_name": "",
        "unit": "piece",
        "kind": ON_AGREEMENT,
        "lead_days": 0,
        "price": agreed.price,
        "quantity": 1,
    }
    plan = replace(plan, slot=Slot(agreed.day))
    try:
        choice = _choice(offer.choices, plan, BY_QUOTE)
        return _make(_Deal(group, customer, [line], choice, plan, BY_QUOTE, tokens.secret()), offer.terms)
    except Refused as no:
        raise Refused(no.key, **{"group_id": group.id, **no.facts}) from no


def refill(basket: Basket, order: Order) -> list[str]:
    """Order again: put what can still be had into the basket; the names of what could not."""
    missing: list[str] = []
    present = products.variants(order.clinic_id, {line.variant_id for line in order.goods if line.variant_id})
    for line in order.goods:
        try:
            if line.variant_id is None:
                raise Refused("basket.gone", product=line.product_name)
            baskets.put(basket, present[line.variant_id], line.quantity)
        except Refused:
            missing.append(line.product_name)
    return missing


# private
def _order(
    offer: Offer, customer: Customer, plan: Plan, checkout: str, channel: str, by: Person | None = None
) -> Order:
    """Take what one order wants, and write it down. A refusal says of which group it speaks."""
    try:
        slot = days.exact(offer.products, plan.slot) if plan.slot and offer.needs_slot else None
        plan = replace(plan, slot=slot)
        for wish in offer.wishes:
            _take(wish, slot, channel)
        choice = _choice(offer.choices, plan, channel)
        lines = [_line(wish) for wish in offer.wishes]
        return _make(_Deal(offer.group, customer, lines, choice, plan, channel, checkout, by), offer.terms)
    except Refused as no:
        raise Refused(no.key, **{"group_id": offer.group.id, **no.facts}) from no


def _take(wish: Wish, slot: Slot | None, channel: str) -> None:
    product = wish.variant.product
    if product.is_counted:
        stock.take(wish.variant, wish.quantity)
    elif channel == AT_FAIR:
        # It was made before anybody asked for it: no day is promised.
        slot = None
    elif slot is None:
        raise Refused("day.none", product=product.name)
    else:
        own = days.own_slot(product.kind, slot)
        days.check(product, own)
        days.take(product, own, wish.quantity)
    if not product.was_ordered:
        product.was_ordered = True


def _choice(offered: Sequence[Choice], plan: Plan, channel: str) -> Choice | None:
    if not plan.delivery and channel not in _HER_OWN:
        return None
    choice = delivery.chosen(offered, plan.delivery)
    if choice and choice.comes_to_her and plan.where is None:
        raise Refused("way.no_address")
    return choice


def _make(deal: _Deal, terms: paying.Terms) -> Order:
    group, slot, choice = deal.group, deal.plan.slot, deal.choice
    lines = deal.lines + ([_fee(choice)] if choice and choice.fee else [])
    way = _way_to_pay(deal, terms)
    order = Order(
        clinic_id=group.clinic_id,
        group=group,
        number=clinics.next_order_number(group.clinic_id),
        secret=tokens.secret(),
        checkout=deal.checkout,
        channel=deal.channel,
        state=PLACED,
        name=deal.customer.name,
        mobile=deal.customer.mobile,
        note=deal.customer.note,
        total=sum(int(str(line["price"])) * int(str(line["quantity"])) for line in lines),
        placed_at=clock.now(),
        placed_by_id=deal.by.id if deal.by else None,
        ready_on=slot.day if slot else None,
        window=slot.window if slot and slot.window != WHOLE_DAY else None,
        window_ends=slot.ends if slot else None,
        delivery=choice.kind if choice else "",
        area=choice.label if choice else "",
        search_key=key(deal.customer.name, deal.customer.mobile),
    )
    db.session.add(order)
    db.session.flush()
    # Past the ORM, which would ask for the number of every line in a statement of its own.
    db.session.execute(_ADD_LINES, [{**line, "order_id": order.id} for line in lines])
    changed(_ADD_STEP, order_id=order.id, group_id=group.id, by_id=order.placed_by_id, at=order.placed_at)
    if choice and choice.comes_to_her and deal.plan.where:
        db.session.add(OrderAddress(order_id=order.id, **vars(deal.plan.where)))
    payments.begin(order, terms, way)
    _tell(order, deal.by)
    return order


def _way_to_pay(deal: _Deal, terms: paying.Terms) -> str:
    if deal.channel == AT_FAIR:
        return paying.CASH
    if deal.channel not in _HER_OWN and not deal.plan.pay:
        return terms.ways[0]
    return paying.chosen(terms, deal.plan.pay)


def _tell(order: Order, by: Person | None) -> None:
    """The group, unless one of it wrote it down herself, and the customer."""
    facts = {"number": order.number, "group": order.group.name, "day": order.ready_on}
    known = {name: value for name, value in facts.items() if value is not None}
    if order.channel != AT_FAIR and (by is None or by.is_staff):
        kind = "quote.agreed" if order.channel == BY_QUOTE else "order.placed"
        notices.tell_group(order.group, kind, known, order.id, order.desk)
    if order.mobile:
        notices.tell_customer(
            order.clinic_id, order.group_id, order.id, order.mobile, "order.placed", known, order.path
        )


def _line(wish: Wish) -> dict[str, object]:
    product = wish.variant.product
    return {
        "variant_id": wish.variant.id,
        "product_name": product.name,
        "variant_name": wish.variant.name,
        "unit": product.unit,
        "kind": product.kind,
        "lead_days": product.lead_days,
        "price": wish.variant.price,
        "quantity": wish.quantity,
    }


def _fee(choice: Choice) -> dict[str, object]:
    return {
        "variant_id": None,
        "product_name": choice.label,
        "variant_name": "",
        "unit": "piece",
        "kind": choice.kind,
        "lead_days": 0,
        "price": choice.fee,
        "quantity": 1,
    }


def _check_many(clinic_id: int, customer: Customer) -> None:
    since = clock.now() - timedelta(days=1)
    query = sa.select(sa.func.count()).where(Order.clinic_id == clinic_id, Order.mobile == customer.mobile)
    if (db.session.scalar(query.where(Order.placed_at > since, Order.channel == BY_LINK)) or 0) >= MOST_A_DAY:
        raise Refused("order.many", most=MOST_A_DAY)


def _ask_if_again(clinic_id: int, customer: Customer, wishes: Sequence[Sequence[Wish]]) -> None:
    if not customer.mobile:
        # Whoever left no number may be anybody.
        return
    query = sa.select(Order).where(
        Order.clinic_id == clinic_id,
        Order.mobile == customer.mobile,
        Order.placed_at > clock.now() - JUST_NOW,
        Order.state.not_in(DEAD),
    )
    asked = [sorted((wish.variant.id, wish.quantity) for wish in part) for part in wishes]
    for order in db.session.scalars(query.options(selectinload(Order.lines)).order_by(Order.id.desc()).limit(20)):
        if sorted((line.variant_id, line.quantity) for line in order.goods if line.variant_id) in asked:
            raise Refused("order.again", number=order.number)
