"""What to do: targets and how they stand, and advice that the figures call for by rule."""

from dataclasses import replace
from fractions import Fraction

import pytest

from report_templates.advice import (
    RULES,
    TOPICS,
    TargetStanding,
    less_is_better,
    target_standing,
    targets,
    topic_of,
    weaknesses,
)
from report_templates.content import Heading, Listing, Paragraph, Table
from report_templates.language import language_of
from report_templates.material import Material
from report_templates.sections.advice_texts import advice_lines, advice_short
from report_templates.sections.what_to_do import MOST_IN_SUMMARY, advice_in_short, what_to_do
from report_templates.short_names import short_names
from report_templates.subject import Surroundings, TargetSet
from report_templates.target_words import left_text, value_beside
from scoring.change import COMPARED
from scoring.measures import count
from shopper.method import Method
from shopper.records import CallRecord
from tests import vetlanda


def _aiming(material: Material, *chosen: TargetSet) -> Material:
    return replace(material, around=Surroundings(targets=chosen))


def _fast_others(material: Material) -> Material:
    """The material with so fast others that chance cannot explain it, however many values are compared."""
    fast = [replace(one, value=3) if one.scope == "similar" and one.figure == "mean_hours" else one
            for one in material.references]  # fmt: skip
    return replace(material, references=tuple(fast))


def _row(material: Material) -> tuple[str, ...]:
    (table,) = (block for block in what_to_do(material).blocks if isinstance(block, Table))
    return table.rows[0]


def test_the_methods_target_stands_where_the_municipality_has_set_none(vetlanda_material: Material) -> None:
    assert targets(vetlanda_material) == (
        TargetStanding("measure_1_pct", 90, left=90 - Fraction(4400, 52), side="either", is_own=False),
    )


def test_the_municipalitys_own_target_takes_its_place(vetlanda_material: Material) -> None:
    found = targets(_aiming(vetlanda_material, TargetSet("measure_1_pct", 95)))
    assert found == (TargetStanding("measure_1_pct", 95, left=95 - Fraction(4400, 52), side="missed", is_own=True),)


@pytest.mark.parametrize(
    ("chosen", "standing"),
    [
        (TargetSet("contact_pct", 45), ("Nått.", "reached")),
        (TargetSet("contact_pct", 60), ("Nått.", "either")),
        (TargetSet("contact_pct", 65), ("4 procentenheter kvar.", "either")),
        (TargetSet("contact_pct", 80), ("19 procentenheter kvar.", "missed")),
        (TargetSet("mean_hours", 10), ("Nått.", "reached")),
        (TargetSet("mean_hours", 9), ("Nått.", "either")),
        (TargetSet("mean_hours", 7), ("0,3 timmar kvar.", "either")),
        (TargetSet("mean_hours", 4), ("3,3 timmar kvar.", "missed")),
        (TargetSet("reply_none_pct", 5), ("5 procentenheter kvar.", "either")),
        (TargetSet("reply_none_pct", 25), ("Nått.", "reached")),
    ],
)
def test_a_target_is_reached_or_missed_and_the_interval_says_how_surely(
    vetlanda_material: Material, chosen: TargetSet, standing: tuple[str, str]
) -> None:
    found = targets(_aiming(vetlanda_material, chosen))[0]
    left = left_text(vetlanda_material.language, vetlanda_material.total(chosen.figure), found)
    assert (left.replace("\u00a0", " "), found.side) == standing


