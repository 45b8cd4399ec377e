"""Many files put together for browsers: a style sheet in words that old ones know too, scripts without their comments.

The sheets are written by the direction of reading, as the house wants it. Browsers from before 2020 know only part of
those words; where the older word says the very same in a page written in lines, that one travels. What depends on the
direction keeps its name and gets WebKit's old one beside it. `hamyar/web/browsers.md` says which browsers these are.
"""

import os
import re
from collections.abc import Iterable, Mapping

_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)
# Only whole lines: in the middle of one, two slashes may be part of an address.
_SCRIPT_COMMENT = re.compile(r"^\s*(?://[^\n]*\n|/\*.*?\*/\s*\n)", re.DOTALL | re.MULTILINE)
_LINE_START = re.compile(r"^\s+", re.MULTILINE)
_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")
_DECLARATION = re.compile(r"(?<=[{;\n ])([a-z-]+):\s*([^;{}]+)(?=[;}])")
_VALUE = re.compile(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")

# The same for every direction: one word for one, or the two ends of a side for the side.
_OLDER = {
    "inline-size": ("width",),
    "min-inline-size": ("min-width",),
    "max-inline-size": ("max-width",),
    "block-size": ("height",),
    "min-block-size": ("min-height",),
    "max-block-size": ("max-height",),
    "margin-block-start": ("margin-top",),
    "margin-block-end": ("margin-bottom",),
    "padding-block-start": ("padding-top",),
    "padding-block-end": ("padding-bottom",),
    "padding-block": ("padding-top", "padding-bottom"),
    "border-block-start": ("border-top",),
    "border-block-end": ("border-bottom",),
    "inset-block-start": ("top",),
    "inset-block-end": ("bottom",),
    "inset-block": ("top", "bottom"),
    # A gap of a grid; newer browsers take the old name for every gap.
    "gap": ("grid-gap",),
}
# Both ends of a line alike, so the direction does not matter.
_OLDER_WHERE_ALIKE = {
    "margin-inline": ("margin-left", "margin-right"),
    "padding-inline": ("padding-left", "padding-right"),
    "inset-inline": ("left", "right"),
}
_BESIDE = {
    "margin-inline-start": "-webkit-margin-start",
    "margin-inline-end": "-webkit-margin-end",
    "padding-inline-start": "-webkit-padding-start",
    "border-inline-start": "-webkit-border-start",
}


def styles(sheets: Iterable[str], names: Mapping[str, str]) -> str:
    """One style sheet without comments and indentation, its `url(...)` pointing at hashed names.

    Raises KeyError where it names a file that there is not.
    """

    def hashed(found: re.Match[str]) -> str:
        # The bundle stands in css/, as the sheets did.
        path = os.path.normpath(os.path.join("css", found[1])).replace(os.sep, "/")
        return f'url("../{names[path]}")'

    whole = "\n".join(sheets)
    whole = _LINE_START.sub("", _COMMENT.sub(lambda found: found[1] or "", whole))
    return _DECLARATION.sub(_in_older_words, _URL.sub(hashed, whole))


def scripts(files: Iterable[str]) -> str:
    """One script. No file of ours may hold text that runs over several lines, or its indentation would be lost."""
    return "\n;\n".join(_LINE_START.sub("", _SCRIPT_COMMENT.sub("", file)) for file in files)


def _in_older_words(found: re.Match[str]) -> str:
    name, values = found[1], _VALUE.findall(found[2])
    if name in _BESIDE:
        return f"{_BESIDE[name]}: {found[2]}; {found[0]}"
    older = _OLDER.get(name) or (_OLDER_WHERE_ALIKE.get(name) if len(values) == 1 else None)
    if not older:
        return found[0]
    if len(older) == 1:
        return f"{older[0]}: {found[2]}"
    return f"{older[0]}: {values[0]}; {older[1]}: {values[-1]}"
