"""The sentences of notices: one table, for what leaves the machine and for the pages that list it.

Each kind has one or more sentences, the most telling first; the first whose facts are all there is said. A text stays
within two pages of SMS (70 letters each in Persian) together with its link.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from hamyar.domain.notices import CUSTOMER, GROUP, PERSON, STAFF, TEST, Notice
from hamyar.kit import clock, digits, jalali, money
from hamyar.ops import plain
from hamyar.ops.plain import N_, Translate

_NAMES = re.compile(r"%\((\w+)\)s")
_LONGEST_LINE = 45
_GENERAL = (N_("There is news for you."),)
SENTENCES: dict[tuple[str, str], tuple[str, ...]] = {
    (CUSTOMER, "order.placed"): (N_("“%(group)s” has received your order %(number)s."),),
    (CUSTOMER, "order.accepted"): (
        N_("“%(group)s” has accepted your order %(number)s for %(day)s."),
        N_("“%(group)s” has accepted your order %(number)s."),
    ),
    (CUSTOMER, "order.ready"): (N_("Your order %(number)s from “%(group)s” is ready."),),
    (CUSTOMER, "order.sent"): (N_("“%(group)s” gave your order %(number)s to the post. Its number stands here:"),),
    (CUSTOMER, "order.delivered"): (N_("Your order %(number)s from “%(group)s” was delivered. Thank you."),),
    (CUSTOMER, "order.declined"): (N_("We are sorry: “%(group)s” cannot make your order %(number)s."),),
    (CUSTOMER, "order.cancelled"): (N_("We are sorry: “%(group)s” had to call off your order %(number)s."),),
    (CUSTOMER, "order.called_off"): (
        N_("Your order %(number)s from “%(group)s” is cancelled, as you and the group agreed."),
    ),
    (CUSTOMER, "order.not_collected"): (N_("Your order %(number)s from “%(group)s” was not collected."),),
    (CUSTOMER, "order.corrected"): (
        N_("Our last message about order %(number)s was a mistake, please forgive us. How it stands:"),
    ),
    (CUSTOMER, "order.day_moved"): (
        N_("Your order %(number)s from “%(group)s” is now for %(day)s."),
        N_("Your order %(number)s has another day now."),
    ),
    (CUSTOMER, "order.day_closed"): (
        N_("%(day)s, the day of your order %(number)s, is a day off now. We speak with you about another day:"),
        N_("Nobody works on the day of your order %(number)s. We speak with you about another day:"),
    ),
    (CUSTOMER, "order.day_open"): (
        N_("Work is done on %(day)s after all: your order %(number)s stays for that day."),
        N_("Work is done on the day of your order %(number)s after all: it stays for that day."),
    ),
    (CUSTOMER, "quote.answered"): (
        N_("“%(group)s” has named a price for what you asked: %(amount)s. Please answer."),
        N_("“%(group)s” has named a price for what you asked. Please answer."),
    ),
    (CUSTOMER, "quote.declined"): (N_("We are sorry: “%(group)s” cannot make what you asked for."),),
    (CUSTOMER, "agreement.asked"): (
        N_("“%(group)s” asks whether your order %(number)s may be for %(day)s. Please answer here:"),
        N_("“%(group)s” asks you something about your order %(number)s. Please answer."),
    ),
    (CUSTOMER, "agreement.answered"): (
        N_("“%(group)s” said yes: your order %(number)s is now for %(day)s."),
        N_("“%(group)s” has answered you about your order %(number)s."),
    ),
    (CUSTOMER, "agreement.heard"): (
        N_("As you said on the telephone, your order %(number)s is now for %(day)s."),
        N_("As you said on the telephone, your order %(number)s stays as it is."),
    ),
    (CUSTOMER, "agreement.withdrawn"): (
        N_("“%(group)s” took back what they had asked about your order %(number)s. It stays as it is."),
    ),
    (CUSTOMER, "payment.paid"): (N_("The payment for your order %(number)s has arrived. Thank you."),),
    (CUSTOMER, "payment.too_little"): (
        N_("Less than the price of order %(number)s has arrived. Please look what to do."),
    ),
    (CUSTOMER, "payment.too_much"): (
        N_("More than the price of order %(number)s has arrived. Please look what happens now."),
    ),
    (CUSTOMER, "payment.came_late"): (
        N_("Money for order %(number)s came too late. “%(group)s” gives it back to you."),
    ),
    (CUSTOMER, "payment.mistaken"): (
        N_("We were mistaken: the money for order %(number)s has not come yet. Please have a look."),
    ),
    (CUSTOMER, "payment.anew"): (
        N_("“%(group)s” asks you to pay for order %(number)s: %(amount)s."),
        N_("“%(group)s” asks you to pay for order %(number)s."),
    ),
    (CUSTOMER, "payment.refused"): (N_("The payment for order %(number)s was not found. Please have a look."),),
    (CUSTOMER, "payment.refunded"): (N_("The money for order %(number)s was sent back to you."),),
    (CUSTOMER, "hold.warning"): (
        N_("Order %(number)s is kept for you until %(until)s. Please pay by then."),
        N_("Order %(number)s is kept for you a little longer. Please pay soon."),
    ),
    (CUSTOMER, "hold.ended"): (
        N_("Order %(number)s was not paid in time and is kept no longer. You can order again."),
    ),
    (GROUP, "order.placed"): (
        N_("New order %(number)s for %(day)s. Please answer it."),
        N_("New order %(number)s. Please answer it."),
    ),
    (GROUP, "order.cancelled"): (N_("The customer cancelled order %(number)s."),),
    (GROUP, "order.called_off"): (N_("Order %(number)s is cancelled, as the customer and you agreed."),),
    (GROUP, "order.day_moved"): (
        N_("Order %(number)s is now for %(day)s."),
        N_("Order %(number)s has another day now."),
    ),
    (GROUP, "quote.asked"): (N_("A customer asks for a price. Please answer her."),),
    (GROUP, "quote.agreed"): (
        N_("The customer agreed to your price: it is order %(number)s now."),
        N_("The customer agreed to your price."),
    ),
    (GROUP, "quote.refused"): (N_("The customer did not take the price you named."),),
    (GROUP, "quote.withdrawn"): (N_("The customer does not want any more what she had asked a price for."),),
    (GROUP, "agreement.asked"): (
        N_("The customer of order %(number)s asks whether it may be for %(day)s. Please answer her."),
        N_("The customer of order %(number)s asks you something. Please answer her."),
    ),
    (GROUP, "agreement.answered"): (
        N_("The customer said yes: order %(number)s is now for %(day)s."),
        N_("The customer of order %(number)s has answered you."),
    ),
    (GROUP, "agreement.withdrawn"): (
        N_("The customer of order %(number)s took her question back. It stays as it is."),
    ),
    (GROUP, "payment.claimed"): (
        N_("The customer says she paid %(amount)s for order %(number)s. Look into the bank’s own message."),
        N_("The customer says she paid order %(number)s. Look into the bank’s own message."),
    ),
    (GROUP, "payment.paid"): (N_("Order %(number)s is paid."),),
    (GROUP, "payment.give_back"): (
        N_("%(amount)s more than is due came by internet for order %(number)s. Please give it back."),
    ),
    (GROUP, "hold.warning"): (
        N_("Order %(number)s is not paid. Please tell the customer: it is kept until %(until)s."),
    ),
    (GROUP, "hold.ended"): (N_("Order %(number)s was not paid in time and is called off."),),
    (GROUP, "holiday.hits_order"): (
        N_("%(day)s is a holiday now, and order %(number)s is for that day. Please tell the customer."),
        N_("%(day)s is a holiday now, and you have orders for that day: %(count)s. Please tell the customers."),
    ),
    (GROUP, "holiday.is_off"): (
        N_("%(day)s is no holiday any more. Please tell the customers to whom you had spoken of it."),
    ),
    (GROUP, "permit.soon"): (
        N_("Your permit is good until %(day)s. Please renew it in time, so that your shop stays open."),
    ),
    (GROUP, "permit.ran_out"): (
        N_("Your permit was good until %(day)s, so your shop is closed now. The clinic opens it with a new one."),
        N_("Your shop is closed: it needs a permit. The clinic opens it when it has seen one."),
    ),
    (GROUP, "day.list"): (
        N_("Orders for %(day)s: %(count)s. To make: %(what)s."),
        N_("Orders for %(day)s: %(count)s."),
    ),
    (GROUP, "day.none"): (N_("No order is for %(day)s."),),
    (STAFF, "permit.soon"): (N_("The permit of “%(group)s” is good until %(day)s."),),
    (STAFF, "permit.ran_out"): (
        N_("The permit of “%(group)s” was good until %(day)s, so its shop is closed now."),
        N_("The shop of “%(group)s” is closed: it needs a permit."),
    ),
    (STAFF, "message.given_up"): (N_("A message to a customer could not be sent. Please tell her yourself."),),
    (TEST, TEST): (N_("This is a test of Hamyar’s messages. It works."),),
}


class Tongue(NamedTuple):
    """A language to say it in: its code, and how a sentence is put into it."""

    code: str
    translate: Translate


PERSIAN = Tongue("fa", plain.persian)


def text(notice: Notice, base: str) -> str:
    """What leaves the machine, in Persian: the sentence, and its link. `base` is where links begin."""
    said = sentence(notice, PERSIAN)
    return f"{said}\n{base}{notice.link}" if notice.link else said


def sentence(notice: Notice, tongue: Tongue) -> str:
    """The sentence of a notice in this language, without its link."""
    return said_of(_audience(notice), notice.kind, notice.plain_facts, tongue)


def said_of(audience: str, kind: str, facts: Mapping[str, Any], tongue: Tongue) -> str:
    """The most telling sentence that these facts fill."""
    sentences = SENTENCES.get((audience, kind), ())
    fitting = (one for one in sentences if set(_NAMES.findall(one)) <= facts.keys())
    chosen = next(fitting, _GENERAL[0])
    return tongue.translate(chosen) % {name: _shown(name, facts[name], tongue) for name in _NAMES.findall(chosen)}


def _audience(notice: Notice) -> str:
    """Whose sentences they are: a woman's own notice says what her group's or the staff's said."""
    if notice.audience != PERSON:
        return notice.audience
    return STAFF if notice.group_id is None else GROUP


