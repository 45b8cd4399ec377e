"""Quantities as people write them in a message: «۳ تا», «سه‌تا», «یه شیشه», «نیم کیلو», «x2»."""

import re
from dataclasses import dataclass

from hamyar.kit import digits, letters

MOST = 9999

_ONES = {
    "یک": 1,
    "یه": 1,
    "یکی": 1,
    "یدونه": 1,
    "یه‌دونه": 1,
    "یدانه": 1,
    "دو": 2,
    "سه": 3,
    "چهار": 4,
    "چار": 4,
    "پنج": 5,
    "پنش": 5,
    "شش": 6,
    "شیش": 6,
    "هفت": 7,
    "هف": 7,
    "هشت": 8,
    "هش": 8,
    "نه": 9,
}
_TEENS = {
    "ده": 10,
    "یازده": 11,
    "دوازده": 12,
    "سیزده": 13,
    "چهارده": 14,
    "چارده": 14,
    "پانزده": 15,
    "پونزده": 15,
    "شانزده": 16,
    "شونزده": 16,
    "هفده": 17,
    "هیفده": 17,
    "هجده": 18,
    "هژده": 18,
    "هیجده": 18,
    "نوزده": 19,
}
_TENS = {
    "بیست": 20,
    "سی": 30,
    "چهل": 40,
    "چل": 40,
    "پنجاه": 50,
    "شصت": 60,
    "شست": 60,
    "هفتاد": 70,
    "هشتاد": 80,
    "نود": 90,
}
_HUNDREDS = {
    "صد": 100,
    "یکصد": 100,
    "دویست": 200,
    "سیصد": 300,
    "چهارصد": 400,
    "پانصد": 500,
    "پونصد": 500,
    "ششصد": 600,
    "هفتصد": 700,
    "هشتصد": 800,
    "نهصد": 900,
}
WORDS = {letters.fold(word): number for word, number in (_ONES | _TEENS | _TENS | _HUNDREDS).items()}


@dataclass(frozen=True)
class Unit:
    """A word that is counted with: which units of offers it can mean, and how many of them one is."""

    fits: frozenset[str]
    times: int = 1


_COUNTED = frozenset({"piece", "pack", "jar", "plate", "set", "pair"})
_ANY = Unit(_COUNTED)
_JAR = Unit(frozenset({"jar", "piece"}))
_PACK = Unit(frozenset({"pack"}))
_PLATE = Unit(frozenset({"plate", "piece"}))
_SET = Unit(frozenset({"set", "piece"}))
_UNITS = {
    "تا": _ANY,
    "تایی": _ANY,
    "عدد": _ANY,
    "دونه": _ANY,
    "دانه": _ANY,
    "دون": _ANY,
    "شیشه": _JAR,
    "بطری": _JAR,
    "قوطی": _JAR,
    "دبه": _JAR,
    "بسته": _PACK,
    "پاکت": _PACK,
    "کارتن": _PACK,
    "جعبه": _PACK,
    "کیسه": _PACK,
    "پرس": _PLATE,
    "ظرف": _PLATE,
    "بشقاب": _PLATE,
    "سیخ": _PLATE,
    "دست": _SET,
    "سرویس": _SET,
    "کیلو": Unit(frozenset({"kilo"})),
    "کیلوگرم": Unit(frozenset({"kilo"})),
    "گرم": Unit(frozenset({"gram"})),
    "متر": Unit(frozenset({"metre"})),
    "ساعت": Unit(frozenset({"hour"})),
    "دوجین": Unit(frozenset({"piece"}), 12),
}
_PAIR = "جفت"
UNITS = {letters.fold(word): unit for word, unit in _UNITS.items()} | {_PAIR: Unit(frozenset({"piece"}), 2)}
_SINGLE_PAIR = Unit(frozenset({"pair"}))
_ALONE = "دوجین", _PAIR

_GLUE = "[ \u200c]?"


