"""An earlier wave as the beginning of a new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from shopper.drafts.frame import create_draft
from shopper.moves import Cause, record
from shopper.queries import measurements_of, stored_id
from shopper.tables.study import Measurement, Wave, WaveInterviewer, WaveQuestion
from shopper.wave_file import WaveFrame

_SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Copied:
    """The new draft, and how many dated things of the old one were left behind because they lie outside its weeks."""

    wave: Wave
    closed_days_dropped: int
    days_off_dropped: int
    questions_dropped: int


def later_frame(earlier: Wave, name: str, first_day: date) -> dict[str, str]:
    """The frame of a copy, to be checked as a typed one: whole weeks later, so that it ends on the same weekday.

    The seed is another one, so that the copy's contacts come at other hours than those the municipality has seen.
    OverflowError when its last day would lie beyond the calendar.
    """
    weeks = round((first_day - earlier.first_day).days / 7)
    return {
        "name": name,
        "method": earlier.method_name,
        "first_day": first_day.isoformat(),
        "last_day": max(first_day, earlier.last_day + timedelta(weeks=weeks)).isoformat(),
        "seed": str((earlier.seed + 1) % _SEEDS),
        "spares": "" if earlier.spares is None else str(earlier.spares),
    }


def copy_wave(session: Session, earlier: Wave, frame: WaveFrame, cause: Cause) -> Copied:
    """Store a draft with the municipalities, interviewers, questions, accounts and comparison of an earlier wave.

    Closing days and days off are dates: those within the new weeks are kept, the others dropped and counted. So are
    questions that were withdrawn. Conflict when there is a wave with the new name.
    """
    wave = create_draft(session, frame, cause)
    wave.mail_accounts = list(earlier.mail_accounts)
    wave.allowed_breaks = list(earlier.allowed_breaks)
    wave.persona_names = list(earlier.persona_names)
    wave.comparison = dict(earlier.comparison)
    session.add(wave)
    copied = Copied(
        wave,
        _copy_municipalities(session, earlier, wave),
        _copy_people(session, earlier, wave),
        _copy_questions(session, earlier, wave),
    )
    session.flush()
    details = {
        "from": earlier.id,
        "closed_days_dropped": copied.closed_days_dropped,
        "days_off_dropped": copied.days_off_dropped,
        "questions_dropped": copied.questions_dropped,
    }
    record(session, "wave", stored_id(wave.id), "copy", cause, details=details)
    return copied


def _copy_municipalities(session: Session, earlier: Wave, wave: Wave) -> int:
    dropped = 0
    for each in measurements_of(session, earlier):
        kept = _within(each.closed_on, wave)
        dropped += len(each.closed_on) - len(kept)
        row = Measurement(wave_id=stored_id(wave.id), municipality_code=each.municipality_code, closed_on=kept)
        session.add(row)
    return dropped


def _copy_people(session: Session, earlier: Wave, wave: Wave) -> int:
    dropped = 0
    for each in session.exec(select(WaveInterviewer).where(WaveInterviewer.wave_id == earlier.id)):
        kept = _within(each.days_off, wave)
        dropped += len(each.days_off) - len(kept)
        values = each.model_dump() | {"wave_id": stored_id(wave.id), "days_off": kept}
        session.add(WaveInterviewer(**values))
    return dropped


def _copy_questions(session: Session, earlier: Wave, wave: Wave) -> int:
    chosen = session.exec(select(WaveQuestion).where(WaveQuestion.wave_id == earlier.id)).all()
    kept = [each for each in chosen if each.withdrawn_at is None]
    session.add_all(WaveQuestion(wave_id=stored_id(wave.id), question_id=each.question_id) for each in kept)
    return len(chosen) - len(kept)


def _within(days: Iterable[str], wave: Wave) -> list[str]:
    return [day for day in days if wave.first_day <= date.fromisoformat(day) <= wave.last_day]
