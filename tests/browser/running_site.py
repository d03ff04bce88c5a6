"""A site whose clock runs, and which can go away and come back at the same address."""

from datetime import datetime, timedelta
from time import monotonic

from starlette.types import ASGIApp

from tests.web.stage import START
from web.demo.site import Site

HOST = "127.0.0.1"


class RunningClock:
    """The stage's first morning, from now on."""

    def __init__(self) -> None:
        """It is eight o'clock."""
        self._began = monotonic()

    def __call__(self) -> datetime:
        """The time on that morning."""
        return START + timedelta(seconds=monotonic() - self._began)


class RunningSite:
    """The site at one address, there or not."""

    def __init__(self, app: ASGIApp) -> None:
        """Answer at a free port of loopback."""
        self._app = app
        self._site: Site | None = Site(app, HOST, 0)
        self._site.start()
        self.address = self._site.address

    def go_away(self) -> None:
        """Answer nobody: the port is closed."""
        if self._site is not None:
            self._site.stop()
        self._site = None

    def come_back(self) -> None:
        """Answer at the same address again."""
        self._site = Site(self._app, HOST, int(self.address.rpartition(":")[2]))
        self._site.start()
