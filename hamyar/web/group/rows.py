"""Rows of a form of which there may be several: one more, one less, and those into which nothing was typed."""

import re
from collections.abc import Iterator
from typing import Any

from wtforms import FieldList, Form, FormField

_ROW = re.compile(r"[a-z]+-[0-9]{1,3}-")


class RowForm(Form):
    """One row."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a row that was added."""
        raise NotImplementedError


class RowsField(FieldList):
    """At most so many rows, whose numbers stand in their fields' names, in plain digits: offers-0-price.

    `row_name` is what a list of errors calls one of them.
    """

    entries: list[Any]

    def __init__(self, row: type[RowForm], label: Any = None, *, most: int, row_name: Any, **more: Any) -> None:
        super().__init__(FormField(row), label, min_entries=1, **more)
        self.most, self.row_name = most, row_name

    @property
    def rows(self) -> list[Any]:
        """The rows' own forms."""
        return [entry.form for entry in self.entries]

    def rearrange(self, tapped: str) -> bool:
        """Do what a tap on "one more" (add) or "take this one out" (drop-2) asks for; whether it was such a tap."""
        act, _sign, place = tapped.partition("-")
        if act == "add" and len(self.entries) < self.most:
            self.append_entry()
        elif act == "drop":
            kept = [entry for entry in self.entries if entry.name != f"{self.name}-{place}"]
            self.entries = kept or self.entries
        return bool(act)

    def leave_blank_out(self) -> None:
        """Forget the rows into which nothing was typed; one row always stays."""
        self.entries = [entry for entry in self.entries if not entry.form.is_blank] or self.entries[:1]

    def calm_rows(self) -> None:
        """Find nothing wrong with any row: they are not asked."""
        for row in self.rows:
            for field in row:
                field.errors = []

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        # The library reads any number of any digits, and fails at "²" and at five thousand nines.
        plain = [name for name in formdata if _ROW.match(name)]
        return super()._extract_indices(prefix, plain)
