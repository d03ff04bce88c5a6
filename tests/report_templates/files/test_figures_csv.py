"""The figures and their code book as CSV: every figure on a row, exact, safe to open, the same bytes each time."""

import csv
import io
from decimal import Decimal

import pytest

from report_templates.files.codebook import codebook_csv, codebook_md
from report_templates.files.csv_text import csv_bytes
from report_templates.files.figures_csv import COLUMNS, figures_csv
from report_templates.material import Material
from scoring.trace import read_trace, traced


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def row_of(material: Material, area: str, key: str) -> dict[str, str]:
    found = [row for row in rows_of(figures_csv(material)) if (row["area_code"], row["key"]) == (area, key)]
    assert len(found) == 1
    return found[0]


def test_a_share_stands_with_its_proof(data_material: Material) -> None:
    row = row_of(data_material, "total", "measure_1_pct")
    assert row == {
        "municipality_code": "0685",
        "municipality": "Vetlanda",
        "wave": "Hösten 2017",
        "first_day": "2017-10-16",
        "last_day": "2017-11-12",
        "method": "kkik-2017 1",
        "method_sha256": data_material.figures.method_checksum,
        "area_code": "total",
        "area": "Kommunen som helhet",
        "in_total": "yes",
        "factor": "reply_times",
        "key": "measure_1_pct",
        "name": "Mått 1: besvarade inom 18 arbetstimmar",
        "unit": "percent",
        "numerator": "44",
        "denominator": "52",
        "contacts": "52",
        "value": "84.615385",
        "value_rounded": "85",
        "low": "72.475915",
        "high": "91.992315",
        "formula": "Besvarade inom 18 arbetstimmar / skickade brev",
        "trace_code": row["trace_code"],
    }


def test_every_figure_of_every_area_has_one_row(data_material: Material) -> None:
    sets = (data_material.figures.total, *data_material.figures.areas)
    wanted = [(found.area or "total", key) for found in sets for key in found.figures]
    written = [(row["area_code"], row["key"]) for row in rows_of(figures_csv(data_material))]
    assert (sorted(written), len(written)) == (sorted(wanted), len(set(written)))


def test_every_trace_code_leads_back_to_its_row(data_material: Material) -> None:
    for row in rows_of(figures_csv(data_material)):
        measurement, area_no, figure_no = read_trace(row["trace_code"])
        area, key = traced(data_material.figures, area_no, figure_no)
        assert (measurement, area or "total", key) == (412, row["area_code"], row["key"])


def test_points_tell_how_many_contacts_they_are_from(data_material: Material) -> None:
    row = row_of(data_material, "total", "measure_3_pct")
    assert (row["numerator"], row["denominator"], row["contacts"], row["value_rounded"]) == ("69", "93", "31", "74")


def test_hours_are_decimals_with_a_point(data_material: Material) -> None:
    row = row_of(data_material, "total", "mean_hours")
    share = Decimal(row["numerator"]) / int(row["denominator"])
    assert (row["unit"], row["value_rounded"], round(share, 4)) == ("hours", "7.3", round(Decimal(row["value"]), 4))


def test_an_empty_base_is_an_empty_value_and_never_zero(empty_material: Material) -> None:
    row = row_of(empty_material, "total", "contact_pct")
    assert [row[column] for column in ("numerator", "denominator", "value", "value_rounded", "low", "trace_code")] == [
        *("0", "0", "", "", "", ""),
    ]


def test_an_area_outside_the_total_says_so(data_material: Material) -> None:
    outside = {row["area_code"] for row in rows_of(figures_csv(data_material)) if row["in_total"] == "no"}
    assert outside == {"kommunledningskontor"}


def test_names_are_in_the_language_of_the_report_and_codes_are_not(english_material: Material) -> None:
    row = row_of(english_material, "total", "contact_pct")
    assert (row["area"], row["name"], row["key"], row["unit"], row["formula"]) == (
        "The municipality as a whole",
        "Contact with an official",
        "contact_pct",
        "percent",
        english_material.language.formula(english_material.total("contact_pct")),
    )


@pytest.mark.parametrize("text", ["=1+1", "+46 383", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    (row,) = list(csv.reader(io.StringIO(csv_bytes((), [(text, 5)]).decode("utf-8-sig"), newline="")))[1:]
    assert row == [f"'{text}", "5"]


def test_hostile_names_are_made_harmless_on_every_row(hostile_material: Material) -> None:
    rows = rows_of(figures_csv(hostile_material))
    assert {(row["municipality"], row["wave"]) for row in rows} == {('\'=HYPERLINK("x")', "'+1")}


def test_the_file_keeps_to_the_standard_of_csv_and_opens_in_a_spreadsheet(hostile_material: Material) -> None:
    content = figures_csv(hostile_material)
    assert (content[:3], content.count(b"\n"), content.endswith(b"\r\n"), b'"\'=HYPERLINK(""x"")"' in content) == (
        b"\xef\xbb\xbf",
        content.count(b"\r\n"),
        True,
        True,
    )


def test_two_runs_give_the_same_bytes(data_material: Material) -> None:
    assert figures_csv(data_material) == figures_csv(data_material)


def test_the_code_book_explains_every_column_figure_and_area(data_material: Material) -> None:
    entries = rows_of(codebook_csv(data_material))
    codes = {
        kind: {entry["code"] for entry in entries if entry["kind"] == kind} for kind in ("column", "figure", "area")
    }
    areas = {"total", *(area.code for area in data_material.method.area)}
    assert codes == {"column": set(COLUMNS), "figure": set(data_material.figures.total.figures), "area": areas}


def test_every_entry_of_the_code_book_says_something(data_material: Material) -> None:
    assert [entry for entry in rows_of(codebook_csv(data_material)) if not entry["name"] + entry["meaning"]] == []


def test_the_code_book_to_read_has_the_same_entries(data_material: Material) -> None:
    page = codebook_md(data_material).decode()
    missing = [entry["code"] for entry in rows_of(codebook_csv(data_material)) if f"- `{entry['code']}` " not in page]
    assert missing == []
