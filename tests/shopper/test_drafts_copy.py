"""An earlier wave copied to a draft: the same municipalities, people and questions, whole weeks later."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from shopper.clock import SteppedClock
from shopper.drafts.copy import Copied, copy_wave, later_frame
from shopper.drafts.frame import check_frame
from shopper.moves import Cause
from shopper.queries import measurements_of, stored_id
from shopper.question_bank import store_bank
from shopper.register import SHIPPED, import_register
from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.study import Measurement, Question, Wave, WaveInterviewer, WaveQuestion
from shopper.tables.trail import AuditEvent


@pytest.fixture
def cause(clock: SteppedClock) -> Cause:
    return Cause("cecilia", clock())


def earlier_wave(session: Session, cause: Cause) -> Wave:
    """A wave with everything that a copy takes along."""
    import_register(session, SHIPPED, cause)
    store_bank(session)
    user = User(name="i1", role="interviewer", created_at=cause.at)
    wave = Wave(
        name="höst 2025",
        method_name="kkik-2018",
        first_day=date(2025, 10, 13),
        last_day=date(2025, 11, 9),
        seed=7,
        spares=2,
        mail_accounts=["probes"],
        allowed_breaks=["lunch"],
        persona_names=["Kim Provsson"],
        comparison={"codes": ["0682"]},
        created_at=cause.at,
    )
    session.add_all([user, wave])
    session.flush()
    wave_id = stored_id(wave.id)
    session.add(Measurement(wave_id=wave_id, municipality_code="0685", closed_on=["2025-10-31", "2026-10-30"]))
    session.add(
        WaveInterviewer(
            wave_id=wave_id,
            user_id=stored_id(user.id),
            hours_a_week=10,
            available={"mon": "08:00-17:00"},
            days_off=["2025-10-20"],
            not_areas=["bygglov"],
            not_municipalities=["0685"],
        )
    )
    asked = session.exec(select(Question.id).order_by(col(Question.id)).limit(3)).all()
    session.add_all(WaveQuestion(wave_id=wave_id, question_id=stored_id(each)) for each in asked[:2])
    session.add(WaveQuestion(wave_id=wave_id, question_id=stored_id(asked[2]), withdrawn_at=cause.at))
    session.flush()
    return wave


def copied(session: Session, cause: Cause) -> tuple[Wave, Copied]:
    """The wave and its copy a year later."""
    earlier = earlier_wave(session, cause)
    frame, faults = check_frame(session, later_frame(earlier, "höst 2026", date(2026, 10, 12)))
    assert frame is not None, faults
    return earlier, copy_wave(session, earlier, frame, cause)


@pytest.mark.parametrize(
    ("first_day", "last_day"),
    [
        ("2026-10-12", "2026-11-08"),
        ("2026-10-13", "2026-11-08"),
        ("2026-10-15", "2026-11-08"),
        ("2025-10-13", "2025-11-09"),
    ],
)
def test_a_copy_ends_on_the_same_weekday_as_many_whole_weeks_later(
    first_day: str, last_day: str, store: Store, cause: Cause
) -> None:
    with store.transaction() as session:
        frame = later_frame(earlier_wave(session, cause), "höst 2026", date.fromisoformat(first_day))
    assert frame == {
        "name": "höst 2026",
        "method": "kkik-2018",
        "first_day": first_day,
        "last_day": last_day,
        "seed": "8",
        "spares": "2",
    }


def test_a_copy_has_everything_but_the_plan_of_the_earlier_wave(store: Store, cause: Cause) -> None:
    kept = {"method_name", "spares", "mail_accounts", "allowed_breaks", "persona_names", "comparison"}
    with store.transaction() as session:
        earlier, made = copied(session, cause)
        same = made.wave.model_dump(include=kept) == earlier.model_dump(include=kept)
        questions = [
            set(session.exec(select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id)))
            for wave in (earlier, made.wave)
        ]
        assert (same, made.wave.state, made.wave.seed) == (True, "draft", 8)
        assert (len(questions[0] - questions[1]), questions[1] <= questions[0]) == (1, True)


def test_what_does_not_fit_the_new_weeks_is_dropped_and_counted(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        _, made = copied(session, cause)
        measurement = measurements_of(session, made.wave)[0]
        person = session.exec(select(WaveInterviewer).where(WaveInterviewer.wave_id == made.wave.id)).one()
        counts = (made.closed_days_dropped, made.days_off_dropped, made.questions_dropped)
        assert (counts, measurement.closed_on, person.days_off) == ((1, 1, 1), ["2026-10-30"], [])
        assert (person.hours_a_week, person.not_areas, person.not_municipalities) == (10, ["bygglov"], ["0685"])


def test_the_trail_names_the_wave_that_was_copied(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        earlier, made = copied(session, cause)
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "copy")).one()
        assert (event.thing_id, event.details["from"]) == (str(made.wave.id), earlier.id)
