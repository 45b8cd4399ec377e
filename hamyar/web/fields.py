"""What people type, read at the door: digits of three scripts, letters of two keyboards, phones and prices as written.

A field keeps what was typed, so that a page with errors shows it again; `data` holds the clean value.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from wtforms import Field, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from hamyar.kit import bank_cards, digits, iban, jalali, letters, mobile, money
from hamyar.web import filters, language
from hamyar.web.language import Lazy as _l

# A field shows at most this much of a hostile input again.
_SHOWN = 2000
# What is longer than any field takes is not read at all.
_LONGEST = 40_000


class _Needed(InputRequired):
    """Something must be typed, and something must be left of it once hidden signs and spaces are gone."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if field.data == "":
            raise StopValidation(str(self.message))


def needed() -> InputRequired:
    """The field must be filled in."""
    return _Needed(_l("Please fill this in."))


class _AtMost(Length):
    """Length with its words in the reader's digits."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data and len(field.data) > self.max:
            raise ValidationError(
                _l("This is too long: at most %(most)s characters.") % {"most": filters.shown_digits(self.max)}
            )


def at_most(length: int) -> Length:
    """No more than so many characters."""
    return _AtMost(max=length)


class LineField(StringField):
    """One clean line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = _read(valuelist[0], letters.line)

    def _value(self) -> str:
        return (self.data or "")[:_SHOWN]


class ExactField(StringField):
    """What another device knows letter by letter: nothing is folded, and nothing taken away but spaces around it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = _read(valuelist[0], str.strip)

    def _value(self) -> str:
        return (self.data or "")[:_SHOWN]


class LinesField(TextAreaField):
    """Clean text with its lines."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = _read(valuelist[0], letters.lines)

    def _value(self) -> str:
        return (self.data or "")[: 5 * _SHOWN]


class _TypedField(StringField):
    """A field whose value differs from what was typed."""

    typed: str | None = None
    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        self.typed = letters.line(valuelist[0][:_SHOWN])
        self.data = self.read(self.typed) if self.typed and len(valuelist[0]) <= _SHOWN else None

    def read(self, text: str) -> Any:
        """The value of what was typed; None where it cannot be read."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """How a value from the table is shown."""
        return str(value)

    @property
    def text(self) -> str:
        """What stands in the field: what was typed, else its value as it is shown."""
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def _value(self) -> str:
        return self.text


class MobileField(_TypedField):
    """An Iranian mobile number, as +989... inside. Needed unless `is_optional`."""

    def __init__(self, label: Any = None, is_optional: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.is_optional = is_optional

    def read(self, text: str) -> str | None:
        return mobile.read(text)

    def show(self, value: str) -> str:
        return filters.shown_digits(mobile.plain(value))

    def pre_validate(self, form: Any) -> None:
        if not self.typed and self.is_optional:
            return
        if not self.typed:
            raise StopValidation(str(_l("Please write a mobile number.")))
        if self.data is None:
            raise StopValidation(str(_l("This is not a mobile number. It has 11 digits and begins with 09.")))


class LinePhoneField(_TypedField):
    """Any telephone number, also one with a city's code: kept as digits, a + may stand before them."""

    def read(self, text: str) -> str | None:
        plain = re.sub(r"[\s\-()./\u200c]", "", digits.to_ascii(text))
        return plain if re.fullmatch(r"\+?[0-9]{3,15}", plain) else None

    def show(self, value: str) -> str:
        return filters.shown_digits(value)

    def pre_validate(self, form: Any) -> None:
        if not self.typed:
            raise StopValidation(str(_l("Please write a telephone number.")))
        if self.data is None:
            raise StopValidation(str(_l("This is not a telephone number. Write its digits, with the city's code.")))


class CardNumberField(_TypedField):
    """The number of a bank card, as sixteen ASCII digits inside."""

    def read(self, text: str) -> str | None:
        return bank_cards.read(text)

    def show(self, value: str) -> str:
        return filters.shown_digits(bank_cards.spaced(value))

    def pre_validate(self, form: Any) -> None:
        if not self.typed:
            raise StopValidation(str(_l("Please write the number of the card.")))
        if len(bank_cards.bare(self.typed)) != bank_cards.LENGTH:
            raise StopValidation(str(_l("The number of a card has 16 digits.")))
        if self.data is None:
            raise StopValidation(str(_l("One of the digits is not right. Please compare it with the card.")))


