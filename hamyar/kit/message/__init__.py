"""A draft order from a message that a customer sent by a messenger or SMS, for a person to look over.

Nothing is guessed silently: what is not certain carries its doubts, what was not understood is listed, and every
character of the text stands in one of the draft's pieces.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from hamyar.kit import mobile
from hamyar.kit.message import lines, numbers, person, words
from hamyar.kit.message.draft import Doubt, Draft, Line, Meaning, Offer, Piece, Said, When
from hamyar.kit.message.marked import Kind, Mark, MarkedText
from hamyar.kit.message.names import OfferNames

__all__ = ["Doubt", "Draft", "Line", "Meaning", "Offer", "Piece", "Said", "When", "read"]

# What a mark was taken for, where the order does not say otherwise. All other marks were not understood.
_MEANINGS = {
    Kind.HEADER: Meaning.HEADER,
    Kind.MOBILE: Meaning.MOBILE,
    Kind.POSTAL: Meaning.ADDRESS,
    Kind.ADDRESS: Meaning.ADDRESS,
    Kind.WHEN: Meaning.WHEN,
    Kind.DATE: Meaning.WHEN,
    Kind.NOTE: Meaning.NOTE,
    Kind.NAME: Meaning.NAME,
    Kind.POLITE: Meaning.NOTHING,
    Kind.SORRY: Meaning.NOTHING,
    Kind.BULLET: Meaning.NOTHING,
    Kind.COMMA: Meaning.NOTHING,
    Kind.STOP: Meaning.NOTHING,
}
_WHENS = {Kind.WHEN, Kind.DATE}
# Signs that say nothing, and any others.
_SIGNS = r"\s\u200c!\"'()*+,\-./:;<=>?\[\\\]^_`{|}~«»“”‘’‹›…–—•·،؛؟"
_RUNS = re.compile(rf"[{_SIGNS}]+|(?P<odd>[^{_SIGNS}]+)")
_NOTE_LABEL = re.compile(r"^[^:]{1,20}: ?")


def read(text: str, offered: Sequence[Offer]) -> Draft:
    """What the text orders of the offers, by whom, for whom and when. Reads any text."""
    sheet, names = MarkedText(text), OfferNames(offered)
    _mark(sheet, names)
    found, meanings = lines.read(sheet, names)
    return Draft(
        lines=tuple(found),
        name=_name(sheet, found),
        mobile=_mobile(sheet),
        address="، ".join(_originals(sheet, Kind.ADDRESS, Kind.POSTAL)),
        when=_when(sheet),
        note="، ".join(_NOTE_LABEL.sub("", one) for one in _originals(sheet, Kind.NOTE)),
        pieces=tuple(_pieces(sheet, meanings)),
    )


def _mark(sheet: MarkedText, names: OfferNames) -> None:
    """Mark all that is understood, the most certain first."""
    for pattern in words.HEADERS:
        sheet.take(Kind.HEADER, pattern)
    sheet.mark(_bullets(sheet))
    person.mark_labelled_names(sheet)
    _take(sheet, words.BEFORE_PRODUCTS)
    names.mark_whole(sheet)
    _take(sheet, words.AFTER_PRODUCTS)
    sheet.mark(_quantities(sheet))
    _take(sheet, words.AFTER_NUMBERS)
    person.mark_addresses(sheet)
    person.mark_spoken_names(sheet)
    _take(sheet, words.LAST)
    names.mark_likely(sheet)
    person.mark_name_beside_mobile(sheet)
    sheet.take(Kind.WORD, words.REST)


def _take(sheet: MarkedText, patterns: Iterable[tuple[Kind, re.Pattern[str]]]) -> None:
    for kind, pattern in patterns:
        sheet.take(kind, pattern)


def _bullets(sheet: MarkedText) -> list[Mark]:
    """The numbers of a numbered list, where they count up from one; such numbers in another order count nothing."""
    found = list(words.BULLET.finditer(sheet.left))
    counts = [int(one["number"]) for one in found] == list(range(1, len(found) + 1))
    return [Mark(*one.span(), Kind.BULLET if counts else Kind.FIGURE) for one in found]


def _quantities(sheet: MarkedText) -> list[Mark]:
    found = numbers.QUANTITY.finditer(sheet.left)
    return [Mark(*one.span(), Kind.NUMBER, numbers.read(one)) for one in found]


def _name(sheet: MarkedText, lines: list[Line]) -> Said | None:
    """The name that the message says; else one that stands there like one; else who sent the first line."""
    names = [one.value for one in sheet.marks if isinstance(one.value, Said)]
    said = [one for one in names if one.sure]
    if said:
        return Said(said[0].text, sure=len({one.text for one in said}) == 1)
    if names:
        return names[0]
    sender = person.sender(person.senders(sheet), lines[0].piece.start if lines else len(sheet.text))
    return Said(sender, sure=False) if sender and mobile.read(sender) is None else None


def _mobile(sheet: MarkedText) -> Said | None:
    """The mobile number; not sure where there are several, where it has no nought before it, or is only a sender's."""
    written = [found["number"] for found in _found(sheet, Kind.MOBILE)]
    read_as = {number: mobile.read(number) for number in written}
    if written and (first := read_as[written[0]]):
        return Said(first, sure=len(set(read_as.values())) == 1 and not written[0].startswith("9"))
    sender = person.sender(person.senders(sheet), len(sheet.text))
    number = mobile.read(sender) if sender else None
    return Said(number, sure=False) if number else None


