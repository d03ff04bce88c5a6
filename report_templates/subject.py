"""What a report needs to know beside the figures: whom it is about, and the words people left."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

Factor = Literal["answer", "information", "interest", "courtesy"]
"""The graded factor a comment is printed under."""


@dataclass(frozen=True, slots=True)
class ReportSubject:
    """The municipality and the wave a report is about. `printed_on` is the day it is made; times print in `zone`."""

    municipality_code: str
    municipality_name: str
    population: int | None
    wave_name: str
    first_day: date
    last_day: date
    printed_on: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Comment:
    """An interviewer's comment as it was typed. Without a `factor` the report places it by its words."""

    area: str
    text: str
    factor: Factor | None = None


@dataclass(frozen=True, slots=True)
class ExampleReply:
    """A reply somebody chose to print; `text` is masked before it is printed."""

    area: str
    question: str
    text: str
