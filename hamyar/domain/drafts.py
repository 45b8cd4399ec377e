"""A first product on its way through the five steps: what she has given so far, kept so that nothing is lost."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain import catalogue
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.pricing import checked_price
from hamyar.domain.products import MADE_TO_ORDER, Product
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, changed, db
from hamyar.kit.errors import Missing, Refused

KEPT = timedelta(days=30)


class Draft(Base):
    """One product that is not there yet. Each person has at most one in a group."""

    __tablename__ = "drafts"
    __table_args__ = (sa.UniqueConstraint("group_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("photos.id"))
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    price: Mapped[int | None] = mapped_column(sa.BigInteger)
    stock: Mapped[int | None]
    # Where it is made when it is ordered, with nothing on the shelf.
    lead_days: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)

    photo: Mapped[Photo | None] = relationship()


def open_for(group: Group, person: Person) -> Draft:
    """Her draft in this group, a new one where she has none."""
    draft = find(group, person)
    if draft is None:
        draft = Draft(group_id=group.id, person_id=person.id, made_at=clock.now())
        db.session.add(draft)
        db.session.flush()
    return draft


def give_photo(draft: Draft, photo: Photo | None) -> None:
    """Step one."""
    draft.photo_id = photo.id if photo else None


def give_name(draft: Draft, name: str) -> None:
    """Step two."""
    draft.name = name


def give_price(draft: Draft, price: int) -> None:
    """Step three, in rials. Refused: price.zero, price.high."""
    draft.price = checked_price(price)


def give_stock(draft: Draft, stock: int) -> None:
    """Step four, of what lies on the shelf."""
    draft.stock, draft.lead_days = stock, None


def give_lead(draft: Draft, days: int) -> None:
    """Step four, of what is made when it is ordered: how many days before it is ready; 0 is the same day."""
    draft.stock, draft.lead_days = 0, days


def finish(draft: Draft, group: Group, by: Person) -> Product:
    """Step five: the product is in the shop, and the draft is gone. Refused: draft.incomplete."""
    if draft.price is None or draft.stock is None or not draft.name:
        raise Refused("draft.incomplete")
    offer = catalogue.Offer("", draft.price, draft.stock)
    photos = [draft.photo] if draft.photo else []
    product = catalogue.add(group, _about(draft), [offer], photos, by)
    db.session.delete(draft)
    return product


def find(group: Group, person: Person) -> Draft | None:
    """Her draft in this group, or None."""
    query = sa.select(Draft).options(joinedload(Draft.photo))
    return db.session.scalar(query.where(Draft.group_id == group.id, Draft.person_id == person.id))


def get(group: Group, person: Person) -> Draft:
    """Her draft in this group. Raises Missing."""
    draft = find(group, person)
    if draft is None:
        raise Missing("draft")
    return draft


def forget_old() -> int:
    """Remove drafts that nobody went on with for a month."""
    return changed(sa.delete(Draft).where(Draft.made_at < clock.now() - KEPT))


# private
def _about(draft: Draft) -> catalogue.Description:
    if draft.lead_days is None:
        return catalogue.Description(draft.name)
    return catalogue.Description(draft.name, kind=MADE_TO_ORDER, lead_days=draft.lead_days)
