"""How a group is paid: in cash, to whose card, through a gateway, and whether it works before it is paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, joinedload, mapped_column, relationship

from hamyar.domain import gateways, journal
from hamyar.domain.gateways import Gateway
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.kit import clock
from hamyar.kit.db import Base, Moment, db
from hamyar.kit.errors import Missing, Refused

# states and limits
CASH, CARD, ONLINE = "cash", "card", "online"
WAYS = (CASH, CARD, ONLINE)
# Those for which a thing is held until the money comes.
AHEAD = (CARD, ONLINE)
MOST_CARDS = 10
LONGEST_HOLD = 7 * 24


# nouns
class PayCard(Base):
    """A bank card that customers pay to: a group's own, or the clinic's for its groups where `group_id` is empty.

    `number` has 16 digits; `iban` is IR and 24 digits, or empty; `holder` is what the bank's page will show.
    """

    __tablename__ = "pay_cards"
    __table_args__ = (sa.Index("ix_pay_cards_clinic_id_group_id", "clinic_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"))
    number: Mapped[str] = mapped_column(sa.String(16))
    iban: Mapped[str] = mapped_column(sa.String(26), default="")
    holder: Mapped[str] = mapped_column(sa.String(80))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class Terms(Base):
    """What a group has chosen. A group without a row is paid in cash.

    `is_paid_first`: an order is accepted only when it is paid. What waits for money is held for `hold_hours`.
    `has_gateway`: its clinic has one now, without which `takes_online` means nothing.
    """

    __tablename__ = "pay_terms"
    __table_args__ = (sa.CheckConstraint(f"hold_hours BETWEEN 1 AND {LONGEST_HOLD}", name="hold_hours"),)

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"), primary_key=True)
    takes_cash: Mapped[bool] = mapped_column(default=True)
    card_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pay_cards.id"))
    takes_online: Mapped[bool] = mapped_column(default=False)
    is_paid_first: Mapped[bool] = mapped_column(default=False)
    hold_hours: Mapped[int] = mapped_column(default=24)
    has_gateway: Mapped[bool] = column_property(
        sa.exists()
        .where(Group.id == group_id, Gateway.clinic_id == Group.clinic_id, gateways.is_open())
        .correlate_except(Group, Gateway)
    )

    card: Mapped[PayCard | None] = relationship()

    @property
    def ways(self) -> list[str]:
        """The ways to pay that a customer may choose, in the order of WAYS.

        Where the only one was a gateway and the clinic has switched it off, in cash: no shop closes by that.
        """
        is_online = self.takes_online and self.has_gateway
        on = {CASH: self.takes_cash, CARD: self.card_id is not None, ONLINE: is_online}
        return [way for way in WAYS if on[way]] or [CASH]


@dataclass(frozen=True)
class NewCard:
    """A card as it was typed and read; see `PayCard`."""

    number: str
    holder: str
    iban: str = ""


# verbs
def add_card(clinic_id: int, group: Group | None, card: NewCard, by: Person) -> PayCard:
    """A card of the group, or of the clinic where `group` is None. The journal tells its last four digits alone.

    Refused: card.twice, card.most.
    """
    present = cards_of(clinic_id, group)
    if any(one.number == card.number for one in present):
        raise Refused("card.twice")
    if len(present) >= MOST_CARDS:
        raise Refused("card.most", most=MOST_CARDS)
    made = PayCard(
        clinic_id=clinic_id,
        group_id=group.id if group else None,
        number=card.number,
        iban=card.iban,
        holder=card.holder,
    )
    db.session.add(made)
    db.session.flush()
    journal.note(clinic_id, "card.added", f"…{card.number[-4:]}", by.id)
    return made


def drop_card(card: PayCard, by: Person) -> None:
    """Nobody is asked to pay to it any more; orders that wait for money keep showing it. Refused: card.in_use."""
    if db.session.scalar(sa.select(Terms.group_id).where(Terms.card_id == card.id).limit(1)) is not None:
        raise Refused("card.in_use")
    card.removed_at = clock.now()
    journal.note(card.clinic_id, "card.removed", f"…{card.number[-4:]}", by.id)


def agree(
    group: Group,
    *,
    takes_cash: bool,
    card: PayCard | None,
    takes_online: bool,
    is_paid_first: bool,
    hold_hours: int,
    by: Person,
) -> Terms:
    """Replace how the group is paid. Orders that were placed keep their way.

    Refused: pay.no_way, pay.first_needs where nothing can be paid ahead, pay.hold.
    """
    if not (takes_cash or card or takes_online):
        raise Refused("pay.no_way")
    if is_paid_first and not (card or takes_online):
        raise Refused("pay.first_needs")
    if not 1 <= hold_hours <= LONGEST_HOLD:
        raise Refused("pay.hold", most=LONGEST_HOLD)
    terms = db.session.get(Terms, group.id) or Terms(group_id=group.id)
    terms.takes_cash, terms.card, terms.takes_online = takes_cash, card, takes_online
    terms.is_paid_first, terms.hold_hours = is_paid_first, hold_hours
    db.session.add(terms)
    db.session.flush()
    journal.note(group.clinic_id, "pay.agreed", group.name, by.id)
    return terms


# questions
def of(group: Group) -> Terms:
    """How the group is paid; in cash where nobody has said anything."""
    return of_groups([group.id])[group.id]


def of_groups(group_ids: Iterable[int]) -> dict[int, Terms]:
    """The same of several groups at once: one statement."""
    wanted = list(group_ids)
    query = sa.select(Terms).options(joinedload(Terms.card)).where(Terms.group_id.in_(wanted))
    found = {terms.group_id: terms for terms in db.session.scalars(query)}
    return {group_id: found.get(group_id) or _in_cash(group_id) for group_id in wanted}


def chosen(terms: Terms, way: str) -> str:
    """The way to pay that a customer chose; the only one where there is no choice. Refused: pay.none, pay.gone."""
    if not way and len(terms.ways) == 1:
        return terms.ways[0]
    if not way:
        raise Refused("pay.none")
    if way not in terms.ways:
        raise Refused("pay.gone")
    return way


def cards_of(clinic_id: int, group: Group | None) -> list[PayCard]:
    """The group's own cards, or the clinic's where `group` is None."""
    whose = PayCard.group_id.is_(None) if group is None else PayCard.group_id == group.id
    query = sa.select(PayCard).where(PayCard.clinic_id == clinic_id, whose, PayCard.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(PayCard.id)))


def get_card(clinic_id: int, group: Group | None, number: int) -> PayCard:
    """One of the cards that this group may use: its own or the clinic's; with None the clinic's. Raises Missing."""
    offered = cards_of(clinic_id, None) + (cards_of(clinic_id, group) if group else [])
    found = next((card for card in offered if card.id == number), None)
    if found is None:
        raise Missing("card")
    return found


def used_by(clinic_id: int) -> dict[int, list[Group]]:
    """The groups of the clinic whose customers pay to a card, by the card's number in the table."""
    query = sa.select(Terms.card_id, Group).join(Group, Group.id == Terms.group_id)
    query = query.where(Group.clinic_id == clinic_id, Terms.card_id.is_not(None)).order_by(Group.name, Group.id)
    found: dict[int, list[Group]] = {}
    for card_id, group in db.session.execute(query):
        found.setdefault(card_id, []).append(group)
    return found


def groups_online(clinic_id: int) -> list[Group]:
    """The groups of the clinic that take payment by internet."""
    query = sa.select(Group).join(Terms, Terms.group_id == Group.id)
    return list(db.session.scalars(query.where(Group.clinic_id == clinic_id, Terms.takes_online).order_by(Group.name)))


# private
def _in_cash(group_id: int) -> Terms:
    return Terms(group_id=group_id, takes_cash=True, takes_online=False, is_paid_first=False, hold_hours=24)
