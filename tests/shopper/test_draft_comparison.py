"""The comparison group of a draft: the rule that is stored, and who belongs by it."""

from datetime import date

import pytest
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.comparison_group import (
    Member,
    OfKoladaGroup,
    OfList,
    OfPopulation,
    OfTheWave,
    Rule,
    groups_to_choose,
    measured,
    members,
    rule_of,
)
from shopper.drafts.comparison import choose_group
from shopper.faults import BadInput
from shopper.kolada.stored import store_snapshot
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.tables.trail import AuditEvent
from tests.kolada_example import add_example, example_snapshot
from tests.web.stage import OPEN_WEEKDAYS, START, WAVE
from tests.web.step_stage import DRAFT, draft_of

CAUSE = Cause("cecilia", START)


@pytest.fixture
def compared(studied: Store) -> Store:
    """A store with the small study, a draft, and Eksjö in three other waves."""
    with studied.transaction() as session:
        add_municipality(session)
        add_wave(session, "höst 2016", "kkik-2017", date(2016, 10, 3))
        add_wave(session, "höst 2012", "kkik-2013", date(2012, 10, 1))
        add_wave(session, "höst 2018", "kkik-2018", date(2018, 10, 1))
    return studied


def add_municipality(session: Session) -> None:
    """Store Eksjö."""
    session.add(
        Municipality(
            code="0686",
            name="Eksjö",
            population=17_000,
            official_address="kommun@0686.test",
            switchboard="0381-360 00",
            opening_hours=OPEN_WEEKDAYS,
        )
    )
    session.flush()


def add_wave(session: Session, name: str, method_name: str, first_day: date) -> None:
    """Store a launched wave with Eksjö."""
    method = load_method(method_name)
    wave = Wave(
        name=name,
        state="launched",
        method_name=method_name,
        method_frozen=method.frozen(),
        method_checksum=method.checksum,
        first_day=first_day,
        last_day=first_day,
        seed=1,
        created_at=START,
        launched_at=START,
    )
    session.add(wave)
    session.flush()
    session.add(Measurement(wave_id=stored_id(wave.id), municipality_code="0686"))
    session.flush()


def group(store: Store, rule: Rule) -> dict[str, tuple[str, ...]]:
    """Who belongs by this rule once it is stored: the waves of each, by name."""
    with store.transaction() as session:
        wave = draft_of(session)
        choose_group(session, wave, rule, CAUSE)
        return {member.name: member.waves for member in members(session, wave)}


def test_without_a_choice_the_group_is_the_wave(compared: Store) -> None:
    with compared.reading() as session:
        found = members(session, draft_of(session))
    assert found == [
        Member("0682", "Nässjö", 31_000, (DRAFT,)),
        Member("0684", "Sävsjö", 11_500, (DRAFT,)),
        Member("0685", "Vetlanda", 27_000, (DRAFT,)),
    ]


def test_by_population_earlier_comparable_waves_count_with_the_latest_first(compared: Store) -> None:
    assert group(compared, OfPopulation(17_000, 27_000)) == {"Eksjö": ("höst 2016",), "Vetlanda": (DRAFT, WAVE)}


def test_by_list_only_the_chosen_belong(compared: Store) -> None:
    assert group(compared, OfList(frozenset({"0686", "0684"}))) == {"Eksjö": ("höst 2016",), "Sävsjö": (DRAFT,)}


def test_by_a_group_of_kolada_its_measured_members_belong(compared: Store) -> None:
    assert group(compared, OfKoladaGroup("G2", add_example(compared))) == {
        "Eksjö": ("höst 2016",),
        "Nässjö": (DRAFT,),
        "Sävsjö": (DRAFT,),
        "Vetlanda": (DRAFT, WAVE),
    }


def test_to_choose_from_are_groups_that_hold_or_name_a_municipality_of_the_wave(compared: Store) -> None:
    add_example(compared)
    with compared.transaction() as session:
        wave = draft_of(session)
        before = [one.group_id for one in groups_to_choose(session, wave)]
        for code in ("0682", "0684", "0685"):
            session.delete(session.exec(of_draft(wave, code)).one())
        session.add(Measurement(wave_id=stored_id(wave.id), municipality_code="0686"))
        session.flush()
        after = [one.group_id for one in groups_to_choose(session, wave)]
    assert (before, after) == (["G2", "G3", "G1"], ["G2"])


def of_draft(wave: Wave, code: str) -> SelectOfScalar[Measurement]:
    """The measurement of a municipality in the draft."""
    return select(Measurement).where(Measurement.wave_id == wave.id, Measurement.municipality_code == code)


def test_the_chosen_group_can_be_kept_when_a_newer_snapshot_is_there(compared: Store) -> None:
    number = add_example(compared)
    group(compared, OfKoladaGroup("G3", number))
    newer = example_snapshot().model_copy(update={"made_up": False, "groups": ()})
    with compared.transaction() as session:
        store_snapshot(session, newer, CAUSE)
        found = [(one.snapshot_id, one.group_id) for one in groups_to_choose(session, draft_of(session))]
    assert found == [(number, "G3")]


def test_everybody_in_a_comparable_wave_can_be_listed(compared: Store) -> None:
    with compared.reading() as session:
        names = [member.name for member in measured(session, draft_of(session))]
    assert names == ["Eksjö", "Nässjö", "Sävsjö", "Vetlanda"]


@pytest.mark.parametrize("rule", [OfTheWave(), OfPopulation(1, 2), OfList(frozenset({"0685"})), OfKoladaGroup("G1", 2)])
def test_a_stored_rule_is_read_back(rule: Rule) -> None:
    assert rule_of(rule.as_stored()) == rule


@pytest.mark.parametrize(
    "rule", [OfPopulation(2, 1), OfList(frozenset()), OfList(frozenset({"0180"})), OfKoladaGroup("G9", 1)]
)
def test_a_rule_that_makes_no_group_is_refused(rule: Rule, compared: Store) -> None:
    with compared.transaction() as session, pytest.raises(BadInput):
        choose_group(session, draft_of(session), rule, CAUSE)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(BadInput, match="allowed are wave, population, list and kolada"):
        rule_of({"rule": "nearby"})


def test_the_choice_is_told_once_in_the_trail(compared: Store) -> None:
    for _ in range(2):
        group(compared, OfPopulation(1, 2))
    with compared.reading() as session:
        told = [(event.action, event.details) for event in session.exec(select(AuditEvent))]
    assert told == [("comparison", {"rule": "population", "from": 1, "to": 2})]
