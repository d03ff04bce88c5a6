"""The page for the hurried reader: three measures, what differs by more than chance, what to do, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from report_templates.content import Heading, Listing, MeasureBox, Paragraph
from report_templates.material import Material
from report_templates.reference_values import changes_since_last, with_counted
from report_templates.sections.overview import overview
from report_templates.sections.summary import summary
from report_templates.standing import Standing, compared_values, standings
from report_templates.subject import EarlierWave, SimilarGroup, Surroundings
from scoring.figures import Figure
from scoring.group_means import GroupValue
from scoring.measures import count
from shopper.method import Method, load_method
from shopper.records import CallRecord, ReferenceValue
from tests import vetlanda

NO_BREAK = "\u00a0"


def _around(material: Material, around: Surroundings) -> Material:
    """The material as `build_report` completes it."""
    return replace(
        material,
        around=around,
        references=with_counted(material.references, around, material.method),
        changes=changes_since_last(around, material.figures.total.figures, material.method),
    )


def _earlier(figures: Mapping[str, Figure], method: str = "kkik-2017") -> EarlierWave:
    return EarlierWave("Hösten 2016", date(2016, 10, 17), date(2016, 11, 13), figures, load_method(method))


def _all_missed(method: Method) -> Mapping[str, Figure]:
    """A wave in which no call reached anybody."""
    missed = next(call for call in vetlanda.vetlanda_calls() if call.seconds_to_contact is None)
    calls = [replace(missed, id=number) for number in range(1, 55)]
    return count(method, calls, vetlanda.vetlanda_letters()).total.figures


def _told(found: Sequence[Standing]) -> list[tuple[str, str, bool, int]]:
    return [(one.key, one.other.scope, one.is_better, one.other.value) for one in found]


def _lines(material: Material) -> list[str]:
    """The page's headings, lines and paragraphs."""
    found: list[str] = []
    for block in summary(material).blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Listing):
            found += block.items
    return [text.replace(NO_BREAK, " ") for text in found]


def test_the_three_measures_stand_with_value_count_interval_and_others(vetlanda_material: Material) -> None:
    boxes = [block for block in summary(vetlanda_material).blocks if isinstance(block, MeasureBox)]
    assert [(box.value_text, box.formula_text, box.interval_text, box.note) for box in boxes] == [
        (
            "85\u00a0%",
            "44 av 52 brev",
            "Med 95 procents säkerhet inom 72–92\u00a0%.",
            "Likvärdiga kommuner 89\u00a0%.",
        ),
        ("52\u00a0%", "28 av 54 samtal", "Med 95 procents säkerhet inom 39–65\u00a0%.", ""),
        ("74\u00a0%", "69 av 93 poäng, n = 31 samtal", "Med 95 procents säkerhet inom 63–85\u00a0%.", ""),
    ]


def test_a_measure_carries_its_trace_code_once_the_measurement_is_stored(vetlanda_material: Material) -> None:
    subject = replace(vetlanda_material.subject, measurement_id=12)
    boxes = summary(replace(vetlanda_material, subject=subject)).blocks
    assert [box.trace for box in boxes if isinstance(box, MeasureBox)] == ["12-0-36V", "12-0-7E", "12-0-26Y"]


def test_the_whole_page_can_be_read_alone(vetlanda_material: Material) -> None:
    assert _lines(vetlanda_material) == [
        "Det som är bättre",
        "Inget är så mycket bättre än i likvärdiga kommuner att slumpen kan uteslutas.",
        "Det som är sämre",
        "Inget är så mycket sämre än i likvärdiga kommuner att slumpen kan uteslutas.",
        "Det här kan ni göra",
        "Bestäm vem som ser till att varje brev får svar, och inom vilken tid.",
        "Utse personer i varje förvaltning som tar emot växelns samtal.",
        "Samla svaren på vanliga frågor där alla som svarar i telefon hittar dem.",
        (
            "54 samtal visar kommunen i stora drag: skillnader på mindre än omkring 19 procentenheter mot en lika stor "
            "mätning kan vara slump, och om enskilda områden går det nästan inte att säga något."
        ),
    ]


def test_what_chance_can_explain_is_called_neither_better_nor_worse(vetlanda_material: Material) -> None:
    near = ReferenceValue("contact_pct", "similar", 64, None, None, 20, None, None, "printed")
    lines = _lines(replace(vetlanda_material, references=(near,)))
    assert lines[:4] == [
        "Det som är bättre",
        "Inget är så mycket bättre än i likvärdiga kommuner att slumpen kan uteslutas.",
        "Det som är sämre",
        "Inget är så mycket sämre än i likvärdiga kommuner att slumpen kan uteslutas.",
    ]


def test_with_nothing_but_imported_values_from_last_time_the_page_calls_nothing_tested(
    vetlanda_material: Material,
) -> None:
    far = ReferenceValue("contact_pct", "previous", 95, None, None, None, None, None, "printed")
    lines = _lines(replace(vetlanda_material, references=(far,)))
    assert lines[:2] == [
        (
            "Värdena från förra gången är inlästa utan grunddata, så det går inte att pröva vad som har blivit bättre "
            "eller sämre."
        ),
        "Det här kan ni göra",
    ]


