"""Bytes to a parsed mail: the fields, the tree, the text, the traces, and limits for whatever a stranger sends."""

import binascii
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail_probe.kind import Kind, classify
from mail_probe.match import Candidate, Index
from mail_probe.message import Arrival, arrival, fingerprint, parse
from mail_probe.quote import split
from mail_probe.reading.attachments import Attachment
from mail_probe.reading.body import Link
from mail_probe.reading.parts import DeliveryReport
from tests.mail_probe.hostile import HOSTILE

SECONDS_ALLOWED = 3.0
ARRIVED_AT = datetime(2017, 10, 4, 7, 12, tzinfo=UTC)
CANDIDATE = Candidate(1, "a@b.example", "x@y.example", "Hej", "Hej på dig du", None, ("b.example",), is_open=True)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_gives_a_result_in_bounded_time(name: str) -> None:
    began = time.perf_counter()
    mail = parse(HOSTILE[name])
    classify(mail)
    Index([CANDIDATE]).find(mail, ARRIVED_AT)
    assert time.perf_counter() - began < SECONDS_ALLOWED


@given(raw=st.binary(max_size=3_000))
def test_any_bytes_give_a_result(raw: bytes) -> None:
    assert classify(parse(raw)).kind in set(Kind)


FIELD = st.sampled_from(
    ["From", "To", "Subject", "Date", "Content-Type", "Message-ID", "In-Reply-To", "Auto-Submitted", "Return-Path"]
)
VALUE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["multipart/mixed; boundary=b", "multipart/report; boundary=b", "text/html", "=?utf-8?b?4pyT=?=", "<>", "<a@b>"]
    ),
)
PIECE = st.sampled_from(
    ["--b\n", "--b--\n", "\n", "Content-Type: message/delivery-status\n\n", "Action: failed\n", "Hej!\n", "> citat\n"]
)


@settings(deadline=None)
@given(fields=st.lists(st.tuples(FIELD, VALUE), max_size=8), pieces=st.lists(PIECE, max_size=12))
def test_anything_shaped_like_a_mail_gives_a_result(fields: list[tuple[str, str]], pieces: list[str]) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in fields)
    mail = parse((head + "\n" + "".join(pieces)).encode("utf-8", "surrogatepass"))
    assert (classify(mail).kind in set(Kind), Index([CANDIDATE]).find(mail, ARRIVED_AT).evidence != ()) == (True, True)


UNSTORABLE = {
    "nul": b"From: a@b.example\nSubject: a\0b\n\nc\0d",
    "utf7_subject": b"From: a@b.example\nSubject: =?utf-7?q?+2AA-?=\n\nc",
    "utf7_body": b"From: a@b.example\nContent-Type: text/plain; charset=utf-7\n\n+2AA-",
    "markup": b"From: a@b.example\nContent-Type: text/html\n\n<p>a&#xD800;&#0;b</p>",
    "file_name": b"From: a@b.example\nContent-Type: application/pdf; name*=utf-7''+2AA-\n\nx",
    "id": b"Message-ID: <a\0b@c.example>\n\nc",
}


@pytest.mark.parametrize("name", UNSTORABLE)
def test_every_text_can_be_stored_in_any_database(name: str) -> None:
    mail = parse(UNSTORABLE[name])
    texts = [mail.message_id or "", mail.subject, mail.text, *(file.name for file in mail.attachments)]
    stored = "".join(texts).encode("utf-8")
    assert b"\0" not in stored


@given(text=st.text(max_size=500))
def test_no_line_is_lost_when_a_text_is_split(text: str) -> None:
    parts = split(text)
    kept = [line for line in (*parts.visible.splitlines(), *parts.quoted.splitlines()) if line.strip()]
    assert sorted(kept) == sorted(line for line in text.splitlines() if line.strip())


def test_fields_are_decoded() -> None:
    mail = parse(
        b"From: =?iso-8859-1?Q?Ek=2C_K=E5re?= <Kare.EK@Kommun.example>\n"
        b"Reply-To: arende+17@Kommun.example\n"
        b"To: anna@brevlada.example\nCc: Kopia <kopia@brevlada.example>\n"
        b"Delivered-To: alla@brevlada.example\nX-Original-To: anna@brevlada.example\n"
        b"Subject: =?utf-8?q?Bygglov_f=C3?= =?utf-8?q?=B6r?=\n friggebod\n"
        b"Date: Wed, 4 Oct 2017 09:12:00 +0200\nMessage-ID: <svar@kommun.example>\n\nHej"
    )
    assert (mail.from_name, mail.from_address, mail.reply_to, mail.recipients, mail.subject, mail.date) == (
        "Ek, Kåre",
        "kare.ek@kommun.example",
        "arende+17@kommun.example",
        ("alla@brevlada.example", "anna@brevlada.example", "kopia@brevlada.example"),
        "Bygglov för friggebod",
        datetime(2017, 10, 4, 7, 12, tzinfo=UTC),
    )


