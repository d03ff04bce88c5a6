"""A wave from its file to its launch: refused whole when anything is wrong, planned again as often as wanted."""

from typing import Any

import pytest
from sqlmodel import Session, select

from scheduler.plan import make_plan
from scheduler.stored.plan import plan_request, plan_wave, store_plan
from shopper.faults import BadInput, Conflict
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import wave_named
from shopper.question_bank import store_bank
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch, planned_in_the_past

FILE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
seed = 7
mail_account = "probes"
[[municipality]]
code = "0685"
closed_on = [2026-10-30]
[[interviewer]]
name = "i1"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-12:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-15:00" }
days_off = [2026-10-20]
not_areas = []
not_municipalities = []
[[interviewer]]
name = "i2"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00" }
"""


def changed(old: str, new: str) -> str:
    assert old in FILE
    return FILE.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"0685"', '"0001"', "there is no municipality '0001'; add it with `shopper municipality import FILE`"),
        ('"i2"', '"kim"', "'kim' is a coordinator; only an interviewer can be given calls"),
    ],
)
def test_a_wave_that_names_what_is_not_there_is_refused(
    study: Store, cause: Cause, old: str, new: str, sentence: str
) -> None:
    with study.transaction() as session, pytest.raises(BadInput) as found:
        create_wave(session, parse_wave_file(changed(old, new), "w.toml"), cause)
    assert str(found.value) == sentence


def test_a_wave_can_be_made_and_planned_on_an_empty_database_and_says_what_its_launch_lacks(
    store: Store, cause: Cause
) -> None:
    with store.transaction() as session:
        store_bank(session)
        wave = new_wave(session, cause)
        plan = plan_wave(session, wave, cause)
        users = session.exec(select(User.name, User.role, User.password_hash).order_by(User.name)).all()
        assert session.get_one(Municipality, "0685").name == "Vetlanda"
    assert ([tuple(user) for user in users], len(plan.probes)) == (
        [("i1", "interviewer", None), ("i2", "interviewer", None)],
        120,
    )
    lacks = "there is no mail account 'probes', known are none yet; add it and plan the wave again"
    with store.transaction() as session, pytest.raises(BadInput) as found:
        launch(session, wave_named(session, "autumn-2026"), cause)
    assert str(found.value) == lacks


def test_a_launch_can_tell_how_many_contacts_are_already_overdue(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        plan = plan_wave(session, wave, cause)
        latest = max(probe.planned_at for probe in plan.probes)
        assert planned_in_the_past(session, wave, latest) == len(plan.probes) - 1


def new_wave(session: Session, cause: Cause, text: str = FILE) -> Wave:
    return create_wave(session, parse_wave_file(text, "w.toml"), cause)


def stored_plan(session: Session) -> dict[str, Any]:
    """The stored probes in the form of the plan's own rows."""
    users = {user.id: user.name for user in session.exec(select(User))}
    numbers = {question.id: question.number for question in session.exec(select(Question))}
    keys = {persona.id: persona.key for persona in session.exec(select(Persona))}
    calls = [
        (p.area, numbers[p.question_id], p.planned_at, users[p.interviewer_id]) for p in session.exec(select(CallProbe))
    ]
    mails = [
        (p.area, numbers[p.question_id], p.planned_at, keys[p.persona_id or 0]) for p in session.exec(select(MailProbe))
    ]
    return {"calls": sorted(calls), "mails": sorted(mails)}


