"""Where the bars and their value labels go: the part of a chart that is arithmetic, and pure.

A value label stands inside its part of the bar when it fits there, above it when the part is too narrow, and below it
when the part before it already took the place above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from report_templates.content import Chart
from scoring.rounding import NOTHING, printed_hours, printed_percent

Place = Literal["inside_light", "inside_dark", "above", "below", "after"]
"""`inside_light` is light text on a dark part, `inside_dark` dark text on a light part; `after` follows the bar."""

DARK_INK = "#16212b"
LIGHT_INK = "#ffffff"
LETTER_WIDTH = 6.2
"""Mean width of a letter of the labels, in pixels, on the generous side."""

_LABEL_PADDING = 5
_RAMPS: dict[int, tuple[str, ...]] = {
    1: ("#12416b",),
    2: ("#12416b", "#b9d6ec"),
    3: ("#12416b", "#7fb2d9", "#f4f1ea"),
    4: ("#12416b", "#4e8dc5", "#a9cde8", "#f4f1ea"),
    5: ("#12416b", "#3a74a8", "#7fb2d9", "#c3dcef", "#fbfaf7"),
    6: ("#0d2f4f", "#2a5f91", "#5390c4", "#93bfe1", "#cde1f1", "#fbfaf7"),
}


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


def colours(number_of_series: int) -> tuple[str, ...]:
    """One colour a series, dark to light, so that they differ in black and white too; at most six series.

    Raises:
        ValueError: more series than there are distinguishable shades.
    """
    if number_of_series not in _RAMPS:
        raise ValueError(f"a chart has one to {max(_RAMPS)} series, not {number_of_series}")
    return _RAMPS[number_of_series]


def value_text(chart: Chart, value: Fraction | None) -> str:
    """The value as it is printed beside its bar, rounded the same way as in the table."""
    return printed_percent(value) if chart.unit == "%" else printed_hours(value)


def marks_of(chart: Chart) -> list[Mark]:
    """The bars; an empty base or a zero draws nothing."""
    return [
        Mark(category, series, float(start), float(start + value))
        for category, series, start, value in _values(chart)
        if value
    ]


def labels_of(chart: Chart, pixels_per_unit: float) -> list[Label]:
    """The value labels. A stacked bar leaves out parts that are zero; elsewhere a zero is printed, and `-` for none."""
    if chart.kind == "stacked":
        return _stacked_labels(chart, pixels_per_unit)
    return [
        Label(category, series, float(value or 0), value_text(chart, value), "after")
        for category, series, _, value in _values(chart)
    ]


def ink_on(colour: str) -> str:
    """Dark or light text, whichever stands out more from this colour (WCAG 2.2 relative luminance)."""
    return DARK_INK if contrast(colour, DARK_INK) >= contrast(colour, LIGHT_INK) else LIGHT_INK


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - constants of sRGB
        for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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


def _stacked_labels(chart: Chart, pixels_per_unit: float) -> list[Label]:
    shade = dict(zip((series.name for series in chart.series), colours(len(chart.series)), strict=True))
    labels: list[Label] = []
    for category in chart.categories:
        row = [value for value in _values(chart) if value[0] == category]
        if all(value is None for *_, value in row):
            labels.append(Label(category, row[0][1], 0.0, NOTHING, "after"))
            continue
        labels.extend(_row_labels(chart, row, shade, pixels_per_unit))
    return labels


def _row_labels(
    chart: Chart,
    row: Sequence[tuple[str, str, Fraction, Fraction | None]],
    shade: dict[str, str],
    pixels_per_unit: float,
) -> list[Label]:
    labels: list[Label] = []
    above_until = 0.0
    for category, series, start, value in row:
        if not value:
            continue
        text = value_text(chart, value)
        middle = float(start + value / 2)
        width = len(text) * LETTER_WIDTH + _LABEL_PADDING
        if float(value) * pixels_per_unit >= width:
            place: Place = "inside_dark" if ink_on(shade[series]) == DARK_INK else "inside_light"
        elif middle * pixels_per_unit - width / 2 >= above_until:
            place, above_until = "above", middle * pixels_per_unit + width / 2
        else:
            place = "below"
        labels.append(Label(category, series, middle, text, place))
    return labels
