"""Part "start": from the command to the first answer, as at every start but the first."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import machine, world
from tests.bench.table import Line

TARGET = 1.5
_LIBRARIES = "import flask, flask_sqlalchemy, flask_wtf, sqlalchemy.orm, waitress, whitenoise"


def measure(is_quick: bool) -> list[Line]:
    """Seconds until `GET /` is answered, in turns with loading the libraries alone."""
    with TemporaryDirectory(prefix="hamyar-bench-", ignore_cleanup_errors=True) as folder:
        made = world.build(Path(folder), products=240, many_orders=1000)
        turns = [(_start(made.folder), _libraries()) for _ in range(3 if is_quick else 7)][1:]
    took = sorted(start for start, _ in turns)
    ratio = median(start / libraries for start, libraries in turns)
    alone = f"{median(libraries for _, libraries in turns):.2f} s"
    said = f"{took[0]:.2f} to {took[-1]:.2f} s in {len(took)} starts"
    return [
        Line("start until the first answer", f"{median(took):.2f} s", f"< {TARGET} s", median(took) < TARGET, said),
        Line("start, of loading the libraries alone", f"x {ratio:.1f}", note=alone),
    ]


def _start(folder: Path) -> float:
    began = time.perf_counter()
    with machine.hamyar(folder):
        return time.perf_counter() - began


def _libraries() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _LIBRARIES], check=True)
    return time.perf_counter() - began
