"""Orders for a day on which no work is done any more: what pages say of it, and how their customers are told."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from flask import flash, g
from flask_wtf import FlaskForm

from hamyar.domain import agreements, channels, closings
from hamyar.domain.agreements import Agreement
from hamyar.domain.channels import SMS
from hamyar.domain.closings import Closing
from hamyar.domain.notices import CUSTOMER, DAY_CLOSED
from hamyar.domain.orders import Order
from hamyar.ops import telling as sentences
from hamyar.ops.telling import PERSIAN
from hamyar.web import filters, language, links, submissions, telling
from hamyar.web.language import gettext as _
from hamyar.web.language import ngettext
from hamyar.web.telling import Told


class Hit(NamedTuple):
    """An order for such a day, and how its customer stands; `closing` is None where work is done on it after all.

    `asked` is what one side asked of the other and has no answer to yet. `is_carried`: a message can leave the clinic
    for her by itself, once somebody says so; `sms` opens the same words in the phone's own SMS app.
    """

    order: Order
    closing: Closing | None
    told: Told | None
    asked: Agreement | None
    is_carried: bool
    sms: str

    @property
    def is_to_be_told(self) -> bool:
        """Whether somebody should tell her: nobody has, nothing is on its way, and no question speaks of the day."""
        return self.closing is not None and not self.closing.is_known and (self.told is None or self.told.is_untold)


def remember(rows: Iterable[Order]) -> None:
    """Look up the days of all these orders at once, before their cards are drawn."""
    g.closings = closings.of(rows)


def of(order: Order) -> Closing | None:
    """Why no work is done on the day of an open order; None where it is, or the order is for no day."""
    found: dict[int, Closing] | None = g.get("closings")
    return (closings.of([order]) if found is None else found).get(order.id)


def hit(order: Order) -> Hit | None:
    """The same with everything that its own page shows of it."""
    return hits([order])[0] if of(order) else None


def hits(rows: Iterable[Order]) -> list[Hit]:
    """All of these orders in their order; a fixed number of statements."""
    listed = list(rows)
    found, asks = closings.of(listed), agreements.open_of(listed)
    # What she was told before the day was closed once more says nothing of how it stands now.
    last = closings.news(order for order in listed if order.id not in found)
    notices = [*last.values(), *(one.notice for one in found.values() if one.notice)]
    told = {one.notice.order_id: one for one in telling.shown(notices)}
    is_carried = SMS in channels.carried(g.clinic.id)
    return [
        Hit(
            order=order,
            closing=found.get(order.id),
            told=told.get(order.id),
            asked=asks.get(order.id),
            is_carried=is_carried and bool(order.mobile) and order.id not in told,
            sms=_sms(order),
        )
        for order in listed
    ]


def give_reason(found: Hit | None, asking: FlaskForm | None) -> None:
    """A fresh form that asks for another day knows why. In Persian, as the customer reads it."""
    if not (found and found.closing and asking):
        return
    with language.speaking("fa"):
        is_holiday = found.closing.holiday is not None
        asking["reason"].data = _("That day is a holiday.") if is_holiday else _("We do not work on that day.")


def tell_all(tell: Callable[[], int], address: str) -> str:
    """Let messages tell everybody on a list, once, and say how many these were; the address of the list."""
    told: list[int] = []

    def work() -> str:
        told.append(tell())
        return address

    answer = submissions.once(work)
    # Of a form that is sent again nothing is done, and the list says how things stand.
    for count in told:
        _say_how_many(count)
    return answer


# private
def _say_how_many(count: int) -> None:
    if not count:
        flash(_("A message could tell nobody else. Call those who do not know yet."), "note")
        return
    said = ngettext("One customer is told by SMS.", "%(num)s customers are told by SMS.", count)
    flash(said % {"num": filters.shown_digits(count)}, "good")


def _sms(order: Order) -> str:
    """In Persian: the customer has not chosen the language of the one who writes to her."""
    facts = {"number": order.number, "group": order.group.name, "day": str(order.ready_on)}
    said = sentences.said_of(CUSTOMER, DAY_CLOSED, facts, PERSIAN)
    return links.sms(order.mobile, f"{said}\n{links.base()}{order.path}")
