"""What waits for an answer in the demo just now: requests, money that somebody says is paid, another day."""

from collections.abc import Sequence
from datetime import timedelta

from hamyar.domain import agreements, groups, offering, orders, payments, placing, quotes, rebooking, settling, shelf
from hamyar.domain.groups import Group
from hamyar.domain.placing import Customer
from hamyar.domain.products import ON_AGREEMENT
from hamyar.kit import clock
from hamyar.kit.money import rials
from hamyar.ops.demo import clinic as made_up


def happen(shops: Sequence[Group]) -> None:
    """Make it so, as of now."""
    by_slug = {group.slug: group for group in shops}
    _ask_tailors(by_slug[made_up.TAILORS])
    _claim(by_slug[made_up.COOKS])
    _ask_for_another_day(by_slug[made_up.COOKS])


def _ask_tailors(tailors: Group) -> None:
    sewn = next(one for one in shelf.of(tailors).rows if one.kind == ON_AGREEMENT)
    today = clock.today()
    for place, (text, mobile) in enumerate(made_up.WISHES):
        wanted = quotes.Wanted(text, today + timedelta(days=20))
        asked = quotes.ask(tailors, sewn, wanted, [], Customer("خانم مرادی", mobile))
        if place == 0:
            until, note = today + timedelta(days=6), "با پارچه‌ی خودتان"
            said = quotes.Answer(rials(2_400_000), today + timedelta(days=14), until, note)
            quotes.answer(asked, said, groups.members(tailors)[0])


def _claim(cooks: Group) -> None:
    """A jar that is paid to the card, as its customer says."""
    jar = next(one for one in shelf.orderable(cooks) if one.is_counted)
    wish, by = offering.Wish(jar.variants[0], 1), groups.members(cooks)[0]
    customer = Customer("آقای سلیمی", "+989990001201")
    order = placing.take_down(cooks, [wish], customer, offering.Plan(pay="card"), by=by, again=True)
    settling.claim(payments.get(order), settling.Claim("4417", "۱۰:۲۵", "482913"))


def _ask_for_another_day(cooks: Group) -> None:
    """The cooks need a day more for something they have accepted."""
    accepted = orders.of_group(cooks, state=orders.ACCEPTED).rows
    order = next((one for one in accepted if one.slot), None)
    if order is None:
        return
    later = next((free.slot for free in rebooking.free_for(order) if free.slot.day > clock.today()), None)
    if later:
        reason = "نان تازه به موقع نرسید"
        agreements.ask(order, agreements.OTHER_DAY, reason, by=groups.members(cooks)[0], slot=later)
