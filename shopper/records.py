"""What one finished contact says, as plain values: the bridge from storage to figures.

`queries.py` makes these from the tables; `scoring` counts them and knows no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

Outcome = Literal[
    "reached",
    "wrong_official",
    "no_answer",
    "voicemail",
    "queue_abandoned",
    "callback_offered",
    "switchboard_closed",
    "machine_only",
    "sent_around",
    "referred_to_web",
]
"""How a call ended (method study 4.1). `reached` and `wrong_official` are contacts; everything else is no contact.

`machine_only`: no way past the talking machine; `sent_around`: transferred in circles; `referred_to_web`: only that.
"""

CONTACTS: tuple[Outcome, ...] = ("reached", "wrong_official")

Delivery = Literal["delivered", "bounced"]


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One graded call. Grades are words of the method's scales, None where the outcome allows none."""

    id: int
    area: str
    question: str
    called_at: datetime
    interviewer: str
    seconds_to_contact: int | None
    outcome: Outcome
    answer: str | None
    information: str | None
    interest: str | None
    courtesy: str | None
    comment: str


@dataclass(frozen=True, slots=True)
class MailRecord:
    """One sent letter and what came back. A bounced letter is outside every base.

    `sender` and `extra_information` are None where no answer has been graded.
    """

    id: int
    area: str
    question: str
    sent_at: datetime
    delivery: Delivery
    acknowledged_at: datetime | None
    answered_at: datetime | None
    sender: str | None
    extra_information: bool | None


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """A value to compare with: other municipalities', or an earlier wave's; imported, or counted here.

    `figure` is a key of `scoring/figures.py`; `value`, `low` and `high` are in the figure's unit (per cent or hours),
    whole, as another report printed them. Of a value that was counted here `exact` is the value itself and
    `exact_range` the lowest and highest, which whole numbers must never stand for where something is decided.
    """

    figure: str
    scope: Literal["similar", "previous"]
    value: int
    low: int | None
    high: int | None
    municipalities: int | None
    inhabitants_from: int | None
    inhabitants_to: int | None
    source: str
    exact: Fraction | None = None
    exact_range: tuple[Fraction, Fraction] | None = None

    @property
    def spans(self) -> tuple[Fraction, Fraction]:
        """The lowest and highest that the value may be: a printed one was rounded half up, an exact one is itself."""
        if self.exact is not None:
            return self.exact, self.exact
        return self.value - Fraction(1, 2), self.value + Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class GradedPair:
    """One contact that two people graded independently of each other: the grades of both, by factor.

    `first` are the grades of the interviewer, or of whoever graded the letter, before anything was decided; None where
    nothing was graded. `on` is the local day of the first grading, `grader` who gave it.
    """

    channel: Literal["call", "mail"]
    probe_id: int
    grader: str
    on: date
    first: Mapping[str, str | None]
    second: Mapping[str, str | None]
