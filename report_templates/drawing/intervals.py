"""Dots with their intervals, and beside them one mark of somebody else's value; the values in columns of their own.

Pure.
"""

from collections.abc import Sequence
from fractions import Fraction

from report_templates.content import Chart, Series
from report_templates.drawing.canvas import (
    LINE_WIDTH,
    Room,
    Spec,
    Style,
    broken,
    category_axis,
    category_width,
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
from report_templates.drawing.ink import DARK_INK, LIGHT_INK, QUIET_INK

MOST_SERIES = 2
_COLUMN = {"%": 50, "timmar": 82}
_ROW = 30
_ROW_OF_MANY = 21
_MANY_ROWS = 12
_DOT = 95
_REACH = 6
"""Pixels that a dot on nought reaches out of the plot, towards its name."""
_CAP = 9
_LINE = 1.6


def drawing_of_intervals(chart: Chart, style: Style) -> Spec:
    """Whiskers, their caps, the dots and marks, and a column of values for each series.

    Raises:
        ValueError: more than two series, or a series with some intervals but not one for each category.
    """
    if len(chart.series) > MOST_SERIES:
        raise ValueError(f"chart {chart.id}: one to {MOST_SERIES} series stand beside each other, not more")
    names = [series.name for series in chart.series]
    room = Room(category_width(chart.categories) + _REACH, _COLUMN[chart.unit] * len(names) + 6, legend_height(names))
    top = _top(chart)
    place = _place(chart, room)
    axis = value_axis(style, chart.unit, top, has_lines=True)
    x = quantity("value", scale={"domain": [0, top], "nice": False}, axis=axis)
    bounds = _bounds(chart)
    whisker = {"x": quantity("low"), "x2": {"field": "high"}, **place}
    layers = [
        layer("rule", bounds, whisker, color=DARK_INK, strokeWidth=_LINE),
        *(
            layer("tick", bounds, {"x": quantity(end), **place}, color=DARK_INK, thickness=_LINE, size=_CAP)
            for end in ("low", "high")
        ),
        _marks(chart, style, room, x),
        *(_column(chart, style, place, top, number) for number in range(len(names))),
    ]
    height = (_ROW_OF_MANY if len(chart.categories) > _MANY_ROWS else _ROW) * len(chart.categories)
    return sheet(layers, room, height)


def _marks(chart: Chart, style: Style, room: Room, x: Spec) -> Spec:
    """A filled dot for our value and an open diamond for the other's: they differ in shape and in lightness."""
    names = [series.name for series in chart.series]
    rows = [
        {"category": broken(category), "series": series.name, "value": float(value)}
        for series in chart.series
        for category, value in zip(chart.categories, series.values, strict=True)
        if value is not None
    ]
    symbol = legend(names, room.left, symbolSize=_DOT, symbolStrokeWidth=2 * LINE_WIDTH)
    shape = name_of("series", scale={"domain": names, "range": ["circle", "diamond"][: len(names)]}, legend=symbol)
    fill = name_of("series", scale={"domain": names, "range": [style.accent, LIGHT_INK][: len(names)]}, legend=symbol)
    encoding = {"x": x, "shape": shape, "color": fill, **_place(chart, room)}
    look = {"size": _DOT, "stroke": DARK_INK, "strokeWidth": 2 * LINE_WIDTH, "filled": True, "opacity": 1}
    return layer("point", rows, encoding, **look)


def _column(chart: Chart, style: Style, place: Spec, top: float, number: int) -> Spec:
    """The values of a series, right of the plot, where no whisker and no other value is in the way."""
    series = chart.series[number]
    rows = [
        {"category": broken(category), "at": top, "text": value_text(style, chart.unit, value)}
        for category, value in zip(chart.categories, series.values, strict=True)
    ]
    return layer(
        "text",
        rows,
        {"x": quantity("at"), "text": name_of("text"), **place},
        align="right",
        baseline="middle",
        dx=_COLUMN[chart.unit] * (number + 1),
        dy=1,
        color=QUIET_INK if number else DARK_INK,
        fontWeight=400 if number else 600,
    )


def _place(chart: Chart, room: Room) -> Spec:
    scale = {"domain": [broken(category) for category in chart.categories]}
    return {"y": name_of("category", axis=category_axis(room.left, gap=8 + _REACH), scale=scale)}


def _bounds(chart: Chart) -> list[dict[str, object]]:
    """The intervals that there are, within the axis."""
    return [
        {"category": broken(category), "low": float(bound[0]), "high": float(bound[1])}
        for series in chart.series
        for category, bound in _bounded(chart, series)
        if bound is not None
    ]


def _bounded(chart: Chart, series: Series) -> Sequence[tuple[str, tuple[Fraction, Fraction] | None]]:
    if not series.bounds:
        return ()
    if len(series.bounds) != len(chart.categories):
        raise ValueError(f"chart {chart.id}: series {series.name} has not one interval per category")
    return list(zip(chart.categories, series.bounds, strict=True))


def _top(chart: Chart) -> float:
    ends = [bound[1] for series in chart.series for bound in series.bounds if bound is not None]
    return top_of(chart.unit, [*ends, *(value for series in chart.series for value in series.values)])
