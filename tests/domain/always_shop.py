"""The shop in which the stateful tests deal: what it sells and how it is paid, and how its world begins anew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from hamyar.domain import catalogue, gateways, offering, paying, products
from hamyar.domain.days import WHOLE_DAY, Slot
from hamyar.domain.paying import PayCard
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain import ought
from tests.domain.conftest import Rows
from tests.domain.ought import HOURS, PRICES
from tests.domain.ought_orders import Wants

NUMBER, OTHER_NUMBER = "6037991234567893", "6104337812345678"


@dataclass
class Shop:
    """The world's cooks: a jar on the shelf, lunch by the day, a visit by the hour; three cards, two of one number."""

    rows: Rows
    lunch: products.Product
    visit: products.Product
    cards: list[PayCard]
    bring_back: Callable[[], None]

    def __post_init__(self) -> None:
        self.jar_id = self.rows.jar.variants[0].id
        self.names = {self.lunch.id: "lunch", self.visit.id: "visit"}

    def variant(self, what: str) -> products.Variant:
        return {"jar": self.rows.jar, "lunch": self.lunch, "visit": self.visit}[what].variants[0]

    def wishes(self, wants: Wants) -> list[offering.Wish]:
        return [offering.Wish(self.variant(what), many) for what, many in wants.items()]

    def begin_anew(self) -> None:
        """The world as it was before anything was done in it: Hypothesis begins many times."""
        clock.freeze(ought.BEGINNING)
        db.session.rollback()
        kept = [*vars(self.rows).values(), self.lunch, self.visit, *self.cards]
        self.bring_back()
        db.session.expunge_all()
        db.session.add_all(kept)


def open_shop(rows: Rows, put_back: Callable[..., Callable[[], None]], monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Such a shop, on the morning on which everything begins."""
    # Which amount is tried first is chance: without it an amount that is not looked for is at once the same one.
    monkeypatch.setattr("secrets.SystemRandom.shuffle", lambda _chance, _amounts: None)
    clock.freeze(ought.BEGINNING)
    with transaction():
        lunch = catalogue.add(
            rows.cooks, lunch_of(ought.PLATES), [catalogue.Offer("", PRICES["lunch"])], [], rows.maryam
        )
        windows = tuple(catalogue.Hours(hour, hour + 120, ought.VISITS) for hour in HOURS)
        at_home = catalogue.Description("آشپزی در خانه", kind=products.SERVICE, windows=windows)
        visit = catalogue.add(rows.cooks, at_home, [catalogue.Offer("", PRICES["visit"])], [], rows.maryam)
        whose = ((rows.cooks, NUMBER), (None, NUMBER), (None, OTHER_NUMBER))
        cards = [
            paying.add_card(rows.clinic.id, group, paying.NewCard(number, "مریم احمدی"), rows.worker)
            for group, number in whose
        ]
        gateway = gateways.put(rows.clinic.id, "https://example.ir", is_on=False, by=rows.manager)
        gateways.set_id(gateway, "sealed", rows.manager)
    return Shop(rows, lunch, visit, cards, put_back())


def lunch_of(per_day: int) -> catalogue.Description:
    """Lunch is ordered the day before, at most so many plates a day."""
    return catalogue.Description("قورمه سبزی", kind="made_to_order", lead_days=1, per_day=per_day, unit="plate")


def slot_of(day: date, hour: int | None) -> Slot:
    """That day, and the hour of it where one is wanted."""
    return Slot(day, WHOLE_DAY if hour is None else hour)
