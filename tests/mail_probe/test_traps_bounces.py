"""The traps of bounces, delays and receipts: what machines say became of our letter, in every form it comes in."""

from smtplib import SMTP

import pytest

from mail_probe.message import parse
from mail_probe.send_due import send_due
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.mail import MailProbe
from tests.mail_probe.town import WORKER, Town
from tests.mail_probe.written import (
    OUR_FIELDS,
    OURS,
    delivery,
    disposition,
    in_short,
    judged,
    report,
    unthreaded,
    written,
)


@pytest.mark.parametrize("part", ["message/delivery-status", "message/global-delivery-status"])
@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822", "message/global-headers"])
def test_report_its_structure_and_the_id_of_what_is_returned_are_read(part: str, returned: str) -> None:
    raw = delivery("failed", "5.1.1", part=part).replace(b"text/rfc822-headers", returned.encode())
    assert in_short(raw) == ("bounce", "certain")
    assert (parse(raw).in_reply_to, OURS in parse(raw).parent_ids) == ((), True)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("failed", ("bounce", "certain")),
        ("delayed", ("delayed", "certain")),
        ("delivered", ("other", "certain")),
        ("relayed", ("other", "certain")),
        ("expanded", ("other", "certain")),
    ],
)
def test_report_each_action_by_itself(action: str, expected: tuple[str, str]) -> None:
    status = {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "2.0.0")
    assert in_short(delivery(action, status)) == expected


def test_delayed_in_the_subject_of_a_vacation_answer_is_no_delay() -> None:
    raw = written("Jag är på semester och åter måndag.\n", Subject="Autosvar: Försenad skolbuss", Return_Path="<>")
    assert in_short(raw) == ("automatic", "certain")


def test_delayed_is_not_a_bounce_and_the_failure_at_expiry_is() -> None:
    assert [in_short(delivery("delayed", "4.4.1")), in_short(delivery("failed", "4.4.1"))] == [
        ("delayed", "certain"),
        ("bounce", "certain"),
    ]


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [
        ("delayed", "5.1.1", ("bounce", "certain")),
        ("delivered", "5.1.1", ("bounce", "certain")),
        ("delivered", "4.2.2", ("delayed", "certain")),
        ("failed", "2.0.0", ("bounce", "unsure")),
    ],
)
def test_delayed_status_beats_action_when_they_disagree(action: str, status: str, expected: tuple[str, str]) -> None:
    assert in_short(delivery(action, status)) == expected


def test_rejected_by_a_filter_in_the_form_of_a_receipt_is_a_bounce() -> None:
    raw = disposition("automatic-action/MDN-sent-automatically; deleted", Auto_Submitted="auto-replied (rejected)")
    assert in_short(raw) == ("bounce", "certain")


def test_rejected_for_a_full_mailbox_in_the_form_of_a_receipt_is_a_bounce() -> None:
    raw = disposition(
        "automatic-action/MDN-sent-automatically; deleted", Subject="Automatically rejected mail"
    ).replace(b"Om ditt brev.", b"Mailbox is full")
    assert in_short(raw) == ("bounce", "certain")


@pytest.mark.parametrize("subject", ["Läst: Bygglov", "Gelesen: Bygglov", "Read: Bygglov", "Przeczytano: Bygglov"])
def test_displayed_is_a_read_receipt_in_any_language(subject: str) -> None:
    raw = disposition("manual-action/MDN-sent-manually; displayed", Subject=subject, Return_Path="<b@kommun.example>")
    assert in_short(raw) == ("read_receipt", "certain")


def test_deleted_unread_by_a_person_is_a_read_receipt_and_no_bounce() -> None:
    raw = disposition("manual-action/MDN-sent-automatically; deleted", Subject="Ej läst: Bygglov")
    assert in_short(raw) == ("read_receipt", "certain")


def test_wrapped_a_report_inside_a_mixed_mail() -> None:
    inner = delivery("failed", "5.1.1")
    start = inner.index(b"Content-Type: multipart/report")
    head, _, body = inner[start:].partition(b"\n\n")
    wrapped = b"--w\n" + head + b"\n\n" + body + b"--w\nContent-Type: text/plain\n\nFilter\n--w--\n"
    outer = unthreaded("", From="postmaster@kommun.example", Content_Type='multipart/mixed; boundary="w"')
    assert in_short(outer + wrapped) == ("bounce", "certain")


