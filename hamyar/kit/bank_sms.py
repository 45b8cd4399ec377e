"""A bank's own message about money that came or left, as the one who got it pastes it.

Banks publish no format and each has its own; what they share is read here: a sign or a word that says which way the
money went, an amount, and labels for all the rest. Whatever is labelled as something else is taken away first, so that
neither a balance nor an account number is ever read as the amount. Where two readings are left, none is given.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal, TypeVar

from hamyar.kit import clock, digits, jalali, letters, money

T = TypeVar("T")
Kind = Literal["deposit", "withdrawal"]

# One form for spaces, signs and separators; the bar is kept for what was taken away.
_SPACES = dict.fromkeys("\u200c\u00a0\u202f|", " ")
_SAME = str.maketrans(_SPACES | dict.fromkeys("−–－", "-") | dict.fromkeys("٬،", ",") | {"＋": "+", "ـ": None})
# Codes; what has not happened (asked for, promised, failed, blocked, given back); sums in words, or told as a change.
_NOTHING_MOVED = re.compile(
    r"\bرمز|ت[اأ]یید|\bOTP\b|ناموفق|نشد|نگردید|خواهد|خواهید|برگشت|درخواست|انتظار|مسدود|لغو (?:شد|گردید)|قابل پرداخت"
    r"|سررسید|مهلت|جایزه|افزایش|کاهش|\d\s*(?:هزار|میلیون|میلیارد)",
    re.IGNORECASE,
)
# What the payer wrote beside the transfer says nothing about its way.
_REMARK = re.compile(r"^\s*(?:بابت|شرح|توضیحات?)\b.*$", re.MULTILINE)
_PHONE = re.compile(r"(?<!\d)(?:\+98|0098|0)9\d{9}(?!\d)")

_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d+)(?![\d*]|[,٫./:_-]\d)"
_UNIT = r"(?:ریال|﷼|تومان|تومن)"
_BALANCE_WORD = r"(?:(?:(?:مانده|موجودی)\s*)?قابل\s*(?:برداشت|استفاده)|مانده|موجودی)"
_BALANCE = re.compile(
    rf"{_BALANCE_WORD}(?:(?!واریز|برداشت|انتقال|مبلغ)[^\d|]){{0,40}}?(?P<sign>[+-]?)"
    rf"(?P<figure>{_FIGURE})(?P<after>\+|-(?![\w|]))?\s*(?=(?P<unit>{_UNIT})?)"
)
_FEE = re.compile(rf"(?:کارمزد|مالیات)[^\d|\n]{{0,20}}{_FIGURE}\s*{_UNIT}?")
_TRACKING = re.compile(
    r"(?:پیگیری|رهگیری|\bمرجع|\bارجاع|\bمستند|\bسند|شناسه)[^\da-zA-Z|\n]{0,12}([a-zA-Z]{0,6}\d{3,}+)(?![,.]\d)"
)
# «کارت» may stand before the amount itself (کارت5,000,000+): what has separators, a plus or a unit is no account.
_ACCOUNT = re.compile(
    r"(?:(?:\b(?P<way>به|از)\s*)?(?:شماره\s*)?(?:حساب|سپرده|شبا|(?<!کارت به )کارت)(?:\s*(?:شماره|شما))*\s*:?\s*"
    r"|\b(?P<alone>به|از)\s*:?\s*(?=[\d*.-]{5})|^(?=[\d./-]{8,}\s*$))"
    rf"(?P<number>(?:[\d*]{{4}} ){{3}}[\d*]{{4}}|(?:IR)?[\d*][\d*x./-]{{3,}}+)(?<!-)(?!,\d|\+|\s*{_UNIT})",
    re.MULTILINE | re.IGNORECASE,
)
# Days without signs between (0903, 050903) count only where a time is tied to them: alone they may end an account.
_DAYS = (
    re.compile(
        r"(?<![\d/.*-])(?P<year>1[34]\d\d|\d\d)(?P<sign>[/.-])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)"
        r"(?!\d|[/.-]\d+(?!\d*:))"
    ),
    re.compile(r"(?<![\d/.*-])(?P<year>)(?P<month>\d\d?)/(?P<day>\d\d?)(?![\d/*])"),
    re.compile(r"(?<![\d/.*,-])(?P<year>1[34]\d\d|\d\d)?(?P<month>\d\d)(?P<day>\d\d)(?=[-_]\d\d?:\d\d)"),
)
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
# Figures without separators, sign or unit are amounts only right behind a word that says so.
_AMOUNT = re.compile(
    r"(?P<word>(?:مبلغ|واریز|برداشت|خرید|انتقال|کارت به کارت)(?:\s|:|وجه|پول|به مبلغ|مبلغ|اینترنتی?){0,6}+)?"
    rf"(?P<sign>(?<![\d*])(?:\+ ?|-))?(?<![\d/*])(?<!\d[.,+-])(?P<figure>{_FIGURE})(?P<after> ?\+|-(?![\w|]))?"
    rf"\s*(?P<unit>{_UNIT})?"
)
_OWN = r"\s*(?:حساب|کارت|سپرده)\s*(?:شما|تان)"
_SIGNS: dict[str, Kind] = {"+": "deposit", "-": "withdrawal"}
_WORDS: dict[Kind, re.Pattern[str]] = {
    "deposit": re.compile(rf"واریز|نشست|بستانکار|به{_OWN}"),
    "withdrawal": re.compile(rf"برداشت|خرید|پرید|بدهکار|کسر|قبض|از{_OWN}"),
}
_TRANSFER = re.compile("انتقال|کارت به کارت")
_HEADING = re.compile(r"\W*(?:بانک|پست بانک|مؤسسه|موسسه|بلو)\b|[-=_*]{3,}$")


@dataclass(frozen=True)
class Movement:
    """Money that came to an account or left it, in rials; what the message did not tell is None or empty."""

    kind: Kind
    amount: int
    tail: str = ""
    day: date | None = None
    at: time | None = None
    balance: int | None = None
    tracking: str = ""


def read(text: str) -> Movement | None:
    """The one movement that a bank's message tells of; None where it tells of none, of several, or not clearly.

    A plus or minus beside the amount decides, and a word that says the opposite spoils it. Without a sign, words for
    coming («واریز») or leaving («برداشت») decide where only one kind stands; «انتقال» and «کارت به کارت» alone mean
    either, and are taken for a deposit only where the single account that is named stands behind «به», since banks
    always name their own customer's. A sum without a unit is in rials. The latest such day is meant without a year.
    """
    said = _plain(text)
    if _NOTHING_MOVED.search(said):
        return None
    days, said = _days(said)
    times, said = _taken(_TIME, said, lambda match: time(int(match[1]), int(match[2])))
    tracking, said = _taken(_TRACKING, said, lambda match: match[1])
    balances, said = _taken(_BALANCE, said, _balance)
    _, said = _taken(_FEE, said, lambda match: match[0])
    accounts, said = _taken(_ACCOUNT, said, lambda match: (match["way"] or match["alone"] or "", match["number"]))
    amount, sign = _amount(said)
    kind = _kind(sign, said, {way for way, _ in accounts})
    if not amount or not kind:
        return None
    tail = _tail(kind, accounts)
    return Movement(kind, amount, tail, _only(days), _only(times), _only(balances), "".join(tracking[:1]))


def read_all(text: str) -> list[Movement]:
    """The movements of several messages pasted together, each once, in their order; unclear ones are left out."""
    told = [movement for part in _messages(letters.lines(text)) if (movement := read(part))]
    whole = read(text) if len(told) < 2 else None
    return [whole] if whole else list(dict.fromkeys(told))


def _plain(text: str) -> str:
    said = digits.to_ascii(letters.lines(text)).translate(_SAME)
    return re.sub("[ \t]+", " ", _PHONE.sub("|", _REMARK.sub("|", said)))


def _messages(text: str) -> Iterator[str]:
    """Each message on its own: after an empty line, a bank's name, or a line like the one that the last began with."""
    block: list[str] = []
    for line in text.split("\n"):
        if block and (not line or _HEADING.match(line) or _form(line) == _form(block[0])):
            yield "\n".join(block)
            block = []
        if line:
            block.append(line)
    yield "\n".join(block)


