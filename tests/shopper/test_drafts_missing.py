"""What a draft still lacks, step by step, until it can be launched."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from shopper.clock import SteppedClock
from shopper.drafts.missing import Missing, missing, notes
from shopper.drafts.municipalities import choose
from shopper.drafts.planned_from import planned_from
from shopper.moves import Cause, record
from shopper.queries import measurements_of, questions_asked, stored_id
from shopper.question_bank import store_bank
from shopper.register import SHIPPED, import_register
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from shopper.tables.study import Municipality, Question, Wave, WaveInterviewer, WaveQuestion


@pytest.fixture
def cause(clock: SteppedClock) -> Cause:
    return Cause("cecilia", clock())


def complete(session: Session, cause: Cause) -> Wave:
    """A draft with one municipality that lacks nothing but its plan."""
    import_register(session, SHIPPED, cause)
    store_bank(session)
    user = User(name="i1", role="interviewer", created_at=cause.at)
    days: dict[str, Any] = {"first_day": date(2026, 10, 12), "last_day": date(2026, 11, 8)}
    wave = Wave(name="höst", method_name="kkik-2018", seed=7, mail_accounts=["probes"], created_at=cause.at, **days)
    session.add_all([user, wave, MailAccount(**ACCOUNT)])
    session.flush()
    available = {"mon": "08:00-17:00"}
    ids: dict[str, Any] = {"wave_id": stored_id(wave.id), "user_id": stored_id(user.id)}
    session.add(WaveInterviewer(**ids, hours_a_week=10, available=available))
    choose(session, wave, ["0685"], cause)
    return wave


def planned(session: Session, wave: Wave, cause: Cause) -> None:
    """Give each municipality of the draft a call, and the trail the mark of what it was planned from."""
    question = session.exec(select(Question.id)).first()
    user = session.exec(select(User.id)).one()
    for each in measurements_of(session, wave):
        shared: dict[str, Any] = {"measurement_id": each.id, "question_id": question, "interviewer_id": user}
        session.add(CallProbe(**shared, area="bygglov", planned_at=cause.at))
    session.flush()
    record(session, "wave", stored_id(wave.id), "plan", cause, details={"planned_from": planned_from(session, wave)})


def test_an_empty_draft_lacks_something_of_every_step_but_the_optional_ones(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        day = date(2026, 10, 12)
        wave = Wave(name="h", method_name="kkik-2018", seed=1, first_day=day, last_day=day, created_at=cause.at)
        session.add(wave)
        session.flush()
        found = [(lack.step, lack.what) for lack in missing(session, wave)]
    areas = [("questions", "few_questions")] * 10
    assert found == [
        ("municipalities", "no_municipalities"),
        *areas,
        ("people", "no_interviewers"),
        ("senders", "no_accounts"),
        ("plan", "no_plan"),
    ]


def test_a_planned_draft_lacks_nothing(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        before = missing(session, wave)
        planned(session, wave, cause)
        assert (before, missing(session, wave)) == ((Missing("plan", "no_plan"),), ())


def test_spares_ask_for_more_questions(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        numbers = len(questions_asked(session, wave)["bygglov"])
        wave.spares = numbers - 5
        found = next(lack for lack in missing(session, wave) if lack.step == "questions")
    assert found.facts == {"area": found.facts["area"], "has": numbers, "needs": numbers + 1}


def test_a_withdrawn_question_is_asked_no_more(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        wanted = select(Question).where(Question.area == "bygglov", Question.number < 3)
        for question in session.exec(wanted).all():
            withdrawn_at = cause.at if question.number == 2 else None
            ids: dict[str, Any] = {"wave_id": stored_id(wave.id), "question_id": stored_id(question.id)}
            session.add(WaveQuestion(**ids, withdrawn_at=withdrawn_at))
        session.flush()
        assert [list(numbers) for numbers in questions_asked(session, wave).values()] == [[1]]


def test_a_deleted_account_and_interviewers_without_hours_are_told(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        wave.mail_accounts = ["probes", "gone"]
        session.exec(select(WaveInterviewer)).one().available = {}
        found = missing(session, wave)
    assert found == (
        Missing("people", "no_interviewer_hours"),
        Missing("senders", "unknown_account", {"account": "gone"}),
        Missing("plan", "no_plan"),
    )


def test_a_municipality_that_came_after_the_plan_makes_it_incomplete_and_old(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        planned(session, wave, cause)
        choose(session, wave, ["0682"], cause)
        assert [(lack.what, dict(lack.facts)) for lack in missing(session, wave)] == [
            ("incomplete_plan", {"codes": "0682"}),
            ("old_plan", {}),
        ]


@pytest.mark.parametrize(
    "change",
    [
        {"first_day": date(2026, 10, 13)},
        {"spares": 1},
        {"allowed_breaks": ["lunch"]},
        {"mail_accounts": ["probes", "probes"]},
        {"persona_names": ["Kim Provsson"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_what_the_plan_was_made_from_makes_it_old(
    change: dict[str, Any], store: Store, cause: Cause
) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        planned(session, wave, cause)
        wave.sqlmodel_update(change)
        session.add(wave)
        session.flush()
        assert "old_plan" in [lack.what for lack in missing(session, wave)]


@pytest.mark.parametrize("change", ["hours", "zone", "closed_on"])
def test_a_change_of_a_municipality_makes_the_plan_old(change: str, store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        planned(session, wave, cause)
        municipality = session.get_one(Municipality, "0685")
        if change == "hours":
            municipality.opening_hours = {"mon": [["09:00", "10:00"]]}
        elif change == "zone":
            municipality.time_zone = "Europe/Helsinki"
        else:
            measurements_of(session, wave)[0].closed_on = ["2026-10-30"]
        session.flush()
        assert missing(session, wave) == (Missing("plan", "old_plan"),)


def test_a_new_name_or_comparison_leaves_the_plan_as_it_is(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        planned(session, wave, cause)
        wave.name, wave.comparison = "vår", {"codes": ["0682"]}
        session.flush()
        assert missing(session, wave) == ()


def test_small_municipalities_and_other_time_zones_are_notes_and_no_hindrance(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = complete(session, cause)
        small = session.get_one(Municipality, "0685")
        small.population, small.time_zone = 1999, "Europe/Helsinki"
        session.flush()
        found = [(note.step, note.what, note.facts["name"]) for note in notes(session, wave)]
        assert (found, missing(session, wave)) == (
            [("municipalities", "small", "Vetlanda"), ("municipalities", "other_zone", "Vetlanda")],
            (Missing("plan", "no_plan"),),
        )


ACCOUNT: dict[str, Any] = {
    "name": "probes",
    "domain": "brev.test",
    "self_copy": "kopia@brev.test",
    "smtp_host": "127.0.0.1",
    "smtp_port": 25,
    "smtp_security": "none",
    "imap_host": "127.0.0.1",
    "imap_port": 143,
    "imap_security": "none",
    "imap_user": "probes",
}
