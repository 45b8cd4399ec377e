"""Days of the week and hours of a day: the fields that ask for them, and the words for a day with too much on it."""

from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice

from hamyar.domain.products import EVERY_DAY
from hamyar.domain.workdays import Count
from hamyar.kit import jalali
from hamyar.web import filters, language
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

_HALF = 30
# As the days of a week stand on a page, from Saturday, by their numbers of `date.weekday()`.
_FROM_SATURDAY = "5601234"


class WeekdaysField(SelectMultipleField):
    """Days of the week as boxes; `data` holds their numbers as `date.weekday()` counts. All, unless she says less."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        words = _l("Please choose one.")
        super().__init__(label, choices=self._names, default=list(EVERY_DAY), invalid_choice_message=words, **more)

    @property
    def said(self) -> str:
        """The chosen days as the tables hold them."""
        return "".join(sorted(set(self.data or [])))

    @property
    def left_out(self) -> str:
        """The days that were not chosen, in the same form."""
        return "".join(one for one in EVERY_DAY if one not in self.said)

    def _names(self) -> list[SelectChoice]:
        names = [name for _short, name in jalali.weekdays(language.current())]
        return [SelectChoice(number, name) for number, name in zip(_FROM_SATURDAY, names, strict=True)]


class HalfHourField(SelectField):
    """An hour of a day in minutes after midnight, to be chosen by the half; `none` is what stands for no hour."""

    def __init__(
        self, label: Any = None, *, none: Any, first: int = 0, last: int = 23 * 60 + _HALF, **more: Any
    ) -> None:
        words = _l("Please choose one.")
        super().__init__(
            label,
            coerce=_minutes,
            choices=self._hours,
            invalid_value_message=words,
            invalid_choice_message=words,
            **more,
        )
        self.none, self.range = none, range(first, last + 1)

    def _hours(self) -> list[SelectChoice]:
        # One that came from elsewhere, and is no half hour, must not be lost by opening the page.
        own = {self.data} if self.data in self.range else set()
        hours = sorted({*self.range[::_HALF], *own})
        return [SelectChoice("", self.none), *(SelectChoice(str(one), _clock(one)) for one in hours)]


def too_much(count: Count) -> str:
    """By how much a day is over what can be made on it: «سه‌شنبه ۳ آذر: ۷ از ۵»."""
    if not count.places:
        sentence = _("%(day)s: %(taken)s are promised, though nothing is planned then any more")
    else:
        sentence = _("%(day)s: %(taken)s of %(places)s, %(excess)s too many")
    numbers = {"taken": count.taken, "places": count.places, "excess": count.excess}
    facts = {name: filters.shown_digits(number) for name, number in numbers.items()}
    return sentence % {"day": filters.slot(count.slot), **facts}


def _clock(minutes: int) -> str:
    return filters.shown_digits(f"{minutes // 60}:{minutes % 60:02}")


def _minutes(value: Any) -> int | None:
    return None if value in (None, "") else int(value)
