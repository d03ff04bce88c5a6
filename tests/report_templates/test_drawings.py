"""Dots with intervals, lines through the waves, and the map of hours: what they draw, all of it known to Vega-Lite."""

from fractions import Fraction
from math import pi, sqrt
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from report_templates.charts import Drawn, draw, drawing_of
from report_templates.content import Chart, ChartKind, HeatMap, Series, Table, Trend
from report_templates.drawing.canvas import Style
from report_templates.drawing.heatmap import Cell, cells_of, stripes_of
from report_templates.drawing.ink import ink_on, shades
from report_templates.drawing.trend import PointLabel, parts_of_line, point_labels
from report_templates.language import language_of

STYLE = Style(language_of("sv"))
ENGLISH = Style(language_of("en"))
SVG = "{http://www.w3.org/2000/svg}"
NONE = Table("", (), ())


def values(*numbers: int | None) -> tuple[Fraction | None, ...]:
    return tuple(None if number is None else Fraction(number) for number in numbers)


def bounds(*pairs: tuple[int, int] | None) -> tuple[tuple[Fraction, Fraction] | None, ...]:
    return tuple(None if pair is None else (Fraction(pair[0]), Fraction(pair[1])) for pair in pairs)


OWN = Series("Vetlanda", values(61, None, 85), bounds((48, 73), None, (72, 92)))
THEIRS = Series("Likvärdiga", values(64, 55, None))


def dots(*series: Series) -> Chart:
    return Chart("intervals", "d", "Prov", "Ett prov.", "%", ("Kontakt", "Svar", "E-post"), series, NONE)


def trend(*series: Series, breaks: tuple[int, ...] = ()) -> Trend:
    return Trend("t", "Prov", "Ett prov.", "%", ("2013", "2015", "2017"), series, breaks, NONE)


def heatmap(*cells: tuple[int, int] | None, outside: tuple[bool, ...] = (False, False, True)) -> HeatMap:
    return HeatMap("h", "Prov", "Ett prov.", ("08–09",), ("Mån", "Tis", "Ons"), (cells,), (outside,), NONE)


def bars(kind: ChartKind) -> Chart:
    return Chart(kind, "b", "Prov", "Ett prov.", "%", ("Kontakt", "Svar", "E-post"), (OWN, THEIRS), NONE)


ALL = (
    bars("stacked"),
    bars("compare"),
    dots(OWN),
    dots(OWN, THEIRS),
    trend(OWN, THEIRS, breaks=(1,)),
    heatmap((2, 5), None, (0, 3)),
)


def texts_in(chart: Drawn, style: Style = STYLE) -> list[str]:
    drawing = ET.fromstring(draw(chart, style))  # noqa: S314 - our own drawing
    return ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_every_drawing_is_vega_lite_by_its_schema(chart: Drawn) -> None:
    assert alt.LayerChart.from_dict(drawing_of(chart, STYLE)).to_dict()["layer"]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_every_drawing_begins_with_its_alternative_text(chart: Drawn) -> None:
    first = ET.fromstring(draw(chart, STYLE))[0]  # noqa: S314 - our own drawing
    assert (first.tag, first.text) == (f"{SVG}title", "Ett prov.")


def test_dots_print_their_values_and_those_beside_them_and_a_dash_for_none() -> None:
    assert texts_in(dots(OWN, THEIRS))[-8:] == [
        *("61\u00a0%", "-", "85\u00a0%"),
        *("64\u00a0%", "55\u00a0%", "-"),
        *("Vetlanda", "Likvärdiga"),
    ]


def test_a_name_keeps_clear_of_a_dot_on_nought() -> None:
    drawing = drawing_of(dots(OWN, THEIRS), STYLE)
    (look,) = (one["mark"] for one in drawing["layer"] if one["mark"]["type"] == "point")
    gap = drawing["layer"][0]["encoding"]["y"]["axis"]["labelPadding"]
    assert gap - sqrt(look["size"] / pi) >= 8


def test_a_whisker_goes_from_bound_to_bound_and_there_is_none_without_bounds() -> None:
    whiskers = drawing_of(dots(OWN, THEIRS), STYLE)["layer"][0]["data"]["values"]
    assert whiskers == [
        {"category": "Kontakt", "low": 48.0, "high": 73.0},
        {"category": "E-post", "low": 72.0, "high": 92.0},
    ]


def test_three_series_of_dots_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^chart d: one to 2 series stand beside each other, not more$"):
        draw(dots(OWN, THEIRS, THEIRS), STYLE)


def test_an_interval_too_few_is_refused() -> None:
    short = Series("Vetlanda", values(61, 50, 85), bounds((48, 73)))
    with pytest.raises(ValueError, match=r"^chart d: series Vetlanda has not one interval per category$"):
        draw(dots(short), STYLE)


