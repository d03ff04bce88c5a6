"""Every graded share is counted over everybody who tried as well as over those who got through."""

from dataclasses import replace
from fractions import Fraction

import pytest

from report_templates.content import Paragraph, Table
from report_templates.figure_names import figure_names
from report_templates.material import Material
from report_templates.sections.both_bases import both_bases
from scoring.figures import MeasurementFigures
from scoring.measures import count
from scoring.trace import read_trace, traced
from scoring.two_bases import OF_CALLS, OF_LETTERS, by_two_bases
from shopper.method import Method, load_method
from shopper.records import CallRecord
from tests import vetlanda


@pytest.mark.parametrize(
    ("key", "of_all", "of_reached"),
    [
        ("answer_good_share_pct", (26, 54), (26, 33)),
        ("information_good_share_pct", (18, 54), (18, 31)),
        ("interest_good_share_pct", (21, 54), (21, 33)),
        ("courtesy_good_share_pct", (24, 54), (24, 31)),
        ("complete_sender_pct", (47, 52), (47, 47)),
        ("extra_information_pct", (15, 52), (15, 47)),
    ],
)
def test_a_share_is_counted_over_all_and_over_those_reached(
    vetlanda_figures: MeasurementFigures, key: str, of_all: tuple[int, int], of_reached: tuple[int, int]
) -> None:
    found = by_two_bases(vetlanda_figures.total, key)
    counted = tuple((int(figure.numerator), figure.denominator) for figure in (found.of_all, found.of_reached))
    assert counted == (of_all, of_reached)


def test_a_share_over_the_other_base_keeps_its_contacts_and_has_wilsons_interval(
    vetlanda_figures: MeasurementFigures,
) -> None:
    own, over_all = vetlanda_figures.total["information_good_share_pct"], vetlanda_figures.total["calls_n"].ids
    found = by_two_bases(vetlanda_figures.total, own.key).of_all
    assert (found.value, found.ids, found.counted_ids) == (Fraction(100 * 18, 54), over_all, own.counted_ids)
    assert (round(found.low or 0, 1), round(found.high or 0, 1)) == (22.2, 46.6)


def test_one_of_the_two_is_the_methods_own_figure(vetlanda_figures: MeasurementFigures) -> None:
    total = vetlanda_figures.total
    assert by_two_bases(total, "answer_good_share_pct").of_all is total["answer_good_share_pct"]
    assert by_two_bases(total, "interest_good_share_pct").of_reached is total["interest_good_share_pct"]


def test_where_everybody_was_reached_the_two_are_the_same_share(method: Method) -> None:
    calls = [call for call in vetlanda.vetlanda_calls() if call.outcome == "reached"]
    found = by_two_bases(count(method, calls, []).total, "information_good_share_pct")
    assert (found.of_all.value, found.of_all.denominator) == (found.of_reached.value, found.of_reached.denominator)


def test_an_empty_base_has_no_value(method: Method) -> None:
    missed = [replace(_first_missed(), id=number) for number in range(1, 4)]
    found = by_two_bases(count(method, missed, []).total, "information_good_share_pct")
    assert (found.of_all.value, found.of_reached.value) == (Fraction(0), None)


def _first_missed() -> CallRecord:
    return next(call for call in vetlanda.vetlanda_calls() if call.seconds_to_contact is None)


def test_the_table_stands_beside_how_many_did_not_get_through(vetlanda_material: Material) -> None:
    text, table = both_bases(vetlanda_material, "information_good_share_pct")
    assert isinstance(text, Paragraph)
    assert isinstance(table, Table)
    assert text.text.replace("\u00a0", " ") == (
        "Andelen gäller bara de samtal där frågan blev besvarad. Av alla samtal nådde 21 av 54 (39 %) ingen "
        "handläggare. Tabellen visar därför andelen även räknad på alla samtal."
    )
    assert table.rows == (
        ("Alla samtal", "18", "54", "33\u00a0%", "22–47\u00a0%"),
        ("Besvarade samtal", "18", "31", "58\u00a0%", "41–74\u00a0%"),
    )


@pytest.mark.parametrize("key", [*OF_CALLS, *OF_LETTERS])
def test_each_share_in_the_table_has_a_trace_code_that_leads_to_it(vetlanda_material: Material, key: str) -> None:
    subject = replace(vetlanda_material.subject, measurement_id=412)
    _, table = both_bases(replace(vetlanda_material, subject=subject), key)
    assert isinstance(table, Table)
    found = by_two_bases(vetlanda_material.figures.total, key)
    places = [read_trace(row[-1]) for row in table.rows]
    keys = [traced(vetlanda_material.figures, area, number) for _, area, number in places]
    assert (table.header[-1], keys) == ("Spårkod", [(None, found.of_all.key), (None, found.of_reached.key)])


