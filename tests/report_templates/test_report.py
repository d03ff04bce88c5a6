"""The Vetlanda report says what the printed one said, with counts; an empty wave prints dashes."""

import re
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from report_templates.content import Chart, Letter, Letters, MeasureBox, Paragraph, Quotes, Report, Section, Table
from report_templates.material import Material
from report_templates.report import build_report
from report_templates.subject import Comment, ReportSubject
from scoring.figures import MeasurementFigures
from scoring.measures import count
from shopper.faults import BadInput
from shopper.method import Method, load_method
from shopper.records import MailRecord

BANDS = ("Inom 1 dygn", "1–2 dygn", "2–5 dygn", "1–2 veckor", "Ej svar inom 2 veckor")


def _section(report: Report, id_: str) -> Section:
    return next(section for section in report.sections if section.id == id_)


def _charts(report: Report) -> list[Chart]:
    inside = [block for section in report.sections for block in section.blocks if isinstance(block, Chart)]
    return inside + [appendix.chart for appendix in report.appendices]


def _box(report: Report, id_: str) -> MeasureBox:
    return next(block for block in _section(report, id_).blocks if isinstance(block, MeasureBox))


@pytest.mark.parametrize(
    "value",
    ["61 %", "52 %", "7 %", "2 %", "74 %", "71 %", "13 %", "84 %", "85 %", "10 %", "32 %", "100 %", "7 timmar"],
)
def test_every_figure_of_the_printed_report_is_there(vetlanda_texts: list[str], value: str) -> None:
    assert any(re.search(rf"(?<![\d,]){value}", text) for text in vetlanda_texts)


@pytest.mark.parametrize("value", ["64 %", "89 %", "40 %", "90 %", "5 timmar", "mellan 1 och 12 timmar"])
def test_the_similar_municipalities_values_are_there(vetlanda_texts: list[str], value: str) -> None:
    assert any(value in text for text in vetlanda_texts)


def test_the_five_unanswered_letters_are_listed_with_local_weekday_and_time(vetlanda_report: Report) -> None:
    (letters,) = (block for block in _section(vetlanda_report, "obesvarade-brev").blocks if isinstance(block, Letters))
    assert letters.letters == (
        Letter("Grundskola", "Hur är skolbarn försäkrade?", "Sön 22/10 10:35"),
        Letter("Grundskola", "Hur gör jag för att söka till vuxenutbildningen?", "Tis 7/11 17:55"),
        Letter("Miljö och hälsa", "Får vi sälja våfflor på skolfesten?", "Ons 18/10 20:00"),
        Letter("Handikappomsorg", "Vilken hjälp finns för bostadsanpassning?", "Fre 10/11 12:50"),
        Letter("Kultur och fritid", "Vilka kulturstipendier och fonder kan man söka?", "Tors 9/11 19:50"),
    )


def test_the_sections_come_in_the_order_of_the_method(vetlanda_report: Report) -> None:
    assert [entry.text for entry in vetlanda_report.contents] == [
        "Sammanfattning",
        "Översikt",
        "Bakgrund, syfte, metod och genomförande",
        "Resultat telefon",
        "Tillgänglighet",
        "När samtal inte nådde fram",
        "Svar på frågan",
        "Information",
        "Intresse och engagemang",
        "Bemötande",
        "Resultat e-post",
        "Svarstider",
        "Svarstid i timmar",
        "Avsändare",
        "Svarskvalitet",
        "Bekräftade brev",
        "Obesvarade brev",
        "Utveckling och jämförelse",
        "Utveckling",
        "Likvärdiga kommuner",
        "Vad som kan göras",
        "Så gjordes mätningen",
        "Bilagor: resultat per frågeområde",
        "Tillgänglighet",
        "Svar på frågan",
        "Information",
        "Intresse och engagemang",
        "Bemötande",
        "Svarstider",
        "Svarstid i timmar",
        "Avsändare",
        "Svarskvalitet",
        "Så räknades det",
    ]


