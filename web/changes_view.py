"""What a change comes to in figures: of what is shown before it is done, and of what was done. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.changes.refs import Change
from web.changes_history import Event


@dataclass(frozen=True, slots=True)
class Counts:
    """How many contacts get another time, another interviewer, are withdrawn, or have nowhere to go."""

    moved: int
    given: int
    withdrawn: int
    unplaced: int = 0

    @property
    def nothing(self) -> bool:
        """Whether no contact is touched."""
        return not (self.moved or self.given or self.withdrawn or self.unplaced)


def counts_of(change: Change) -> Counts:
    """The figures of a change, before or after it is done."""
    return Counts(
        moved=sum(one.before.planned_at != one.after.planned_at for one in change.moves),
        given=sum(one.before.interviewer != one.after.interviewer for one in change.moves),
        withdrawn=len(change.withdrawn),
        unplaced=len(change.unplaced),
    )


def counts_of_done(order: Event, events: Sequence[Event]) -> Counts:
    """The figures of what the trail says an order did."""
    return Counts(
        moved=sum(one.before.at != one.after.at for one in events),
        given=sum(one.before.interviewer != one.after.interviewer for one in events),
        withdrawn=sum(one.after.state == "withdrawn" for one in events),
        unplaced=order.facts.get("unplaced", 0),
    )