def _form(line: str) -> str:
    return re.sub(r"\d[\d.,٬،]*", "0", line)


def _taken(shape: re.Pattern[str], said: str, worth: Callable[[re.Match[str]], T | None]) -> tuple[list[T], str]:
    """What is told in a shape, and the text with a bar in its place, which nothing reads across."""
    told: list[T] = []

    def take(match: re.Match[str]) -> str:
        value = worth(match)
        if value is None:
            return match[0]
        told.append(value)
        return "|"

    return told, shape.sub(take, said)


def _only(told: list[T]) -> T | None:
    return told[0] if len(set(told)) == 1 else None


def _days(said: str) -> tuple[list[date], str]:
    days: list[date] = []
    for shape in _DAYS:
        told, said = _taken(shape, said, _day)
        days += told
    return days, said


def _day(match: re.Match[str]) -> date | None:
    """The day, where the calendar has it; without a year the latest one, and tomorrow where this clock is slow."""
    year, rest = match["year"], f"{match['month']}/{match['day']}"
    if year:
        century = {4: "", 2: "13" if year[0] == "9" else "14"}[len(year)]
        return jalali.read(f"{century}{year}/{rest}")
    tomorrow = clock.today() + timedelta(days=1)
    this = jalali.parts(tomorrow)[0]
    days = (jalali.read(f"{one}/{rest}") for one in (this, this - 1))
    return next((day for day in days if day and day <= tomorrow), None)


