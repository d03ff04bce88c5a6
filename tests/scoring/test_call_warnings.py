"""What makes a call worth a reviewer's look, and what does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring.call_warnings import CODES, CallWarning, Evidence, MadeCall, Span, warnings_of
from scoring.grade_patterns import Tally
from shopper.call_rules import Grades
from shopper.method import Method

DIALLED = datetime(2017, 10, 16, 8, 0, tzinfo=UTC)
NOTHING = Grades()
GOOD = Grades("good", "good", "good", "good")
MakeMade = Callable[..., MadeCall]


def at(seconds: float) -> datetime:
    return DIALLED + timedelta(seconds=seconds)


@pytest.fixture
def made() -> MakeMade:
    """A call that reached an official in half a minute, was graded good and sent in at once; values can be replaced."""

    def make(**changes: Any) -> MadeCall:
        calm = MadeCall(
            id=7,
            span=Span(7, DIALLED, at(180)),
            official_at=at(30),
            submitted_at=at(200),
            outcome="reached",
            grades=GOOD,
            comment="",
            was_open=True,
            corrected=0,
        )
        return replace(calm, **changes)

    return make


@pytest.fixture
def look(method: Method) -> Callable[..., list[CallWarning]]:
    """The warnings of a call by the rules of the method."""

    def warnings(call: MadeCall, own: Tally | None = None, others: tuple[Span, ...] = ()) -> list[CallWarning]:
        return warnings_of(call, method.call, own or {}, others)

    return warnings


Look = Callable[..., list[CallWarning]]


def test_an_ordinary_call_has_no_warning(made: MakeMade, look: Look) -> None:
    assert look(made(comment="Trevlig röst som tog sig tid att förklara.")) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"comment": "Hörde bara en röstbrevlåda."},
            CallWarning("nobody_answered", {"words": "röstbrevlåda", "outcome": "reached"}),
        ),
        (
            {
                "outcome": "no_answer",
                "official_at": None,
                "grades": NOTHING,
                "comment": "Fick tala med handläggaren direkt.",
            },
            CallWarning("somebody_answered", {"words": "fick tala med handläggaren", "outcome": "no_answer"}),
        ),
        ({"comment": "Hon var otrevlig."}, CallWarning("harsh_words", {"words": "otrevlig", "grade": "good"})),
        (
            {"grades": Grades("good", "good", "good", "poor"), "comment": "Mycket trevlig!"},
            CallWarning("kind_words", {"words": "trevlig", "grade": "poor"}),
        ),
        ({"official_at": at(1.9)}, CallWarning("at_once", {})),
        (
            {"official_at": at(1801), "span": Span(7, DIALLED, at(1900)), "submitted_at": at(1950)},
            CallWarning("long_wait", {"minutes": 30}),
        ),
        ({"was_open": False}, CallWarning("closed", {})),
        ({"submitted_at": at(180 + 7201)}, CallWarning("late_grades", {"hours": 2})),
        ({"corrected": 3}, CallWarning("corrected", {"stamps": 3})),
    ],
)
def test_what_does_not_go_together_is_pointed_at(
    made: MakeMade, look: Look, changes: dict[str, Any], expected: CallWarning
) -> None:
    assert look(made(**changes)) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        {"comment": "Fick inget svar på frågan."},
        {"comment": "Inte otrevlig, men stressad."},
        {"grades": Grades("good", "good", "good", "poor"), "comment": "Hon var otrevlig."},
        {"grades": Grades("good", "good", "good", "poor"), "comment": "Inte särskilt trevlig."},
        {"official_at": at(2)},
        {"official_at": at(1800), "span": Span(7, DIALLED, at(1900)), "submitted_at": at(1950)},
        {"submitted_at": at(180 + 7200)},
        {"corrected": 2},
    ],
)
def test_what_can_well_be_is_left_alone(made: MakeMade, look: Look, changes: dict[str, Any]) -> None:
    assert look(made(**changes)) == []


def test_two_calls_of_one_interviewer_at_once_are_pointed_at(made: MakeMade, look: Look) -> None:
    others = (Span(7, DIALLED, at(180)), Span(8, at(180), at(300)), Span(9, at(179), at(300)))
    assert look(made(), others=others) == [CallWarning("overlap", {"call": 9})]


def test_a_grade_the_interviewer_hardly_gives_is_good_to_know(made: MakeMade, look: Look) -> None:
    own = {("interest", "poor"): 1, ("interest", "good"): 19}
    [found] = look(made(grades=Grades("good", "good", "poor", "good")), own)
    evidence: Evidence = {"factor": "interest", "grade": "poor", "times": 1, "graded": 20}
    assert (found, found.severity) == (CallWarning("rare_grade", evidence), "note")


def test_warnings_come_in_their_order_and_the_first_are_to_be_checked(made: MakeMade, look: Look) -> None:
    call = made(comment="Otrevlig. Ingen svarade.", official_at=at(0), was_open=False, corrected=4)
    codes = [(one.code, one.severity) for one in look(call, others=(Span(1, DIALLED, at(9)),))]
    assert codes == [
        ("nobody_answered", "check"),
        ("harsh_words", "check"),
        ("at_once", "check"),
        ("closed", "check"),
        ("overlap", "check"),
        ("corrected", "note"),
    ]
    assert [CODES.index(code) for code, _ in codes] == sorted(CODES.index(code) for code, _ in codes)