def test_the_second_bases_are_counted_last_so_that_older_codes_stay_true(vetlanda_figures: MeasurementFigures) -> None:
    assert list(vetlanda_figures.total.figures)[-7:] == [
        "acknowledged_pct",
        "answer_good_share_of_reached_pct",
        "information_good_share_of_all_pct",
        "interest_good_share_of_all_pct",
        "courtesy_good_share_of_all_pct",
        "complete_sender_of_all_pct",
        "extra_information_of_all_pct",
    ]


def test_a_share_over_the_other_base_says_so_in_its_name_and_formula(vetlanda_material: Material) -> None:
    names = figure_names(vetlanda_material.method, vetlanda_material.language)
    keys = ["answer_good_share_of_reached_pct", "courtesy_good_share_of_all_pct", "complete_sender_of_all_pct"]
    assert [(names[key], vetlanda_material.total(key).formula) for key in keys] == [
        ("Gott svar på frågan, räknat på samtal med kontakt", "svar på frågan: god / samtal med kontakt"),
        ("Gott bemötande, räknat på alla samtal", "bemötande: mycket god + god / alla samtal"),
        (
            "Fullständiga avsändaruppgifter, räknat på alla brev som kom fram",
            "fullständiga avsändaruppgifter / skickade brev",
        ),
    ]


def test_while_a_call_lacks_its_grade_nothing_is_counted_over_all_calls(method: Method) -> None:
    first = next(call for call in vetlanda.vetlanda_calls() if call.information == "good")
    calls = [replace(first, id=1), replace(first, id=2, information=None)]
    found = by_two_bases(count(method, calls, []).total, "information_good_share_pct")
    assert [(int(one.numerator), one.denominator) for one in (found.of_all, found.of_reached)] == [(0, 0), (1, 1)]


@pytest.mark.parametrize("key", [*OF_CALLS, *OF_LETTERS])
def test_nothing_is_said_of_either_base_where_nobody_was_asked(
    vetlanda_material: Material, method: Method, key: str
) -> None:
    assert both_bases(replace(vetlanda_material, figures=count(method, [], [])), key) == ()


@pytest.mark.parametrize("name", ["kkik-2013", "kkik-2017", "kkik-2018"])
def test_every_method_has_both_bases(name: str, vetlanda_material: Material) -> None:
    method = load_method(name)
    grades = method.call.courtesy
    calls = [
        call if call.courtesy in (None, *grades) else replace(call, courtesy=grades[0])
        for call in vetlanda.vetlanda_calls()
    ]
    material = replace(vetlanda_material, method=method, figures=count(method, calls, []))
    assert all(len(both_bases(material, key)) == 2 for key in OF_CALLS)


def test_while_a_reply_lacks_its_judgement_nothing_is_counted_over_all_letters(method: Method) -> None:
    letters = vetlanda.vetlanda_letters()
    judged = [letter for letter in letters if letter.answered_at is not None and letter.extra_information]
    unknown = [replace(letter, extra_information=None) if letter is judged[0] else letter for letter in letters]
    found = by_two_bases(count(method, [], unknown).total, "extra_information_pct")
    assert [(int(one.numerator), one.denominator) for one in (found.of_all, found.of_reached)] == [(0, 0), (14, 46)]


def _some_not_graded(method: Method, graded: int) -> MeasurementFigures:
    """The example's letters, of which only so many replies say whether there was extra information."""
    letters = vetlanda.vetlanda_letters()
    areas = {area.code for area in method.area if area.in_total}
    replied = [one for one in letters if one.area in areas and one.extra_information is not None]
    kept = {one.id for one in replied[:graded]}
    return count(method, [], [one if one.id in kept else replace(one, extra_information=None) for one in letters])


def test_where_replies_are_not_graded_the_share_of_all_is_not_known_and_not_printed(
    vetlanda_material: Material, method: Method
) -> None:
    told = both_bases(replace(vetlanda_material, figures=_some_not_graded(method, 20)), "extra_information_pct")
    assert told == (
        Paragraph(
            "Andelen gäller de bedömda svaren, 20 av 47. 27 svar är inte bedömda, så andelen av alla brev är inte "
            "känd.",
            "caution",
        ),
    )


def test_where_the_two_bases_are_the_same_nothing_is_said_twice(vetlanda_material: Material, method: Method) -> None:
    calls = [call for call in vetlanda.vetlanda_calls() if call.outcome == "reached"]
    material = replace(vetlanda_material, figures=count(method, calls, []))
    assert both_bases(material, "interest_good_share_pct") == ()
