"""The municipalities of a draft: chosen, pasted, edited, left out with their part of the plan."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from shopper.clock import SteppedClock
from shopper.drafts.municipalities import (
    Chosen,
    TypedMunicipality,
    check_municipality,
    choose,
    chosen,
    leave_out,
    municipality_version,
    others,
    save_municipality,
    take_pasted,
    typed_from,
)
from shopper.drafts.remove import OF_A_MEASUREMENT, OF_A_WAVE, delete_draft
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause
from shopper.queries import measurements_of, stored_id
from shopper.question_bank import store_bank
from shopper.register import SHIPPED, import_register
from shopper.register_paste import read_pasted
from shopper.store import Store
from shopper.tables.all_tables import METADATA
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Municipality, Question, Wave
from shopper.tables.trail import AuditEvent


@pytest.fixture
def cause(clock: SteppedClock) -> Cause:
    return Cause("cecilia", clock())


@pytest.fixture
def draft(store: Store, cause: Cause) -> int:
    """The id of a draft, beside the register that comes with the platform."""
    with store.transaction() as session:
        import_register(session, SHIPPED, cause)
        days: dict[str, Any] = {"first_day": date(2026, 10, 12), "last_day": date(2026, 11, 8)}
        wave = Wave(name="höst", method_name="kkik-2018", seed=7, created_at=cause.at, **days)
        session.add(wave)
        session.flush()
        return stored_id(wave.id)


def codes(session: Session, wave: Wave) -> list[str]:
    """The codes of the draft's municipalities."""
    return [each.municipality_code for each in measurements_of(session, wave)]


def plan(session: Session, wave: Wave, code: str, state: str = "planned") -> None:
    """Give a municipality of the draft a call and a letter."""
    store_bank(session)
    question = stored_id(session.exec(select(Question.id)).first())
    session.add(User(name=f"i{code}", role="interviewer", created_at=wave.created_at))
    if session.get(MailAccount, "probes") is None:
        session.add(MailAccount(**ACCOUNT))
    session.flush()
    user = stored_id(session.exec(select(User.id).where(User.name == f"i{code}")).one())
    persona = Persona(wave_id=stored_id(wave.id), account="probes", key=code, name="Kim", address=f"{code}@brev.test")
    session.add(persona)
    session.flush()
    of = {each.municipality_code: stored_id(each.id) for each in measurements_of(session, wave)}
    shared: dict[str, Any] = {"measurement_id": of[code], "area": "bygglov", "question_id": question}
    session.add(CallProbe(**shared, interviewer_id=user, planned_at=wave.created_at, state=state))
    session.add(MailProbe(**shared, persona_id=persona.id, planned_at=wave.created_at))
    session.flush()


def test_what_two_coordinators_choose_adds_up(store: Store, draft: int, cause: Cause) -> None:
    for one in (["0685", "0682"], ["0685", "0680"]):
        with store.transaction() as session:
            choose(session, session.get_one(Wave, draft), one, cause)
    with store.reading() as session:
        wave = session.get_one(Wave, draft)
        events = [event.details for event in session.exec(select(AuditEvent).where(AuditEvent.thing == "wave"))]
        assert (codes(session, wave), events) == (
            ["0680", "0682", "0685"],
            [{"added": ["0682", "0685"]}, {"added": ["0680"]}],
        )


def test_a_municipality_that_nobody_knows_is_not_chosen(store: Store, draft: int, cause: Cause) -> None:
    with pytest.raises(BadInput, match="9999"), store.transaction() as session:
        choose(session, session.get_one(Wave, draft), ["0685", "9999"], cause)


@pytest.mark.parametrize(
    ("find", "found"), [("sjö", ["Eksjö", "Nässjö", "Sävsjö"]), (" NÄS ", ["Nässjö"]), ("068", 6), ("x", []), ("", 11)]
)
def test_the_register_is_searched_for_what_is_not_chosen(
    find: str, found: list[str] | int, store: Store, draft: int, cause: Cause
) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        choose(session, wave, ["0685"], cause)
        names = [one.name for one in others(session, wave, find)]
    assert (names if isinstance(found, list) else len(names)) == found


