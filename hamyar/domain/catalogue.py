"""Putting products up and changing them. Every verb says to the shop's pages that they look different now."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa

from hamyar.domain import groups, journal, permits, stock
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.pricing import checked_price
from hamyar.domain.products import (
    AT_WORKSHOP,
    EVERY_DAY,
    IN_STOCK,
    LONGEST_LEAD,
    MOST_A_DAY,
    MOST_PHOTOS,
    MOST_STOCK,
    MOST_VARIANTS,
    Product,
    ProductPhoto,
    Variant,
    Window,
)
from hamyar.kit import clock, search, tokens
from hamyar.kit.db import db
from hamyar.kit.errors import Missing, Refused

# What is said of when and how something is made, and of what it costs her who makes it.
_WORK = ("lead_days", "per_day", "weekdays", "order_by", "minutes", "place")
_COST = ("material", "work", "hour_worth")


@dataclass(frozen=True)
class Offer:
    """What was typed for one variant: price in rials, how many, and how many the form had shown (0 on a new one).

    `weight` in grams, packed.
    """

    name: str
    price: int
    stock: int = 0
    stock_seen: int = 0
    variant_id: int | None = None
    weight: int | None = None


@dataclass(frozen=True)
class Hours:
    """A window of a service as it was typed: from and to in minutes after midnight, and how many at a time."""

    starts: int
    ends: int
    places: int = 1


@dataclass(frozen=True)
class Description:
    """What was typed for a product, apart from its variants and photos; the fields are those of `Product`."""

    name: str
    description: str = ""
    unit: str = "piece"
    kind: str = IN_STOCK
    lead_days: int = 0
    is_shown: bool = True
    per_day: int | None = None
    weekdays: str = EVERY_DAY
    order_by: int | None = None
    minutes: int | None = None
    place: str = AT_WORKSHOP
    windows: tuple[Hours, ...] = ()
    material: int | None = None
    work: int | None = None
    hour_worth: int | None = None


# verbs
def add(group: Group, about: Description, offers: Sequence[Offer], photos: Sequence[Photo], by: Person) -> Product:
    """A new product of this group. Refused: price.*, stock.most, variant.*, lead.*, day.*, window.*, photo.most."""
    product = Product(group_id=group.id, group=group, code=_free_code(), made_at=clock.now())
    _describe(product, about)
    db.session.add(product)
    _check_offers(product, offers)
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
    _check_offers(product, offers)
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
    same = {one: getattr(product, one) for one in ("description", "unit", "kind", *_WORK, *_COST)}
    windows = tuple(Hours(one.starts, one.ends, one.places) for one in product.windows)
    about = Description(name, **same, windows=windows, is_shown=False)
    offers = [Offer(variant.name, variant.price, weight=variant.weight) for variant in product.variants]
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

    Refused as in `groups.describe` and `permits.take_up`.
    """
    has_new_name = name != group.name
    permits.take_up(group, occupation, by)
    groups.describe(group, name=name, neighbourhood=neighbourhood, story=story, slug=slug, by=by)
    if has_new_name:
        for product in db.session.scalars(sa.select(Product).where(Product.group_id == group.id)):
            product.search_key = _key(product)


# private
def _describe(product: Product, about: Description) -> None:
    product.name, product.description, product.unit = about.name, about.description, about.unit
    product.kind, product.is_shown = about.kind, about.is_shown
    for name in _COST:
        setattr(product, name, getattr(about, name))
    if product.is_by_day:
        _set_days(product, about)
    else:
        product.lead_days, product.per_day, product.order_by, product.weekdays = 0, None, None, EVERY_DAY
    product.windows = _windows(product, about.windows) if product.is_service else []
    product.search_key = _key(product)
    product.changed_at = clock.now()


def _set_days(product: Product, about: Description) -> None:
    if not 0 <= about.lead_days <= LONGEST_LEAD:
        raise Refused("lead.range", most=LONGEST_LEAD)
    if not about.weekdays:
        raise Refused("day.no_weekday")
    if about.per_day is not None and not 1 <= about.per_day <= MOST_A_DAY:
        raise Refused("day.per_day", most=MOST_A_DAY)
    for name in _WORK:
        setattr(product, name, getattr(about, name))


def _windows(product: Product, typed: Sequence[Hours]) -> list[Window]:
    """One that begins as before keeps its row: what is taken of it stays taken."""
    hours = sorted(typed, key=lambda one: one.starts)
    if not hours:
        raise Refused("window.none")
    if any(one.ends <= one.starts for one in hours):
        raise Refused("window.backwards")
    if any(later.starts < earlier.ends for earlier, later in pairwise(hours)):
        raise Refused("window.overlap")
    present = {window.starts: window for window in product.windows}
    found = [present.get(one.starts) or Window(starts=one.starts) for one in hours]
    for window, one in zip(found, hours, strict=True):
        window.ends, window.places = one.ends, one.places
    return found


def _key(product: Product) -> str:
    return search.key(product.name, product.group.name, product.code or "", product.description)


def _check_offers(product: Product, offers: Sequence[Offer]) -> None:
    if not product.has_price and not offers:
        return
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
    return Variant(name=offer.name, price=offer.price, stock=offer.stock, weight=offer.weight, position=position)


def _change_variant(variant: Variant | None, offer: Offer, position: int) -> None:
    if variant is None:
        raise Missing("variant")
    variant.name, variant.price, variant.position = offer.name, offer.price, position
    variant.weight = offer.weight
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
