"""What customers and groups see laid out: products in lists, newest first, and what fits a searched text."""

import sqlalchemy as sa

from hamyar.domain.groups import Group
from hamyar.domain.products import BY_DAY, IN_STOCK, ON_AGREEMENT, Product, Variant, whole
from hamyar.kit import paging, search
from hamyar.kit.db import db


# questions
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
    """What has a price and can be ordered of this group now, by name, or what fits a searched text."""
    query = whole().where(Product.group_id == group.id, Product.is_shown, Product.removed_at.is_(None), _can_be_had())
    query = query.where(Product.kind != ON_AGREEMENT)
    query = query.where(*search.matching(Product.id, Product.search_key, text))
    return list(db.session.scalars(query.order_by(Product.name, Product.id).limit(most)))


def by_day(group: Group) -> list[Product]:
    """What the group makes or does by the day, hidden products too, by name."""
    query = whole().where(Product.group_id == group.id, Product.removed_at.is_(None), Product.kind.in_(BY_DAY))
    return list(db.session.scalars(query.order_by(Product.name, Product.id)))


def has_any(group: Group) -> bool:
    """Whether the group has a product at all, be it hidden."""
    query = sa.select(Product.id).where(Product.group_id == group.id, Product.removed_at.is_(None)).limit(1)
    return db.session.scalar(query) is not None


# private
def _can_be_had() -> sa.ColumnElement[bool]:
    enough = sa.or_(Product.kind != IN_STOCK, Variant.stock > 0)
    has_variant = Product.all_variants.any(sa.and_(Variant.removed_at.is_(None), enough))
    return sa.or_(Product.kind == ON_AGREEMENT, has_variant)
