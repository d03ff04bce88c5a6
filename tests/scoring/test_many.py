"""Many measurements counted at once give the figures that counting one by one gives."""

from dataclasses import replace
from fractions import Fraction
from itertools import chain
from random import Random
from typing import Any

import numpy as np
import pytest

from scoring.figures import FigureSet, Unit
from scoring.many import TOTAL, exact, figures_of_waves
from scoring.measures import count
from shopper.contact_columns import ContactColumns, MeasuredIn
from shopper.faults import BadInput
from shopper.method import load_method
from shopper.record_columns import CallColumns, MailColumns, calls_as_columns, mails_as_columns
from shopper.records import CallRecord, MailRecord
from tests.by_chance import calls_by_chance, mails_by_chance

METHODS = {7: load_method("kkik-2017"), 8: load_method("kkik-2013"), 9: load_method("kkik-2017")}
"""Waves 7 and 9 are measured with one method, wave 8 with an earlier one that grades by other rules."""

MEASURED = (
    MeasuredIn(1, 7, "0685"),
    MeasuredIn(2, 8, "0685"),
    MeasuredIn(3, 9, "0685"),
    MeasuredIn(5, 7, "0760"),
    MeasuredIn(6, 8, "0780"),
)
CONTACTS = {1: 60, 2: 60, 3: 1, 5: 0, 6: 23}
NOT_ADDED_UP = ("median_hours", "measure_1_sum_of_rounded_pct")

Records = tuple[list[CallRecord], list[MailRecord]]


@pytest.fixture(scope="module")
def records() -> dict[int, Records]:
    chance = Random(17)  # noqa: S311 - chance that can be repeated
    return {
        one.measurement_id: (
            calls_by_chance(METHODS[one.wave_id], CONTACTS[one.measurement_id], chance, 1000 * one.measurement_id),
            mails_by_chance(METHODS[one.wave_id], CONTACTS[one.measurement_id], chance, 1000 * one.measurement_id),
        )
        for one in MEASURED
    }


def columns_of(records: dict[int, Records]) -> ContactColumns:
    calls = list(chain.from_iterable(calls for calls, _ in records.values()))
    mails = list(chain.from_iterable(mails for _, mails in records.values()))
    return ContactColumns(MEASURED, of_calls(calls), of_mails(mails))


def of_calls(calls: list[CallRecord]) -> CallColumns:
    columns = calls_as_columns(calls)
    return replace(columns, measurement=columns.id // 1000)


def of_mails(mails: list[MailRecord]) -> MailColumns:
    columns = mails_as_columns(mails)
    return replace(columns, measurement=columns.id // 1000)


def one_by_one(records: dict[int, Records]) -> dict[tuple[Any, ...], tuple[object, ...]]:
    found: dict[tuple[Any, ...], tuple[object, ...]] = {}
    for one in MEASURED:
        figures = count(METHODS[one.wave_id], *records[one.measurement_id])
        for set_ in (figures.total, *figures.areas):
            found |= {(one.measurement_id, one.wave_id, one.municipality, *key): value for key, value in rows_of(set_)}
    return found


def rows_of(figures: FigureSet) -> list[tuple[tuple[str, str], tuple[object, ...]]]:
    return [
        ((figures.area or TOTAL, key), (figure.unit, len(figure.ids), figure.denominator, figure.value))
        for key, figure in figures.figures.items()
        if key not in NOT_ADDED_UP
    ]


def at_once(columns: ContactColumns, **wanted: Any) -> dict[tuple[Any, ...], tuple[object, ...]]:
    frame = figures_of_waves(columns, METHODS, **wanted)
    names = ["measurement", "wave", "municipality", "area", "key", "unit", "contacts", "numerator", "denominator"]
    return {
        tuple(row[:5]): (row[5], row[6], row[8], exact(row[5], row[7], row[8]))
        for row in frame[names].itertuples(index=False, name=None)
    }


def test_every_figure_is_that_of_its_measurement_alone(records: dict[int, Records]) -> None:
    assert at_once(columns_of(records)) == one_by_one(records)


def test_the_rows_stand_in_the_order_of_measurements_areas_and_figures(records: dict[int, Records]) -> None:
    by_method = [1, 3, 5, 2, 6]
    alone = list(one_by_one(records))
    assert list(at_once(columns_of(records))) == sorted(alone, key=lambda row: by_method.index(row[0]))


def test_the_totals_of_some_figures_can_be_asked_for_alone(records: dict[int, Records]) -> None:
    wanted = {"measure_1_pct", "mean_hours"}
    alone = {row: value for row, value in one_by_one(records).items() if row[3] == TOTAL and row[4] in wanted}
    assert at_once(columns_of(records), keys=wanted, by_area=False) == alone


def test_the_value_is_the_exact_one_to_the_last_float(records: dict[int, Records]) -> None:
    frame = figures_of_waves(columns_of(records), METHODS)
    exactly = [
        np.nan if (value := exact(unit, above, below)) is None else float(value)
        for unit, above, below in zip(frame["unit"], frame["numerator"], frame["denominator"], strict=True)
    ]
    np.testing.assert_allclose(frame["value"].to_numpy(), exactly, rtol=1e-14)


def test_no_measurements_have_no_figures() -> None:
    nothing = ContactColumns((), calls_as_columns([]), mails_as_columns([]))
    assert len(figures_of_waves(nothing, METHODS)) == 0


def test_figures_that_the_method_does_not_count_are_not_there(records: dict[int, Records]) -> None:
    assert at_once(columns_of(records), keys={"satisfaction_pct"}) == {}


def test_a_contact_that_does_not_fit_its_method_is_named(records: dict[int, Records]) -> None:
    columns = columns_of(records)
    columns.calls.area[3] = "elsewhere"
    with pytest.raises(BadInput, match=r"call 1003: 'elsewhere' is not an area of kkik-2017; allowed are bygglov"):
        figures_of_waves(columns, METHODS)


@pytest.mark.parametrize(
    ("unit", "expected"), [("percent", Fraction(300, 8)), ("hours", Fraction(3, 8 * 3_600_000_000)), ("count", 3)]
)
def test_the_exact_value_of_a_row(unit: Unit, expected: Fraction) -> None:
    assert exact(unit, 3, 8) == expected
