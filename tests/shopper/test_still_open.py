"""A letter counts when it is known what became of it; what is open of a measurement is told by its kind."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from shopper.contact_columns import contact_columns
from shopper.queries import mail_records, stored_id
from shopper.states import COUNTED_STATES, MAIL_MOVES
from shopper.still_open import StillOpen, still_open, still_open_of
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Municipality, Wave
from tests.web.stage import START, Stage, set_stage

COUNTED = ("answered", "refused", "unanswered", "undelivered")
APPROVED = COUNTED_STATES["approved"]


@pytest.fixture
def stage(store: Store) -> Stage:
    with store.transaction() as session:
        return set_stage(session)


@pytest.mark.parametrize("state", sorted(MAIL_MOVES))
def test_a_letter_is_a_record_only_when_it_is_known_what_became_of_it(store: Store, stage: Stage, state: str) -> None:
    with store.transaction() as session:
        letter = session.get_one(MailProbe, stage.sent_letter)
        letter.state, letter.sent_at = state, START
    with store.reading() as session:
        ids = {record.id for record in mail_records(session, stage.measurement)}
        columns = contact_columns(session, session.exec(select(Wave)).all())
    assert (stage.sent_letter in ids, stage.sent_letter in columns.mails.id.tolist()) == ((state in COUNTED,) * 2)


def test_what_is_open_is_told_by_its_kind_and_spares_are_left_out(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        for table in (CallProbe, MailProbe):
            planned = session.exec(select(table).where(table.state == "planned").order_by(col(table.id))).all()
            planned[-1].spare = True
        calls = session.exec(select(CallProbe).order_by(col(CallProbe.id))).all()
        for call, state in zip(calls, ("submitted", "returned", "approved", "withdrawn"), strict=False):
            call.state = state
    with store.reading() as session:
        found = [still_open(session, stage.measurement, COUNTED_STATES[rule]) for rule in ("approved", "submitted")]
    assert found == [StillOpen(15, 2, 14, 2), StillOpen(15, 1, 14, 2)]


def test_a_measurement_of_which_everything_is_decided_is_finished(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        for call in session.exec(select(CallProbe)):
            call.state = "approved"
        for letter in session.exec(select(MailProbe)):
            letter.state, letter.sent_at, letter.raw = "unanswered", START + timedelta(days=1), b"a letter"
    with store.reading() as session:
        found = still_open(session, stage.measurement, APPROVED)
    assert (found, found.is_anything, found.is_undecided) == (StillOpen(), False, False)


@pytest.mark.parametrize(
    ("found", "claims"),
    [
        (StillOpen(calls_to_make=1), (True, False)),
        (StillOpen(letters_to_send=1), (True, False)),
        (StillOpen(calls_not_reviewed=1), (True, True)),
        (StillOpen(letters_waiting=1), (True, True)),
    ],
)
def test_only_contacts_that_are_made_are_undecided(found: StillOpen, claims: tuple[bool, bool]) -> None:
    assert (found.is_anything, found.is_undecided) == claims


def test_each_measurement_is_told_of_by_itself(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        wave_id = session.get_one(Measurement, stage.measurement).wave_id
        first = session.exec(select(Municipality)).one()
        session.add(Municipality(**first.model_dump() | {"code": "0686", "name": "Eksjö"}))
        session.flush()
        session.add(Measurement(wave_id=wave_id, municipality_code="0686"))
    with store.reading() as session:
        ids = [stored_id(each) for each in session.exec(select(Measurement.id).order_by(col(Measurement.id)))]
        found = still_open_of(session, ids, APPROVED)
    assert found == {ids[0]: StillOpen(20, 0, 15, 2), ids[1]: StillOpen()}
