"""What a plan is made from, as it is stored: zones, choices of questions, earlier waves, senders."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_request, plan_wave
from shopper.moves import Cause, move
from shopper.queries import is_asked, stored_id, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave, WaveQuestion
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch

NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
CAUSE = Cause("kim", NOW)

LATER = """
name = "next"
method = "kkik-2018"
first_day = 2026-11-02
last_day = 2026-12-04
seed = 7
mail_account = "probes"
[[municipality]]
code = "0685"
[[interviewer]]
name = "i1"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
"""


def wave_of(session: Session) -> Wave:
    return wave_named(session, "autumn-2026")


def next_wave(session: Session) -> Wave:
    return create_wave(session, parse_wave_file(LATER, "w.toml"), CAUSE)


def test_times_are_planned_and_read_in_the_municipalitys_own_zone(draft: Store) -> None:
    with draft.transaction() as session:
        session.get_one(Municipality, "0686").time_zone = "Europe/Helsinki"
        session.flush()
        plan = plan_wave(session, wave_of(session), CAUSE)
        calls = [probe for probe in plan.probes if (probe.channel, probe.municipality) == ("call", "0686")]
        zones = {one.probe.planned_at.tzinfo for one in contacts(session, wave_of(session), ["0686"])}
        read = {one.probe for one in contacts(session, wave_of(session))}
    assert zones == {ZoneInfo("Europe/Helsinki")}
    assert (min(probe.planned_at.hour for probe in calls), read) == (8, set(plan.probes))


def test_a_wave_asks_the_variants_it_has_chosen_and_none_that_is_withdrawn(draft: Store) -> None:
    with draft.transaction() as session:
        wave = wave_of(session)
        some = session.exec(select(Question).where(Question.area == "bygglov").order_by(col(Question.number))).all()
        session.add_all(
            WaveQuestion(
                wave_id=stored_id(wave.id),
                question_id=stored_id(one.id),
                withdrawn_at=NOW if one.number == 2 else None,
            )
            for one in some
        )
        session.flush()
        assert plan_request(session, wave).questions == {"bygglov": (1, 3, 4, 5, 6, 7)}


def test_the_waves_own_number_of_spares_goes_before_the_methods(draft: Store) -> None:
    with draft.reading() as session:
        assert plan_request(session, wave_of(session)).spares == 1
        rows = session.exec(select(CallProbe.id).where(col(CallProbe.spare).is_(True))).all()
    assert len(rows) == 2 * 10


def test_what_an_interviewer_asked_in_an_earlier_wave_is_known_by_the_number_it_has_now(running: Store) -> None:
    with running.transaction() as session:
        asked = {
            (one.probe.interviewer, one.probe.area, one.probe.question)
            for one in contacts(session, wave_of(session), ["0685"])
            if one.ref.channel == "call" and not one.probe.spare
        }
        request = plan_request(session, next_wave(session))
    assert request.municipalities[0].asked_before == asked


def test_calls_that_were_withdrawn_were_never_asked(running: Store) -> None:
    with running.transaction() as session:
        for one in contacts(session, wave_of(session)):
            if one.ref.channel == "call":
                move(session, "call", one.ref.id, ("planned", "withdrawn"), CAUSE)
        assert plan_request(session, next_wave(session)).municipalities[0].asked_before == frozenset()


def test_what_other_launched_waves_plan_in_the_same_weeks_is_in_the_way(running: Store) -> None:
    with running.transaction() as session:
        there = [one.probe for one in contacts(session, wave_of(session))]
        found = plan_request(session, next_wave(session)).elsewhere
    near = [probe for probe in there if probe.planned_at.date().isoformat() >= "2026-10-25"]
    assert set(found) == {probe for probe in near if probe.municipality == "0685" or probe.interviewer == "i1"}


def test_a_municipality_gets_no_letter_of_a_name_it_has_met_in_another_wave(running: Store) -> None:
    with running.transaction() as session:
        plan_wave(session, next_wave(session), CAUSE)
        rows = session.exec(
            select(Persona.name)
            .join(MailProbe, col(MailProbe.persona_id) == Persona.id)
            .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
            .where(Measurement.municipality_code == "0685")
        ).all()
    assert (len(rows), len(set(rows))) == (70 + 60, 70 + 60)


def test_the_waves_own_names_are_used_in_each_municipality_before_the_shipped_ones(draft: Store) -> None:
    own = [f"Egen Avsändare-{letter}" for letter in "ABCDEFGH"]
    with draft.transaction() as session:
        wave = wave_of(session)
        wave.persona_names = own
        plan_wave(session, wave, CAUSE)
        names = session.exec(select(Persona.name).where(col(Persona.name).in_(own))).all()
        addresses = session.exec(select(Persona.address)).all()
    assert (sorted(names), len(set(addresses))) == (sorted(own * 2), 140)


def test_of_a_launched_wave_everything_done_and_everything_past_is_fixed(running: Store) -> None:
    now = datetime(2026, 10, 14, 8, 0, tzinfo=UTC)
    with running.transaction() as session:
        everything = contacts(session, wave_of(session))
        done = next(one for one in everything if one.ref.channel == "call" and one.probe.planned_at > now)
        move(session, "call", done.ref.id, ("planned", "submitted"), CAUSE)
        request = plan_request(session, wave_of(session), now)
        past = {one.probe for one in everything if one.probe.planned_at < now}
    assert (set(request.fixed), request.not_before) == (past | {done.probe}, now)


def test_a_question_is_asked_once_a_wave_that_asks_it_is_launched(draft: Store) -> None:
    with draft.transaction() as session:
        asked = session.exec(select(CallProbe.question_id)).first() or 0
        before = is_asked(session, asked)
        launch(session, wave_of(session), CAUSE)
        assert (before, is_asked(session, asked), is_asked(session, 99_999)) == (False, True, False)
