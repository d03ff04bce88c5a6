"""Values from wave to wave: one line a series, broken where the definitions changed, every value at its point. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap

from report_templates.content import Series, Trend
from report_templates.drawing.canvas import (
    FONT_SIZE,
    LETTER_WIDTH,
    WIDTH,
    Room,
    Spec,
    Style,
    Unit,
    layer,
    legend,
    legend_height,
    name_of,
    quantity,
    sheet,
    top_of,
    value_axis,
    value_text,
)
from report_templates.drawing.ink import DARK_INK, LIGHT_INK, QUIET_INK, shades
from scoring.rounding import one_decimal

MOST_SERIES = 4
_HEIGHT = 164
"""Pixels: two charts with the tables of six waves stand on a page. Vega halves the ticks of 160 or less."""

_POINT = 95
_LEFT = 52
_RIGHT = 30
_LETTERS_OF_A_WAVE = 16
_LINE_OF_A_WAVE = 15
_LABEL_HEIGHT = 15
_BESIDE = 9
"""Pixels from the middle of a point to its label."""

_SHAPES = ("circle", "square", "triangle-up", "diamond")
_DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3))


@dataclass(frozen=True, slots=True)
class PointLabel:
    """A value printed at its point; `height` is where its middle stands, in pixels above the foot of the plot."""

    wave: int
    series: str
    text: str
    height: float


def drawing_of_trend(trend: Trend, style: Style) -> Spec:
    """The breaks behind, then the lines, the points in shapes that differ, and their values.

    Raises:
        ValueError: no wave, more series than can be told apart, or a break that is not between two waves.
    """
    if not trend.waves or len(trend.series) > MOST_SERIES:
        raise ValueError(f"chart {trend.id}: give one wave or more, and at most {MOST_SERIES} series")
    if any(not 0 < place < len(trend.waves) for place in trend.breaks):
        raise ValueError(f"chart {trend.id}: a break stands between two waves, from 1 to {len(trend.waves) - 1}")
    names = [series.name for series in trend.series]
    names_of_waves = [wrap(wave, _LETTERS_OF_A_WAVE) or [""] for wave in trend.waves]
    bottom = max(map(len, names_of_waves)) * _LINE_OF_A_WAVE + 12
    room = Room(_LEFT, _RIGHT, legend_height(names) + 14, bottom)
    top = top_of(trend.unit, [value for series in trend.series for value in series.values])
    lines, points = _lines(trend, style, room, top)
    layers = [_breaks(trend, top), *lines, *_labels(trend, style, top), points]
    return sheet([*layers, _wave_names(names_of_waves)], room, _HEIGHT)


def parts_of_line(series: Series, breaks: Sequence[int]) -> list[list[tuple[int, Fraction]]]:
    """The stretches of a line: it ends at a break, and where a wave has no value."""
    parts: list[list[tuple[int, Fraction]]] = [[]]
    for wave, value in enumerate(series.values):
        if wave in breaks or value is None:
            parts.append([])
        if value is not None:
            parts[-1].append((wave, value))
    return [part for part in parts if part]


def point_labels(trend: Trend, style: Style, pixels_per_unit: float) -> list[PointLabel]:
    """A label for each value, right of its point; the highest at its height, the others not in the one above."""
    labels: list[PointLabel] = []
    for wave in range(len(trend.waves)):
        above = float("inf")
        values = [(series.values[wave], series.name) for series in trend.series]
        for value, name in sorted(((each, name) for each, name in values if each is not None), reverse=True):
            height = min(float(value) * pixels_per_unit, above - _LABEL_HEIGHT)
            labels.append(PointLabel(wave, name, _text(style, trend.unit, value), height))
            above = height
    return labels


def _text(style: Style, unit: Unit, value: Fraction) -> str:
    """The value; hours without their unit, which stands at the axis."""
    return value_text(style, unit, value) if unit == "%" else style.language.decimal(one_decimal(value))


def _x(trend: Trend, **options: object) -> Spec:
    """The place of a wave; half a wave is free on each side."""
    scale = {"domain": [-0.5, len(trend.waves) - 0.5], "nice": False}
    return quantity("wave", scale=scale, axis=None, **options)


def _lines(trend: Trend, style: Style, room: Room, top: float) -> tuple[list[Spec], Spec]:
    """One layer of lines a series, and one with all points, in shapes that differ."""
    names = [series.name for series in trend.series]
    rows = [
        {"wave": wave, "value": float(value), "series": series.name, "part": f"{series.name} {number}"}
        for series in trend.series
        for number, part in enumerate(parts_of_line(series, trend.breaks))
        for wave, value in part
    ]
    axis = value_axis(style, trend.unit, top, has_lines=True)
    y = quantity("value", scale={"domain": [0, top], "nice": False}, axis=axis)
    symbol = legend(names, room.left, symbolSize=100, symbolStrokeWidth=1, legendY=-room.top)
    colour = {"domain": names, "range": list(shades(len(names), style.accent))}
    shape = {"domain": names, "range": list(_SHAPES[: len(names)])}
    place = {"x": _x(trend), "y": y}
    point = {
        "shape": name_of("series", scale=shape, legend=symbol),
        "color": name_of("series", scale=colour, legend=symbol),
    }
    lines = [
        layer(
            "line",
            [row for row in rows if row["series"] == name],
            {**place, "detail": name_of("part")},
            color=QUIET_INK,
            strokeWidth=1.6,
            strokeDash=list(dash),
        )
        for name, dash in zip(names, _DASHES, strict=False)
    ]
    look = {"size": _POINT, "stroke": DARK_INK, "strokeWidth": 1, "filled": True, "opacity": 1}
    return lines, layer("point", rows, {**place, **point}, **look)


def _labels(trend: Trend, style: Style, top: float) -> list[Spec]:
    """The values, each on a white patch, so that no line runs through it."""
    x_a_pixel = len(trend.waves) / (WIDTH - _LEFT - _RIGHT)
    half = _LABEL_HEIGHT / 2 - 1
    rows = [
        {
            "wave": label.wave + _BESIDE * x_a_pixel,
            "end": label.wave + (_BESIDE + len(label.text) * LETTER_WIDTH + 2) * x_a_pixel,
            "at": label.height * top / _HEIGHT,
            "low": (label.height - half) * top / _HEIGHT,
            "high": (label.height + half) * top / _HEIGHT,
            "text": label.text,
        }
        for label in point_labels(trend, style, _HEIGHT / top)
    ]
    patch = {"x": _x(trend), "x2": {"field": "end"}, "y": quantity("low"), "y2": {"field": "high"}}
    value = {"x": _x(trend), "y": quantity("at"), "text": name_of("text")}
    return [
        layer("rect", rows, patch, color=LIGHT_INK),
        layer("text", rows, value, color=DARK_INK, fontWeight=600, align="left", baseline="middle", dy=1),
    ]


def _breaks(trend: Trend, top: float) -> Spec:
    rows = [{"wave": place - 0.5, "from": 0, "to": top} for place in trend.breaks]
    encoding = {"x": _x(trend), "y": quantity("from"), "y2": {"field": "to"}}
    return layer("rule", rows, encoding, color=DARK_INK, strokeDash=[2, 3], strokeWidth=1.2)


def _wave_names(lines: Sequence[Sequence[str]]) -> Spec:
    rows = [{"wave": wave, "foot": 0, "text": list(text)} for wave, text in enumerate(lines)]
    scale = {"domain": [-0.5, len(lines) - 0.5], "nice": False}
    encoding = {
        "x": quantity("wave", scale=scale, axis=None),
        "y": quantity("foot"),
        "text": {"field": "text"},
    }
    return layer(
        "text", rows, encoding, baseline="top", dy=10, lineHeight=_LINE_OF_A_WAVE, fontSize=FONT_SIZE, color=DARK_INK
    )
