"""What a customer without an account has chosen, over several groups. Nothing here is promised to her yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from hamyar.domain.groups import Group
from hamyar.domain.products import Product, ProductPhoto, Variant
from hamyar.kit import clock, tokens
from hamyar.kit.db import Base, Moment, Quick, changed, db
from hamyar.kit.errors import Missing, Refused

KEPT = timedelta(days=30)
MOST_LINES = 50
MOST_OF_ONE = 999


# nouns
class Basket(Base):
    """One phone's basket. The phone's cookie holds the secret, the table its hash."""

    __tablename__ = "baskets"

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    touched_at: Mapped[datetime] = mapped_column(Moment, index=True)

    lines: Mapped[list["BasketLine"]] = relationship(
        order_by="BasketLine.id", cascade="all, delete-orphan", back_populates="basket"
    )

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.lines)

    @property
    def total(self) -> int:
        """What all that can be ordered costs now, in rials."""
        return sum(line.total for line in self.lines if not line.is_gone)

    @property
    def can_be_ordered(self) -> bool:
        """Whether something is in it and every line can be had as it stands."""
        return bool(self.lines) and not any(line.trouble in ("gone", "short") for line in self.lines)

    @property
    def seal(self) -> str:
        """A fingerprint of what she sees: variants, quantities and present prices. An order is made for that only."""
        seen = ";".join(f"{line.variant_id}x{line.quantity}@{line.variant.price}" for line in self.lines)
        return tokens.fingerprint(seen)

    @property
    def parts(self) -> list["Part"]:
        """Its lines by group: one order each."""
        by_group: dict[int, Part] = {}
        for line in self.lines:
            group = line.variant.product.group
            by_group.setdefault(group.id, Part(group, [])).lines.append(line)
        return list(by_group.values())


@dataclass(frozen=True)
class Part:
    """What a basket holds of one group."""

    group: Group
    lines: list["BasketLine"]

    @property
    def total(self) -> int:
        """In rials."""
        return sum(line.total for line in self.lines if not line.is_gone)


class BasketLine(Base):
    """So many of one variant, and the price she saw when she put it in."""

    __tablename__ = "basket_lines"
    __table_args__ = (
        sa.UniqueConstraint("basket_id", "variant_id"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int] = mapped_column(sa.ForeignKey("baskets.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), index=True)
    quantity: Mapped[int]
    price_seen: Mapped[int] = mapped_column(sa.BigInteger)

    basket: Mapped[Basket] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()

    @property
    def total(self) -> int:
        """What the line costs now, in rials."""
        return self.variant.price * self.quantity

    @property
    def is_gone(self) -> bool:
        """Whether it cannot be ordered at all: sold out, hidden, deleted, or the shop is closed."""
        return not (self.variant.product.is_public and self.variant.is_available)

    @property
    def trouble(self) -> str | None:
        """What changed since she chose it: "gone", "short", "dearer", "cheaper", or None."""
        if self.is_gone:
            return "gone"
        if self.variant.is_counted and self.variant.stock < self.quantity:
            return "short"
        if self.variant.price != self.price_seen:
            return "dearer" if self.variant.price > self.price_seen else "cheaper"
        return None


# verbs
def begin(clinic_id: int) -> tuple[Basket, str]:
    """A new, empty basket and the secret for the phone's cookie."""
    secret = tokens.secret()
    basket = Basket(clinic_id=clinic_id, key=tokens.fingerprint(secret), touched_at=clock.now())
    db.session.add(basket)
    db.session.flush()
    return basket, secret


