"""The charts: well-formed, read aloud by their description, legible in black and white, safe with any text."""

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from report_templates.chart_marks import Label, Mark, labels_of, marks_of
from report_templates.charts import draw
from report_templates.content import Chart, ChartKind, Report, Series, Table
from report_templates.drawing.canvas import WIDTH, Style, legend, legend_height
from report_templates.language import language_of

STYLE = Style(language_of("sv"))
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = ("diagram-oversikt", "diagram-tillganglighet", "diagram-svarstid-timmar", "diagram-bilaga-bemotande")


def charts_of(report: Report) -> dict[str, Chart]:
    blocks = [block for section in report.sections for block in section.blocks]
    charts = [block for block in blocks if isinstance(block, Chart)]
    return {chart.id: chart for chart in [*charts, *(appendix.chart for appendix in report.appendices)]}


@pytest.fixture(scope="module")
def drawings(vetlanda_report: Report) -> dict[str, ET.Element]:
    charts = charts_of(vetlanda_report)
    return {id_: drawing_of(charts[id_]) for id_ in DRAWN}


def chart_of(*series: Series, kind: ChartKind = "stacked", categories: tuple[str, ...] = ("Bygg",)) -> Chart:
    return Chart(
        kind=kind,
        id="diagram-prov",
        title="Prov",
        description="Ett prov.",
        unit="%",
        categories=categories,
        series=series,
        table=Table("Prov", (), ()),
    )


def drawing_of(chart: Chart) -> ET.Element:
    return ET.fromstring(draw(chart, STYLE))  # noqa: S314 - our own drawing; that it is well-formed is what we ask


def spread(*values: int) -> Chart:
    return chart_of(*(Series(f"Del {number}", (Fraction(value),)) for number, value in enumerate(values)))


def texts_of(drawing: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]


@pytest.mark.parametrize("id_", DRAWN)
def test_a_drawing_has_its_description_as_its_only_title(
    id_: str, drawings: dict[str, ET.Element], vetlanda_report: Report
) -> None:
    titles = [title.text for title in drawings[id_].iter(f"{SVG}title")]
    assert titles == [charts_of(vetlanda_report)[id_].description]


@pytest.mark.parametrize("id_", DRAWN)
def test_the_title_comes_first_so_that_it_names_the_drawing(id_: str, drawings: dict[str, ET.Element]) -> None:
    assert drawings[id_][0].tag == f"{SVG}title"


@pytest.mark.parametrize("id_", DRAWN)
def test_every_value_label_is_printed_as_text(
    id_: str, drawings: dict[str, ET.Element], vetlanda_report: Report
) -> None:
    labels = [label.text for label in labels_of(charts_of(vetlanda_report)[id_], 5.0, STYLE)]
    printed = texts_of(drawings[id_])
    assert [text for text in set(labels) if printed.count(text) < labels.count(text)] == []


@pytest.mark.parametrize("id_", DRAWN)
def test_a_drawing_holds_no_style_script_or_identifier(id_: str, drawings: dict[str, ET.Element]) -> None:
    tags = {element.tag.removeprefix(SVG) for element in drawings[id_].iter()}
    attributes = {name for element in drawings[id_].iter() for name in element.attrib}
    assert (tags & {"style", "script", "foreignObject", "a", "image"}, attributes & {"style", "id", "onclick"}) == (
        set(),
        set(),
    )


@pytest.mark.parametrize("id_", DRAWN)
def test_a_drawing_is_no_wider_than_the_column_of_text(id_: str, drawings: dict[str, ET.Element]) -> None:
    assert float(drawings[id_].attrib["width"]) <= WIDTH


def test_the_value_axis_says_its_percentages_in_plain_numbers(drawings: dict[str, ET.Element]) -> None:
    assert texts_of(drawings["diagram-oversikt"])[:5] == [
        "0\u00a0%",
        "25\u00a0%",
        "50\u00a0%",
        "75\u00a0%",
        "100\u00a0%",
    ]