def test_without_anything_to_compare_with_the_page_says_so(vetlanda_material: Material) -> None:
    lines = _lines(replace(vetlanda_material, references=()))
    assert lines[0] == "Det finns ännu inget att jämföra med: ingen tidigare mätning och inga andra kommuner."
    assert "Det som är bättre" not in lines


def test_a_real_change_since_a_wave_of_our_own_is_told_with_both_values(
    vetlanda_material: Material, method: Method
) -> None:
    around = Surroundings(earlier=(_earlier(_all_missed(method)),))
    found = standings(_around(replace(vetlanda_material, references=()), around))
    assert _told(found) == [
        ("measure_2_pct", "previous", True, 0),
        ("contact_pct", "previous", True, 0),
        ("answer_good_share_pct", "previous", True, 0),
    ]


def test_across_a_break_nothing_is_compared(vetlanda_material: Material, method: Method) -> None:
    around = Surroundings(earlier=(_earlier(_all_missed(method), "kkik-2013"),))
    material = _around(replace(vetlanda_material, references=()), around)
    assert (standings(material), compared_values(material)) == ((), 0)


def test_similar_municipalities_counted_here_go_before_the_imported_mean(vetlanda_material: Material) -> None:
    value = GroupValue(4, Fraction(30), Fraction(20), Fraction(45))
    group = SimilarGroup({"rule": "wave"}, 4, (2017,), {"contact_pct": value})
    material = _around(vetlanda_material, Surroundings(similar=group))
    assert material.similar("contact_pct") is not None
    assert ("contact_pct", "similar", True, 30) in _told(standings(material))


def test_a_value_on_fewer_than_ten_contacts_is_neither_judged_nor_ranked(
    vetlanda_material: Material, method: Method
) -> None:
    calls = vetlanda.vetlanda_calls()[:9]
    far = ReferenceValue("contact_pct", "similar", 1, None, None, 20, None, None, "printed")
    material = replace(vetlanda_material, figures=count(method, calls, []), references=(far,))
    boxes = [block for block in summary(material).blocks if isinstance(block, MeasureBox)]
    assert standings(material) == ()
    assert boxes[1].interval_text == "För få kontakter för att dra slutsatser."


def test_the_overview_names_what_stands_on_too_few_contacts(vetlanda_material: Material, method: Method) -> None:
    material = replace(vetlanda_material, figures=count(method, vetlanda.vetlanda_calls()[:3], []))
    texts = [block.text for block in overview(material).blocks if isinstance(block, Paragraph)]
    assert texts[2].replace(NO_BREAK, " ") == (
        "För få kontakter för att dra slutsatser: Tillgänglighet (n = 3), Svar på frågan (n = 3), Information (n = 2), "
        "Intresse och engagemang (n = 2) samt Bemötande (n = 2). Med färre än tio kontakter väger en enda för tungt "
        "för en jämförelse."
    )


@pytest.mark.parametrize("number", [1, 2, 9])
def test_so_few_calls_are_said_to_tell_nothing_of_what_is_usual(
    vetlanda_material: Material, method: Method, number: int, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    material = replace(vetlanda_material, figures=count(method, vetlanda_calls[:number], []))
    told = (
        f"Underlaget är för litet ({number} samtal): det visar vad som hände den gången, men inte hur det brukar vara."
    )
    assert _lines(material)[-1] == told


def test_more_than_three_differences_are_counted_rather_than_listed(
    vetlanda_material: Material, method: Method
) -> None:
    references = tuple(
        ReferenceValue(key, "similar", 1, None, None, 20, None, None, "printed")
        for key in ("contact_pct", "measure_2_pct", "answer_good_share_pct", "information_good_share_pct")
    )
    material = _around(
        replace(vetlanda_material, references=references), Surroundings(earlier=(_earlier(_all_missed(method)),))
    )
    better = _lines(material)[1:5]
    assert better[-1] == "Och 4 till, se kapitlet Utveckling och jämförelse."


def test_a_wave_without_calls_says_that_nothing_is_known(vetlanda_material: Material, method: Method) -> None:
    material = replace(vetlanda_material, figures=count(method, [], []), references=())
    boxes = [block for block in summary(material).blocks if isinstance(block, MeasureBox)]
    assert [(box.value_text, box.formula_text, box.interval_text) for box in boxes] == [
        ("-", "Inga brev att räkna på (n\u00a0=\u00a00).", ""),
        ("-", "Inga samtal att räkna på (n\u00a0=\u00a00).", ""),
        ("-", "Inga besvarade samtal att räkna på (n\u00a0=\u00a00).", ""),
    ]
    assert _lines(material)[-1] == "Inga kontakter är räknade ännu, så det finns inget att dra slutsatser av."


def test_the_longest_page_stays_within_two_minutes_of_reading(vetlanda_material: Material, method: Method) -> None:
    around = Surroundings(earlier=(_earlier(_all_missed(method)),))
    material = _around(vetlanda_material, around)
    boxes = [block for block in summary(material).blocks if isinstance(block, MeasureBox)]
    words = [*_lines(material), *(f"{box.title} {box.formula_text} {box.interval_text} {box.note}" for box in boxes)]
    # A reader takes about 200 words a minute; a third of the time is left for looking at the figures.
    assert sum(len(line.split()) for line in words) <= 260
