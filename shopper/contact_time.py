"""How long it took to reach an official, from the stamps of one dialling. Pure."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

STAMPS: Final = ("dialled_at", "human_at", "official_at", "ended_at")
"""The stopwatch's four moments, in the order in which they happen."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The moments of one dialling, all aware. A moment that never came is None."""

    dialled_at: datetime
    human_at: datetime | None
    official_at: datetime | None
    ended_at: datetime | None


def seconds_to_contact(stamps: Stamps, clock_starts: Literal["dial", "human_voice"]) -> int | None:
    """Whole seconds until an official who handles questions answered; None when nobody did.

    Counted from the first human voice, or from the dialling where the method says `dial` or no voice was stamped
    (method study 2.2). A second counts once it is full, as on a stopwatch.
    """
    if stamps.official_at is None:
        return None
    voice = stamps.human_at if clock_starts == "human_voice" else None
    return int((stamps.official_at - (voice or stamps.dialled_at)).total_seconds())


def first_out_of_order(stamps: Stamps) -> str | None:
    """The name of the first stamp that lies before an earlier one, or None when they follow each other."""
    given = [(name, at) for name in STAMPS if (at := getattr(stamps, name)) is not None]
    for (_, before), (name, at) in pairwise(given):
        if at < before:
            return name
    return None
