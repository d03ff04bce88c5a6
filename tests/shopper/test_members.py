"""Who works with which wave: by membership, by role, and how a wave gets its first members."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from shopper.faults import BadInput, Conflict
from shopper.members import (
    add_everybody,
    add_maker,
    add_member,
    add_to_waves,
    is_member,
    members_of,
    remove_member,
    waves_of,
)
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.people import ROLES, User
from shopper.tables.study import Wave, WaveInterviewer

CAUSE = Cause("admin", datetime(2026, 10, 12, 8, 0, tzinfo=UTC))


@pytest.fixture
def waves(store: Store) -> dict[str, int]:
    """Two waves without members, by name."""
    with store.transaction() as session:
        rows = [_wave(name) for name in ("first", "second")]
        session.add_all(rows)
        session.flush()
        return {row.name: stored_id(row.id) for row in rows}


@pytest.fixture
def users(store: Store) -> dict[str, int]:
    """One user of each role, named as the role, and a coordinator whose account is closed."""
    with store.transaction() as session:
        rows = [User(name=role, role=role, created_at=CAUSE.at) for role in ROLES]
        rows.append(User(name="closed", role="coordinator", created_at=CAUSE.at, closed_at=CAUSE.at))
        session.add_all(rows)
        session.flush()
        return {row.name: stored_id(row.id) for row in rows}


def _wave(name: str) -> Wave:
    day = CAUSE.at.date()
    return Wave(name=name, method_name="kkik-2018", first_day=day, last_day=day, seed=1, created_at=CAUSE.at)


def names_of(session: Session, user: int, role: str) -> list[str]:
    """The names of the waves somebody works with."""
    return sorted(session.exec(select(Wave.name).where(col(Wave.id).in_(waves_of(user, role)))))


def members(session: Session, wave: int) -> list[str]:
    """The names of the wave's members."""
    return [user.name for user in members_of(session, wave)]


def test_who_is_no_member_reaches_no_wave_but_an_auditor_every_one(
    store: Store, waves: dict[str, int], users: dict[str, int]
) -> None:
    with store.reading() as session:
        found = {role: names_of(session, users[role], role) for role in ROLES}
    assert found == {role: sorted(waves) if role == "auditor" else [] for role in ROLES}


def test_a_member_works_with_that_wave_alone(store: Store, waves: dict[str, int], users: dict[str, int]) -> None:
    with store.transaction() as session:
        add_member(session, waves["first"], users["reviewer"], CAUSE)
        add_member(session, waves["first"], users["reviewer"], CAUSE)
        is_one = [is_member(session, users["reviewer"], "reviewer", wave) for wave in waves.values()]
    assert is_one == [True, False]


def test_an_interviewer_works_with_the_waves_they_are_chosen_for(
    store: Store, waves: dict[str, int], users: dict[str, int]
) -> None:
    with store.transaction() as session:
        session.add(
            WaveInterviewer(wave_id=waves["second"], user_id=users["interviewer"], hours_a_week=1, available={})
        )
        session.flush()
        assert names_of(session, users["interviewer"], "interviewer") == ["second"]


@pytest.mark.parametrize("who", ["interviewer", "auditor", "closed"])
def test_who_cannot_be_a_member_is_refused(
    store: Store, waves: dict[str, int], users: dict[str, int], who: str
) -> None:
    with store.transaction() as session, pytest.raises(BadInput):
        add_member(session, waves["first"], users[who], CAUSE)


def test_a_wave_of_the_command_line_has_everybody_and_one_of_the_web_its_maker_and_the_administrators(
    store: Store, waves: dict[str, int], users: dict[str, int]
) -> None:
    with store.transaction() as session:
        add_everybody(session, waves["first"], CAUSE)
        add_maker(session, waves["second"], users["coordinator"], CAUSE)
        found = [members(session, wave) for wave in waves.values()]
    assert found == [["administrator", "coordinator", "reviewer"], ["administrator", "coordinator"]]


def test_a_new_user_gets_the_waves_that_are_named_or_all(
    store: Store, waves: dict[str, int], users: dict[str, int]
) -> None:
    with store.transaction() as session:
        add_to_waves(session, users["reviewer"], CAUSE, ["second"])
        add_to_waves(session, users["administrator"], CAUSE)
        found = [members(session, wave) for wave in waves.values()]
    assert found == [["administrator"], ["administrator", "reviewer"]]


def test_a_wave_that_is_not_there_is_told_by_name(store: Store, users: dict[str, int]) -> None:
    with store.transaction() as session, pytest.raises(BadInput, match="there is no wave 'autumn'"):
        add_to_waves(session, users["reviewer"], CAUSE, ["autumn"])


def test_the_last_who_can_manage_a_wave_stays(store: Store, waves: dict[str, int], users: dict[str, int]) -> None:
    with store.transaction() as session:
        add_maker(session, waves["first"], users["coordinator"], CAUSE)
        add_member(session, waves["first"], users["reviewer"], CAUSE)
        remove_member(session, waves["first"], users["coordinator"], CAUSE)
        with pytest.raises(Conflict):
            remove_member(session, waves["first"], users["administrator"], CAUSE)
        assert members(session, waves["first"]) == ["administrator", "reviewer"]
