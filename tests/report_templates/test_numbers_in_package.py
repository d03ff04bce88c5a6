"""Every traced row of the printed report is the row of the package's data that has its trace code, and no other.

The rows are read from the text of the PDF. A number that stands alone elsewhere is held against all figures
(`test_numbers_in_pdf.py`); here each must be that of its own figure: one digit wrong in the data is noticed.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from random import Random
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from report_templates.files.figure_workbook import write_figures
from report_templates.files.package import CSV, WORKBOOK, Origin, make_package
from report_templates.material import Material
from report_templates.page import render_html
from report_templates.pdf import print_pdf
from report_templates.report import build_report
from tests.printed import printed_text

Row = dict[str, str]
Told = tuple[str, str, str, str]
"""Result, numerator and denominator, interval, number of contacts: as they are printed."""

SEED = 20171016
INTERVAL = r"(?P<interval>[\d,]+–[\d,]+ (?:%|timmar)|-)"
CODE = r"(?P<code>412-\d+-\d+[A-Z])$"
COUNTED = re.compile(
    rf"(?P<result>[\d,]+ (?:%|timmar)) +(?P<counted>[\d,]+ / \d+|\d+ \+ \d+|-) +{INTERVAL} +(?P<n>\d+) .* {CODE}",
    re.MULTILINE,
)
BASES = re.compile(rf" (?P<above>\d+) +(?P<n>\d+) +(?P<result>\d+ %) +{INTERVAL} +{CODE}", re.MULTILINE)
SUM_OF_ROUNDED, MEDIAN = "measure_1_sum_of_rounded_pct", "median_hours"


@pytest.fixture(scope="module")
def traced_material(vetlanda_material: Material) -> Material:
    return replace(vetlanda_material, subject=replace(vetlanda_material.subject, measurement_id=412))


@pytest.fixture(scope="module")
def package(traced_material: Material) -> dict[str, bytes]:
    """The files of the package, the PDF among them."""
    pdf = print_pdf(render_html(build_report(traced_material)))
    content = make_package(traced_material, Origin("0", ""), pdf, write_figures(traced_material))
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def printed(package: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Told]]:
    """Every row of the PDF that ends with a trace code, as it is printed."""
    file = tmp_path_factory.mktemp("package") / "report.pdf"
    file.write_bytes(package["report.pdf"])
    text = printed_text(file)
    rows = [(row["code"], (row["result"], row["counted"], row["interval"], row["n"])) for row in COUNTED.finditer(text)]
    return rows + [
        (row["code"], (row["result"], f"{row['above']} / {row['n']}", row["interval"], row["n"]))
        for row in BASES.finditer(text)
    ]


@pytest.fixture(scope="module")
def data(package: dict[str, bytes]) -> dict[str, Row]:
    """The rows of the package's CSV by trace code."""
    rows = csv.DictReader(StringIO(package[CSV].decode("utf-8-sig"), newline=""))
    return {row["trace_code"]: row for row in rows}


def as_printed(row: Row, data: Mapping[str, Row]) -> Told:
    """What the report should print of a row of the data, from its texts alone."""
    unit, places = (" timmar", "0.1") if row["unit"] == "hours" else (" %", "1")
    result = row["value_rounded"].replace(".", ",") + unit
    if row["key"] == SUM_OF_ROUNDED:
        bands = {other["key"]: other["value_rounded"] for other in data.values() if other["area_code"] == "total"}
        return result, f"{bands['reply_band_1_pct']} + {bands['reply_band_2_pct']}", "-", row["contacts"]
    low, high = (rounded(row[bound], places) for bound in ("low", "high"))
    above = rounded(row["numerator"], places)
    counted = "-" if row["key"] == MEDIAN else f"{above} / {row['denominator']}"
    return result, counted, f"{low}–{high}{unit}", row["contacts"]


def rounded(number: str, places: str) -> str:
    """Halves up, with a decimal comma."""
    return str(Decimal(number).quantize(Decimal(places), ROUND_HALF_UP)).replace(".", ",")


def wrong_in(printed: list[tuple[str, Told]], data: Mapping[str, Row]) -> set[str]:
    """The trace codes whose row in the PDF is not what the data gives."""
    return {code for code, told in printed if as_printed(data[code], data) != told}


def test_every_row_with_a_trace_code_is_that_of_its_own_figure_in_the_data(
    printed: list[tuple[str, Told]], data: dict[str, Row]
) -> None:
    assert (wrong_in(printed, data), len(printed) >= 20) == (set(), True)


def test_the_workbook_has_the_same_figures_as_the_text(package: dict[str, bytes], data: dict[str, Row]) -> None:
    sheet = load_workbook(BytesIO(package[WORKBOOK]))["Alla nyckeltal"]
    columns = ("key", "numerator", "denominator", "contacts", "value", "low", "high")
    found = {}
    for cells in sheet.iter_rows(min_row=5, values_only=True):
        numbers = ["" if cell is None else f"{Decimal(str(cell)).normalize():f}" for cell in cells[5:11]]
        found[cells[12]] = [cells[2], *numbers]
    assert found == {code: [row[column] for column in columns] for code, row in data.items()}


def test_a_figure_that_is_one_off_anywhere_in_the_data_is_noticed_by_its_own_row(
    printed: list[tuple[str, Told]], data: dict[str, Row]
) -> None:
    places = [
        (code, column)
        for code in sorted({code for code, _ in printed})
        for column in ("value_rounded", "numerator", "denominator", "contacts", "low", "high")
        if data[code]["key"] != SUM_OF_ROUNDED or column in {"value_rounded", "contacts"}
        if data[code]["key"] != MEDIAN or column not in {"numerator", "denominator"}
    ]
    unseen = []
    for code, column in Random(SEED).sample(places, 25):  # noqa: S311 - no secret, and the same every time
        changed = {**data[code], column: str(Decimal(data[code][column]) + 1)}
        if wrong_in(printed, {**data, code: changed}) != {code}:
            unseen.append((code, column))
    assert unseen == []
