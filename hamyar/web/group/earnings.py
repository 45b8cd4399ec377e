"""What a price brings her who makes the thing, worked out from what she says of material and time. For her alone."""

from typing import NamedTuple

from hamyar.domain import pricing
from hamyar.domain.pricing import Costs
from hamyar.domain.products import Product

_HOUR = 60
MOST_HOURS = 1000


class Answer(NamedTuple):
    """What stays of a price for her work, what that is for an hour, and the price that would bring what she wishes.

    In rials; None where she has not said enough to know. `verdict` is one of those of `pricing`.
    """

    price: int
    costs: Costs
    verdict: str
    left: int
    per_hour: int | None
    fair: int | None


def answer(price: int | None, costs: Costs) -> Answer | None:
    """What this price brings; None where there is no price yet, or nothing to count with."""
    if not price or (costs.material is None and not costs.work):
        return None
    material = costs.material or 0
    return Answer(
        price,
        costs,
        pricing.judged(price, costs),
        pricing.left_for_work(price, material),
        pricing.per_hour(price, material, costs.work) if costs.work else None,
        pricing.fair(material, costs.work, costs.hour_worth) if costs.work and costs.hour_worth else None,
    )


def of(product: Product) -> Costs:
    """What was said of a product."""
    return Costs(product.material, product.work, product.hour_worth)


def together(hours: int | None, minutes: int | None) -> int | None:
    """Hours and minutes of work in minutes; None where neither was said."""
    return (hours or 0) * _HOUR + (minutes or 0) or None


def apart(work: int | None) -> dict[str, int | None]:
    """Minutes of work as the form asks for them, in hours and minutes."""
    hours, minutes = divmod(work or 0, _HOUR)
    return {"work_hours": hours or None, "work_minutes": minutes or None}


def is_loss(product: Product) -> bool:
    """Whether its lowest price does not even pay the material."""
    return product.has_price and pricing.judged(product.lowest_price, of(product)) == pricing.LOSS
