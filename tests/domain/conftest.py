"""The world's people and things as rows, for tests that speak to the domain."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from hamyar.domain import baskets, catalogue, clinics, groups, offering, orders, people, placing, products
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from tests import people as personas
from tests.chosen import first_plan
from tests.people import World

CUSTOMER = placing.Customer("پریسا", "+989351234567", "بدون سیر")


@dataclass
class Rows:
    """Who and what the domain tests speak of."""

    clinic: clinics.Clinic
    manager: people.Person
    worker: people.Person
    maryam: people.Person
    sara: people.Person
    cooks: groups.Group
    tailors: groups.Group
    jar: products.Product
    cake: products.Product
    dress: products.Product

    def basket(self, *wishes: tuple[products.Variant, int]) -> baskets.Basket:
        """A basket with these things in it."""
        with transaction():
            basket, _secret = baskets.begin(self.clinic.id)
            for variant, quantity in wishes:
                baskets.put(basket, variant, quantity)
        return basket


@pytest.fixture
def rows(context: None, world: World) -> Rows:
    """The world as rows of one database session."""
    clinic = clinics.get_only()
    person = {
        key: people.find_by_mobile(clinic.id, getattr(personas, key.upper()))
        for key in ("manager", "worker", "maryam", "sara")
    }
    cooks, tailors = groups.get(clinic.id, "gol-narges"), groups.get(clinic.id, "suzan")
    return Rows(
        clinic=clinic,
        cooks=cooks,
        tailors=tailors,
        jar=products.get(cooks, world.jar),
        cake=products.get(cooks, world.cake),
        dress=products.get(tailors, world.dress),
        **person,
    )


@pytest.fixture
def lunch(rows: Rows) -> products.Product:
    """Something that is made to order, for a day."""
    about = catalogue.Description("قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1)
    with transaction():
        return catalogue.add(rows.cooks, about, [catalogue.Offer("", 1_200_000)], [], rows.maryam)


def refused(key: str) -> Any:
    """The refusal of this key."""
    return pytest.raises(Refused, match=f"^{re.escape(key)}$")


def place(rows: Rows, *wishes: tuple[products.Variant, int], again: bool = False) -> list[orders.Order]:
    """Order these things, as the customer who takes the first day that is free."""
    basket = rows.basket(*wishes)
    offers = offering.of_basket(basket)
    plans = {offer.group.id: first_plan(offer) for offer in offers}
    with transaction():
        return placing.place(basket, CUSTOMER, plans, seal=offering.seal(basket, offers), again=again)
