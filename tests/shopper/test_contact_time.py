"""How the time to contact is counted, and which orders of stamps can be."""

from dataclasses import fields
from datetime import datetime, timedelta

import pytest

from shopper.contact_time import STAMPS, ClockStarts, Stamps, clock_start, first_out_of_order, seconds_to_contact

DIALLED = datetime.fromisoformat("2017-10-16T08:00:00+02:00")


def after(**seconds: float) -> Stamps:
    """Stamps so many seconds after the dialling, by the moment's name without its `_at`."""
    return Stamps(DIALLED, **{f"{name}_at": DIALLED + timedelta(seconds=late) for name, late in seconds.items()})


@pytest.mark.parametrize(
    ("stamps", "clock_starts", "start", "seconds"),
    [
        (after(human=12.5, official=73.4), "human_voice", "human_at", 60),
        (after(machine=2, human=40, transferred=45, official=70), "human_voice", "human_at", 30),
        (after(human=12, official=48), "dial", "dialled_at", 48),
        (after(official=48), "human_voice", "dialled_at", 48),
        (after(human=48, official=48), "human_voice", "human_at", 0),
        (after(human=12, ended=90), "human_voice", "human_at", None),
    ],
)
def test_contact_is_counted_from_where_the_method_starts_the_clock(
    stamps: Stamps, clock_starts: ClockStarts, start: str, seconds: int | None
) -> None:
    assert (clock_start(stamps, clock_starts), seconds_to_contact(stamps, clock_starts)) == (start, seconds)


@pytest.mark.parametrize(
    ("stamps", "wrong"),
    [
        (after(human=30, official=20, ended=10), "official_at"),
        (after(human=-1), "human_at"),
        (after(machine=-1, human=-2), "machine_at"),
        (after(transferred=-1), "transferred_at"),
        (after(transferred=30, ended=20), "ended_at"),
        (after(machine=1, human=2, transferred=3, official=4, ended=5), None),
        (after(human=0, official=0, ended=0), None),
        (after(human=10, machine=20, transferred=15, official=40, ended=50), None),
        (after(human=10, official=20, transferred=30, ended=40), None),
    ],
)
def test_the_first_stamp_that_cannot_be_is_named(stamps: Stamps, wrong: str | None) -> None:
    assert first_out_of_order(stamps) == wrong


def test_the_stamps_are_the_moments_of_a_dialling() -> None:
    assert tuple(one.name for one in fields(Stamps)) == STAMPS
