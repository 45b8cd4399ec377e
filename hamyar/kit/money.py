"""Rials inside, tomans on pages; numbers grouped and in words."""

import re

from hamyar.kit import digits

RIALS_IN_TOMAN = 10
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"))


def rials(tomans: int) -> int:
    """Whole tomans as whole rials."""
    return tomans * RIALS_IN_TOMAN


def tomans(amount: int) -> int:
    """Rials as whole tomans, rounded down; prices are always whole tomans."""
    return amount // RIALS_IN_TOMAN


def grouped(number: int, language: str) -> str:
    """The number with its thousands apart: ۱۲۵٬۰۰۰ in Persian, 125,000 in English."""
    plain = f"{number:,}"
    return digits.to_persian(plain.replace(",", "٬")) if language == "fa" else plain


def in_words(number: int, language: str) -> str:
    """A whole number from 0 up, in words: «صد و بیست و پنج هزار» or "one hundred twenty-five thousand"."""
    if language == "fa":
        # Imported here: start-up does not need it.
        from persiantools import digits as persian_words

        # The library writes «یکصد» and «یک هزار» as on a cheque; people say «صد» and «هزار».
        written = str(persian_words.to_word(number)).replace("یکصد", "صد")
        return re.sub(r"(^|(?:میلیون|میلیارد) و )یک هزار", r"\1هزار", written)
    return _english(number)


def _english(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    scale, name = next(row for row in _SCALES if number >= row[0])
    many, rest = divmod(number, scale)
    return f"{_english(many)} {name}" + (f" {_english(rest)}" if rest else "")
