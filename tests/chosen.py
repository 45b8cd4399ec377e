"""What a customer who has no wishes of her own chooses: the first of everything that is offered."""

from collections.abc import Sequence

from hamyar.domain import delivery, offering
from hamyar.domain.groups import Group

ADDRESS = delivery.Where("تهران", "تهران", "نازی‌آباد، کوچه‌ی دوم، پلاک ۳")


def first_plan(offer: offering.Offer) -> offering.Plan:
    """The first free day, the first way to her, the first way to pay."""
    return offering.Plan(
        slot=offer.slots[0].slot if offer.slots else None,
        delivery=offer.choices[0].key if offer.choices else "",
        where=ADDRESS,
        pay=offer.terms.ways[0],
    )


def plan(group: Group, wishes: Sequence[offering.Wish]) -> offering.Plan:
    """The same for what is wished for from one group."""
    return first_plan(offering.of(group, wishes))
