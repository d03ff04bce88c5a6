"""The plan as a workbook: contacts read back with real dates, nothing becomes a formula, the bytes are the same."""

from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from report_templates.plan_workbook import ContactRow, LoadRow, PlanBook, SpreadRow, write_plan_workbook

ZONE = ZoneInfo("Europe/Stockholm")
CALL = ContactRow(
    channel="Samtal",
    code="0685",
    municipality="Vetlanda",
    area="Bygglov",
    question=3,
    planned_at=datetime(2026, 10, 26, 9, 40, tzinfo=ZONE),
    interviewer="i1",
    is_spare=False,
    is_locked=True,
    state="Planerat",
)
LETTER = replace(CALL, channel="Brev", planned_at=datetime(2026, 10, 31, 19, 12, tzinfo=ZONE), interviewer="")
BOOK = PlanBook(
    wave="höst 2026",
    weeks=((2026, 44),),
    contacts=(CALL, LETTER),
    loads=(LoadRow("i1", 2026, 44, 1, 0.3, 20), LoadRow("i2", 2026, 44, 2, 0.7, None)),
    spreads=(SpreadRow("Samtal", "Bygglov", (1,), (1, 0, 0, 0, 0, 0, 0)),),
    rules=(("Frö", 7), ("Lunch från", time(11, 30)), ("Första dag", date(2026, 10, 12))),
)


def sheets(book: PlanBook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write_plan_workbook(book)))


def rows(book: PlanBook, name: str) -> list[tuple[object, ...]]:
    """A sheet's values below its header."""
    return list(sheets(book)[name].iter_rows(min_row=2, values_only=True))


def test_contacts_read_back_with_real_dates_and_times() -> None:
    shared = ("0685", "Vetlanda", "Bygglov", 3)
    assert rows(BOOK, "Kontakter") == [
        ("Samtal", *shared, datetime(2026, 10, 26), "mån", time(9, 40), "i1", None, "ja", "Planerat"),  # noqa: DTZ001 - a spreadsheet's date has no zone
        ("Brev", *shared, datetime(2026, 10, 31), "lör", time(19, 12), None, None, "ja", "Planerat"),  # noqa: DTZ001
    ]


def test_what_many_contacts_have_in_common_stands_in_the_row_of_each() -> None:
    odd = replace(CALL, municipality="=Vetlanda")
    book = replace(BOOK, contacts=(odd, replace(odd, planned_at=LETTER.planned_at), odd))
    shown = [(row[2], row[5], row[7]) for row in rows(book, "Kontakter")]
    first = ("=Vetlanda", datetime(2026, 10, 26), time(9, 40))  # noqa: DTZ001 - a spreadsheet's date has no zone
    second = ("=Vetlanda", datetime(2026, 10, 31), time(19, 12))  # noqa: DTZ001
    assert shown == [first, second, first]


def test_load_spread_and_rules_read_back() -> None:
    assert {name: rows(BOOK, name) for name in ("Belastning", "Spridning", "Regler")} == {
        "Belastning": [("i1", 2026, 44, 1, 0.3, 20), ("i2", 2026, 44, 2, 0.7, None)],
        "Spridning": [("Samtal", "Bygglov", 1, 1, 0, 0, 0, 0, 0, 0, 1)],
        "Regler": [("Frö", 7), ("Lunch från", time(11, 30)), ("Första dag", datetime(2026, 10, 12))],  # noqa: DTZ001
    }


def test_every_sheet_keeps_its_header_in_sight_and_has_a_filter() -> None:
    found = {sheet.title: (sheet.freeze_panes, sheet.auto_filter.ref) for sheet in sheets(BOOK).worksheets}
    assert found == {
        "Kontakter": ("A2", "A1:L3"),
        "Belastning": ("A2", "A1:F3"),
        "Spridning": ("A2", "A1:K2"),
        "Regler": ("A2", "A1:B4"),
    }


def test_dates_and_times_are_shown_as_such() -> None:
    sheet = sheets(BOOK)["Kontakter"]
    assert (sheet["F2"].number_format, sheet["H2"].number_format) == ("yyyy-mm-dd", "hh:mm")


@pytest.mark.parametrize("text", ["=1+1", "+46", "-2", "@SUM(A1)", "\tx", "#N/A", "=cmd|'/c calc'!A1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = sheets(replace(BOOK, contacts=(replace(CALL, municipality=text),)))["Kontakter"]["C2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_a_spreadsheet_cannot_hold_is_left_out() -> None:
    assert rows(replace(BOOK, contacts=(replace(CALL, municipality="Vet\x07landa"),)), "Kontakter")[0][2] == "Vetlanda"


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert write_plan_workbook(BOOK) == write_plan_workbook(replace(BOOK))


def test_a_plan_without_contacts_has_its_sheets() -> None:
    empty = replace(BOOK, weeks=(), contacts=(), loads=(), spreads=())
    assert sheets(empty).sheetnames == ["Kontakter", "Belastning", "Spridning", "Regler"]
