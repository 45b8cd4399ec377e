"""How an order reaches its customer: what each group offers and what it costs, and the address of one order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from hamyar.domain import groups, journal
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.pricing import HIGHEST_PRICE
from hamyar.domain.products import HEAVIEST, IN_STOCK, MADE_TO_ORDER, Product, Variant
from hamyar.kit import tokens
from hamyar.kit.db import Base, db
from hamyar.kit.errors import Refused

# states and limits
PICKUP, COURIER, POST, VISIT = "pickup", "courier", "post", "visit"
# What a group arranges. Work at the customer's place is a visit, which needs no arranging.
WAYS = (PICKUP, COURIER, POST)
# Those that come to the customer, and so must know where she is.
TO_HER = (COURIER, POST, VISIT)
MOST_AREAS = 30
MOST_STEPS = 12
# What the post can carry: a service has no weight, and what has no price yet has nothing to be weighed.
_CARRIED = (IN_STOCK, MADE_TO_ORDER)
# What one of these weighs by its name, in grams, where nobody has weighed it.
_BY_UNIT = {"kilo": 1000, "gram": 1}


# nouns
class Way(Base):
    """One way in which a group hands over. `free_above`: goods worth so many rials travel free; None: never."""

    __tablename__ = "delivery_ways"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "kind"),
        sa.CheckConstraint(sa.column("kind").in_(WAYS), name="kind"),
        sa.CheckConstraint("free_above > 0", name="free_above"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    is_on: Mapped[bool] = mapped_column(default=False)
    where: Mapped[str] = mapped_column(sa.String(200), default="")
    hours: Mapped[str] = mapped_column(sa.String(100), default="")
    free_above: Mapped[int | None] = mapped_column(sa.BigInteger)

    fees: Mapped[list["Fee"]] = relationship(order_by="Fee.up_to, Fee.id", cascade="all, delete-orphan")


class Fee(Base):
    """What a way costs, in rials: for an area of the courier, or for a parcel of the post up to so many grams."""

    __tablename__ = "delivery_fees"
    __table_args__ = (
        sa.CheckConstraint(f"fee >= 0 AND fee <= {HIGHEST_PRICE}", name="fee"),
        sa.CheckConstraint(f"up_to BETWEEN 1 AND {HEAVIEST}", name="up_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    way_id: Mapped[int] = mapped_column(sa.ForeignKey("delivery_ways.id"), index=True)
    area: Mapped[str] = mapped_column(sa.String(60), default="")
    up_to: Mapped[int | None]
    fee: Mapped[int] = mapped_column(sa.BigInteger)


class OrderAddress(Base):
    """Where one order goes. Kept for that order alone, and erased with what else is private of it."""

    __tablename__ = "order_addresses"

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), primary_key=True)
    province: Mapped[str] = mapped_column(sa.String(30))
    city: Mapped[str] = mapped_column(sa.String(60))
    street: Mapped[str] = mapped_column(sa.String(300))
    postal_code: Mapped[str] = mapped_column(sa.String(10), default="")
    landmark: Mapped[str] = mapped_column(sa.String(200), default="")


@dataclass(frozen=True)
class Where:
    """An address as the customer typed it; the postal code has ten digits or is empty."""

    province: str
    city: str
    street: str
    postal_code: str = ""
    landmark: str = ""


@dataclass(frozen=True)
class Choice:
    """One thing a customer can choose: `key` names it in a form, `label` is the area's name, `fee` in rials."""

    key: str
    kind: str
    label: str
    fee: int
    where: str = ""
    hours: str = ""

    @property
    def comes_to_her(self) -> bool:
        """Whether it needs her address."""
        return self.kind in TO_HER


@dataclass(frozen=True)
class Goods:
    """What is to be carried: its worth in rials and its weight in grams; None where something was never weighed.

    `is_visit` where something of it is work at the customer's place.
    """

    worth: int
    weight: int | None
    is_visit: bool = False


@dataclass(frozen=True)
class Pickup:
    """What was typed for fetching it."""

    is_on: bool
    where: str
    hours: str


@dataclass(frozen=True)
class Courier:
    """What was typed for the group's own courier: areas with their fees in rials."""

    is_on: bool
    areas: Sequence[tuple[str, int]]
    free_above: int | None


@dataclass(frozen=True)
class Post:
    """What was typed for the post: fees in rials for parcels up to so many grams."""

    is_on: bool
    steps: Sequence[tuple[int, int]]
    free_above: int | None


# verbs
def arrange(group: Group, pickup: Pickup, courier: Courier, post: Post, by: Person) -> None:
    """Replace how the group hands over. Orders that were placed keep what they were promised.

    Refused: way.no_place, way.no_area, way.same_area, way.most_areas, way.no_step, way.same_step, way.most_steps,
    way.free_above.
    """
    _check(pickup, courier, post)
    ways = {way.kind: way for way in of(group)}
    _set(ways, group, PICKUP, pickup.is_on, None, [], where=pickup.where, hours=pickup.hours)
    _set(ways, group, COURIER, courier.is_on, courier.free_above, [Fee(area=a, fee=fee) for a, fee in courier.areas])
    _set(ways, group, POST, post.is_on, post.free_above, [Fee(up_to=grams, fee=fee) for grams, fee in post.steps])
    db.session.flush()
    journal.note(group.clinic_id, "delivery.arranged", group.name, by.id)
    groups.touch(group)