def _shown(name: str, fact: Any, tongue: Tongue) -> str:
    show = _SHOW.get(name)
    return show(fact, tongue) if show else str(fact)


def _number(fact: Any, tongue: Tongue) -> str:
    return digits.to_persian(str(fact)) if tongue.code == "fa" else str(fact)


def _day(fact: Any, tongue: Tongue) -> str:
    # Not "tomorrow": she may read it the day after.
    return jalali.full(date.fromisoformat(fact), tongue.code, with_year=False)


def _moment(fact: Any, tongue: Tongue) -> str:
    moment = datetime.fromisoformat(fact)
    time = _number(f"{moment.astimezone(clock.TEHRAN):%H:%M}", tongue)
    day = jalali.full(clock.day_of(moment), tongue.code, with_year=False)
    return tongue.translate(N_("%(day)s, %(time)s")) % {"day": day, "time": time}


def _amount(fact: Any, tongue: Tongue) -> str:
    return tongue.translate(N_("%(amount)s tomans")) % {"amount": money.grouped(money.tomans(fact), tongue.code)}


def _what(fact: Any, tongue: Tongue) -> str:
    """Names and how many of each, as many of them as one line takes."""
    one = tongue.translate(N_("%(many)s %(name)s"))
    said = [one % {"many": _number(many, tongue), "name": name} for name, many in fact]
    comma = tongue.translate(N_(", "))
    fitting = [comma.join(said[:many]) for many in range(len(said), 0, -1)]
    chosen = next((line for line in fitting if len(line) <= _LONGEST_LINE), said[0][:_LONGEST_LINE])
    return chosen if chosen == fitting[0] else f"{chosen} …"


_SHOW: dict[str, Callable[[Any, Tongue], str]] = {
    "number": _number,
    "count": _number,
    "day": _day,
    "until": _moment,
    "amount": _amount,
    "what": _what,
}
