"""Training: which grades an example asks for, and how far somebody's grades are from the agreed ones. Pure.

A call is graded by its outcome and the four factors; a letter by what it is and, when it is an answer, by its sender
and by whether it gave more than the bare answer (method study 4.1-4.2 and 5).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from shopper.call_rules import GRADES, FieldError, Grades, check_grades, grades_asked, settled
from shopper.method import Method
from shopper.records import Outcome

Channel = Literal["call", "mail"]
ReplyKind = Literal["answer", "acknowledgement", "forwarded", "automatic", "counter_question"]
"""What a reply can be, in the words of the judgements of mails; only an answer is graded further."""

Value = str | bool
"""A grade as it is stored: a word of the method's scale, or whether there was extra information."""

CaseGrades = Mapping[str, Value]

OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
REPLY_KINDS: Final[tuple[str, ...]] = get_args(ReplyKind)
FACTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "call": ("outcome", *GRADES),
    "mail": ("kind", "sender", "extra_information"),
}
"""The factors of an example by its channel, in the order of the form."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One factor as it was agreed and as somebody graded it; None where nothing was to be graded.

    `steps` counts the steps between them on the scale, above zero where the given grade is the stricter; None where
    there are no steps to count: two outcomes, two kinds of sender, or a factor that only one of them graded.
    """

    factor: str
    agreed: Value | None
    given: Value | None
    steps: int | None

    @property
    def is_same(self) -> bool:
        """Whether both graded alike."""
        return self.agreed == self.given


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one factor was graded in several cases. `steps` counts the cases by distance and direction.

    `other` counts cases that differ without steps to count.
    """

    factor: str
    steps: Mapping[int, int]
    other: int

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return sum(self.steps.values()) + self.other

    @property
    def same(self) -> int:
        """Graded as agreed."""
        return self.steps.get(0, 0)

    @property
    def one_step(self) -> int:
        """Graded one step from the agreed grade."""
        return self.steps.get(1, 0) + self.steps.get(-1, 0)

    @property
    def further(self) -> int:
        """Graded two steps or more from it."""
        return sum(self.steps.values()) - self.same - self.one_step

    @property
    def stricter(self) -> int:
        """Graded below the agreed grade."""
        return sum(times for steps, times in self.steps.items() if steps > 0)

    @property
    def milder(self) -> int:
        """Graded above the agreed grade."""
        return sum(times for steps, times in self.steps.items() if steps < 0)


def scale_of(factor: str, method: Method) -> tuple[Value, ...]:
    """The values a factor can have, the best first where they are steps."""
    fixed: dict[str, tuple[Value, ...]] = {
        "outcome": OUTCOMES,
        "kind": REPLY_KINDS,
        "sender": method.mail.sender,
        "extra_information": (True, False),
    }
    return fixed[factor] if factor in fixed else tuple(getattr(method.call, factor))


def factors_asked(channel: str, grades: CaseGrades, method: Method) -> tuple[str, ...]:
    """The factors that are to be graded, given what is chosen so far."""
    if channel == "mail":
        return FACTORS["mail"] if grades.get("kind") == "answer" else ("kind",)
    answer = grades.get("answer")
    return ("outcome", *grades_asked(str(grades.get("outcome")), None if answer is None else str(answer), method.call))


def asks(factor: str, value: Value, method: Method) -> frozenset[str]:
    """The further factors that choosing this value brings."""
    if factor == "kind":
        return frozenset(factors_asked("mail", {"kind": value}, method)) - {"kind"}
    if factor == "outcome":
        return frozenset(grades_asked(str(value), None, method.call))
    if factor == "answer":
        before = grades_asked("reached", None, method.call)
        return frozenset(grades_asked("reached", str(value), method.call)) - frozenset(before)
    return frozenset()


def only_asked(channel: str, grades: CaseGrades, method: Method) -> dict[str, Value]:
    """The grades that are asked for, with what follows from the outcome filled in; what was chosen besides is dropped.

    A page without script shows every factor, so that one too many is no fault there.
    """
    asked = factors_asked(channel, grades, method)
    kept = {factor: value for factor, value in grades.items() if factor in asked}
    if channel == "call":
        answer = settled(str(kept.get("outcome")), _grades(kept), method.call).answer
        return kept if answer is None else kept | {"answer": answer}
    return kept


def faults_in(channel: str, grades: CaseGrades, method: Method) -> list[FieldError]:
    """Every factor that is missing, one too many, or not on its scale."""
    if channel == "call":
        outcome = grades.get("outcome")
        if outcome not in OUTCOMES:
            return [FieldError("outcome", "unknown" if outcome else "missing")]
        return check_grades(str(outcome), _grades(grades), method.call)
    asked = factors_asked("mail", grades, method)
    return [error for factor in FACTORS["mail"] if (error := _fault(factor, grades, method, asked=factor in asked))]


def compare(channel: str, agreed: CaseGrades, given: CaseGrades, method: Method) -> list[Compared]:
    """Factor by factor, those that at least one of the two graded."""
    return [
        Compared(factor, agreed.get(factor), given.get(factor), _steps(factor, agreed, given, method))
        for factor in FACTORS[channel]
        if factor in agreed or factor in given
    ]


def agreement(compared: Iterable[Compared]) -> list[Agreement]:
    """What was compared in several cases, by factor in the order of the forms; factors without cases are left out.

    A factor that only one of the two graded differs in its outcome already, and is not counted twice.
    """
    both = [one for one in compared if one.agreed is not None and one.given is not None]
    found = []
    for factor in (*FACTORS["call"], *FACTORS["mail"]):
        mine = [one for one in both if one.factor == factor]
        steps = Counter(one.steps for one in mine if one.steps is not None)
        if mine:
            found.append(Agreement(factor, dict(steps), sum(one.steps is None for one in mine)))
    return found


def _steps(factor: str, agreed: CaseGrades, given: CaseGrades, method: Method) -> int | None:
    if agreed.get(factor) == given.get(factor):
        return 0
    scale = scale_of(factor, method)
    if factor not in GRADES or agreed.get(factor) not in scale or given.get(factor) not in scale:
        return None
    return scale.index(given[factor]) - scale.index(agreed[factor])


def _fault(factor: str, grades: CaseGrades, method: Method, *, asked: bool) -> FieldError | None:
    value = grades.get(factor)
    if value is None:
        return FieldError(factor, "missing") if asked else None
    if value not in scale_of(factor, method):
        return FieldError(factor, "not_on_scale")
    return None if asked else FieldError(factor, "not_allowed")


def _grades(grades: Mapping[str, Any]) -> Grades:
    return Grades(**{factor: grades.get(factor) for factor in GRADES})
