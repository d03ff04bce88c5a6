"""The comparison with similar municipalities: the rule, how many, which years, the range, and what is imported."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from report_templates.content import Paragraph, Section, Table
from report_templates.language import language_of
from report_templates.material import Material
from report_templates.reference_values import COUNTED_HERE, with_counted
from report_templates.sections.introduction import background
from report_templates.sections.similar import similar
from report_templates.sections.summary import summary
from report_templates.sections.survey import survey
from report_templates.subject import SimilarGroup, Surroundings, SurveyIndex
from scoring.group_means import GroupValue
from shopper.records import ReferenceValue

CONTACT = GroupValue(6, Fraction(645, 10), Fraction(40), Fraction(885, 10))
GROUP = SimilarGroup({"rule": "population", "from": 20_000, "to": 40_000}, 6, (2017, 2015), {"contact_pct": CONTACT})
INDEX = SurveyIndex(
    kpi="N00671",
    title="Nöjd med bemötandet via telefoni",
    year=2024,
    value=84.25,
    answers=1212,
    group_mean=83.8,
    group_members=31,
    group_title="Landsbygdskommun",
    snapshot_on=date(2025, 1, 2),
)


def _with(material: Material, group: SimilarGroup | None) -> Material:
    around = Surroundings(similar=group)
    return replace(material, around=around, references=with_counted(material.references, around, material.method))


def _texts(section: Section) -> list[str]:
    return [block.text.replace("\u00a0", " ") for block in section.blocks if isinstance(block, Paragraph)]


def _table(section: Section) -> Table:
    (found,) = (block for block in section.blocks if isinstance(block, Table))
    return found


def test_without_values_to_compare_with_one_sentence_says_so(vetlanda_material: Material) -> None:
    assert similar(replace(vetlanda_material, references=())).blocks == (
        Paragraph("För den här mätomgången finns inga jämförelsevärden från andra kommuner.", "lead"),
    )


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (GROUP, "kommuner med 20 000–40 000 invånare"),
        (replace(GROUP, rule={"rule": "wave"}), "alla andra i samma mätomgång"),
        (replace(GROUP, rule={"rule": "list", "codes": []}), "kommuner som har valts ut var för sig"),
        (
            replace(GROUP, rule={"rule": "kolada"}, group_title="Landsbygdskommun", snapshot_on=date(2025, 1, 2)),
            "gruppen Landsbygdskommun i Kolada, hämtad 2 januari 2025",
        ),
    ],
)
def test_the_rule_how_many_and_which_years_are_told(
    vetlanda_material: Material, group: SimilarGroup, told: str
) -> None:
    assert _texts(similar(_with(vetlanda_material, group)))[0] == (
        f"Kommunens resultat ställs bredvid sex likvärdiga kommuners: {told}. Deras mätningar är från 2015 och 2017, "
        "en per kommun."
    )


def test_a_row_has_mean_range_number_and_source(vetlanda_material: Material) -> None:
    rows = {row[0]: row[1:] for row in _table(similar(_with(vetlanda_material, GROUP))).rows}
    assert rows["Kontakt med handläggare"] == (
        "61\u00a0%",
        "48–73\u00a0%",
        "65\u00a0%",
        "40–89\u00a0%",
        "6",
        "kan vara slump",
        "egna",
    )
    assert rows["Genomsnittlig svarstid"][2:] == (
        "5\u00a0timmar",
        "1–12\u00a0timmar",
        "20",
        "kan vara slump",
        "import (1)",
    )


def test_how_many_municipalities_a_mean_is_of_is_headed_by_what_is_counted(vetlanda_material: Material) -> None:
    english = replace(vetlanda_material, language=language_of("en"))
    heads = [_table(similar(material)).header[5] for material in (vetlanda_material, english)]
    assert heads == ["Kommuner", "Municipalities"]


def test_imported_values_name_their_sources_below_the_table(vetlanda_material: Material) -> None:
    section = similar(vetlanda_material)
    assert _texts(section)[:2] == [
        "Kommunens resultat ställs här bredvid likvärdiga kommuners: 20 kommuner med 20 000–40 000 invånare.",
        (
            "Värdena är importerade: de är inte räknade här, utan hämtade ur den källa som anges. Vilka år och "
            "kontakter som ligger bakom dem framgår bara av källan."
        ),
    ]
    assert _table(section).footnote == "(1) Servicemätning via telefon och e-post (Vetlanda 2018-01)."


def test_a_figure_that_too_few_municipalities_have_gets_no_mean_and_says_how_many(vetlanda_material: Material) -> None:
    group = replace(GROUP, too_few={"acknowledged_pct": 2})
    table = _table(similar(_with(vetlanda_material, group)))
    row = next(row for row in table.rows if row[0] == "Bekräftade brev")
    assert row[3:] == ("-", "-", "2", "för få kommuner", "egna")
    assert table.footnote.startswith(
        "En kommun med färre än tio kontakter bakom ett värde ingår inte i dess snitt, och av färre än tre kommuner "
        "görs inget snitt."
    )


@pytest.mark.parametrize(
    ("municipalities", "told"),
    [
        (
            1,
            (
                "Bara en likvärdig kommun är mätt (alla andra i samma mätomgång; 2017), färre än tre, så inget snitt "
                "görs."
            ),
        ),
        (
            2,
            (
                "Bara två likvärdiga kommuner är mätta (alla andra i samma mätomgång; 2017), färre än tre, så inget "
                "snitt görs."
            ),
        ),
        (
            5,
            (
                "Likvärdiga kommuner är mätta (alla andra i samma mätomgång; 2017), men för inget värde har tre av dem "
                "nog många kontakter, så inget snitt görs."
            ),
        ),
    ],
)
def test_a_group_without_any_mean_is_told_in_one_sentence(
    vetlanda_material: Material, municipalities: int, told: str
) -> None:
    few = {"contact_pct": min(municipalities, 2)}
    group = SimilarGroup({"rule": "wave"}, municipalities, (2017,), {}, too_few=few)
    assert similar(_with(replace(vetlanda_material, references=()), group)).blocks == (Paragraph(told, "lead"),)


def test_the_background_and_the_summary_do_not_deny_a_group_too_small_for_a_mean(vetlanda_material: Material) -> None:
    group = replace(GROUP, municipalities=2, values={}, too_few={"contact_pct": 2})
    material = _with(replace(vetlanda_material, references=()), group)
    texts = [*_texts(background(material)), *_texts(summary(material))]
    assert [text for text in texts if "andra kommuner" in text] == [
        "För få andra kommuner är mätta med nog många kontakter för ett snitt att jämföra med.",
        "Det finns ännu inget att jämföra med: ingen tidigare mätning och för få andra kommuner för ett snitt.",
    ]


def test_hours_counted_here_stand_with_a_decimal_and_imported_ones_as_they_were_printed(
    vetlanda_material: Material,
) -> None:
    hours = GroupValue(5, Fraction(94, 10), Fraction(31, 10), Fraction(20))
    counted = _with(vetlanda_material, replace(GROUP, values={"mean_hours": hours}))
    row = next(row for row in _table(similar(counted)).rows if row[0] == "Genomsnittlig svarstid")
    assert [cell.replace("\u00a0", " ") for cell in row[3:5]] == ["9,4 timmar", "3,1–20,0 timmar"]


def test_how_many_values_the_verdicts_are_corrected_for_is_told(vetlanda_material: Material) -> None:
    assert (
        "Bedömningen är korrigerad för att 5 värden jämförs på en gång (Holm)" in _texts(similar(vetlanda_material))[-1]
    )


def test_no_municipality_is_ranked(vetlanda_material: Material) -> None:
    assert _texts(similar(vetlanda_material))[-1].startswith(
        "Snittet är det ovägda medelvärdet av kommunernas resultat. Rapporten rangordnar inga kommuner"
    )


def test_a_mean_counted_here_takes_the_place_of_an_imported_one(vetlanda_material: Material) -> None:
    found = with_counted(vetlanda_material.references, Surroundings(similar=GROUP), vetlanda_material.method)
    of_contact = [value for value in found if value.figure == "contact_pct"]
    assert of_contact == [
        ReferenceValue(
            "contact_pct",
            "similar",
            65,
            40,
            89,
            6,
            20_000,
            40_000,
            COUNTED_HERE,
            CONTACT.mean,
            (CONTACT.low, CONTACT.high),
        ),
    ]
    assert len(found) == len(vetlanda_material.references)


def test_without_anything_counted_here_the_imported_values_stand(vetlanda_material: Material) -> None:
    material = vetlanda_material
    assert with_counted(material.references, Surroundings(), material.method) == material.references


def test_the_survey_is_said_to_be_something_else(vetlanda_material: Material) -> None:
    section = survey(replace(vetlanda_material, around=Surroundings(indices=(INDEX,))))
    assert "Det är inte samma sak som den här mätningen och går inte att räkna om till den" in _texts(section)[0]
    assert _table(section).rows == (("Nöjd med bemötandet via telefoni", "2024", "84,3", "1\u00a0212", "83,8", "31"),)
    assert _texts(section)[-1] == "Källa: Kolada (RKA), hämtat 2 januari 2025."


def test_made_up_indices_are_marked_as_made_up(vetlanda_material: Material) -> None:
    made_up = replace(INDEX, is_made_up=True)
    last = survey(replace(vetlanda_material, around=Surroundings(indices=(made_up,)))).blocks[-1]
    assert last == Paragraph(
        "Värdena är påhittade: de kommer ur exemplet som följer med systemet, inte från Kolada.", "caution"
    )


def test_an_index_that_is_withheld_prints_a_dash(vetlanda_material: Material) -> None:
    withheld = replace(INDEX, value=None, answers=None, group_mean=None, group_members=0)
    section = survey(replace(vetlanda_material, around=Surroundings(indices=(withheld,))))
    assert _table(section).rows[0][2:] == ("-", "-", "-", "-")


def test_without_an_index_there_is_no_section_about_the_survey(vetlanda_material: Material) -> None:
    assert survey(vetlanda_material).blocks == ()
