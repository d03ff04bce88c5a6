"""The traps of parsing, quoting and showing mails, each by its name; every one was met in real mail."""

import time
from datetime import UTC, datetime

import pytest

from mail_probe.message import Letter, compose, parse
from mail_probe.quote import split
from mail_probe.reading.attachments import attachment_bytes
from mail_probe.reading.authentication import authentication
from mail_probe.reading.extra_information import extra_of
from mail_probe.reading.safe_html import safe_html
from mail_probe.reading.sender_details import details_of

SECONDS_ALLOWED = 1.0
FROM = b"From: Karin Berg <karin@kommun.example>\n"


@pytest.mark.parametrize("charset", [b"DEFAULT", b"X-UNKNOWN", b"X-GBK", b'""', b"utf-8-sig8", b"_ascii"])
def test_trap_unknown_charset(charset: bytes) -> None:
    raw = FROM + b"Content-Type: text/plain; charset=" + charset + "\n\nÅtta å".encode()
    assert (parse(raw).text, parse(raw).problems) == ("Åtta å", ("charset guessed",))


def test_trap_latin_1_that_is_windows_1252() -> None:
    assert (
        parse(FROM + b"Content-Type: text/plain; charset=iso-8859-1\n\n15 \x80 \x96 \x94ja\x94").text == "15 € – ”ja”"
    )


def test_trap_charset_undeclared() -> None:
    assert parse(FROM + b"\n\xc5tta \xe5").text == "Åtta å"


def test_trap_html_in_the_plain_part() -> None:
    raw = FROM + b"Content-Type: text/plain\n\nHej!<br>Nej, det beh\xc3\xb6vs inte.<br><br>Mvh<br>Karin"
    assert parse(raw).text.split() == ["Hej!", "Nej,", "det", "behövs", "inte.", "Mvh", "Karin"]


def test_trap_a_person_who_writes_less_than_is_no_html() -> None:
    assert parse(FROM + b"\nAvst\xc3\xa5ndet <b> ska vara < 4 m.").text == "Avståndet <b> ska vara < 4 m."


def test_trap_html_only_answer() -> None:
    assert parse(FROM + b"Content-Type: text/html\n\n<p>Nej.</p>").text.strip() == "Nej."


def test_trap_empty_plain_part_beside_html() -> None:
    raw = (
        FROM + b"Content-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>Nej.</p>\n--b--\n"
    )
    assert parse(raw).text.strip() == "Nej."


def test_trap_answer_that_is_only_an_attachment() -> None:
    raw = FROM + b"Content-Type: application/pdf; name=svar.pdf\n\n%PDF-1.4"
    assert (parse(raw).text, [extra.value for extra in extra_of(parse(raw))]) == ("", ["svar.pdf"])


def test_trap_message_id_that_breaks_the_standard_parser() -> None:
    assert parse(b"Message-ID: " + b"<" * 5_000 + b"\n\nHej").message_id is None


def test_trap_parentheses_nested_in_the_sender() -> None:
    assert parse(b"From: " + b"(" * 5_000 + b"a@b.example\n\nHej").from_address == "a@b.example"


def test_trap_a_thousand_nested_multiparts() -> None:
    level = 'Content-Type: multipart/mixed; boundary="b{0}"\n\n--b{0}\n'
    raw = "".join(level.format(number) for number in range(1_000)).encode() + b"\nhej\n"
    assert parse(raw).problems == ("cut: more than 30 levels",)


SLOW = {
    "encoded_words": b"Subject: " + b"=?utf-8?q?a?= " * 8_500 + b"\n\nhej",
    "addresses": b"To: " + b"a@b.example, " * 20_000 + b"\n\nhej",
    "parts": b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 50_000,
    "blank_lines": FROM + b"\n" + b"\n" * 50_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_trap_mails_that_cost_the_standard_parser_seconds(name: str) -> None:
    began = time.perf_counter()
    split(parse(SLOW[name]).text)
    assert time.perf_counter() - began < SECONDS_ALLOWED


def letter(domain: str) -> bytes:
    """A letter from this domain, as it is sent."""
    at = datetime(2017, 10, 16, 17, 12, tzinfo=UTC)
    return compose(Letter(f"{'ab' * 16}@{domain}", "Anna Ek", f"a@{domain}", "info@kommun.example", "Lov", "Hej!", at))


def test_trap_an_id_longer_than_a_line_is_encoded() -> None:
    domain = f"{'a' * 30}.example"
    assert f"<{'ab' * 16}@{domain}>\r\n".encode() in letter(domain)


def test_trap_a_signature_below_a_blank_line_is_lost() -> None:
    text = "Nej.\n\nMed vänlig hälsning\n\nKarin Berg\n\nFrån: Anna\nSkickat: tisdag\nTill: Bygglov\nÄmne: Lov\n\nHej!"
    assert split(text).visible == "Nej.\n\nMed vänlig hälsning\n\nKarin Berg"


@pytest.mark.parametrize(
    "history",
    [">>> Anna Ek 2017-10-03 14:05 >>>\nHej!", "---- Ursprungligt meddelande ----\nMottaget: 2017-10-03 14:05\nHej!"],
)
def test_trap_quotes_that_other_libraries_miss(history: str) -> None:
    assert split(f"Nej.\n\n{history}").quoted == history


def test_trap_function_name_is_no_person() -> None:
    details = details_of("Nej.\n\nMed vänlig hälsning\nKontaktcenter", "Kontaktcenter")
    assert (details.name, details.function is not None) == (None, True)


@pytest.mark.parametrize(
    "line",
    [
        "www.kommun.example",
        "https://www.facebook.com/kommun",
        "Läs om GDPR på https://www.kommun.example/om/behandling-av-uppgifter",
    ],
)
def test_trap_links_that_stand_in_every_mail(line: str) -> None:
    assert extra_of(parse(FROM + b"Content-Type: text/plain; charset=utf-8\n\nNej.\n" + line.encode())) == ()


def test_trap_tracking_pixel() -> None:
    raw = FROM + b'Content-Type: text/html\n\n<p>Nej.</p><img src="https://spar.example/1.gif" width=1 height=1>'
    assert safe_html(raw) == "<p>Nej.</p>"


@pytest.mark.parametrize("depth", [20_000, 100_000])
def test_trap_deeply_nested_tags(depth: int) -> None:
    began = time.perf_counter()
    safe_html(FROM + b"Content-Type: text/html\n\n" + b"<div>" * depth)
    assert time.perf_counter() - began < SECONDS_ALLOWED


def test_trap_archives_are_never_unpacked() -> None:
    bomb = b"PK\x03\x04" + b"\0" * 1_000
    attachment, data = attachment_bytes(FROM + b"Content-Type: application/zip; name=a.zip\n\n" + bomb, 0)
    assert (attachment.size, data) == (1_004, bomb)


def test_trap_forged_authentication_results() -> None:
    forged = b"Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=kommun.example\n"
    assert authentication(forged + FROM + b"\nHej", ("mx.brevlada.example",)) == ()


def test_trap_header_injection() -> None:
    with pytest.raises(ValueError, match="line break"):
        letter("b.example\r\nBcc: x@y.example")
