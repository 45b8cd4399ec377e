"""Iranian mobile numbers: read in every way people write them, stored as +989121234567."""

import re

from hamyar.kit import digits

_SHAPE = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_PUNCTUATION = re.compile(r"[\s\-().\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read(text: str) -> str | None:
    """The number as +98 and ten digits, or None. Any 09 prefix counts: operators are given new ones every year."""
    found = _SHAPE.fullmatch(_PUNCTUATION.sub("", digits.to_ascii(text)))
    return f"+98{found[1]}" if found else None


def plain(number: str) -> str:
    """The way people in Iran type it: 09121234567."""
    return "0" + number.removeprefix("+98")


def local(number: str) -> str:
    """The way people in Iran read it: 0912 123 4567."""
    bare = plain(number)
    return f"{bare[:4]} {bare[4:7]} {bare[7:]}"
