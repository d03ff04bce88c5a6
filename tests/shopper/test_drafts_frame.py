"""The frame of a draft: checked by the rules of a wave file, and what no longer fits a changed one is dropped."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from shopper.clock import SteppedClock
from shopper.drafts.draft import LastSaved, WaveStarted, draft_named, last_saved
from shopper.drafts.frame import Dropped, FrameFault, check_frame, create_draft, frame_of, frame_version, save_frame
from shopper.faults import Conflict, NotThere
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave, WaveInterviewer
from shopper.wave_file import WaveFrame

TYPED = {
    "name": "höst",
    "method": "kkik-2018",
    "first_day": "2026-10-12",
    "last_day": "2026-11-08",
    "seed": "7",
    "spares": "",
}


@pytest.fixture
def cause(clock: SteppedClock) -> Cause:
    return Cause("cecilia", clock())


def created(session: Session, cause: Cause, **changes: str) -> Wave:
    """A stored draft with the typed frame."""
    frame, faults = check_frame(session, TYPED | changes)
    assert frame is not None, faults
    return create_draft(session, frame, cause)


def test_a_frame_is_stored_as_it_was_typed(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        created(session, cause, spares="2")
        wave = draft_named(session, "höst")
    assert (frame_of(wave), wave.state, wave.created_at) == (TYPED | {"spares": "2"}, "draft", cause.at)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, FrameFault("name", "missing")),
        ({"name": "a/b"}, FrameFault("name", "wrong")),
        ({"name": "new"}, FrameFault("name", "wrong")),
        ({"name": "tagen"}, FrameFault("name", "taken")),
        ({"method": ""}, FrameFault("method", "missing")),
        ({"method": "kkik-1900"}, FrameFault("method", "wrong")),
        ({"first_day": ""}, FrameFault("first_day", "missing")),
        ({"first_day": "i höst"}, FrameFault("first_day", "wrong")),
        ({"first_day": "0026-10-12"}, FrameFault("first_day", "wrong")),
        ({"last_day": "2026-10-11"}, FrameFault("last_day", "order")),
        ({"last_day": "2028-10-11"}, FrameFault("last_day", "length")),
        ({"seed": "-1"}, FrameFault("seed", "wrong")),
        ({"spares": "101"}, FrameFault("spares", "wrong")),
    ],
)
def test_each_wrong_field_is_named_with_its_rule(
    changes: dict[str, str], fault: FrameFault, store: Store, cause: Cause
) -> None:
    with store.transaction() as session:
        created(session, cause, name="tagen")
        found = check_frame(session, TYPED | changes)
    assert found == (None, [fault])


def test_every_wrong_field_is_told_at_once(store: Store) -> None:
    with store.reading() as session:
        _, faults = check_frame(session, dict.fromkeys(TYPED, "") | {"seed": "x"})
    assert [fault.field for fault in faults] == ["name", "method", "first_day", "last_day", "seed"]


def test_a_draft_may_keep_its_own_name(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        frame, faults = check_frame(session, TYPED, created(session, cause))
    assert (frame and frame.name, faults) == ("höst", [])


def test_a_name_that_was_just_taken_is_a_conflict(store: Store, cause: Cause) -> None:
    frame = WaveFrame(name="höst", method="kkik-2018", first_day=date(2026, 10, 12), last_day=date(2026, 11, 8))
    with store.transaction() as session:
        create_draft(session, frame, cause)
    with pytest.raises(Conflict), store.transaction() as session:
        create_draft(session, frame, cause)


def test_closing_days_and_areas_that_no_longer_fit_are_dropped_and_counted(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = created(session, cause)
        session.add(Municipality(**MUNICIPALITY))
        user = User(name="i1", role="interviewer", created_at=cause.at)
        session.add(user)
        session.flush()
        days = ["2026-10-13", "2026-10-30"]
        measurement = Measurement(wave_id=stored_id(wave.id), municipality_code="0001", closed_on=days)
        person = WaveInterviewer(
            wave_id=stored_id(wave.id),
            user_id=stored_id(user.id),
            hours_a_week=10,
            available={},
            not_areas=["bygglov", "gone"],
        )
        session.add_all([measurement, person])
        session.flush()
        frame, _ = check_frame(session, TYPED | {"first_day": "2026-10-19"}, wave)
        assert frame is not None
        dropped = save_frame(session, wave, frame, cause)
        saved = last_saved(session, wave, "frame")
    kept = (measurement.closed_on, person.not_areas)
    assert (dropped, *kept, saved) == (Dropped(1, 1), ["2026-10-30"], ["bygglov"], LastSaved("cecilia", cause.at))


def test_the_mark_of_a_frame_changes_with_it(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = created(session, cause)
        before = frame_version(wave)
        frame, _ = check_frame(session, TYPED | {"seed": "8"}, wave)
        assert frame is not None
        save_frame(session, wave, frame, cause)
    assert before != frame_version(wave)


def test_a_frame_saved_without_a_change_leaves_no_trail(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = created(session, cause)
        frame, _ = check_frame(session, TYPED, wave)
        assert frame is not None
        save_frame(session, wave, frame, cause)
        assert last_saved(session, wave, "frame") is None


def test_only_a_draft_is_found(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        wave = created(session, cause)
        wave.state, wave.method_checksum = "launched", "0"
        session.add(wave)
    with store.reading() as session:
        with pytest.raises(WaveStarted):
            draft_named(session, "höst")
        with pytest.raises(NotThere):
            draft_named(session, "vår")
        assert session.exec(select(Wave.name)).all() == ["höst"]


MUNICIPALITY: dict[str, Any] = {
    "code": "0001",
    "name": "Nyby",
    "population": 9000,
    "official_address": "kommun@nyby.test",
    "switchboard": "08-465 004 01",
    "opening_hours": {"mon": [["08:00", "17:00"]]},
}
