"""The files of a finished measurement, as checked values: `calls.csv`, `mails.csv` and values to compare with.

Times are ISO 8601 with offset. Nothing is stored here; `import_wave.py` does that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from shopper.call_rules import FieldError, Grades, check_grades, grades_asked, settled
from shopper.csv_rows import Row, read_rows
from shopper.faults import BadInput
from shopper.method import Method
from shopper.records import CONTACTS, Delivery, Outcome
from shopper.value_rows import VALUE_COLUMNS, Scope, ValueRow, value_row
from shopper.working_time import working_hours

CALL_COLUMNS = (
    "area",
    "question",
    "called_at",
    "interviewer",
    "seconds_to_contact",
    "outcome",
    "answer",
    "information",
    "interest",
    "courtesy",
    "comment",
)
MAIL_COLUMNS = (
    "area",
    "question",
    "sent_at",
    "delivery",
    "acknowledged_at",
    "answered_at",
    "sender",
    "extra_information",
)
VALUE_FILES: tuple[tuple[str, Scope], ...] = (
    ("comparison.csv", "similar"),
    ("previous.csv", "previous"),
)

Answer = Literal["none", "in_time", "late"]

LONGEST_QUESTION = 300
"""Characters of a question; a longer one would not fit the report."""

_ONE_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """What the caller knows about plausible values: no time after `not_after`, no figure that nobody counts."""

    not_after: datetime | None = None
    figures: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One finished call."""

    area: str
    question: str
    called_at: datetime
    interviewer: str
    seconds_to_contact: int | None
    outcome: str
    grades: Grades
    comment: str


@dataclass(frozen=True, slots=True)
class MailRow:
    """One letter and what came back."""

    area: str
    question: str
    sent_at: datetime
    delivery: str
    acknowledged_at: datetime | None
    answered_at: datetime | None
    sender: str | None
    extra_information: bool | None


@dataclass(frozen=True, slots=True)
class WaveRows:
    """Everything a folder holds about one measurement."""

    calls: tuple[CallRow, ...]
    mails: tuple[MailRow, ...]
    values: tuple[ValueRow, ...]


def read_wave_rows(folder: Path, method: Method, limits: Limits) -> WaveRows:
    """Read and check the whole folder; BadInput with file, line, column and what is allowed."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder; give the folder that holds calls.csv and mails.csv")
    calls = read_rows(folder / "calls.csv", CALL_COLUMNS)
    mails = read_rows(folder / "mails.csv", MAIL_COLUMNS)
    for rows in (calls, mails):
        _check_asked_once(rows, method)
    values = [
        value_row(row, scope, limits.figures)
        for name, scope in VALUE_FILES
        if (folder / name).exists()
        for row in _each_figure_once(read_rows(folder / name, VALUE_COLUMNS))
    ]
    return WaveRows(
        tuple(_call_row(row, method, limits) for row in calls),
        tuple(_mail_row(row, method, limits) for row in mails),
        tuple(values),
    )


def _check_asked_once(rows: Sequence[Row], method: Method) -> None:
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.word("area", [area.code for area in method.area]), row.short_text("question", LONGEST_QUESTION))
        if key in lines:
            raise row.wrong("question", f"the same question stands on line {lines[key]}; each is asked once")
        lines[key] = row.line


def _each_figure_once(rows: Sequence[Row]) -> Sequence[Row]:
    lines: dict[str, int] = {}
    for row in rows:
        figure = row.text("figure")
        if figure in lines:
            raise row.wrong("figure", f"the same figure stands on line {lines[figure]}; keep one of them")
        lines[figure] = row.line
    return rows


def _call_row(row: Row, method: Method, limits: Limits) -> CallRow:
    outcome = row.word("outcome", get_args(Outcome))
    if outcome in CONTACTS:
        seconds: int | None = row.number("seconds_to_contact", 0, _ONE_DAY_SECONDS)
    else:
        row.nothing("seconds_to_contact", f"the outcome {outcome} is no contact")
        seconds = None
    return CallRow(
        area=row.text("area"),
        question=row.text("question"),
        called_at=_past(row, "called_at", limits),
        interviewer=row.name("interviewer"),
        seconds_to_contact=seconds,
        outcome=outcome,
        grades=_grades(row, outcome, method),
        comment=row.cells["comment"],
    )


def _grades(row: Row, outcome: str, method: Method) -> Grades:
    scales = {name: getattr(method.call, name) for name in ("answer", "information", "interest", "courtesy")}
    given = Grades(**{name: row.word_or_none(name, scale) for name, scale in scales.items()})
    grades = settled(outcome, given, method.call)
    for error in check_grades(outcome, grades, method.call):
        raise row.wrong(error.field, _grade_rule(error, outcome, grades, method))
    return grades


def _grade_rule(error: FieldError, outcome: str, grades: Grades, method: Method) -> str:
    if error.rule == "missing":
        return f"a call with the outcome {outcome} needs one of {', '.join(getattr(method.call, error.field))}"
    if outcome == "wrong_official" and error.field == "answer":
        return f"a wrong official's answer is {method.call.answer[-1]}"
    asked = ", ".join(grades_asked(outcome, grades.answer, method.call)) or "no grade"
    return f"a call with the outcome {outcome} and the answer {grades.answer or 'empty'} has {asked}"


def _mail_row(row: Row, method: Method, limits: Limits) -> MailRow:
    delivery = row.word("delivery", get_args(Delivery))
    sent_at = _past(row, "sent_at", limits)
    if delivery == "bounced":
        for column in ("acknowledged_at", "answered_at"):
            row.nothing(column, "the letter bounced")
    answered_at = _after(row, "answered_at", sent_at, limits)
    answer = _answer(sent_at, answered_at, method)
    return MailRow(
        area=row.text("area"),
        question=row.text("question"),
        sent_at=sent_at,
        delivery=delivery,
        acknowledged_at=_after(row, "acknowledged_at", sent_at, limits),
        answered_at=answered_at,
        sender=_mail_grade(row, "sender", method.mail.sender, answer),
        extra_information=_yes(_mail_grade(row, "extra_information", ("yes", "no"), answer)),
    )


def _mail_grade(row: Row, column: str, allowed: Sequence[str], answer: Answer) -> str | None:
    """A grade of the answer: needed for one inside the window, allowed for a late one, impossible without any."""
    if answer == "none":
        row.nothing(column, "the letter has no answer")
    return row.word(column, allowed) if answer == "in_time" else row.word_or_none(column, allowed)


def _answer(sent_at: datetime, answered_at: datetime | None, method: Method) -> Answer:
    if answered_at is None:
        return "none"
    hours = working_hours(sent_at, answered_at, method.working_time)
    return "in_time" if hours <= method.mail.window_hours else "late"


def _yes(word: str | None) -> bool | None:
    return None if word is None else word == "yes"


def _past(row: Row, column: str, limits: Limits) -> datetime:
    at = row.moment(column)
    if limits.not_after is not None and at > limits.not_after:
        raise row.wrong(column, "it lies in the future, and only finished contacts are imported")
    return at


def _after(row: Row, column: str, sent_at: datetime, limits: Limits) -> datetime | None:
    if not row.cells[column]:
        return None
    at = _past(row, column, limits)
    if at < sent_at:
        raise row.wrong(column, f"it lies before the letter was sent ({row.cells['sent_at']})")
    return at
