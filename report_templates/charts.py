"""A chart's content to SVG, through Altair and vl-convert, without a network.

The SVG carries its alternative text as `<title>` (WeasyPrint and browsers read it there), keeps its text as text, and
has neither style attributes nor scripts, so that it may stand in a page with a strict content security policy. It is
readable in black and white: shades differ in lightness, every bar has an outline, and its value is printed.
"""

from functools import cache
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

from report_templates.chart_marks import DARK_INK, LETTER_WIDTH, LIGHT_INK, Label, colours, labels_of, marks_of
from report_templates.content import Chart
from scoring.rounding import NO_BREAK

FONT = "Source Sans 3"
WIDTH = 604
"""Pixels: the 160 mm between the margins of the page."""

_FONT_SIZE = 12
_ROOM_FOR_LABEL = {"%": 46, "timmar": 78}
_CATEGORY_LETTERS = 30
_BAR = 20
_ROW = 28
_ROW_WITH_OUTER_LABELS = 44
_LEGEND_LINE = 20
_ROW_OF_MANY_WITH_OUTER_LABELS = 36
_MANY_ROWS = 4
_GAP = 12
_OUTLINE = "#16212b"
_SVG = "http://www.w3.org/2000/svg"
_DROPPED = ("aria-label", "aria-hidden", "aria-roledescription", "role", "class", "pointer-events", "style")


def draw(chart: Chart) -> str:
    """The chart as one inline `<svg>` element, as wide as the column of text.

    Raises:
        ValueError: a series without exactly one value per category, or more series than there are shades.
    """
    for series in chart.series:
        if len(series.values) != len(chart.categories):
            raise ValueError(f"chart {chart.id}: series {series.name} has not one value per category")
    _register_fonts()
    return _tidy(vl_convert.vegalite_to_svg(_drawing(chart).to_dict()), chart)


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(Path(__file__).parent / "fonts"))


def _drawing(chart: Chart) -> Any:
    """The Vega-Lite drawing: bars first, then one layer of labels per place."""
    top = _top(chart)
    plot_width = WIDTH - _category_width(chart) - _right_room(chart)
    labels = labels_of(chart, plot_width / top)
    layers = [_bars(chart, top)]
    layers += [_labels(chart, labels, place) for place in sorted({label.place for label in labels})]
    return (
        alt.layer(*layers)
        .properties(
            width=plot_width,
            height=_row_height(chart, labels) * len(chart.categories),
            autosize=alt.AutoSizeParams(type="none"),
            padding={
                "left": _category_width(chart),
                "right": _right_room(chart),
                "top": _legend_height(chart),
                "bottom": 20,
            },
        )
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_text(fontSize=_FONT_SIZE, font=FONT)
    )


def _bars(chart: Chart, top: float) -> Any:
    rows = [
        {"category": _broken(mark.category), "series": mark.series, "start": mark.start, "end": mark.end}
        for mark in marks_of(chart)
    ]
    names = [series.name for series in chart.series]
    style: dict[str, Any] = {"stroke": _OUTLINE, "strokeWidth": 0.6}
    if chart.kind != "compare":
        style["height"] = _BAR
    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(**style)
        .encode(
            x=alt.X("start:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=_value_axis(chart, top)),
            x2="end:Q",
            color=alt.Color(
                "series:N", scale=alt.Scale(domain=names, range=[*colours(len(names))]), legend=_legend(chart)
            ),
            **_position(chart),
        )
    )


def _labels(chart: Chart, labels: list[Label], place: str) -> Any:
    rows = [
        {"category": _broken(label.category), "series": label.series, "at": label.at, "text": label.text}
        for label in labels
        if label.place == place
    ]
    style: dict[str, Any] = {
        "align": "left" if place == "after" else "center",
        "baseline": "middle",
        "dx": 5 if place == "after" else 0,
        "dy": {"above": -_BAR / 2 - 7, "below": _BAR / 2 + 8}.get(place, 1),
        "color": LIGHT_INK if place == "inside_light" else DARK_INK,
        "fontWeight": 600,
    }
    return alt.Chart(alt.InlineData(values=rows)).mark_text(**style).encode(x="at:Q", text="text:N", **_position(chart))


def _position(chart: Chart) -> dict[str, Any]:
    """The row of a category and, where bars stand side by side, the place of a series in it."""
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelLimit=0,
        labelPadding=8,
        labelFontSize=_FONT_SIZE,
        labelColor=DARK_INK,
        labelExpr="split(datum.label, '\\n')",
        minExtent=_category_width(chart),
        maxExtent=_category_width(chart),
    )
    scale = alt.Scale(domain=[_broken(category) for category in chart.categories], paddingInner=0.28, paddingOuter=0.14)
    place: dict[str, Any] = {"y": alt.Y("category:N", axis=axis, scale=scale)}
    if chart.kind == "compare":
        offset = alt.Scale(domain=[series.name for series in chart.series], paddingInner=0.1)
        place["yOffset"] = alt.YOffset("series:N", scale=offset)
    return place


