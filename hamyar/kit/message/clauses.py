"""The marks of a message in clauses: between two commas, sentences or lines, what belongs together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hamyar.kit.message.marked import Kind, Mark, MarkedText

AND = "و"
_PASSED_OVER = {Kind.FILLER, Kind.POLITE, Kind.WHEN, Kind.DATE, Kind.NOTE, Kind.BULLET}
_CUTS = {Kind.STOP, Kind.COMMA, Kind.HEADER, Kind.MOBILE, Kind.NAME, Kind.ADDRESS, Kind.POSTAL}

_CORRECTS = {Kind.SORRY, Kind.AMENDS}


@dataclass
class Clause:
    """Some marks, what cut them off from the clause before, and the words that say it corrects what was said."""

    before: str = ""
    sorry: list[Mark] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def clauses(sheet: MarkedText) -> Iterator[Clause]:
    """The clauses in their order. A refusal ends its clause, a correction begins one."""
    clause = Clause()
    marks = [one for one in sheet.marks if one.kind not in _PASSED_OVER]
    for at, mark in enumerate(marks):
        kind = _KINDS.get(mark.kind, _as_it_is)(mark, clause, marks[at + 1 : at + 3])
        if kind in _CUTS or kind in _CORRECTS:
            if clause.marks:
                yield clause
                clause = Clause()
            clause.before = sheet.flat[mark.start : mark.end]
            clause.sorry += [mark] if kind in _CORRECTS else []
            continue
        clause.marks.append(Mark(mark.start, mark.end, kind, mark.value))
        if kind is Kind.NO and _has(clause, Kind.PRODUCT):
            yield clause
            clause = Clause()
    yield clause


def _as_it_is(mark: Mark, _clause: Clause, _next: list[Mark]) -> Kind:
    return mark.kind


def _nay(_mark: Mark, clause: Clause, following: list[Mark]) -> Kind:
    """«ترشی نه» refuses; «۲ تا ترشی نه ۳ تا», «نه ببخشید» and «نه» behind anything but a product correct."""
    kinds = [one.kind for one in following]
    is_new_number = _has(clause, Kind.NUMBER) and kinds[:1] == [Kind.NUMBER] and kinds[1:] != [Kind.PRODUCT]
    corrects = is_new_number or (bool(kinds) and kinds[0] in _CORRECTS)
    return Kind.NO if _ends_with_product(clause) and not corrects else Kind.SORRY


def _no_more(_mark: Mark, clause: Clause, _next: list[Mark]) -> Kind:
    return Kind.NO if _ends_with_product(clause) else Kind.WORD


# Words that say no to the product right before them, and something else where none stands there.
_KINDS = {Kind.NAY: _nay, Kind.NO_MORE: _no_more}


def _ends_with_product(clause: Clause) -> bool:
    return bool(clause.marks) and clause.marks[-1].kind is Kind.PRODUCT


def _has(clause: Clause, kind: Kind) -> bool:
    return any(one.kind is kind for one in clause.marks)
