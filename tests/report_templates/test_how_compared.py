"""What the report tells of its comparisons: the correction, what a sample shows, the limits of its words, too few."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from report_templates.blocks import against_previous, against_similar
from report_templates.content import Listing
from report_templates.grammar.rules import TextRules
from report_templates.language import language_of
from report_templates.material import Material
from report_templates.reference_values import COUNTED_HERE
from report_templates.sections.how_compared import how_compared
from scheduler.wording import rules_of
from scoring.change import changes_between
from scoring.comparison import Thresholds
from scoring.measures import count
from shopper.faults import BadInput
from shopper.method import Method
from shopper.records import CallRecord, ReferenceValue
from shopper.settings import Settings, read_settings

MEAN = ReferenceValue("contact_pct", "similar", 30, None, None, 6, None, None, COUNTED_HERE, Fraction(30))
BEFORE = replace(MEAN, scope="previous")


def _lines(material: Material) -> list[str]:
    (found,) = (block.items for block in how_compared(material) if isinstance(block, Listing))
    return [line.replace("\u00a0", " ") for line in found]


def test_the_page_tells_of_the_correction_of_the_sample_and_of_the_limits(vetlanda_material: Material) -> None:
    assert _lines(vetlanda_material) == [
        (
            "En skillnad kallas säkerställd bara om den håller efter korrigering för hur många värden som jämförs "
            "(Holm): 0 mot förra mätningen och 5 mot likvärdiga kommuner, vars snitt räknas som känt."
        ),
        (
            "Två mätningar med 54 samtal vardera visar i fyra fall av fem en verklig skillnad på omkring 27 "
            "procentenheter i ett enskilt värde, före korrigeringen. En mindre skillnad kan finnas utan att synas."
        ),
        (
            "En andel är i nivå med en annan när det skiljer högst 5 procentenheter, och något bättre eller sämre när "
            "det skiljer högst 10. För svarstider är gränserna 1 och 3 timmar."
        ),
        (
            "I ord sägs en andel som närmaste bråktal, med nästan, nära eller drygt när avståndet i procentenheter är "
            "minst 1. Under 7,5 % heter det färre än var tionde, över 95 % nästan alla."
        ),
    ]


def test_the_limits_that_are_told_are_those_in_force(vetlanda_material: Material) -> None:
    rules = TextRules(percent=Thresholds(Fraction(3), Fraction(25, 2)))
    lines = _lines(replace(vetlanda_material, language=language_of("sv", rules)))
    assert lines[2].startswith("En andel är i nivå med en annan när det skiljer högst 3 procentenheter, och något")
    assert "när det skiljer högst 12,5." in lines[2]


def test_where_nothing_is_compared_no_correction_is_told(vetlanda_material: Material, method: Method) -> None:
    empty = replace(vetlanda_material, figures=count(method, [], []), references=())
    assert [line[:8] for line in _lines(empty)] == ["En andel", "I ord sä"]


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        (MEAN, "Snittet för likvärdiga kommuner är 30 %. Med bara 9 kontakter går det inte att jämföra."),
        (BEFORE, "Vid förra mätningen var värdet 30 %. Med bara 9 kontakter går det inte att jämföra."),
    ],
    ids=["similar", "previous"],
)
def test_a_value_on_few_contacts_is_called_neither_better_nor_worse(
    vetlanda_material: Material,
    method: Method,
    vetlanda_calls: tuple[CallRecord, ...],
    reference: ReferenceValue,
    told: str,
) -> None:
    material = replace(vetlanda_material, figures=count(method, vetlanda_calls[:9], []), references=(reference,))
    say = against_similar if reference is MEAN else against_previous
    assert say(material, "contact_pct").replace("\u00a0", " ") == told


def test_an_earlier_value_on_few_contacts_is_set_beside_ours_without_a_word(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    earlier = count(method, vetlanda_calls[:9], []).total.figures
    changes = changes_between(earlier, vetlanda_material.figures.total.figures)
    material = replace(vetlanda_material, references=(BEFORE,), changes=changes)
    assert against_previous(material, "contact_pct").replace("\u00a0", " ") == (
        "Vid förra mätningen var värdet 30 %. Det är för få kontakter för att säga om något har ändrats."
    )


def test_the_settings_make_the_thresholds() -> None:
    assert rules_of(Settings()) == TextRules()
    assert rules_of(Settings(text_slight_hours=Decimal(4), text_near_points=Decimal(2))) == TextRules(
        hours=Thresholds(Fraction(1), Fraction(4)), near=Fraction(2)
    )


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("TEXT_LEVEL_POINTS", "12", "SHOPPER_TEXT_SLIGHT_POINTS: must not be below SHOPPER_TEXT_LEVEL_POINTS"),
        ("TEXT_SLIGHT_HOURS", "0.5", "SHOPPER_TEXT_SLIGHT_HOURS: must not be below SHOPPER_TEXT_LEVEL_HOURS"),
        ("TEXT_NEAR_POINTS", "nan", "SHOPPER_TEXT_NEAR_POINTS: must be a number, such as 7.5"),
        ("TEXT_HARDLY_ANY_PERCENT", "20", "SHOPPER_TEXT_HARDLY_ANY_PERCENT: must be 10 or less"),
        ("TEXT_NEARLY_ALL_PERCENT", "half", "SHOPPER_TEXT_NEARLY_ALL_PERCENT: must be a number, such as 7.5"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"SHOPPER_{variable}", value)
    with pytest.raises(BadInput) as refused:
        read_settings()
    assert str(refused.value) == told
