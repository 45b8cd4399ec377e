"""Two months in the demo's shops: orders placed, taken down, moved on, undone and declined, in order of time."""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from hamyar.domain import (
    baskets,
    delivery,
    groups,
    moves,
    offering,
    paying,
    payments,
    placing,
    products,
    resends,
    settling,
    shelf,
)
from hamyar.domain.groups import Group
from hamyar.domain.orders import Order
from hamyar.domain.people import Person
from hamyar.domain.products import Variant
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Refused
from hamyar.ops.demo import clinic as made_up

DAYS, ORDERS = 60, 170
_HOME = delivery.Where("تهران", "تهران", "خیابان بهار، کوچه‌ی یاس، پلاک ۴", "", "روبه‌روی نانوایی")
_TOGETHER = 20
# What becomes of an order, and how often of a hundred.
_FATES = {"delivered": 74, "declined": 7, "cancelled": 6, "called off": 4, "not collected": 5, "undone": 4}
# The last hours: minutes before now, whose, and how far it has come. A visitor sees something waiting everywhere.
_FRESH: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (300, 0, ("accept", "ready")),
    (260, 4, ("accept",)),
    (230, 2, ("accept", "ready")),
    (190, 0, ("accept",)),
    (150, 1, ("accept", "ready")),
    (120, 0, ("accept",)),
    (85, 3, ("accept",)),
    (52, 1, ()),
    (34, 0, ()),
    (19, 4, ()),
    (6, 0, ()),
)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


