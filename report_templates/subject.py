"""What a report needs to know beside the figures: whom it is about, and the words people left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from scoring.definitions import means_the_same
from scoring.figures import Figure
from scoring.group_means import GroupValue
from scoring.wave_agreement import WaveAgreement
from shopper.method import Method

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

    replaced: int = 0
    detected: int = 0
    mailbox: MailboxRecord | None = None


@dataclass(frozen=True, slots=True)
class ReportSubject:
    """The municipality and the wave a report is about. `printed_on` is the day it is made; times print in `zone`.

    `calls_not_reviewed` have been made and graded, but wait for review; `letters_waiting` are sent, and may still be
    answered in time: no value counts either. `contacts_to_come` are calls and letters that are planned and not made.
    `measurement_id` begins the trace codes; None where there is nothing to trace them in.
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
    letters_waiting: int = 0
    contacts_to_come: int = 0
    measurement_id: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """An interviewer's comment as it was typed. Without a `factor` the report places it by its words."""

    area: str
    text: str
    factor: Factor | None = None


@dataclass(frozen=True, slots=True)
class ExampleReply:
    """A reply somebody chose to print; `text` is masked before it is printed. `remark` says what is good about it."""

    area: str
    question: str
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class EarlierWave:
    """The same municipality in an earlier wave, by our own count: the figures of its total.

    `method` is the one it was measured with: where it defines a figure otherwise than the wave beside it does, no line
    is drawn across and no change is worked out (`scoring/definitions.py`).
    """

    name: str
    first_day: date
    last_day: date
    figures: Mapping[str, Figure]
    method: Method

    def is_on_the_line_of(self, method: Method) -> bool:
        """Whether its figures can stand beside those of a method at all."""
        return self.method.comparable_from == method.comparable_from

    def comparable(self, method: Method) -> Mapping[str, Figure]:
        """The figures that mean the same in a method."""
        return {key: figure for key, figure in self.figures.items() if means_the_same(method, self.method, key)}


@dataclass(frozen=True, slots=True)
class SimilarGroup:
    """Similar municipalities by the wave's rule, counted from their own contacts, in measurements of these years.

    `rule` is the rule as `shopper/comparison_group.py` stores it; `group_title` and `snapshot_on` are those of a group
    of Kolada. `values` are made of the municipalities that have the figure on enough contacts; where these are fewer
    than three there is none, and `too_few` says how many they are.
    """

    rule: Mapping[str, object]
    municipalities: int
    years: tuple[int, ...]
    values: Mapping[str, GroupValue]
    group_title: str = ""
    snapshot_on: date | None = None
    too_few: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveyIndex:
    """One of the four indices of SKR's own survey, as Kolada has it: 0 to 100, from citizens who had been in touch.

    It stands beside our figures and is never put on the same axis (method study 11). `group_mean` is the unweighted
    mean of the municipalities of the wave's comparison group that have a value that year, `group_members` of them, the
    municipality itself left out; None where fewer than three have. `group_title` is that of a group of Kolada, else
    empty. `is_made_up`: from the example that comes with the platform, not from Kolada; the report must say so.
    """

    kpi: str
    title: str
    year: int
    value: float | None
    answers: int | None
    group_mean: float | None
    group_members: int = 0
    group_title: str = ""
    is_made_up: bool = False
    snapshot_on: date | None = None


@dataclass(frozen=True, slots=True)
class TargetSet:
    """What the municipality has set out to reach, in the figure's unit; for hours, at most."""

    figure: str
    value: int


@dataclass(frozen=True, slots=True)
class Look:
    """Whose colours and logo the report carries. `logo` is a PNG; without a colour the report's own is used."""

    colour: str = ""
    logo: bytes | None = None
    logo_text: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything around the figures that a report tells of; each part may be missing.

    `earlier` has the latest wave first. `opening` are the hours of the switchboard by ISO weekday (1 is Monday); `seed`
    is the one the plan was drawn with, None where there was no plan.
    """

    earlier: tuple[EarlierWave, ...] = ()
    similar: SimilarGroup | None = None
    indices: tuple[SurveyIndex, ...] = ()
    targets: tuple[TargetSet, ...] = ()
    agreement: WaveAgreement | None = None
    opening: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    seed: int | None = None
    look: Look = field(default_factory=Look)
