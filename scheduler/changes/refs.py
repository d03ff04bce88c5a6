"""What a change of the plan is made of: which probe, where it stood and where it stands, and what was shown. Pure."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.planning.parts import Channel, PlannedProbe
from scheduler.planning.reasons import Reason


@dataclass(frozen=True, slots=True, order=True)
class ProbeRef:
    """A stored call or letter by its id."""

    channel: Channel
    id: int


@dataclass(frozen=True, slots=True)
class StoredProbe:
    """A contact as it is stored: where the plan has it, and whether it may be moved from there."""

    ref: ProbeRef
    probe: PlannedProbe
    state: str = "planned"
    locked: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a probe stands in the plan: a moment in the municipality's zone, and for a call who makes it."""

    planned_at: datetime
    interviewer: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A probe that gets another time or interviewer. `locked`: it was locked, and moves all the same.

    `broken` are rules that it breaks there, because the wave allows it.
    """

    ref: ProbeRef
    area: str
    question: int
    municipality: str
    before: Placed
    after: Placed
    locked: bool = False
    spare: bool = False
    broken: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A probe that is not made, because its question is withdrawn, and the spare that takes its place."""

    ref: ProbeRef
    area: str
    question: int
    municipality: str
    before: Placed
    spare: bool = False
    instead: ProbeRef | None = None
    instead_question: int | None = None


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A probe that should move and has nowhere to go: it stays where it is, and `reason` names the rule."""

    ref: ProbeRef
    area: str
    question: int
    municipality: str
    before: Placed
    reason: Reason


@dataclass(frozen=True, slots=True)
class Change:
    """What an order does to the plan, before or after it is done. `checksum` is that of all of it (SHA-256)."""

    moves: tuple[Moved, ...]
    withdrawn: tuple[Withdrawn, ...]
    unplaced: tuple[NotPlaced, ...]
    checksum: str


def placed(probe: PlannedProbe) -> Placed:
    """Where this contact of a plan stands."""
    return Placed(probe.planned_at, probe.interviewer)
