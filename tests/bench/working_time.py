"""Working time of a million letters, beside counting only the days between them."""

from collections.abc import Iterator

import numpy as np

from shopper.closed_days import closed_days
from shopper.method import load_method
from shopper.working_time import working_hours_of
from tests.bench.measured import Measured, fastest_seconds

PAIRS = 1_000_000
MICROSECONDS_A_DAY = 86_400_000_000


def measure() -> Iterator[Measured]:
    """`working_time.ratio`: our time, from UTC to hours, over that of `numpy.busday_count` on the same dates."""
    rules = load_method("kkik-2017").working_time
    draw = np.random.default_rng(7)
    sent = np.datetime64("2017-01-01", "us") + draw.integers(0, 300 * MICROSECONDS_A_DAY, PAIRS)
    answered = sent + draw.integers(0, 14 * MICROSECONDS_A_DAY, PAIRS)
    closed = np.array(sorted(closed_days(rules, [2017])), dtype="datetime64[D]")
    days = sent.astype("datetime64[D]"), answered.astype("datetime64[D]")
    ours = fastest_seconds(lambda: working_hours_of(sent, answered, rules))
    bare = fastest_seconds(lambda: np.busday_count(days[0], days[1], holidays=closed))
    beside = f"{ours:.3f} s for {PAIRS} letters, {bare:.3f} s for busday_count"
    yield Measured("working_time.ratio", ours / bare, "times", bar=12, beside=beside)
