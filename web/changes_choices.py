"""What a change of a running wave can be about: its interviewers, municipalities and questions, read from the store."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from shopper.alphabet import by_name
from shopper.method import Method
from shopper.queries import method_of
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave, WaveInterviewer, WaveQuestion
from web.plan_words import Names


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """A question that the wave asks; an area and a number name it in every municipality."""

    area: str
    number: int
    text: str

    @property
    def key(self) -> str:
        """The word that stands in the form."""
        return f"{self.area}:{self.number}"


@dataclass(frozen=True, slots=True)
class Choices:
    """One wave with everything its forms choose from."""

    wave: Wave
    method: Method
    interviewers: tuple[str, ...]
    municipalities: dict[str, Municipality]
    questions: tuple[QuestionChoice, ...]

    @property
    def names(self) -> Names:
        """What the areas and municipalities are called, for sentences about the plan."""
        return Names(self.method, {code: one.name for code, one in self.municipalities.items()})

    def zone_of(self, code: str) -> ZoneInfo:
        """The zone in which this municipality's times are shown."""
        return ZoneInfo(self.municipalities[code].time_zone)

    def questions_of(self, area: str) -> tuple[QuestionChoice, ...]:
        """The area's questions by their number."""
        return tuple(one for one in self.questions if one.area == area)

    def text_of(self, area: str, number: int) -> str:
        """The question itself; empty when the wave does not ask it any more."""
        return next((one.text for one in self.questions if (one.area, one.number) == (area, number)), "")

    def first_possible(self, today: date) -> date:
        """The day a form proposes: today, or the wave's first day when that is still to come."""
        return min(max(today, self.wave.first_day), self.wave.last_day)


def choices_of(session: Session, wave: Wave) -> Choices:
    """What the forms of this wave choose from."""
    municipalities = session.exec(
        select(Municipality)
        .join(Measurement, col(Measurement.municipality_code) == Municipality.code)
        .where(Measurement.wave_id == wave.id)
    )
    interviewers = (
        select(User.name)
        .join(WaveInterviewer, col(WaveInterviewer.user_id) == User.id)
        .where(WaveInterviewer.wave_id == wave.id)
        .order_by(User.name)
    )
    return Choices(
        wave=wave,
        method=method_of(wave),
        interviewers=tuple(session.exec(interviewers)),
        municipalities={one.code: one for one in by_name(municipalities)},
        questions=_questions(session, wave),
    )


def _questions(session: Session, wave: Wave) -> tuple[QuestionChoice, ...]:
    """The questions of the wave's contacts that are not withdrawn, by area and number."""
    measurements = select(Measurement.id).where(Measurement.wave_id == wave.id)
    asked = [
        select(table.question_id).where(col(table.measurement_id).in_(measurements), table.state != "withdrawn")
        for table in (CallProbe, MailProbe)
    ]
    withdrawn = select(WaveQuestion.question_id).where(
        WaveQuestion.wave_id == wave.id, col(WaveQuestion.withdrawn_at).is_not(None)
    )
    own = col(Question.id).in_(asked[0]) | col(Question.id).in_(asked[1])
    rows = session.exec(select(Question).where(own, col(Question.id).not_in(withdrawn)))
    known = {(row.area, row.number): QuestionChoice(row.area, row.number, row.text) for row in rows}
    return tuple(known[key] for key in sorted(known))
