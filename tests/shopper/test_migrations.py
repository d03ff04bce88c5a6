"""What a database of the first version holds is kept, in its new place, when the schema is brought up to date."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect, text
from sqlmodel import Session, col, select

from shopper.audit import verify
from shopper.moves import Cause, record
from shopper.store import open_store, store_at
from shopper.tables.all_tables import METADATA
from shopper.tables.mail import InboundMail, MailProbe, Persona
from shopper.tables.reports import Report
from shopper.tables.study import Wave

FIRST = """
INSERT INTO municipality VALUES ('0685', 'Vetlanda', 27000, 'k@v.test', '08-465 004 10', '{}', '[]');
INSERT INTO mail_account
    (name, domain, self_copy, smtp_host, smtp_port, smtp_security,
     imap_host, imap_port, imap_security, imap_user, imap_password_sealed, smtp_failure, imap_failure)
    VALUES ('probes', 'p.test', 'k@p.test', 'h', 1, 'none', 'h', 1, 'none', 'u', 'sealed', '', '');
INSERT INTO question VALUES (1, 'bygglov', 1, 'Fråga?', 'Fråga?', 'Undrar', 'Undrar', '[]');
INSERT INTO wave (id, name, state, method_name, first_day, last_day, seed, mail_account, created_at) VALUES
    (1, 'autumn', 'draft', 'kkik-2017', '2017-10-16', '2017-11-12', 1, 'probes', '2017-10-01'),
    (2, 'spring', 'draft', 'kkik-2017', '2018-03-01', '2018-03-30', 1, NULL, '2017-10-01');
INSERT INTO measurement VALUES (1, 1, '0685', '[]');
INSERT INTO persona VALUES (1, 1, 'p1', 'Anna Ek', 'anna@p.test');
INSERT INTO mail_probe (id, measurement_id, area, question_id, persona_id, planned_at, spare, imported, state)
    VALUES (1, 1, 'bygglov', 1, 1, '2017-10-16', false, false, 'planned');
INSERT INTO inbound_mail
    (account, fingerprint, raw, arrived_at, stored_at, from_address, subject, self_copy,
     kind_evidence, match_evidence, desk, desk_reason, mail_probe_id)
    VALUES ('probes', 'f', :raw, '2017-10-17', '2017-10-17', '', '', false, '[]', '[]', 'clear', '', 1)
"""
RAW = b"Subject: Svar\r\n\r\nHej " * 40


@pytest.fixture
def first_version(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite file with the first schema and a few rows."""
    engine = create_engine(f"sqlite:///{tmp_path / 'first.sqlite'}")
    configuration = Config()
    configuration.set_main_option("script_location", "shopper:migrations")
    with engine.connect() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "0001")
        for statement in FIRST.split(";\n"):
            connection.execute(text(statement), {"raw": RAW} if ":raw" in statement else {})
        connection.commit()
    yield engine
    engine.dispose()


def test_rows_of_the_first_version_are_kept_in_their_new_places(first_version: Engine) -> None:
    store = store_at(str(first_version.url))
    store.upgrade()
    with store.reading() as session:
        waves = session.exec(select(Wave.mail_accounts).order_by(Wave.name)).all()
        persona = session.get_one(Persona, 1).account
        mail = session.exec(select(InboundMail)).one()
        probe = session.get_one(MailProbe, 1).planned_at
        stored = session.connection().execute(text("SELECT length(raw) FROM inbound_mail")).scalar_one()
    store.close()
    assert (waves, persona, mail.raw, mail.size, mail.mail_probe_id, probe) == (
        [["probes"], []],
        "probes",
        RAW,
        len(RAW),
        1,
        datetime(2017, 10, 16, tzinfo=UTC),
    )
    assert stored < len(RAW) / 3


def test_a_reference_that_leads_nowhere_is_noticed_after_an_upgrade(first_version: Engine) -> None:
    with first_version.connect() as connection:
        connection.execute(text("UPDATE inbound_mail SET mail_probe_id = 99"))
        connection.commit()
    store = store_at(str(first_version.url))
    with pytest.raises(RuntimeError, match="refers to one that is not there"):
        store.upgrade()
    store.close()


def test_the_database_holds_every_check_of_the_tables(database_url: str) -> None:
    store = open_store(database_url)
    with store.reading() as session:
        found = _checks(session)
    store.close()
    wanted = {
        (table.name, str(one.name))
        for table in METADATA.tables.values()
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    }
    assert found == {(table, f"ck_{table}_{name.removeprefix(f'ck_{table}_')}") for table, name in wanted}


def _checks(session: Session) -> set[tuple[str, str]]:
    inspector = inspect(session.connection())
    return {(table, str(one["name"])) for table in METADATA.tables for one in inspector.get_check_constraints(table)}


def test_events_of_the_first_version_are_tied_to_each_other_and_new_ones_follow(first_version: Engine) -> None:
    with first_version.connect() as connection:
        for number, details in ((3, '{"b": 1, "a": {"2": 0.1}}'), (4, "{}"), (9, "{}")):
            connection.execute(
                text(
                    "INSERT INTO audit_event (id, at, actor, thing, thing_id, action, reason, details) "
                    "VALUES (:id, '2017-10-16 06:00:00.000000', 'å', 'wave', '1', 'plan', 'därför', :details)"
                ),
                {"id": number, "details": details},
            )
        connection.commit()
    store = store_at(str(first_version.url))
    store.upgrade()
    with store.reading() as session:
        before = verify(session)
    with store.transaction() as session:
        record(session, "wave", 1, "plan", Cause("å", datetime(2018, 1, 1, tzinfo=UTC)))
    with store.reading() as session:
        after = verify(session)
    store.close()
    assert [(one.is_whole, one.events, one.last) for one in (before, after)] == [(True, 3, 9), (True, 4, 10)]


def test_of_several_drafts_under_way_in_an_earlier_version_the_newest_goes_on(first_version: Engine) -> None:
    with first_version.connect() as connection:
        for number, state in ((1, "ordered"), (2, "rendering"), (3, "ordered"), (4, "failed")):
            connection.execute(
                text(
                    "INSERT INTO report (id, measurement_id, ordered_by, ordered_at, state, failure) "
                    "VALUES (:id, 1, 'bo', '2017-10-16 06:00:00', :state, '')"
                ),
                {"id": number, "state": state},
            )
        connection.commit()
    store = store_at(str(first_version.url))
    store.upgrade()
    with store.reading() as session:
        states = session.exec(select(Report.state).order_by(col(Report.id))).all()
    store.close()
    assert states == ["cancelled", "cancelled", "ordered", "failed"]


@pytest.mark.parametrize("table", ["report", "report_look"])
def test_files_stand_last_in_their_row_so_that_reading_the_rest_does_not_read_them(
    first_version: Engine, table: str
) -> None:
    store = store_at(str(first_version.url))
    store.upgrade()
    with store.reading() as session:
        kinds = [str(one["type"]) for one in inspect(session.connection()).get_columns(table)]
    store.close()
    assert kinds[kinds.index("BLOB") :] == ["BLOB"] * kinds.count("BLOB")
