"""Reading stored mails anew through the command line."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount

NOW = datetime(2017, 10, 16, 8, tzinfo=UTC)


@pytest.fixture
def mailbox(store: Store) -> None:
    """An account with one mail of a stranger, which was judged to be an answer once."""
    with store.transaction() as session:
        account = MailAccount(
            name="probes",
            domain="medborgare.test",
            self_copy="kopia@medborgare.test",
            smtp_host="127.0.0.1",
            smtp_port=1,
            smtp_security="none",
            imap_host="127.0.0.1",
            imap_port=1,
            imap_security="none",
            imap_user="brevlada",
        )
        session.add(account)
        session.flush()
        raw = b"From: x@reklam.test\r\nTo: okand@medborgare.test\r\nSubject: Erbjudande\r\n\r\nKop nu\r\n"
        mail = InboundMail(
            account="probes",
            fingerprint="f",
            raw=raw,
            size=len(raw),
            arrived_at=NOW,
            stored_at=NOW,
            kind="acknowledgement",
            certainty="certain",
        )
        session.add(mail)


@pytest.mark.usefixtures("mailbox")
def test_it_prints_how_many_mails_were_read_and_changed(shopper: Callable[..., Any]) -> None:
    assert shopper("mail", "reparse").out == "1 mails read, 1 changed.\n"
    assert json.loads(shopper("mail", "reparse", "probes", "--json").out) == {"read": 1, "changed": 0}


@pytest.mark.usefixtures("mailbox")
def test_an_unknown_account_is_refused_in_one_sentence(shopper: Callable[..., Any]) -> None:
    found = shopper("mail", "reparse", "letters")
    assert (found.code, found.err) == (2, "there is no mail account 'letters'; known are probes\n")