class Story:
    """What is still to happen, and who is there for it to happen to."""

    def __init__(self, clinic_id: int, by_group: dict[int, list[Person]], staff: Sequence[Person]) -> None:
        self.clinic_id, self.by_group, self.staff = clinic_id, by_group, staff
        self.end = clock.now()
        self._order = itertools.count()
        self._ahead: list[tuple[datetime, int, Callable[[], None]]] = []

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Let this happen then; what lies after now never happens."""
        if moment < self.end:
            heapq.heappush(self._ahead, (moment, next(self._order), act))

    def tell(self) -> None:
        """Let everything happen, in order of time, each thing at its own time."""
        try:
            while self._ahead:
                with transaction():
                    self._some()
        finally:
            clock.freeze(None)

    def _some(self) -> None:
        for _ in range(min(_TOGETHER, len(self._ahead))):
            moment, _number, act = heapq.heappop(self._ahead)
            clock.freeze(moment)
            act()


def live(story: Story) -> None:
    """Two months of orders, up to this very minute. Every order has dice of its own, so that none hangs on another."""
    start = story.end - timedelta(days=DAYS)
    for number in range(ORDERS):
        dice = random.Random(number)
        # More every week: people tell each other.
        day = start + timedelta(days=DAYS * (number / ORDERS) ** 0.75)
        moment = clock.start_of(clock.day_of(day)) + 8 * _HOUR + dice.random() * 13 * _HOUR
        story.at(moment, _ordering(story, dice, dice.choices(list(_FATES), list(_FATES.values()))[0]))
    for number, (minutes, place, steps) in enumerate(_FRESH):
        story.at(story.end - minutes * _MINUTE, _lately(story, random.Random(-number - 1), place, steps))
    for number, minutes in enumerate((26 * 60, 170, 45)):
        story.at(story.end - minutes * _MINUTE, _asking(story, number))
    story.tell()


# what happens


def _ordering(story: Story, dice: random.Random, fate: str) -> Callable[[], None]:
    def act() -> None:
        numbers = sorted(story.by_group)
        if dice.random() < 0.2:
            made = _taken_down(story, dice, dice.choice(numbers))
        else:
            # Now and then from two shops at once.
            made = _placed(story, dice, dice.sample(numbers, 2 if dice.random() < 0.12 else 1))
        for order in made:
            _lead_on(story, dice, order, fate)

    return act


def _lately(story: Story, dice: random.Random, place: int, steps: Sequence[str]) -> Callable[[], None]:
    def act() -> None:
        for order in _placed(story, dice, [sorted(story.by_group)[place]]):
            for number, name in enumerate(steps, 1):
                story.at(clock.now() + number * 20 * _MINUTE, _moving(story, dice, order, name))

    return act


def _placed(story: Story, dice: random.Random, group_ids: Sequence[int]) -> list[Order]:
    """An order by link."""
    basket, _secret = baskets.begin(story.clinic_id)
    try:
        for group_id in group_ids:
            for variant, quantity in _choice(dice, group_id):
                baskets.put(basket, variant, quantity)
        offers = offering.of_basket(basket)
        plans = {offer.group.id: _plan(dice, offer) for offer in offers}
        return placing.place(basket, _customer(dice), plans, seal=offering.seal(basket, offers), again=True)
    except Refused:
        # Sold out that day: nobody's order.
        return []


def _taken_down(story: Story, dice: random.Random, group_id: int) -> list[Order]:
    """An order by telephone."""
    by = dice.choice([*story.by_group[group_id], *story.staff])
    wishes = [offering.Wish(variant, quantity) for variant, quantity in _choice(dice, group_id)]
    group = db.session.get_one(Group, group_id)
    plan = _plan(dice, offering.of(group, wishes))
    try:
        return [placing.take_down(group, wishes, _customer(dice), plan, by=by, again=True)]
    except Refused:
        return []


def _plan(dice: random.Random, offer: offering.Offer) -> offering.Plan:
    """One of the first free days, and whatever else the group offers."""
    return offering.Plan(
        slot=dice.choice(offer.slots[:3]).slot if offer.slots else None,
        delivery=dice.choice(offer.choices).key if offer.choices else "",
        where=_HOME,
        pay=dice.choice(offer.terms.ways),
    )


def _choice(dice: random.Random, group_id: int) -> list[tuple[Variant, int]]:
    offered = shelf.orderable(db.session.get_one(Group, group_id))
    chosen = dice.sample(offered, dice.choice((1, 1, 2, 3)))
    return [(dice.choice(product.variants), dice.choice((1, 1, 1, 2, 3))) for product in chosen]


def _customer(dice: random.Random) -> placing.Customer:
    number = dice.randrange(len(made_up.CUSTOMERS))
    note = dice.choice(made_up.NOTES) if dice.random() < 0.3 else ""
    return placing.Customer(made_up.CUSTOMERS[number], f"+98999000{number:04}", note)


def _lead_on(story: Story, dice: random.Random, order: Order, fate: str) -> None:
    """Plan what becomes of an order."""
    now = clock.now()
    if fate in ("declined", "cancelled"):
        name = "decline" if fate == "declined" else "cancel"
        story.at(now + dice.uniform(0.2, 3) * _HOUR, _moving(story, dice, order, name))
        return
    if fate == "undone":
        story.at(now + 20 * _MINUTE, _moving(story, dice, order, "accept"))
        story.at(now + 22 * _MINUTE, _undoing(story, dice, order))
    accepted = now + dice.uniform(0.5, 5) * _HOUR
    story.at(accepted, _moving(story, dice, order, "accept"))
    if fate == "called off":
        story.at(accepted + dice.uniform(1, 20) * _HOUR, _moving(story, dice, order, "call_off"))
        return
    ready = accepted + dice.uniform(3, 40) * _HOUR
    story.at(ready, _moving(story, dice, order, "ready"))
    last = "not_collected" if fate == "not collected" else "deliver"
    story.at(ready + dice.uniform(1, 30) * _HOUR, _moving(story, dice, order, last))


def _moving(story: Story, dice: random.Random, order: Order, name: str) -> Callable[[], None]:
    by = None if name == "cancel" else dice.choice(story.by_group[order.group_id])
    reason = dice.choice(made_up.REASONS[name]) if name in made_up.REASONS else ""
    number = order.id

    def act() -> None:
        found = db.session.get_one(Order, number)
        moves.make(found, name, by=by, reason=reason)
        if by:
            _pay(found, name, by)

    return act


def _pay(order: Order, name: str, by: Person) -> None:
    """What was sent to a card is seen before the work begins; cash comes with the thing."""
    payment = payments.of(order)
    if payment is None or payment.is_enough:
        return
    if name == "accept" and payment.way == paying.CARD:
        settling.see(payment, payment.due, by)
    elif name == "deliver" and payment.way == paying.CASH:
        settling.take_cash(payment, by)


def _undoing(story: Story, dice: random.Random, order: Order) -> Callable[[], None]:
    by, number = dice.choice(story.by_group[order.group_id]), order.id

    def act() -> None:
        found = db.session.get_one(Order, number)
        moves.undo(found, found.last_step.id, by)

    return act


def _asking(story: Story, number: int) -> Callable[[], None]:
    """Somebody lost her link; the first one was sent it again."""

    def act() -> None:
        resends.ask(story.clinic_id, f"+98999000{number * 5:04}")
        if number == 0:
            db.session.flush()
            resends.done(resends.waiting(story.clinic_id).rows[0], story.staff[-1])

    return act


def settle_shelves(shops: Sequence[Group]) -> None:
    """Little is left of some things, and nothing of one."""
    left = dict(made_up.SCARCE) | dict.fromkeys(made_up.SOLD_OUT, 0)
    names = sa.select(Variant).join(Variant.product).where(products.Product.name.in_(left))
    for variant in db.session.scalars(names):
        variant.stock = left[variant.product.name]
    for group in shops:
        groups.touch(group)
