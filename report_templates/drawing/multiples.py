"""Small multiples: one panel a figure, one row a municipality, a dot with its interval and the value beside it. Pure.

All panels are drawn on one plane of pixels, so that a row is one line from the name to the last value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from report_templates.drawing.canvas import FONT, LETTER_WIDTH, Spec, Style, layer, name_of, quantity, tick_text
from report_templates.drawing.ink import DARK_INK, GRID, LIGHT_INK, QUIET_INK

WIDTH = 1008
"""Pixels: the 267 mm between the margins of a landscape page."""

_HEIGHT = 528
_HIGHEST_ROW, _LOWEST_ROW = 40, 13
_HEAD, _FOOT = 24, 18
_GAP = 30
_ROOM_FOR_VALUE = 40
_LONGEST_NAME = 26
_ROWS_A_GUIDE = 5
_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Dot:
    """A share in per cent with its interval; an empty base draws nothing but its `text`. `is_few`: an open dot."""

    text: str
    value: Fraction | None
    low: float | None
    high: float | None
    is_few: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: a dot for every row, and the mean of all that a line is drawn at."""

    title: str
    dots: tuple[Dot, ...]
    mean: Fraction | None


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where things stand: the panels' left edges and width, the height of a row and of its letters."""

    edges: tuple[float, ...]
    width: float
    row: float
    rows: int

    @property
    def letters(self) -> float:
        """The size of a row's letters, 7 points of print or more."""
        return min(12.0, self.row * 0.78)

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return _HEAD + self.row * self.rows

    def x(self, panel: int, value: float) -> float:
        """Where a share stands in a panel."""
        return self.edges[panel] + self.width * value / 100

    def y(self, row: int) -> float:
        """The middle of a row."""
        return _HEAD + self.row * (row + 0.5)


def drawing_of_multiples(names: Sequence[str], panels: Sequence[Panel], style: Style) -> Spec:
    """The panels beside each other, the names of the rows left of the first.

    Raises:
        ValueError: a panel that has not one dot for each name.
    """
    if any(len(panel.dots) != len(names) for panel in panels):
        raise ValueError("every panel has one dot for each name")
    plane = _plane(names, len(panels))
    layers = [
        *_grid(plane, panels, style),
        _means(plane, panels),
        _whiskers(plane, panels),
        *_dots(plane, panels, style),
        _texts(_names(plane, names), plane.letters, "left", DARK_INK),
        _texts(_values(plane, panels), plane.letters, "left", DARK_INK),
        _texts(
            [(edge, _HEAD / 2, panel.title) for edge, panel in zip(plane.edges, panels, strict=True)],
            13,
            "left",
            DARK_INK,
        ),
    ]
    return _sheet(layers, ceil(plane.bottom + _FOOT))


def _plane(names: Sequence[str], panels: int) -> _Plane:
    row = max(_LOWEST_ROW, min(_HIGHEST_ROW, _HEIGHT / max(1, len(names))))
    longest = min(_LONGEST_NAME, max((len(name) for name in names), default=0))
    left = longest * LETTER_WIDTH * min(12.0, row * 0.78) / 12 + 16
    each = (WIDTH - left) / max(1, panels)
    width = each - _ROOM_FOR_VALUE - _GAP
    return _Plane(tuple(left + each * number for number in range(panels)), width, row, len(names))


def _grid(plane: _Plane, panels: Sequence[Panel], style: Style) -> list[Spec]:
    lines = [
        {"x": plane.x(panel, tick), "y": _HEAD, "x2": plane.x(panel, tick), "y2": plane.bottom}
        for panel in range(len(panels))
        for tick in _TICKS
    ]
    guides = [
        {"x": 0, "y": _HEAD + plane.row * row, "x2": WIDTH, "y2": _HEAD + plane.row * row}
        for row in range(_ROWS_A_GUIDE, plane.rows, _ROWS_A_GUIDE)
    ]
    ticks = [
        (plane.x(panel, tick), plane.bottom + 9, tick_text(style, "%", tick))
        for panel in range(len(panels))
        for tick in (_TICKS[0], _TICKS[2], _TICKS[4])
    ]
    return [_lines(guides, GRID, 0.6), _lines(lines, GRID, 0.6), _texts(ticks, 9.5, "center", QUIET_INK)]


def _means(plane: _Plane, panels: Sequence[Panel]) -> Spec:
    lines = [
        {
            "x": plane.x(number, float(panel.mean)),
            "y": _HEAD,
            "x2": plane.x(number, float(panel.mean)),
            "y2": plane.bottom,
        }
        for number, panel in enumerate(panels)
        if panel.mean is not None
    ]
    return _lines(lines, QUIET_INK, 1.2, strokeDash=[4, 3])


def _whiskers(plane: _Plane, panels: Sequence[Panel]) -> Spec:
    lines = [
        {"x": plane.x(number, dot.low), "y": plane.y(row), "x2": plane.x(number, dot.high), "y2": plane.y(row)}
        for number, panel in enumerate(panels)
        for row, dot in enumerate(panel.dots)
        if dot.low is not None and dot.high is not None
    ]
    return _lines(lines, DARK_INK, 1.3)


def _dots(plane: _Plane, panels: Sequence[Panel], style: Style) -> list[Spec]:
    """Filled dots, and open ones where there are too few contacts to say much: they differ in shape of ink."""
    found: dict[bool, list[dict[str, object]]] = {False: [], True: []}
    for number, panel in enumerate(panels):
        for row, dot in enumerate(panel.dots):
            if dot.value is not None:
                found[dot.is_few].append({"x": plane.x(number, float(dot.value)), "y": plane.y(row)})
    size = min(70.0, plane.row * 3.2)
    look = {"shape": "circle", "size": size, "stroke": DARK_INK, "strokeWidth": 1.2, "opacity": 1, "filled": True}
    fills = {False: style.accent, True: LIGHT_INK}
    return [layer("point", rows, _at(), fill=fills[few], **look) for few, rows in found.items()]


def _names(plane: _Plane, names: Sequence[str]) -> list[tuple[float, float, str]]:
    return [(0, plane.y(row), _cut(name)) for row, name in enumerate(names)]


def _cut(name: str) -> str:
    """A name as far as there is room for it; the table has all of it."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _values(plane: _Plane, panels: Sequence[Panel]) -> list[tuple[float, float, str]]:
    return [
        (plane.x(number, 100) + 8, plane.y(row), dot.text)
        for number, panel in enumerate(panels)
        for row, dot in enumerate(panel.dots)
    ]


def _at() -> Spec:
    return {"x": quantity("x", scale=None, axis=None), "y": quantity("y", scale=None, axis=None)}


def _lines(rows: Sequence[dict[str, float]], colour: str, width: float, **look: object) -> Spec:
    return layer(
        "rule", rows, {**_at(), "x2": {"field": "x2"}, "y2": {"field": "y2"}}, color=colour, strokeWidth=width, **look
    )


def _texts(texts: Sequence[tuple[float, float, str]], size: float, align: str, colour: str) -> Spec:
    rows = [{"x": x, "y": y, "text": text} for x, y, text in texts]
    look = {"align": align, "baseline": "middle", "fontSize": size, "color": colour, "font": FONT}
    return layer("text", rows, {**_at(), "text": name_of("text")}, **look)


def _sheet(layers: Sequence[Spec], height: int) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": list(layers),
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "none"},
        "padding": 0,
        "config": {"font": FONT, "background": "transparent", "view": {"stroke": None}},
    }
