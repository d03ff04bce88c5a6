"""The entry sheet for Kolada: Measures 1 to 3 as they are printed, with n and what to know about the rounding."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from report_templates.files.kolada_sheet import Measured, kolada_csv, kolada_xlsx
from report_templates.language import SWEDISH, language_of
from report_templates.material import Material
from shopper.method import load_method

ROUNDING = (
    "Räknat på antalen blir det 85\u00a0%. "
    "Summan av de redan avrundade delarna, som äldre rapporter skriver, är 84\u00a0%."
)
METHOD = load_method("kkik-2017")


@pytest.fixture
def measured(data_material: Material) -> Measured:
    subject = data_material.subject
    return Measured("0685", "Vetlanda", subject.last_day, data_material.figures.total)


@pytest.fixture
def unmeasured(empty_material: Material) -> Measured:
    return Measured("0180", "Stockholm", empty_material.subject.last_day, empty_material.figures.total)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_three_measures_stand_as_printed_with_their_counts(measured: Measured) -> None:
    rows = rows_of(kolada_csv([measured], METHOD, SWEDISH))[1:]
    assert rows == [
        ["0685", "Vetlanda", "2017", "1", METHOD.measure_1.title, "85", "44", "52", "52", ROUNDING],
        ["0685", "Vetlanda", "2017", "2", METHOD.measure_2.title, "52", "28", "54", "54", ""],
        ["0685", "Vetlanda", "2017", "3", METHOD.measure_3.title, "74", "69", "93", "31", ""],
    ]


def test_an_empty_measurement_has_no_value_and_says_what_to_do(unmeasured: Measured) -> None:
    rows = rows_of(kolada_csv([unmeasured], METHOD, SWEDISH))[1:]
    note = "Det fanns inget att räkna på: lämna värdet tomt, skriv inte noll."
    assert [(row[5], row[8], row[9]) for row in rows] == [("", "0", note)] * 3


def test_calls_in_review_are_noted_with_the_measures_of_the_calls(measured: Measured) -> None:
    rows = rows_of(kolada_csv([replace(measured, not_reviewed=3)], METHOD, SWEDISH))[1:]
    waiting = "3 samtal väntar på granskning och räknas inte."
    assert [row[9] for row in rows] == [ROUNDING, waiting, waiting]


def test_a_whole_wave_is_one_sheet(measured: Measured, unmeasured: Measured) -> None:
    rows = rows_of(kolada_csv([measured, unmeasured], METHOD, SWEDISH))[1:]
    assert [(row[0], row[3]) for row in rows] == [(code, number) for code in ("0685", "0180") for number in "123"]


def test_the_workbook_has_the_same_values_as_numbers(measured: Measured, unmeasured: Measured) -> None:
    both = [measured, unmeasured]
    sheet = openpyxl.load_workbook(io.BytesIO(kolada_xlsx(both, METHOD, SWEDISH))).active
    assert sheet is not None
    shown = [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(min_row=5, values_only=True)
    ]
    assert shown == rows_of(kolada_csv(both, METHOD, SWEDISH))[1:]


def test_the_code_of_a_municipality_keeps_its_first_zero(measured: Measured) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(kolada_xlsx([measured], METHOD, SWEDISH))).active
    assert sheet is not None
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["F5"].number_format) == ("0685", "s", '0" %"')


@pytest.mark.parametrize(("code", "shown"), [("sv", '0" %"'), ("en", '0"%"')])
def test_per_cent_stand_as_the_language_writes_them(measured: Measured, code: str, shown: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(kolada_xlsx([measured], METHOD, language_of(code)))).active
    assert sheet is not None
    assert sheet["F5"].number_format == shown


def test_a_hostile_name_never_becomes_a_formula(measured: Measured) -> None:
    hostile = [replace(measured, name="=1+1")]
    sheet = openpyxl.load_workbook(io.BytesIO(kolada_xlsx(hostile, METHOD, SWEDISH))).active
    assert sheet is not None
    assert (sheet["B5"].value, sheet["B5"].data_type, rows_of(kolada_csv(hostile, METHOD, SWEDISH))[1][1]) == (
        "=1+1",
        "s",
        "'=1+1",
    )


def test_two_runs_give_the_same_bytes(measured: Measured) -> None:
    assert kolada_xlsx([measured], METHOD, SWEDISH) == kolada_xlsx([measured], METHOD, SWEDISH)