def _when(sheet: MarkedText) -> When | None:
    days = [one for one in sheet.marks if one.kind in _WHENS]
    if not days:
        return None
    said = [sheet.flat[one.start : one.end] for one in days]
    is_vague = any(one.kind is Kind.DATE for one in days) or any(map(words.VAGUE_DAYS.fullmatch, said))
    is_dated = any(words.HAS_DATE.search(found[0]) for found in _found(sheet, Kind.HEADER))
    text = " ".join(sheet.original(one.start, one.end) for one in days)
    ahead, weekday = _days(said, words.READ_AHEAD), _days(said, words.READ_WEEKDAYS)
    if is_vague or len(ahead) > 1 or len(weekday) > 1:
        return When(text, None, None)
    return When(text, None if is_dated else next(iter(ahead), None), next(iter(weekday), None))


def _days(said: list[str], readings: dict[int, re.Pattern[str]]) -> set[int]:
    return {day for day, pattern in readings.items() if any(map(pattern.fullmatch, said))}


def _found(sheet: MarkedText, kind: Kind) -> list[re.Match[str]]:
    return [one.value for one in sheet.marks if one.kind is kind and isinstance(one.value, re.Match)]


def _originals(sheet: MarkedText, *kinds: Kind) -> list[str]:
    """What was written at these marks."""
    return [
        one.value if isinstance(one.value, str) else sheet.original(one.start, one.end)
        for one in sheet.marks
        if one.kind in kinds
    ]


def _pieces(sheet: MarkedText, meanings: dict[int, Meaning]) -> Iterator[Piece]:
    """The whole text in pieces. Neighbours of one meaning, with only signs and fillers between them, are one."""
    stretches = _stretches(sheet, meanings)
    taken = [meaning for _start, _end, meaning in stretches]
    before, after = itertools.accumulate(taken, _newer), list(itertools.accumulate(taken[::-1], _newer))[::-1]
    settled = [one if one is other else None for one, other in zip(before, after, strict=True)]
    for meaning, run in itertools.groupby(zip(stretches, settled, strict=True), key=lambda one: one[1]):
        ends = [place for (start, end, _), _ in run for place in (start, end)]
        start, end = sheet.place(ends[0], ends[-1])
        if start < end:
            yield Piece(start, end, sheet.text[start:end], meaning or Meaning.NOTHING)
    if sheet.text and not sheet.flat:
        yield Piece(0, len(sheet.text), sheet.text, Meaning.NOTHING)


def _stretches(sheet: MarkedText, meanings: dict[int, Meaning]) -> list[tuple[int, int, Meaning | None]]:
    """The flat text from its beginning to its end, each stretch with its meaning; signs and fillers have none."""
    found: list[tuple[int, int, Meaning | None]] = [
        (one.start, one.end, _meaning(one, meanings)) for one in sheet.marks
    ]
    for gap in sheet.gaps():
        runs = _RUNS.finditer(sheet.flat, *gap)
        found += [(*run.span(), Meaning.UNREAD if run["odd"] else None) for run in runs]
    return sorted(found, key=lambda one: one[0])


def _newer(last: Meaning | None, meaning: Meaning | None) -> Meaning | None:
    return meaning or last


def _meaning(mark: Mark, meanings: dict[int, Meaning]) -> Meaning | None:
    if mark.kind is Kind.FILLER:
        return None
    return meanings.get(mark.start, _MEANINGS.get(mark.kind, Meaning.UNREAD))
