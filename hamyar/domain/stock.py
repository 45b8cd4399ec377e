"""What lies on the shelf. Every change is one statement that changes nothing where not enough is there."""

import sqlalchemy as sa

from hamyar.domain.products import MOST_STOCK, Variant
from hamyar.kit.db import changed, db
from hamyar.kit.errors import Refused


def take(variant: Variant, quantity: int) -> None:
    """Take so many off the shelf. Refused: stock.short (product, left). Made-to-order products are not counted."""
    if not variant.is_counted:
        return
    enough = sa.update(Variant).where(Variant.id == variant.id, Variant.stock >= quantity)
    taken = changed(enough.values(stock=Variant.stock - quantity))
    db.session.expire(variant, ["stock"])
    if not taken:
        raise Refused("stock.short", product=variant.product.name, left=variant.stock)


def give_back(variant: Variant, quantity: int) -> None:
    """Put so many back on the shelf: the order they were for is no more."""
    if not variant.is_counted:
        return
    changed(sa.update(Variant).where(Variant.id == variant.id).values(stock=Variant.stock + quantity))
    db.session.expire(variant, ["stock"])


def recount(variant: Variant, counted: int, seen: int) -> None:
    """She saw `seen` on her form and typed `counted`: apply the difference, so that what was sold meanwhile stays sold.

    Refused: stock.moved (left) where that would leave less than nothing, stock.most.
    """
    if counted > MOST_STOCK:
        raise Refused("stock.most", most=MOST_STOCK)
    if counted == seen:
        return
    after = Variant.stock + (counted - seen)
    moved = changed(sa.update(Variant).where(Variant.id == variant.id, after >= 0).values(stock=after))
    db.session.expire(variant, ["stock"])
    if not moved:
        raise Refused("stock.moved", left=variant.stock)
