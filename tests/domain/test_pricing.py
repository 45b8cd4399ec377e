"""What a price brings her who makes the thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.domain import pricing
from hamyar.domain.pricing import ENOUGH, LITTLE, LOSS, Costs

HOUR = 60
THOUSAND = 10_000
MONEY = st.integers(0, pricing.HIGHEST_PRICE)
MINUTES = st.integers(1, 1000 * HOUR)


def test_a_fair_price_pays_the_material_and_the_work() -> None:
    assert pricing.fair(400_000, 90, 600_000) == 1_300_000


def test_a_fair_price_is_one_that_people_write() -> None:
    assert pricing.fair(401_230, 90, 600_000) == 1_310_000


@given(MONEY, MINUTES, MONEY)
def test_a_fair_price_brings_what_she_wishes_and_not_a_thousand_more(material: int, work: int, wish: int) -> None:
    price = pricing.fair(material, work, wish)
    assert pricing.per_hour(price, material, work) >= wish
    assert price % THOUSAND == 0
    before = price - THOUSAND
    assert before < material or pricing.left_for_work(before, material) * HOUR < wish * work


def test_what_an_hour_brings() -> None:
    assert pricing.left_for_work(1_250_000, 400_000) == 850_000
    assert pricing.per_hour(1_250_000, 400_000, 120) == 425_000


@pytest.mark.parametrize(
    ("price", "costs", "verdict"),
    [
        (500_000, Costs(material=500_010), LOSS),
        (500_000, Costs(material=500_000), ENOUGH),
        (500_000, Costs(material=500_000, work=60, hour_worth=10), LITTLE),
        (500_000, Costs(work=60, hour_worth=500_000), ENOUGH),
        (500_000, Costs(work=60, hour_worth=500_010), LITTLE),
        (500_000, Costs(material=100, work=60), ENOUGH),
        (500_000, Costs(material=100, hour_worth=10**9), ENOUGH),
        (500_000, Costs(), ENOUGH),
    ],
)
def test_a_price_is_judged_by_what_she_has_said(price: int, costs: Costs, verdict: str) -> None:
    assert pricing.judged(price, costs) == verdict
