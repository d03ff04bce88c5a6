"""Where the bars and their value labels go: the part of a chart that is arithmetic, and pure.

A value label stands inside its part of the bar when it fits there, above it when the part is too narrow, and below it
when the part before it already took the place above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from report_templates.content import Chart
from report_templates.drawing.canvas import LETTER_WIDTH, Style, value_text
from report_templates.drawing.ink import DARK_INK, ink_on, shades
from scoring.rounding import NOTHING

Place = Literal["inside_light", "inside_dark", "above", "below", "after"]
"""`inside_light` is light text on a dark part, `inside_dark` dark text on a light part; `after` follows the bar."""

_LABEL_PADDING = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar or part of a bar from `start` to `end`, in the chart's unit."""

    category: str
    series: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Label:
    """One printed value; `at` is where it is anchored on the value axis."""

    category: str
    series: str
    at: float
    text: str
    place: Place


def marks_of(chart: Chart) -> list[Mark]:
    """The bars; an empty base or a zero draws nothing."""
    return [
        Mark(category, series, float(start), float(start + value))
        for category, series, start, value in _values(chart)
        if value
    ]


def labels_of(chart: Chart, pixels_per_unit: float, style: Style) -> list[Label]:
    """The value labels. A stacked bar leaves out parts that are zero; elsewhere a zero is printed, and `-` for none."""
    if chart.kind == "stacked":
        return _stacked_labels(chart, pixels_per_unit, style)
    return [
        Label(category, series, float(value or 0), value_text(style, chart.unit, value), "after")
        for category, series, _, value in _values(chart)
    ]


def _values(chart: Chart) -> list[tuple[str, str, Fraction, Fraction | None]]:
    """Category, series, where the bar starts, and its length."""
    found = []
    for row, category in enumerate(chart.categories):
        start = Fraction(0)
        for series in chart.series:
            value = series.values[row]
            found.append((category, series.name, start, value))
            if chart.kind == "stacked":
                start += value or 0
    return found


def _stacked_labels(chart: Chart, pixels_per_unit: float, style: Style) -> list[Label]:
    colours = shades(len(chart.series), style.accent)
    shade = dict(zip((series.name for series in chart.series), colours, strict=True))
    labels: list[Label] = []
    for category in chart.categories:
        row = [value for value in _values(chart) if value[0] == category]
        if all(value is None for *_, value in row):
            labels.append(Label(category, row[0][1], 0.0, NOTHING, "after"))
            continue
        printed = [(*value, value_text(style, chart.unit, value[-1])) for value in row if value[-1]]
        labels.extend(_row_labels(printed, shade, pixels_per_unit))
    return labels


def _row_labels(
    row: Sequence[tuple[str, str, Fraction, Fraction | None, str]], shade: Mapping[str, str], pixels_per_unit: float
) -> list[Label]:
    labels: list[Label] = []
    above_until = 0.0
    for category, series, start, value, text in row:
        length = value or Fraction(0)
        middle = float(start + length / 2)
        width = len(text) * LETTER_WIDTH + _LABEL_PADDING
        if float(length) * pixels_per_unit >= width:
            place: Place = "inside_dark" if ink_on(shade[series]) == DARK_INK else "inside_light"
        elif middle * pixels_per_unit - width / 2 >= above_until:
            place, above_until = "above", middle * pixels_per_unit + width / 2
        else:
            place = "below"
        labels.append(Label(category, series, middle, text, place))
    return labels
