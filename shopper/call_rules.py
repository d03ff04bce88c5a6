"""Which grades a call allows and needs, by how it ended (method study 4.1-4.2). Pure."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from shopper.method_parts import CallRules
from shopper.records import CONTACTS

GRADES: Final = ("answer", "information", "interest", "courtesy")
"""The four graded factors, in the order of the form and of the report."""

Rule = Literal[
    "missing", "not_allowed", "not_on_scale", "unknown", "unreadable", "out_of_order", "in_the_future", "lost"
]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of the call form and the rule it breaks; the page says it in the reader's language."""

    field: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Grades:
    """The four grades, words of the method's scales; None where nothing was graded."""

    answer: str | None = None
    information: str | None = None
    interest: str | None = None
    courtesy: str | None = None


def grades_asked(outcome: str, answer: str | None, rules: CallRules) -> tuple[str, ...]:
    """The factors the interviewer grades for this outcome, given the grade of the answer so far.

    No contact: none. Wrong official: interest only, the answer is the poorest by itself. Reached: answer and interest,
    and information and courtesy when the question was answered.
    """
    if outcome not in CONTACTS:
        return ()
    if outcome == "wrong_official":
        return ("interest",)
    return GRADES if answer in rules.answered_by else ("answer", "interest")


def settled(outcome: str, grades: Grades, rules: CallRules) -> Grades:
    """The grades with what follows from the outcome filled in: a wrong official's answer is the poorest."""
    if outcome == "wrong_official" and grades.answer is None:
        return replace(grades, answer=rules.answer[-1])
    return grades


def check_grades(outcome: str, grades: Grades, rules: CallRules) -> list[FieldError]:
    """Every rule that settled grades break: one missing, one too many, or a word that is not on its scale."""
    allowed = set(grades_asked(outcome, grades.answer, rules))
    errors = [error for name in GRADES if (error := _check(name, getattr(grades, name), rules, asked=name in allowed))]
    if outcome == "wrong_official":
        errors = [error for error in errors if error.field != "answer"]
        if grades.answer != rules.answer[-1]:
            errors.insert(0, FieldError("answer", "not_allowed"))
    return errors


def check_contact(outcome: str, *, official_reached: bool) -> list[FieldError]:
    """Whether the stamp of an official agrees with the outcome: a contact has one, everything else has none."""
    if outcome in CONTACTS and not official_reached:
        return [FieldError("official_at", "missing")]
    if outcome not in CONTACTS and official_reached:
        return [FieldError("official_at", "not_allowed")]
    return []


def _check(name: str, grade: str | None, rules: CallRules, *, asked: bool) -> FieldError | None:
    if grade is None:
        return FieldError(name, "missing") if asked else None
    if grade not in getattr(rules, name):
        return FieldError(name, "not_on_scale")
    return None if asked else FieldError(name, "not_allowed")
