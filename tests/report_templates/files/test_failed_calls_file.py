"""The map of failed calls as data: the hours the calls were made in, each once, and together all calls of the total."""

import csv
from dataclasses import replace
from datetime import time
from io import BytesIO, StringIO

import openpyxl

from report_templates.files.codebook import entries
from report_templates.files.figure_workbook import write_figures
from report_templates.files.hours import HOUR_COLUMNS, hour_rows, hours_csv
from report_templates.material import Material
from report_templates.subject import Surroundings
from shopper.records import CallRecord


def test_every_call_of_the_total_stands_in_one_hour_and_the_failed_ones_too(
    data_material: Material, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    rows = list(hour_rows(replace(data_material, calls=vetlanda_calls)))
    places = [(row.weekday_number, row.hour_from) for row in rows]
    assert (sum(row.calls for row in rows), sum(row.failed for row in rows)) == (54, 21)
    assert places == sorted(set(places))


def test_an_hour_tells_its_weekday_its_counts_and_whether_the_switchboard_was_open(
    data_material: Material, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    opening = {2: ((time(9), time(16)),)}
    material = replace(data_material, calls=vetlanda_calls, around=Surroundings(opening=opening))
    rows = list(csv.reader(StringIO(hours_csv(material).decode("utf-8-sig"), newline="")))
    tuesday = [row for row in rows if row[0] == "2"]
    assert (rows[0], tuesday[0], tuesday[1]) == (
        list(HOUR_COLUMNS),
        ["2", "tisdag", "8", "1", "0", "closed"],
        ["2", "tisdag", "9", "1", "0", "open"],
    )


def test_the_workbook_has_the_same_rows(data_material: Material, vetlanda_calls: tuple[CallRecord, ...]) -> None:
    material = replace(data_material, calls=vetlanda_calls)
    sheet = openpyxl.load_workbook(BytesIO(write_figures(material)))["Samtal per timme"]
    found = [row[:4] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert found == [(row.weekday, row.hour_from, row.calls, row.failed) for row in hour_rows(material)]


def test_the_code_book_explains_every_column(data_material: Material) -> None:
    assert [entry.code for entry in entries(data_material) if entry.kind == "hour_column"] == list(HOUR_COLUMNS)


def test_a_measurement_without_calls_has_the_head_alone(empty_material: Material) -> None:
    assert hours_csv(empty_material).decode("utf-8-sig") == ",".join(HOUR_COLUMNS) + "\r\n"
