"""What lies on the shelf. Every change is one statement that changes nothing where not enough is there."""

import sqlalchemy as sa

from hamyar.domain import groups
from hamyar.domain.products import FEW, MOST_STOCK, Variant
from hamyar.kit.db import db, returned, table_of
from hamyar.kit.errors import Refused

_VARIANT = table_of(Variant)
_AFTER = _VARIANT.c.stock + sa.bindparam("difference")
_MOVE = (
    sa.update(_VARIANT)
    .where(_VARIANT.c.id == sa.bindparam("variant"), _AFTER >= 0)
    .values(stock=_AFTER)
    .returning(_VARIANT.c.stock)
)


def take(variant: Variant, quantity: int) -> None:
    """Take so many off the shelf. Refused: stock.short (product, left). Not for what is made to order: ask before."""
    if not _move(variant, -quantity):
        raise Refused("stock.short", product=variant.product.name, left=variant.stock)


def give_back(variant: Variant, quantity: int) -> None:
    """Put so many back on the shelf: the order they were for is no more."""
    _move(variant, quantity)


def recount(variant: Variant, counted: int, seen: int) -> None:
    """She saw `seen` on her form and typed `counted`: apply the difference, so that what was sold meanwhile stays sold.

    Refused: stock.moved (left) where that would leave less than nothing, stock.most.
    """
    if counted > MOST_STOCK:
        raise Refused("stock.most", most=MOST_STOCK)
    if counted != seen and not _move(variant, counted - seen):
        raise Refused("stock.moved", left=variant.stock)


def _move(variant: Variant, difference: int) -> bool:
    """Move the count; False where it would fall below nothing, and then nothing changed."""
    after = returned(_MOVE, variant=variant.id, difference=difference)
    db.session.expire(variant, ["stock"])
    if after is None:
        return False
    # Public pages say how many are left only where they are few; they need not be made anew for every sale.
    if min(after, after - difference) < FEW:
        groups.touch(variant.product.group)
    return True
