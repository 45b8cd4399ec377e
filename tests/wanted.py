"""Requests of customers as they stand between asking and their end, for tests of pages."""

from collections.abc import Sequence
from datetime import timedelta

from hamyar.domain import groups, offering, quotes
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.placing import Customer
from hamyar.domain.quotes import Answer, Wanted
from hamyar.domain.requests import AGREED, ANSWERED, ASKED, DECLINED, REFUSED, STATES, Request
from hamyar.kit import clock

TEXT = "برای تولد دخترم یک کیک دو طبقه می‌خواهم، با تزیین پروانه.\nشکلاتی، برای بیست نفر."
_ANSWERED_BEFORE = (ANSWERED, AGREED, REFUSED)


def of_every_state(group: Group, by: Person, shown: Sequence[Photo] = ()) -> list[Request]:
    """One in each state, in the order of STATES; each customer has a number of her own."""
    return [in_state(group, by, state, shown) for state in STATES]


def in_state(group: Group, by: Person, state: str = ASKED, shown: Sequence[Photo] = ()) -> Request:
    """A request that stands so, with these photos. `by` answers for the group."""
    groups.take_requests(group, True, by)
    customer = Customer("نگار", f"+98935123450{STATES.index(state)}")
    wanted = Wanted(TEXT, clock.today() + timedelta(days=14))
    asked = quotes.ask(group, None, wanted, shown, customer)
    if state in _ANSWERED_BEFORE:
        answer(asked, by)
    _end(asked, by, state)
    return asked


def answer(asked: Request, by: Person) -> None:
    """A price that holds for a week, for the day she wished for."""
    today = clock.today()
    said = Answer(9_800_000, today + timedelta(days=14), today + timedelta(days=7), "با خامه‌ی تازه")
    quotes.answer(asked, said, by)


def _end(asked: Request, by: Person, state: str) -> None:
    if state == AGREED and asked.quote:
        offer = offering.of_agreed(asked.group, asked.quote.price)
        way = offer.choices[0].key if offer.choices else ""
        plan = offering.Plan(delivery=way, pay=offer.terms.ways[0])
        quotes.agree(asked, asked.quote.id, plan, seal=offering.seal_of(offer))
    elif state == REFUSED:
        quotes.refuse(asked, "برایم گران است")
    elif state == DECLINED:
        quotes.decline(asked, "فر ما برای دو طبقه کوچک است", by)
    elif state not in (ASKED, ANSWERED, AGREED):
        quotes.withdraw(asked)
