"""Counting many measurements at once: the same rules as `measures.count`, one pass over all contacts of a method.

There is no interval and no list of contacts here; `measures.count` gives them for one measurement.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from scoring.call_figures import call_counts
from scoring.counted import MICROSECONDS_AN_HOUR, Counted, Counts, Kind, RoundedSum, contacts, gaps, numerators
from scoring.figures import Unit
from scoring.frames import calls_frame, mails_frame
from scoring.mail_figures import mail_counts
from shopper.contact_columns import ContactColumns, MeasuredIn
from shopper.method import Method
from shopper.record_columns import Columns, Ints, taken

TOTAL: Final = ""
"""Stands for the municipality's total where an area is named."""

UNITS: Final[dict[Kind, Unit]] = {"tally": "count", "share": "percent", "points": "percent", "mean": "hours"}
"""The kinds of figures that can be added up over contacts: no median, and no sum of rounded parts."""

_SCALES: Final = {"count": 1.0, "percent": 100.0, "hours": 1 / MICROSECONDS_AN_HOUR}

Cells = NDArray[np.int64]
"""One number for each measurement, each of its areas (first of all the total) and each figure."""


def figures_of_waves(
    columns: ContactColumns, methods: Mapping[int, Method], keys: Collection[str] | None = None, *, by_area: bool = True
) -> pd.DataFrame:
    """Every share, mean and number of contacts of every measurement, in total and by area; BadInput as for `count`.

    `methods` has the method of each wave by the wave's id. `keys` are the figures wanted, None for all. One row a
    figure, also over an empty base; measurement by measurement, those of one method together, areas in the method's
    order with the total first. The columns:

    measurement   int64     the measurement's id
    wave          int64     the wave's id
    municipality  category  the municipality's code
    area          category  the area's code, empty for the total
    key           category  the figure's key, as in `FigureSet`
    unit          category  percent, hours or count
    contacts      int64     how many contacts the base holds
    numerator     int64     contacts or points; for hours, microseconds of working time
    denominator   int64     contacts, or the points that could be had
    value         float64   in the unit, nan for an empty base; `exact` has it without rounding
    """
    method_of = {wave: method.checksum for wave, method in methods.items()}
    rules = {method.checksum: method for method in methods.values()}
    by_method: dict[str, list[MeasuredIn]] = {}
    for one in columns.measurements:
        by_method.setdefault(method_of[one.wave_id], []).append(one)
    frames = [
        _frame(measured, _counted(rules[checksum], measured, columns, keys, by_area=by_area))
        for checksum, measured in by_method.items()
    ]
    return _joined(frames) if frames else _frame([], _Cells((TOTAL,), (), *[np.zeros((0, 1, 0), dtype=np.int64)] * 3))


def exact(unit: Unit, numerator: int, denominator: int) -> Fraction | None:
    """The value of a row of `figures_of_waves` without rounding; None for an empty base of a share or mean."""
    if unit == "count":
        return Fraction(numerator)
    if denominator == 0:
        return None
    if unit == "percent":
        return Fraction(100 * numerator, denominator)
    return Fraction(numerator, denominator * MICROSECONDS_AN_HOUR)


@dataclass(frozen=True, slots=True)
class _Cells:
    """What was counted with one method: the names of the places along two sides of each array, and the arrays."""

    areas: Sequence[str]
    counted: Sequence[Counted]
    contacts: Cells
    numerators: Cells
    denominators: Cells


