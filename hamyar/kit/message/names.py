"""Finding in a text what can be ordered: by its code, its name, a name with one wrong letter, a part of its name."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hamyar.kit import letters
from hamyar.kit.message import numbers
from hamyar.kit.message.draft import Doubt, Offer
from hamyar.kit.message.marked import Kind, Mark, MarkedText

# A wrong letter in a short word makes another word of it.
_LONG_NAME = 6
_SHORT_NAME = 2
_SHORTEST_PART = 3
_SHORTEST_BEGINNING = 2
_SHORTEST_CODE = 4
_MOST_WORDS = 8
_TOGETHER = re.compile('[ \u200c\\-()«»"]*')
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CALLED = re.compile(r"(?:(?<!\w)(?:کد|کدهای|کدای|code|محصول|شماره)(?!\w)|#)[ :\-]*(\d+(?: ?(?:و|،|,) ?\d{4,})*)")
_FIGURES = re.compile(r"\d+")
# What is said behind a name without being a part of it: «ترشیها», «ترشیتون».
_ENDINGS = re.compile("(?<=...)(?:های|هاتون|هاتان|ها|تون|تان)$")
# What only leads on to the next word of a name: «دلمه‌ی برگ مو» is also asked for as «دلمه», «مربای بهار» as «مربا».
_EZAFE = re.compile(f"(?<=ه)[ {letters.ZWNJ}]ی(?!\\w)|(?<=\\w\\w[او])ی(?!\\w)")
_NO_PART = {letters.fold(word) for word in (*numbers.UNITS, *numbers.WORDS)}


@dataclass(frozen=True)
class Found:
    """What one place of the text may mean: the offers it fits, and what is not certain about it.

    `needs_number` where it is so little that only a quantity beside it makes it an order.
    """

    ids: frozenset[int]
    doubts: frozenset[Doubt] = frozenset()
    needs_number: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is only some word out of a name, which may as well say more about another product."""
        return self.needs_number and Doubt.PART in self.doubts


class OfferNames:
    """All names and codes of the offers, ready to be found."""

    def __init__(self, offered: Iterable[Offer]) -> None:
        self.units = {offer.id: offer.unit for offer in offered}
        self._codes: dict[str, set[int]] = defaultdict(set)
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._beginnings: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._shortened: dict[str, set[str]] = defaultdict(set)
        for offer in offered:
            self._learn(offer)

    def mark_whole(self, sheet: MarkedText) -> None:
        """Mark codes and names that stand in the text as they are."""
        sheet.mark(self._called_codes(sheet))
        sheet.mark(_spans(sheet, self._by_name))

    def mark_likely(self, sheet: MarkedText) -> None:
        """Mark what may be meant for a name, in what nothing else has understood."""
        sheet.mark(_spans(sheet, self._by_spelling))
        sheet.mark(_spans(sheet, self._by_part))

    def having(self, text: str) -> frozenset[int]:
        """The offers in whose names all words of the text occur, or where there are none, all its figures."""
        words = _WORD.findall(_EZAFE.sub("", text))
        return self._with(words) or self._with([word for word in words if word.isdigit()])

    def _with(self, words: list[str]) -> frozenset[int]:
        ids = [self._words.get(word, set()) for word in words]
        return frozenset(set.intersection(*ids)) if ids else frozenset()

    def _learn(self, offer: Offer) -> None:
        self._codes[letters.fold(offer.code)].add(offer.id)
        for name in offer.names:
            parts = _WORD.findall(letters.fold(_EZAFE.sub("", letters.line(name))))
            # «نان» is also written as it is spoken, «نون»; that is never quite sure.
            spoken = [part.replace("ان", "ون") for part in parts]
            self._whole["".join(parts)].add(offer.id)
            for part in (*parts, *spoken):
                self._words[part].add(offer.id)
            for end in range(1, len(parts) + 1):
                self._beginnings["".join(parts[:end])].add(offer.id)
                self._beginnings["".join(spoken[:end])].add(offer.id)
            for short in _one_letter_less("".join(parts)):
                self._shortened[short].add("".join(parts))

    def _called_codes(self, sheet: MarkedText) -> Iterator[Mark]:
        """Codes after the word for it; the first of them takes the word along."""
        for call in _CALLED.finditer(sheet.left):
            for figures in _FIGURES.finditer(sheet.left, *call.span(1)):
                begins = call.start() if figures.start() == call.start(1) else figures.start()
                if ids := self._codes.get(figures[0]):
                    yield Mark(begins, figures.end(), Kind.PRODUCT, Found(frozenset(ids)))

    def _by_name(self, key: str, _parts: int) -> Found | None:
        if key.isdigit() and len(key) >= _SHORTEST_CODE and key in self._codes:
            return Found(frozenset(self._codes[key]), frozenset({Doubt.CODE}))
        ids = self._whole.get(key) or self._whole.get(_ENDINGS.sub("", key))
        return Found(frozenset(ids), needs_number=len(key) <= _SHORT_NAME) if ids else None

    def _by_spelling(self, key: str, _parts: int) -> Found | None:
        if len(key) < _LONG_NAME - 1:
            return None
        near = set().union(*(self._shortened.get(short, ()) for short in _one_letter_less(key)))
        ids = [self._whole[name] for name in near if len(name) >= _LONG_NAME and _differs_by_one(name, key)]
        return Found(frozenset().union(*ids), frozenset({Doubt.SPELLING})) if ids else None

    def _by_part(self, key: str, parts: int) -> Found | None:
        key = _ENDINGS.sub("", key)
        if len(key) < _SHORTEST_BEGINNING or key in _NO_PART:
            return None
        ids, is_short = self._beginnings.get(key), len(key) < _SHORTEST_PART
        inner = self._words.get(key) if parts == 1 and not is_short else None
        found = ids or inner
        return Found(frozenset(found), frozenset({Doubt.PART}), needs_number=not ids or is_short) if found else None


def _spans(sheet: MarkedText, find: Callable[[str, int], Found | None]) -> Iterator[Mark]:
    """From the left, the longest run of words that `find` knows, and on behind it."""
    words = list(_WORD.finditer(sheet.left))
    at = 0
    while at < len(words):
        run = _run(sheet, words, at)
        for length in range(len(run), 0, -1):
            start, end = run[0].start(), run[length - 1].end()
            if found := find("".join(_WORD.findall(_EZAFE.sub("", sheet.left[start:end]))), length):
                yield Mark(start, end, Kind.PRODUCT, found)
                at += length
                break
        else:
            at += 1


def _run(sheet: MarkedText, words: list[re.Match[str]], at: int) -> list[re.Match[str]]:
    """The words from `at` on that one name can hold."""
    run = [words[at]]
    for word in words[at + 1 : at + _MOST_WORDS]:
        if not _TOGETHER.fullmatch(sheet.left, run[-1].end(), word.start()):
            break
        run.append(word)
    return run


def _one_letter_less(key: str) -> set[str]:
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def _differs_by_one(one: str, other: str) -> bool:
    """Whether one letter more, less or different, or two neighbours changed about, make the one the other."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
