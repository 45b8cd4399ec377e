"""Sentences for the terminal and the health page: English in the code, put into another language by who shows them."""

import errno
import gettext
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from hamyar.kit import clock

Translate = Callable[[str], str]
Show = Callable[[object], str]

_CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """The text as it is; tells the extraction that it is shown to people."""
    return text


# Why a system refuses, in the words of somebody who can do something about it.
_REASONS = {
    errno.ENOSPC: N_("no room is left on the disk"),
    errno.EDQUOT: N_("no room is left on the disk"),
    errno.EFBIG: N_("the file is too large for this disk"),
    errno.EACCES: N_("this user may not"),
    errno.EPERM: N_("this user may not"),
    errno.EROFS: N_("nothing can be written to this disk"),
    errno.ENOENT: N_("it is not there"),
    errno.ENOTDIR: N_("it is not there"),
    errno.EISDIR: N_("it is a folder"),
    errno.EEXIST: N_("it is there already"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EBUSY: N_("another program is using it"),
    errno.EIO: N_("the disk is damaged or was pulled out"),
    errno.ENODEV: N_("the disk is damaged or was pulled out"),
    errno.EADDRNOTAVAIL: N_("this machine has no such address"),
}


class Reason(str):
    """A fact that is itself words, to be said in the reader's language."""


def reason(error: BaseException) -> Reason:
    """Why the system refused. What it seldom says stays as it says it."""
    number, own_words = getattr(error, "errno", None), getattr(error, "strerror", None)
    return Reason(_REASONS.get(number or 0) or own_words or str(error) or type(error).__name__)


class Trouble(Exception):
    """A chore cannot go on. The sentence says why and what to do; nothing was lost."""

    def __init__(self, text: str, **facts: object) -> None:
        super().__init__(said(text, facts))
        self.text = text
        self.facts = facts

    def lines(self) -> list[str]:
        """The sentence in English and, where the catalogue has it, in Persian."""
        return both(self.text, self.facts)


def closed_folder(folder: Path, error: OSError) -> Trouble:
    """What is said of a folder that cannot be written to."""
    text = N_("The folder %(folder)s cannot be written to (%(reason)s). Give it to the user who runs Hamyar.")
    return Trouble(text, folder=folder, reason=reason(error))


def shown(fact: object) -> str:
    """A fact as a terminal shows it: plain digits, days and moments (of Tehran) as computers write them."""
    return f"{fact.astimezone(clock.TEHRAN):%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else str(fact)


def said(text: str, facts: dict[str, object], translate: Translate = str, show: Show = shown) -> str:
    """The sentence in one language, with its facts filled in; a page shows them in its own way."""
    return translate(text) % {
        name: translate(fact) if isinstance(fact, Reason) else show(fact) for name, fact in facts.items()
    }


def both(text: str, facts: dict[str, object]) -> list[str]:
    """The sentence in English and, where the catalogue has it, in Persian."""
    english, persian = said(text, facts), said(text, facts, _persian().gettext)
    return [english] if english == persian else [english, persian]


def persian(text: str) -> str:
    """The sentence in Persian, for what leaves the machine without a page."""
    return _persian().gettext(text)


@cache
def _persian() -> gettext.NullTranslations:
    return gettext.translation("messages", _CATALOGUES, languages=["fa"], fallback=True)
