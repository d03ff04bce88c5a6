"""Development: the changes since the latest comparable wave, the line through the waves, and where it breaks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from report_templates.comparison_words import change_sentence, verdict_word
from report_templates.content import Chart, Heading, Paragraph, Table, Trend
from report_templates.material import Material
from report_templates.reference_values import changes_since_last, with_counted
from report_templates.sections.development import development
from report_templates.sections.times import mean_hours
from report_templates.subject import EarlierWave, Surroundings
from scoring.change import changes_between
from scoring.figures import Figure
from scoring.measures import count
from shopper.method import Method, load_method
from shopper.records import CallRecord
from tests import vetlanda


@pytest.fixture(scope="module")
def poor_year(method: Method) -> Mapping[str, Figure]:
    """The total of a wave in which every second call failed that got through in Vetlanda's."""
    calls = [
        call if number % 2 or call.seconds_to_contact is None else _missed(call)
        for number, call in enumerate(vetlanda.vetlanda_calls())
    ]
    return count(method, calls, vetlanda.vetlanda_letters()).total.figures


def _missed(call: CallRecord) -> CallRecord:
    return replace(
        call,
        outcome="no_answer",
        seconds_to_contact=None,
        answer=None,
        information=None,
        interest=None,
        courtesy=None,
    )


def _wave(year: int, figures: Mapping[str, Figure], method: str = "kkik-2017") -> EarlierWave:
    first, last = date(year, 10, 16), date(year, 11, 12)
    return EarlierWave(f"Hösten {year}", first, last, figures, load_method(method))


def _with(material: Material, *earlier: EarlierWave) -> Material:
    around = Surroundings(earlier=earlier)
    return replace(
        material,
        around=around,
        references=with_counted((), around, material.method),
        changes=changes_since_last(around, material.figures.total.figures, material.method),
    )


def _texts(material: Material) -> list[str]:
    return [block.text for block in development(material).blocks if isinstance(block, Paragraph | Heading)]


def test_the_earlier_reply_time_stands_with_its_n_and_interval(vetlanda_material: Material, method: Method) -> None:
    before = count(method, (), vetlanda.vetlanda_letters()[:30]).total.figures
    (chart,) = (
        block for block in mean_hours(_with(vetlanda_material, _wave(2016, before))).blocks if isinstance(block, Chart)
    )
    earlier = before["mean_hours"]
    told = vetlanda_material.language.interval(earlier)
    assert (chart.table.rows[1][2:], chart.table.footnote) == (
        (str(earlier.denominator), told),
        "n är antalet besvarade brev.",
    )


def test_without_an_earlier_measurement_one_sentence_says_so(vetlanda_material: Material) -> None:
    assert development(replace(vetlanda_material, references=())).blocks == (
        Paragraph("Det finns ingen tidigare avslutad mätning av kommunen att jämföra med.", "lead"),
    )


def test_the_latest_comparable_wave_is_the_one_compared_with(
    vetlanda_material: Material, poor_year: Mapping[str, Figure]
) -> None:
    material = _with(vetlanda_material, _wave(2015, poor_year), _wave(2016, poor_year))
    assert _texts(material)[0] == (
        "Kommunen har två tidigare avslutada mätningar med bevarade grunddata. Årets mätning jämförs här med Hösten "
        "2016 (16 oktober – 12 november 2016)."
    )


def test_the_table_of_changes_has_difference_interval_and_verdict(
    vetlanda_material: Material, poor_year: Mapping[str, Figure]
) -> None:
    blocks = development(_with(vetlanda_material, _wave(2016, poor_year))).blocks
    table = next(block for block in blocks if isinstance(block, Table))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Kontakt med handläggare"] == (
        "28\u00a0% (54)",
        "61\u00a0% (54)",
        "+33",
        "+15 till +49",
        "bättre",
    )
    assert rows["Fullständiga avsändaruppgifter"] == (
        "100\u00a0% (47)",
        "100\u00a0% (47)",
        "±0",
        "−8 till +8",
        "kan vara slump",
    )


def test_what_has_changed_is_named_above_the_table(
    vetlanda_material: Material, poor_year: Mapping[str, Figure]
) -> None:
    texts = _texts(_with(vetlanda_material, _wave(2016, poor_year)))
    assert texts[1:3] == [
        "Vad som har ändrats",
        (
            "Bättre än förra gången: Mått 2, direkt kontakt; Kontakt med handläggare; Gott svar på frågan. Övriga "
            "skillnader kan vara slump."
        ),
    ]


def test_no_change_beyond_chance_is_said_plainly(vetlanda_material: Material) -> None:
    same = vetlanda_material.figures.total.figures
    texts = _texts(_with(vetlanda_material, _wave(2016, same)))
    assert "Ingen förändring är större än vad slumpen ensam kan ge." in texts


