"""Reading the call form: from what was typed to a checked call, or the fields that are wrong. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from shopper.call_rules import GRADES, FieldError, Grades, check_contact, check_grades, grades_asked, settled
from shopper.contact_time import STAMPS, Stamps, first_out_of_order
from shopper.faults import BadInput
from shopper.method import Method
from shopper.method_parts import CallRules
from shopper.records import Outcome
from shopper.stamp_log import Entry, completed, read_log, stored_log
from shopper.submit_call import CallForm
from shopper.tables.calls import Attempt, Grade
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
    "out_of_order": mark(
        "Tiden kan inte stämma med de andra: uppringningen kommer först, handläggaren tidigast med den första "
        "mänskliga rösten, och slutet sist."
    ),
    "in_the_future": mark("Tiden har inte varit än."),
    "lost": mark("Tidernas historik gick inte att läsa. Kontrollera tiderna och spara igen."),
}
"""What the page says beside a field, by the rule it breaks."""

PAGE_ORDER: Final = ("stamp_log", *STAMPS, "outcome", *GRADES)


class TypedCall(BaseModel):
    """The fields of the form exactly as they were typed."""

    dialled_at: str = ""
    machine_at: str = ""
    human_at: str = ""
    transferred_at: str = ""
    official_at: str = ""
    ended_at: str = ""
    outcome: str = ""
    answer: str = ""
    information: str = ""
    interest: str = ""
    courtesy: str = ""
    comment: str = ""
    form_id: str = ""
    stamp_log: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of reading a form: the call when nothing is wrong, else what is."""

    form: CallForm | None
    errors: list[FieldError]


def read_call(typed: TypedCall, method: Method, now: datetime) -> Checked:
    """Check the whole form against the method. Times without an offset are in the method's time zone.

    A time without a date is of the day that was dialled; the dialling itself, of today.
    """
    stamps, errors = _read_stamps(typed, method, now)
    log, in_log = _read_log(typed)
    grades = settled(typed.outcome, _grades(typed), method.call)
    errors = [*errors, *in_log, *_about_outcome(typed, grades, method.call)]
    if errors or stamps is None:
        return Checked(None, errors)
    history = stored_log(completed(log, stamps))
    return Checked(CallForm(read_form_id(typed), stamps, typed.outcome, grades, _comment(typed), history), [])


def readable_stamps(typed: TypedCall, method: Method, now: datetime) -> Stamps | None:
    """The stamps as they would be stored, or None while one of them is missing or wrong."""
    stamps, errors = _read_stamps(typed, method, now)
    return None if errors else stamps


def history_of(typed: TypedCall, stamps: Stamps | None) -> list[dict[str, Any]]:
    """The stamps' history as it would be stored; what cannot be read is left out."""
    log, _ = _read_log(typed)
    return stored_log(log if stamps is None else completed(log, stamps))


def typed_again(attempt: Attempt, grade: Grade, zone: ZoneInfo) -> TypedCall:
    """A stored call as its form was typed, so that what a reviewer returned can be corrected."""
    fields: Mapping[str, str | None] = {
        **{name: _as_typed(getattr(attempt, name), zone) for name in STAMPS},
        **{name: getattr(grade, name) for name in GRADES},
        "outcome": attempt.outcome,
        "comment": grade.comment,
        "stamp_log": json.dumps(attempt.stamp_log),
    }
    return TypedCall(**{name: text or "" for name, text in fields.items()})


def read_form_id(typed: TypedCall) -> str:
    """The form's id in its one spelling; BadInput when the form has lost it."""
    try:
        return str(UUID(typed.form_id))
    except ValueError as error:
        raise BadInput("the form has lost its form_id; open the call again") from error


def in_page_order(errors: Sequence[FieldError]) -> dict[str, str]:
    """What the page says beside each wrong field, in the language of the request: the first thing wrong with it."""
    first = {error.field: error.rule for error in reversed(errors)}
    return {field: gettext(SENTENCES[first[field]]) for field in PAGE_ORDER if field in first}


def asked_by_outcome(rules: CallRules) -> dict[str, dict[str, tuple[str, ...]]]:
    """The grades that each outcome and answer ask for: the script shows exactly these, and knows no rule itself."""
    return {
        outcome: {answer: grades_asked(outcome, answer, rules) for answer in ("", *rules.answer)}
        for outcome in OUTCOMES
    }


def _read_stamps(typed: TypedCall, method: Method, now: datetime) -> tuple[Stamps | None, list[FieldError]]:
    today = now.astimezone(method.working_time.zone)
    moments: dict[str, datetime] = {}
    errors = [error for name in STAMPS if (error := _read_moment(name, getattr(typed, name), today, moments))]
    errors += [FieldError(name, "in_the_future") for name, at in moments.items() if at > now + CLOCKS_MAY_DIFFER]
    if "dialled_at" not in moments:
        return None, errors
    stamps = Stamps(**moments)
    if not errors and (late := first_out_of_order(stamps)):
        errors.append(FieldError(late, "out_of_order"))
    return stamps, errors


def _read_log(typed: TypedCall) -> tuple[list[Entry], list[FieldError]]:
    try:
        return read_log(typed.stamp_log), []
    except ValueError:
        return [], [FieldError("stamp_log", "lost")]


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
        at = _moment(text.strip(), moments.get("dialled_at", today).astimezone(today.tzinfo))
    except ValueError:
        return FieldError(name, "unreadable")
    if at.year < EARLIEST_YEAR:
        return FieldError(name, "unreadable")
    moments[name] = at
    return None


def _moment(text: str, day: datetime) -> datetime:
    """A typed moment: a time of that day, or a date with a time, with or without an offset; else a ValueError."""
    if CLOCK_TIME.match(text):
        return datetime.combine(day.date(), time.fromisoformat(text), tzinfo=day.tzinfo)
    if ":" not in text:
        raise ValueError("a date alone is not a moment")
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=day.tzinfo)


def _grades(typed: TypedCall) -> Grades:
    return Grades(**{name: getattr(typed, name) or None for name in GRADES})


def _as_typed(at: datetime | None, zone: ZoneInfo) -> str:
    """A moment as the stopwatch writes it, with as many decimals as it has."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    fraction = f".{local.microsecond:06}".rstrip("0").rstrip(".")
    return f"{local:%Y-%m-%d %H:%M:%S}{fraction}"


def _comment(typed: TypedCall) -> str:
    return typed.comment.replace("\x00", "").strip()[:LONGEST_COMMENT]
