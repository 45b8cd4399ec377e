"""What somebody wants of a group's products: a number beside each, as the pages that write down orders ask for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask import g, request

from hamyar.domain import products
from hamyar.domain.baskets import MOST_OF_ONE
from hamyar.domain.offering import Wish
from hamyar.domain.products import Product, Variant
from hamyar.kit import digits, letters
from hamyar.web import filters
from hamyar.web.asked import LARGEST
from hamyar.web.language import gettext as _

_NAME = "n-"
# The form's name for what a message left in doubt: the numbers of variants, and what the customer wrote.
ASKS = "ask"
_MOST_ASKS = 50
_LONGEST_SAID = 200


@dataclass
class Line:
    """One variant that can be ordered, and how many of it were typed.

    `said` is what a message says of it; where it `is_open`, a number must be written, be it 0.
    """

    variant: Variant
    typed: str = ""
    quantity: int = 0
    errors: list[str] = field(default_factory=list)
    said: str = ""
    is_open: bool = False

    @property
    def name(self) -> str:
        """The form's name for its number."""
        return f"{_NAME}{self.variant.id}"


@dataclass(frozen=True)
class Ask:
    """A doubt that a person must settle: at least one of these variants needs a number. `said` is what was written."""

    variant_ids: tuple[int, ...]
    said: str

    @property
    def key(self) -> str:
        """How a form carries it."""
        return f"{','.join(map(str, self.variant_ids))}:{self.said}"


def lines(offered: Iterable[Product]) -> list[Line]:
    """What can be ordered of these products, and what was typed beside it.

    What she typed is not lost from sight, though it sold out meanwhile or does not fit the search; nor is a doubt.
    """
    found = [Line(one) for product in offered for one in product.variants if one.is_available]
    shown, doubts = {line.variant.id for line in found}, asks()
    missing = (_typed() | {one for ask in doubts for one in ask.variant_ids}) - shown
    for variant in products.variants(g.group.clinic_id, missing).values() if missing else ():
        if variant.product.group_id == g.group.id:
            found.append(Line(variant))
    for line in found:
        _read(line)
    for ask in doubts:
        _remind(found, ask)
    return found


def asks() -> list[Ask]:
    """The doubts that came with the request; what was tampered with is none."""
    found = [_ask(one) for one in request.form.getlist(ASKS)[:_MOST_ASKS]]
    return [one for one in found if one.variant_ids]


def are_settled(found: Sequence[Line]) -> bool:
    """Whether every number can be read, and every doubt was settled; what is not says so at its line."""
    for line in found:
        if line.is_open:
            line.errors.append(_("Please write how many. Write 0 where she does not want it."))
    return not any(line.errors for line in found)


def wished(found: Iterable[Line]) -> list[Wish]:
    """The lines with a number, for the domain."""
    return [Wish(line.variant, line.quantity) for line in found if line.quantity]


def wishes(wanted: dict[int, int]) -> list[Wish]:
    """The same out of numbers of variants, as they stand now."""
    present = products.variants(g.group.clinic_id, set(wanted))
    return [Wish(present[number], quantity) for number, quantity in wanted.items() if number in present]


def note_short(found: Iterable[Line]) -> bool:
    """Say at its line what there is not enough of any more; whether there is such a line."""
    short = [line for line in found if line.variant.is_counted and line.quantity > line.variant.stock]
    for line in short:
        left = filters.shown_digits(line.variant.stock)
        line.errors.append(_("Not enough: %(left)s left.") % {"left": left})
    return bool(short)


# private
def _typed() -> set[int]:
    named = [_id(name) for name, typed in request.form.items() if name.startswith(_NAME) and typed.strip("0۰٠ ")]
    return {number for number in named if number}


def _read(line: Line) -> None:
    line.typed = letters.line(request.form.get(line.name, "")[:50])
    found = digits.whole(line.typed) if line.typed else 0
    if found is None or found > MOST_OF_ONE:
        limits = {"least": filters.shown_digits(0), "most": filters.shown_digits(MOST_OF_ONE)}
        line.errors.append(_("Please write a number from %(least)s to %(most)s.") % limits)
        return
    line.quantity = found


def _remind(found: Sequence[Line], ask: Ask) -> None:
    """The lines that a doubt is about know what was said; where no number stands at any of them, it is open."""
    about = [line for line in found if line.variant.id in ask.variant_ids]
    is_open = not any(line.typed for line in about)
    for line in about:
        line.said, line.is_open = ask.said, line.is_open or is_open


def _ask(text: str) -> Ask:
    numbers, _colon, said = text.partition(":")
    named = [_id(_NAME + one) for one in numbers[:400].split(",")]
    return Ask(tuple(one for one in named if one), letters.line(said[:_LONGEST_SAID]))


def _id(name: str) -> int | None:
    found = digits.whole(name.removeprefix(_NAME)[:12])
    return found if found is not None and found <= LARGEST else None
