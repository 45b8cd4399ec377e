"""How a customer and a group agree upon a price: she asks, the group answers, she says yes or no.

Nothing binds before both said yes: her yes to an answer that still holds makes the order, in the same step, and the
group, which had said yes before, has accepted it by that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from hamyar.domain import moves, notices, photos, placing, requests
from hamyar.domain.groups import Group
from hamyar.domain.offering import Plan
from hamyar.domain.orders import Order
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.placing import Customer
from hamyar.domain.pricing import checked_price
from hamyar.domain.products import Product
from hamyar.domain.requests import (
    AGREED,
    ANSWERED,
    ASKED,
    DECLINED,
    LONGEST_NOTE,
    MOST_PHOTOS,
    OPEN,
    REFUSED,
    WITHDRAWN,
    Quote,
    Request,
    RequestPhoto,
)
from hamyar.kit import clock, tokens
from hamyar.kit.db import changed, db
from hamyar.kit.errors import Refused

# states and limits
# From where each step leads where.
MOVES = {
    "answer": (OPEN, ANSWERED),
    "decline": (OPEN, DECLINED),
    "agree": ((ANSWERED,), AGREED),
    "refuse": ((ANSWERED,), REFUSED),
    "withdraw": (OPEN, WITHDRAWN),
    "ask_again": ((ANSWERED,), ASKED),
}
MOST_OPEN_OF_ONE = 5
USUAL_HOLD, LONGEST_HOLD = timedelta(days=7), timedelta(days=60)
KEPT = timedelta(days=180)


# nouns
@dataclass(frozen=True)
class Wanted:
    """What a customer typed: what it should be like, and for when where she knows that."""

    text: str
    wanted_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """What the group typed: a price in rials, a day, until when it holds, and something to say."""

    price: int
    day: date
    holds_until: date
    note: str = ""


# verbs
def ask(group: Group, product: Product | None, wanted: Wanted, shown: Sequence[Photo], customer: Customer) -> Request:
    """A customer describes what she wants. Her own words are enough; the group answers on her link.

    Refused: quote.closed where the group takes no such requests, quote.empty, quote.past, photo.most, quote.many
    where this number waits for many answers already.
    """
    _check_asked(group, product, wanted, shown)
    if requests.count_waiting_of(group.clinic_id, customer.mobile) >= MOST_OPEN_OF_ONE:
        raise Refused("quote.many", most=MOST_OPEN_OF_ONE)
    asked = Request(
        clinic_id=group.clinic_id,
        group=group,
        product=product,
        secret=tokens.secret(),
        name=customer.name,
        mobile=customer.mobile,
        text=wanted.text,
        wanted_on=wanted.wanted_on,
        state=ASKED,
        asked_at=clock.now(),
        pictures=[RequestPhoto(photo=photo, position=place) for place, photo in enumerate(dict.fromkeys(shown))],
    )
    db.session.add(asked)
    db.session.flush()
    _tell_group(asked, "quote.asked")
    return asked


def answer(asked: Request, said: Answer, by: Person) -> Quote:
    """The group names a price and a day. A second answer replaces the first, as long as she has not said yes.

    It never holds longer than until the day for which it promises. Refused: quote.late (stands), price.*, day.past,
    quote.hold where it would hold too long or not at all.
    """
    checked_price(said.price)
    today = clock.today()
    if said.day < today:
        raise Refused("day.past")
    if not today <= said.holds_until <= today + LONGEST_HOLD:
        raise Refused("quote.hold", most=LONGEST_HOLD.days)
    _go(asked, "answer")
    made = Quote(
        request_id=asked.id,
        price=said.price,
        day=said.day,
        holds_until=min(said.holds_until, said.day),
        note=said.note[:LONGEST_NOTE],
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.expire(asked, ["quotes"])
    _tell_customer(asked, "quote.answered", amount=said.price)
    return made


def decline(asked: Request, reason: str, by: Person) -> None:
    """The group cannot do it, and says why. Refused: quote.late, quote.reason."""
    if not reason:
        raise Refused("quote.reason")
    _go(asked, "decline", reason, by)
    _tell_customer(asked, "quote.declined")


def agree(asked: Request, quote_id: int, plan: Plan, *, seal: str) -> Order:
    """The customer says yes to the very answer and the very fees she saw: that makes the order.

    It is accepted at once, as both have said yes; where money must come first, the group does it when that is there.
    Refused: quote.late (stands), quote.closed where its shop is, quote.replaced where another answer came since,
    quote.ran_out, quote.fees where the ways to her cost something else now, way.*, pay.*.
    """
    quote = asked.quote
    if asked.state != ANSWERED or quote is None:
        raise Refused("quote.late", stands=asked.state)
    if not asked.group.is_open:
        # A shop is closed for a reason, such as a permit that ran out.
        raise Refused("quote.closed")
    if quote.id != quote_id:
        raise Refused("quote.replaced")
    if quote.has_run_out:
        raise Refused("quote.ran_out")
    agreed = placing.Agreed(asked.title, quote.price, quote.day)
    # Where her words are the order's name, they need not stand beside it once more.
    customer = Customer(asked.name, asked.mobile, "" if asked.text == asked.title else asked.text)
    order = placing.make_agreed(asked.group, agreed, customer, plan, seal=seal)
    _go(asked, "agree", order=order)
    if moves.can_be_accepted(order):
        moves.make(order, "agree", by=None, who=moves.AGREEMENT)
    return order


def refuse(asked: Request, reason: str = "") -> None:
    """The customer says no to the answer. Refused: quote.late."""
    _go(asked, "refuse", reason)
    _tell_group(asked, "quote.refused")


def withdraw(asked: Request) -> None:
    """The customer does not want it any more. Refused: quote.late."""
    _go(asked, "withdraw")
    _tell_group(asked, "quote.withdrawn")


def ask_again(asked: Request) -> None:
    """The answer ran out before she said yes; she still wants it. Refused: quote.late where it holds or all is over."""
    if not asked.has_run_out:
        raise Refused("quote.late", stands=asked.state)
    _go(asked, "ask_again")
    # As if she had asked today: it is kept from now on.
    asked.asked_at = clock.now()
    _tell_group(asked, "quote.asked")


def forget_old() -> int:
    """Remove what ended, or was never settled, half a year ago, with the photos that nothing else shows; how many."""
    gone = requests.over_since(clock.now() - KEPT)
    shown = list(db.session.scalars(sa.select(RequestPhoto.photo_id).where(RequestPhoto.request_id.in_(gone))))
    for part in (RequestPhoto, Quote):
        changed(sa.delete(part).where(part.request_id.in_(gone)))
    forgotten = changed(sa.delete(Request).where(Request.id.in_(gone)))
    photos.forget_unused(shown)
    return forgotten


# private
def _check_asked(group: Group, product: Product | None, wanted: Wanted, shown: Sequence[Photo]) -> None:
    is_offered = product.is_public and not product.has_price if product else group.is_open and group.takes_requests
    if not is_offered or (product and product.group_id != group.id):
        raise Refused("quote.closed")
    if not wanted.text.strip():
        raise Refused("quote.empty")
    if wanted.wanted_on and wanted.wanted_on < clock.today():
        raise Refused("quote.past")
    if len(shown) > MOST_PHOTOS:
        raise Refused("photo.most", most=MOST_PHOTOS)


def _go(asked: Request, name: str, reason: str = "", by: Person | None = None, order: Order | None = None) -> None:
    sources, target = MOVES[name]
    values = {
        "state": target,
        "reason": reason[:LONGEST_NOTE],
        "order_id": order.id if order else None,
        "ended_at": None if target in OPEN else clock.now(),
        "ended_by_id": by.id if by else None,
    }
    moved = changed(sa.update(Request).where(Request.id == asked.id, Request.state.in_(sources)).values(values))
    db.session.expire(asked)
    if not moved:
        raise Refused("quote.late", stands=asked.state)


def _tell_group(asked: Request, kind: str) -> None:
    notices.tell_group(asked.group, kind, {"group": asked.group.name}, None, asked.desk)


def _tell_customer(asked: Request, kind: str, **more: object) -> None:
    facts = {"group": asked.group.name, **more}
    notices.tell_customer(asked.clinic_id, asked.group_id, None, asked.mobile, kind, facts, asked.path)
