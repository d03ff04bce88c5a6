"""Values to compare with that somebody gives us, in a file or a form: what a row of them may hold. Pure.

They are other municipalities' mean, or an earlier wave, printed elsewhere: whole per cent or hours, with their source.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shopper.csv_rows import Row
from shopper.faults import BadInput

Scope = Literal["similar", "previous"]

VALUE_COLUMNS: Final = (
    "figure",
    "value",
    "low",
    "high",
    "municipalities",
    "inhabitants_from",
    "inhabitants_to",
    "source",
)
LONGEST_SOURCE: Final = 300

_MOST_HOURS = 100_000
_MOST_INHABITANTS = 100_000_000


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value to compare with."""

    scope: Scope
    figure: str
    value: int
    low: int | None
    high: int | None
    municipalities: int | None
    inhabitants_from: int | None
    inhabitants_to: int | None
    source: str


def value_row(row: Row, scope: Scope, figures: Collection[str] | None = None) -> ValueRow:
    """The value of a row; BadInput at its first wrong cell. `figures` are those that are counted, where it is known."""
    cells = {column: read(row) for column, read in _readers(row, figures).items()}
    if column := _out_of_order(cells):
        raise row.wrong(column, _ORDERS[column])
    return ValueRow(scope, **cells)


def wrong_columns(row: Row, figures: Collection[str]) -> tuple[str, ...]:
    """Every column of a row with a wrong cell, in order; empty when it is a value."""
    wrong, cells = [], {}
    for column, read in _readers(row, figures).items():
        try:
            cells[column] = read(row)
        except BadInput:
            wrong.append(column)
    late = None if wrong else _out_of_order(cells)
    return (*wrong, late) if late else tuple(wrong)


def _readers(row: Row, figures: Collection[str] | None) -> Mapping[str, Callable[[Row], Any]]:
    most = 100 if row.cells["figure"].endswith("_pct") else _MOST_HOURS
    return {
        "figure": lambda row: row.text("figure") if figures is None else row.word("figure", sorted(figures)),
        "value": lambda row: row.number("value", 0, most),
        "low": lambda row: row.number_or_none("low", 0, most),
        "high": lambda row: row.number_or_none("high", 0, most),
        "municipalities": lambda row: row.number_or_none("municipalities", 1, 1000),
        "inhabitants_from": lambda row: row.number_or_none("inhabitants_from", 0, _MOST_INHABITANTS),
        "inhabitants_to": lambda row: row.number_or_none("inhabitants_to", 0, _MOST_INHABITANTS),
        "source": lambda row: row.short_text("source", LONGEST_SOURCE),
    }


_ORDERS: Final = {
    "value": "it must lie from low to high",
    "inhabitants_to": "it must not be below inhabitants_from",
}


def _out_of_order(cells: Mapping[str, Any]) -> str | None:
    """The column of a value outside its own range, or of a population that ends before it begins."""
    value, low, high = cells["value"], cells["low"], cells["high"]
    if (low is not None and value < low) or (high is not None and value > high):
        return "value"
    fewest, most = cells["inhabitants_from"], cells["inhabitants_to"]
    return "inhabitants_to" if None not in (fewest, most) and most < fewest else None
