"""One form of every letter: what is stored, and what is searched."""

import re
import unicodedata

from hamyar.kit import digits

ZWNJ = "\u200c"
_ONE_FORM = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ە": "ه"})
# Controls that turn text around or hide it. ZWNJ and ZWJ stay: Persian and emoji need them.
_HOSTILE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "ٱ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ی", "ة": "ه", "ۀ": "ه", "ـ": None})
_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed\u0300-\u036f]")
_NOT_WORD = re.compile(r"[^\w]+")


def line(text: str) -> str:
    """One clean line: one form of ی and ک, no hidden controls, single spaces, nothing at the ends."""
    return re.sub(r"\s+", " ", _clean(text.replace("\n", " ").replace("\t", " "))).strip(" " + ZWNJ)


def lines(text: str) -> str:
    """Clean text that keeps its lines, at most one empty line between two."""
    tidy = _clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(part.strip() for part in tidy.split("\n"))).strip()


def fold(text: str) -> str:
    """The form in which texts are compared: no marks, no case, ASCII digits, ZWNJ gone, words by single spaces."""
    flat = unicodedata.normalize("NFKC", _clean(text)).translate(_ONE_FORM).translate(_FOLD).casefold()
    return _NOT_WORD.sub(" ", digits.to_ascii(_MARKS.sub("", flat.replace(ZWNJ, "")))).strip()


def _clean(text: str) -> str:
    return _HOSTILE.sub("", unicodedata.normalize("NFC", text).translate(_ONE_FORM))
