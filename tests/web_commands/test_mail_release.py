"""A restore holds the mail accounts, and the command line lets them go."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from shopper.backup import backup
from shopper.clock import system_clock
from shopper.store import Store
from shopper.tables.mail import MailAccount

Shopper = Callable[..., Any]


def _backup_with_an_account(upgraded_sqlite_file: Path, folder: Path) -> Path:
    source = folder / "source.sqlite"
    source.write_bytes(upgraded_sqlite_file.read_bytes())
    old = Store(f"sqlite:///{source}")
    with old.transaction() as session:
        session.add(
            MailAccount(
                name="probes",
                domain="medborgare.test",
                self_copy="kopia@medborgare.test",
                smtp_host="127.0.0.1",
                smtp_port=25,
                smtp_security="none",
                imap_host="127.0.0.1",
                imap_port=143,
                imap_security="none",
                imap_user="brevlada",
            )
        )
    backup(old, folder / "backup.zip")
    old.close()
    return folder / "backup.zip"


def test_a_restored_account_sends_again_once_its_mailbox_was_read_and_a_person_says_so(
    shopper: Shopper, store: Store, upgraded_sqlite_file: Path, tmp_path: Path
) -> None:
    restored = shopper("db", "restore", _backup_with_an_account(upgraded_sqlite_file, tmp_path))
    too_early = shopper("mail", "release", "probes")
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").polled_at = system_clock() + timedelta(seconds=1)
    released = shopper("mail", "release", "probes")
    again = shopper("mail", "release", "probes")

    assert restored.out.splitlines()[-1] == (
        "Every mail account is held: let a worker read its mailbox, then run `shopper mail release ACCOUNT`."
    )
    unread = "the mailbox of probes has not been read since it was held; let a worker read it first\n"
    assert (too_early.code, too_early.err) == (2, unread)
    assert (released.code, released.out) == (0, "probes sends again; 0 overdue letters leave one after the other.\n")
    assert (again.code, again.err) == (2, "probes is not held; there is nothing to release\n")
