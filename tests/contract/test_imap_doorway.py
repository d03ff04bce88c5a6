"""The IMAP doorway: the same promises held to the embedded pymap and to Debian's Dovecot."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, cast

import pytest
from imapclient import IMAPClient

from mail_probe.doorways import Fetched, MailboxOpener, MailboxUnreached, Server
from mail_probe.imap import ImapMailbox
from mail_probe.servers.whole_mails import BATCH_MAILS

if TYPE_CHECKING:
    from tests.contract.conftest import ImapUnderTest, Pymap

AT = datetime(2017, 10, 4, 9, 12, 31, tzinfo=timezone(timedelta(hours=2)))


def _mail(number: int) -> bytes:
    return f"Message-ID: <m{number}@kommun.example>\r\nSubject: Svar {number}\r\n\r\nHej {number}\r\n".encode()


def test_a_mail_comes_with_its_bytes_and_the_servers_own_time(imap: "ImapUnderTest") -> None:
    imap.deliver(_mail(1), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        uids = mailbox.new_uids("INBOX", above=0)
        assert list(mailbox.fetch("INBOX", uids)) == [Fetched(uids[0], AT, _mail(1))]


def test_the_arrival_time_is_aware(imap: "ImapUnderTest") -> None:
    imap.deliver(_mail(1), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        fetched = next(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0)))
    assert fetched.arrived_at.utcoffset() is not None


def test_the_last_mail_is_not_new_again(imap: "ImapUnderTest") -> None:
    for number in range(3):
        imap.deliver(_mail(number), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        uids = mailbox.new_uids("INBOX", above=0)
        assert mailbox.new_uids("INBOX", above=uids[-1]) == []


def test_mail_that_arrives_while_the_mailbox_is_open_is_new(imap: "ImapUnderTest") -> None:
    with ImapMailbox(imap.server_value) as mailbox:
        before = mailbox.new_uids("INBOX", above=0)
        imap.deliver(_mail(1), AT)
        assert (before, len(mailbox.new_uids("INBOX", above=0))) == ([], 1)


def test_reading_leaves_no_mark(imap: "ImapUnderTest") -> None:
    imap.deliver(_mail(1), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        uids = mailbox.new_uids("INBOX", above=0)
        list(mailbox.fetch("INBOX", uids))
    account = imap.server_value
    with IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.user, account.password)
        client.select_folder("INBOX", readonly=True)
        flags = client.get_flags(uids)[uids[0]]
    assert b"\\Seen" not in flags


def test_more_mails_than_a_batch_all_come_in_order(imap: "ImapUnderTest") -> None:
    count = BATCH_MAILS + 7
    for number in range(count):
        imap.deliver(_mail(number), AT + timedelta(minutes=number))
    with ImapMailbox(imap.server_value) as mailbox:
        uids = mailbox.new_uids("INBOX", above=0)
        fetched = list(mailbox.fetch("INBOX", uids))
    assert [mail.raw for mail in fetched] == [_mail(number) for number in range(count)]


def test_a_uid_that_does_not_exist_is_left_out(imap: "ImapUnderTest") -> None:
    imap.deliver(_mail(1), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        uids = mailbox.new_uids("INBOX", above=0)
        assert [mail.uid for mail in mailbox.fetch("INBOX", [*uids, 9999])] == uids


def test_folders_are_the_inbox_and_where_strangers_mail_is_put(imap: "ImapUnderTest") -> None:
    for folder in ("INBOX", "Arkiv", "Skräppost", "Junk", "Junk E-mail", "Andra brev"):
        imap.deliver(_mail(1), AT, folder)
    with ImapMailbox(imap.server_value) as mailbox:
        assert mailbox.folders() == ["INBOX", "Junk", "Junk E-mail", "Skräppost"]


def test_uid_validity_stays_while_the_folder_does(imap: "ImapUnderTest") -> None:
    found = []
    for _ in range(2):
        with ImapMailbox(imap.server_value) as mailbox:
            found.append(mailbox.uid_validity("INBOX"))
        imap.deliver(_mail(1), AT)
    assert found[0] == found[1] > 0


def test_a_message_id_is_found_in_whatever_folder_it_lies(imap: "ImapUnderTest") -> None:
    imap.deliver(_mail(1), AT)
    imap.deliver(_mail(2), AT, "Arkiv")
    with ImapMailbox(imap.server_value) as mailbox:
        found = mailbox.find_message_id("m2@kommun.example")
    assert found is not None
    assert (found.arrived_at, found.raw) == (AT, _mail(2))


@pytest.mark.parametrize("asked", ["m3@kommun.example", "2@kommun.example"])
def test_an_unknown_or_partial_message_id_is_not_found(imap: "ImapUnderTest", asked: str) -> None:
    imap.deliver(_mail(2), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        assert mailbox.find_message_id(asked) is None


def test_a_wrong_password_is_one_sentence(imap: "ImapUnderTest") -> None:
    server = replace(imap.server_value, password="fel")
    with pytest.raises(MailboxUnreached, match=r"the mailbox at 127\.0\.0\.1:\d+ failed: "), ImapMailbox(server):
        pass


def test_nobody_listening_is_unreached() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(MailboxUnreached), ImapMailbox(Server("127.0.0.1", port, "none", "a", "b"), timeout=2):
        pass


def test_a_server_that_never_speaks_is_unreached_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = Server("127.0.0.1", silent.getsockname()[1], "none", "a", "b")
        with pytest.raises(MailboxUnreached), ImapMailbox(server, timeout=0.3):
            pass


def test_tls_without_a_tls_server_is_unreached(imap: "ImapUnderTest") -> None:
    server = replace(imap.server_value, security="tls")
    with pytest.raises(MailboxUnreached), ImapMailbox(server, timeout=1):
        pass


def test_starttls_that_is_not_offered_is_unreached_and_sends_no_password(pymap_server: "Pymap") -> None:
    # Only pymap: Dovecot has a certificate here and offers it.
    account = pymap_server.server_value
    server = Server(account.host, account.port, "starttls", account.user, account.password)
    with pytest.raises(MailboxUnreached), ImapMailbox(server, timeout=2):
        pass


def test_a_server_that_goes_away_is_unreached(imap: "ImapUnderTest") -> None:
    with ImapMailbox(imap.server_value, timeout=2) as mailbox:
        mailbox.new_uids("INBOX", above=0)
        imap.stop()
        with pytest.raises(MailboxUnreached):
            mailbox.new_uids("INBOX", above=0)


def test_a_closed_mailbox_says_so(imap: "ImapUnderTest") -> None:
    with pytest.raises(MailboxUnreached, match="not open"):
        ImapMailbox(imap.server_value).folders()


def test_the_class_fits_the_doorway(imap: "ImapUnderTest") -> None:
    opener = cast("MailboxOpener", lambda: ImapMailbox(imap.server_value))
    with opener() as mailbox:
        assert mailbox.new_uids("INBOX", above=0) == []


def test_arrival_times_in_other_zones_are_the_same_moment(imap: "ImapUnderTest") -> None:
    imap.deliver(_mail(1), AT.astimezone(UTC))
    with ImapMailbox(imap.server_value) as mailbox:
        fetched = next(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0)))
    assert fetched.arrived_at == AT
