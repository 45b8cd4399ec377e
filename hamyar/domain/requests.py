"""Work whose price is agreed upon: what a customer described, what the group answered, and how these are found."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from hamyar.domain import orders
from hamyar.domain.groups import Group
from hamyar.domain.orders import BY_QUOTE, Order
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.products import Product
from hamyar.kit import clock, paging
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Missing

# states and limits
ASKED, ANSWERED, AGREED = "asked", "answered", "agreed"
REFUSED, DECLINED, WITHDRAWN = "refused", "declined", "withdrawn"
STATES = (ASKED, ANSWERED, AGREED, REFUSED, DECLINED, WITHDRAWN)
# What may still become an order.
OPEN = (ASKED, ANSWERED)
MOST_PHOTOS = 4
LONGEST_TEXT = 1000
LONGEST_NOTE = 500
_LONGEST_TITLE = 80
_AT_ONCE = 500


# nouns
class Request(Base):
    """What a customer described to a group, with or without one of its products in mind. `secret` is her link's."""

    __tablename__ = "quote_requests"
    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.CheckConstraint("(state = 'agreed') = (order_id IS NOT NULL)", name="order"),
        sa.Index("ix_quote_requests_group_id_id", "group_id", "id"),
        sa.Index("ix_quote_requests_group_id_state_id", "group_id", "state", "id"),
        sa.Index("ix_quote_requests_clinic_id_mobile_id", "clinic_id", "mobile", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    secret: Mapped[str] = mapped_column(sa.String(22), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    mobile: Mapped[str] = mapped_column(sa.String(13))
    text: Mapped[str] = mapped_column(sa.Text)
    wanted_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(10), default=ASKED)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    group: Mapped[Group] = relationship()
    product: Mapped[Product | None] = relationship()
    order: Mapped[Order | None] = relationship()
    ended_by: Mapped[Person | None] = relationship()
    quotes: Mapped[list["Quote"]] = relationship(back_populates="request", order_by="Quote.id")
    pictures: Mapped[list["RequestPhoto"]] = relationship(order_by="RequestPhoto.position")

    @property
    def path(self) -> str:
        """Where the customer's own page of it stands on this machine, for what is told to her."""
        return f"/q/{self.secret}"

    @property
    def desk(self) -> str:
        """Where the group's page of it stands, for what is told to the group."""
        return f"/group/{self.group.slug}/requests/{self.id}"

    @property
    def title(self) -> str:
        """What it is called in lists and on the order: its product, or the beginning of what she wrote."""
        if self.product:
            return self.product.name
        first = self.text.strip().partition("\n")[0]
        return first if len(first) <= _LONGEST_TITLE else first[: _LONGEST_TITLE - 1] + "…"

    @property
    def photos(self) -> list[Photo]:
        """What she showed, in her order."""
        return [picture.photo for picture in self.pictures]

    @property
    def quote(self) -> "Quote | None":
        """The group's latest answer: the one that counts."""
        return self.quotes[-1] if self.quotes else None

    @property
    def is_open(self) -> bool:
        """Whether it may still become an order."""
        return self.state in OPEN

    @property
    def can_be_agreed(self) -> bool:
        """Whether the customer's yes would make the order now."""
        return self.state == ANSWERED and self.quote is not None and not self.quote.has_run_out

    @property
    def has_run_out(self) -> bool:
        """Whether she was answered and let the time pass: she may ask for a fresh price."""
        return self.state == ANSWERED and not self.can_be_agreed


class Quote(Base):
    """A price in rials, the day it would be ready, and until when this holds. A later one replaces it."""

    __tablename__ = "quotes"
    __table_args__ = (sa.CheckConstraint("price > 0", name="price"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("quote_requests.id"), index=True)
    price: Mapped[int] = mapped_column(sa.BigInteger)
    day: Mapped[date]
    holds_until: Mapped[date]
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    request: Mapped[Request] = relationship(back_populates="quotes")
    by: Mapped[Person] = relationship()

    @property
    def has_run_out(self) -> bool:
        """Whether its time is over: the last day counts to its end."""
        return self.holds_until < clock.today()


class RequestPhoto(Base):
    """A photo's place in what a customer described."""

    __tablename__ = "quote_request_photos"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("quote_requests.id"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(sa.ForeignKey("photos.id"), primary_key=True, index=True)
    position: Mapped[int]

    photo: Mapped[Photo] = relationship()


# questions
def by_secret(clinic_id: int, secret: str) -> Request:
    """The request of this link. Raises Missing."""
    return _one(_whole().where(Request.secret == secret, Request.clinic_id == clinic_id))


def get(group: Group, number: int) -> Request:
    """One of the group's requests. Raises Missing."""
    return _one(_whole().where(Request.group_id == group.id, Request.id == number))


def find_of(order: Order) -> Request | None:
    """The request that this order came of, or None."""
    if order.channel != BY_QUOTE:
        return None
    return db.session.scalar(_whole().where(Request.order_id == order.id))


def of_group(group: Group, *, state: str = "", before: int | None = None) -> paging.Page[Request]:
    """What the group was asked, newest first; those in one state where one is given."""
    query = _whole().where(Request.group_id == group.id)
    return paging.newest_first(query.where(Request.state == state) if state else query, Request.id, before)


def count_waiting(group: Group) -> int:
    """How many wait for the group's answer."""
    return _count(Request.group_id == group.id)


def count_waiting_of(clinic_id: int, mobile: str) -> int:
    """How many of one customer, by her number, wait for an answer of any group."""
    return _count(Request.clinic_id == clinic_id, Request.mobile == mobile)


def open_of_mobiles(clinic_id: int, mobiles: list[str]) -> dict[str, list[Request]]:
    """What several customers asked and that may still become an order, newest first, by their numbers."""
    query = _whole().where(Request.clinic_id == clinic_id, Request.mobile.in_(mobiles), Request.state.in_(OPEN))
    found: dict[str, list[Request]] = {mobile: [] for mobile in mobiles}
    for asked in db.session.scalars(query.order_by(Request.id.desc()).limit(_AT_ONCE)):
        found[asked.mobile].append(asked)
    return found


def over_since(moment: datetime) -> list[int]:
    """The numbers of those that ended before this moment, or were never settled and are older; at most 500 at once.

    What became an order stays as long as that order is open, and an answer as long as it holds.
    """
    holds = sa.select(Quote.id).where(Quote.request_id == Request.id, Quote.holds_until >= clock.today())
    ordered = sa.select(Order.id).where(Order.id == Request.order_id, Order.state.in_(orders.OPEN))
    query = sa.select(Request.id).where(sa.func.coalesce(Request.ended_at, Request.asked_at) < moment)
    query = query.where(~ordered.exists(), ~(Request.state.in_(OPEN) & holds.exists()))
    return list(db.session.scalars(query.order_by(Request.id).limit(_AT_ONCE)))


# private
def _count(*whose: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(Request).where(Request.state == ASKED, *whose)
    return db.session.scalar(query) or 0


def _whole() -> sa.Select[tuple[Request]]:
    return sa.select(Request).options(
        joinedload(Request.group),
        joinedload(Request.product),
        joinedload(Request.order),
        selectinload(Request.quotes).joinedload(Quote.by),
        selectinload(Request.pictures).joinedload(RequestPhoto.photo),
    )


def _one(query: sa.Select[tuple[Request]]) -> Request:
    found = db.session.scalar(query)
    if found is None:
        raise Missing("request")
    return found
