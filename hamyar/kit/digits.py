"""Digits of three scripts: ASCII inside, the reader's own on the page."""

import re

_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
# What people put between thousands: comma, Persian and Arabic separators, dots, apostrophes and every space.
_SEPARATORS = str.maketrans("", "", ",،٬.'’_ \u00a0\u2009\u202f\u200c\t")
# A sign that may also begin a fraction stands between thousands only where three digits follow it.
_FRACTION = re.compile(r"[,،٬.'’](?!\d{3}(?!\d))")
_LONGEST = 15


def to_ascii(text: str) -> str:
    """The same text with Persian and Arabic digits as ASCII digits."""
    return text.translate(_ASCII)


def to_persian(text: str) -> str:
    """The same text with ASCII digits as Persian digits."""
    return text.translate(_PERSIAN)


def whole(text: str) -> int | None:
    """The whole number a person typed, with or without separators, in any script; None where it is none.

    A sign, a fraction (1.5, 1,5, ½), letters, or more than 15 digits give None: nothing is guessed.
    """
    ascii_text = to_ascii(text)
    bare = ascii_text.translate(_SEPARATORS)
    if _FRACTION.search(ascii_text):
        return None
    if not bare.isascii() or not bare.isdigit() or len(bare) > _LONGEST:
        return None
    return int(bare)
