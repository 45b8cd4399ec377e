"""What is asked before an order, in every room: of each group the day, the way to the customer and the payment.

Only what there is to choose is asked. A group's fields bear its number: slot-3, way-3, pay-3.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from hamyar.domain import days
from hamyar.domain.delivery import Choice, Where
from hamyar.domain.offering import Offer, Plan
from hamyar.kit.errors import Refused
from hamyar.web import address, fields, problems
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.refusals import WORDS

# What begins the keys of refusals that speak of a field.
_SPEAKS_OF = {"day": "slot", "way": "way", "pay": "pay"}
_WHAT = tuple(_SPEAKS_OF.values())
# The key of what is not chosen yet, on purpose.
OPEN = ""


class OfferedField(fields.ChoiceField):
    """One of what a group offers just now. Whether it can still be had shows when it is taken: see `placing`.

    Where it `may_stay_open`, the last choice is an empty one: the two agree upon it later.
    """

    def __init__(
        self, label: Any = None, *, offered: Sequence[str], none: Any, may_stay_open: bool = False, **more: Any
    ) -> None:
        keys = [*offered, OPEN] if may_stay_open else offered
        # Where there is one thing only, it is chosen.
        only = keys[0] if len(keys) == 1 else None
        super().__init__(label, choices=[(key, key) for key in keys], **{"default": only, **more})
        self.offered, self.none, self.may_stay_open = offered, none, may_stay_open
        self.errors: Sequence[str] = ()

    @property
    def is_settled(self) -> bool:
        """Whether there is one thing only, and she has not chosen another one before."""
        return len(self.offered) == 1 and self.data == self.offered[0] and not self.may_stay_open

    def pre_validate(self, form: Any) -> None:
        is_left_open = self.may_stay_open and self.data == OPEN
        if not self.data and not is_left_open:
            raise StopValidation(str(self.none))

    def say_where_gone(self) -> None:
        """What is no longer offered cannot stand chosen on the page: she is told that it was there."""
        if self.data and self.data not in self.offered and not self.errors:
            self.errors = [_("What you had chosen can no longer be had. Please choose again.")]


@dataclass(frozen=True)
class Asked:
    """What one group offers, and the fields in which she chooses; no field where there is nothing to choose from."""

    offer: Offer
    slot: OfferedField | None
    way: OfferedField | None
    pay: OfferedField | None

    @property
    def fields(self) -> list[OfferedField]:
        """Those that there are, as they stand on the page."""
        return [field for field in (self.slot, self.way, self.pay) if field is not None]

    @property
    def choice(self) -> Choice | None:
        """The way to her that is chosen, where it is still offered."""
        return next((one for one in self.offer.choices if self.way and one.key == self.way.data), None)

    def plan(self, where: Where | None) -> Plan:
        """What she chose, for `placing`."""
        slot, way, pay = (str(field.data or "") if field else "" for field in (self.slot, self.way, self.pay))
        return Plan(days.read(slot), way, where, pay)


class ChoosingForm(address.AddressFields, FlaskForm):
    """What is chosen and where it goes. `seal` is that of prices and fees as this page showed them."""

    offers: Sequence[Offer] = ()
    # What is asked, and what is said where nothing was chosen; "hours" where a slot is a part of a day.
    questions: ClassVar[dict[str, tuple[_l, _l]]] = {
        "slot": (_l("Which day?"), WORDS["day.none"]),
        "hours": (_l("Which day and hour?"), WORDS["day.none"]),
        "way": (_l("How does it reach you?"), WORDS["way.none"]),
        "pay": (_l("How do you pay?"), WORDS["pay.none"]),
    }

    @classmethod
    def more_about(cls, what: str, offer: Offer) -> dict[str, Any]:
        """What else a field ("slot", "way" or "pay") is to know."""
        return {}

    seal = HiddenField()

    @property
    def asked(self) -> list[Asked]:
        """What each group of the basket is asked for."""
        return [
            Asked(offer, *(self._fields.get(f"{what}-{offer.group.id}") for what in _WHAT)) for offer in self.offers
        ]

    @property
    def needs_address(self) -> bool:
        """Whether something that she chose comes to her."""
        return any(one.choice and one.choice.comes_to_her for one in self.asked)

    @property
    def may_need_address(self) -> bool:
        """Whether the page must have room for an address."""
        return any(offer.may_come_to_her for offer in self.offers)

    @property
    def must_have_address(self) -> bool:
        """Whether some group offers nothing but what comes to her."""
        return any(offer.choices and all(one.comes_to_her for one in offer.choices) for offer in self.offers)

    @property
    def has_fees(self) -> bool:
        """Whether the sum depends on what she chooses."""
        ways = [one for one in self.asked if one.way and not one.way.is_settled]
        return any(choice.fee for one in ways for choice in one.offer.choices)

    @property
    def knows_fees(self) -> bool:
        """Whether every way to her is chosen."""
        return all(one.choice for one in self.asked if one.way)

    @property
    def fees(self) -> int:
        """What the chosen ways cost together, in rials."""
        return sum(one.choice.fee for one in self.asked if one.choice)

    @property
    def in_order(self) -> Iterator[Field]:
        """The fields from the top of the page to its end."""
        for one in self.asked:
            yield from one.fields
        yield from (self.province, self.city, self.street, self.postal_code, self.landmark)

    @property
    def is_possible(self) -> bool:
        """Whether there is a day for everything that wants one."""
        return not any(offer.is_impossible for offer in self.offers)

    def can_be_sent(self) -> bool:
        """Whether everything is filled in; what is not says so at its field."""
        return self.validate() and self.is_possible

    def say_what_is_gone(self) -> None:
        """At every field whose answer is no longer offered."""
        for one in self.asked:
            for field in one.fields:
                field.say_where_gone()

    def plans(self) -> dict[int, Plan]:
        """What she chose, by the groups' numbers."""
        where = address.read(self) if self.needs_address else None
        return {one.offer.group.id: one.plan(where) for one in self.asked}

    def note_refusal(self, no: Refused, words: Mapping[str, object] = WORDS) -> bool:
        """Say it at the field it speaks of, in these words; False where it is none of a group's."""
        name = f"{_SPEAKS_OF.get(no.key.partition('.')[0])}-{no.facts.get('group_id')}"
        if name not in self:
            return False
        self[name].errors = [problems.say(no, words)]
        return True


Choosing = TypeVar("Choosing", bound=ChoosingForm)


def of(kind: type[Choosing], offers: Sequence[Offer], **more: Any) -> Choosing:
    """The form of this kind for these offers, filled with what came with the request."""
    asked = {name: field for offer in offers for name, field in _fields(kind, offer)}
    form: Choosing = type("Form", (kind,), {**asked, "offers": offers})(**more)
    return form


# private
def _fields(kind: type[ChoosingForm], offer: Offer) -> Iterator[tuple[str, OfferedField]]:
    """The fields for one group, under their names. What can no longer be ordered is asked nothing."""
    if offer.is_empty:
        return
    offered_of = {
        "slot": [free.slot.key for free in offer.slots],
        "way": [choice.key for choice in offer.choices],
        "pay": offer.terms.ways,
    }
    for what, offered in offered_of.items():
        label, none = kind.questions["hours" if what == "slot" and offer.needs_hours else what]
        if offered:
            more = kind.more_about(what, offer)
            yield f"{what}-{offer.group.id}", OfferedField(label, offered=offered, none=none, **more)
