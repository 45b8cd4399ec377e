"""`python3 app.py bench [--quick] [--part NAME]`: measure, print, and always end well."""

import argparse
import time

from tests.bench import lists, memory, order, pages, plans, start, table, telephone

PARTS = {
    "start": ("Start", start),
    "pages": ("Pages, eight connections, in turns with a bare page", pages),
    "order": ("Orders, in turns with bare transactions", order),
    "telephone": ("An order by telephone, milliseconds of the server", telephone),
    "memory": ("Memory", memory),
    "lists": ("Every page and list, milliseconds", lists),
    "plans": ("How the database finds it", plans),
}


def main() -> None:
    """Measure what was asked for, one part after the other."""
    parser = argparse.ArgumentParser(
        prog="app.py bench", description="Measure how fast this Hamyar is on this machine."
    )
    parser.add_argument("--quick", action="store_true", help="a small run that shows whether everything is measured")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be given several times")
    chosen = parser.parse_args()
    began = time.perf_counter()
    for name, (title, part) in PARTS.items():
        if not chosen.part or name in chosen.part:
            table.show(title, _measured(part, chosen.quick))
    print(f"\n{time.perf_counter() - began:.0f} seconds.")


def _measured(part, is_quick: bool) -> list[table.Line]:  # type: ignore[no-untyped-def]
    try:
        return part.measure(is_quick)
    except (OSError, RuntimeError, LookupError, TimeoutError) as error:
        return [table.Line("could not be measured", "-", note=repr(error)[:200])]


if __name__ == "__main__":
    main()