def test_both_lists_stand_in_the_order_of_the_swedish_alphabet(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        for code, name in {"0682": "Älmhult", "0685": "Åmål", "0686": "Zinkgruvan"}.items():
            session.get_one(Municipality, code).name = name
        last_in_order = ["Zinkgruvan", "Åmål", "Älmhult"]
        assert [one.name for one in others(session, wave, "")][-3:] == last_in_order
        choose(session, wave, ["0682", "0685", "0686"], cause)
        assert [one.municipality.name for one in chosen(session, wave)] == last_in_order


def test_a_municipality_left_out_takes_its_part_of_the_plan_along(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        choose(session, wave, ["0685", "0682"], cause)
        plan(session, wave, "0685")
        plan(session, wave, "0682")
        gone = leave_out(session, wave, ["0685", "9999"], cause)
        left = [len(session.exec(select(table)).all()) for table in (CallProbe, MailProbe, Persona)]
        assert (gone, codes(session, wave), left) == (1, ["0682"], [1, 1, 1])


def test_a_contact_that_was_made_keeps_its_municipality(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        choose(session, wave, ["0685"], cause)
        plan(session, wave, "0685", state="submitted")
        with pytest.raises(Conflict):
            leave_out(session, wave, ["0685"], cause)


def test_a_draft_is_deleted_with_everything_of_its_own(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        choose(session, wave, ["0685"], cause)
        plan(session, wave, "0685")
        delete_draft(session, wave, cause)
    with store.reading() as session:
        left = [len(session.exec(select(table)).all()) for table in (Wave, *OF_A_WAVE, *OF_A_MEASUREMENT)]
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "delete")).one()
        assert (sum(left), event.thing_id, len(session.exec(select(Municipality)).all())) == (0, str(draft), 12)


@pytest.mark.parametrize(("of", "tables"), [("wave", OF_A_WAVE), ("measurement", OF_A_MEASUREMENT)])
def test_no_table_is_forgotten_when_a_draft_is_deleted(of: str, tables: tuple[Any, ...]) -> None:
    referring = {
        table.name for table in METADATA.tables.values() for key in table.foreign_keys if key.column.table.name == of
    }
    assert referring == {table.__tablename__ for table in tables}


def test_a_right_paste_is_stored_in_the_register_and_measured(store: Store, draft: int, cause: Cause) -> None:
    new = "9001\tNyby\t9000\tinfo@nyby.test\t08-465 004 99\tmon-fri 08:00-17:00\t\tAtlantic/Faroe"
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        added = take_pasted(session, wave, read_pasted(session, f"{new}\n0682\t\t31500\n0685"), cause)
        nyby, changed = session.get_one(Municipality, "9001"), session.get_one(Municipality, "0682")
        stored = (nyby.time_zone, changed.population, changed.name)
        assert (added, codes(session, wave), *stored) == (
            3,
            ["0682", "0685", "9001"],
            "Atlantic/Faroe",
            31500,
            "Nässjö",
        )


def test_a_wrong_paste_stores_nothing(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        with pytest.raises(BadInput):
            take_pasted(session, wave, read_pasted(session, "0685\n0685"), cause)
        assert codes(session, wave) == []


def test_a_municipality_is_checked_as_it_is_shown_and_stored_unchanged(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        choose(session, wave, ["0685"], cause)
        before = municipality_version(session, wave, "0685")
        typed = typed_from(chosen(session, wave)[0])
        checked = check_municipality("0685", typed, wave)
        save_municipality(session, wave, checked, cause)
        assert (checked.wrong, municipality_version(session, wave, "0685")) == ((), before)


def test_hours_zone_and_closing_days_are_stored(store: Store, draft: int, cause: Cause) -> None:
    with store.transaction() as session:
        wave = session.get_one(Wave, draft)
        choose(session, wave, ["0685"], cause)
        shown = typed_from(chosen(session, wave)[0])
        typed = TypedMunicipality(
            {**shown.cells, "time_zone": "Europe/Helsinki"},
            {**shown.hours, "fri": "08:00-12:00 13:00-15:00", "mon": ""},
            "2026-10-30, 2026-11-02-2026-11-03",
        )
        save_municipality(session, wave, check_municipality("0685", typed, wave), cause)
        one = chosen(session, wave)[0]
        hours = one.municipality.opening_hours
        assert (one.municipality.time_zone, hours["fri"], hours["mon"], one.closed_on) == (
            "Europe/Helsinki",
            [["08:00", "12:00"], ["13:00", "15:00"]],
            [],
            ("2026-10-30", "2026-11-02", "2026-11-03"),
        )


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (({"population": "få"}, {}, ""), ("population",)),
        (({"official_address": "", "time_zone": "Mars/Olympus"}, {}, ""), ("official_address", "time_zone")),
        (({}, {"tue": "17:00-08:00", "sat": "öppet"}, ""), ("tue", "sat")),
        (({}, dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ""), ""), ("mon",)),
        (({}, {}, "2026-10-11"), ("closed_on",)),
        (({}, {}, "fredag"), ("closed_on",)),
    ],
)
def test_each_wrong_field_of_a_municipality_is_named(
    typed: tuple[dict[str, str], dict[str, str], str], wrong: tuple[str, ...], store: Store, draft: int
) -> None:
    cells, hours, closed_on = typed
    with store.reading() as session:
        wave = session.get_one(Wave, draft)
        shown = typed_from(Chosen(session.get_one(Municipality, "0685"), ()))
        changed = TypedMunicipality({**shown.cells, **cells}, {**shown.hours, **hours}, closed_on)
        assert check_municipality("0685", changed, wave).wrong == wrong


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
