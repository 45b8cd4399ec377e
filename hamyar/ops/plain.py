"""Sentences for the terminal and the health page: English in the code, put into another language by who shows them."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

Translate = Callable[[str], str]

_CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """The text as it is; tells the extraction that it is shown to people."""
    return text


class Trouble(Exception):
    """A chore cannot go on. The sentence says why and what to do; nothing was lost."""

    def __init__(self, text: str, **facts: object) -> None:
        super().__init__(said(text, facts))
        self.text = text
        self.facts = facts

    def lines(self) -> list[str]:
        """The sentence in English and, where the catalogue has it, in Persian."""
        return both(self.text, self.facts)


def said(text: str, facts: dict[str, object], translate: Translate = str) -> str:
    """The sentence in one language, with its facts filled in."""
    return translate(text) % facts


def both(text: str, facts: dict[str, object]) -> list[str]:
    """The sentence in English and, where the catalogue has it, in Persian."""
    english, persian = said(text, facts), said(text, facts, _persian().gettext)
    return [english] if english == persian else [english, persian]


@cache
def _persian() -> gettext.NullTranslations:
    return gettext.translation("messages", _CATALOGUES, languages=["fa"], fallback=True)
