"""One graded call as its reviewer reads it: time line, grades with their anchors, and every version submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from sqlmodel import Session, col, select

from scoring.grade_patterns import Unlike, unlike_in_wave
from shopper.call_rules import GRADES
from shopper.call_versions import submitted_versions
from shopper.contact_time import STAMPS, Stamps, clock_start
from shopper.faults import NotThere
from shopper.graded_calls import Waves, graded_calls, tallies
from shopper.method import Method
from shopper.stamp_log import corrected
from shopper.tables.calls import Attempt, CallProbe, CallReview, Grade
from shopper.tables.people import User
from shopper.tables.study import Wave
from web.anchors import anchors, criterion
from web.history import Deed, history
from web.review_cases import Case, cases_of

Kind = Literal["stamp", "outcome", "factor", "comment"]
Submitted = tuple[Attempt, Grade]

COMPARED: Final[dict[str, Kind]] = {
    **dict.fromkeys(STAMPS, "stamp"),
    "outcome": "outcome",
    **dict.fromkeys(GRADES, "factor"),
    "comment": "comment",
}
"""The fields of a submission that a reviewer compares, in the order of the call sheet."""


@dataclass(frozen=True, slots=True)
class StampLine:
    """One moment of the time line. `is_counted`: the time from here to the next moment is part of the contact time."""

    name: str
    at: datetime
    seconds: int
    is_counted: bool
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One factor as it was graded, with the question it answers and what the grade means."""

    factor: str
    grade: str
    criterion: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that was changed between two submissions; None where nothing was given."""

    field: str
    kind: Kind
    before: datetime | str | None
    after: datetime | str | None


@dataclass(frozen=True, slots=True)
class Version:
    """One submission, with why the one before was returned and what this one changed; the first changed nothing."""

    attempt: Attempt
    grade: Grade
    reason: str
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided, and who it was."""

    review: CallReview
    reviewer: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything about one call. `unlike`: how its interviewer's grades lie beside the others' of the wave."""

    case: Case
    wave: str
    stamps: list[StampLine]
    counted_from: str
    grades: list[GradeLine]
    versions: list[Version]
    attempts: list[Attempt]
    deeds: list[Deed]
    unlike: list[Unlike]


def case_view(session: Session, waves: Waves, call_id: int) -> CaseView:
    """A graded call of these waves; NotThere when there is none with this id."""
    calls = graded_calls(session, waves, CallProbe.id == call_id)
    if not calls:
        raise NotThere(f"there is no graded call {call_id}")
    graded = tallies(session, {calls[0].wave_id})
    [case] = cases_of(session, calls, graded)
    call, method = case.call, case.method
    stamps = stamps_of(call.attempt)
    return CaseView(
        case=case,
        wave=session.get_one(Wave, call.wave_id).name,
        stamps=time_line(stamps, method, corrected(call.attempt.stamp_log)),
        counted_from=clock_start(stamps, method.call.clock_starts),
        grades=grade_lines(call.grade),
        versions=versions(submitted_versions(session, call_id), _reasons(session, call_id)),
        attempts=_earlier_attempts(session, call.attempt),
        deeds=history(session, "call", call_id),
        unlike=unlike_in_wave(graded.get(call.wave_id, {}), call.probe.interviewer_id, method.call),
    )


def stamps_of(attempt: Attempt) -> Stamps:
    """The moments of a stored dialling."""
    return Stamps(**{one.name: getattr(attempt, one.name) for one in fields(Stamps) if one.name in STAMPS})


def time_line(stamps: Stamps, method: Method, changed: frozenset[str]) -> list[StampLine]:
    """The moments that came, in the order in which they came, with what the method counts as the time to contact."""
    came = [(at, name) for name in STAMPS if (at := getattr(stamps, name)) is not None]
    counted_from = clock_start(stamps, method.call.clock_starts)
    start = (getattr(stamps, counted_from), STAMPS.index(counted_from))
    end = stamps.official_at
    return [
        StampLine(
            name=name,
            at=at,
            seconds=int((at - stamps.dialled_at).total_seconds()),
            is_counted=end is not None and start <= (at, STAMPS.index(name)) and at < end,
            is_corrected=name in changed,
        )
        for at, name in sorted(came, key=lambda pair: (pair[0], STAMPS.index(pair[1])))
    ]


def grade_lines(grade: Grade) -> list[GradeLine]:
    """The factors that were graded, in the order of the call sheet."""
    found = []
    for factor in GRADES:
        given = getattr(grade, factor)
        if given is not None:
            found.append(GradeLine(factor, given, criterion(factor), anchors(factor).get(given, "")))
    return found


def versions(submitted: Sequence[Submitted], reasons: Mapping[int, str]) -> list[Version]:
    """Every submission with what it changed, the first one first; `reasons` of the returns by version of the grades.

    Between two submissions a third grader may have decided: then it is that version that was returned.
    """
    found = [Version(*one, "", []) for one in submitted[:1]]
    for old, new in pairwise(submitted):
        returned = max((one for one in reasons if old[1].version <= one < new[1].version), default=None)
        reason = "" if returned is None else reasons[returned]
        found.append(Version(*new, reason, differences(old, new)))
    return found


def differences(old: Submitted, new: Submitted) -> list[Difference]:
    """The fields in which two submissions differ, in the order of the call sheet."""
    return [
        Difference(name, kind, _value(old, name, kind), _value(new, name, kind))
        for name, kind in COMPARED.items()
        if _value(old, name, kind) != _value(new, name, kind)
    ]


def decisions_about(session: Session, call_id: int) -> list[Decision]:
    """What reviewers have decided about a call, the newest first."""
    wanted = select(CallReview, User.name).join(User, col(User.id) == CallReview.reviewer_id)
    wanted = wanted.where(CallReview.call_probe_id == call_id).order_by(col(CallReview.id).desc())
    return [Decision(review, name) for review, name in session.exec(wanted)]


def _reasons(session: Session, call_id: int) -> dict[int, str]:
    """Why a call was returned, by the version of the grades it was returned with."""
    found = decisions_about(session, call_id)
    return {one.review.grade_version: one.review.reason for one in found if one.review.decision == "returned"}


def _earlier_attempts(session: Session, last: Attempt) -> list[Attempt]:
    """The newest version of each dialling before the last one."""
    wanted = select(Attempt).where(Attempt.call_probe_id == last.call_probe_id, col(Attempt.number) < last.number)
    newest = {one.number: one for one in session.exec(wanted.order_by(col(Attempt.number), col(Attempt.version)))}
    return list(newest.values())


def _value(submitted: Submitted, name: str, kind: Kind) -> datetime | str | None:
    attempt, grade = submitted
    value: datetime | str | None = getattr(attempt if kind in ("stamp", "outcome") else grade, name)
    return value or None