def test_every_entry_of_the_contents_leads_to_something(vetlanda_report: Report) -> None:
    report = vetlanda_report
    sections, appendices = [part.id for part in report.sections], [part.id for part in report.appendices]
    there = [*sections, *appendices, report.method_page.id]
    assert [entry.target for entry in report.contents if entry.target] == there


def test_the_cover_names_municipality_month_weeks_and_method(vetlanda_report: Report) -> None:
    cover = vetlanda_report.cover
    assert (cover.municipality, cover.month_text, cover.period_text, cover.method_text) == (
        "Vetlanda",
        "Januari 2018",
        "16 oktober – 12 november 2017, vecka 42–45",
        "KKiK servicemätning 2017 (kkik-2017, version 1)",
    )


def test_measure_1_explains_84_beside_85(vetlanda_report: Report) -> None:
    box = _box(vetlanda_report, "svarstider")
    assert (box.value_text, box.formula_text) == ("85\u00a0%", "(37 + 7) / 52 = 44 av 52 brev.")
    assert "71\u00a0% + 13\u00a0% = 84\u00a0%" in box.note


def test_measure_2_says_what_a_stricter_reading_gives(vetlanda_report: Report) -> None:
    assert _box(vetlanda_report, "tillganglighet") == MeasureBox(
        title="Mått 2 i KKiK",
        value_text="52\u00a0%",
        formula_text="28 av 54 samtal nådde en handläggare inom 60 sekunder.",
        interval_text="95\u00a0%-intervall: 39–65\u00a0%",
        note="Räknas bara de samtal där frågan dessutom blev besvarad är andelen 48\u00a0% (26\u00a0av\u00a054).",
    )


def test_measure_3_writes_its_points_out(vetlanda_report: Report) -> None:
    box = _box(vetlanda_report, "bemotande")
    written = "(15 × 3 + 9 × 2 + 6 × 1 + 1 × 0) / (31 × 3) = 69 / 93 poäng, n = 31 samtal."
    assert (box.value_text, box.formula_text.replace("\u00a0", " ")) == ("74\u00a0%", written)


@pytest.mark.parametrize(
    ("section", "start"),
    [
        ("tillganglighet", "I drygt sex av tio samtal fick vi tala med en handläggare: 61 % (33 av 54)"),
        ("information", "I nära sex av tio besvarade samtal uppfattades informationen som god: 58 % (18 av 31)."),
        ("intresse", "I nära två av tre kontakter var intresset och engagemanget gott: 64 % (21 av 33)."),
        ("svarstider", "Inom två dygn kom svar på drygt åtta av tio brev: 85 % (44 av 52)."),
        ("svarskvalitet", "I nästan vart tredje svar fanns mer än själva svaret: 32 % (15 av 47)."),
    ],
)
def test_a_section_opens_with_its_share_in_words_and_in_counts(
    vetlanda_report: Report, section: str, start: str
) -> None:
    lead = _section(vetlanda_report, section).blocks[0]
    assert isinstance(lead, Paragraph)
    assert lead.text.replace("\u00a0", " ").startswith(start)


@pytest.mark.parametrize(
    "sentence",
    [
        "Resultatet är i nivå med snittet för likvärdiga kommuner (64 %).",
        "Resultatet är i nivå med snittet för likvärdiga kommuner (89 %).",
        "Resultatet är något bättre än snittet för likvärdiga kommuner (90 %).",
        "Resultatet är något under snittet för likvärdiga kommuner (40 %).",
        "Svarstiden är något längre än snittet för likvärdiga kommuner (5 timmar).",
        "Vid förra mätningen var svarstiden 7 timmar; i år är den i nivå med det.",
        "I den här mätningen fick alla brev om Bygg (6 av 6) svar inom 1 dygn.",
    ],
)
def test_comparisons_are_worded_by_rule(vetlanda_texts: list[str], sentence: str) -> None:
    assert any(sentence in text for text in vetlanda_texts)


