"""How far the review has come: each wave's graded calls by state and interviewer, and who grades unlike the others."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, col, select

from scoring.grade_patterns import Unlike, unlike_in_wave
from shopper.graded_calls import Waves, tallies
from shopper.queries import stored_id
from shopper.states import GRADED_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Wave
from web.review_cases import methods_of


@dataclass(frozen=True, slots=True)
class Line:
    """One interviewer's calls in a wave: how many were made and graded, by state, and how they differ from others."""

    interviewer_id: int
    name: str
    submitted: int
    returned: int
    approved: int
    unlike: list[Unlike] = field(default_factory=list)

    @property
    def graded(self) -> int:
        """All that were made and graded."""
        return self.submitted + self.returned + self.approved


@dataclass(frozen=True, slots=True)
class WaveProgress:
    """A wave with a line for each interviewer who has made calls, and whether its figures count approved calls only."""

    wave: Wave
    counts_approved: bool
    lines: list[Line]

    @property
    def total(self) -> Line:
        """All interviewers together."""
        sums = [sum(getattr(line, state) for line in self.lines) for state in GRADED_STATES]
        return Line(0, "", **dict(zip(GRADED_STATES, sums, strict=True)))


def progress(session: Session, waves: Waves) -> list[WaveProgress]:
    """Each of these waves in which a call was graded, the newest first."""
    numbers = _numbers(session, waves)
    methods = methods_of(session, set(numbers))
    graded = tallies(session, set(methods))
    names = dict(session.exec(select(User.id, User.name)).all())
    stored = select(Wave).where(col(Wave.id).in_(methods)).order_by(col(Wave.first_day).desc(), col(Wave.id).desc())
    found = []
    for wave in session.exec(stored):
        wave_id = stored_id(wave.id)
        method, tallied = methods[wave_id], graded.get(wave_id, {})
        lines = [
            Line(interviewer, names[interviewer], **states, unlike=unlike_in_wave(tallied, interviewer, method.call))
            for interviewer, states in numbers[wave_id].items()
        ]
        found.append(WaveProgress(wave, method.review.counts == "approved", sorted(lines, key=lambda line: line.name)))
    return found


def _numbers(session: Session, waves: Waves) -> dict[int, dict[int, dict[str, int]]]:
    """How many graded calls each interviewer has in each state, by wave."""
    keys = (col(Measurement.wave_id), col(CallProbe.interviewer_id), col(CallProbe.state))
    rows = session.connection().execute(
        select(*keys, func.count())
        .join(CallProbe, col(CallProbe.measurement_id) == Measurement.id)
        .where(col(Measurement.wave_id).in_(waves), col(CallProbe.state).in_(GRADED_STATES))
        .group_by(*keys)
    )
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: dict.fromkeys(GRADED_STATES, 0))
    )
    for wave_id, interviewer_id, state, number in rows:
        found[wave_id].setdefault(interviewer_id, dict.fromkeys(GRADED_STATES, 0))[state] = number
    return found
