"""The barest page: waitress as Hamyar sets it up, and a function that gives back the same bytes every time."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hamyar.ops import serving
from hamyar.ops.settings import load

_PAGE = Path(sys.argv[1]).read_bytes()
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", str(len(_PAGE))),
]


def page(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer everything with the page."""
    start_response("200 OK", _HEADERS)
    return [_PAGE]


if __name__ == "__main__":
    serving.until_stopped(serving.open_door(page, load()))
