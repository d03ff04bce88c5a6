"""A letter that did not come through, or was seen through, is replaced; each of the two is counted as what it is."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from scheduler.replacement import replace_letter
from scheduler.stored.plan import plan_wave
from scoring.measures import count
from shopper.clock import SteppedClock
from shopper.faults import BadInput, Conflict, NotThere
from shopper.method import Method, load_method
from shopper.moves import Cause
from shopper.queries import mail_records, stored_id, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.study import WaveQuestion
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch

WAVE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
seed = 7
mail_account = "probes"
[[municipality]]
code = "0685"
[[interviewer]]
name = "i1"
hours_a_week = 40
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
"""
STOCKHOLM = ZoneInfo("Europe/Stockholm")
AREA = "bygglov"


@pytest.fixture
def today() -> SteppedClock:
    """A Monday in the middle of the wave."""
    return SteppedClock(datetime(2026, 10, 19, 8, 0, tzinfo=UTC))


@pytest.fixture
def launched(study: Store, cause: Cause) -> Store:
    """A launched wave of one municipality, without spares."""
    with study.transaction() as session:
        wave = create_wave(session, parse_wave_file(WAVE, "w.toml"), cause)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
    return study


def letters(session: Session, area: str = AREA) -> list[MailProbe]:
    wanted = select(MailProbe).where(MailProbe.area == area).order_by(col(MailProbe.planned_at), col(MailProbe.id))
    return list(session.exec(wanted).all())


def ended_as(session: Session, state: str, area: str = AREA) -> int:
    """The area's first letter, ended like this."""
    first = letters(session, area)[0]
    was_written, has_left = state != "withdrawn", state not in {"withdrawn", "refused"}
    first.state, first.raw = state, b"a letter" if was_written else None
    first.sent_at = first.planned_at if has_left else None
    session.add(first)
    session.flush()
    return stored_id(first.id)


def with_a_spare(session: Session, area: str = AREA) -> int:
    """The area's last letter, made a spare."""
    last = letters(session, area)[-1]
    last.spare = True
    session.add(last)
    session.flush()
    return stored_id(last.id)


def by(cause: Cause, clock: SteppedClock) -> Cause:
    return Cause(cause.actor, clock())


@pytest.mark.parametrize("state", ["undelivered", "refused", "detected"])
def test_a_spare_of_the_area_goes_in_the_letters_place(
    launched: Store, today: SteppedClock, cause: Cause, state: str
) -> None:
    with launched.transaction() as session:
        first, spare = ended_as(session, state), with_a_spare(session)
        other = session.get_one(MailProbe, replace_letter(session, first, today, by(cause, today)))
        found = (other.id, other.spare, other.replaces_id, other.state)
        assert found == (spare, False, first, "planned")
        settled = session.get_one(MailProbe, first)
        assert (settled.state, settled.settled_at) == (state, today())


@pytest.mark.parametrize("state", ["undelivered", "refused", "withdrawn"])
def test_without_a_spare_a_new_citizen_asks_the_question_that_nobody_read(
    launched: Store, today: SteppedClock, cause: Cause, state: str
) -> None:
    with launched.transaction() as session:
        before = session.exec(select(Persona)).all()
        first = session.get_one(MailProbe, ended_as(session, state))
        other = session.get_one(MailProbe, replace_letter(session, stored_id(first.id), today, by(cause, today)))
        persona = session.get_one(Persona, other.persona_id)
    assert (other.question_id, other.area, other.replaces_id) == (first.question_id, AREA, first.id)
    assert persona.name not in {one.name for one in before}
    assert persona.address not in {one.address for one in before}
    assert (persona.account, persona.address.endswith("@post.test"), persona.key) == ("probes", True, "p61")


def test_a_question_that_was_seen_through_is_not_asked_again(
    launched: Store, today: SteppedClock, cause: Cause
) -> None:
    with launched.transaction() as session:
        first = ended_as(session, "detected")
        with pytest.raises(BadInput, match="no spare left"):
            replace_letter(session, first, today, by(cause, today))
        assert session.get_one(MailProbe, first).settled_at is None


def test_the_new_letter_keeps_the_rules_of_the_plan(launched: Store, today: SteppedClock, cause: Cause) -> None:
    plan = load_method("kkik-2018").plan
    with launched.transaction() as session:
        areas = {probe.area for probe in session.exec(select(MailProbe)).all()}
        others = [
            replace_letter(session, ended_as(session, "undelivered", area), today, by(cause, today)) for area in areas
        ]
        moments = [session.get_one(MailProbe, other).planned_at.astimezone(STOCKHOLM) for other in others]
        days = {area: [at.date() for at in times_of(session, area)] for area in areas}
    assert [area for area, used in days.items() if len(set(used)) < len(used)] == []
    assert all(date(2026, 10, 20) <= at.date() <= date(2026, 11, 8) for at in moments)
    assert all(plan.mail_earliest <= at.time() < plan.mail_latest and at.minute for at in moments)
    assert len(set(moments)) == len(areas)


