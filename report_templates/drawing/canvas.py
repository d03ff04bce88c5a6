"""What all kinds of charts share: the sheet they are drawn on, its axes and its legend, as parts of Vega-Lite. Pure.

The drawings are written as Vega-Lite itself, in JSON values. A test holds each against the schema of Vega-Lite that
Altair carries; building them through Altair costs a report two seconds and says the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from textwrap import wrap
from typing import Any, Literal

from report_templates.drawing.ink import ACCENT, DARK_INK, GRID, QUIET_INK
from report_templates.language import Language

Spec = dict[str, Any]
"""A part of a Vega-Lite drawing."""

Unit = Literal["%", "timmar"]

FONT = "Source Sans 3"
WIDTH = 604
"""Pixels: the 160 mm between the margins of the page."""

FONT_SIZE = 12
LETTER_WIDTH = 6.2
"""Mean width of a letter of the labels, in pixels, on the generous side."""

LINE_WIDTH = 0.6
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_CATEGORY_LETTERS = 30
_LEGEND_LINE = 20
_TOP_WITHOUT_LEGEND = 4
_AXIS_ROOM = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a drawing takes from the report around it: the language of its numbers, and its accent."""

    language: Language
    accent: str = ACCENT


@dataclass(frozen=True, slots=True)
class Room:
    """Pixels around the plot."""

    left: int
    right: int
    top: int
    bottom: int = _AXIS_ROOM

    @property
    def plot_width(self) -> int:
        """Pixels between the two sides."""
        return WIDTH - self.left - self.right


def sheet(layers: Sequence[Spec], room: Room, height: int) -> Spec:
    """A whole drawing: its layers on a sheet as wide as the column of text, nothing moved by Vega itself."""
    return {
        "$schema": _SCHEMA,
        "layer": list(layers),
        "width": room.plot_width,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": room.left, "right": room.right, "top": room.top, "bottom": room.bottom},
        "config": {
            "font": FONT,
            "background": "transparent",
            "view": {"stroke": None},
            "text": {"font": FONT, "fontSize": FONT_SIZE},
        },
    }


def layer(mark: str, rows: Sequence[Mapping[str, object]], encoding: Spec, **look: object) -> Spec:
    """One layer: a kind of mark, one of it for each row."""
    return {
        "data": {"values": [dict(row) for row in rows]},
        "mark": {"type": mark, **look},
        "encoding": encoding,
    }


def quantity(field: str, **options: object) -> Spec:
    """An encoding of a number."""
    return {"field": field, "type": "quantitative", **options}


def name_of(field: str, **options: object) -> Spec:
    """An encoding of a name."""
    return {"field": field, "type": "nominal", **options}


def nothing_but(labels: Spec) -> Spec:
    """An axis without line, ticks and title."""
    return {"title": None, "domain": False, "ticks": False, "grid": False, **labels}


def category_axis(width: int, gap: int = 8) -> Spec:
    """The names of the categories `gap` pixels left of the plot, broken into lines where `broken` broke them."""
    return nothing_but(
        {
            "labelLimit": 0,
            "labelPadding": gap,
            "labelFontSize": FONT_SIZE,
            "labelColor": DARK_INK,
            "labelExpr": r"split(datum.label, '\n')",
            "minExtent": width,
            "maxExtent": width,
        }
    )


def value_axis(style: Style, unit: Unit, top: float, *, has_lines: bool) -> Spec:
    """The axis of values: quarters of 100 %, or the middle and the end of the hours."""
    ticks = [0, 25, 50, 75, 100] if unit == "%" else [0, top / 2, top]
    texts = [tick_text(style, unit, tick) for tick in ticks]
    return {
        "title": None,
        "domain": False,
        "ticks": False,
        "grid": has_lines,
        "gridColor": GRID,
        "values": ticks,
        "labelExpr": f"{json.dumps(texts)}[indexof({json.dumps(ticks)}, datum.value)]",
        "labelColor": QUIET_INK,
        "labelFontSize": FONT_SIZE - 1.5,
        "labelPadding": 5,
    }


def tick_text(style: Style, unit: Unit, tick: float) -> str:
    """What stands at a place of the value axis; whole hours without a decimal."""
    value = Fraction(tick)
    if unit == "%":
        return style.language.percent(value)
    return style.language.whole_hours(value) if value.denominator == 1 else style.language.hours(value)


def value_text(style: Style, unit: Unit, value: Fraction | None) -> str:
    """A value as it is printed in a chart, rounded the same way as in the table."""
    return style.language.percent(value) if unit == "%" else style.language.hours(value)


def top_of(unit: Unit, values: Sequence[Fraction | None]) -> float:
    """Where the value axis ends: 100 %, or a little above the longest time."""
    if unit == "%":
        return 100.0
    longest = max((float(value) for value in values if value is not None), default=0)
    return max(1.0, ceil(longest * 1.02))


def broken(category: str) -> str:
    """A category's name broken into the lines of its axis label; Vega splits it there."""
    return "\n".join(wrap(category, _CATEGORY_LETTERS)) or category


def category_width(categories: Sequence[str]) -> int:
    """Pixels left of the plot: the longest line of the categories' names."""
    longest = max((len(line) for category in categories for line in broken(category).split("\n")), default=0)
    return ceil(longest * LETTER_WIDTH) + 10


def legend(names: Sequence[str], left: int, **look: object) -> Spec | None:
    """The names of the series above the plot, from the left edge of the sheet; none where there is only one."""
    if len(names) == 1:
        return None
    return {
        "title": None,
        "orient": "none",
        "direction": "horizontal",
        "legendX": -left,
        "legendY": -legend_height(names),
        "columns": _legend_columns(names),
        "labelLimit": 0,
        "labelFontSize": FONT_SIZE,
        "labelColor": DARK_INK,
        "symbolStrokeColor": DARK_INK,
        "columnPadding": 18,
        "rowPadding": 5,
        **look,
    }


def legend_height(names: Sequence[str]) -> int:
    """Pixels above the plot."""
    if len(names) == 1:
        return _TOP_WITHOUT_LEGEND
    return ceil(len(names) / _legend_columns(names)) * _LEGEND_LINE + 12


def _legend_columns(names: Sequence[str]) -> int:
    """As many as fit beside each other, each column as wide as its longest name."""
    fitting = (number for number in range(len(names), 1, -1) if _legend_width(names, number) <= WIDTH)
    return next(fitting, 1)


def _legend_width(names: Sequence[str], columns: int) -> float:
    """Pixels of a legend with so many columns. What Vega keeps free for a name grows with its bytes, up to 8 each."""
    kept = [max(len(name.encode()) for name in names[column::columns]) * 8 + 36 for column in range(columns - 1)]
    last = max(map(len, names[columns - 1 :: columns])) * LETTER_WIDTH + 18
    return sum(kept) + last
