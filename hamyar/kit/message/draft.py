"""What is found in a pasted message: a draft order, and every piece of the text with what it was taken for."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Offer:
    """One thing that can be ordered.

    Every one of `names` says the whole of it («ترشی لیته», «ترشی لیته شیشه‌ی بزرگ»); what is only a part of a name
    («بزرگ») must not stand there alone. Offers may share names and codes. `unit` is a product's.
    """

    id: int
    code: str
    names: tuple[str, ...]
    unit: str


class Meaning(StrEnum):
    """What a piece of the text was taken for."""

    ORDER = "order"
    NO = "no"
    NAME = "name"
    MOBILE = "mobile"
    ADDRESS = "address"
    WHEN = "when"
    NOTE = "note"
    HEADER = "header"
    NOTHING = "nothing"
    UNREAD = "unread"


class Doubt(StrEnum):
    """Why a person must look at a line before it is ordered."""

    WHICH = "which"
    QUANTITY = "quantity"
    FRACTION = "fraction"
    UNIT = "unit"
    SPELLING = "spelling"
    PART = "part"
    DESCRIBED = "described"
    CODE = "code"
    CORRECTED = "corrected"
    ASKED = "asked"
    EARLIER = "earlier"
    EITHER = "either"
    REPEATED = "repeated"
    SENDER = "sender"


@dataclass(frozen=True)
class Piece:
    """A stretch of the pasted text: `text` is what stands there from `start` up to `end`."""

    start: int
    end: int
    text: str
    meaning: Meaning


@dataclass(frozen=True)
class Line:
    """One thing she seems to order. `quantity` is None where none was said that could be taken as it stands."""

    offers: tuple[int, ...]
    quantity: int | None
    doubts: tuple[Doubt, ...]
    piece: Piece

    @property
    def sure(self) -> bool:
        """Whether the message says so plainly: one offer, one whole number that belongs to it."""
        return not self.doubts


@dataclass(frozen=True)
class Said:
    """Something about the person; `sure` where the message itself says that it is this."""

    text: str
    sure: bool


@dataclass(frozen=True)
class When:
    """For when, in her own words. `ahead` counts days from the day she wrote; `weekday` is 0 on Monday.

    Both are None where the words allow more than one day. Somebody who pastes an older message must count `ahead`
    from that message's day, so it is None wherever the message carries a date of its own.
    """

    text: str
    ahead: int | None
    weekday: int | None


@dataclass(frozen=True)
class Draft:
    """What a message seems to ask for. The `pieces` in their order are the whole text: nothing of it vanishes."""

    lines: tuple[Line, ...]
    name: Said | None
    mobile: Said | None
    address: str
    when: When | None
    note: str
    pieces: tuple[Piece, ...]

    @property
    def unread(self) -> tuple[Piece, ...]:
        """The pieces that were not understood, in their order."""
        return tuple(piece for piece in self.pieces if piece.meaning == Meaning.UNREAD)

    @property
    def refused(self) -> tuple[Piece, ...]:
        """The pieces in which she says what she does not want, or takes back what she said."""
        return tuple(piece for piece in self.pieces if piece.meaning == Meaning.NO)
