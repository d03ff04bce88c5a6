"""Every trap of matching that real mails have shown, each by its name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from mail_probe.match import Candidate, Index, Match
from mail_probe.message import ParsedMail, parse
from mail_probe.reading.quoted_times import dated_lines, names_moment
from shopper.method import load_method

ZONE = load_method("kkik-2017").working_time.zone
SENT_AT = datetime(2017, 10, 16, 8, 12, tzinfo=ZONE)
NOW = datetime(2017, 10, 18, 8, tzinfo=UTC)
QUESTION = "Hej! Behöver jag bygglov för en friggebod på 15 kvm? Och vad kostar det i så fall?"
OTHER = "Hur lång är kön till förskolan i centrum just nu, och när får man plats?"
ID, OTHER_ID = "1" * 32 + "@brevlada.test", "2" * 32 + "@brevlada.test"
FIRST = Candidate(1, "anna@brevlada.test", ID, "Bygglov", QUESTION, SENT_AT, ("kommun.example",), is_open=True)
SECOND = Candidate(2, "bo@brevlada.test", OTHER_ID, "Förskola", OTHER, SENT_AT, ("kommun.example",), is_open=True)
TWIN = replace(FIRST, probe_id=3, address="cilla@brevlada.test", message_id="3@x.test", domains=("staden.example",))
MAIL = ParsedMail(from_address="karin@kommun.example", subject="Svar", text="Hej!")
FOREIGN = "the sender's domain is not the municipality's: crm.example"
HEAD = "From: karin@kommun.example\r\nSubject: Svar\r\n"


def found(mail: ParsedMail, *letters: Candidate) -> Match:
    return Index(letters or (FIRST, SECOND)).find(mail, NOW)


def of(head: str, body: str = "Hej!") -> ParsedMail:
    return parse(f"{HEAD}{head}\r\n{body}\r\n".encode())


@pytest.mark.parametrize("field", ["Delivered-To", "X-Original-To", "To", "Cc"])
def test_a_ticket_system_with_a_new_thread_and_subject_from_another_domain_is_known_by_the_address(field: str) -> None:
    mail = replace(of(f"{field}: Anna <ANNA+a7f@brevlada.test>\r\n"), from_address="svar@crm.example", subject="Ny")
    assert found(mail) == Match(
        1,
        "address",
        certain=True,
        evidence=(
            "delivered to the letter's own address",
            "the sender's domain is not the municipality's: crm.example",
        ),
    )


@pytest.mark.parametrize(
    "head",
    [
        f"In-Reply-To: <{ID}>\r\n",
        f"References: <a@b>\r\n <{ID}>\r\n",
        f"X-MS-Exchange-Parent-Message-Id: <{ID}>\r\n",
        f"References:  {ID}\r\n",
        f"In-Reply-To: <{ID[:16]}\r\n {ID[16:]}>\r\n",
        f"In-Reply-To: <{ID.upper()}>\r\n",
    ],
    ids=["in reply to", "references", "exchange parent", "without brackets", "folded", "in capitals"],
)
def test_ids_that_are_folded_malformed_or_of_exchange_are_read(head: str) -> None:
    assert found(of(head)) == Match(1, "ids", certain=True, evidence=("names the letter's message id",))


def report(returned: str, envelope: str = "") -> ParsedMail:
    return parse(
        (
            "From: MAILER-DAEMON@relay.example\r\nSubject: Undelivered\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            f"{envelope}Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; kommun@kommun.example\r\n"
            f"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n{returned}\r\n\r\n--b--\r\n"
        ).encode()
    )


@pytest.mark.parametrize("part", ["text/rfc822-headers", "message/rfc822", "message/global-headers"])
def test_a_bounce_without_in_reply_to_is_known_by_the_returned_headers(part: str) -> None:
    mail = report(f"Content-Type: {part}\r\n\r\nFrom: anna@x.example\r\nMessage-ID: <{ID}>\r\nSubject: Bygglov")
    assert (found(mail).probe_id, found(mail).level) == (1, "ids")


def test_a_bounce_that_returns_nothing_is_known_by_its_original_envelope_id() -> None:
    mail = report("Content-Type: text/plain\r\n\r\nnothing", f"Original-Envelope-Id: {ID.partition('@')[0]}\r\n")
    assert (found(mail).probe_id, found(mail).evidence[0]) == (1, "names the letter's envelope id")


def test_a_second_mail_of_the_municipality_is_known_by_its_thread_index() -> None:
    index = Index([FIRST, SECOND])
    index.tie(2, "first@kommun.example", "01" * 22)
    assert index.find(replace(MAIL, thread_root="01" * 22), NOW) == Match(
        2, "thread", certain=True, evidence=("in one thread with a mail that belongs to the letter",)
    )


def test_a_thread_index_of_nobody_ties_nothing() -> None:
    assert found(replace(MAIL, thread_root="02" * 22)).level == "domain"


def test_a_later_mail_that_refers_to_their_own_earlier_mail_is_known_by_it() -> None:
    index = Index([FIRST, SECOND])
    index.tie(1, "First@kommun.example", None)
    assert index.find(of("References: <first@kommun.example>\r\n"), NOW) == Match(
        1, "thread", certain=True, evidence=("follows a mail that belongs to the letter",)
    )


def test_our_own_id_weighs_more_than_their_thread() -> None:
    index = Index([FIRST, SECOND])
    index.tie(2, "first@kommun.example", None)
    assert index.find(of(f"References: <first@kommun.example> <{ID}>\r\n"), NOW).probe_id == 1


def test_most_of_the_question_in_the_quoted_part_is_enough() -> None:
    shortened = " ".join(QUESTION.split()[1:])
    assert found(replace(MAIL, text=f"Ja.\n\n> {shortened}")).evidence == ("quotes the letter's question",)


def test_half_of_the_question_is_not_enough() -> None:
    half = " ".join(QUESTION.split()[:8])
    assert found(replace(MAIL, text=f"Ja.\n\n> {half}")).level == "domain"


def test_one_question_to_two_municipalities_is_told_apart_by_the_senders_domain() -> None:
    mail = replace(MAIL, text=f"Ja.\n\n> {QUESTION}")
    assert found(mail, FIRST, TWIN) == Match(
        1, "quoted", certain=True, evidence=("quotes the letter's question", "sent from the municipality's domain")
    )


def test_one_question_to_two_municipalities_from_a_strangers_domain_goes_to_the_desk() -> None:
    mail = replace(MAIL, from_address="svar@crm.example", text=f"Ja.\n\n> {QUESTION}")
    assert found(mail, FIRST, TWIN) == Match(
        None, "quoted", certain=False, evidence=("quotes the letter's question", "several letters fit: 2")
    )


@pytest.mark.parametrize(
    "sent",
    [
        "den 16 oktober 2017 08:12",
        "2017-10-16 08:13",
        "Monday, October 16, 2017 8:12 AM",
        "16.10.2017 08.12",
        "16. oktober 2017 kl. 08:11:58",
        "Montag, 16. Oktober 2017 08:12",
    ],
)
def test_a_quoted_header_block_is_known_by_our_address_and_time(sent: str) -> None:
    text = f"Ja.\n\nFrån: Anna <anna@brevlada.test>\nSkickat: {sent}\nTill: kommun\nÄmne: x\n\nnågot annat"
    assert found(replace(MAIL, text=text)) == Match(
        1, "quoted", certain=True, evidence=("quotes the letter's address", "quotes the time it was sent")
    )


def test_the_quoted_time_tells_a_letter_from_the_one_sent_instead_of_it() -> None:
    later = replace(
        FIRST, probe_id=4, address="dan@brevlada.test", message_id="4@x.test", sent_at=SENT_AT + timedelta(2)
    )
    text = f"Ja.\n\nFrån: en medborgare\nSkickat: den 18 oktober 2017 08:12\nTill: kommun\nÄmne: x\n\n{QUESTION}"
    assert found(replace(MAIL, text=text), FIRST, later) == Match(
        4,
        "quoted",
        certain=True,
        evidence=("quotes the letter's question", "sent from the municipality's domain", "quotes the time it was sent"),
    )


@pytest.mark.parametrize(
    "line", ["den 16 oktober 2017 09:12", "den 17 oktober 2017 08:12", "klockan 08:12", "45:99 2017"]
)
def test_another_time_is_not_the_letters_time(line: str) -> None:
    assert not names_moment(dated_lines(line), SENT_AT)


@pytest.mark.parametrize(
    ("sender", "level"),
    [
        ("karin@bun.kommun.example", "subject"),
        ("karin@minkommun.example", None),
        ("karin@kommun.example.annan.test", None),
    ],
)
def test_a_lookalike_domain_is_not_the_municipalitys(sender: str, level: str | None) -> None:
    assert found(replace(MAIL, from_address=sender, subject="SV: Bygglov [Ärende 12]")).level == level


def test_two_letters_with_one_subject_go_to_the_desk() -> None:
    same = replace(SECOND, subject="bygglov")
    assert found(replace(MAIL, subject="Sv: Bygglov"), FIRST, same) == Match(
        None,
        "subject",
        certain=False,
        evidence=("the letter's subject from the municipality's domain", "several letters fit: 2"),
    )


def test_the_domain_alone_is_never_filed_on_the_first_row() -> None:
    assert found(MAIL) == Match(
        None,
        "domain",
        certain=False,
        evidence=("sent from the municipality's domain: kommun.example", "open letters of the municipality: 2"),
    )


def test_the_domain_alone_proposes_the_one_letter_that_was_open_when_the_mail_arrived() -> None:
    answered = replace(SECOND, answered_at=NOW - timedelta(hours=1))
    assert (found(MAIL, FIRST, answered).probe_id, found(MAIL, FIRST, answered).certain) == (1, False)


def test_a_letter_that_was_sent_after_the_mail_came_is_not_proposed() -> None:
    unsent = replace(SECOND, sent_at=NOW + timedelta(minutes=1))
    assert found(MAIL, FIRST, unsent).probe_id == 1


def test_a_thousand_mails_against_a_thousand_letters_take_seconds() -> None:
    letters = [
        replace(
            FIRST,
            probe_id=number,
            address=f"p{number}@brevlada.test",
            message_id=f"{number}@brevlada.test",
            subject=f"Fråga {number % 60} om bygglov",
            question=f"{QUESTION} Jag undrar särskilt om sak nummer {number % 60} i taxan.",
            domains=(f"k{number // 60}.example",),
        )
        for number in range(1000)
    ]
    index = Index(letters)
    mails = [
        replace(MAIL, from_address=f"a@k{number % 17}.example", text=f"Ja.\n\n> {letters[number].question}")
        for number in range(1000)
    ]
    started = perf_counter()
    levels = {index.find(mail, NOW).level for mail in mails}
    seconds = perf_counter() - started
    assert (levels, seconds < 5) == ({"quoted"}, True), f"{seconds:.2f} s for 1,000 mails"
