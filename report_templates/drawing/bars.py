"""Bars: stacked, alone, or side by side, with their values in them or after them. Pure."""

from collections.abc import Sequence

from report_templates.chart_marks import Label, labels_of, marks_of
from report_templates.content import Chart
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
)
from report_templates.drawing.ink import DARK_INK, LIGHT_INK, shades

_ROOM_FOR_LABEL = {"%": 46, "timmar": 78}
_BAR = 20
_ROW = 28
_ROW_WITH_OUTER_LABELS = 44
_ROW_OF_MANY_WITH_OUTER_LABELS = 36
_MANY_ROWS = 4
_GAP = 12


def drawing_of_bars(chart: Chart, style: Style) -> Spec:
    """The bars first, then one layer of labels for each place a label may stand in."""
    top = top_of(chart.unit, [value for series in chart.series for value in series.values])
    room = _room(chart)
    labels = labels_of(chart, room.plot_width / top, style)
    layers = [_bars(chart, style, room, top)]
    layers += [_labels(chart, labels, place, room) for place in sorted({label.place for label in labels})]
    return sheet(layers, room, _row_height(chart, labels) * len(chart.categories))


def _room(chart: Chart) -> Room:
    """A label stands beyond a bar's end, but inside a stacked bar."""
    right = 6 if chart.kind == "stacked" else _ROOM_FOR_LABEL[chart.unit]
    return Room(category_width(chart.categories), right, legend_height(_names(chart)))


def _names(chart: Chart) -> list[str]:
    return [series.name for series in chart.series]


def _bars(chart: Chart, style: Style, room: Room, top: float) -> Spec:
    rows = [
        {"category": broken(mark.category), "series": mark.series, "start": mark.start, "end": mark.end}
        for mark in marks_of(chart)
    ]
    # With hours, the values stand beyond the bars, where lines would cross them.
    axis = value_axis(style, chart.unit, top, has_lines=chart.unit == "%")
    names = _names(chart)
    symbol = {"symbolType": "square", "symbolSize": 150, "symbolStrokeWidth": LINE_WIDTH}
    encoding = {
        "x": quantity("start", scale={"domain": [0, top], "nice": False}, axis=axis),
        "x2": {"field": "end"},
        "color": name_of(
            "series",
            scale={"domain": names, "range": list(shades(len(names), style.accent))},
            legend=legend(names, room.left, **symbol),
        ),
        **_place(chart, room),
    }
    height = {} if chart.kind == "compare" else {"height": _BAR}
    return layer("bar", rows, encoding, stroke=DARK_INK, strokeWidth=LINE_WIDTH, **height)


def _labels(chart: Chart, labels: Sequence[Label], place: str, room: Room) -> Spec:
    rows = [
        {"category": broken(label.category), "series": label.series, "at": label.at, "text": label.text}
        for label in labels
        if label.place == place
    ]
    return layer(
        "text",
        rows,
        {"x": quantity("at"), "text": name_of("text"), **_place(chart, room)},
        align="left" if place == "after" else "center",
        baseline="middle",
        dx=5 if place == "after" else 0,
        dy={"above": -_BAR / 2 - 7, "below": _BAR / 2 + 8}.get(place, 1),
        color=LIGHT_INK if place == "inside_light" else DARK_INK,
        fontWeight=600,
    )


def _place(chart: Chart, room: Room) -> Spec:
    """The row of a category and, where bars stand side by side, the place of a series in it."""
    scale = {"domain": [broken(each) for each in chart.categories], "paddingInner": 0.28, "paddingOuter": 0.14}
    place: Spec = {"y": name_of("category", axis=category_axis(room.left), scale=scale)}
    if chart.kind == "compare":
        place["yOffset"] = name_of("series", scale={"domain": _names(chart), "paddingInner": 0.1})
    return place


def _row_height(chart: Chart, labels: Sequence[Label]) -> int:
    """Pixels a category takes: more when labels stand above or below bars, or when bars stand side by side."""
    if chart.kind == "compare":
        return (_BAR - 2) * len(chart.series) + _GAP
    if any(label.place in ("above", "below") for label in labels):
        # A chart of all areas has to leave room for its table on the same page.
        return _ROW_OF_MANY_WITH_OUTER_LABELS if len(chart.categories) > _MANY_ROWS else _ROW_WITH_OUTER_LABELS
    return _ROW
