"""What a block shows, drawn as SVG: the way in to `drawing/`.

An SVG carries its alternative text as `<title>` (WeasyPrint and browsers read it there), keeps its text as text, and
has neither style attributes nor scripts, so that it may stand in a page with a strict content security policy. It is
readable in black and white: shades differ in lightness, marks in shape, and values are printed.
"""

from report_templates.content import Chart, HeatMap, Trend
from report_templates.drawing.bars import drawing_of_bars
from report_templates.drawing.canvas import Spec, Style
from report_templates.drawing.heatmap import drawing_of_heatmap
from report_templates.drawing.intervals import drawing_of_intervals
from report_templates.drawing.svg import svg_of
from report_templates.drawing.trend import drawing_of_trend

Drawn = Chart | Trend | HeatMap


def draw(chart: Drawn, style: Style) -> str:
    """The chart as one inline `<svg>` element, as wide as the column of text.

    Raises:
        ValueError: values that are not one for each category, wave or cell, or more series than can be told apart.
    """
    return svg_of(drawing_of(chart, style), chart.description)


def drawing_of(chart: Drawn, style: Style) -> Spec:
    """The chart as a Vega-Lite drawing; raises what `draw` raises."""
    if isinstance(chart, HeatMap):
        return drawing_of_heatmap(chart, style)
    for series in chart.series:
        if len(series.values) != len(chart.waves if isinstance(chart, Trend) else chart.categories):
            raise ValueError(f"chart {chart.id}: series {series.name} has not one value per category")
    if isinstance(chart, Trend):
        return drawing_of_trend(chart, style)
    return drawing_of_intervals(chart, style) if chart.kind == "intervals" else drawing_of_bars(chart, style)
