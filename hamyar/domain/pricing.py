"""Prices that may be asked, in rials, and what a price leaves to her who makes the thing."""

from dataclasses import dataclass

from hamyar.kit.errors import Refused
from hamyar.kit.money import rials

# states and limits
HIGHEST_PRICE = rials(1_000_000_000)
# What a price brings: less than the material alone, less than her work should bring, or enough.
LOSS, LITTLE, ENOUGH = "loss", "little", "enough"
# Prices are written in whole thousands of tomans.
_STEP = rials(1000)


# nouns
@dataclass(frozen=True)
class Costs:
    """What one piece costs her who makes it: `material` and `hour_worth` in rials, `work` in minutes.

    `hour_worth` is what an hour of her work should bring. None where she has not said.
    """

    material: int | None = None
    work: int | None = None
    hour_worth: int | None = None


# questions
def checked_price(price: int) -> int:
    """A price in rials that may be asked. Refused: price.zero, price.high."""
    if price <= 0:
        raise Refused("price.zero")
    if price > HIGHEST_PRICE:
        raise Refused("price.high")
    return price


def likelier_price(earlier: int, typed: int) -> int | None:
    """The price she probably meant where she seems to have mixed up tomans and rials; None where all looks well.

    Ten times above or below the earlier price, or more, is asked about.
    """
    if typed >= earlier * 10:
        return typed // 10
    if typed * 10 <= earlier:
        return typed * 10
    return None


def fair(material: int, work: int, hour_worth: int) -> int:
    """The price that pays the material and what each hour of work should bring, rounded up to a price one writes."""
    return -(-(material * 60 + work * hour_worth) // (60 * _STEP)) * _STEP


def left_for_work(price: int, material: int) -> int:
    """What a price leaves once the material is paid; below zero where it does not even pay that."""
    return price - material


def per_hour(price: int, material: int, work: int) -> int:
    """What an hour of work brings at a price, in rials, rounded down. `work` is more than no minutes."""
    return left_for_work(price, material) * 60 // work


def judged(price: int, costs: Costs) -> str:
    """Whether a price is a LOSS, brings too LITTLE for an hour, or ENOUGH as far as she has said what it costs."""
    material = costs.material or 0
    if left_for_work(price, material) < 0:
        return LOSS
    if costs.work and costs.hour_worth and per_hour(price, material, costs.work) < costs.hour_worth:
        return LITTLE
    return ENOUGH