def test_the_same_file_twice_is_refused(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        new_wave(session, cause)
    with study.transaction() as session, pytest.raises(Conflict, match="there is a wave 'autumn-2026' already"):
        new_wave(session, cause)


def test_a_new_wave_has_a_measurement_per_municipality(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        rows = session.exec(select(Measurement.municipality_code, Measurement.closed_on)).all()
    assert (wave.state, rows) == ("draft", [("0685", ["2026-10-30"])])


def test_a_stored_plan_is_the_plan(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        plan = make_plan(plan_request(session, wave))
        store_plan(session, wave, plan, cause)
        found = stored_plan(session)
    calls = [(p.area, p.question, p.planned_at, p.interviewer) for p in plan.probes if p.channel == "call"]
    mails = [(p.area, p.question, p.planned_at, p.persona) for p in plan.probes if p.channel == "mail"]
    assert found == {"calls": sorted(calls), "mails": sorted(mails)}
    assert (len(calls), len(mails), plan.unplaced) == (60, 60, ())


def test_each_letter_has_a_sender_at_the_accounts_domain(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        plan_wave(session, new_wave(session, cause), cause)
        addresses = session.exec(select(Persona.address)).all()
        senders = session.exec(select(MailProbe.persona_id)).all()
    assert {address.partition("@")[2] for address in addresses} == {"post.test"}
    assert (len(set(addresses)), len(set(senders)), None in senders) == (60, 60, False)


def test_planning_again_replaces_the_plan(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        plan_wave(session, wave, cause)
        first = stored_plan(session)
        plan_wave(session, wave, cause, seed=8)
        second = stored_plan(session)
        plan_wave(session, wave, cause, seed=7)
        third = stored_plan(session)
    assert (first != second, first == third, wave.seed) == (True, True, 7)


def test_a_launch_freezes_the_method_with_its_checksum(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
    with study.reading() as session:
        found = wave_named(session, "autumn-2026")
    method = load_method("kkik-2018")
    assert (found.state, found.method_frozen, found.method_checksum, found.launched_at) == (
        "launched",
        method.frozen(),
        method.checksum,
        cause.at,
    )


def test_a_wave_without_a_plan_is_not_launched(study: Store, cause: Cause) -> None:
    with study.transaction() as session, pytest.raises(BadInput, match="has no plan"):
        launch(session, new_wave(session, cause), cause)


def test_a_wave_without_a_mail_account_is_planned_but_not_launched(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause, changed('mail_account = "probes"', ""))
        plan = plan_wave(session, wave, cause)
        with pytest.raises(BadInput, match="has no mail account"):
            launch(session, wave, cause)
    assert len(plan.probes) == 120


def test_a_mail_account_chosen_after_planning_asks_for_a_new_plan(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause, changed('mail_account = "probes"', ""))
        plan_wave(session, wave, cause)
        wave.mail_accounts = ["probes"]
        with pytest.raises(BadInput, match="was planned for another mail account"):
            launch(session, wave, cause)


def test_a_launched_wave_keeps_its_plan(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
        with pytest.raises(Conflict, match="its plan stands"):
            plan_wave(session, wave, cause, seed=8)


def test_a_launched_wave_is_not_launched_again(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
        with pytest.raises(Conflict, match="is launched already"):
            launch(session, wave, cause)


TWO_ACCOUNTS = changed('mail_account = "probes"', 'mail_accounts = ["probes", "post-two"]')


def add_account(session: Session, name: str, domain: str) -> None:
    first = session.get_one(MailAccount, "probes")
    session.add(MailAccount(**first.model_dump() | {"name": name, "domain": domain, "self_copy": f"copy@{domain}"}))
    session.flush()


def test_two_accounts_share_a_waves_letters_each_with_senders_at_its_own_domain(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        add_account(session, "post-two", "brev.test")
        wave = new_wave(session, cause, TWO_ACCOUNTS)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
        senders = session.exec(select(Persona.account, Persona.address)).all()
    homes = [(account, address.partition("@")[2]) for account, address in senders]
    assert set(homes) == {("probes", "post.test"), ("post-two", "brev.test")}
    assert min(homes.count(home) for home in set(homes)) > 15


def test_a_launch_names_an_account_that_is_not_there(study: Store, cause: Cause) -> None:
    with study.transaction() as session:
        wave = new_wave(session, cause, TWO_ACCOUNTS)
        plan_wave(session, wave, cause)
        with pytest.raises(BadInput) as found:
            launch(session, wave, cause)
    lacks = "there is no mail account 'post-two', known are probes; add it and plan the wave again"
    assert str(found.value) == lacks