def test_reply_bands_are_named_and_counted_in_the_table(vetlanda_report: Report) -> None:
    chart = next(block for block in _section(vetlanda_report, "svarstider").blocks if isinstance(block, Chart))
    assert tuple(series.name for series in chart.series) == BANDS
    assert [row[:3] for row in chart.table.rows] == [
        ("Inom 1 dygn", "37", "71\u00a0%"),
        ("1–2 dygn", "7", "13\u00a0%"),
        ("2–5 dygn", "3", "6\u00a0%"),
        ("1–2 veckor", "0", "0\u00a0%"),
        ("Ej svar inom 2 veckor", "5", "10\u00a0%"),
        ("Samtliga (n)", "52", "100\u00a0%"),
    ]


def test_a_footnote_tells_where_parts_do_not_sum_to_100(vetlanda_report: Report) -> None:
    noted = {chart.id for chart in _charts(vetlanda_report) if "99 eller 101" in chart.table.footnote}
    assert "diagram-courtesy" in noted
    assert "diagram-svarstider" not in noted


def test_charts_keep_exact_values(vetlanda_report: Report) -> None:
    chart = next(chart for chart in _charts(vetlanda_report) if chart.id == "diagram-oversikt")
    assert chart.series[0].values[0] == Fraction(100 * 33, 54)
    assert chart.series[1].values == (Fraction(64), None, None, None, None, Fraction(89))


def test_the_overview_has_columns_for_others_only_where_there_are_any(
    vetlanda_report: Report, empty_report: Report
) -> None:
    tables = [
        next(chart.table for chart in _charts(report) if chart.id == "diagram-oversikt")
        for report in (vetlanda_report, empty_report)
    ]
    own = ("Faktor", "Vetlanda", "Antal", "n", "95\u00a0%-intervall")
    assert [(table.caption, table.header) for table in tables] == [
        ("Översikt, Vetlanda mot likvärdiga kommuner", (*own, "Likvärdiga", "Jämfört med snittet")),
        ("Översikt, Vetlanda", own),
    ]


def test_every_chart_has_its_table_its_alternative_text_and_its_n(vetlanda_report: Report) -> None:
    for chart in _charts(vetlanda_report):
        assert chart.description, chart.id
        names = {*chart.table.header, *(row[0] for row in chart.table.rows)}
        assert names & {"n", "Samtliga (n)"}, chart.id


def test_no_two_charts_share_an_id(vetlanda_report: Report) -> None:
    ids = [chart.id for chart in _charts(vetlanda_report)]
    assert len(ids) == len(set(ids))


def test_every_row_of_every_table_is_as_wide_as_its_header(vetlanda_report: Report, empty_report: Report) -> None:
    tables = [chart.table for report in (vetlanda_report, empty_report) for chart in _charts(report)]
    tables += [block for block in vetlanda_report.method_page.blocks if isinstance(block, Table)]
    assert {len(row) - len(table.header) for table in tables for row in table.rows} == {0}


def test_no_own_share_in_a_sentence_is_without_its_counts(vetlanda_report: Report) -> None:
    leads = [
        block.text
        for section in vetlanda_report.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and block.role == "lead" and "%" in block.text
    ]
    assert leads
    assert [text for text in leads if not re.search(r"\(\d+\u00a0av\u00a0\d+\)", text)] == []


def test_an_appendix_row_shows_the_area_outside_the_total_marked(vetlanda_report: Report) -> None:
    table = vetlanda_report.appendices[0].chart.table
    assert [row[0] for row in table.rows][-2:] == ["KLK*", "Totalt"]
    assert table.footnote.startswith("* Räknas inte i totalen.")
    assert table.rows[-1] == ("Totalt", "52\u00a0%", "7\u00a0%", "2\u00a0%", "39\u00a0%", "54")


def test_the_last_page_shows_both_ways_to_measure_1(vetlanda_report: Report) -> None:
    (table,) = (block for block in vetlanda_report.method_page.blocks if isinstance(block, Table))
    assert [row[:5] for row in table.rows[:2]] == [
        ("Mått 1", "85\u00a0%", "44 / 52", "72–92\u00a0%", "52"),
        ("Mått 1, summan av avrundade delar", "84\u00a0%", "71 + 13", "-", "52"),
    ]


def test_the_overview_says_how_sure_it_is(vetlanda_texts: list[str]) -> None:
    assert any("ligger den sanna andelen inom 48–73 %" in text for text in vetlanda_texts)