def _balance(match: re.Match[str]) -> int | None:
    rials = _rials(match)
    return -rials if rials and _sign(match) == "-" else rials


def _amount(said: str) -> tuple[int | None, str]:
    """The amount and its sign, where one is left to choose: a balance that was not understood may be any sum."""
    figures = _AMOUNT.finditer(said)
    sums = [one for one in figures if _is_sum(one)]
    signs = {_sign(one) for one in sums} - {""}
    if re.search(_BALANCE_WORD, said) or len(signs) > 1:
        return None, ""
    return _only([_rials(one) for one in sums]), "".join(signs)


def _is_sum(match: re.Match[str]) -> bool:
    """Whether a figure may be a sum; a short one behind a word is more likely a day or a count («واریز ۳ آذر»)."""
    told = match["unit"] or _sign(match) or "," in match["figure"]
    return bool(told or (match["word"] and len(match["figure"]) > 3))


def _rials(match: re.Match[str]) -> int | None:
    """A sum in rials; None for one without a unit in a message that counts in tomans."""
    figure, unit = digits.whole(match["figure"]), match["unit"] or ""
    if figure is None or (not unit and "توم" in match.string):
        return None
    return money.rials(figure) if unit.startswith("توم") else figure


def _sign(match: re.Match[str]) -> str:
    return (match["sign"] or match["after"] or "").strip()


def _kind(sign: str, said: str, ways: set[str]) -> Kind | None:
    words = {kind for kind, shape in _WORDS.items() if shape.search(said)}
    if sign:
        return _SIGNS[sign] if not words or _SIGNS[sign] in words else None
    if not words and ways == {"به"} and _TRANSFER.search(said):
        return "deposit"
    return words.pop() if len(words) == 1 else None


def _tail(kind: Kind, accounts: list[tuple[str, str]]) -> str:
    """The last four digits of the account that the message is about, not of the one at the other end.

    A card's masked number may come turned around (5056****585983): the part of four digits is its end.
    """
    other = "از" if kind == "deposit" else "به"
    number = next((number for way, number in accounts if way != other), "")
    parts: list[str] = re.findall(r"\d+", number)
    masked = re.search("[*x]", number) and [part for part in parts if len(part) == 4]
    return (masked or ["".join(parts)])[-1][-4:]
