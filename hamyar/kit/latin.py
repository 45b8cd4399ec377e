"""Short Latin addresses out of Persian names."""

import re

from hamyar.kit import digits, letters

_LETTERS = {
    "ا": "a", "آ": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d",
    "ذ": "z", "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "gh", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "v", "ه": "h", "ی": "y",
    "ئ": "y", "ؤ": "v", "أ": "a", "إ": "e", "ء": "", "ة": "h", "ۀ": "h",
}  # fmt: skip
_VOWELS = "aeiou"
_LONGEST = 30


def slug(name: str) -> str:
    """A short address of a-z, 0-9 and single hyphens, at most 30 long; empty where nothing can be read.

    Persian writes no short vowels; between two consonants of one word stands an "a", و and ی inside a word are
    read as "o" and "i". It is a proposal that people edit, not a transcription.
    """
    words = re.split(r"[\s\u200c_\-/.]+", letters.line(name))
    return "-".join(part for part in map(_word, words) if part)[:_LONGEST].strip("-")


def _word(word: str) -> str:
    out = ""
    for place, letter in enumerate(digits.to_ascii(word).lower()):
        sound = _sound(letter, inside=place > 0, last=place == len(word) - 1)
        first_vowel_is_missing = out.isalpha() and not set(out) & set(_VOWELS) and sound[:1] not in ("", *_VOWELS)
        out += "a" + sound if first_vowel_is_missing and letter in _LETTERS else sound
    return re.sub(r"[^a-z0-9]", "", out)


def _sound(letter: str, *, inside: bool, last: bool) -> str:
    if inside and letter in "وی":
        return "o" if letter == "و" else "i"
    if inside and last and letter == "ه":
        return "eh"
    return _LETTERS.get(letter, letter)
