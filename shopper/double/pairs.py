"""The pairs of gradings of a wave, from its double gradings: what agreement is counted from."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from shopper.double.rows import contact_of, grades_of
from shopper.queries import method_of
from shopper.records import GradedPair
from shopper.tables.calls import CallProbe
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Wave


@dataclass(frozen=True, slots=True)
class DoubleTally:
    """How far the second gradings of a wave have come: `ordered` in all, and what has become of them.

    `dropped`: those that could not be graded again; `differing`: those that differ, of which `decided` are decided.
    """

    ordered: int
    graded: int
    dropped: int
    differing: int
    decided: int

    @property
    def waiting(self) -> int:
        """How many are still to be graded."""
        return self.ordered - self.graded - self.dropped


def tally_of_wave(session: Session, wave: Wave) -> DoubleTally:
    """How far the second gradings of a wave have come."""
    rows = session.exec(select(DoubleGrade).where(DoubleGrade.part != "first", _is_of_wave(wave))).all()
    seconds = [row for row in rows if row.part == "second"]
    thirds = [row for row in rows if row.part == "third"]
    return DoubleTally(
        ordered=len(seconds),
        graded=sum(row.graded_at is not None for row in seconds),
        dropped=sum(row.dropped_at is not None for row in seconds),
        differing=len(thirds),
        decided=sum(row.graded_at is not None for row in thirds),
    )


def pairs_of_wave(session: Session, wave: Wave) -> list[GradedPair]:
    """Every contact of the wave that two people have graded, as each graded it before anything was decided, by id."""
    first, second = aliased(DoubleGrade), aliased(DoubleGrade)
    same = or_(
        col(first.call_probe_id) == col(second.call_probe_id), col(first.mail_probe_id) == col(second.mail_probe_id)
    )
    rows = session.exec(
        select(first, second)
        .join(second, same)
        .where(first.part == "first", second.part == "second", col(second.graded_at).is_not(None))
        .where(_is_of_wave(wave, first))
        .order_by(col(first.id))
    ).all()
    names = dict(session.exec(select(User.id, User.name)).all())
    zone = method_of(wave).working_time.zone
    return [_pair(one, other, names.get(one.grader_id, ""), zone) for one, other in rows]


def _is_of_wave(wave: Wave, row: type[DoubleGrade] = DoubleGrade) -> ColumnElement[bool]:
    measurements = select(Measurement.id).where(Measurement.wave_id == wave.id)
    calls = select(CallProbe.id).where(col(CallProbe.measurement_id).in_(measurements))
    letters = select(MailProbe.id).where(col(MailProbe.measurement_id).in_(measurements))
    return or_(col(row.call_probe_id).in_(calls), col(row.mail_probe_id).in_(letters))


def _pair(first: DoubleGrade, second: DoubleGrade, grader: str, zone: ZoneInfo) -> GradedPair:
    channel, probe_id = contact_of(first)
    graded_at = first.graded_at or first.ordered_at
    return GradedPair(
        channel=channel,
        probe_id=probe_id,
        grader=grader,
        on=graded_at.astimezone(zone).date(),
        first=grades_of(first),
        second=grades_of(second),
    )
