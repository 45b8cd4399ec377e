"""What is sold: products, their variants and photos, and how they are found."""

import re
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.photos import Photo
from hamyar.domain.pricing import HIGHEST_PRICE
from hamyar.kit import clock, digits, letters
from hamyar.kit.db import Base, Moment, Quick, db
from hamyar.kit.errors import Missing

# states and limits
IN_STOCK, MADE_TO_ORDER, SERVICE, ON_AGREEMENT = "in_stock", "made_to_order", "service", "on_agreement"
KINDS = (IN_STOCK, MADE_TO_ORDER, SERVICE, ON_AGREEMENT)
# What takes a place of a day; see `days`.
BY_DAY = (MADE_TO_ORDER, SERVICE)
UNITS = ("piece", "pack", "jar", "kilo", "gram", "plate", "pair", "set", "metre", "hour")
MOST_PHOTOS = 6
MOST_VARIANTS = 20
MOST_STOCK = 1_000_000
MOST_A_DAY = 10_000
LONGEST_LEAD = 365
HEAVIEST = 200_000
# As `date.weekday()` counts: "0" is Monday.
EVERY_DAY = "0123456"
AT_WORKSHOP, AT_CUSTOMER = "workshop", "customer"
PLACES = (AT_WORKSHOP, AT_CUSTOMER)
# Below this many the public pages say how many are left. Above it they show nothing of the count, not even in an
# attribute: `stock` tells them of changes below it only.
FEW = 5
# A code as it is typed after a call, or copied with the words that stand before it on a card.
_CODE = re.compile(r"(?:کد (?:محصول )?|code )?(\d[\d ]{3,}\d)")
_LONGEST_CODE = 8


