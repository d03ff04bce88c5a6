"""The IMAP doorway held to real servers: first readings, last looks, big mails, and what its log does not say."""

import logging
from datetime import date, datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from mail_probe.doorways import MailboxUnreached, Server
from mail_probe.imap import ImapMailbox
from mail_probe.servers.whole_mails import BIG_BYTES

if TYPE_CHECKING:
    from tests.contract.conftest import ImapUnderTest

AT = datetime(2017, 10, 4, 9, 12, 31, tzinfo=timezone(timedelta(hours=2)))
OURS, ADDRESS = "4f3d2a1b@medborgare.example", "anna.ek@medborgare.example"


def mail(number: int, *headers: str) -> bytes:
    head = "".join(f"{header}\r\n" for header in headers)
    return f"Message-ID: <m{number}@kommun.example>\r\n{head}Subject: Svar {number}\r\n\r\nHej {number}\r\n".encode()


def test_a_first_reading_leaves_older_mail_out(imap: "ImapUnderTest") -> None:
    for days, number in ((400, 1), (1, 2), (0, 3)):
        imap.deliver(mail(number), AT - timedelta(days=days))
    with ImapMailbox(imap.server_value) as mailbox:
        uids = mailbox.new_uids("INBOX", above=0, since=date(2017, 10, 3))
        found = [fetched.raw for fetched in mailbox.fetch("INBOX", uids)]
    assert found == [mail(2), mail(3)]


def test_a_last_look_finds_replies_by_id_and_by_address_in_every_folder(imap: "ImapUnderTest") -> None:
    reply, forwarded = mail(1, f"References: <x@y.example> <{OURS}>"), mail(2, f"To: Anna Ek <{ADDRESS.upper()}>")
    exchange = mail(3, f"X-MS-Exchange-Parent-Message-Id: <{OURS}>")
    for raw, folder in ((reply, "INBOX"), (forwarded, "Arkiv"), (exchange, "Andra brev")):
        imap.deliver(raw, AT, folder)
    with ImapMailbox(imap.server_value) as mailbox:
        found = list(mailbox.find_replies(OURS, ADDRESS))
        expected = [("INBOX", reply), ("Andra brev", exchange), ("Arkiv", forwarded)]
        validities = [mailbox.uid_validity(name) for name, _ in expected]
    assert [(name, fetched.raw) for name, _, fetched in found] == expected
    assert [validity for _, validity, _ in found] == validities


def test_a_last_look_passes_over_the_letter_itself_and_addresses_that_only_end_alike(imap: "ImapUnderTest") -> None:
    letter = f"Message-ID: <{OURS}>\r\nFrom: {ADDRESS}\r\nDelivered-To: {ADDRESS}\r\nSubject: Bygglov\r\n\r\nHej\r\n"
    for raw in (letter.encode(), mail(1, f"To: jo{ADDRESS}"), mail(2, f"To: {ADDRESS}.se"), mail(3, "To: b@c.example")):
        imap.deliver(raw, AT)
    with ImapMailbox(imap.server_value) as mailbox:
        assert list(mailbox.find_replies(OURS, ADDRESS)) == []


def big_mail() -> EmailMessage:
    """A reply with a text in two forms, an attachment above the limit, and a mail attached that has a picture."""
    inner = EmailMessage()
    inner["Subject"], inner["Message-ID"] = "Ritning", "<inner@kommun.example>"
    inner.set_content("Se bilden.")
    inner.add_attachment(b"\x89PNG" * 10, maintype="image", subtype="png", filename="hus.png")
    outer = EmailMessage()
    outer["Subject"], outer["Message-ID"] = "Svar", "<big@kommun.example>"
    outer.set_content("Ja, det går bra. Åtgärden kräver bygglov.", cte="8bit")
    outer.add_alternative("<p>Ja, det går bra.</p>", subtype="html")
    outer.add_attachment(bytes(BIG_BYTES * 3 // 4 + 3000), maintype="application", subtype="pdf", filename="karta.pdf")
    outer.add_attachment(inner)
    return outer


def shape(raw: bytes) -> list[tuple[str, str | None, bytes]]:
    """Each part with its type, its name, and how what it holds begins."""
    found = []
    for part in message_from_bytes(raw).walk():
        held = part.get_payload(decode=True)
        begins = held.strip()[:60] if isinstance(held, bytes) else b""
        found.append((part.get_content_type(), part.get_filename(), begins))
    return found


def test_a_big_mail_comes_with_its_texts_and_with_its_attachments_left_empty(imap: "ImapUnderTest") -> None:
    raw = big_mail().as_bytes().replace(b"\n", b"\r\n")
    imap.deliver(mail(1), AT)
    imap.deliver(raw, AT + timedelta(minutes=1))
    imap.deliver(mail(2), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        before, taken, after = mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0))
    assert (before.raw, after.raw) == (mail(1), mail(2))
    assert (taken.arrived_at, taken.size) == (AT + timedelta(minutes=1), len(raw))
    assert shape(taken.raw) == [(kind, name, b"" if name == "karta.pdf" else held) for kind, name, held in shape(raw)]
    assert len(taken.raw) < 10_000


def test_a_mail_just_below_the_limit_comes_whole(imap: "ImapUnderTest") -> None:
    raw = mail(1) + b"x" * (BIG_BYTES - 200) + b"\r\n"
    imap.deliver(raw, AT)
    with ImapMailbox(imap.server_value) as mailbox:
        taken = next(mailbox.fetch("INBOX", [*mailbox.new_uids("INBOX", above=0)]))
    assert (taken.raw == raw, taken.size) == (True, len(raw))


def test_the_log_holds_neither_passwords_nor_letters(imap: "ImapUnderTest", caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "imapclient", "imapclient.imapclient", "imapclient.imaplib"):
        caplog.set_level(logging.DEBUG, name)
    imap.deliver(mail(1), AT)
    with ImapMailbox(imap.server_value) as mailbox:
        list(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0)))
    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("imapclient"))
    assert [word for word in ("hemligt-ord", "Hej 1") if word in told] == []


def test_no_answer_is_written_out_for_the_log_at_all(
    imap: "ImapUnderTest", caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.deliver(mail(1), AT)
    monkeypatch.setattr(logging.getLogger("imapclient.imaplib"), "filters", [])
    caplog.set_level(logging.DEBUG, "imapclient.imaplib")
    with ImapMailbox(imap.server_value) as mailbox:
        list(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0)))
    assert [record.getMessage() for record in caplog.records if record.name == "imapclient.imaplib"] == []


def test_a_password_is_not_sent_in_clear_over_a_network() -> None:
    server = Server("imap.test", 143, "none", "a", "b")
    with pytest.raises(MailboxUnreached, match="without TLS") as told, ImapMailbox(server):
        pass
    assert told.value.fault == "no_tls"


def test_a_wrong_password_is_told_by_its_word(imap: "ImapUnderTest") -> None:
    account = imap.server_value
    server = Server(account.host, account.port, "none", account.user, "fel")
    with pytest.raises(MailboxUnreached) as told, ImapMailbox(server, timeout=5):
        pass
    assert told.value.fault == "bad_password"
