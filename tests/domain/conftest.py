"""The world's people and things as rows, for tests that speak to the domain."""

from dataclasses import dataclass

import pytest

from hamyar.domain import baskets, clinics, groups, people, products
from hamyar.kit.db import transaction
from tests import people as personas
from tests.people import World


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
