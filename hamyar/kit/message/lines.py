"""From the marks on a message to what it orders: which number belongs to which product, and what is doubtful.

A number belongs to a product where both stand in one clause and all numbers of the clause stand on the same side of
their products. Everything else is left to a person, with the reason as a `Doubt`.
"""

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hamyar.kit.message import person
from hamyar.kit.message.clauses import AND, Clause, clauses
from hamyar.kit.message.draft import Doubt, Line, Meaning, Piece
from hamyar.kit.message.marked import Kind, Mark, MarkedText
from hamyar.kit.message.names import Found, OfferNames
from hamyar.kit.message.numbers import Quantity

# Without a word to count with, a larger number may as well be a price.
_MOST_BARE = 20
_SIGNS = {Kind.PRODUCT: "P", Kind.NUMBER: "N"}
# Clauses that are made of pairs only, the number before its product in all of them, or behind it in all.
_NUMBERS_FIRST, _PRODUCTS_FIRST = re.compile("(?:NP)+"), re.compile("(?:PN)+")
# What may tell which variant is meant, what keeps a number from its product, what refuses a product.
_DESCRIBES = {Kind.WORD, Kind.FIGURE, Kind.PRODUCT}
_STRANGE = {Kind.WORD, Kind.FIGURE, Kind.MONEY}
_REFUSES = {Kind.NO, Kind.INSTEAD}
_TELLS = {Kind.NUMBER, Kind.EACH, *_REFUSES}
_DOUBTFUL = {
    Kind.EITHER: Doubt.EITHER,
    Kind.ASKED: Doubt.ASKED,
    Kind.EARLIER: Doubt.EARLIER,
    Kind.NO: Doubt.CORRECTED,
}
_JOINS = {AND, "،", ","}
_WORD = re.compile(r"\w")
_ABOUT_NUMBER = {Doubt.QUANTITY, Doubt.FRACTION, Doubt.UNIT}


@dataclass
class Wish:
    """A line in the making: where its product and its number stand, and all that is doubtful about it."""

    product: Mark
    ids: frozenset[int]
    doubts: set[Doubt]
    number: Mark | None = None
    quantity: int | None = None
    has_number_beside: bool = False

    def count(self, number: Mark, units: dict[int, str], *doubts: Doubt) -> None:
        """Take this number for the quantity, in place of what was taken before."""
        said = _quantity(number)
        amounts = {said.of(units[one]) for one in self.ids}
        self.number, self.quantity = number, amounts.pop() if len(amounts) == 1 else None
        self.doubts = (self.doubts - _ABOUT_NUMBER) | {*doubts, *_doubts_of(said, self.quantity)}


@dataclass
class Reading:
    """What has been read of a message so far. `meanings` tells by their beginnings what marks were taken for."""

    sheet: MarkedText
    names: OfferNames
    starts: list[int]
    wishes: list[Wish] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    meanings: dict[int, Meaning] = field(default_factory=dict)
    each: list[tuple[Mark, Mark]] = field(default_factory=list)

    def mean(self, meaning: Meaning, *marks: Mark) -> None:
        """Say what these marks, and those that they were joined from, were taken for."""
        for one in marks:
            first, last = (bisect.bisect_left(self.starts, at) for at in (one.start, one.end))
            self.meanings.update(dict.fromkeys(self.starts[first:last], meaning))


def read(sheet: MarkedText, names: OfferNames) -> tuple[list[Line], dict[int, Meaning]]:
    """The lines of the order, and by their beginnings what the marks that it is read from were taken for."""
    reading = Reading(sheet, names, [one.start for one in sheet.marks])
    for clause in clauses(sheet):
        _settle(reading, clause)
    _share_out(reading)
    _compare(reading)
    return [_line(sheet, wish) for wish in reading.wishes], reading.meanings


def _settle(reading: Reading, clause: Clause) -> None:
    marks = _narrowed(reading, _joined(clause.marks))
    marks = [one for at, one in enumerate(marks) if not _is_too_little(marks, at)]
    marks = _without_each(reading, marks)
    marks = _without_refused(reading, marks, clause)
    new = _wishes(reading, marks)
    _doubt(reading, new, marks, clause)
    if not new:
        _late_number(reading, marks, clause)
    reading.wishes += new