def test_comments_stand_with_their_area_under_the_factor_they_speak_of(vetlanda_report: Report) -> None:
    (quotes,) = (block for block in _section(vetlanda_report, "information").blocks if isinstance(block, Quotes))
    found = [(quote.text, quote.area_short) for quote in quotes.quotes]
    assert ("Blev tipsad om en kurs jag inte kände till.", "Förskola") in found
    assert ("Handläggaren [namn] bad mig ringa [telefonnummer].", "Bygg") in found


def test_nothing_printed_names_an_official(vetlanda_texts: list[str]) -> None:
    assert [text for text in vetlanda_texts if "Testsson" in text or "0383" in text] == []


def test_what_a_person_let_through_stands_as_they_left_it(
    method: Method, vetlanda_subject: ReportSubject, vetlanda_figures: MeasurementFigures
) -> None:
    left = Comment("bygglov", "Talade med Kontaktcenter, som svarar på 0383-970 00.", "courtesy")
    report = build_report(Material(vetlanda_subject, vetlanda_figures, method, comments=(left,)))
    (quotes,) = (block for block in _section(report, "bemotande").blocks if isinstance(block, Quotes))
    assert [(quote.text, quote.area_short) for quote in quotes.quotes] == [(left.text, "Bygg")]


def test_an_empty_wave_prints_a_dash_for_every_figure(empty_report: Report) -> None:
    assert {_box(empty_report, id_).value_text for id_ in ("tillganglighet", "bemotande", "svarstider")} == {"-"}
    values = {value for chart in _charts(empty_report) for series in chart.series for value in series.values}
    assert values == {None}


def test_an_empty_wave_prints_no_share_but_those_of_its_targets_and_of_its_rules(empty_texts: list[str]) -> None:
    shares = re.compile(r"(?<!\d)\d+ %(?!-intervall)")
    assert [text for text in empty_texts if shares.search(text.replace("100 %", ""))] == [
        "minst 90 %",
        (
            "I ord sägs en andel som närmaste bråktal, med nästan, nära eller drygt när avståndet i procentenheter är "
            "minst 1. Under 7,5 % heter det färre än var tionde, över 95 % nästan alla."
        ),
    ]


def test_an_empty_wave_still_has_every_section(empty_report: Report, vetlanda_report: Report) -> None:
    assert empty_report.contents == vetlanda_report.contents


def test_a_late_answer_and_an_area_outside_the_total_are_noted(method: Method, vetlanda_subject: ReportSubject) -> None:
    sent_at = datetime(2017, 10, 16, 8, 0, tzinfo=UTC)
    late = datetime(2017, 11, 10, 9, 0, tzinfo=UTC)
    mail = MailRecord(1, "kommunledningskontor", "Fråga?", sent_at, "delivered", None, late, "complete", None)
    report = build_report(Material(vetlanda_subject, count(method, [], [mail]), method))
    (letters,) = (block for block in _section(report, "obesvarade-brev").blocks if isinstance(block, Letters))
    assert [letter.note for letter in letters.letters] == ["Besvarat efter fristen. Räknas inte i totalen."]


@pytest.mark.parametrize("name", ["kkik-2013", "kkik-2017", "kkik-2018"])
def test_a_report_can_be_written_by_every_method(name: str, vetlanda_subject: ReportSubject) -> None:
    method = load_method(name)
    report = build_report(Material(vetlanda_subject, count(method, [], []), method))
    assert len(report.appendices) == 9


def test_the_same_inputs_give_the_same_report(
    vetlanda_subject: ReportSubject, vetlanda_figures: MeasurementFigures, method: Method
) -> None:
    first, second = (build_report(Material(vetlanda_subject, vetlanda_figures, method)) for _ in range(2))
    assert first == second


def test_a_comment_about_an_unknown_area_is_refused(
    vetlanda_subject: ReportSubject, vetlanda_figures: MeasurementFigures, method: Method
) -> None:
    with pytest.raises(BadInput, match="'hamnen' is not an area"):
        build_report(Material(vetlanda_subject, vetlanda_figures, method, comments=(Comment("hamnen", "Bra svar."),)))
