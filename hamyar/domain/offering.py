"""What a customer may choose for what she wants of one group: the day, how it reaches her, how she pays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hamyar.domain import days, delivery, paying
from hamyar.domain.baskets import Basket
from hamyar.domain.days import Free, Slot
from hamyar.domain.delivery import Choice, Where
from hamyar.domain.groups import Group
from hamyar.domain.paying import Terms
from hamyar.domain.products import Product, Variant
from hamyar.kit import tokens

# states and limits
MOST_SLOTS = 21


# nouns
@dataclass(frozen=True)
class Wish:
    """So many of one variant."""

    variant: Variant
    quantity: int


@dataclass(frozen=True)
class Offer:
    """What one group offers for some wishes. Without `choices` the two agree by telephone how it reaches her.

    Where a price was agreed upon, that (`agreed`, in rials) stands for the wishes.
    """

    group: Group
    wishes: Sequence[Wish]
    slots: list[Free]
    choices: list[Choice]
    terms: Terms
    agreed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that could be ordered."""
        return not (self.wishes or self.agreed)

    @property
    def products(self) -> list[Product]:
        """What is wished for, once for each wish."""
        return [wish.variant.product for wish in self.wishes]

    @property
    def needs_slot(self) -> bool:
        """Whether a day must be chosen; there may be none that suits all wishes together."""
        return any(wish.variant.product.is_by_day for wish in self.wishes)

    @property
    def needs_hours(self) -> bool:
        """Whether a slot is a part of a day."""
        return any(wish.variant.product.is_service for wish in self.wishes)

    @property
    def is_work(self) -> bool:
        """Whether nothing but work is wished for."""
        return bool(self.wishes) and all(wish.variant.product.is_service for wish in self.wishes)

    @property
    def is_impossible(self) -> bool:
        """Whether a day is needed and none is free."""
        return self.needs_slot and not self.slots

    @property
    def may_come_to_her(self) -> bool:
        """Whether one of the choices needs her address."""
        return any(choice.comes_to_her for choice in self.choices)

    @property
    def total(self) -> int:
        """What the wishes cost, without the way to her, in rials."""
        return self.agreed + sum(wish.variant.price * wish.quantity for wish in self.wishes)


@dataclass(frozen=True)
class Plan:
    """What was chosen for one order: each may be left out where there is nothing to choose."""

    slot: Slot | None = None
    delivery: str = ""
    where: Where | None = None
    pay: str = ""


# Whoever is on the telephone agrees upon the rest.
LEFT_OPEN = Plan()


# questions
def of(group: Group, wishes: Sequence[Wish]) -> Offer:
    """What this group offers for these wishes."""
    return _each([(group, wishes)])[0]


def of_basket(basket: Basket) -> list[Offer]:
    """What each group offers for its part of a basket, in the basket's order. A fixed number of statements."""
    parts = [
        (part.group, [Wish(line.variant, line.quantity) for line in part.lines if not line.is_gone])
        for part in basket.parts
    ]
    return _each(parts) if parts else []


def of_agreed(group: Group, price: int) -> Offer:
    """What this group offers for work at an agreed price. Nobody has weighed it, so the post is not offered."""
    ways = delivery.ways_of([group.id]).get(group.id, [])
    return Offer(group, [], [], delivery.choices(ways, delivery.Goods(price, None)), paying.of(group), price)


def seal(basket: Basket, offers: Sequence[Offer]) -> str:
    """A fingerprint of prices and fees as a page shows them: an order is made for what the customer saw only."""
    return tokens.fingerprint("|".join([basket.seal, *map(seal_of, offers)]))


def seal_of(offer: Offer) -> str:
    """The same of one group's ways to her."""
    return delivery.seal(offer.choices)


def never(offer: Offer) -> list[Product]:
    """The products for so many of which no day is free even alone; where there are none, they only do not fit together.

    Asked where an offer is impossible, to tell her why.
    """
    wanted = [(product, many) for product, many in _by_product(offer.wishes) if product.is_by_day]
    alone = days.free_each([[one] for one in wanted], 1)
    return [product for (product, _many), free in zip(wanted, alone, strict=True) if not free]


# private
def _each(parts: Sequence[tuple[Group, Sequence[Wish]]]) -> list[Offer]:
    numbers = [group.id for group, _ in parts]
    ways, terms = delivery.ways_of(numbers), paying.of_groups(numbers)
    slots = days.free_each([_by_product(wishes) for _, wishes in parts], MOST_SLOTS)
    return [
        Offer(
            group,
            wishes,
            slots[place],
            delivery.choices(ways.get(group.id, []), _carried(wishes)),
            terms[group.id],
        )
        for place, (group, wishes) in enumerate(parts)
    ]


def _by_product(wishes: Sequence[Wish]) -> list[tuple[Product, int]]:
    """How many of each product: its variants share its places."""
    many: Counter[Product] = Counter()
    for wish in wishes:
        many[wish.variant.product] += wish.quantity
    return list(many.items())


def _carried(wishes: Sequence[Wish]) -> delivery.Goods:
    return delivery.goods([(wish.variant, wish.quantity) for wish in wishes])