def _joined(marks: list[Mark]) -> list[Mark]:
    """The same with «کد ۱۰۴۲۳ ترشی» as one product: neighbours that may be the same thing say it together."""
    joined: list[Mark] = []
    for one in marks:
        both = _both(joined[-1], one) if joined else None
        if both:
            joined[-1] = both
        else:
            joined.append(one)
    return joined


def _both(one: Mark, other: Mark) -> Mark | None:
    first, second = one.value, other.value
    if not isinstance(first, Found) or not isinstance(second, Found) or not first.ids & second.ids:
        return None
    found = Found(first.ids & second.ids, first.doubts & second.doubts, first.needs_number and second.needs_number)
    return Mark(one.start, other.end, Kind.PRODUCT, found)


def _narrowed(reading: Reading, marks: list[Mark]) -> list[Mark]:
    """The same where the clause's other words, «بزرگ» or «سایز ۴۲», tell which of several offers is meant."""
    products = [one for one in marks if one.kind is Kind.PRODUCT and not _found(one).is_word]
    if len(products) != 1:
        return marks
    found, kept = _found(products[0]), []
    for one in marks:
        said = reading.sheet.flat[one.start : one.end]
        ids = found.ids & reading.names.having(said) if one not in products and one.kind in _DESCRIBES else found.ids
        if ids and ids != found.ids:
            found = replace(found, ids=ids)
            reading.mean(Meaning.ORDER, one)
        else:
            kept.append(one)
    return [replace(one, value=found) if one in products else one for one in kept]


def _without_each(reading: Reading, marks: list[Mark]) -> list[Mark]:
    """The same without «هر کدوم دو تا», which is kept until all products are known."""
    pairs = [(one, two) for one, two in itertools.pairwise(marks) if (one.kind, two.kind) == (Kind.EACH, Kind.NUMBER)]
    reading.each += pairs
    gone = {one.start for pair in pairs for one in pair}
    return [one for one in marks if one.start not in gone]


def _without_refused(reading: Reading, marks: list[Mark], clause: Clause) -> list[Mark]:
    """The same without what she does not want. A refusal of nothing makes everything before it doubtful."""
    for word in [one for one in marks if one.kind in _REFUSES]:
        gone = _refused(marks, word)
        marks = [one for one in marks if one not in gone]
        reading.refused |= {one for mark in gone if mark.kind is Kind.PRODUCT for one in _found(mark).ids}
        if gone or word.kind is Kind.NO:
            reading.mean(Meaning.NO, word, *gone)
        if word.kind is Kind.NO:
            _add(Doubt.CORRECTED, _shaken(reading.wishes, clause, gone))
    return marks


def _shaken(wishes: list[Wish], clause: Clause, gone: list[Mark]) -> list[Wish]:
    """Which earlier wishes a refusal makes doubtful: all where it names nothing, the last where «و» leads on to it."""
    if not gone:
        return wishes
    return wishes[-1:] if clause.before == AND else []


def _refused(marks: list[Mark], word: Mark) -> list[Mark]:
    """The product that a word refuses, with its number where the clause holds nothing else; empty where there is none.

    «به جای» refuses what follows it, with a number between, every other word the nearest before it, else the first
    after it.
    """
    at = marks.index(word)
    if word.kind is Kind.INSTEAD and [one.kind for one in marks[at + 1 : at + 3]] == [Kind.NUMBER, Kind.PRODUCT]:
        return marks[at + 1 : at + 3]
    before = [one for one in marks[:at] if one.kind is Kind.PRODUCT][::-1] if word.kind is Kind.NO else []
    after = marks[at + 1 : at + 2] if word.kind is Kind.INSTEAD else marks[at + 1 :]
    product = next((one for one in [*before, *after] if one.kind is Kind.PRODUCT), None)
    if product is None:
        return []
    things = [one for one in marks if one.kind in _SIGNS]
    return things if len(things) == 2 and word.kind is Kind.NO and things[0].kind != things[1].kind else [product]


