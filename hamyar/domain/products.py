"""What is sold: products, their variants and photos, and how they are found."""

import re
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.photos import Photo
from hamyar.kit import clock, digits, letters, paging, search
from hamyar.kit.db import Base, Moment, Quick, db
from hamyar.kit.errors import Missing, Refused
from hamyar.kit.money import rials

# states and limits
IN_STOCK, MADE_TO_ORDER = "in_stock", "made_to_order"
KINDS = (IN_STOCK, MADE_TO_ORDER)
UNITS = ("piece", "pack", "jar", "kilo", "gram", "plate", "pair", "set", "metre", "hour")
HIGHEST_PRICE = rials(1_000_000_000)
MOST_PHOTOS = 6
MOST_VARIANTS = 20
MOST_STOCK = 1_000_000
LONGEST_LEAD = 365
# Below this many the public pages say how many are left. Above it they show nothing of the count, not even in an
# attribute: `stock` tells them of changes below it only.
FEW = 5
# A code as it is typed after a call, or copied with the words that stand before it on a card.
_CODE = re.compile(r"(?:کد (?:محصول )?|code )?(\d[\d ]{3,}\d)")
_LONGEST_CODE = 8


# nouns
class Product(Base):
    """Something a group sells. Its price and stock stand on its variants, of which it has at least one."""

    __tablename__ = "products"
    __table_args__ = (
        sa.CheckConstraint(sa.column("kind").in_(KINDS), name="kind"),
        sa.CheckConstraint(sa.column("unit").in_(UNITS), name="unit"),
        sa.CheckConstraint("lead_days BETWEEN 0 AND 365", name="lead_days"),
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
        """The price of its cheapest variant, in rials."""
        return min(variant.price for variant in self.variants)

    @property
    def has_one_price(self) -> bool:
        """Whether all variants cost the same."""
        return len({variant.price for variant in self.variants}) == 1

    @property
    def is_made_to_order(self) -> bool:
        """Whether it is made after the order and so not counted."""
        return self.kind == MADE_TO_ORDER

    @property
    def is_public(self) -> bool:
        """Whether customers may see it: shown, not deleted, in an open shop."""
        return self.is_shown and self.removed_at is None and self.group.is_open

    @property
    def can_be_ordered(self) -> bool:
        """Whether at least one variant can be ordered now."""
        return self.is_public and any(variant.is_available for variant in self.variants)

    @property
    def ready_on(self) -> date | None:
        """The Tehran day on which it could be ready if ordered now; None for what lies on the shelf."""
        return clock.today() + timedelta(days=self.lead_days) if self.is_made_to_order else None

    @property
    def left(self) -> int:
        """How many lie on the shelf, over all variants. Means nothing for what is made to order."""
        return sum(variant.stock for variant in self.variants)

    @property
    def is_scarce(self) -> bool:
        """Whether so few are left, over all variants, that lists say how many."""
        return not self.is_made_to_order and 0 < self.left < FEW


class Variant(Base):
    """One size, colour or weight of a product. `price` in rials; `stock` counts what is on the shelf."""

    __tablename__ = "variants"
    __table_args__ = (
        sa.CheckConstraint(f"price > 0 AND price <= {HIGHEST_PRICE}", name="price"),
        sa.CheckConstraint("stock >= 0", name="stock"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40), default="")
    price: Mapped[int] = mapped_column(sa.BigInteger)
    stock: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    product: Mapped[Product] = relationship(back_populates="all_variants")

    @property
    def is_counted(self) -> bool:
        """Whether stock limits how many can be ordered."""
        return not self.product.is_made_to_order

    @property
    def is_available(self) -> bool:
        """Whether one more could be ordered now, as far as this variant is concerned."""
        return self.removed_at is None and (self.stock > 0 or not self.is_counted)

    @property
    def is_scarce(self) -> bool:
        """Whether so few are left that the page says how many."""
        return self.is_counted and 0 < self.stock < FEW


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
        selectinload(Product.pictures).joinedload(ProductPhoto.photo),
    )


def public(clinic_id: int) -> sa.Select[tuple[Product]]:
    """The clinic's products that customers may see."""
    return (
        whole()
        .join(Product.group)
        .where(Group.clinic_id == clinic_id, Group.is_open, Product.is_shown, Product.removed_at.is_(None))
    )


def newest(clinic_id: int, count: int) -> list[Product]:
    """The newest products of the clinic's open shops."""
    return list(db.session.scalars(public(clinic_id).order_by(Product.id.desc()).limit(count)))


def found(clinic_id: int, text: str, before: int | None = None) -> paging.Page[Product]:
    """Products of open shops that fit what a customer typed, newest first."""
    query = public(clinic_id).where(*search.matching(Product.id, Product.search_key, text))
    return paging.newest_first(query, Product.id, before)


def on_shelf(group: Group, before: int | None = None, size: int = paging.PAGE) -> paging.Page[Product]:
    """What the group's shop page shows, newest first."""
    query = whole().where(Product.group_id == group.id, Product.is_shown, Product.removed_at.is_(None))
    return paging.newest_first(query, Product.id, before, size)


def to_order(group: Group, before: int | None = None, size: int = paging.PAGE) -> paging.Page[Product]:
    """What can be ordered of the group today, newest first."""
    query = whole().where(Product.group_id == group.id, Product.is_shown, Product.removed_at.is_(None), _can_be_had())
    return paging.newest_first(query, Product.id, before, size)


def sold_out(group: Group, before: int | None = None, size: int = paging.PAGE) -> paging.Page[Product]:
    """What the group's shop shows, but cannot be ordered just now, newest first."""
    query = whole().where(Product.group_id == group.id, Product.is_shown, Product.removed_at.is_(None), ~_can_be_had())
    return paging.newest_first(query, Product.id, before, size)


def of(group: Group, text: str = "", before: int | None = None) -> paging.Page[Product]:
    """Everything the group has, hidden products too, newest first; what fits a searched text where one is given."""
    query = whole().where(Product.group_id == group.id, Product.removed_at.is_(None))
    return paging.newest_first(query.where(*search.matching(Product.id, Product.search_key, text)), Product.id, before)


def orderable(group: Group, text: str = "", most: int = 300) -> list[Product]:
    """What can be ordered of this group now, by name, or what fits a searched text: for orders by telephone."""
    query = whole().where(Product.group_id == group.id, Product.is_shown, Product.removed_at.is_(None), _can_be_had())
    query = query.where(*search.matching(Product.id, Product.search_key, text))
    return list(db.session.scalars(query.order_by(Product.name, Product.id).limit(most)))


def has_any(group: Group) -> bool:
    """Whether the group has a product at all, be it hidden."""
    query = sa.select(Product.id).where(Product.group_id == group.id, Product.removed_at.is_(None)).limit(1)
    return db.session.scalar(query) is not None


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


# private
def _can_be_had() -> sa.ColumnElement[bool]:
    enough = sa.or_(Product.kind == MADE_TO_ORDER, Variant.stock > 0)
    return Product.all_variants.any(sa.and_(Variant.removed_at.is_(None), enough))


def _one(query: sa.Select[tuple[Product]]) -> Product:
    product = db.session.scalar(query)
    if product is None:
        raise Missing("product")
    return product
