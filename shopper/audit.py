"""Whether the audit trail is whole: every event is tied to the one before, and none of the last ones is missing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select, true
from sqlmodel import Session

from shopper.audit_chain import FIRST, event_hash
from shopper.tables.all_tables import METADATA

Kind = Literal["changed", "gap", "last_missing", "added", "no_head"]

SENTENCES: Final[dict[Kind, str]] = {
    "changed": "event {event} is not the one that was written there: it was changed, put in or exchanged",
    "gap": "something is missing before event {event}, or it was changed: it does not follow from event {before}",
    "last_missing": "the last events are missing, from event {event} on: {counted} were written",
    "added": "event {event} was put in at the end, past the {counted} that were written",
    "no_head": "the number of events that were written is missing",
}
_ROWS_AT_A_TIME: Final = 1000

_HEAD, _EVENTS = METADATA.tables["audit_head"], METADATA.tables["audit_event"]
# One statement sees one moment: an event that is written meanwhile is in both, or in neither.
_TRAIL = (
    select(_HEAD.c.events.label("counted"), *_EVENTS.c)
    .outerjoin_from(_HEAD, _EVENTS, true())
    .where(_HEAD.c.id == 1)
    .order_by(_EVENTS.c.id)
    .execution_options(yield_per=_ROWS_AT_A_TIME)
)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the trail is not as it was written: at `event`, which comes after event `before`."""

    kind: Kind
    event: int
    before: int
    counted: int

    def __str__(self) -> str:
        """One sentence for the command line, without its full stop."""
        return SENTENCES[self.kind].format(event=self.event, before=self.before, counted=self.counted)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many events follow from each other, the number and hash of the last of them.

    `broken` is the first place where they do not. `noted` is the number of the event with the hash that was asked for.
    """

    events: int = 0
    last: int = 0
    head: str = FIRST
    broken: Break | None = None
    noted: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, removed or put in."""
        return self.broken is None


def verify(session: Session, hash_noted: str = "", told: Callable[[int], None] = lambda _: None) -> Verdict:
    """Read the whole trail once, in little memory, up to the first place where it is broken.

    Who can write to the database can also make a whole new trail, or take the last events away and count the head
    down: that shows only against a hash that was noted elsewhere (`hash_noted`). `told` gets the number of each
    thousandth event.
    """
    with session.connection().execute(_TRAIL) as rows:
        return _examined(rows.mappings(), hash_noted, told)


def _examined(rows: Iterable[Mapping[Any, Any]], hash_noted: str, told: Callable[[int], None]) -> Verdict:
    events, last, tied_to, noted = 0, 0, FIRST, None
    counted = -1
    broken: Break | None = None
    for row in rows:
        counted = row["counted"]
        number = row["id"]
        if number is None:  # there is a head, and no event
            break
        broken = _broken(row, tied_to, last)
        if broken is not None:
            break
        events, last, tied_to = events + 1, number, row["hash"]
        if tied_to == hash_noted:
            noted = number
        if events % _ROWS_AT_A_TIME == 0:
            told(events)
    return Verdict(events, last, tied_to, broken or _broken_at_end(last, counted), noted)


def _broken(row: Mapping[Any, Any], tied_to: str, last: int) -> Break | None:
    number, counted = row["id"], row["counted"]
    if number > counted:
        return Break("added", number, last, counted)
    if event_hash(tied_to, row) == row["hash"]:
        return None
    return Break("gap" if number > last + 1 else "changed", number, last, counted)


def _broken_at_end(last: int, counted: int) -> Break | None:
    if counted < 0:
        return Break("no_head", last, last, 0)
    return Break("last_missing", last + 1, last, counted) if last < counted else None
