"""Paying online through a gateway that speaks Zarinpal's REST v4: it is asked for a payment, then whether it was paid.

Every question waits for another machine: ask none while a transaction is open. What went wrong is told in this module's
own words and numbers and never in the gateway's, so that nothing that it repeats reaches a log.
The numbers are those of Zarinpal's public list of errors.
"""

import json
import re
from dataclasses import dataclass, field

from hamyar.kit import jsons
from hamyar.kit import mobile as mobiles
from hamyar.ops import outside

# What `GatewayRefused.code` may be, among others.
WRONG_AMOUNT, NOT_PAID, UNKNOWN = -50, -51, -54
# Where a payment stands: of the last two nothing more will come.
PAID, VERIFIED, IN_BANK, FAILED, REVERSED = "PAID", "VERIFIED", "IN_BANK", "FAILED", "REVERSED"

_STANDING = re.compile("|".join((PAID, VERIFIED, IN_BANK, FAILED, REVERSED)))
_DONE, _DONE_BEFORE = 100, 101
# Too many questions, and a fault of its own: each is a no for now.
_LATER = (-12, -52)
# The merchant id opens a till: it leaves this machine encrypted, or not at all.
_BASE = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")
_AUTHORITY = re.compile(r"[A-Za-z0-9]{36}")
_CODE = re.compile(r"-?[0-9]{1,9}")
_REF = re.compile(r"[0-9]{1,30}")
# At least four digits of a card are hidden: a whole number is not for us to keep.
_CARD = re.compile(r"[0-9]{4}-?[0-9]{0,2}[*-]{0,4}\*{4}[*-]{0,4}[0-9]{4}")
_LONGEST_DESCRIPTION = 500
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Gateway:
    """Whose till, where (`base` is a scheme and a host alone), and for how many seconds an answer is waited for.

    ValueError where the base is no such address, or one that would carry the merchant id readable through a network.
    """

    base: str
    merchant_id: str = field(repr=False)
    timeout: float = 10

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise ValueError("the address of a gateway is https:// and a host")


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment that may now be made: its name at the gateway, and the page where it is made."""

    authority: str
    pay_url: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A payment that was made, and is ours. What the gateway did not tell is "".

    A repeat was verified before: by us, or by a question whose answer never reached us.
    """

    ref: str
    card_mask: str
    is_repeat: bool


class GatewaySilent(Exception):
    """No answer that can be believed: none, too late, broken, 5xx. Nothing is known, and asking again is right."""


class GatewayRefused(Exception):
    """A clear no. `code` is the gateway's own negative number."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the gateway said {code}")
        self.code = code


def begin(gateway: Gateway, amount: int, callback: str, description: str, mobile: str = "") -> Begun:
    """Ask for a payment of `amount` rials. The browser comes back to `callback` with Authority and Status=OK or NOK.

    `mobile` as stored: the page offers its owner the cards she used before. What is paid and never verified goes back
    to the payer. A lost answer costs nothing: begin another.
    """
    # Otherwise the till's own settings decide whether money is taken that no `verify` has asked for.
    metadata: dict[str, object] = {"auto_verify": False}
    if mobile:
        metadata["mobile"] = mobiles.plain(mobile)
    facts: dict[str, object] = {
        "amount": amount,
        "currency": "IRR",
        "callback_url": callback,
        "description": description[:_LONGEST_DESCRIPTION],
        "metadata": metadata,
    }
    _, data = _ask(gateway, "request", facts)
    authority = _text(data, "authority", _AUTHORITY)
    if not authority:
        raise GatewaySilent("nonsense")
    return Begun(authority, f"{gateway.base}/pg/StartPay/{authority}")


def verify(gateway: Gateway, authority: str, amount: int) -> Verified:
    """Take the money of a payment of exactly `amount` rials, as we noted them ourselves and never as a browser says.

    As often as wanted: what succeeded once always does. One that is refused as NOT_PAID may still be paid.
    """
    code, data = _ask(gateway, "verify", {"authority": _checked(authority), "amount": amount})
    return Verified(_text(data, "ref_id", _REF), _text(data, "card_pan", _CARD), is_repeat=code == _DONE_BEFORE)


def inquire(gateway: Gateway, authority: str) -> str:
    """Where a payment stands, in one of the words above. Changes nothing, and only `verify` is proof."""
    _, data = _ask(gateway, "inquiry", {"authority": _checked(authority)})
    standing = _text(data, "status", _STANDING)
    if not standing:
        raise GatewaySilent("nonsense")
    return standing


def _checked(authority: str) -> str:
    """It came back through a browser: what no gateway ever wrote is sent to none."""
    if not _AUTHORITY.fullmatch(authority):
        raise GatewayRefused(UNKNOWN)
    return authority


def _ask(gateway: Gateway, question: str, facts: dict[str, object]) -> tuple[int, dict[str, object]]:
    """The code of a yes, and what was told with it."""
    status, told = _answer(gateway, question, facts)
    codes = _codes(told)
    code = codes.pop() if len(codes) == 1 else 0
    if code < 0 and code not in _LATER:
        raise GatewayRefused(code)
    if code not in (_DONE, _DONE_BEFORE) or status != 200:
        raise GatewaySilent("later" if code in _LATER else "nonsense")
    return code, _part(told, "data")


def _answer(gateway: Gateway, question: str, facts: dict[str, object]) -> tuple[int, dict[str, object]]:
    body = json.dumps({"merchant_id": gateway.merchant_id, **facts}).encode()
    try:
        status, said = outside.post(f"{gateway.base}/pg/v4/payment/{question}.json", body, _JSON, gateway.timeout)
        told = jsons.read(said) if status == 200 or 400 <= status < 500 else None
    except outside.Silent as silent:
        raise GatewaySilent(str(silent)) from None
    except ValueError:
        raise GatewaySilent("nonsense") from None
    if not isinstance(told, dict):
        raise GatewaySilent(f"nonsense, with status {status}")
    return status, told


def _codes(told: dict[str, object]) -> set[int]:
    """Every code of an answer; an honest one has exactly one.

    A yes stands in data. A no stands in errors: as its code, or in the list of what is wrong with one field.
    """
    found = [_part(told, "data").get("code")]
    for value in _part(told, "errors").values():
        found += value if isinstance(value, list) else [value]
    texts = (str(one) for one in found if isinstance(one, int | str))
    return {int(text) for text in texts if _CODE.fullmatch(text)}


def _part(told: dict[str, object], name: str) -> dict[str, object]:
    """A part of an answer. An empty one is written as a list."""
    part = told.get(name)
    return part if isinstance(part, dict) else {}


def _text(data: dict[str, object], name: str, shape: re.Pattern[str]) -> str:
    """What was told as a text or a number of this shape, else ""."""
    value = data.get(name)
    text = str(value) if isinstance(value, int | str) else ""
    return text if shape.fullmatch(text) else ""