@pytest.mark.parametrize(
    ("counted", "base", "target", "told"),
    [
        (35, 37, 95, ("94,6 %", "0,4 procentenheter kvar.")),
        (19, 20, 95, ("95 %", "Nått.")),
        (2001, 2107, 95, ("94,97 %", "0,03 procentenheter kvar.")),
        (34, 37, 95, ("92 %", "3 procentenheter kvar.")),
        (953, 1000, 95, ("95 %", "Nått.")),
    ],
)
def test_a_target_just_missed_is_printed_as_missed(
    vetlanda_material: Material, counted: int, base: int, target: int, told: tuple[str, str]
) -> None:
    figure = replace(vetlanda_material.total("contact_pct"), value=Fraction(100 * counted, base), denominator=base)
    standing, language = target_standing(figure, target, is_own=True), vetlanda_material.language
    found = value_beside(language, figure, standing), left_text(language, figure, standing)
    assert tuple(text.replace("\u00a0", " ") for text in found) == told


def test_hours_just_over_their_target_are_printed_as_over(vetlanda_material: Material) -> None:
    figure = replace(vetlanda_material.total("mean_hours"), value=Fraction(704, 100))
    standing, language = target_standing(figure, 7, is_own=True), vetlanda_material.language
    found = value_beside(language, figure, standing), left_text(language, figure, standing)
    assert found == ("7,04\u00a0timmar", "0,04\u00a0timmar kvar.")


def test_the_row_of_a_target_says_what_is_left_and_whether_chance_may_decide(vetlanda_material: Material) -> None:
    assert _row(_aiming(vetlanda_material, TargetSet("mean_hours", 5))) == (
        "Genomsnittlig svarstid",
        "högst 5\u00a0timmar",
        "kommunen",
        "7,3\u00a0timmar",
        "5,6–9,4\u00a0timmar",
        "2,3\u00a0timmar kvar. Hela intervallet ligger på fel sida om målet.",
    )


def test_an_own_target_that_nothing_was_counted_for_stands_with_a_dash_and_why(
    vetlanda_material: Material, method: Method
) -> None:
    empty = _aiming(replace(vetlanda_material, figures=count(method, [], [])), TargetSet("measure_1_pct", 95))
    lead = next(block for block in what_to_do(empty).blocks if isinstance(block, Paragraph))
    assert _row(empty) == (
        "Mått 1, svar på brev i tid",
        "minst 95\u00a0%",
        "kommunen",
        "-",
        "-",
        "Kan inte stämmas av: det finns inga kontakter att räkna på.",
    )
    assert lead.text == "Tabellen visar de mål som kommunen har satt och hur långt det är kvar till dem."
    assert weaknesses(empty) == ()


def test_a_target_for_a_figure_that_the_method_does_not_count_says_so(vetlanda_material: Material) -> None:
    assert _row(_aiming(vetlanda_material, TargetSet("older_pct", 50)))[3:] == (
        "-",
        "-",
        "Kan inte stämmas av: metoden räknar inte det här värdet.",
    )


def test_missed_targets_come_first_and_then_what_the_asker_meets_first(vetlanda_material: Material) -> None:
    found = weaknesses(vetlanda_material)
    assert [(one.topic, one.figure, one.reason) for one in found] == [
        ("letters", "measure_1_pct", "target"),
        ("contact", "measure_2_pct", "limit"),
        ("answer", "answer_good_share_pct", "limit"),
        ("more", "extra_information_pct", "limit"),
    ]


def test_what_is_worse_than_in_similar_municipalities_calls_for_advice(vetlanda_material: Material) -> None:
    found = weaknesses(_fast_others(vetlanda_material))
    assert [(one.topic, one.figure, one.reason) for one in found][-1] == ("speed", "mean_hours", "worse")


def test_a_target_goes_before_the_order_of_the_topics(vetlanda_material: Material) -> None:
    found = weaknesses(_aiming(vetlanda_material, TargetSet("extra_information_pct", 60)))
    assert [one.topic for one in found[:2]] == ["letters", "more"]


