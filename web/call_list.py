"""The interviewer's list of calls: what to make now, what waits and why, what came back, and what is done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.call_waits import Wait, why_it_waits
from shopper.tables.calls import Attempt, CallProbe
from shopper.texts import mark
from web.call_view import CallView, calls_of, first_calls, returned_because
from web.language import clock_time, day_and_time, gettext

SHOWN_AT_MOST: Final = 60
"""Of the calls of other days and of those that are done, so many are listed: the page stays light."""
LOOKED_AT: Final = 20
"""The next call is sought among so many: should all of them wait, the first that stops waiting is the next."""
TOMORROW: Final = timedelta(days=1)

SENTENCES: Final = {
    "planned": mark("Planerat %(at)s."),
    "retry": mark("Ringdes nyss utan att någon nåddes. Ny uppringning tidigast %(at)s."),
    "closed": mark("Växeln är stängd till %(at)s."),
    "closed_day": mark("Kommunen har stängt den dagen. Växeln öppnar %(at)s."),
    "holiday": mark("Kommunen har stängt: %(name)s. Växeln öppnar %(at)s."),
    "never_open": mark("Kommunens växel har inga öppettider de närmaste veckorna. Fråga samordnaren."),
}
"""What the page says about a call that waits, by the reason."""


class Dialled(NamedTuple):
    """How often a call has been dialled, and when last."""

    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One call of the list. `at` is when it is to be made, `why` the sentence that says why it waits, or is back."""

    call: CallView
    at: datetime
    why: str
    dialled: int


@dataclass(slots=True)
class CallList:
    """An interviewer's calls, sorted by when they are to be made."""

    returned: list[Line] = field(default_factory=list)
    now: list[Line] = field(default_factory=list)
    next: list[Line] = field(default_factory=list)
    later_today: list[Line] = field(default_factory=list)
    other_days: list[Line] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)
    is_next_today: bool = False

    @property
    def first(self) -> Line | None:
        """The call to open with one key: one to make now, else the next one."""
        return next(iter((*self.now, *self.next)), None)

    @property
    def today(self) -> list[Line]:
        """The calls to make today, in the order of their times: what the list on paper holds."""
        return [*self.now, *(self.next if self.is_next_today else []), *self.later_today]

    @property
    def is_empty(self) -> bool:
        """Whether the interviewer has no calls at all."""
        return not any((self.returned, self.now, self.next, self.later_today, self.other_days, self.done))

    def call(self, call_id: int | None) -> CallView | None:
        """The call with this id, wherever it stands."""
        lists = (self.done, self.now, self.next, self.later_today, self.other_days, self.returned)
        return next((line.call for lines in lists for line in lines if line.call.id == call_id), None)


def call_list(session: Session, user_id: int, now: datetime) -> CallList:
    """The calls of launched waves that this interviewer makes or has made; the newest done call first."""
    return _sorted_out(session, calls_of(session, user_id), user_id, now)


def next_call(session: Session, user_id: int, now: datetime) -> CallView | None:
    """The call to make now, else the next one; None when there is none left."""
    first = _sorted_out(session, first_calls(session, user_id, LOOKED_AT), user_id, now).first
    return first.call if first else None


def why_not_now(session: Session, call: CallView, now: datetime) -> str:
    """The sentence that says why this call waits; empty when it can be made now."""
    made = _dialled(session, None, call.id) if _may_come_back(call) else {}
    return _line(call, made.get(call.id), now).why


def due_soon(calls: Iterable[CallView], now: datetime) -> list[CallView]:
    """The calls that a device keeps for work without a network: those due until tomorrow, and those that came back."""
    return [
        call
        for call in calls
        if call.state == "returned"
        or (call.state == "planned" and _day(call.planned_at, call) <= _day(now + TOMORROW, call))
    ]


def _sorted_out(session: Session, calls: list[CallView], user_id: int, now: datetime) -> CallList:
    """Calls in the order of their times, put where they belong: to make now, waiting, came back, or done."""
    dialled = _dialled(session, user_id) if any(_may_come_back(call) for call in calls) else {}
    found = CallList()
    waiting: list[Line] = []
    for call in calls:
        if call.state == "returned":
            found.returned.append(Line(call, call.planned_at, returned_because(session, call.id), 0))
        elif call.state != "planned":
            found.done.insert(0, Line(call, call.planned_at, "", 0))
        else:
            line = _line(call, dialled.get(call.id), now)
            (waiting if line.why else found.now).append(line)
    _place(found, waiting, now)
    return found


def _place(found: CallList, waiting: list[Line], now: datetime) -> None:
    """Put the waiting calls under next, later today and other days, by when they can be made."""
    for place, line in enumerate(sorted(waiting, key=lambda one: (one.at, one.call.id))):
        is_today = _day(line.at, line.call) == _day(now, line.call)
        if place == 0:
            found.next.append(line)
            found.is_next_today = is_today
        elif is_today:
            found.later_today.append(line)
        else:
            found.other_days.append(line)


def _day(at: datetime, call: CallView) -> str:
    return at.astimezone(call.zone).date().isoformat()


def _line(call: CallView, dialled: Dialled | None, now: datetime) -> Line:
    again = None if dialled is None else dialled.last_at + timedelta(hours=call.method.retry.wait_hours)
    wait = why_it_waits(call.planned_at, again, call.doors, now)
    times = dialled.times if dialled else 0
    if wait is None:
        return Line(call, call.planned_at, "", times)
    return Line(call, wait.until or call.planned_at, _sentence(wait, call.zone, now), times)


def _sentence(wait: Wait, zone: ZoneInfo, now: datetime) -> str:
    if wait.until is None:
        return gettext(SENTENCES[wait.why])
    is_today = wait.until.astimezone(zone).date() == now.astimezone(zone).date()
    at = clock_time(wait.until, zone) if is_today else day_and_time(wait.until, zone)
    return gettext(SENTENCES[wait.why]) % {"at": at, "name": wait.name}


def _may_come_back(call: CallView) -> bool:
    return call.state == "planned" and call.method.retry.attempts > 1


def _dialled(session: Session, user_id: int | None, call_id: int | None = None) -> dict[int, Dialled]:
    """How often each call that is still to be made was dialled already, and when last."""
    counted = (
        select(Attempt.call_probe_id, func.count(col(Attempt.number).distinct()), func.max(Attempt.dialled_at))
        .join(CallProbe, col(CallProbe.id) == Attempt.call_probe_id)
        .where(CallProbe.state == "planned")
        .group_by(col(Attempt.call_probe_id))
    )
    if user_id is not None:
        counted = counted.where(CallProbe.interviewer_id == user_id)
    if call_id is not None:
        counted = counted.where(CallProbe.id == call_id)
    return {call: Dialled(times, last_at) for call, times, last_at in session.exec(counted)}