def _is_too_little(marks: list[Mark], at: int) -> bool:
    """Whether a product's name is so short that only a number or a refusal beside it would tell that it is meant."""
    beside = marks[max(0, at - 1) : at] + marks[at + 1 : at + 2]
    is_short = marks[at].kind is Kind.PRODUCT and _found(marks[at]).needs_number
    return is_short and not any(one.kind in _TELLS for one in beside)


def _wishes(reading: Reading, marks: list[Mark]) -> list[Wish]:
    things = [one for one in marks if one.kind in _SIGNS]
    found = {
        one.start: Wish(one, _found(one).ids, set(_found(one).doubts)) for one in things if one.kind is Kind.PRODUCT
    }
    places = {one.start: at for at, one in enumerate(marks)}
    for product, number in _pairs(things):
        doubts = _unclear(marks, places[product.start], places[number.start])
        found[product.start].count(number, reading.names.units, *doubts)
        found[product.start].has_number_beside = True
        reading.mean(Meaning.ORDER, number)
    for at, one in enumerate(marks[:-1]):
        if one.start in found and _describes(reading.sheet, one, marks[at + 1]):
            found[one.start].doubts.add(Doubt.DESCRIBED)
    wishes = list(found.values())
    reading.mean(Meaning.ORDER, *(one.product for one in wishes))
    return wishes


def _describes(sheet: MarkedText, product: Mark, word: Mark) -> bool:
    """Whether strange words go on behind a product's name, so that another thing may be meant: «قیمه بادمجان»."""
    return word.kind in _STRANGE and not sheet.flat[product.end : word.start].strip(" \u200c")


def _pairs(things: list[Mark]) -> Iterator[tuple[Mark, Mark]]:
    """Products with their numbers; none where the clause allows more than one reading."""
    signs = "".join(_SIGNS[one.kind] for one in things)
    numbers, products = (things[0::2], things[1::2]) if signs[:1] == "N" else (things[1::2], things[0::2])
    if _NUMBERS_FIRST.fullmatch(signs) or _PRODUCTS_FIRST.fullmatch(signs):
        yield from zip(products, numbers, strict=True)


def _unclear(marks: list[Mark], product: int, number: int) -> set[Doubt]:
    """A doubt where strange words stand between the two, or beside a number that no unit holds to its product."""
    outer = marks[max(0, number - 1) : number] if number < product else marks[number + 1 : number + 2]
    is_open = not _quantity(marks[number]).unit and any(one.kind in _STRANGE for one in outer)
    return {Doubt.QUANTITY} if abs(number - product) > 1 or is_open else set()


def _doubt(reading: Reading, new: list[Wish], marks: list[Mark], clause: Clause) -> None:
    """Add to the clause's wishes, and to the one before them, what the words around them make doubtful."""
    last = reading.wishes[-1:]
    kinds = {one.kind for one in marks}
    for wish in new:
        wish.doubts |= {doubt for kind, doubt in _DOUBTFUL.items() if kind in kinds}
    if marks and marks[0].kind is Kind.EITHER:
        _add(Doubt.EITHER, last)
    if new and clause.sorry and (last or any(one.kind is not Kind.SORRY for one in clause.sorry)):
        _add(Doubt.CORRECTED, [*last, *new])
        reading.mean(Meaning.NO, *clause.sorry)
    if clause.before in _JOINS and len(new) == 1 and last and _share_a_number(last[0], new[0]):
        _add(Doubt.QUANTITY, [*last, *new])


def _add(doubt: Doubt, wishes: list[Wish]) -> None:
    for wish in wishes:
        wish.doubts.add(doubt)


def _share_a_number(one: Wish, other: Wish) -> bool:
    """Whether two joined products have one number, at the end or the beginning: «قورمه و قیمه ۲ تا»."""
    at_end = not one.number and other.number is not None and other.number.start > other.product.start
    at_beginning = not other.number and one.number is not None and one.number.start < one.product.start
    return at_end or at_beginning