def test_a_value_that_chance_can_bring_to_the_limit_gives_no_advice(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    material = replace(vetlanda_material, figures=count(method, vetlanda_calls[:12], []), references=())
    assert material.total("contact_pct").value is not None
    assert "contact" not in {one.topic for one in weaknesses(material)}


def test_nine_calls_give_no_advice_however_bad_they_are(vetlanda_material: Material, method: Method) -> None:
    missed = next(call for call in vetlanda.vetlanda_calls() if call.seconds_to_contact is None)
    nine, ten = (
        replace(
            vetlanda_material,
            figures=count(method, [replace(missed, id=one) for one in range(1, calls + 1)], []),
            references=(),
        )
        for calls in (9, 10)
    )
    assert weaknesses(nine) == ()
    assert [one.topic for one in weaknesses(ten)] == ["contact", "answer"]


def test_the_summary_takes_the_three_most_pressing(vetlanda_material: Material) -> None:
    assert advice_in_short(vetlanda_material) == (
        "Bestäm vem som ser till att varje brev får svar, och inom vilken tid.",
        "Utse personer i varje förvaltning som tar emot växelns samtal.",
        "Samla svaren på vanliga frågor där alla som svarar i telefon hittar dem.",
    )
    assert len(advice_in_short(vetlanda_material)) == MOST_IN_SUMMARY


def test_a_missed_target_is_given_as_the_reason(vetlanda_material: Material) -> None:
    blocks = what_to_do(vetlanda_material).blocks
    place = blocks.index(Heading("Fler svar i tid"))
    assert blocks[place + 1] == Paragraph("Mått 1, svar på brev i tid: 85\u00a0%. Målet är minst 90\u00a0%.")
    assert isinstance(blocks[place + 2], Listing)


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Fler samtal som når fram", "Mått 2, direkt kontakt: 52 %. Hela intervallet (39–65 %) ligger under 70 %."),
        (
            "Snabbare svar",
            (
                "Genomsnittlig svarstid: 7,3 timmar. Det är sämre än hos likvärdiga kommuner (3 timmar), och mer än "
                "slumpen brukar ge."
            ),
        ),
    ],
)
def test_advice_says_what_makes_the_figure_weak(vetlanda_material: Material, heading: str, why: str) -> None:
    blocks = what_to_do(_fast_others(vetlanda_material)).blocks
    found = blocks[blocks.index(Heading(heading)) + 1]
    assert isinstance(found, Paragraph)
    assert found.text.replace("\u00a0", " ") == why


def test_without_results_there_is_nothing_to_give_advice_on(vetlanda_material: Material, method: Method) -> None:
    blocks = what_to_do(replace(vetlanda_material, figures=count(method, [], []), references=())).blocks
    assert blocks[-1] == Paragraph("Det finns inga resultat att ge råd om.")


def test_where_nothing_is_weak_the_report_says_to_go_on(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    letters = [one for one in vetlanda.vetlanda_letters() if one.extra_information and one.sender == "complete"]
    material = replace(vetlanda_material, figures=count(method, vetlanda_calls[:5], letters), references=())
    last = what_to_do(material).blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.text.startswith("Inget värde är så svagt att slumpen kan uteslutas som förklaring.")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("code", ["sv", "en"])
def test_every_topic_has_its_line_and_its_list_in_both_languages(topic: str, code: str) -> None:
    language = language_of("sv" if code == "sv" else "en")
    found = next(one for one in TOPICS if one == topic)
    lines = (advice_short(language, found), *advice_lines(language, found))
    assert len(lines) > 2
    assert all(lines)


def test_every_figure_that_can_be_worse_has_a_topic() -> None:
    assert [key for key in COMPARED if topic_of(key) is None] == []


def test_every_ruled_figure_has_a_name_in_the_report() -> None:
    names = short_names(language_of("sv"))
    assert [rule.figure for rule in RULES if rule.figure not in names] == []


@pytest.mark.parametrize(
    ("figure", "is_less"), [("mean_hours", True), ("reply_none_pct", True), ("measure_1_pct", False)]
)
def test_less_is_better_for_hours_and_for_unanswered_letters(figure: str, is_less: bool) -> None:  # noqa: FBT001
    assert less_is_better(figure) == is_less
