"""What a real mailbox does to a reader: new UIDs, moved mails, a server that comes and goes. On Debian's Dovecot."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from imapclient import IMAPClient

from mail_probe.doorways import Fetched, MailboxUnreached
from mail_probe.imap import ImapMailbox
from tests.real_servers.mail_host import LOOPBACK, MAILBOX_DOMAIN, PASSWORD, MailHost

AT = datetime(2017, 10, 4, 7, 12, 31, tzinfo=UTC)


@pytest.fixture
def user(mail_host: MailHost) -> str:
    """A mailbox for this test alone, with three mails."""
    name = f"{secrets.token_hex(8)}@{MAILBOX_DOMAIN}"
    for number in (1, 2, 3):
        mail_host.put(_mail(number), AT + timedelta(minutes=number), user=name)
    return name


def _mail(number: int) -> bytes:
    return f"Message-ID: <m{number}@kommun.test>\r\nSubject: Svar {number}\r\n\r\nHej {number}\r\n".encode()


def _read(mail_host: MailHost, user: str, folder: str = "INBOX") -> tuple[int, list[Fetched]]:
    with ImapMailbox(mail_host.imap(user)) as mailbox:
        validity = mailbox.uid_validity(folder)
        return validity, list(mailbox.fetch(folder, mailbox.new_uids(folder, above=0)))


def test_removed_index_files_give_a_new_uidvalidity_and_the_same_mails(mail_host: MailHost, user: str) -> None:
    before, mails_before = _read(mail_host, user)
    mail_host.forget_uids(user)
    after, mails_after = _read(mail_host, user)
    assert after != before
    assert [(mail.arrived_at, mail.raw) for mail in mails_after] == [
        (mail.arrived_at, mail.raw) for mail in mails_before
    ]


def test_peek_leaves_a_mail_unseen_and_recent_for_those_who_read_it(mail_host: MailHost, user: str) -> None:
    _read(mail_host, user)
    with IMAPClient(LOOPBACK, mail_host.ports["imap_port"], ssl=False) as client:
        client.login(user, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        flags = client.get_flags(client.search())
    assert {flag for found in flags.values() for flag in found} == {b"\\Recent"}


def test_a_mail_that_a_person_has_read_is_new_to_us_all_the_same(mail_host: MailHost, user: str) -> None:
    with IMAPClient(LOOPBACK, mail_host.ports["imap_port"], ssl=False) as client:
        client.login(user, PASSWORD)
        client.select_folder("INBOX")
        client.fetch([1, 2, 3], ["BODY[]"])
    assert [mail.raw for mail in _read(mail_host, user)[1]] == [_mail(1), _mail(2), _mail(3)]


def test_an_open_range_of_uids_does_not_bring_the_last_mail_again(mail_host: MailHost, user: str) -> None:
    with ImapMailbox(mail_host.imap(user)) as mailbox:
        found = [mailbox.new_uids("INBOX", above=uid) for uid in (1, 2, 3, 99)]
    assert found == [[2, 3], [3], [], []]


def test_a_moved_mail_has_a_new_uid_and_is_found_by_its_message_id(mail_host: MailHost, user: str) -> None:
    mail_host.put(_mail(4), AT, "Arkiv", user)
    mail_host.move("m3@kommun.test", "Arkiv", user)
    with ImapMailbox(mail_host.imap(user)) as mailbox:
        left = mailbox.new_uids("INBOX", above=0)
        found = mailbox.find_message_id("m3@kommun.test")
    assert found is not None
    assert (left, found.uid, found.arrived_at, found.raw) == ([1, 2], 2, AT + timedelta(minutes=3), _mail(3))


def test_mail_that_a_rule_has_put_into_junk_is_read_too(mail_host: MailHost, user: str) -> None:
    mail_host.move("m2@kommun.test", "Junk", user)
    with ImapMailbox(mail_host.imap(user)) as mailbox:
        folders = mailbox.folders()
    assert (folders, [mail.raw for mail in _read(mail_host, user, "Junk")[1]]) == (["INBOX", "Junk"], [_mail(2)])


def test_a_server_that_was_stopped_and_started_has_the_same_mails(mail_host: MailHost, user: str) -> None:
    before = _read(mail_host, user)
    mail_host.stop_imap()
    try:
        with pytest.raises(MailboxUnreached):
            _read(mail_host, user)
    finally:
        mail_host.start_imap()
    assert _read(mail_host, user) == before


def test_a_server_stopped_between_two_batches_is_told_and_the_next_connection_reads_on(
    mail_host: MailHost, user: str
) -> None:
    with ImapMailbox(mail_host.imap(user), timeout=5) as mailbox:
        first = next(iter(mailbox.fetch("INBOX", [1])))
        mail_host.stop_imap()
        try:
            with pytest.raises(MailboxUnreached):
                list(mailbox.fetch("INBOX", [2, 3]))
        finally:
            mail_host.start_imap()
    with ImapMailbox(mail_host.imap(user)) as mailbox:
        rest = list(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=first.uid)))
    assert [mail.raw for mail in (first, *rest)] == [_mail(1), _mail(2), _mail(3)]


def test_encoded_subjects_come_raw_whatever_the_servers_envelope_says(mail_host: MailHost, user: str) -> None:
    raw = b"Message-ID: <s@kommun.test>\r\nSubject: =?utf-8?q?Bygglov_f=C3=B6r_uterum?=\r\n\r\nHej\r\n"
    mail_host.put(raw, AT, user=user)
    assert _read(mail_host, user)[1][-1].raw == raw


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mailbox_is_read_over_a_secured_line(
    mail_host: MailHost, user: str, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = mail_host.imap(user, "tls" if security == "tls" else "starttls")
    with pytest.raises(MailboxUnreached, match="certificate"), ImapMailbox(server):
        pass
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_host.certificate))
    with ImapMailbox(server) as mailbox:
        assert mailbox.new_uids("INBOX", above=0) == [1, 2, 3]
