"""A mail account from a file: checked whole, passwords sealed."""

from datetime import datetime

import pytest

from mail_probe.message import new_message_id
from shopper.clock import SteppedClock
from shopper.faults import BadInput
from shopper.mail_account_file import LONGEST_DOMAIN, Passwords, parse_mail_account, store_mail_account
from shopper.moves import Cause
from shopper.sealed import unseal
from shopper.store import Store
from shopper.tables.mail import MailAccount, Persona
from shopper.tables.study import Wave

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


OAUTH = """
[oauth]
token_url = "https://login.example/token"
client_id = "mailprobe"
scope = "mail"
client_secret_from = "CLIENT_SECRET"
refresh_token_from = "REFRESH_TOKEN"
"""
BY_TOKEN = FILE.replace('password_from = "IMAP_PASSWORD"\n', "") + OAUTH


def opened(sealed: str | None) -> str | None:
    return None if sealed is None else unseal(sealed, "s")


def test_an_account_is_stored_with_its_password_sealed(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        is_new = store_mail_account(session, parse_mail_account(FILE, "a.toml"), PASSWORDS, "s", Cause("t", clock()))
        account = session.get_one(MailAccount, "probes")
        found = (is_new, account.self_copy, account.smtp_password_sealed, opened(account.imap_password_sealed))
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
            'security = "tls"',
            'security = "none"',
            "line 7, column 1, smtp.security: none would send passwords and letters in clear text over the network",
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


def test_a_line_is_secured_unless_the_file_says_otherwise() -> None:
    assert parse_mail_account(FILE.replace('security = "tls"\n', ""), "a.toml").smtp.security == "tls"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.53", "::1"])
def test_a_server_on_this_machine_may_be_spoken_to_in_clear(host: str) -> None:
    file = FILE.replace("smtp.medborgare.example", host).replace('"tls"', '"none"', 1)
    assert parse_mail_account(file, "a.toml").smtp.security == "none"


def test_the_pace_is_stored_with_the_account(store: Store, clock: SteppedClock) -> None:
    paces = []
    for text in ("", "[pace]\nletters_a_minute = 3\nminutes_between = 30\n"):
        with store.transaction() as session:
            wanted = parse_mail_account(FILE + text, "a.toml")
            store_mail_account(session, wanted, PASSWORDS, "s", Cause("t", clock()))
            account = session.get_one(MailAccount, "probes")
            paces.append((account.letters_a_minute, account.minutes_between))
    assert paces == [(10, 2), (3, 30)]


def test_an_account_that_signs_in_by_token_keeps_its_secrets_sealed(store: Store, clock: SteppedClock) -> None:
    secrets = Passwords(client_secret="client-word", refresh_token="refresh-word")
    with store.transaction() as session:
        store_mail_account(session, parse_mail_account(BY_TOKEN, "a.toml"), secrets, "s", Cause("t", clock()))
        account = session.get_one(MailAccount, "probes")
        kept = (account.oauth_client_secret_sealed, account.oauth_refresh_token_sealed, account.imap_password_sealed)
        assert [opened(one) for one in kept] == ["client-word", "refresh-word", None]
        assert (account.sign_in, account.oauth_token_url, account.oauth_client_id, account.oauth_scope) == (
            "oauth2",
            "https://login.example/token",
            "mailprobe",
            "mail",
        )


def test_an_account_stored_again_forgets_the_token_it_had(store: Store, clock: SteppedClock) -> None:
    cause, secrets = Cause("t", clock()), Passwords(client_secret="client-word", refresh_token="refresh-word")
    with store.transaction() as session:
        store_mail_account(session, parse_mail_account(BY_TOKEN, "a.toml"), secrets, "s", cause)
        first = session.get_one(MailAccount, "probes")
        first.oauth_access_token_sealed, first.oauth_expires_at = "sealed", clock()
        store_mail_account(session, parse_mail_account(FILE, "a.toml"), PASSWORDS, "s", cause)
        account = session.get_one(MailAccount, "probes")
        kept = (account.sign_in, account.oauth_token_url, account.oauth_access_token_sealed, account.oauth_expires_at)
        assert kept == ("password", None, None, None)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("https://login", "http://login", "oauth.token_url: must begin with https://"),
        (
            OAUTH.partition('scope = "mail"\n')[2],
            "",
            "oauth.client_secret_from: name the variable with the client's secret",
        ),
        ('user = "probes"\n', 'user = "probes"\npassword_from = "A"\n', "imap.password_from: leave it out, [oauth]"),
        ('scope = "mail"\n', "", "oauth.scope: is missing"),
        ("[oauth]", "[pace]\nletters_a_minute = 0\n[oauth]", "pace.letters_a_minute: must be 1 or more"),
    ],
)
def test_a_broken_sign_in_by_token_is_told_by_key_and_rule(old: str, new: str, sentence: str) -> None:
    assert old in BY_TOKEN
    with pytest.raises(BadInput) as told:
        parse_mail_account(BY_TOKEN.replace(old, new, 1), "a.toml")
    assert sentence in str(told.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (('"smtp.medborgare.example"', '"https://smtp.medborgare.example"'), r"smtp\.host: allowed is a host's name"),
        (("[smtp]", 'own_mx = "mx one; mx two"\n[smtp]'), r"own_mx: allowed is a host's name or address alone"),
        (
            ("[smtp]", 'self_copy = "köpia@medborgare.example"\n[smtp]'),
            r"self_copy: must be an address at the account's domain, in ASCII",
        ),
        (
            ("[smtp]", 'self_copy = "a..b@medborgare.example"\n[smtp]'),
            r"self_copy: must be an address at the account's domain, in ASCII",
        ),
        (('"medborgare.example"', f'"{"a" * 36}.example"'), r"domain: allowed are at most 42 characters"),
    ],
)
def test_what_no_letter_could_be_sent_with_is_refused_in_the_file(wrong: tuple[str, str], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        parse_mail_account(FILE.replace(*wrong), "a.toml")


def test_the_longest_domain_still_has_message_ids() -> None:
    domain = f"{'a' * (LONGEST_DOMAIN - 8)}.example"
    account = parse_mail_account(FILE.replace('"medborgare.example"', f'"{domain}"'), "a.toml")
    assert new_message_id("0" * 32, account.domain) == f"{'0' * 32}@{domain}"


@pytest.mark.parametrize("host", ["::1", "[::1]", "127.0.0.1", "växjö.example", "localhost"])
def test_names_and_addresses_of_hosts_are_taken(host: str) -> None:
    assert parse_mail_account(FILE.replace("smtp.medborgare.example", host), "a.toml").smtp.host == host


def test_a_domain_that_letters_are_sent_from_stays(store: Store, clock: SteppedClock) -> None:
    cause = Cause("t", clock())
    with store.transaction() as session:
        store_mail_account(session, parse_mail_account(FILE, "a.toml"), PASSWORDS, "s", cause)
        session.add(_wave(clock()))
        session.flush()
        session.add(Persona(wave_id=1, account="probes", key="p1", name="Anna Ek", address="anna@medborgare.example"))
        session.flush()
        moved = parse_mail_account(FILE.replace("medborgare.example", "annan.example"), "a.toml")
        with pytest.raises(
            BadInput, match=r"letters are sent from medborgare\.example, so it must stay; add an account"
        ):
            store_mail_account(session, moved, PASSWORDS, "s", cause)


def _wave(now: datetime) -> Wave:
    day = now.date()
    return Wave(id=1, name="w", method_name="kkik-2017", first_day=day, last_day=day, seed=1, created_at=now)