# questions
def of(group: Group) -> list[Way]:
    """How the group hands over, ways that are off too."""
    return ways_of([group.id]).get(group.id, [])


def ways_of(group_ids: Iterable[int]) -> dict[int, list[Way]]:
    """The same of several groups at once: two statements."""
    query = sa.select(Way).options(selectinload(Way.fees)).where(Way.group_id.in_(list(group_ids))).order_by(Way.id)
    found: dict[int, list[Way]] = {}
    for way in db.session.scalars(query):
        found.setdefault(way.group_id, []).append(way)
    return found


def goods(wanted: Iterable[tuple[Variant, int]]) -> Goods:
    """What so many of these variants are worth and weigh together."""
    listed = list(wanted)
    weights = [_weight(variant) for variant, _ in listed]
    known = [weight * many for weight, (_, many) in zip(weights, listed, strict=True) if weight is not None]
    worth = sum(variant.price * many for variant, many in listed)
    is_visit = any(variant.product.is_at_customer for variant, _ in listed)
    return Goods(worth, sum(known) if len(known) == len(listed) else None, is_visit)


def choices(ways: Sequence[Way], carried: Goods) -> list[Choice]:
    """What a customer may choose for these goods: where to fetch them, each area, and the post where it takes them.

    Who comes to work at her place brings the rest with her: then it is where to, of the courier's areas, at their fees.
    """
    if carried.is_visit:
        return _visits(ways, carried)
    return [
        choice
        for way in sorted(ways, key=lambda way: WAYS.index(way.kind))
        if way.is_on
        for choice in _of(way, carried)
    ]


def chosen(offered: Sequence[Choice], key: str) -> Choice | None:
    """The one of these with this key; None where nothing is offered and the two agree by telephone.

    Refused: way.none where nothing was chosen, way.gone where what was chosen is no longer offered.
    """
    if not offered:
        return None
    if not key:
        raise Refused("way.none")
    found = next((choice for choice in offered if choice.key == key), None)
    if found is None:
        raise Refused("way.gone")
    return found


def unweighed(group: Group) -> list[Product]:
    """The group's goods in its shop that the post is not offered for, because something of them was never weighed."""
    is_unknown = sa.and_(Variant.weight.is_(None), Variant.removed_at.is_(None))
    query = sa.select(Product).where(
        Product.group_id == group.id,
        Product.kind.in_(_CARRIED),
        Product.is_shown,
        Product.removed_at.is_(None),
        Product.unit.not_in(_BY_UNIT),
        Product.all_variants.any(is_unknown),
    )
    return list(db.session.scalars(query.order_by(Product.id.desc())))


def seal(offered: Sequence[Choice]) -> str:
    """A fingerprint of what was offered at which fee: an order is made for what the customer saw only."""
    return tokens.fingerprint(";".join(f"{choice.key}@{choice.fee}" for choice in offered))


# private
def _weight(variant: Variant) -> int | None:
    return variant.weight or _BY_UNIT.get(variant.product.unit)


def _of(way: Way, carried: Goods) -> list[Choice]:
    is_free = way.free_above is not None and carried.worth >= way.free_above
    if way.kind == PICKUP:
        return [Choice(PICKUP, PICKUP, "", 0, way.where, way.hours)]
    if way.kind == COURIER:
        return [Choice(f"{COURIER}-{one.id}", COURIER, one.area, 0 if is_free else one.fee) for one in way.fees]
    step = next((one for one in way.fees if carried.weight is not None and carried.weight <= (one.up_to or 0)), None)
    return [Choice(POST, POST, "", 0 if is_free else step.fee)] if step else []


def _visits(ways: Sequence[Way], carried: Goods) -> list[Choice]:
    by_area = [one for way in ways if way.is_on and way.kind == COURIER for one in _of(way, carried)]
    return [replace(one, kind=VISIT) for one in by_area] or [Choice(VISIT, VISIT, "", 0)]


def _set(
    ways: dict[str, Way], group: Group, kind: str, is_on: bool, free_above: int | None, fees: list[Fee], **said: str
) -> None:
    way = ways.get(kind)
    if way is None:
        way = Way(group_id=group.id, kind=kind)
        db.session.add(way)
    way.is_on, way.free_above = is_on, free_above
    way.where, way.hours = said.get("where", ""), said.get("hours", "")
    present = {(one.area, one.up_to): one for one in way.fees}
    way.fees = [_same(present.get((one.area, one.up_to)), one) for one in fees]


def _same(earlier: Fee | None, typed: Fee) -> Fee:
    """An area keeps its number, by which a customer's open page has chosen it."""
    if earlier is None:
        return typed
    earlier.fee = typed.fee
    return earlier


def _check(pickup: Pickup, courier: Courier, post: Post) -> None:
    if pickup.is_on and not pickup.where:
        raise Refused("way.no_place")
    if courier.is_on and not courier.areas:
        raise Refused("way.no_area")
    if len({area for area, _ in courier.areas}) < len(courier.areas):
        raise Refused("way.same_area")
    if len(courier.areas) > MOST_AREAS:
        raise Refused("way.most_areas", most=MOST_AREAS)
    if post.is_on and not post.steps:
        raise Refused("way.no_step")
    if len({grams for grams, _ in post.steps}) < len(post.steps):
        raise Refused("way.same_step")
    if len(post.steps) > MOST_STEPS:
        raise Refused("way.most_steps", most=MOST_STEPS)
    if any(one is not None and one <= 0 for one in (courier.free_above, post.free_above)):
        raise Refused("way.free_above")
