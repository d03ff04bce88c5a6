"""A letter to bytes: what the municipality sees, and what is refused before anything leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mail_probe.message import Letter, compose, new_message_id, parse

LETTER = Letter(
    message_id="0123456789abcdef0123456789abcdef@brevlada.example",
    from_name="Anna Öberg",
    from_address="anna.oberg@brevlada.example",
    to_address="info@växjö.example",
    subject="Fråga om bygglov",
    body="Hej!\nVad kostar det?\n\nAnna",
    at=datetime(2017, 10, 16, 19, 12, tzinfo=timezone(timedelta(hours=2))),
)


def test_a_letter_looks_like_one_a_citizen_wrote() -> None:
    assert compose(LETTER).decode("ascii").split("\r\n") == [
        "From: =?utf-8?q?Anna_=C3=96berg?= <anna.oberg@brevlada.example>",
        "To: info@xn--vxj-qla6g.example",
        "Subject: =?utf-8?q?Fr=C3=A5ga_om_bygglov?=",
        "Date: Mon, 16 Oct 2017 19:12:00 +0200",
        "Message-ID: <0123456789abcdef0123456789abcdef@brevlada.example>",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "",
        "Hej!",
        "Vad kostar det?",
        "",
        "Anna",
        "",
    ]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [("Hej!\nAnna", "7bit"), ("Hej på dig!", "quoted-printable"), ("ord " * 30, "quoted-printable")],
)
def test_a_text_is_encoded_only_where_it_has_to_be(body: str, encoding: str) -> None:
    assert f"Content-Transfer-Encoding: {encoding}\r\n".encode() in compose(replace(LETTER, body=body))


def test_a_letter_has_no_line_that_a_server_would_break() -> None:
    letter = replace(LETTER, subject="Fråga om " + "å" * 300, from_name="Åsa " * 40, body="å" * 5_000)
    assert max(map(len, compose(letter).split(b"\r\n"))) <= 78


def test_a_letter_reads_back_as_it_was_written() -> None:
    mail = parse(compose(LETTER))
    assert (mail.message_id, mail.from_name, mail.subject, mail.text.rstrip("\n"), mail.date) == (
        LETTER.message_id,
        LETTER.from_name,
        LETTER.subject,
        LETTER.body,
        LETTER.at.astimezone(UTC),
    )


@given(body=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1, max_size=300))
def test_any_body_survives_the_way(body: str) -> None:
    assert parse(compose(replace(LETTER, body=body))).text.rstrip("\n") == body


@given(subject=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=200))
@example(subject="=?utf-8?q?Fr=C3=A5ga?=")
def test_any_subject_survives_the_way(subject: str) -> None:
    read = message_from_bytes(compose(replace(LETTER, subject=subject)))
    assert str(make_header(decode_header(read["Subject"]))) == subject


@pytest.mark.parametrize(
    "name", ["Ek, Anna", "Anna (Ann) Ek", "=?utf-8?q?=C3=85sa?=", "Åsa, Öberg <å>", "Åsa " * 30 + "Ek"]
)
def test_a_name_survives_the_way(name: str) -> None:
    assert parse(compose(replace(LETTER, from_name=name))).from_name == name


@pytest.mark.parametrize("field", ["message_id", "from_name", "from_address", "to_address", "subject"])
@pytest.mark.parametrize("end", ["\r\nBcc: x@y.example", "\n", "\r", "\0"])
def test_a_line_break_in_a_field_is_refused(field: str, end: str) -> None:
    fields = {name: getattr(LETTER, name) for name in Letter.__dataclass_fields__}
    with pytest.raises(ValueError, match=f"the letter's {field} holds a line break or control character"):
        compose(Letter(**{**fields, field: fields[field] + end}))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a@b.example, c@d.example",
        "Anna <a@b.example>",
        "a@b@c.example",
        "ånna@b.example",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@localhost",
        "a@b..example",
        ".a@b.example",
    ],
)
def test_anything_but_exactly_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is not exactly one e-mail address"):
        compose(replace(LETTER, to_address=address))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        compose(replace(LETTER, at=LETTER.at.replace(tzinfo=None)))


def test_a_letter_without_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="no subject"):
        compose(replace(LETTER, subject=" "))


def test_a_message_id_tells_nothing() -> None:
    assert new_message_id("ab" * 16, "Växjö.example") == "ab" * 16 + "@xn--vxj-qla6g.example"


@pytest.mark.parametrize(("chance", "domain"), [("ab", "b.example"), ("AB" * 16, "b.example"), ("ab" * 16, "")])
def test_a_message_id_without_enough_chance_or_a_domain_is_refused(chance: str, domain: str) -> None:
    with pytest.raises(ValueError, match="at least 32 hex digits and a domain"):
        new_message_id(chance, domain)


def test_a_message_id_longer_than_a_line_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than a line"):
        new_message_id("ab" * 16, "a" * 50 + ".example")
