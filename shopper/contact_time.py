"""How long it took to reach an official, from the stamps of one dialling. Pure."""

from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Final, Literal

ClockStarts = Literal["dial", "human_voice"]
"""Where the method starts the clock (`CallRules.clock_starts`)."""

STAMPS: Final = ("dialled_at", "machine_at", "human_at", "transferred_at", "official_at", "ended_at")
"""The stopwatch's six moments, in the order in which they mostly happen."""

COMES_AFTER: Final = {
    "machine_at": ("dialled_at",),
    "human_at": ("dialled_at",),
    "transferred_at": ("dialled_at",),
    "official_at": ("dialled_at", "human_at"),
    "ended_at": ("dialled_at", "machine_at", "human_at", "transferred_at", "official_at"),
}
"""The moments that each moment cannot lie before.

A machine may speak before the switchboard or in its queue, and an official may put one through: those orders are free.
"""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The moments of one dialling, all aware. A moment that never came is None."""

    dialled_at: datetime
    _: KW_ONLY
    machine_at: datetime | None = None
    human_at: datetime | None = None
    transferred_at: datetime | None = None
    official_at: datetime | None = None
    ended_at: datetime | None = None


def clock_start(stamps: Stamps, clock_starts: ClockStarts) -> str:
    """The name of the stamp from which the time to contact is counted: the first human voice, or the dialling.

    The dialling where the method says `dial`, or no voice was stamped (method study 2.2).
    """
    return "human_at" if clock_starts == "human_voice" and stamps.human_at else "dialled_at"


def seconds_to_contact(stamps: Stamps, clock_starts: ClockStarts) -> int | None:
    """Whole seconds from `clock_start` until an official who handles questions answered; None when nobody did.

    A second counts once it is full, as on a stopwatch.
    """
    if stamps.official_at is None:
        return None
    start: datetime = getattr(stamps, clock_start(stamps, clock_starts))
    return int((stamps.official_at - start).total_seconds())


def first_out_of_order(stamps: Stamps) -> str | None:
    """The name of the first stamp that lies before one it comes after, or None when they can all be."""
    for name, earlier in COMES_AFTER.items():
        at: datetime | None = getattr(stamps, name)
        if at is not None and any((before := getattr(stamps, one)) is not None and at < before for one in earlier):
            return name
    return None