# nouns
class Product(Base):
    """Something a group sells. Its price and stock stand on its variants; without them its price is agreed upon.

    What is sold by the day (`is_by_day`) is made or done on its `weekdays`, at the earliest `lead_days` after the
    order; what is ordered from `order_by` on (minutes after midnight in Tehran) counts as the next day's. `per_day`
    limits how many are made for one day, over all variants; None: no limit. A service has windows instead, and lasts
    so many `minutes`.
    `material` and `hour_worth` (rials) and `work` (minutes) are what one costs the group; customers never see them.
    """

    __tablename__ = "products"
    __table_args__ = (
        sa.CheckConstraint(sa.column("kind").in_(KINDS), name="kind"),
        sa.CheckConstraint(sa.column("unit").in_(UNITS), name="unit"),
        sa.CheckConstraint("lead_days BETWEEN 0 AND 365", name="lead_days"),
        sa.CheckConstraint(f"per_day BETWEEN 1 AND {MOST_A_DAY}", name="per_day"),
        sa.CheckConstraint("order_by BETWEEN 0 AND 1439", name="order_by"),
        sa.CheckConstraint(sa.column("place").in_(PLACES), name="place"),
        sa.Index("ix_products_group_id_id", "group_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    description: Mapped[str] = mapped_column(sa.Text)
    unit: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(15))
    lead_days: Mapped[int] = mapped_column(default=0)
    per_day: Mapped[int | None]
    weekdays: Mapped[str] = mapped_column(sa.String(7), default=EVERY_DAY, server_default=EVERY_DAY)
    order_by: Mapped[int | None]
    minutes: Mapped[int | None]
    place: Mapped[str] = mapped_column(sa.String(10), default=AT_WORKSHOP, server_default=AT_WORKSHOP)
    material: Mapped[int | None] = mapped_column(sa.BigInteger)
    work: Mapped[int | None]
    hour_worth: Mapped[int | None] = mapped_column(sa.BigInteger)
    is_shown: Mapped[bool] = mapped_column(default=True)
    was_ordered: Mapped[bool] = mapped_column(default=False)
    search_key: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    group: Mapped[Group] = relationship()
    all_variants: Mapped[list["Variant"]] = relationship(
        back_populates="product", order_by="Variant.position, Variant.id", cascade="all, delete-orphan"
    )
    windows: Mapped[list["Window"]] = relationship(
        back_populates="product", order_by="Window.starts", cascade="all, delete-orphan"
    )
    pictures: Mapped[list["ProductPhoto"]] = relationship(
        order_by="ProductPhoto.position", cascade="all, delete-orphan"
    )

    @property
    def variants(self) -> list["Variant"]:
        """The variants that are sold now, in their order."""
        return [variant for variant in self.all_variants if variant.removed_at is None]

    @property
    def photos(self) -> list[Photo]:
        """Its photos, the cover first."""
        return [picture.photo for picture in self.pictures]

    @property
    def cover(self) -> Photo | None:
        """The photo that stands for it in lists."""
        return self.pictures[0].photo if self.pictures else None

    @property
    def lowest_price(self) -> int:
        """The price of its cheapest variant, in rials. Not for what `has_price` denies."""
        return min(variant.price for variant in self.variants)

    @property
    def has_one_price(self) -> bool:
        """Whether all variants cost the same."""
        return len({variant.price for variant in self.variants}) == 1

    @property
    def has_price(self) -> bool:
        """Whether it can be ordered at a price; without one the customer asks and the group answers."""
        return self.kind != ON_AGREEMENT

    @property
    def is_service(self) -> bool:
        """Whether it is work for a customer at an agreed time."""
        return self.kind == SERVICE

    @property
    def is_at_customer(self) -> bool:
        """Whether it is work at the customer's place."""
        return self.is_service and self.place == AT_CUSTOMER

    @property
    def is_by_day(self) -> bool:
        """Whether an order of it takes a place of a day."""
        return self.kind in BY_DAY

    @property
    def is_counted(self) -> bool:
        """Whether it lies on a shelf and its number limits what can be ordered."""
        return self.kind == IN_STOCK

    @property
    def is_public(self) -> bool:
        """Whether customers may see it: shown, not deleted, in an open shop."""
        return self.is_shown and self.removed_at is None and self.group.is_open

    @property
    def can_be_ordered(self) -> bool:
        """Whether at least one variant can be put into a basket now; which days are free is another question."""
        return self.is_public and any(variant.is_available for variant in self.variants)

    @property
    def earliest(self) -> date:
        """The first Tehran day for which an order of this moment can ask, whatever is closed or full on it."""
        local = clock.now().astimezone(clock.TEHRAN)
        is_late = self.order_by is not None and local.hour * 60 + local.minute >= self.order_by
        return local.date() + timedelta(days=self.lead_days + is_late)

    @property
    def left(self) -> int:
        """How many lie on the shelf, over all variants. Means nothing for what is not counted."""
        return sum(variant.stock for variant in self.variants)

    @property
    def is_scarce(self) -> bool:
        """Whether so few are left, over all variants, that lists say how many."""
        return self.is_counted and 0 < self.left < FEW


class Variant(Base):
    """One size, colour or weight of a product. `price` in rials; `stock` counts what is on the shelf.

    `weight` in grams, packed, for what the post asks; None where nobody has weighed it.
    """

    __tablename__ = "variants"
    __table_args__ = (
        sa.CheckConstraint(f"price > 0 AND price <= {HIGHEST_PRICE}", name="price"),
        sa.CheckConstraint("stock >= 0", name="stock"),
        sa.CheckConstraint(f"weight BETWEEN 1 AND {HEAVIEST}", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40), default="")
    price: Mapped[int] = mapped_column(sa.BigInteger)
    stock: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    product: Mapped[Product] = relationship(back_populates="all_variants")

    @property
    def is_counted(self) -> bool:
        """Whether stock limits how many can be ordered."""
        return self.product.is_counted

    @property
    def is_available(self) -> bool:
        """Whether one more could be ordered now, as far as this variant is concerned."""
        return self.removed_at is None and (self.stock > 0 or not self.is_counted)

    @property
    def is_scarce(self) -> bool:
        """Whether so few are left that the page says how many."""
        return self.is_counted and 0 < self.stock < FEW


class Window(Base):
    """The hours of a day in which a service is done, in minutes after midnight, and how many at a time."""

    __tablename__ = "service_windows"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "starts"),
        sa.CheckConstraint("starts BETWEEN 0 AND 1439 AND ends > starts AND ends <= 1440", name="hours"),
        sa.CheckConstraint(f"places BETWEEN 1 AND {MOST_A_DAY}", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    starts: Mapped[int]
    ends: Mapped[int]
    places: Mapped[int] = mapped_column(default=1)

    product: Mapped[Product] = relationship(back_populates="windows")


class ProductPhoto(Base):
    """A photo's place among those of a product."""

    __tablename__ = "product_photos"

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(sa.ForeignKey("photos.id"), primary_key=True, index=True)
    position: Mapped[int]

    photo: Mapped[Photo] = relationship()


# questions
def whole() -> sa.Select[tuple[Product]]:
    """Products with everything a page shows of them, in a fixed number of statements."""
    return sa.select(Product).options(
        joinedload(Product.group),
        selectinload(Product.all_variants),
        selectinload(Product.windows),
        selectinload(Product.pictures).joinedload(ProductPhoto.photo),
    )


def get(group: Group, code: str) -> Product:
    """A product of this group, shown or hidden. Raises Missing."""
    return _one(whole().where(Product.group_id == group.id, Product.code == code, Product.removed_at.is_(None)))


def get_any(group: Group, code: str) -> Product:
    """A product of this group, deleted ones too. Raises Missing."""
    return _one(whole().where(Product.group_id == group.id, Product.code == code))


def get_by_code(clinic_id: int, code: str) -> Product:
    """Whatever stands at this code in the clinic, hidden or deleted too: ask `is_public`. Raises Missing."""
    query = whole().join(Product.group).where(Group.clinic_id == clinic_id)
    return _one(query.where(Product.code == digits.to_ascii(code)))


def code_in(text: str) -> str:
    """The code in what a person typed: «کد: ۱۰۴۲۳» and "104 23" are 10423. Empty where it can be none."""
    found = _CODE.fullmatch(letters.fold(text))
    code = found[1].replace(" ", "") if found else ""
    return code if len(code) <= _LONGEST_CODE else ""


def find_by_code(clinic_id: int, text: str) -> Product | None:
    """Whatever has the code in what a person typed, hidden or deleted too; None where it is no product's."""
    code = code_in(text)
    query = whole().join(Product.group).where(Group.clinic_id == clinic_id, Product.code == code)
    return db.session.scalar(query) if code else None


def variant(clinic_id: int, number: int) -> Variant:
    """A variant of this clinic with its product and group, whatever its state. Raises Missing."""
    found = variants(clinic_id, {number})
    if not found:
        raise Missing("variant")
    return found[number]


def variants(clinic_id: int, numbers: set[int]) -> dict[int, Variant]:
    """Variants of this clinic with their products and groups, by number, whatever their state."""
    query = (
        sa.select(Variant)
        .join(Variant.product)
        .join(Product.group)
        .options(
            joinedload(Variant.product).joinedload(Product.group),
            joinedload(Variant.product).selectinload(Product.windows),
            joinedload(Variant.product).selectinload(Product.pictures).joinedload(ProductPhoto.photo),
        )
        .where(Variant.id.in_(numbers), Group.clinic_id == clinic_id)
        .order_by(Variant.id)
    )
    return {one.id: one for one in db.session.scalars(query)}


_VERSIONS = Quick(
    sa.select(Group.version, Clinic.details_version)
    .select_from(Product)
    .join(Group, Group.id == Product.group_id)
    .join(Clinic, Clinic.id == Group.clinic_id)
    .where(Product.code == sa.bindparam("code"), Product.is_shown, Product.removed_at.is_(None), Group.is_open)
)


def versions_of_page(code: str) -> tuple[int, ...] | None:
    """What a public product's page depends on; None for what is not public. Costs next to nothing."""
    return _VERSIONS.first(code=code)


# private
def _one(query: sa.Select[tuple[Product]]) -> Product:
    product = db.session.scalar(query)
    if product is None:
        raise Missing("product")
    return product