def _late_number(reading: Reading, marks: list[Mark], clause: Clause) -> None:
    """Take a number that stands alone for what was ordered last: as a correction, or because no number came before."""
    last = reading.wishes[-1] if reading.wishes else None
    is_alone = len(marks) == 1 and marks[0].kind is Kind.NUMBER
    is_nay = any(one.kind is Kind.NAY for one in clause.sorry)
    if last is None:
        return
    if is_alone and clause.before == AND:
        last.doubts.add(Doubt.QUANTITY)
    if clause.sorry and (is_nay or any(one.kind is Kind.NUMBER for one in marks)):
        reading.mean(Meaning.NO, *clause.sorry)
        _add(Doubt.CORRECTED, [last])
    follows = (
        is_alone and last.number is None and not _WORD.search(reading.sheet.flat, last.product.end, marks[0].start)
    )
    if is_alone and (clause.sorry or (follows and _quantity(marks[0]).unit)):
        last.has_number_beside = bool(follows)
        last.count(marks[0], reading.names.units, Doubt.CORRECTED if clause.sorry else Doubt.QUANTITY)
        reading.mean(Meaning.ORDER, marks[0])


def _share_out(reading: Reading) -> None:
    """Give «هر کدوم دو تا» to the products without a number that stand right before it, else to those after it."""
    for word, number in reading.each:
        before = [wish for wish in reading.wishes if wish.product.start < word.start]
        after = [wish for wish in reading.wishes if wish.product.start > word.start]
        wishes = list(itertools.takewhile(_is_open, reversed(before))) or list(itertools.takewhile(_is_open, after))
        for wish in wishes:
            wish.count(number, reading.names.units)
        if wishes:
            reading.mean(Meaning.ORDER, word, number)


def _is_open(wish: Wish) -> bool:
    return wish.number is None


def _compare(reading: Reading) -> None:
    """Doubt what is said twice, or is wanted again and again, or refused elsewhere, or that more than one wrote."""
    sheet, wishes = reading.sheet, reading.wishes
    often = Counter(one for wish in wishes for one in wish.ids)
    _add(Doubt.REPEATED, [wish for wish in wishes if any(often[one] > 1 for one in wish.ids)])
    _add(Doubt.CORRECTED, [wish for wish in wishes if wish.ids & reading.refused])
    _add(Doubt.QUANTITY, wishes if any(one.kind is Kind.OFTEN for one in sheet.marks) else [])
    _add(Doubt.WHICH, [wish for wish in wishes if len(wish.ids) > 1])
    _add(Doubt.QUANTITY, [wish for wish in wishes if wish.quantity is None and not wish.doubts & _ABOUT_NUMBER])
    known = person.senders(sheet)
    if len({person.sender(known, sheet.place(one.product.start, one.product.end)[0]) for one in wishes}) > 1:
        _add(Doubt.SENDER, wishes)


def _line(sheet: MarkedText, wish: Wish) -> Line:
    ends = [wish.product, wish.number] if wish.number and wish.has_number_beside else [wish.product]
    start, end = sheet.place(min(one.start for one in ends), max(one.end for one in ends))
    piece = Piece(start, end, sheet.text[start:end], Meaning.ORDER)
    return Line(tuple(sorted(wish.ids)), wish.quantity, tuple(sorted(wish.doubts)), piece)


def _doubts_of(said: Quantity, amount: int | None) -> set[Doubt]:
    is_large = not said.unit and said.number is not None and said.number > _MOST_BARE
    cases = (
        (Doubt.FRACTION, not said.whole),
        (Doubt.QUANTITY, is_large or (said.whole and said.number is None)),
        (Doubt.UNIT, said.number is not None and amount is None),
    )
    return {doubt for doubt, holds in cases if holds}


def _found(mark: Mark) -> Found:
    assert isinstance(mark.value, Found)
    return mark.value


def _quantity(mark: Mark) -> Quantity:
    assert isinstance(mark.value, Quantity)
    return mark.value
