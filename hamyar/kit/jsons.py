"""JSON that somebody else wrote: a provider's answer, a file that was handed in, a manager's own words."""

import json
from typing import Any

# Nothing that anybody means is nested deeper; what is built of it may be walked through without fear.
DEEPEST = 40


def read(text: str | bytes) -> Any:
    """What it says. Raises ValueError where it is no JSON, or is nested deeper than `DEEPEST`."""
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [found]
    for _ in range(DEEPEST):
        level = [part for one in level if isinstance(one, dict | list) for part in _parts(one)]
        if not level:
            return found
    raise ValueError("nested too deep")


def _parts(one: dict[str, Any] | list[Any]) -> list[Any]:
    return list(one.values()) if isinstance(one, dict) else one