def put(basket: Basket, variant: Variant, quantity: int) -> None:
    """Add so many. Refused: basket.gone, basket.most_of_one, basket.most_lines, stock.short (product, left)."""
    if not (variant.product.is_public and variant.is_available):
        raise Refused("basket.gone", product=variant.product.name)
    line = next((line for line in basket.lines if line.variant_id == variant.id), None)
    if line is None and len(basket.lines) >= MOST_LINES:
        raise Refused("basket.most_lines", most=MOST_LINES)
    _check_quantity(variant, quantity + (line.quantity if line else 0))
    if line is None:
        basket.lines.append(BasketLine(variant=variant, quantity=quantity, price_seen=variant.price))
    else:
        line.quantity += quantity
        line.price_seen = variant.price
    _touch(basket)


def change(basket: Basket, variant_id: int, quantity: int) -> None:
    """Set how many; 0 takes the line out. Missing lines are out already. Refused as in `put`."""
    line = next((line for line in basket.lines if line.variant_id == variant_id), None)
    if line is None:
        if quantity:
            raise Missing("basket line")
        return
    if quantity == 0:
        basket.lines.remove(line)
    else:
        _check_quantity(line.variant, quantity)
        line.quantity, line.price_seen = quantity, line.variant.price
    _touch(basket)


def mend(basket: Basket) -> None:
    """Make it what can be had now: gone lines out, short ones less, present prices accepted. Twice is as once."""
    for line in list(basket.lines):
        trouble = line.trouble
        if trouble == "gone":
            basket.lines.remove(line)
        elif trouble == "short":
            line.quantity = line.variant.stock
        line.price_seen = line.variant.price
    _touch(basket)


def empty(basket: Basket) -> None:
    """What was in it is ordered."""
    basket.lines.clear()
    _touch(basket)


# questions
def find(clinic_id: int, secret: str, *, with_photos: bool = True) -> Basket | None:
    """The basket of this phone with all that is in it, or None where it has none or left it for thirty days.

    Without photos it is ready to be ordered, with a statement less.
    """
    query = sa.select(Basket).where(Basket.key == tokens.fingerprint(secret), Basket.clinic_id == clinic_id)
    basket = db.session.scalar(query.where(Basket.touched_at > clock.now() - KEPT))
    if basket:
        _load_lines(basket, with_photos=with_photos)
    return basket


_PULSE = Quick(
    sa.select(sa.func.count(BasketLine.id), Basket.touched_at)
    .select_from(Basket)
    .join(BasketLine, BasketLine.basket_id == Basket.id, isouter=True)
    .where(Basket.key == sa.bindparam("key"))
    .group_by(Basket.id)
)


def pulse(secret: str) -> tuple[int, str]:
    """How many lines this phone's basket has, and a text that is another one after every change of it."""
    row = _PULSE.first(key=tokens.fingerprint(secret))
    return (row[0], str(row[1])) if row else (0, "")


def forget_old() -> int:
    """Remove baskets left for thirty days."""
    changed(sa.delete(BasketLine).where(BasketLine.basket_id.in_(_left())))
    return changed(sa.delete(Basket).where(Basket.id.in_(_left())))


# private
def _load_lines(basket: Basket, *, with_photos: bool) -> None:
    product = joinedload(BasketLine.variant).joinedload(Variant.product)
    query = sa.select(BasketLine).where(BasketLine.basket_id == basket.id).order_by(BasketLine.id)
    query = query.options(product.joinedload(Product.group), product.selectinload(Product.windows))
    if with_photos:
        query = query.options(product.selectinload(Product.pictures).joinedload(ProductPhoto.photo))
    set_committed_value(basket, "lines", list(db.session.scalars(query)))


def _check_quantity(variant: Variant, quantity: int) -> None:
    if quantity > MOST_OF_ONE:
        raise Refused("basket.most_of_one", most=MOST_OF_ONE)
    if variant.is_counted and variant.stock < quantity:
        raise Refused("stock.short", product=variant.product.name, left=variant.stock)


def _touch(basket: Basket) -> None:
    basket.touched_at = clock.now()
    db.session.flush()


def _left() -> sa.Select[tuple[int]]:
    return sa.select(Basket.id).where(Basket.touched_at < clock.now() - KEPT)
