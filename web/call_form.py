"""Reading the call form: from what was typed to a checked call, or the fields that are wrong. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, get_args
from uuid import UUID

from pydantic import BaseModel

from shopper.call_rules import GRADES, FieldError, Grades, check_contact, check_grades, grades_asked, settled
from shopper.contact_time import STAMPS, Stamps, first_out_of_order
from shopper.faults import BadInput
from shopper.method import Method
from shopper.method_parts import CallRules
from shopper.records import Outcome
from shopper.submit_call import CallForm
from shopper.texts import mark
from web.language import gettext

OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
CLOCKS_MAY_DIFFER: Final = timedelta(minutes=15)
CLOCK_TIME: Final = re.compile(r"\d\d:\d\d(:\d\d([.,]\d+)?)?$")
EARLIEST_YEAR: Final = 2000
LONGEST_COMMENT: Final = 2000

SENTENCES: Final = {
    "missing": mark("Fyll i fältet."),
    "not_allowed": mark("Lämna fältet tomt vid det här utfallet."),
    "not_on_scale": mark("Välj ett av stegen på skalan."),
    "unknown": mark("Välj ett av utfallen i listan."),
    "unreadable": mark(
        "Skriv klockslaget, till exempel 09:40:15, eller datum och klockslag, till exempel 2026-10-13 09:40:15."
    ),
    "out_of_order": mark("Tiden ligger före tiden i fältet ovanför."),
    "in_the_future": mark("Tiden har inte varit än."),
}
"""What the page says beside a field, by the rule it breaks."""


class TypedCall(BaseModel):
    """The fields of the form exactly as they were typed."""

    dialled_at: str = ""
    human_at: str = ""
    official_at: str = ""
    ended_at: str = ""
    outcome: str = ""
    answer: str = ""
    information: str = ""
    interest: str = ""
    courtesy: str = ""
    comment: str = ""
    form_id: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of reading a form: the call when nothing is wrong, else what is."""

    form: CallForm | None
    errors: list[FieldError]


def read_call(typed: TypedCall, method: Method, now: datetime) -> Checked:
    """Check the whole form against the method. Times without an offset are in the method's time zone."""
    today = now.astimezone(method.working_time.zone)
    moments: dict[str, datetime] = {}
    errors = [error for name in STAMPS if (error := _read_moment(name, getattr(typed, name), today, moments))]
    if "dialled_at" in moments and moments["dialled_at"] > now + CLOCKS_MAY_DIFFER:
        errors.append(FieldError("dialled_at", "in_the_future"))
    stamps = _stamps(moments)
    if stamps and not errors and (late := first_out_of_order(stamps)):
        errors.append(FieldError(late, "out_of_order"))
    grades = settled(typed.outcome, _grades(typed), method.call)
    errors += _about_outcome(typed, grades, method.call)
    if errors or stamps is None:
        return Checked(None, errors)
    return Checked(CallForm(_form_id(typed), stamps, typed.outcome, grades, _comment(typed)), [])


def in_page_order(errors: Sequence[FieldError]) -> dict[str, str]:
    """What the page says beside each wrong field, in the language of the request: the first thing wrong with it."""
    first = {error.field: error.rule for error in reversed(errors)}
    return {field: gettext(SENTENCES[first[field]]) for field in (*STAMPS, "outcome", *GRADES) if field in first}


def asked_by_outcome(rules: CallRules) -> dict[str, dict[str, tuple[str, ...]]]:
    """The grades that each outcome and answer ask for: the script shows exactly these, and knows no rule itself."""
    return {
        outcome: {answer: grades_asked(outcome, answer, rules) for answer in ("", *rules.answer)}
        for outcome in OUTCOMES
    }


def _stamps(moments: dict[str, datetime]) -> Stamps | None:
    if "dialled_at" not in moments:
        return None
    others = (moments.get(name) for name in STAMPS[1:])
    return Stamps(moments["dialled_at"], *others)


def _about_outcome(typed: TypedCall, grades: Grades, rules: CallRules) -> list[FieldError]:
    if not typed.outcome:
        return [FieldError("outcome", "missing")]
    if typed.outcome not in OUTCOMES:
        return [FieldError("outcome", "unknown")]
    contact = check_contact(typed.outcome, official_reached=bool(typed.official_at.strip()))
    return contact + check_grades(typed.outcome, grades, rules)


def _read_moment(name: str, text: str, today: datetime, moments: dict[str, datetime]) -> FieldError | None:
    if not text.strip():
        return FieldError(name, "missing") if name == "dialled_at" else None
    try:
        at = _moment(text.strip(), today)
    except ValueError:
        return FieldError(name, "unreadable")
    if at.year < EARLIEST_YEAR:
        return FieldError(name, "unreadable")
    moments[name] = at
    return None


def _moment(text: str, today: datetime) -> datetime:
    """A typed moment: a time of today, or a date with a time, with or without an offset; else a ValueError."""
    if CLOCK_TIME.match(text):
        return datetime.combine(today.date(), time.fromisoformat(text), tzinfo=today.tzinfo)
    if ":" not in text:
        raise ValueError("a date alone is not a moment")
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=today.tzinfo)


def _grades(typed: TypedCall) -> Grades:
    return Grades(**{name: getattr(typed, name) or None for name in GRADES})


def _form_id(typed: TypedCall) -> str:
    try:
        return str(UUID(typed.form_id))
    except ValueError as error:
        raise BadInput("the form has lost its form_id; open the call again") from error


def _comment(typed: TypedCall) -> str:
    return typed.comment.replace("\x00", "").strip()[:LONGEST_COMMENT]
