"""Iranian mobile numbers: read in every way people write them, stored as +989121234567."""

import re

from hamyar.kit import digits

_SHAPE = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_PUNCTUATION = re.compile(r"[\s\-().\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read(text: str) -> str | None:
    """The number as +98 and ten digits, or None. Any 09 prefix counts: operators are given new ones every year."""
    found = _SHAPE.fullmatch(_PUNCTUATION.sub("", digits.to_ascii(text)))
    return f"+98{found[1]}" if found else None


def local(number: str) -> str:
    """The way people in Iran read it: 0912 123 4567."""
    if not number.startswith("+98") or len(number) != 13:
        return number
    bare = "0" + number[3:]
    return f"{bare[:4]} {bare[4:7]} {bare[7:]}"
