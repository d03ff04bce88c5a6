"""Reading the form of a second grading or of a decision: the grades of a call, or those of a letter. Pure."""

from dataclasses import asdict, dataclass
from typing import Final

from pydantic import BaseModel

from shopper.call_rules import GRADES, Grades, check_grades, settled
from shopper.double.rows import Judgement
from shopper.method import Method
from shopper.texts import mark
from web.language import gettext

LONGEST_COMMENT: Final = 2000
YES_OR_NO: Final = {"yes": True, "no": False}

SENTENCES: Final = {
    "missing": mark("Fyll i fältet."),
    "not_allowed": mark("Välj ”Bedöms inte”: det bedöms bara när frågan besvarades."),
    "not_on_scale": mark("Välj ett av stegen på skalan."),
}
"""What the page says beside a grade, by the rule it breaks."""


class TypedGrades(BaseModel):
    """The fields of the form exactly as they were typed."""

    answer: str = ""
    information: str = ""
    interest: str = ""
    courtesy: str = ""
    sender: str = ""
    extra_information: str = ""
    comment: str = ""
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the form says when nothing is wrong with it; else the wrong fields with what the page says beside each."""

    judgement: Judgement | None
    errors: dict[str, str]


def read_call_grades(typed: TypedGrades, outcome: str, method: Method) -> Checked:
    """The grades of a call that ended so, by the same rules as the interviewer's own form."""
    typed_grades = Grades(**{factor: getattr(typed, factor) or None for factor in GRADES})
    grades = settled(outcome, typed_grades, method.call)
    broken = {error.field: error.rule for error in reversed(check_grades(outcome, grades, method.call))}
    errors: dict[str, str] = {factor: gettext(SENTENCES[broken[factor]]) for factor in GRADES if factor in broken}
    return Checked(None if errors else Judgement(asdict(grades), _comment(typed)), errors)


def read_letter_grades(typed: TypedGrades, method: Method) -> Checked:
    """The grades of a letter: who its answer says it is from, and whether it gave more than was asked for."""
    errors = {}
    if typed.sender not in method.mail.sender:
        errors["sender"] = gettext("Välj vilka uppgifter avsändaren lämnade.")
    if typed.extra_information not in YES_OR_NO:
        errors["extra_information"] = gettext("Välj ja eller nej.")
    if errors:
        return Checked(None, errors)
    grades = {"sender": typed.sender, "extra_information": YES_OR_NO[typed.extra_information]}
    return Checked(Judgement(grades, _comment(typed)), {})


def _comment(typed: TypedGrades) -> str:
    return typed.comment.replace("\x00", "").strip()[:LONGEST_COMMENT]