def test_the_value_axis_of_times_is_not_rounded_to_another_number() -> None:
    chart = chart_of(Series("Medelvärde", (Fraction(121, 10),)), kind="bars")
    hours = Chart("bars", "h", "h", "h", "timmar", chart.categories, chart.series, chart.table)
    start, middle, end = (float(text.split()[0].replace(",", ".")) for text in texts_of(drawing_of(hours))[:3])
    assert (start, middle, end >= 12.1) == (0.0, end / 2, True)


def test_a_bar_without_a_base_prints_a_dash() -> None:
    chart = chart_of(Series("Vetlanda", (None,)), kind="bars")
    assert labels_of(chart, 5.0, STYLE) == [Label("Bygg", "Vetlanda", 0.0, "-", "after")]


def test_a_stacked_row_without_a_base_prints_one_dash() -> None:
    chart = chart_of(Series("God", (None,)), Series("Dålig", (None,)))
    assert labels_of(chart, 5.0, STYLE) == [Label("Bygg", "God", 0.0, "-", "after")]


def test_a_chart_without_any_value_is_drawn_with_its_dashes() -> None:
    chart = chart_of(Series("God", (None, None)), Series("Dålig", (None, None)), categories=("Bygg", "IFO"))
    assert texts_of(drawing_of(chart)).count("-") == 2


def test_a_zero_is_printed_where_bars_stand_alone() -> None:
    chart = chart_of(Series("Vetlanda", (Fraction(0),)), kind="bars")
    assert labels_of(chart, 5.0, STYLE) == [Label("Bygg", "Vetlanda", 0.0, "0\u00a0%", "after")]


def test_parts_stand_one_after_another_and_a_zero_draws_nothing() -> None:
    assert marks_of(spread(50, 0, 50)) == [Mark("Bygg", "Del 0", 0.0, 50.0), Mark("Bygg", "Del 2", 50.0, 100.0)]


def test_labels_of_narrow_parts_step_out_of_the_bar_and_away_from_each_other() -> None:
    places = [label.place for label in labels_of(spread(52, 2, 3, 43), 4.0, STYLE)]
    assert places == ["inside_light", "above", "below", "inside_dark"]


def test_more_series_than_shades_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^a chart has one to 6 series, not 7$"):
        draw(spread(10, 10, 10, 10, 10, 10, 40), STYLE)


def test_a_series_with_a_value_too_few_is_refused() -> None:
    chart = chart_of(Series("God", (Fraction(1),)), categories=("Bygg", "IFO"))
    with pytest.raises(ValueError, match=r"^chart diagram-prov: series God has not one value per category$"):
        draw(chart, STYLE)


def test_hostile_text_stays_text() -> None:
    hostile = "<script>alert('&\"')</script>"
    chart = Chart("bars", "x", hostile, hostile, "%", (hostile,), (Series(hostile, (Fraction(1),)),), Table("", (), ()))
    drawing = drawing_of(chart)
    assert (texts_of(drawing).count(hostile), drawing[0].text, list(drawing.iter(f"{SVG}script"))) == (1, hostile, [])


def test_a_legend_names_every_series_of_a_stacked_chart(drawings: dict[str, ET.Element]) -> None:
    assert {"Mycket god", "God", "Medelgod", "Dålig"} <= set(texts_of(drawings["diagram-bilaga-bemotande"]))


def test_a_long_category_is_broken_into_lines_and_loses_no_word() -> None:
    long = "Handikappomsorg och personlig assistans samt färdtjänst"
    chart = chart_of(Series("God", (Fraction(40),)), kind="bars", categories=(long,))
    lines = [line.text for line in drawing_of(chart).iter(f"{SVG}tspan")]
    assert " ".join(line or "" for line in lines) == long


def test_the_same_chart_is_drawn_the_same() -> None:
    assert draw(spread(60, 40), STYLE) == draw(spread(60, 40), STYLE)


def test_a_legend_of_names_too_long_for_one_line_takes_two() -> None:
    names = [letter * 26 for letter in "abc"]
    assert [legend_height(names[:2]), legend_height(names)] == [32, 52]


def test_a_legend_has_as_many_columns_as_fit_though_one_name_is_long() -> None:
    bands = ["Inom 1 dygn", "1–2 dygn", "2–5 dygn", "1–2 veckor", "Ej svar inom 2 veckor"]
    found = legend(bands, left=0)
    assert found is not None
    assert found["columns"] == 4
