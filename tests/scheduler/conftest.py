"""A small study: one municipality, two interviewers, a mail account, and the question bank."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from shopper.moves import Cause
from shopper.question_bank import store_bank
from shopper.store import Store
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from shopper.tables.study import Municipality

WORKING_WEEK = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def cause() -> Cause:
    return Cause("the coordinator", datetime(2026, 10, 1, 8, 0, tzinfo=UTC))


@pytest.fixture
def study(store: Store) -> Store:
    """The store with everything a wave needs before it is made."""
    with store.transaction() as session:
        _add_people(session)
        session.add(
            Municipality(
                code="0685",
                name="Vetlanda",
                population=27_000,
                official_address="kommun@vetlanda.test",
                switchboard="0383-000 00",
                opening_hours={**WORKING_WEEK, "sat": [], "sun": []},
                mail_domains=["vetlanda.test"],
            )
        )
        session.add(
            MailAccount(
                name="probes",
                domain="post.test",
                self_copy="copy@post.test",
                smtp_host="127.0.0.1",
                smtp_port=25,
                smtp_security="none",
                imap_host="127.0.0.1",
                imap_port=143,
                imap_security="none",
                imap_user="probes",
                imap_password_sealed="sealed elsewhere",
                letters_a_minute=1000,
                minutes_between=0,
            )
        )
        store_bank(session)
    return store


def _add_people(session: Session) -> None:
    for name, role in (("i1", "interviewer"), ("i2", "interviewer"), ("kim", "coordinator")):
        session.add(User(name=name, role=role, created_at=datetime(2026, 1, 1, tzinfo=UTC)))
