"""Plain values inside, the reader's language at the edge."""

import re
from datetime import date, datetime

from flask import Flask
from markupsafe import Markup, escape

from hamyar.kit import clock, digits, jalali, letters, mobile, money
from hamyar.web import language
from hamyar.web.language import gettext as _

_LETTERS_OF = {"fa": re.compile("[\u0600-\u06ff]"), "en": re.compile("[A-Za-z]")}


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters |= {
        "toman": _toman,
        "words": in_words,
        "digits": shown_digits,
        "number": _number,
        "jalali": _jalali,
        "when": _when,
        "phone": _phone,
        "lines": _lines,
        "tongue": _tongue,
    }


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


def phone(number: str) -> str:
    """A mobile number in groups; a line of the fixed network as the clinic wrote it."""
    return shown_digits(mobile.local(number) if mobile.read(number) else number)


def fact(value: object) -> str:
    """A fact of a sentence about the machine: days and moments in words, numbers with the reader's digits.

    Everything else, such as a path, stays as it must be typed and keeps its own direction.
    """
    if isinstance(value, datetime):
        return _("%(day)s, %(time)s") % {"day": fact(clock.day_of(value)), "time": _time(value)}
    if isinstance(value, date):
        return jalali.full(value, language.current())
    if isinstance(value, int):
        return shown_digits(value)
    return f"\u2068{value}\u2069"


def _toman(rials: int) -> Markup:
    return Markup('<span class="money">{}</span>').format(toman(rials))


def _number(value: int) -> str:
    return money.grouped(value, language.current())


def _jalali(value: date | datetime) -> Markup:
    on = clock.day_of(value) if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), day(on))


def _when(value: datetime) -> Markup:
    said = _("%(day)s, %(time)s") % {"day": day(clock.day_of(value)), "time": _time(value)}
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), said)


def _time(value: datetime) -> str:
    return shown_digits(value.astimezone(clock.TEHRAN).strftime("%H:%M"))


def _phone(number: str) -> Markup:
    return Markup('<bdi dir="ltr">{}</bdi>').format(phone(number))


def _lines(text: str) -> Markup:
    """Text as its writer wrote it, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in letters.lines(text).split("\n"))


def _tongue(text: str) -> Markup:
    """The attribute by which a reading voice changes over to a text in another language than the page's, or nothing."""
    counts = {code: len(letters_of.findall(text)) for code, letters_of in _LETTERS_OF.items()}
    most = max(counts, key=lambda code: counts[code])
    is_other = counts[most] > counts[language.current()]
    return Markup(' lang="{}"').format(most) if is_other else Markup("")