PLAIN = {
    "failure notice": """Hi. This is the qmail-send program at post.kommun.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bygglov@kommun.example>:
Sorry, no mailbox here by that name. (#5.1.1)
""",
    "Mail delivery failed: returning message to sender": """This message was created by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bygglov@kommun.example
    Unrouteable address
""",
    "Message status - undeliverable": """The message that you sent was undeliverable to the following:
\tbygglov (user not found)
""",
    "Kan inte levereras: Bygglov": "Det gick inte att leverera ditt meddelande till bygglov@kommun.example.\n",
    "Failure Notice": """Sorry, we were unable to deliver your message to the following address.

<bygglov@kommun.example>:
554: delivery error: dd This user doesn't have an account
""",
}


@pytest.mark.parametrize(("subject", "text"), PLAIN.items(), ids=PLAIN)
def test_wrapped_plain_text_only_of_many_servers(subject: str, text: str) -> None:
    raw = unthreaded(text, From="MAILER-DAEMON@kommun.example", Subject=subject, Return_Path="<>")
    assert in_short(raw) == ("bounce", "certain")


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@kommun.example",
        "postmaster@kommun.example",
        "Mail Delivery System <system@kommun.example>",
        "Mail Delivery Subsystem <system@kommun.example>",
        "<>",
    ],
)
def test_wrapped_every_sender_of_a_mail_system_is_known(sender: str) -> None:
    fields = {"From": sender, "Subject": "Undelivered Mail Returned to Sender", "Return_Path": "<>"}
    assert in_short(unthreaded("Bygglov finns inte.\n", **fields)) == ("bounce", "certain")


def test_wrapped_the_header_of_exim_and_gmail_names_whom_it_did_not_reach() -> None:
    raw = unthreaded("Adressen finns inte.\n", X_Failed_Recipients="bygglov@kommun.example")
    assert (in_short(raw), parse(raw).failed_recipients) == (("bounce", "certain"), ("bygglov@kommun.example",))


def test_like_an_automatic_reply_but_the_user_is_not_known() -> None:
    raw = written("That's not a valid user here.\n", From="<>", Return_Path="<>", Auto_Submitted="auto-replied")
    assert in_short(raw) == ("bounce", "likely")


@pytest.mark.parametrize("sender", ["", "<>", "MAILER-DAEMON", "()", "@", "\ufeff"])
@pytest.mark.parametrize("text", ["", "<", "message-id: <\n", "--- The following addresses had permanent fatal errors"])
def test_odd_mail_on_which_detectors_crash_still_gets_a_judgement(sender: str, text: str) -> None:
    raw = unthreaded(text, From=sender, Subject="failure notice", Return_Path="<>")
    assert judged(raw).kind in {"bounce", "other"}


def test_human_words_about_a_bounce_are_no_bounce() -> None:
    text = "Hej!\n\nDitt förra mejl kunde inte levereras, men en friggebod upp till 15 kvm kräver inget bygglov.\n"
    assert in_short(written(text))[0] == "answer"


def test_a_report_that_returns_nothing_of_ours_is_still_a_bounce() -> None:
    assert in_short(report("delivery-status", "Reporting-MTA: dns; a\n\nAction: failed\nStatus: 5.0.0\n", "")) == (
        "bounce",
        "certain",
    )


def test_finding_a_bounced_letter_is_undelivered_and_never_sent_again(
    store: Store, clock: SteppedClock, town: Town, wave_id: int
) -> None:
    assert wave_id
    send_due(store, clock, "probes", town.outgoing, WORKER)
    with store.reading() as session:
        letter = session.get_one(MailProbe, 1)
    returned = OUR_FIELDS.replace(OURS, letter.message_id or "")
    raw = delivery("failed", "5.1.1", returned=returned, To="anna.ek1@probes.test")
    raw = raw.replace(b"bygglov@kommun.example", b"kommun@vetlanda.test")
    with SMTP("127.0.0.1", town.servers.smtp_port) as server:
        server.sendmail("", ["anna.ek1@probes.test"], raw.replace(b"\n", b"\r\n"))
    take_in(store, clock, "probes", town.open_mailbox)
    sent_again = send_due(store, clock, "probes", town.outgoing, WORKER)
    with store.reading() as session:
        assert (session.get_one(MailProbe, 1).state, sent_again) == ("undelivered", 0)