def _any_of(words: dict[str, int] | dict[str, Unit] | tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WORD = f"(?:{_any_of(WORDS)})"
_DIGITS = r"\d+(?:[.,/٫٬،'’]\d+)*"
# A number in digits, or in words joined with «و»; it neither begins nor ends within a word.
NUMBER = rf"(?:(?<![\d.,/]){_DIGITS}(?!\d)|(?<!\w){_WORD}(?:{_GLUE}و{_GLUE}{_WORD}){{0,3}})"
UNIT = f"(?:{_any_of(UNITS)})"
_PART = "(?:نیم|نصف|ربع|[½¼¾⅓⅔])"
_AND_HALF = f"{_GLUE}و{_GLUE}(?:نیم|ربع|نصفی|\\d/\\d)"
# What makes a bound or a guess of the number behind it: «تا ۵ تا», «بیشتر از ده تا».
_ABOUT = (
    "(?:(?:حدودا|حدود|تقریبا|حداقل|حداکثر|نهایتا|لااقل|دستکم|اقلا|نزدیک)(?:[ ](?:به|تا))?"
    "|دست[ \u200c]کم|(?:بیشتر|کمتر|بیش)[ ]از|بالای|تا(?:[ ]سقف)?)"
)
_TIMES = "[x×✕✖*]"
# «نه» is nine only where it is counted with; everywhere else it says no.
_NINE = rf"(?!نه(?!{_GLUE}{UNIT}))"
QUANTITY = re.compile(
    rf"""
    (?:(?<!\w)(?:{_TIMES}|(?P<about>{_ABOUT}))\ ?)?
    (?:
        {_NINE}(?P<number>{NUMBER})
        (?P<second>(?:{_GLUE}{UNIT})?(?:{_GLUE}(?:تا|یا|الی|-){_GLUE}|{_GLUE}){_NINE}{NUMBER}(?={_GLUE}{UNIT}(?!\w)))?
        (?P<middle>{_AND_HALF})?
      | (?<!\w)(?P<part>{_PART})
      | (?<!\w)(?P<vague>(?:یه{_GLUE})?چند(?={_GLUE}{UNIT}(?!\w)))
      | (?<!\w)(?P<alone>{_any_of(_ALONE)})
    )
    (?:\ ?(?P<times>{_TIMES})(?!\w)|(?:{_GLUE}{UNIT})?{_GLUE}(?P<unit>{UNIT}))?
    (?P<half>{_AND_HALF})?
    (?:(?<=\d)(?!\d)|(?!\w))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Quantity:
    """A number that may say how many. `number` is None where none is certain; `whole` tells a fraction from the rest.

    `unit` is the word it is counted with, as in `UNITS`; empty where none stands there.
    """

    number: int | None
    unit: str
    whole: bool = True

    def of(self, unit: str) -> int | None:
        """How many of an offer that is sold by `unit`; None where the two do not fit together."""
        counted = _SINGLE_PAIR if (self.unit, unit) == (_PAIR, "pair") else UNITS.get(self.unit, _ANY)
        if self.number is None or unit not in counted.fits or self.number * counted.times > MOST:
            return None
        return self.number * counted.times


def read(found: re.Match[str]) -> Quantity:
    """What the words found by `QUANTITY` say."""
    if found["alone"]:
        return Quantity(1, found["alone"])
    unit = found["unit"] or ("تا" if found["times"] else "")
    if found["part"] or found["middle"] or found["half"]:
        return Quantity(None, unit, whole=False)
    if found["vague"] or found["second"] or found["about"]:
        return Quantity(None, unit)
    number = _number(found["number"])
    return Quantity(number or None, unit, whole=number is not None or not found["number"][0].isdigit())


def _number(text: str) -> int | None:
    """The number in digits or words; None for a fraction, and for words that make no number together."""
    if text[0].isdigit():
        return digits.whole(text)
    parts = [WORDS[word] for word in re.findall(_WORD, text)]
    fits = all(sum(parts[at + 1 :]) < _step(part) for at, part in enumerate(parts))
    return sum(parts) if fits else None


def _step(part: int) -> int:
    """Below what all that is added to this part must stay: 100 after two hundred, 10 after thirty."""
    return next(step for least, step in ((100, 100), (20, 10), (0, 1)) if part >= least)
