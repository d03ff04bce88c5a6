"""A mail account from a file: checked whole, passwords sealed."""

import pytest

from shopper.clock import SteppedClock
from shopper.faults import BadInput
from shopper.mail_account_file import Passwords, parse_mail_account, store_mail_account
from shopper.moves import Cause
from shopper.sealed import unseal
from shopper.store import Store
from shopper.tables.mail import MailAccount

FILE = """
name = "probes"
domain = "medborgare.example"
[smtp]
host = "smtp.medborgare.example"
port = 465
security = "tls"
[imap]
host = "imap.medborgare.example"
port = 993
security = "tls"
user = "probes"
password_from = "IMAP_PASSWORD"
"""
PASSWORDS = Passwords(smtp=None, imap="hemligt")


def test_an_account_is_stored_with_its_password_sealed(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        is_new = store_mail_account(session, parse_mail_account(FILE, "a.toml"), PASSWORDS, "s", Cause("t", clock()))
        account = session.get_one(MailAccount, "probes")
        found = (is_new, account.self_copy, account.smtp_password_sealed, unseal(account.imap_password_sealed, "s"))
    assert found == (True, "kopia@medborgare.example", None, "hemligt")


def test_the_same_name_again_changes_the_account(store: Store, clock: SteppedClock) -> None:
    cause = Cause("t", clock())
    with store.transaction() as session:
        store_mail_account(session, parse_mail_account(FILE, "a.toml"), PASSWORDS, "s", cause)
        again = parse_mail_account(FILE.replace("465", "587"), "a.toml")
        is_new = store_mail_account(session, again, PASSWORDS, "s", cause)
        assert (is_new, session.get_one(MailAccount, "probes").smtp_port) == (False, 587)


def test_two_accounts_cannot_share_a_domain(store: Store, clock: SteppedClock) -> None:
    cause = Cause("t", clock())
    other = parse_mail_account(FILE.replace('name = "probes"', 'name = "other"'), "a.toml")
    with store.transaction() as session:
        store_mail_account(session, parse_mail_account(FILE, "a.toml"), PASSWORDS, "s", cause)
        with pytest.raises(BadInput, match=r"the domain medborgare.example belongs to the account probes"):
            store_mail_account(session, other, PASSWORDS, "s", cause)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'domain = "medborgare.example"',
            'domain = "medborgare"',
            "line 3, column 1, domain: allowed is a domain in ASCII",
        ),
        ("port = 465", "port = 0", "line 6, column 1, smtp.port: must be 1 or more"),
        (
            'security = "tls"',
            'security = "ssl"',
            "line 7, column 1, smtp.security: allowed are none, starttls, tls",
        ),
        (
            'user = "probes"\npassword_from = "IMAP_PASSWORD"',
            "",
            "line 8, column 1, imap.user: a mailbox needs somebody",
        ),
        (
            'user = "probes"\n',
            "",
            "line 8, column 1, imap.user: name who signs in with the password of password_from",
        ),
        (
            "[imap]",
            'password = "hemligt"\n[imap]',
            "line 8, column 1, smtp.password: is not known; known keys are",
        ),
        (
            "[smtp]",
            'self_copy = "kopia@annan.example"\n[smtp]',
            "line 4, column 1, self_copy: must be an address at",
        ),
        ("[smtp]", "[smtp", "line 4, column 6: it is not valid TOML"),
    ],
)
def test_a_broken_file_is_told_by_file_place_key_and_rule(old: str, new: str, sentence: str) -> None:
    with pytest.raises(BadInput) as told:
        parse_mail_account(FILE.replace(old, new, 1), "a.toml")
    assert str(told.value).startswith(f"a.toml, {sentence}")
