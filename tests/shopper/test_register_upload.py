"""Uploaded tables: CSV in the encodings that programs write, XLSX, and hostile files refused with one rule."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from shopper.register_upload import LARGEST_FILE, MOST_LINES, RefusedUpload, table_text


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook with these rows on its first sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def packed(**parts: bytes) -> bytes:
    """A ZIP file with these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_programs_write(encoding: str) -> None:
    assert table_text("kod,namn\n0680,Jönköping".encode(encoding)) == "kod,namn\n0680,Jönköping"


def test_a_workbook_becomes_lines_with_tabs() -> None:
    rows = (("kod", "namn", None), (685, "Vetlanda\nkommun", 27419.0), (None, None, None), ("0682", True))
    assert table_text(workbook(*rows)) == "kod\tnamn\n685\tVetlanda kommun\t27419\n0682\tTrue\n"


def test_a_formula_is_never_computed() -> None:
    assert table_text(workbook(("0685", "=1+1"))) == "0685\n"


def _spoiled(raw: bytes) -> bytes:
    """The same with bytes in the middle that cannot be unpacked."""
    return raw[:60] + b"\xff" * 40 + raw[100:]


def hostile() -> list[tuple[str, bytes, str]]:
    """Name, bytes and the rule by which they are refused."""
    good = io.BytesIO(workbook(("0685",)))
    with zipfile.ZipFile(good) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]>' + parts[sheet].partition(b"?>")[2]
    return [
        ("empty", b"", "empty"),
        ("spaces", b" \n ", "empty"),
        ("too large", b"0" * (LARGEST_FILE + 1), "too_large"),
        ("picture", b"\x89PNG\r\n\x1a\n\0\0\0", "no_table"),
        ("half UTF-16", b"\xff\xfe\0\xd8", "no_table"),
        ("too many lines", b"0685\n" * (MOST_LINES + 1), "too_many_lines"),
        ("no ZIP", b"PK\x03\x04 and so on", "no_table"),
        ("another ZIP", packed(a=b"b"), "no_table"),
        ("bomb", packed(**(parts | {"xl/bomb.xml": b"0" * 9_000_000})), "too_large"),
        ("many parts", packed(**{f"a{number}": b"" for number in range(300)}), "too_large"),
        ("entities", packed(**(parts | {sheet: entities})), "no_table"),
        ("broken sheet", packed(**(parts | {sheet: b"<worksheet"})), "no_table"),
        ("spoiled part", workbook(("0685",)).replace(b"\x00\x08\x00", b"\x00\x63\x00"), "no_table"),
        ("spoiled bytes", _spoiled(packed(**{"a.xml": bytes(range(256)) * 40})), "no_table"),
        ("long sheet", workbook(*[("0685",)] * (MOST_LINES + 1)), "too_many_lines"),
        ("empty sheet", workbook(), "empty"),
    ]


@pytest.mark.parametrize(("name", "raw", "rule"), hostile(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_hostile_file_is_refused_by_one_rule(name: str, raw: bytes, rule: str) -> None:
    assert name
    with pytest.raises(RefusedUpload) as refused:
        table_text(raw)
    assert refused.value.rule == rule
