"""What went by post: the number by which a parcel is followed, told to its customer once."""

import re

import sqlalchemy as sa

from hamyar.domain import journal, notices
from hamyar.domain.delivery import POST
from hamyar.domain.orders import ACCEPTED, DELIVERED, READY, Order
from hamyar.domain.people import Person
from hamyar.kit.db import changed, db
from hamyar.kit.errors import Refused

# states and limits
# It may be noted before the group has tapped "ready", and looked up after the parcel has arrived.
STATES = (ACCEPTED, READY, DELIVERED)
LONGEST_NUMBER = 40
_SHAPE = re.compile(f"[0-9A-Z]{{6,{LONGEST_NUMBER}}}")


# verbs
def note_number(order: Order, number: str, by: Person) -> None:
    """Keep the post's number of this order and tell the customer; one that is corrected is not told a second time.

    `number` is in ASCII digits and capital letters, without spaces. Refused: parcel.number, parcel.not_now.
    """
    if not _SHAPE.fullmatch(number):
        raise Refused("parcel.number")
    if number == order.tracking:
        return
    is_first = not order.tracking
    noted = sa.update(Order).where(Order.id == order.id, Order.delivery == POST, Order.state.in_(STATES))
    if not changed(noted.values(tracking=number)):
        raise Refused("parcel.not_now")
    db.session.expire(order, ["tracking"])
    journal.note(order.clinic_id, "parcel.noted", str(order.number), by.id)
    if is_first and order.mobile:
        facts = {"number": order.number, "group": order.group.name}
        notices.tell_customer(order.clinic_id, order.group_id, order.id, order.mobile, "order.sent", facts, order.path)


# questions
def can_note(order: Order) -> bool:
    """Whether it goes by post, and the post may have it by now."""
    return order.delivery == POST and order.state in STATES
