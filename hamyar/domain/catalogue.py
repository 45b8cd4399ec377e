"""Putting products up and changing them. Every verb says to the shop's pages that they look different now."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from hamyar.domain import groups, journal, stock
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.products import (
    IN_STOCK,
    LONGEST_LEAD,
    MADE_TO_ORDER,
    MOST_PHOTOS,
    MOST_STOCK,
    MOST_VARIANTS,
    Product,
    ProductPhoto,
    Variant,
    checked_price,
)
from hamyar.kit import clock, search, tokens
from hamyar.kit.db import db
from hamyar.kit.errors import Missing, Refused


@dataclass(frozen=True)
class Offer:
    """What was typed for one variant: price in rials, how many, and how many the form had shown (0 on a new one)."""

    name: str
    price: int
    stock: int = 0
    stock_seen: int = 0
    variant_id: int | None = None


@dataclass(frozen=True)
class Description:
    """What was typed for a product, apart from its variants and photos."""

    name: str
    description: str = ""
    unit: str = "piece"
    kind: str = IN_STOCK
    lead_days: int = 0
    is_shown: bool = True


# verbs
def add(group: Group, about: Description, offers: Sequence[Offer], photos: Sequence[Photo], by: Person) -> Product:
    """A new product of this group. Refused: price.*, stock.most, variant.*, lead.*, photo.most."""
    product = Product(group_id=group.id, group=group, code=_free_code(), made_at=clock.now())
    _describe(product, about)
    db.session.add(product)
    _check_offers(offers)
    for position, offer in enumerate(offers):
        product.all_variants.append(_variant(offer, position))
    _set_photos(product, photos)
    db.session.flush()
    journal.note(group.clinic_id, "product.added", f"{product.code} {product.name}", by.id)
    groups.touch(group)
    return product


def change(product: Product, about: Description, offers: Sequence[Offer], photos: Sequence[Photo], by: Person) -> None:
    """Replace what is said of a product. A variant that is no longer offered is kept for old orders, unseen.

    Raises Missing for another product's variant. Refused as in `add`, and stock.moved.
    """
    _describe(product, about)
    _check_offers(offers)
    present = {variant.id: variant for variant in product.variants}
    for position, offer in enumerate(offers):
        if offer.variant_id is None:
            product.all_variants.append(_variant(offer, position))
        else:
            _change_variant(present.pop(offer.variant_id, None), offer, position)
    for variant in present.values():
        variant.removed_at = clock.now()
    _set_photos(product, photos)
    db.session.flush()
    journal.note(product.group.clinic_id, "product.changed", f"{product.code} {product.name}", by.id)
    groups.touch(product.group)


def copy(product: Product, name: str, by: Person) -> Product:
    """A new, hidden product like an older one, with nothing on the shelf yet."""
    about = Description(name, product.description, product.unit, product.kind, product.lead_days, is_shown=False)
    offers = [Offer(variant.name, variant.price) for variant in product.variants]
    return add(product.group, about, offers, product.photos, by)


def show(product: Product, is_shown: bool, by: Person) -> None:
    """Let customers see it, or not."""
    product.is_shown = is_shown
    journal.note(product.group.clinic_id, "product.shown" if is_shown else "product.hidden", product.code, by.id)
    groups.touch(product.group)


def remove(product: Product, by: Person) -> bool:
    """Delete a product; True where it is gone. One that was ever ordered is hidden instead, and False is given."""
    if product.was_ordered:
        show(product, False, by)
        return False
    product.removed_at = clock.now()
    journal.note(product.group.clinic_id, "product.removed", f"{product.code} {product.name}", by.id)
    groups.touch(product.group)
    return True


def bring_back(product: Product, by: Person) -> None:
    """Undo a deletion."""
    product.removed_at = None
    journal.note(product.group.clinic_id, "product.brought_back", product.code, by.id)
    groups.touch(product.group)


def describe_shop(
    group: Group, *, name: str, occupation: str, neighbourhood: str, story: str, slug: str, by: Person
) -> None:
    """Change what the shop page says, and let the group's products be found under its new name.

    Refused as in `groups.describe`.
    """
    has_new_name = name != group.name
    groups.describe(group, name=name, occupation=occupation, neighbourhood=neighbourhood, story=story, slug=slug, by=by)
    if has_new_name:
        for product in db.session.scalars(sa.select(Product).where(Product.group_id == group.id)):
            product.search_key = _key(product)


# private
def _describe(product: Product, about: Description) -> None:
    if about.kind == MADE_TO_ORDER and not 1 <= about.lead_days <= LONGEST_LEAD:
        raise Refused("lead.range", most=LONGEST_LEAD)
    product.name, product.description, product.unit = about.name, about.description, about.unit
    product.kind, product.is_shown = about.kind, about.is_shown
    product.lead_days = about.lead_days if about.kind == MADE_TO_ORDER else 0
    product.search_key = _key(product)
    product.changed_at = clock.now()


def _key(product: Product) -> str:
    return search.key(product.name, product.group.name, product.code or "", product.description)


def _check_offers(offers: Sequence[Offer]) -> None:
    if not offers:
        raise Refused("variant.none")
    if len(offers) > MOST_VARIANTS:
        raise Refused("variant.most", most=MOST_VARIANTS)
    names = [search.key(offer.name) for offer in offers]
    if len(set(names)) < len(names):
        raise Refused("variant.same_name")
    if len(offers) > 1 and not all(names):
        raise Refused("variant.no_name")
    for offer in offers:
        checked_price(offer.price)
        if offer.stock > MOST_STOCK:
            raise Refused("stock.most", most=MOST_STOCK)


def _variant(offer: Offer, position: int) -> Variant:
    return Variant(name=offer.name, price=offer.price, stock=offer.stock, position=position)


def _change_variant(variant: Variant | None, offer: Offer, position: int) -> None:
    if variant is None:
        raise Missing("variant")
    variant.name, variant.price, variant.position = offer.name, offer.price, position
    db.session.flush()
    stock.recount(variant, offer.stock, offer.stock_seen)


def _set_photos(product: Product, photos: Sequence[Photo]) -> None:
    if len(photos) > MOST_PHOTOS:
        raise Refused("photo.most", most=MOST_PHOTOS)
    present = {picture.photo_id: picture for picture in product.pictures}
    unique = list(dict.fromkeys(photo.id for photo in photos))
    product.pictures = [
        _placed(present.get(photo_id) or ProductPhoto(photo_id=photo_id), position)
        for position, photo_id in enumerate(unique)
    ]


def _placed(picture: ProductPhoto, position: int) -> ProductPhoto:
    picture.position = position
    return picture


def _free_code() -> str:
    """A code nobody has: five digits are read out easily; six once five get crowded."""
    for length in (5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 8, 8):
        code = tokens.number(length)
        if db.session.scalar(sa.select(Product.id).where(Product.code == code)) is None:
            return code
    raise RuntimeError("no product code is free")