class IbanField(_TypedField):
    """The number of a bank account for transfers, as IR and its digits inside; it may be left empty."""

    def read(self, text: str) -> str | None:
        return iban.read(text)

    def show(self, value: str) -> str:
        return filters.shown_digits(iban.spaced(value))

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            raise StopValidation(
                str(_l("This is not an account number (Sheba). After IR it has 24 digits; please compare them."))
            )


class PinField(PasswordField):
    """A PIN, in whatever digits the keyboard gives."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = _read(valuelist[0].strip(), digits.to_ascii)


class ChoiceField(RadioField):
    """One of a few things, as cards: pairs of value and words. Says it in her language where none of them was sent."""

    def __init__(self, label: Any = None, *, choices: Iterable[tuple[str, Any]], **more: Any) -> None:
        super().__init__(label, choices=[SelectChoice(value, words) for value, words in choices], **more)

    def pre_validate(self, form: Any) -> None:
        if self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation(str(_l("Please choose one.")))


class WholeNumberField(_TypedField):
    """A whole number from `least` to `most`."""

    def __init__(
        self, label: Any = None, least: int = 0, most: int = 1_000_000, is_optional: bool = False, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.least, self.most, self.is_optional = least, most, is_optional

    def read(self, text: str) -> int | None:
        return digits.whole(text)

    def show(self, value: int) -> str:
        return filters.shown_digits(value)

    def pre_validate(self, form: Any) -> None:
        if not self.typed and self.is_optional:
            return
        if not self.typed and self.data is None:
            raise StopValidation(str(_l("Please write a number.")))
        if self.data is None:
            raise StopValidation(str(_l("Please write a whole number, with digits only.")))
        if not self.least <= self.data <= self.most:
            raise StopValidation(
                _l("Please write a number from %(least)s to %(most)s.")
                % {"least": filters.shown_digits(self.least), "most": filters.shown_digits(self.most)}
            )


class DayField(_TypedField):
    """A day that is to come, as `jalali.read` takes it: «۳ آذر» is the next one. Needed unless `is_optional`."""

    def __init__(self, label: Any = None, is_optional: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.is_optional = is_optional

    def read(self, text: str) -> date | None:
        return jalali.read(text)

    def show(self, value: date) -> str:
        return jalali.plain(value, language.current())

    def pre_validate(self, form: Any) -> None:
        if not self.typed and (self.is_optional or self.data is not None):
            return
        if not self.typed:
            raise StopValidation(str(_l("Please write a day.")))
        if self.data is None and jalali.is_date(self.typed):
            raise StopValidation(str(_l("The calendar has no such day. Write it like 3 Azar 1405, or 1405/9/3.")))
        if self.data is None:
            raise StopValidation(
                str(_l("We did not understand this day. Write it like 3 Azar, 3 Azar 1405 or 1405/9/3."))
            )


class TomanField(_TypedField):
    """A price typed in tomans, rials inside. Needed unless `is_optional`; whether it may be asked, the domain says."""

    def __init__(self, label: Any = None, is_optional: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.is_optional = is_optional

    def read(self, text: str) -> int | None:
        tomans = digits.whole(text.removesuffix("تومان").removesuffix("تومن").strip())
        return None if tomans is None else money.rials(tomans)

    def show(self, value: int) -> str:
        return money.grouped(money.tomans(value), language.current())

    def pre_validate(self, form: Any) -> None:
        if not self.typed and (self.is_optional or self.data is not None):
            return
        if not self.typed:
            raise StopValidation(str(_l("Please write the price.")))
        if self.data is None:
            raise StopValidation(str(_l("Please write the price in tomans, with digits only: 125000")))


def same_as_typed(form: Any, field: Field) -> None:
    """For a second password field: it must hold what the first one held."""
    first = form[field.name.removesuffix("_again")]
    if field.data != first.data:
        raise ValidationError(str(_l("The two are not the same.")))


def _read(typed: str, how: Callable[[str], str]) -> str:
    """What was typed, read; of what nobody can have typed only the beginning as it is, which its field refuses."""
    return how(typed) if len(typed) <= _LONGEST else typed[:_LONGEST]
