"""Digits of three scripts: ASCII inside, the reader's own on the page."""

_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
# What people put between thousands: comma, Persian and Arabic separators, dots, apostrophes and every space.
_SEPARATORS = str.maketrans("", "", ",،٬.'’_ \u00a0\u2009\u202f\u200c\t")
_LONGEST = 15


def to_ascii(text: str) -> str:
    """The same text with Persian and Arabic digits as ASCII digits."""
    return text.translate(_ASCII)


def to_persian(text: str) -> str:
    """The same text with ASCII digits as Persian digits."""
    return text.translate(_PERSIAN)


def whole(text: str) -> int | None:
    """The whole number a person typed, with or without separators, in any script; None where it is none.

    A sign, a fraction written with / or ٫, letters, or more than 15 digits give None: nothing is guessed.
    """
    bare = to_ascii(text).translate(_SEPARATORS)
    if not bare.isascii() or not bare.isdigit() or len(bare) > _LONGEST:
        return None
    return int(bare)
