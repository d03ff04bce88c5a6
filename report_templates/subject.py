"""What a report needs to know beside the figures: whom it is about, and the words people left."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

Factor = Literal["answer", "information", "interest", "courtesy"]
"""The graded factor a comment is printed under."""


@dataclass(frozen=True, slots=True)
class MailboxRecord:
    """How our own mailbox did with letters to ourselves, all through the wave.

    `late` took more than a quarter of an hour, `missing` never came.
    """

    letters: int
    late: int
    missing: int
    longest_minutes: int


@dataclass(frozen=True, slots=True)
class Conduct:
    """What happened to the letters besides being answered, for the page on how it was counted."""

    not_delivered: int = 0
    replaced: int = 0
    detected: int = 0
    mailbox: MailboxRecord | None = None


@dataclass(frozen=True, slots=True)
class ReportSubject:
    """The municipality and the wave a report is about. `printed_on` is the day it is made; times print in `zone`.

    `calls_not_reviewed` have been made and graded, but wait for review: no value counts them.
    """

    municipality_code: str
    municipality_name: str
    population: int | None
    wave_name: str
    first_day: date
    last_day: date
    printed_on: date
    zone: ZoneInfo
    conduct: Conduct = Conduct()
    calls_not_reviewed: int = 0


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