def withdraw_question(session: Session, question_id: int, at: datetime) -> None:
    """The wave asks this question no more."""
    row = session.get_one(WaveQuestion, (wave_named(session, "autumn-2026").id, question_id))
    row.withdrawn_at = at
    session.add(row)
    session.flush()


def test_a_letter_that_was_withdrawn_with_its_question_is_not_replaced(
    launched: Store, today: SteppedClock, cause: Cause
) -> None:
    with launched.transaction() as session:
        first = session.get_one(MailProbe, ended_as(session, "withdrawn"))
        withdraw_question(session, first.question_id, today())
        with pytest.raises(Conflict, match="was withdrawn with its question, so nothing is missing"):
            replace_letter(session, stored_id(first.id), today, by(cause, today))


def test_a_withdrawn_question_is_not_asked_again_but_a_spare_of_the_area_is(
    launched: Store, today: SteppedClock, cause: Cause
) -> None:
    with launched.transaction() as session:
        first = session.get_one(MailProbe, ended_as(session, "undelivered"))
        withdraw_question(session, first.question_id, today())
        with pytest.raises(BadInput, match="the question is withdrawn, so it cannot be asked again"):
            replace_letter(session, stored_id(first.id), today, by(cause, today))
        spare = with_a_spare(session)
        assert replace_letter(session, stored_id(first.id), today, by(cause, today)) == spare


def times_of(session: Session, area: str) -> list[datetime]:
    calls = session.exec(select(CallProbe.planned_at).where(CallProbe.area == area)).all()
    mails = session.exec(select(MailProbe.planned_at).where(MailProbe.area == area)).all()
    return [at.astimezone(STOCKHOLM) for at in (*calls, *mails)]


def test_a_letter_is_replaced_once(launched: Store, today: SteppedClock, cause: Cause) -> None:
    with launched.transaction() as session:
        first = ended_as(session, "undelivered")
        other = replace_letter(session, first, today, by(cause, today))
        with pytest.raises(Conflict) as found:
            replace_letter(session, first, today, by(cause, today))
    assert str(found.value) == f"letter {first} is replaced already, by letter {other}"


def test_a_replacement_that_bounces_too_can_be_replaced(launched: Store, today: SteppedClock, cause: Cause) -> None:
    with launched.transaction() as session:
        second = replace_letter(session, ended_as(session, "undelivered"), today, by(cause, today))
        probe = session.get_one(MailProbe, second)
        probe.state, probe.raw, probe.sent_at = "undelivered", b"a letter", today()
        session.flush()
        third = session.get_one(MailProbe, replace_letter(session, second, today, by(cause, today)))
    assert (third.replaces_id, third.question_id) == (second, probe.question_id)


def test_a_letter_that_arrived_is_not_replaced(launched: Store, today: SteppedClock, cause: Cause) -> None:
    with launched.transaction() as session:
        first = ended_as(session, "answered")
        with pytest.raises(Conflict, match="is answered; only one of this platform's own that bounced, was refused"):
            replace_letter(session, first, today, by(cause, today))
        with pytest.raises(NotThere):
            replace_letter(session, 10_000, today, by(cause, today))


def test_on_the_waves_last_day_there_is_no_day_left(launched: Store, cause: Cause) -> None:
    last = SteppedClock(datetime(2026, 11, 8, 12, 0, tzinfo=UTC))
    with launched.transaction() as session:
        first = ended_as(session, "undelivered")
        with pytest.raises(BadInput, match="autumn-2026 has no day left"):
            replace_letter(session, first, last, by(cause, last))


def test_figures_count_the_replacement_and_leave_the_replaced_letter_out(
    launched: Store, today: SteppedClock, cause: Cause
) -> None:
    method = load_method("kkik-2018")
    with launched.transaction() as session:
        firsts = {}
        for state, area in zip(("undelivered", "refused", "detected"), method.areas_in_total, strict=False):
            with_a_spare(session, area)
            firsts[state] = ended_as(session, state, area)
            other = session.get_one(MailProbe, replace_letter(session, firsts[state], today, by(cause, today)))
            answer(other, method)
            session.add(other)
        session.flush()
        records = mail_records(session, session.get_one(MailProbe, firsts["refused"]).measurement_id)
    found = count(method, [], records).total.figures
    assert [(record.id, record.delivery) for record in records if record.id in firsts.values()] == sorted(
        (firsts[state], "bounced") for state in ("undelivered", "refused")
    )
    assert (found["mails_n"].denominator, found["mails_answered_n"].denominator) == (3, 3)
    assert (found["measure_1_pct"].value, found["measure_1_pct"].denominator) == (Fraction(100), 3)


def answer(probe: MailProbe, method: Method) -> None:
    """The replacement left and was answered within the hour."""
    probe.state, probe.raw, probe.sent_at = "answered", b"a letter", probe.planned_at
    probe.answered_at = probe.planned_at + timedelta(minutes=30)
    probe.sender, probe.extra_information = method.mail.sender[0], False
