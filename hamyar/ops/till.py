"""A clinic's till at its gateway: payments are begun there, asked for, and booked here.

No transaction is open while the gateway is asked, and none of what was read before is believed afterwards. A log line
names a try by its number in the table, never by what opens a till or a payment.
"""

import logging
from typing import NamedTuple

from hamyar.domain import online
from hamyar.domain.gateways import Gateway
from hamyar.domain.online import GIVEN_UP, Page, Try
from hamyar.kit.db import db, transaction
from hamyar.ops import gateway as adapter
from hamyar.ops import sealing
from hamyar.ops.gateway import FAILED, PAID, REVERSED, VERIFIED, GatewayRefused, GatewaySilent, Verified
from hamyar.ops.settings import Settings

# The addresses of the gateways that are known, by the names that pages know them by.
KNOWN = {"zarinpal": "https://payment.zarinpal.com", "sandbox": "https://sandbox.zarinpal.com"}
# So long a gateway is waited for; she who pays waits with us.
PATIENCE_SECONDS = 10.0
# So many are asked for at a beat, out of so many that are due: those of a silent gateway keep nobody from his turn.
_ASKED_AT_ONCE, _LOOKED_AT = 20, 500
# With these nobody was there at all, so no other till of that host is asked now either.
_NOBODY_THERE = ("slow", "busy", "unsafe", "unreachable")
_NO_KEY = "key"
_LOG = logging.getLogger("hamyar.till")


class _Till(NamedTuple):
    """A till as a try remembers it."""

    base: str
    sealed_id: str


class _Question(NamedTuple):
    """What is asked of which till, in plain values that outlive the database session."""

    number: int
    till: adapter.Gateway
    authority: str
    amount: int


def is_address(text: str) -> bool:
    """Whether a gateway can be asked at this address: https:// and a host, nothing behind it."""
    try:
        adapter.Gateway(text, "")
    except ValueError:
        return False
    return True


def begin(gateway: Gateway, settings: Settings, amount: int, callback: str, description: str) -> Page:
    """Ask for a payment of `amount` rials. Raises what `ops.gateway.begin` raises."""
    base, sealed_id = gateway.base, gateway.sealed_id
    # Nothing read is held while another machine thinks.
    db.session.rollback()
    begun = adapter.begin(_open(base, sealed_id, settings), amount, callback, description)
    return Page(begun.authority, begun.pay_url, amount, base, sealed_id)


def ask(one: Try, settings: Settings, *, is_said_paid: bool = False) -> str:
    """Ask what became of it and write that down; in a word why there was no answer, empty where there was one.

    Paid money is booked, once. Where a browser said that it was paid, that is believed so far that it is looked into
    first: it saves a question.
    """
    number = one.id
    try:
        question = _Question(number, _open(one.base, one.sealed_id, settings), one.authority, one.amount)
        db.session.rollback()
        found = _answer(question, is_said_paid=is_said_paid)
    except (GatewaySilent, GatewayRefused) as why:
        _LOG.warning("what became of try %s is not known: %s", number, why)
        return str(why) if isinstance(why, GatewaySilent) else ""
    with transaction():
        _note(online.get(number), found)
    return ""


def ask_due(settings: Settings) -> int:
    """Ask for what nobody came back from; how many were asked for. A gateway that is silent is asked no more now."""
    asked, silent = 0, set[_Till | str]()
    for number in online.due(_LOOKED_AT):
        one = online.get(number)
        till = _Till(one.base, one.sealed_id)
        if not silent.isdisjoint((till, till.base)):
            continue
        why = _ask_again(number, settings)
        # A key that cannot be read here costs no time and is nobody else's.
        if why in (None, _NO_KEY):
            continue
        asked += 1
        if why:
            silent.add(till.base if why in _NOBODY_THERE else till)
        if asked == _ASKED_AT_ONCE:
            break
    return asked


def _ask_again(number: int, settings: Settings) -> str | None:
    """What `ask` gives; None where somebody came back from it since the list was made, or something is broken."""
    try:
        with transaction():
            one = online.get(number)
            if one.next_ask_at is None:
                return None
            online.put_off(one)
        if one.state == GIVEN_UP:
            _LOG.warning("try %s is given up; it is asked for a last time", number)
        return ask(one, settings)
    except Exception as error:
        # It was put off before. The words may hold what opens a payment.
        _LOG.error("try %s could not be asked for: %s", number, type(error).__name__)
        return None


def _open(base: str, sealed_id: str, settings: Settings) -> adapter.Gateway:
    """The till, opened. Raises GatewaySilent where its key cannot be read on this machine."""
    merchant_id = sealing.unlock(settings.secret_key, sealed_id)
    if merchant_id is None:
        raise GatewaySilent(_NO_KEY)
    return adapter.Gateway(base, merchant_id, PATIENCE_SECONDS)


def _answer(question: _Question, *, is_said_paid: bool) -> Verified | str:
    """The money, or in the gateway's word where the payment stands instead."""
    _number, till, authority, amount = question
    if is_said_paid:
        try:
            return adapter.verify(till, authority, amount)
        except GatewayRefused as no:
            if no.code != adapter.NOT_PAID:
                raise
    standing = adapter.inquire(till, authority)
    return adapter.verify(till, authority, amount) if standing in (PAID, VERIFIED) else standing


def _note(one: Try, found: Verified | str) -> None:
    if isinstance(found, Verified):
        online.succeed(one, found.ref, found.card_mask)
    elif found in (FAILED, REVERSED):
        online.fail(one)
