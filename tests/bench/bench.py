"""Measures speed, each figure beside a bare equivalent in the same run: `make bench`, `make bench ONLY=mail`.

A family is a module in this folder with a function `measure`. The table goes to the terminal, the figures to
`var/bench.json`; the exit code is 1 when a bar does not hold.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[0] = str(ROOT)  # not this folder: its modules are named after what they measure

from rich.console import Console  # noqa: E402 - the script must first know where the packages are
from rich.table import Table  # noqa: E402

from tests.bench.measured import Measured  # noqa: E402

RESULTS = ROOT / "var" / "bench.json"
NOT_FAMILIES = {"bench", "measured"}


def families() -> tuple[str, ...]:
    """The names of all families, sorted."""
    return tuple(sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_FAMILIES))


def measured(names: Iterable[str]) -> Iterator[Measured]:
    """The figures of these families, one after the other.

    Each in a process of its own, which this one stays too small to weigh on: the most memory that one family has held,
    also before it started a process, would otherwise be told of all that come after it.
    """
    for name in names:
        statement = f"from tests.bench.measured import tell; from tests.bench.{name} import measure; tell(measure())"
        run = [sys.executable, "-c", statement]
        told = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
        yield from (Measured(**figure) for figure in json.loads(told.splitlines()[-1]))


def main(only: str) -> int:
    """Measure one family, or all when `only` is empty."""
    if only and only not in families():
        sys.stderr.write(f"there is no family {only!r} to measure; known are {', '.join(families())}\n")
        return 2
    found = list(measured([only] if only else families()))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([figure.as_json() for figure in found], indent=1) + "\n", encoding="utf-8")
    Console().print(table(found))
    return 0 if all(figure.holds for figure in found) else 1


def table(found: Iterable[Measured]) -> Table:
    """The figures for a reader."""
    drawn = Table("figure", "value", "unit", "bar", "holds", "beside")
    for figure in found:
        bar = "" if figure.bar is None else f"{figure.bar_is} {figure.bar:g}"
        holds = "" if figure.bar is None else "yes" if figure.holds else "NO"
        drawn.add_row(figure.name, f"{figure.value:.4g}", figure.unit, bar, holds, figure.beside)
    return drawn


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", "")))