def test_a_line_runs_through_the_waves_in_time_and_ends_with_this_one(
    vetlanda_material: Material, poor_year: Mapping[str, Figure]
) -> None:
    material = _with(vetlanda_material, _wave(2016, poor_year), _wave(2015, poor_year))
    trend = next(
        block for block in development(material).blocks if isinstance(block, Trend) and block.id == "utveckling-contact"
    )
    assert (trend.waves, trend.breaks) == (("Hösten 2015", "Hösten 2016", "Hösten 2017"), ())
    assert trend.series[0].values == (Fraction(1500, 54), Fraction(1500, 54), Fraction(3300, 54))
    assert trend.table.rows[-1] == ("Hösten 2017", "61\u00a0%", "48–73\u00a0%", "54")


def test_the_line_is_broken_where_definitions_changed(
    vetlanda_material: Material, poor_year: Mapping[str, Figure]
) -> None:
    waves = (_wave(2014, poor_year, "kkik-2013"), _wave(2016, poor_year))
    blocks = development(_with(vetlanda_material, *waves)).blocks
    assert {block.breaks for block in blocks if isinstance(block, Trend)} == {(1,)}


@pytest.mark.parametrize(
    ("methods", "breaks"),
    [
        (("kkik-2018", "kkik-2017", "kkik-2017"), (1,)),
        (("kkik-2018", "kkik-2018", "kkik-2017"), (2,)),
        (("kkik-2017", "kkik-2018", "kkik-2017"), (1, 2)),
    ],
    ids=["A_B_B", "A_A_B", "A_B_A"],
)
def test_a_break_stands_between_the_two_waves_where_the_definition_changed(
    vetlanda_material: Material, poor_year: Mapping[str, Figure], methods: tuple[str, str, str], breaks: tuple[int, ...]
) -> None:
    waves = [_wave(2015 + number, poor_year, method) for number, method in enumerate(methods[:2])]
    blocks = development(_with(vetlanda_material, *waves)).blocks
    found = {block.id: block.breaks for block in blocks if isinstance(block, Trend)}
    # Measure 1 allows one working day from 2018, two before; who got through is counted alike in both.
    assert (found["utveckling-measure-1"], found["utveckling-contact"]) == (breaks, ())


def test_with_only_waves_of_other_definitions_no_change_is_worked_out(
    vetlanda_material: Material, poor_year: Mapping[str, Figure]
) -> None:
    material = _with(vetlanda_material, _wave(2014, poor_year, "kkik-2013"))
    assert _texts(material)[0] == (
        "Kommunen har en tidigare avslutad mätning med bevarade grunddata. Metodens definitioner har ändrats sedan "
        "dess, så ingen förändring kan räknas ut."
    )
    assert (material.changes, material.previous("contact_pct")) == ((), None)


def test_values_of_a_printed_report_are_marked_as_imported_and_get_no_change(vetlanda_material: Material) -> None:
    lead, table = development(vetlanda_material).blocks
    assert isinstance(lead, Paragraph)
    assert isinstance(table, Table)
    assert lead.text.startswith("Från den förra mätningen finns de här värdena men inga grunddata.")
    assert table.rows == (
        (
            "Genomsnittlig svarstid",
            "7\u00a0timmar",
            "7,3\u00a0timmar",
            "5,6–9,4\u00a0timmar",
            "the previous measurement",
        ),
    )


def test_two_contacts_are_too_few_for_any_verdict(vetlanda_material: Material, method: Method) -> None:
    few = count(method, vetlanda.vetlanda_calls()[:2], vetlanda.vetlanda_letters()[:2]).total.figures
    blocks = development(_with(vetlanda_material, _wave(2016, few))).blocks
    table = next(block for block in blocks if isinstance(block, Table))
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert {row[-1] for row in table.rows} == {"för få"}
    assert "Inget av värdena går att pröva, så det går inte att säga om något har ändrats." in said
    assert table.footnote == "Intervallet gäller skillnaden (andelar: Newcombe; medelvärden och poäng: bootstrap)."


def test_values_that_are_all_alike_are_said_to_be_beyond_testing(vetlanda_material: Material) -> None:
    hours = vetlanda_material.total("mean_hours")
    alike = replace(hours, value=Fraction(4), values=(Fraction(4),) * hours.denominator)
    before = {**vetlanda_material.figures.total.figures, "mean_hours": replace(alike, value=Fraction(3))}
    (verdict,) = changes_between(before, {"mean_hours": alike})
    language = vetlanda_material.language
    assert (verdict_word(language, verdict), change_sentence(language, verdict)) == (
        "kan inte prövas",
        "",
    )