def test_fields_beyond_the_limit_are_left_out_and_named_and_the_body_is_kept() -> None:
    mail = parse(b"Subject: a\n" + b"X-Long: yyyyyyyyyy\n" * 20_000 + b"To: late@brevlada.example\n\nHej")
    assert (mail.subject, mail.recipients, mail.text, mail.problems) == (
        "a",
        (),
        "Hej",
        ("cut: header fields beyond the limit",),
    )


def test_ids_come_from_every_field_that_names_a_parent_folded_or_not() -> None:
    mail = parse(
        b"In-Reply-To: Anna's message of Tuesday <a@x.example>\n"
        b"References: <b@x.example>\n\t<c@\n x.example> <a@x.example>\n"
        b"X-MS-Exchange-Parent-Message-Id: <d@x.example>\nMessage-ID: own@kommun.example\n\nHej"
    )
    assert (mail.message_id, mail.in_reply_to, mail.parent_ids) == (
        "own@kommun.example",
        ("a@x.example",),
        ("a@x.example", "b@x.example", "c@x.example", "d@x.example"),
    )


@pytest.mark.parametrize(
    "unusable", [b"x" * 6_000 + b"@y.example", b"<" + b"x" * 900 + b"@y.example>", "<å@y.example>".encode()]
)
def test_ids_that_no_index_can_hold_are_left_out(unusable: bytes) -> None:
    mail = parse(b"Message-ID: " + unusable + b"\nReferences: <a@x.example> " + unusable + b"\n\nHej")
    assert (mail.message_id, mail.parent_ids) == (None, ("a@x.example",))


def test_domains_with_letters_of_their_own_are_compared_in_wire_form() -> None:
    assert parse("From: info@växjö.example\n\nHej".encode()).from_address == "info@xn--vxj-qla6g.example"


def test_fields_are_found_whatever_their_case_and_number() -> None:
    headers = parse(b"received: one\nReceived: two\n\n").headers
    assert (headers.every("RECEIVED"), headers.first("received"), headers.first("X")) == (("one", "two"), "one", "")


def test_attachments_are_listed_with_decoded_size() -> None:
    mail = parse(
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nSe bilagan.\n"
        b"--b\nContent-Type: application/pdf; name*=utf-8''svar%20p%C3%A5.pdf\nContent-Transfer-Encoding: base64\n\n"
        b"JVBERi0xLjQK\n--b--\n"
    )
    assert (mail.text, mail.attachments, mail.content_types) == (
        "Se bilagan.",
        (Attachment("svar på.pdf", "application/pdf", 9, "application/pdf"),),
        ("multipart/mixed", "text/plain", "application/pdf"),
    )


@pytest.mark.parametrize(
    ("declared", "data", "text", "problems"),
    [
        ("utf-8", "å".encode(), "å", ()),
        ("iso-8859-1", b"\x93\xe5\x94", "“å”", ()),
        ("x-unknown", "å".encode(), "å", ("charset guessed",)),
        ("us-ascii", b"\xe5", "å", ("charset guessed",)),
        ("utf-8", b"\xe5", "å", ("charset guessed",)),
    ],
)
def test_text_is_decoded_as_meant(declared: str, data: bytes, text: str, problems: tuple[str, ...]) -> None:
    mail = parse(b"From: a@b.example\nContent-Type: text/plain; charset=" + declared.encode() + b"\n\n" + data)
    assert (mail.text, mail.problems) == (text, problems)


def test_a_report_is_read_with_all_it_says() -> None:
    mail = parse(
        b"From: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; Info@Kommun.example\nAction: failed (gave up)\nStatus: 5.1.1 (unknown)\n"
        b"Diagnostic-Code: smtp; 550\n  no such user\n\n"
        b"--b\nContent-Type: message/rfc822\n\nMessage-ID: <ours@brevlada.example>\nSubject: Hej\n\nHej\n--b--\n"
    )
    assert (mail.report, mail.parent_ids, mail.failed_recipients, mail.attachments) == (
        DeliveryReport("delivery-status", "failed", "5.1.1", "smtp; 550 no such user"),
        ("ours@brevlada.example",),
        ("info@kommun.example",),
        (),
    )