def test_no_line_is_drawn_across_a_break_or_a_wave_without_value() -> None:
    series = Series("Mått 2", values(50, 52, 60, None, 70))
    assert parts_of_line(series, breaks=(1,)) == [
        [(0, Fraction(50))],
        [(1, Fraction(52)), (2, Fraction(60))],
        [(4, Fraction(70))],
    ]


def test_a_break_is_marked_between_the_waves_it_parts() -> None:
    assert drawing_of(trend(OWN, breaks=(2,)), STYLE)["layer"][0]["data"]["values"] == [
        {"wave": 1.5, "from": 0, "to": 100.0}
    ]


@pytest.mark.parametrize("place", [0, 3])
def test_a_break_that_parts_no_two_waves_is_refused(place: int) -> None:
    with pytest.raises(ValueError, match=r"^chart t: a break stands between two waves, from 1 to 2$"):
        draw(trend(OWN, breaks=(place,)), STYLE)


def test_labels_of_near_values_stand_below_each_other() -> None:
    one, other = Series("A", values(70, 10, None)), Series("B", values(72, 90, None))
    assert point_labels(trend(one, other), STYLE, 2.0) == [
        PointLabel(0, "B", "72\u00a0%", 144.0),
        PointLabel(0, "A", "70\u00a0%", 129.0),
        PointLabel(1, "B", "90\u00a0%", 180.0),
        PointLabel(1, "A", "10\u00a0%", 20.0),
    ]


def test_the_points_of_each_series_have_a_shape_of_their_own() -> None:
    shape = drawing_of(trend(OWN, THEIRS), STYLE)["layer"][-2]["encoding"]["shape"]["scale"]
    assert shape == {"domain": ["Vetlanda", "Likvärdiga"], "range": ["circle", "square"]}


def test_a_trend_prints_its_values_its_waves_and_its_series() -> None:
    assert set(texts_in(trend(OWN, THEIRS))) >= {
        *("61\u00a0%", "85\u00a0%", "64\u00a0%", "55\u00a0%"),
        *("2013", "2015", "2017", "Vetlanda", "Likvärdiga"),
    }


def test_a_trend_of_hours_prints_them_with_the_decimal_mark_of_its_language() -> None:
    hours = Trend("t", "Prov", "Ett prov.", "timmar", ("2017",), (Series("Medel", (Fraction(73, 10),)),), (), NONE)
    assert ("7,3" in texts_in(hours), "7.3" in texts_in(hours, ENGLISH)) == (True, True)


def test_cells_are_darker_the_larger_the_share_and_print_their_counts() -> None:
    ramp = shades(5)[::-1]
    assert cells_of(heatmap((0, 3), (1, 2), (5, 5)), STYLE) == [
        Cell(0, 0, "0/3", ramp[0], is_outside=False),
        Cell(0, 1, "1/2", ramp[2], is_outside=False),
        Cell(0, 2, "5/5", ramp[4], is_outside=True),
    ]


def test_a_cell_in_which_something_happened_is_never_as_light_as_one_in_which_nothing_did() -> None:
    nothing, once = cells_of(heatmap((0, 60), (1, 60), None), STYLE)[:2]
    assert nothing.shade != once.shade


def test_a_cell_without_a_call_prints_nothing() -> None:
    assert cells_of(heatmap(None, None, None), STYLE)[0].text == ""


def test_the_stripes_of_a_cell_stay_inside_it() -> None:
    stripes = list(stripes_of(Cell(2, 3, "", "#ffffff", is_outside=True)))
    assert len(stripes) == 9
    assert all(3 <= x <= 4 and 2 <= y <= 3 for line in stripes for x, y in (line[:2], line[2:]))


@pytest.mark.parametrize("outside", [(False, False, True), (False, False, False)])
def test_the_stripes_are_explained_where_there_are_any(outside: tuple[bool, ...]) -> None:
    told = "Streckat: utanför öppettiderna" in texts_in(heatmap((1, 2), None, None, outside=outside))
    assert told == any(outside)


def test_counts_on_a_dark_cell_are_printed_in_light_ink() -> None:
    drawing = drawing_of(heatmap((5, 5), (0, 5), None), STYLE)
    light = [layer for layer in drawing["layer"] if layer["mark"].get("color") == ink_on(shades(1)[0])]
    assert [row["text"] for layer in light for row in layer["data"]["values"]] == ["5/5"]


def test_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^chart h: give one cell for each row and column$"):
        draw(heatmap((1, 2)), STYLE)


@pytest.mark.parametrize("kind", ["stacked", "compare", "intervals"])
def test_a_chart_takes_the_colour_of_the_report(kind: ChartKind) -> None:
    drawn = draw(bars(kind), Style(language_of("sv"), "#b03a2e"))
    assert ("#b03a2e" in drawn or "rgb(176, 58, 46)" in drawn, "#12416b" in drawn) == (True, False)