def _counted(
    method: Method,
    measured: Sequence[MeasuredIn],
    columns: ContactColumns,
    keys: Collection[str] | None,
    *,
    by_area: bool,
) -> _Cells:
    ids = np.array([one.measurement_id for one in measured], dtype=np.int64)
    shape = len(measured), len(method.area)
    in_total = np.array([area.in_total for area in method.area])
    first: list[tuple[Counted, Ints]] = []
    last: list[tuple[Counted, Ints]] = []
    for rows, counts in _halves(method, ids, columns):
        group = np.searchsorted(ids, rows["measurement"].to_numpy()) * len(method.area) + rows["area"].to_numpy()
        first += [(one, group) for one in _added_up(counts.figures, keys)]
        last += [(one, group) for one in _added_up(counts.other_bases, keys)]
    found = [one for one, _ in first + last]
    held = [contacts(one, group, shape[0] * shape[1]) for one, group in first + last]
    added = [numerators(one, group, shape[0] * shape[1]) for one, group in first + last]

    def cells(numbers: Sequence[Ints]) -> Cells:
        of_areas = np.moveaxis(np.array(numbers, dtype=np.int64).reshape(len(found), *shape), 0, 2)
        total = of_areas[:, in_total].sum(axis=1, keepdims=True)
        return np.concatenate([total, of_areas], axis=1) if by_area else total

    is_known = cells([gaps(one, group, shape[0] * shape[1]) for one, group in first + last]) == 0
    in_base = cells(held) * is_known
    most = np.array([one.most for one in found], dtype=np.int64)
    return _Cells(
        (TOTAL, *method.area_codes)[: in_base.shape[1]], found, in_base, cells(added) * is_known, in_base * most
    )


def _added_up(asked: Iterable[Counted | RoundedSum], keys: Collection[str] | None) -> list[Counted]:
    """Those of the figures asked for that can be added up over contacts and are wanted."""
    return [
        one for one in asked if isinstance(one, Counted) and one.kind in UNITS and (keys is None or one.key in keys)
    ]


def _halves(method: Method, ids: Ints, columns: ContactColumns) -> Iterator[tuple[pd.DataFrame, Counts]]:
    """The calls and then the letters of these measurements, judged, and what is counted of them."""
    calls = calls_frame(method, _of(columns.calls, ids))
    yield calls, call_counts(method, calls)
    mails = mails_frame(method, _of(columns.mails, ids))
    yield mails, mail_counts(method, mails)


def _of(columns: Columns, measurements: Ints) -> Columns:
    return taken(columns, np.isin(columns.measurement, measurements))


def _frame(measured: Sequence[MeasuredIn], cells: _Cells) -> pd.DataFrame:
    shape = cells.contacts.shape
    areas, keys = list(cells.areas), [one.key for one in cells.counted]
    units = [UNITS[one.kind] for one in cells.counted]
    places = [place.ravel() for place in np.indices(shape, dtype=np.int32)]
    scale = np.array([_SCALES[unit] for unit in units])
    value = np.full(shape, np.nan)
    is_tally = np.array([unit == "count" for unit in units], dtype=np.bool_)
    np.divide(cells.numerators * scale, cells.denominators, out=value, where=(cells.denominators > 0) & ~is_tally)
    np.copyto(value, cells.numerators, where=is_tally)
    return pd.DataFrame(
        {
            "measurement": np.array([one.measurement_id for one in measured], dtype=np.int64)[places[0]],
            "wave": np.array([one.wave_id for one in measured], dtype=np.int64)[places[0]],
            "municipality": pd.Categorical([one.municipality for one in measured])[places[0]],
            "area": pd.Categorical(areas, categories=areas)[places[1]],
            "key": pd.Categorical(keys, categories=keys)[places[2]],
            "unit": pd.Categorical(units, categories=("percent", "hours", "count"))[places[2]],
            "contacts": cells.contacts.ravel(),
            "numerator": cells.numerators.ravel(),
            "denominator": cells.denominators.ravel(),
            "value": value.ravel(),
        }
    )


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames one under the other; what is a category in each stays one."""
    if len(frames) == 1:
        return frames[0]
    return pd.DataFrame(
        {
            name: union_categoricals([frame[name] for frame in frames])
            if isinstance(frames[0][name].dtype, pd.CategoricalDtype)
            else np.concatenate([frame[name].to_numpy() for frame in frames])
            for name in frames[0].columns
        }
    )
