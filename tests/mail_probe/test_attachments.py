"""The files of a mail: listed, handed out one by one, and found inside a winmail.dat."""

import base64
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_probe.message import parse
from mail_probe.reading.attachments import Attachment, attachment_bytes, sniffed_type
from mail_probe.reading.tnef import Unwrapped, unwrap
from shopper.faults import NotThere

SECONDS_ALLOWED = 1.0
PDF = b"%PDF-1.4\n\x00\xff"


def mail_with(*files: tuple[str, str, bytes], text: str = "Se bilagan.", fields: str = "") -> bytes:
    """A mail with this text and these files: name, type and bytes."""
    parts = [f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"]
    for name, content_type, data in files:
        body = base64.encodebytes(data).decode()
        head = f'Content-Type: {content_type}; name="{name}"\nContent-Transfer-Encoding: base64\n{fields}'
        parts.append(f"--b\n{head}\n{body}")
    return f"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{''.join(parts)}--b--\n".encode()


def test_a_file_is_handed_out_as_it_was_sent() -> None:
    raw = mail_with(("a.txt", "text/plain", b"hej"), ("svar.pdf", "application/pdf", PDF))
    assert attachment_bytes(raw, 1) == (Attachment("svar.pdf", "application/pdf", 11, "application/pdf"), PDF)


def test_files_are_numbered_as_they_are_listed() -> None:
    raw = mail_with(("a.txt", "text/plain", b"hej"), ("svar.pdf", "application/pdf", PDF))
    assert tuple(attachment_bytes(raw, number)[0] for number in range(2)) == parse(raw).attachments


@pytest.mark.parametrize("number", [-1, 1, 10_000])
def test_a_file_that_is_not_there_is_said_to_be_so(number: int) -> None:
    with pytest.raises(NotThere, match=f"the mail has no attachment {number}; it has 1"):
        attachment_bytes(mail_with(("a.txt", "text/plain", b"hej")), number)


@pytest.mark.parametrize(
    ("first_bytes", "media_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04" + b"\0" * 26 + b"photo.jpg", "application/zip"),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "application/vnd.openxmlformats-officedocument"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"{\\rtf1", "application/rtf"),
        ("Hej på dig\n".encode(), "text/plain"),
        (b"MZ\x90\x00\x03", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_type_is_told_from_the_first_bytes(first_bytes: bytes, media_type: str) -> None:
    assert sniffed_type(first_bytes) == media_type


@pytest.mark.parametrize(
    ("fields", "is_inline"),
    [
        ("Content-ID: <logo>\n", True),
        ("Content-Disposition: inline\n", True),
        ("Content-ID: <logo>\nContent-Disposition: attachment\n", False),
        ("", False),
    ],
)
def test_a_picture_inside_the_text_is_told_from_a_file(fields: str, is_inline: bool) -> None:  # noqa: FBT001
    mail = parse(mail_with(("logo.png", "image/png", b"\x89PNG\r\n\x1a\n"), fields=fields))
    assert [file.inline for file in mail.attachments] == [is_inline]


def winmail(*objects: tuple[int, int, bytes]) -> bytes:
    """A winmail.dat of these objects: level, name with type, and body (MS-OXTNEF 2.1.3)."""
    blocks = [struct.pack("<BII", level, name, len(body)) + body + b"\0\0" for level, name, body in objects]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(blocks)


def property_of(name: int, kind: int, *values: bytes) -> bytes:
    """A MAPI property with values that carry their length."""
    padded = [struct.pack("<I", len(value)) + value + b"\0" * (-len(value) % 4) for value in values]
    return struct.pack("<HHI", kind, name, len(values)) + b"".join(padded)


CODE_PAGE = (1, 0x00069007, struct.pack("<II", 1252, 0))
BODY = (1, 0x0002800C, "Nej, på 15 kvm behövs inget lov.\0".encode("cp1252"))
FILE = ((2, 0x00069002, b"\0" * 14), (2, 0x00018010, b"TAXA~1.PDF\0"), (2, 0x0006800F, PDF))
LONG_NAME = (2, 0x00069005, struct.pack("<I", 1) + property_of(0x3707, 0x1F, "taxa för lov.pdf\0".encode("utf-16-le")))


def test_the_text_and_the_files_of_a_winmail_dat_stand_in_its_place() -> None:
    wrapped = winmail(CODE_PAGE, BODY, *FILE, LONG_NAME)
    mail = parse(mail_with(("winmail.dat", "application/ms-tnef", wrapped), text=""))
    assert (mail.text.strip(), mail.attachments, mail.problems) == (
        "Nej, på 15 kvm behövs inget lov.",
        (Attachment("taxa för lov.pdf", "application/octet-stream", 11, "application/pdf"),),
        (),
    )


def test_a_file_inside_a_winmail_dat_is_handed_out() -> None:
    raw = mail_with(("winmail.dat", "application/ms-tnef", winmail(CODE_PAGE, BODY, *FILE)))
    assert attachment_bytes(raw, 0)[1] == PDF


def test_the_text_of_the_mail_itself_goes_before_that_of_its_winmail_dat() -> None:
    raw = mail_with(("winmail.dat", "application/ms-tnef", winmail(CODE_PAGE, BODY)), text="Nej.")
    assert parse(raw).text == "Nej."


def test_html_in_a_winmail_dat_is_read() -> None:
    html = property_of(0x1013, 0x102, b"<p>Nej, det beh&ouml;vs inte.</p>")
    wrapped = winmail(CODE_PAGE, (1, 0x00069003, struct.pack("<I", 1) + html))
    assert parse(mail_with(("winmail.dat", "application/ms-tnef", wrapped), text="")).text.strip() == (
        "Nej, det behövs inte."
    )


def test_a_text_that_is_compressed_rtf_only_is_named() -> None:
    wrapped = winmail(CODE_PAGE, (1, 0x00069003, struct.pack("<I", 1) + property_of(0x1009, 0x102, b"LZFu")))
    mail = parse(mail_with(("winmail.dat", "application/ms-tnef", wrapped), text=""))
    assert (mail.text, mail.problems) == ("", ("winmail.dat: its text is RTF only",))


def test_a_winmail_dat_that_cannot_be_read_stays_a_file_and_is_named() -> None:
    mail = parse(mail_with(("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22")))
    assert ([file.name for file in mail.attachments], mail.problems) == (
        ["winmail.dat"],
        ("winmail.dat: cannot be read",),
    )


def block(count: int, properties: bytes) -> tuple[int, int, bytes]:
    """A block of message properties that says how many it holds."""
    return 1, 0x00069003, struct.pack("<I", count) + properties


HOSTILE = {
    "many_objects": winmail(*[(1, 0x0002800C, b"")] * 80_000),
    "many_unknown_objects": winmail(*[(1, 0x00068006, b"")] * 200_000),
    "property_count": winmail(block(0xFFFFFFFF, b"")),
    "value_count": winmail(block(1, struct.pack("<HHI", 0x1003, 0x1000, 0xFFFFFFFF))),
    "long_value_count": winmail(block(1, struct.pack("<HHI", 0x101F, 0x1000, 0xFFFFFFFF))),
    "value_length": winmail(block(1, struct.pack("<HHII", 0x1F, 0x1000, 1, 0xFFFFFFFF))),
    "recipients": winmail((1, 0x00069004, struct.pack("<I", 0xFFFFFFFF))),
    "embedded": winmail(
        FILE[0],
        (
            2,
            0x00069005,
            struct.pack("<I", 1)
            + property_of(
                0x3701,
                0xD,
                bytes.fromhex("0703020000000000c000000000000046") + winmail(block(0xFFFFFFFF, b"")),
            ),
        ),
    ),
    "file_without_start": winmail((2, 0x0006800F, b"x")),
    "object_length": struct.pack("<IHBII", 0x223E9F78, 1, 1, 0x0002800C, 0xFFFFFFFF) + b"x" * 100,
    "code_page": winmail((1, 0x00069007, struct.pack("<II", 0xFFFFFFFF, 0)), BODY, *FILE, LONG_NAME),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_winmail_dat_takes_long(name: str) -> None:
    began = time.perf_counter()
    unwrap(HOSTILE[name])
    assert time.perf_counter() - began < SECONDS_ALLOWED


WHOLE = winmail(
    CODE_PAGE, BODY, *FILE, LONG_NAME, block(2, property_of(0x1013, 0x102, b"a") + property_of(0x1000, 0x1F, b"b\0"))
)


@given(at=st.integers(0, len(WHOLE) - 1), value=st.binary(min_size=1, max_size=6))
def test_a_damaged_winmail_dat_gives_a_result(at: int, value: bytes) -> None:
    assert isinstance(unwrap(WHOLE[:at] + value + WHOLE[at + len(value) :]), Unwrapped | None)


@given(tail=st.binary(max_size=300))
def test_any_bytes_called_winmail_dat_give_a_result(tail: bytes) -> None:
    assert isinstance(unwrap(struct.pack("<IH", 0x223E9F78, 1) + tail), Unwrapped | None)


def test_file_names_in_a_thousand_pieces_cost_no_second() -> None:
    part = b"--b\r\nContent-Disposition: attachment; " + b"f*0=x;" * 1_300 + b"\r\n\r\nx\r\n"
    raw = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 198 + b"--b--"
    began_at = time.process_time()
    assert len(parse(raw).attachments) == 198
    assert time.process_time() - began_at < SECONDS_ALLOWED


def test_a_long_file_name_in_encoded_pieces_is_read_whole() -> None:
    name = "å" * 240
    pieces = "; ".join(f"filename*{number}*={'' if number else chr(39).join(('utf-8', '', ''))}{'%C3%A5' * 24}"
                       for number in range(10))  # fmt: skip
    raw = f"Subject: x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {pieces}\r\n\r\nx"
    assert [file.name for file in parse(raw.encode()).attachments] == [name]
