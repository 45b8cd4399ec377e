"""A text in one form of letters and digits, on which readers mark what they understood."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from hamyar.kit import letters

# Stands where something is marked; no text holds it, for controls are dropped.
TAKEN = "\x00"
_SPACES = " " + letters.ZWNJ
# Marks over letters, invisible controls, and halves of characters.
_DROPPED = {"Mn", "Me", "Cc", "Cf", "Cs"}


class Kind(Enum):
    """What a mark says of its words."""

    HEADER = auto()
    MOBILE = auto()
    POSTAL = auto()
    WHEN = auto()
    DATE = auto()
    NOTE = auto()
    NAME = auto()
    ADDRESS = auto()
    PRODUCT = auto()
    NUMBER = auto()
    # Numbers that count nothing: prices; sizes, cards and such.
    MONEY = auto()
    FIGURE = auto()
    BULLET = auto()
    EACH = auto()
    # How often, or for how many people, the same is wanted.
    OFTEN = auto()
    NO = auto()
    NO_MORE = auto()
    INSTEAD = auto()
    NAY = auto()
    SORRY = auto()
    AMENDS = auto()
    EITHER = auto()
    ASKED = auto()
    EARLIER = auto()
    POLITE = auto()
    FILLER = auto()
    WORD = auto()
    COMMA = auto()
    STOP = auto()


@dataclass(frozen=True)
class Mark:
    """A stretch of the flat text, what kind of thing it is, and what it was read as."""

    start: int
    end: int
    kind: Kind
    value: object = None


class MarkedText:
    """`flat` is the text in its one form; `left` is the same with what is marked blotted out, so no two marks overlap.

    In `flat` letters and digits are folded, marks over letters and invisible signs are gone, spaces are single; half
    spaces and ends of lines stay.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat, self._where = _flatten(text)
        self.left = self.flat
        self._marks: dict[int, Mark] = {}

    @property
    def marks(self) -> list[Mark]:
        """All marks from the beginning of the text to its end."""
        return [self._marks[start] for start in sorted(self._marks)]

    def mark(self, marks: Iterable[Mark]) -> None:
        """Put marks that do not overlap, each on words that are left."""
        letters_left = list(self.left)
        for one in marks:
            self._marks[one.start] = one
            letters_left[one.start : one.end] = TAKEN * (one.end - one.start)
        self.left = "".join(letters_left)

    def take(self, kind: Kind, pattern: re.Pattern[str]) -> None:
        """Mark whatever the pattern finds in what is left; the mark's value is the match."""
        self.mark([Mark(*found.span(), kind, found) for found in pattern.finditer(self.left)])

    def cover(self, marks: list[Mark]) -> None:
        """Put marks that do not overlap each other, in the place of those they lie on."""
        covered = bytearray(len(self.flat))
        for one in marks:
            covered[one.start : one.end] = b"\x01" * (one.end - one.start)
        kept = [one for one in self.marks if not any(covered[one.start : one.end])]
        self._marks, self.left = {}, self.flat
        self.mark([*kept, *marks])

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the flat text stands in the text."""
        return self._where[start], self._where[end]

    def original(self, start: int, end: int) -> str:
        """The words of a stretch as they were written, on one clean line."""
        begins, ends = self.place(start, end)
        return letters.line(self.text[begins:ends])

    def gaps(self) -> Iterator[tuple[int, int]]:
        """The stretches between the marks, in their order."""
        at = 0
        for one in self.marks:
            if at < one.start:
                yield at, one.start
            at = one.end
        if at < len(self.flat):
            yield at, len(self.flat)


def _flatten(text: str) -> tuple[str, list[int]]:
    flat: list[str] = []
    where: list[int] = []
    for at, letter in enumerate(text):
        for one in _flat(letter):
            if one in _SPACES and (not flat or flat[-1] in f"{_SPACES}\n"):
                continue
            flat.append(one)
            where.append(at)
    if where:
        where[0] = 0
    return "".join(flat), [*where, len(text)]


@functools.lru_cache(maxsize=4096)
def _flat(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter in "\n\u2028\u2029\r":
        return "\n"
    if letter == letters.ZWNJ:
        return letter
    if letter.isspace():
        return " "
    if category == "No":
        return letter
    folded = letters.fold(letter)
    return folded or ("" if category in _DROPPED or letter == "ـ" else letter)
