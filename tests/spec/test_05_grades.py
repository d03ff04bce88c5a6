"""Chapter 5 of the method: grades and what they are a share of."""

from typing import cast

import pytest

from scoring.rounding import whole
from shopper.records import CallRecord, Outcome
from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import KKIK_2017, ONE_AREA, a_call, total

ANSWER = Section(
    "The answer as the citizen sees it",
    """The interviewer grades the answer when the right official was reached. Every other outcome is a poor answer, because
the citizen has got none: the answer is counted over all calls.""",
    drawn("""
    Outcome            | Grade given | Counts as | Why
    reached            | good        | good      | The question was answered.
    reached            | medium      | medium    | Answered in part; still an answered call.
    reached            | poor        | poor      | Could not answer.
    wrong_official     | -           | poor      | An official, but not the one responsible.
    no_answer          | -           | poor      | No contact, no answer.
    callback_offered   | -           | poor      | An answer later is none now.
    """),
)

DENOMINATORS = Section(
    "Each factor has its own base",
    """Information and courtesy are shares of the calls that were answered (a good or medium answer); interest is a share of
all contacts, for also who could not answer can be interested. The bases are settings of the method
(`information_base`, `interest_base`, `courtesy_base`), and every chart prints its *n*. Shares are in per cent, in the
order of the scale. These six calls are given:""",
    drawn("""
    Factor      | Base           | n | Grades    | Shares            | Good share | Why
    answer      | all calls      | 6 | 2 / 1 / 3 | 33 / 17 / 50      | 33 %       | All six; the two without contact are poor.
    information | answered calls | 3 | 1 / 1 / 1 | 33 / 33 / 33      | 33 %       | The three with a good or medium answer.
    interest    | contacts       | 4 | 1 / 2 / 1 | 25 / 50 / 25      | 25 %       | Also the official who could not answer.
    courtesy    | answered calls | 3 | 1 / 1 / 1 / 0 | 33 / 33 / 33 / 0 | 67 %    | Very good and good together are good.
    """),
    given=drawn("""
    Call | Outcome        | Answer | Information | Interest | Courtesy
    1    | reached        | good   | good        | good     | very_good
    2    | reached        | good   | medium      | medium   | good
    3    | reached        | medium | poor        | medium   | medium
    4    | reached        | poor   | -           | poor     | -
    5    | no_answer      | -      | -           | -        | -
    6    | voicemail      | -      | -           | -        | -
    """),
)

EMPTY = Section(
    "No base, no figure",
    """Where nothing can be graded the figure is "-". It is never 0 %.""",
    drawn("""
    Factor      | Calls               | n | Good share | Why
    answer      | one without contact | 1 | 0 %        | The call is in the base and its answer is poor.
    information | one without contact | 0 | -          | No answer to judge.
    interest    | one without contact | 0 | -          | Nobody was spoken with.
    courtesy    | one without contact | 0 | -          | Nobody was spoken with.
    answer      | none                | 0 | -          | No call at all.
    """),
)

CHAPTER = Chapter(
    5,
    "Grades",
    "bedömningar",
    "4.2, 4.3",
    """Right after each call the interviewer grades four factors: answer (*svar på frågan*), information, interest
(*intresse och engagemang*) and courtesy (*bemötande*).""",
    (ANSWER, DENOMINATORS, EMPTY),
)

BASE_NAMES = {"all": "all calls", "answered": "answered calls", "contacts": "contacts"}
BASES = {
    "answer": BASE_NAMES["all"],
    "information": BASE_NAMES[KKIK_2017.call.information_base],
    "interest": BASE_NAMES[KKIK_2017.call.interest_base],
    "courtesy": BASE_NAMES[KKIK_2017.call.courtesy_base],
}


def call_of(number: str, outcome: str, *grades: str) -> CallRecord:
    seconds = 30 if outcome in {"reached", "wrong_official"} else None
    given = [None if grade == "-" else grade for grade in grades]
    return a_call(int(number), ONE_AREA, cast("Outcome", outcome), seconds, given)


def base_and_share(calls: list[CallRecord], factor: str) -> list[str]:
    good = total(calls)[f"{factor}_good_share_pct"]
    value = whole(good.value)
    return [str(good.denominator), "-" if value is None else f"{value} %"]


@pytest.mark.parametrize("row", ANSWER.rows)
def test_answer(row: Row) -> None:
    outcome, given, expected, _ = row
    extra = ("good", "good", "good") if given in {"good", "medium"} else ("-", "-", "-")
    counted = [int(figure.numerator) for figure in total([call_of("1", outcome, given, *extra)]).parts_of("answer")]
    assert counted == [int(grade == expected) for grade in KKIK_2017.call.answer]


@pytest.mark.parametrize("row", DENOMINATORS.rows)
def test_base(row: Row) -> None:
    factor, base, n, grades, shares, good, _ = row
    assert DENOMINATORS.given is not None
    calls = [call_of(*given) for given in DENOMINATORS.given.rows]
    parts = total(calls).parts_of(factor)
    assert [
        BASES[factor],
        " / ".join(str(int(part.numerator)) for part in parts),
        " / ".join(str(whole(part.value)) for part in parts),
        *base_and_share(calls, factor),
    ] == [base, grades, shares, n, good]


@pytest.mark.parametrize("row", EMPTY.rows)
def test_empty_base(row: Row) -> None:
    factor, calls, *expected, _ = row
    drawn_calls = [] if calls == "none" else [call_of("1", "no_answer", "-", "-", "-", "-")]
    assert base_and_share(drawn_calls, factor) == expected
