"""What the bench prints: one line a figure, with what it should be and whether it is."""

from typing import NamedTuple


class Line(NamedTuple):
    """A figure, its target, whether it is reached (None: there is no target), and what stands behind it."""

    name: str
    figure: str
    target: str = ""
    is_reached: bool | None = None
    note: str = ""


def show(title: str, lines: list[Line]) -> None:
    """Print the figures of one part."""
    print(f"\n{title}")
    width = max(len(line.name) for line in lines)
    for line in lines:
        sign = {True: "ok", False: "!!", None: "  "}[line.is_reached]
        print(f"  {sign} {line.name:<{width}} {line.figure:>9} {line.target:<9} {line.note}".rstrip(), flush=True)
