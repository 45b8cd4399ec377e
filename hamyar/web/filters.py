"""Plain values inside, the reader's language at the edge."""

import re
from datetime import date, datetime
from itertools import groupby

from flask import Flask
from markupsafe import Markup, escape

from hamyar.domain.days import Slot
from hamyar.domain.orders import AT_FAIR, Order
from hamyar.kit import bank_cards, clock, digits, jalali, letters, mobile, money
from hamyar.web import language
from hamyar.web.language import gettext as _

_LETTERS_OF = {"fa": re.compile("[\u0600-\u06ff]"), "en": re.compile("[A-Za-z]")}


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters |= {
        "toman": _toman,
        "words": in_words,
        "rial": rial,
        "rial_words": _rial_words,
        "exact": exact,
        "groups": _groups,
        "bank": _bank,
        "digits": shown_digits,
        "number": _number,
        "jalali": _jalali,
        "slot": _slot,
        "hour": hour,
        "hours": hours,
        "span": span,
        "week": week,
        "when": _when,
        "phone": _phone,
        "customer": _customer,
        "lines": _lines,
        "tongue": _tongue,
    }


def toman(rials: int) -> str:
    """Rials as "125,000 tomans" in the reader's language."""
    return _("%(amount)s tomans") % {"amount": money.grouped(money.tomans(rials), language.current())}


def in_words(rials: int) -> str:
    """Rials as tomans in words: «صد و بیست و پنج هزار تومان»."""
    return _("%(amount)s tomans") % {"amount": money.in_words(money.tomans(rials), language.current())}


def rial(rials: int) -> str:
    """Rials as they are, for where a bank's page asks for them: "1,250,037 rials"."""
    return _("%(amount)s rials") % {"amount": money.grouped(rials, language.current())}


def exact(rials: int) -> str:
    """Rials as tomans and the few rials over: "125,003 tomans and 7 rials"."""
    rest = rials % money.RIALS_IN_TOMAN
    if not rest:
        return toman(rials)
    return _("%(tomans)s and %(rials)s") % {"tomans": toman(rials), "rials": rial(rest)}


def shown_digits(value: object) -> str:
    """A text or number with the reader's digits."""
    return digits.to_persian(str(value)) if language.current() == "fa" else digits.to_ascii(str(value))


def day(value: date, *, on_paper: bool = False) -> str:
    """A day in words, without markup. Paper is read on other days: on it none is «today», and each has its year."""
    said = language.current()
    return jalali.full(value, said) if on_paper else jalali.words(value, said, clock.today())


def slot(value: Slot, *, on_paper: bool = False) -> str:
    """A day with its date, and its hours where it has some: «فردا، چهارشنبه ۴ آذر، ۱۰ تا ۱۲»; on paper no «فردا»."""
    said, today = language.current(), clock.today()
    near = "" if on_paper else jalali.near(value.day, said, today)
    dated = jalali.dated(value.day, said, today)
    parts = [near, dated, hours(value.window, value.ends) if value.ends else ""]
    return _(", ").join(filter(None, parts))


def hour(minutes: int) -> str:
    """An hour of a day from minutes after midnight: 10, 10:30."""
    whole, rest = divmod(minutes, 60)
    return shown_digits(f"{whole}:{rest:02}" if rest else whole)


def hours(starts: int, ends: int) -> str:
    """From when to when, both in minutes after midnight."""
    return _("%(first)s to %(last)s") % {"first": hour(starts), "last": hour(ends)}


def span(minutes: int) -> str:
    """How long something lasts: minutes, hours where they are whole, and half an hour more."""
    whole, rest = divmod(minutes, 60)
    if not whole or rest not in (0, 30):
        return language.ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": shown_digits(minutes)}
    if rest:
        return _("%(num)s hours and a half") % {"num": shown_digits(whole)}
    return language.ngettext("%(num)s hour", "%(num)s hours", whole) % {"num": shown_digits(whole)}


def week(weekdays: str) -> str:
    """Days of the week ("0" is Monday) in words: «شنبه تا چهارشنبه», «هر روز جز جمعه»; nothing for none of them."""
    names = [name for _short, name in jalali.weekdays(language.current())]
    is_in = [str((place + 5) % 7) in weekdays for place in range(7)]
    if all(is_in):
        return _("every day")
    if is_in.count(False) == 1:
        return _("every day but %(day)s") % {"day": names[is_in.index(False)]}
    runs = [[names[place] for place in run] for on, run in groupby(range(7), is_in.__getitem__) if on]
    return _listed([part for run in runs for part in _run(run)])


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


def _rial_words(rials: int) -> str:
    return _("%(amount)s rials") % {"amount": money.in_words(rials, language.current())}


def _groups(number: str) -> list[str]:
    """A card's or an account's number in fours, as it is printed."""
    return bank_cards.spaced(number).split()


def _bank(card: str) -> str:
    """The name of a card's bank, empty where it is not known."""
    return bank_cards.bank_name(card, language.current())


def _number(value: int) -> str:
    return money.grouped(value, language.current())


def _jalali(value: date | datetime, *, on_paper: bool = False) -> Markup:
    on = clock.day_of(value) if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), day(on, on_paper=on_paper))


def _slot(value: Slot, *, on_paper: bool = False) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.day.isoformat(), slot(value, on_paper=on_paper))


def _run(names: list[str]) -> list[str]:
    return [_("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}] if len(names) > 2 else names


def _listed(words: list[str]) -> str:
    *these, this = words or [""]
    return _("%(these)s and %(this)s") % {"these": _(", ").join(these), "this": this} if these else this


def _when(value: datetime, *, on_paper: bool = False) -> Markup:
    on = day(clock.day_of(value), on_paper=on_paper)
    said = _("%(day)s, %(time)s") % {"day": on, "time": _time(value)}
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), said)


def _time(value: datetime) -> str:
    return shown_digits(value.astimezone(clock.TEHRAN).strftime("%H:%M"))


def _phone(number: str) -> Markup:
    return Markup('<bdi dir="ltr">{}</bdi>').format(phone(number))


def _customer(order: Order) -> Markup:
    """Whose order it is; what was sold at a fair belongs to nobody we know."""
    if order.channel == AT_FAIR and not order.name:
        return escape(_("Sold on the spot"))
    return Markup("<bdi>{}</bdi>").format(order.name)


def _lines(text: str) -> Markup:
    """Text as its writer wrote it, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in letters.lines(text).split("\n"))


def _tongue(text: str) -> Markup:
    """The attribute by which a reading voice changes over to a text in another language than the page's, or nothing."""
    counts = {code: len(letters_of.findall(text)) for code, letters_of in _LETTERS_OF.items()}
    most = max(counts, key=lambda code: counts[code])
    is_other = counts[most] > counts[language.current()]
    return Markup(' lang="{}"').format(most) if is_other else Markup("")
