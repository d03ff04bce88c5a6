"""The demo's measurement, played once for all tests that look at what came out of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from shopper.settings import Settings
from web.demo.run import Played, run_demo


@dataclass(frozen=True)
class Demo:
    """What the demo left behind."""

    out: Path
    settings: Settings
    played: Played


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A finished demo: letters sent by SMTP, replies taken in by IMAP, calls entered over HTTP, the report printed."""
    out = tmp_path_factory.mktemp("demo")
    played = run_demo(out, serve=False)
    return Demo(out, played.settings, played)
