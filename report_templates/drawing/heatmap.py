"""How often something happened, hour by weekday: shades that differ in lightness, and the counts in every cell.

Cells outside the opening hours are crossed by thin lines. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from report_templates.content import HeatMap
from report_templates.drawing.canvas import (
    FONT_SIZE,
    LETTER_WIDTH,
    LINE_WIDTH,
    WIDTH,
    Room,
    Spec,
    Style,
    layer,
    name_of,
    quantity,
    sheet,
)
from report_templates.drawing.ink import DARK_INK, GRID, LIGHT_INK, QUIET_INK, ink_on, shades

_ROW = 25
_WIDEST_CELL = 92
_HEAD = 24
_FOOT = 30
_SHADES = 5
_STRIPES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its counts; `shade` is its colour. Without a contact it has neither text nor shade."""

    row: int
    column: int
    text: str
    shade: str
    is_outside: bool


def drawing_of_heatmap(chart: HeatMap, style: Style) -> Spec:
    """The shaded cells, the stripes of those outside, the counts, and the names of rows and columns.

    Raises:
        ValueError: cells or marks that are not one for each row and column.
    """
    for grid in (chart.cells, chart.outside):
        if [len(line) for line in grid] != [len(chart.columns)] * len(chart.rows):
            raise ValueError(f"chart {chart.id}: give one cell for each row and column")
    cells = cells_of(chart, style)
    left = max(60, round(max((len(row) for row in chart.rows), default=0) * LETTER_WIDTH) + 14)
    cell = min(_WIDEST_CELL, (WIDTH - left) // max(1, len(chart.columns)))
    room = Room(left, WIDTH - left - cell * len(chart.columns), _HEAD, _FOOT if _has_stripes(cells) else 6)
    layers = [_boxes(chart, cells), _stripes(chart, cells), *_counts(chart, cells), *_names(chart)]
    if _has_stripes(cells):
        layers.append(_key(chart, style))
    return sheet(layers, room, _ROW * len(chart.rows))


def cells_of(chart: HeatMap, style: Style) -> list[Cell]:
    """Every cell with `2/5` in it, darker the larger the share; an empty one where nothing was tried."""
    ramp = shades(_SHADES, style.accent)[::-1]
    return [
        Cell(row, column, *_shown(counts, ramp), is_outside=chart.outside[row][column])
        for row, line in enumerate(chart.cells)
        for column, counts in enumerate(line)
    ]


def stripes_of(cell: Cell) -> Iterator[tuple[float, float, float, float]]:
    """The lines across a cell from its lower left to its upper right: x, y, x2, y2, in cells, clipped to the cell."""
    for number in range(1, 2 * _STRIPES):
        start, end = max(0, number - _STRIPES), min(_STRIPES, number)
        low, high = (number - start) / _STRIPES, (number - end) / _STRIPES
        yield cell.column + start / _STRIPES, cell.row + low, cell.column + end / _STRIPES, cell.row + high


def _shown(counts: tuple[int, int] | None, ramp: tuple[str, ...]) -> tuple[str, str]:
    if counts is None:
        return "", LIGHT_INK
    happened, tried = counts
    return f"{happened}/{tried}", ramp[-(-happened * (len(ramp) - 1) // tried)] if tried else LIGHT_INK


def _has_stripes(cells: list[Cell]) -> bool:
    return any(cell.is_outside for cell in cells)


def _axes(chart: HeatMap, x: str, y: str) -> Spec:
    return {
        "x": quantity(x, scale={"domain": [0, len(chart.columns)], "nice": False}, axis=None),
        "y": quantity(y, scale={"domain": [0, len(chart.rows)], "nice": False, "reverse": True}, axis=None),
    }


def _boxes(chart: HeatMap, cells: list[Cell]) -> Spec:
    rows = [
        {"x": cell.column, "x2": cell.column + 1, "y": cell.row, "y2": cell.row + 1, "shade": cell.shade}
        for cell in cells
    ]
    encoding = {**_axes(chart, "x", "y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    fill = name_of("shade", scale=None, legend=None)
    return layer("rect", rows, {**encoding, "fill": fill}, stroke=GRID, strokeWidth=1)


def _stripes(chart: HeatMap, cells: list[Cell]) -> Spec:
    rows = [
        dict(zip(("x", "y", "x2", "y2"), stripe, strict=True))
        for cell in cells
        if cell.is_outside
        for stripe in stripes_of(cell)
    ]
    encoding = {**_axes(chart, "x", "y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return layer("rule", rows, encoding, color=QUIET_INK, strokeWidth=LINE_WIDTH)


def _counts(chart: HeatMap, cells: list[Cell]) -> list[Spec]:
    """The counts in the ink that is read on their shade, on a patch of it where stripes lie behind."""
    shown = [(cell, _row_of(cell)) for cell in cells if cell.text]
    place = {**_axes(chart, "x", "y"), "text": name_of("text")}
    patch = {**_axes(chart, "x", "y"), "fill": name_of("shade", scale=None, legend=None)}
    outside = [row for cell, row in shown if cell.is_outside]
    layers = [layer("square", outside, patch, size=22 * 22, opacity=1)]
    for ink in (DARK_INK, LIGHT_INK):
        rows = [row for cell, row in shown if ink_on(cell.shade) == ink]
        layers.append(layer("text", rows, place, color=ink, fontWeight=600, baseline="middle", dy=1))
    return layers


def _row_of(cell: Cell) -> dict[str, object]:
    return {"x": cell.column + 0.5, "y": cell.row + 0.5, "text": cell.text, "shade": cell.shade}


def _names(chart: HeatMap) -> list[Spec]:
    place = {**_axes(chart, "x", "y"), "text": name_of("text")}
    columns = [{"x": number + 0.5, "y": 0, "text": name} for number, name in enumerate(chart.columns)]
    rows = [{"x": 0, "y": number + 0.5, "text": name} for number, name in enumerate(chart.rows)]
    return [
        layer("text", columns, place, baseline="bottom", dy=-6, color=DARK_INK, fontWeight=600),
        layer("text", rows, place, align="right", baseline="middle", dx=-8, dy=1, color=DARK_INK),
    ]


def _key(chart: HeatMap, style: Style) -> Spec:
    """What the stripes mean, under the plot."""
    text = style.language.say("Streckat: utanför öppettiderna")
    rows = [{"x": 0, "y": len(chart.rows), "text": text}]
    place = {**_axes(chart, "x", "y"), "text": name_of("text")}
    return layer("text", rows, place, align="left", baseline="top", dy=10, color=QUIET_INK, fontSize=FONT_SIZE - 1)
