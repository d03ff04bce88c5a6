"""What a coordinator can order about the plan of a launched wave. Pure."""

from dataclasses import dataclass
from datetime import date

from scheduler.changes.refs import ProbeRef


@dataclass(frozen=True, slots=True)
class Ill:
    """An interviewer makes no calls on these days, both included: their calls go to others, or to other days."""

    interviewer: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Closed:
    """A municipality, by its code, answers no calls on these days. Letters stay: nobody need be there for them."""

    municipality: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn:
    """A question, by area and number, is asked no more; a spare of the area takes its place where there is one."""

    area: str
    number: int


@dataclass(frozen=True, slots=True)
class Reassign:
    """These calls, by id, go to this interviewer, at their times where that can be; without a name, to any other."""

    calls: tuple[int, ...]
    interviewer: str = ""


@dataclass(frozen=True, slots=True)
class Postpone:
    """These probes get another time, on this day or later; those that stand there already stay where they are."""

    refs: tuple[ProbeRef, ...]
    not_before: date


Order = Ill | Closed | QuestionWithdrawn | Reassign | Postpone
