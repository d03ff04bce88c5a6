"""What the report tells of letters that went astray and of our own mailbox is counted from their rows."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from report_templates.subject import Conduct, MailboxRecord
from scheduler.conduct import conduct_of
from scheduler.stored.plan import plan_wave
from shopper.moves import Cause
from shopper.queries import measurement_of, method_of, wave_named
from shopper.store import Store
from shopper.tables.mail import LoopLetter, MailAccount, MailProbe, Persona
from shopper.wave_file import WaveFile, WaveMunicipality
from shopper.waves import create_wave, launch

NOON = datetime(2018, 10, 16, 12, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def launched(study: Store, cause: Cause) -> Store:
    """A launched wave, its mailbox read since."""
    with study.transaction() as session:
        wave_file = WaveFile(
            name="autumn",
            method="kkik-2018",
            first_day=date(2018, 10, 15),
            last_day=date(2018, 11, 11),
            mail_accounts=("probes",),
            municipality=(WaveMunicipality(code="0685"),),
        )
        wave = create_wave(session, wave_file, cause)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
        session.get_one(MailAccount, "probes").polled_at = NOON + timedelta(days=60)
    return study


def found(store: Store) -> Conduct:
    with store.reading() as session:
        wave = wave_named(session, "autumn")
        return conduct_of(session, wave, measurement_of(session, wave, "0685"), method_of(wave))


def test_a_wave_without_trouble_has_nothing_to_tell(launched: Store) -> None:
    assert found(launched) == Conduct()


def test_replaced_and_detected_letters_are_counted_by_what_became_of_them(launched: Store) -> None:
    with launched.transaction() as session:
        letters = session.exec(select(MailProbe).order_by(col(MailProbe.id))).all()
        for letter, state in zip(letters, ("undelivered", "refused", "detected"), strict=False):
            letter.state, letter.sent_at, letter.raw = state, NOON, b"-"
        letters[3].replaces_id = letters[0].id
        assert session.get_one(Persona, letters[3].persona_id).account == "probes"
    assert found(launched) == Conduct(replaced=1, detected=1)


def test_letters_to_ourselves_are_counted_from_the_first_day_until_the_last_window_closes(launched: Store) -> None:
    ways = {-30: 1, 0: 3, 1: 42, 2: None, 40: 1, 90: 99}
    with launched.transaction() as session:
        session.add_all(
            LoopLetter(
                account="probes",
                message_id=f"{day}@post.test",
                sent_at=NOON + timedelta(days=day),
                arrived_at=None if way is None else NOON + timedelta(days=day, minutes=way),
            )
            for day, way in ways.items()
        )
    assert found(launched).mailbox == MailboxRecord(letters=4, late=1, missing=1, longest_minutes=42)
