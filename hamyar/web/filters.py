"""Plain values inside, the reader's language at the edge."""

from datetime import date, datetime

from flask import Flask
from markupsafe import Markup, escape

from hamyar.kit import clock, digits, jalali, letters, mobile, money
from hamyar.web import language
from hamyar.web.language import gettext as _


def install(app: Flask) -> None:
    """Give the templates their filters, and StrictUndefined's strictness its words."""
    for name in (
        "toman",
        "digits",
        "number",
        "jalali",
        "when",
        "clock_time",
        "phone",
        "words",
        "lines",
        "latin_digits",
    ):
        app.jinja_env.filters[name] = globals()[f"_{name}"]


def toman(rials: int) -> str:
    """Rials as "125,000 tomans" in the reader's language."""
    return _("%(amount)s tomans") % {"amount": money.grouped(money.tomans(rials), language.current())}


def in_words(rials: int) -> str:
    """Rials as tomans in words: «صد و بیست و پنج هزار تومان»."""
    return _("%(amount)s tomans") % {"amount": money.in_words(money.tomans(rials), language.current())}


def shown_digits(value: object) -> str:
    """A text or number with the reader's digits."""
    return digits.to_persian(str(value)) if language.current() == "fa" else str(value)


def day(value: date) -> str:
    """A day in words, without markup."""
    return jalali.words(value, language.current(), clock.today())


def _toman(rials: int) -> Markup:
    return Markup('<span class="money">{}</span>').format(toman(rials))


def _words(rials: int) -> str:
    return in_words(rials)


def _digits(value: object) -> str:
    return shown_digits(value)


def _number(value: int) -> str:
    return money.grouped(value, language.current())


def _latin_digits(value: str) -> str:
    return digits.to_ascii(value)


def _jalali(value: date | datetime) -> Markup:
    on = clock.day_of(value) if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), day(on))


def _when(value: datetime) -> Markup:
    said = _("%(day)s, %(time)s") % {"day": day(clock.day_of(value)), "time": _time(value)}
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), said)


def _clock_time(value: datetime) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), _time(value))


def _time(value: datetime) -> str:
    return shown_digits(value.astimezone(clock.TEHRAN).strftime("%H:%M"))


def _phone(number: str) -> Markup:
    return Markup('<bdi dir="ltr">{}</bdi>').format(shown_digits(mobile.local(number)))


def _lines(text: str) -> Markup:
    """Text as its writer wrote it, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in letters.lines(text).split("\n"))
