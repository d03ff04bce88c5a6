"""The demo's clock: stepped through the weeks, then let go so that the served pages live on from there."""

from datetime import datetime, timedelta
from time import monotonic

from shopper.clock import SteppedClock


class DemoClock(SteppedClock):
    """A stepped clock that can be let go: from then on it runs with real time from where it stood."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        super().__init__(at)
        self._let_go_at: float | None = None

    def __call__(self) -> datetime:
        """Where the clock stands, or how far it has run since it was let go."""
        standing = super().__call__()
        return standing if self._let_go_at is None else standing + timedelta(seconds=monotonic() - self._let_go_at)

    def let_go(self) -> None:
        """Run with real time from now on."""
        self._let_go_at = monotonic()
