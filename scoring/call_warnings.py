"""Warnings that point a reviewer at the calls that are worth a look. They decide nothing. Pure.

Three kinds: a comment that does not go with the outcome or the grade, stamps that can hardly be, and grades that are
rare for the interviewer (`grade_patterns.py`). `check`: look before approving; `note`: good to know.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from scoring.comment_words import harsh_words, kind_words, says_nobody_answered, says_somebody_answered
from scoring.grade_patterns import Tally, rare_grades
from shopper.call_rules import Grades
from shopper.method_parts import CallRules
from shopper.records import CONTACTS

Code = Literal[
    "nobody_answered",
    "somebody_answered",
    "harsh_words",
    "kind_words",
    "at_once",
    "long_wait",
    "closed",
    "overlap",
    "late_grades",
    "corrected",
    "rare_grade",
]

CODES: Final[tuple[Code, ...]] = (
    "nobody_answered",
    "somebody_answered",
    "harsh_words",
    "kind_words",
    "at_once",
    "long_wait",
    "closed",
    "overlap",
    "late_grades",
    "corrected",
    "rare_grade",
)
"""Every warning, in the order in which a call's are listed."""

NOTES: Final[frozenset[Code]] = frozenset({"late_grades", "corrected", "rare_grade"})
"""Warnings that are good to know; the others are to be looked at before the call is approved."""

SHORTEST_CONTACT: Final = timedelta(seconds=2)
"""No official answers sooner after the dialling."""
LONGEST_CONTACT: Final = timedelta(minutes=30)
"""Longer than an interviewer waits for an official."""
LATEST_GRADES: Final = timedelta(hours=2)
"""Grades that are submitted later after the call ended are given from memory."""
MANY_CORRECTED: Final = 3
"""Stamps changed after they had been set, from which on the times rest more on memory than on the stopwatch."""

Evidence = Mapping[str, str | int]
"""What a warning rests on, by the names that its sentence asks for: numbers, words of the method, words typed."""


@dataclass(frozen=True, slots=True)
class CallWarning:
    """One reason to look at a call."""

    code: Code
    evidence: Evidence

    @property
    def severity(self) -> Literal["check", "note"]:
        """Whether to look before approving, or good to know."""
        return "note" if self.code in NOTES else "check"


@dataclass(frozen=True, slots=True)
class Span:
    """When a dialling of an interviewer's began and ended."""

    call_id: int
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A submitted call as the warnings read it: its last dialling, its grades, and what was known around it.

    `was_open`: the municipality's switchboard, when it was dialled. `corrected`: stamps that were changed.
    `submitted_at`: when the grades were first submitted. `others`: the other diallings of the same interviewer.
    """

    id: int
    span: Span
    official_at: datetime | None
    submitted_at: datetime
    outcome: str
    grades: Grades
    comment: str
    was_open: bool
    corrected: int


def warnings_of(call: MadeCall, rules: CallRules, own: Tally, others: Iterable[Span]) -> list[CallWarning]:
    """Everything about a call that is worth a look, in the order of `CODES`.

    `own` is how its interviewer has graded in the wave, this call counted; `others` are their other diallings.
    """
    return [*_of_comment(call, rules), *_of_stamps(call, others), *_of_work(call), *_of_pattern(call, own)]


def _of_comment(call: MadeCall, rules: CallRules) -> Iterator[CallWarning]:
    is_contact = call.outcome in CONTACTS
    if is_contact and (said := says_nobody_answered(call.comment)):
        yield CallWarning("nobody_answered", {"words": said, "outcome": call.outcome})
    if not is_contact and (said := says_somebody_answered(call.comment)):
        yield CallWarning("somebody_answered", {"words": said, "outcome": call.outcome})
    courtesy = call.grades.courtesy
    if courtesy in rules.courtesy[: len(rules.courtesy) // 2] and (said := harsh_words(call.comment)):
        yield CallWarning("harsh_words", {"words": said, "grade": courtesy})
    if courtesy == rules.courtesy[-1] and (said := kind_words(call.comment)):
        yield CallWarning("kind_words", {"words": said, "grade": courtesy})


def _of_stamps(call: MadeCall, others: Iterable[Span]) -> Iterator[CallWarning]:
    if call.official_at is not None:
        wait = call.official_at - call.span.begins_at
        if wait < SHORTEST_CONTACT:
            yield CallWarning("at_once", {})
        if wait > LONGEST_CONTACT:
            yield CallWarning("long_wait", {"minutes": int(wait.total_seconds() // 60)})
    if not call.was_open:
        yield CallWarning("closed", {})
    if other := next((one for one in others if _overlap(call.span, one)), None):
        yield CallWarning("overlap", {"call": other.call_id})


def _of_work(call: MadeCall) -> Iterator[CallWarning]:
    late = call.submitted_at - call.span.ends_at
    if late > LATEST_GRADES:
        yield CallWarning("late_grades", {"hours": int(late.total_seconds() // 3600)})
    if call.corrected >= MANY_CORRECTED:
        yield CallWarning("corrected", {"stamps": call.corrected})


def _of_pattern(call: MadeCall, own: Tally) -> Iterator[CallWarning]:
    for rare in rare_grades(call.grades, own):
        yield CallWarning(
            "rare_grade",
            {"factor": rare.factor, "grade": rare.grade, "times": rare.times, "graded": rare.graded},
        )


def _overlap(one: Span, other: Span) -> bool:
    is_another = one.call_id != other.call_id
    return is_another and one.begins_at < other.ends_at and other.begins_at < one.ends_at