def _broken(category: str) -> str:
    """A category's name broken into the lines of its axis label; Vega splits it there."""
    return "\n".join(wrap(category, _CATEGORY_LETTERS)) or category


def _category_width(chart: Chart) -> int:
    """Pixels left of the bars: the longest line of the categories' names."""
    longest = max(len(line) for category in chart.categories for line in _broken(category).split("\n"))
    return ceil(longest * LETTER_WIDTH) + 10


def _right_room(chart: Chart) -> int:
    """Pixels right of the value axis: a label stands beyond a bar's end, but inside a stacked bar."""
    return 6 if chart.kind == "stacked" else _ROOM_FOR_LABEL[chart.unit]


def _row_height(chart: Chart, labels: list[Label]) -> int:
    """Pixels a category takes: more when labels stand above or below bars, or when bars stand side by side."""
    if chart.kind == "compare":
        return (_BAR - 2) * len(chart.series) + _GAP
    if any(label.place in ("above", "below") for label in labels):
        # A chart of all areas has to leave room for its table on the same page.
        return _ROW_OF_MANY_WITH_OUTER_LABELS if len(chart.categories) > _MANY_ROWS else _ROW_WITH_OUTER_LABELS
    return _ROW


def _top(chart: Chart) -> float:
    """Where the value axis ends: 100 %, or a little above the longest time."""
    if chart.unit == "%":
        return 100.0
    longest = max((float(value) for series in chart.series for value in series.values if value is not None), default=0)
    return max(1.0, ceil(longest * 1.02))


def _value_axis(chart: Chart, top: float) -> Any:
    return alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        grid=chart.unit == "%",  # with hours, the values stand beyond the bars, where lines would cross them
        gridColor="#c9d1d8",
        values=[0, 25, 50, 75, 100] if chart.unit == "%" else [0, top / 2, top],
        labelExpr=f"replace(toString(datum.value), '.', ',') + '{NO_BREAK}{chart.unit}'",
        labelColor="#46525e",
        labelFontSize=_FONT_SIZE - 1.5,
        labelPadding=5,
    )


def _legend(chart: Chart) -> Any:
    """The names of the series above the bars, from the left edge; none where there is only one."""
    if len(chart.series) == 1:
        return None
    return alt.Legend(
        title=None,
        orient="none",
        direction="horizontal",
        legendX=-_category_width(chart),
        legendY=-_legend_height(chart),
        columns=_legend_columns(chart),
        labelLimit=0,
        labelFontSize=_FONT_SIZE,
        labelColor=DARK_INK,
        symbolType="square",
        symbolSize=150,
        symbolStrokeColor=_OUTLINE,
        symbolStrokeWidth=0.6,
        columnPadding=18,
        rowPadding=5,
    )


def _legend_columns(chart: Chart) -> int:
    """As many as fit beside each other."""
    widest = max(len(series.name) for series in chart.series) * LETTER_WIDTH + 36
    return max(1, min(len(chart.series), int(WIDTH // widest)))


def _legend_height(chart: Chart) -> int:
    """Pixels above the bars."""
    if len(chart.series) == 1:
        return 2
    return ceil(len(chart.series) / _legend_columns(chart)) * _LEGEND_LINE + 12


def _tidy(svg: str, chart: Chart) -> str:
    """Vega's SVG as one figure with a text alternative instead of a tree of parts, scalable, without identifiers."""
    ET.register_namespace("", _SVG)
    drawn = ET.fromstring(svg)  # noqa: S314 - made a moment ago, from escaped text
    drawing = ET.Element(f"{{{_SVG}}}svg", {name: drawn.attrib[name] for name in ("viewBox", "width", "height")})
    drawing.attrib.update({"role": "img", "focusable": "false", "class": "drawing"})
    title = ET.SubElement(drawing, f"{{{_SVG}}}title")
    title.text = chart.description
    drawing.extend(child for child in drawn if child.tag == f"{{{_SVG}}}g")
    _strip(drawing)
    return ET.tostring(drawing, encoding="unicode")


def _strip(drawing: ET.Element) -> None:
    for parent in [*drawing.iter()][1:]:
        for name in _DROPPED:
            parent.attrib.pop(name, None)
        for child in [*parent]:
            if child.get("display") == "none" or (child.get("class") == "background"):
                parent.remove(child)