def test_a_forwarded_bounce_is_not_a_report_about_our_letter() -> None:
    mail = parse(
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSe nedan.\n"
        b"--b\nContent-Type: message/rfc822\n\nContent-Type: message/delivery-status\n\nAction: failed\n--b--\n"
    )
    assert mail.report is None


RECEIVED = (
    b"Received: from store (localhost) by store.brevlada.example with LMTP; Wed, 4 Oct 2017 09:12:40 +0200\n"
    b"Received: from post.kommun.example by MX.brevlada.example. (Postfix) with ESMTP id 1;\n"
    b"\tWed, 4 Oct 2017 09:12:31 +0200 (CEST)\n"
    b"Received: from inne by mx.brevlada.example with ESMTP; Mon, 2 Oct 2017 08:00:00 +0200\n"
    b"From: a@b.example\n\nHej"
)


def test_arrival_is_the_topmost_line_of_our_own_host() -> None:
    assert arrival(RECEIVED, ("mx.brevlada.example",)) == Arrival(
        at=datetime(2017, 10, 4, 7, 12, 31, tzinfo=UTC),
        line="from post.kommun.example by MX.brevlada.example. (Postfix) with ESMTP id 1; "
        "Wed, 4 Oct 2017 09:12:31 +0200 (CEST)",
    )


@pytest.mark.parametrize(
    "raw", [b"From: a@b.example\n\nHej", RECEIVED.replace(b"brevlada", b"annan"), b"", b"\xff" * 50]
)
def test_arrival_never_trusts_a_strangers_line(raw: bytes) -> None:
    assert arrival(raw, ("mx.brevlada.example",)) is None


@pytest.mark.parametrize(
    ("size", "problems"), [(None, ()), (26, ()), (20, ()), (16_000_026, ("left on the server: 16000000 bytes",))]
)
def test_what_was_left_on_the_server_is_named(size: int | None, problems: tuple[str, ...]) -> None:
    assert parse(b"From: a@b.example\r\n\r\nHej!!", size=size).problems == problems


def test_all_mails_of_a_thread_have_the_same_root() -> None:
    root = bytes([1, *range(21)])
    first, second = (
        parse(b"Thread-Index: " + binascii.b2a_base64(root + rest) + b"\nHej").thread_root for rest in (b"", b"reply")
    )
    assert (first, second) == (root.hex(), root.hex())


@pytest.mark.parametrize("value", [b"", b"AQ==", b"AQHT", b"#" * 40, b"A" * 40, "å".encode() * 40])
def test_a_thread_index_of_another_form_is_none(value: bytes) -> None:
    assert parse(b"Thread-Index: " + value + b"\n\nHej").thread_root is None


def test_the_envelope_id_of_our_letter_is_read_from_a_report() -> None:
    mail = parse(
        b"From: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n"
        b"Original-Envelope-Id: 0123456789abcdef\n\nFinal-Recipient: rfc822; a@b.example\nAction: delayed\n--b--\n"
    )
    assert mail.envelope_ids == ("0123456789abcdef",)


def test_links_of_html_are_read_with_their_words() -> None:
    mail = parse(
        b"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n"
        b"<p>Se <A class=x HREF='https://b.example/?a&amp;b'>v\xc3\xa5r <i>sida</i></A> <a name=x>h\xc3\xa4r</a></p>"
    )
    assert mail.links == (Link("vår sida", "https://b.example/?a&b"),)


def test_a_broken_date_of_our_host_is_no_arrival() -> None:
    assert arrival(b"Received: by mx.brevlada.example; Thu, 99 Foo 2017\n\n", ("mx.brevlada.example",)) is None


def test_the_fingerprint_is_the_same_whatever_way_the_mail_took() -> None:
    other_way = b"Return-Path: <x@y.example>\r\nDelivered-To: b\r\nFrom: a@b.example\r\n\r\nHej\r\n"
    assert fingerprint(RECEIVED) == fingerprint(other_way)


def test_the_fingerprint_differs_with_the_text() -> None:
    assert fingerprint(b"From: a@b.example\n\nHej") != fingerprint(b"From: a@b.example\n\nHej!")
