"""The traps of mailboxes, on each kind of server: what is new, what is where, and what reading must not do."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from imapclient import IMAPClient

from mail_probe.doorways import Fetched, MailboxUnreached, Server
from mail_probe.imap import ImapMailbox
from tests.real_servers.mail_host import MAILBOX_DOMAIN

if TYPE_CHECKING:
    from tests.contract.conftest import ImapUnderTest
    from tests.real_servers.mail_host import MailHost

AT = datetime(2017, 10, 4, 7, 12, 31, tzinfo=UTC)
MAILBOX_USER = f"uidvalidity@{MAILBOX_DOMAIN}"


def mail(number: int, subject: str = "Svar") -> bytes:
    return f"Message-ID: <m{number}@kommun.example>\r\nSubject: {subject}\r\n\r\nHej {number}\r\n".encode()


def signed_in(server: Server) -> IMAPClient:
    """A person's own mail program."""
    client = IMAPClient(server.host, server.port, ssl=False, timeout=10)
    client.login(server.user, server.password)
    return client


def taken(imap: "ImapUnderTest", above: int = 0, since: date | None = None) -> list[Fetched]:
    with ImapMailbox(imap.server_value) as mailbox:
        return list(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above, since)))


def test_reading_marks_nothing_though_a_plain_fetch_would(imap: "ImapUnderTest") -> None:
    for number in (1, 2):
        imap.deliver(mail(number), AT)
    uids = [one.uid for one in taken(imap)]
    with signed_in(imap.server_value) as client:
        client.select_folder("INBOX")
        client.fetch(uids[1:], ["BODY[]"])
        seen = [b"\\Seen" in client.get_flags(uids)[uid] for uid in uids]
    assert seen == [False, True]


def test_a_mail_that_a_person_has_read_already_is_new_to_us(imap: "ImapUnderTest") -> None:
    imap.deliver(mail(1), AT)
    with signed_in(imap.server_value) as client:
        client.select_folder("INBOX")
        client.add_flags(client.search(), [b"\\Seen"])
    assert [one.raw for one in taken(imap)] == [mail(1)]


def test_a_search_from_a_uid_on_does_not_give_the_last_mail_again(imap: "ImapUnderTest") -> None:
    imap.deliver(mail(1), AT)
    last = taken(imap)[-1].uid
    with signed_in(imap.server_value) as client:
        client.select_folder("INBOX", readonly=True)
        given = client.search(["UID", f"{last + 1}:*"])
    assert (given, taken(imap, above=last), taken(imap, above=last + 10)) == ([last], [], [])


def test_a_moved_mail_has_another_uid_and_is_found_in_its_new_folder(imap: "ImapUnderTest") -> None:
    imap.deliver(mail(1), AT)
    imap.deliver(mail(2), AT, "Arkiv")
    with signed_in(imap.server_value) as client:
        client.select_folder("INBOX")
        client.move(client.search(), "Arkiv")
    with ImapMailbox(imap.server_value) as mailbox:
        found = mailbox.find_message_id("m1@kommun.example")
        inbox = mailbox.new_uids("INBOX", above=0)
    assert found is not None
    assert (found.raw, found.arrived_at, inbox) == (mail(1), AT, [])


def test_junk_is_read_and_other_folders_are_searched(imap: "ImapUnderTest") -> None:
    for folder in ("Junk", "Övrigt", "Arkiv"):
        imap.deliver(mail(1), AT, folder)
    with ImapMailbox(imap.server_value) as mailbox:
        assert mailbox.folders() == ["INBOX", "Junk", "Övrigt"]


def test_arrival_is_aware_whatever_the_machines_own_zone_is(
    imap: "ImapUnderTest", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    imap.deliver(mail(1), AT)
    arrived_at = taken(imap)[0].arrived_at
    assert (arrived_at, arrived_at.utcoffset() is None) == (AT, False)


def test_an_outage_is_made_up_for_from_the_last_uid_however_long_it_was(imap: "ImapUnderTest") -> None:
    imap.deliver(mail(1), AT)
    last = taken(imap)[-1].uid
    for number in (2, 3):
        imap.deliver(mail(number), AT + timedelta(days=40 * number))
    assert [one.raw for one in taken(imap, above=last)] == [mail(2), mail(3)]


def test_a_day_of_search_is_the_servers_and_holds_back_nothing_of_that_day(imap: "ImapUnderTest") -> None:
    for hours, number in ((-30, 1), (0, 2), (30, 3)):
        imap.deliver(mail(number), AT + timedelta(hours=hours))
    assert [one.raw for one in taken(imap, since=AT.date())] == [mail(2), mail(3)]


def test_a_subject_comes_as_it_was_written_and_not_as_a_server_reads_it(imap: "ImapUnderTest") -> None:
    raw = mail(1, "=?iso-8859-1?Q?Sv:_Fr=E5ga_om_bygglov?=")
    imap.deliver(raw, AT)
    assert taken(imap)[0].raw == raw


def test_letters_of_our_own_in_a_password_are_refused_in_a_sentence(imap: "ImapUnderTest") -> None:
    account = imap.server_value
    server = Server(account.host, account.port, "none", account.user, "lösenord")
    with pytest.raises(MailboxUnreached), ImapMailbox(server, timeout=5):
        pass


def test_a_new_uidvalidity_is_told_and_every_mail_has_a_uid_again(mail_host: "MailHost") -> None:
    for number in (1, 2):
        mail_host.put(mail(number), AT, user=MAILBOX_USER)
    with ImapMailbox(mail_host.imap(MAILBOX_USER)) as mailbox:
        before = mailbox.uid_validity("INBOX")
    mail_host.forget_uids(MAILBOX_USER)
    with ImapMailbox(mail_host.imap(MAILBOX_USER)) as mailbox:
        after = mailbox.uid_validity("INBOX")
        raws = {one.raw for one in mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0))}
    assert (before == after, raws) == (False, {mail(1), mail(2)})
