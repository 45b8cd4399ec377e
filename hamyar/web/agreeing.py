"""What the two sides of an order ask of each other: the forms, and what their pages show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields import SelectChoice

from hamyar.domain import agreements, days, rebooking
from hamyar.domain.agreements import CANCEL, CUSTOMER, GROUP, OTHER_DAY, Agreement
from hamyar.domain.days import WHOLE_DAY, Free, Slot
from hamyar.domain.orders import Order
from hamyar.domain.people import Person
from hamyar.domain.products import Window
from hamyar.kit import digits
from hamyar.kit.errors import Refused
from hamyar.web import answers, asked, fields, filters, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.refusals import WORDS

# Said to whoever wanted to say yes: there is nothing to choose for her.
_TO_A_YES = {
    **WORDS,
    "day.full": _l("That day has filled up meanwhile. Please say no, and ask for another one."),
    "day.past": _l("That day is past by now. Please say no, and ask for another one."),
    "day.window": _l("It is not done at that hour any more. Please say no, and ask for another one."),
}

# What is said after the answer.
_ENDS = {
    OTHER_DAY: _l("Agreed: the order has its new day."),
    CANCEL: _l("Agreed: the order is cancelled."),
    agreements.REFUSED: _l("You said no. Everything stays as it was."),
}


class FreeField(fields.ChoiceField):
    """One of the free slots, or none of them. Whether it is still free shows when it is taken."""

    def __init__(self, label: Any = None, *, free: Sequence[Free], **more: Any) -> None:
        super().__init__(label, choices=[(one.slot.key, one.slot.key) for one in free], **more)
        self.free = free

    def pre_validate(self, form: Any) -> None:
        """Nothing is wrong with any of them before it is tried."""


class SlotForm(FlaskForm):
    """One of the slots that are free."""

    slot: FreeField

    @property
    def wanted(self) -> Slot | None:
        """What was chosen, or None."""
        return days.read(self.slot.data or "")

    @property
    def at_hours(self) -> bool:
        """Whether a slot is a part of a day."""
        return any(one.slot.window != WHOLE_DAY for one in self.slot.free)

    @property
    def speaks_of(self) -> Any:
        """The field to which a refusal of the day belongs."""
        return self.slot


class ReasonForm(FlaskForm):
    """Why something is asked."""

    reason = fields.LineField(_l("Why?"), validators=[fields.at_most(agreements.LONGEST_REASON)])

    @property
    def wanted(self) -> Slot | None:
        """No day is asked for."""
        return None

    @property
    def speaks_of(self) -> Any:
        """The only field."""
        return self.reason


class OtherDayForm(SlotForm):
    """A free slot, or any other day that is typed, with `hours` where it is done at an hour. What is typed wins."""

    day = fields.DayField(_l("Any other day"), is_optional=True)
    reason = fields.LineField(_l("Why?"), validators=[fields.at_most(agreements.LONGEST_REASON)])

    @property
    def wanted(self) -> Slot | None:
        """What was typed, else what was chosen."""
        if not self.day.data:
            return super().wanted
        starts = digits.whole(self["hours"].data or "") if "hours" in self else None
        return Slot(self.day.data, WHOLE_DAY if starts is None else starts)

    @property
    def speaks_of(self) -> Any:
        """The cards, unless a day was typed or there are none."""
        return self.day if self.day.data or not self.slot.free else self.slot


def choosing(order: Order, **more: Any) -> SlotForm:
    """For a customer who moves her order herself."""
    form: SlotForm = type("Form", (SlotForm,), {"slot": _slot(order)})(**more)
    return form


def other_day(order: Order, **more: Any) -> OtherDayForm:
    """For whoever asks for another day."""
    windows = rebooking.windows_of(order)
    hours = {"hours": _hours(order, windows)} if windows else {}
    form: OtherDayForm = type("Form", (OtherDayForm,), {"slot": _slot(order), **hours})(**more)
    return form


def cancelling(_order: Order, **more: Any) -> ReasonForm:
    """For whoever asks to cancel. Its field has a name of its own, as it stands beside the other form."""
    return ReasonForm(prefix="cancel", **more)


AskForm = OtherDayForm | ReasonForm
FORMS: dict[str, Callable[..., Any]] = {OTHER_DAY: other_day, CANCEL: cancelling}


@dataclass(frozen=True)
class Side:
    """One of the two: how she finds the order anew, sees it, and where she is led; `by` is None for the customer."""

    find: Callable[[], Order]
    show: Callable[..., Response]
    address: str
    by: Person | None

    @property
    def name(self) -> str:
        """Which of the two."""
        return GROUP if self.by else CUSTOMER


def ask(side: Side, kind: str, done: str) -> Response:
    """Ask the other side, once, and say that it is done; or why not, beside the order as it is."""
    order = side.find()
    form = FORMS[kind](order)
    if not form.validate():
        return side.show(order, 422, **about(order, side.name, **{kind: form}))

    def work() -> str:
        agreements.ask(side.find(), kind, form.reason.data or "", by=side.by, slot=form.wanted)
        return side.address

    try:
        address = submissions.once(work)
    except Refused as no:
        order = side.find()
        return side.show(order, 422, **refused(order, side.name, kind, no))
    flash(done, "good")
    return answers.go(address)


def change(
    side: Side,
    act: Callable[[Agreement], None],
    happened: Callable[[Agreement], str],
    say_no: Callable[[Refused], str] = problems.say,
) -> Response:
    """Do this with what was asked, once, and say what happened; or why not, beside the order as it is."""
    wanted = agreements.get(side.find(), asked.number("asked") or 0).id

    def work() -> str:
        act(agreements.get(side.find(), wanted))
        return side.address

    try:
        address = submissions.once(work)
    except Refused as no:
        order = side.find()
        return side.show(order, 422, **about(order, side.name, trouble=say_no(no)))
    flash(happened(agreements.get(side.find(), wanted)), "good")
    return answers.go(address)


def about(order: Order, side: str, *, trouble: str = "", **typed: FlaskForm) -> dict[str, Any]:
    """What a side's page of the order shows: what was asked, and a form for each thing it may ask for now, or None.

    `typed` are forms that came back, by what they ask for. `trouble` says why the last tap did nothing.
    """
    may = agreements.may_be_asked(order, side)
    asking = {kind: typed.get(kind) or FORMS[kind](order, formdata=None) for kind in may}
    return {"asks": agreements.of(order), "asking": dict.fromkeys(FORMS) | asking, "trouble": trouble}


def refused(order: Order, side: str, kind: str, no: Refused) -> dict[str, Any]:
    """The same after a refusal: it stands at the field it speaks of, or above everything."""
    form = FORMS[kind](order)
    return about(order, side, trouble=note(form, no), **{kind: form})


def note(form: Any, no: Refused) -> str:
    """Say a refusal at the field it speaks of; else the sentence is given back."""
    is_of_day, is_of_reason = no.key.startswith("day."), no.key == "agreement.reason"
    if not is_of_day and not is_of_reason:
        return problems.say(no)
    field = form.speaks_of if is_of_day else form.reason
    field.errors = [problems.say(no)]
    return ""


def says_yes() -> bool:
    """Which of the two buttons was tapped. Refused: form.unknown where it was neither: nothing is guessed."""
    said = request.form.get("says")
    if said not in ("yes", "no"):
        raise Refused("form.unknown")
    return said == "yes"


def not_answered(no: Refused) -> str:
    """Why a yes or no did nothing."""
    return problems.say(no, _TO_A_YES)


def happened(one: Agreement) -> str:
    """What an answer has led to."""
    return str(_ENDS[one.kind if one.state == agreements.AGREED else one.state])


# private
def _slot(order: Order) -> FreeField:
    return FreeField(_l("Which day?"), free=rebooking.free_for(order))


def _hours(order: Order, windows: Sequence[Window]) -> SelectField:
    choices = [SelectChoice(str(one.starts), filters.hours(one.starts, one.ends)) for one in windows]
    return SelectField(_l("At which hours?"), choices=choices, default=str(order.window), validate_choice=False)
