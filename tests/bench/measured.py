"""What a benchmark measures, and how it takes the time."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured figure and the bar it must hold; without a bar it always holds.

    `beside` says for the table what it was measured beside in the same run.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    bar_is: Literal["at most", "at least"] = "at most"
    beside: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure is on the right side of its bar; the bar itself is."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.bar_is == "at most" else self.value >= self.bar

    def as_json(self) -> dict[str, object]:
        """The figure as it stands in `var/bench.json`."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "bar": self.bar, "holds": self.holds}


def tell(found: Iterable[Measured]) -> None:
    """Write the figures, as one line, for the process that asked for them."""
    sys.stdout.write(json.dumps([asdict(figure) for figure in found]) + "\n")


def fastest_seconds(action: Callable[[], object], *, runs: int = 5) -> float:
    """Seconds of the fastest of some runs: what the work costs when nothing else disturbs it."""
    return min(seconds_of(action) for _ in range(runs))


def seconds_of(action: Callable[[], object]) -> float:
    """Seconds that the action takes, once."""
    began = perf_counter()
    action()
    return perf_counter() - began
