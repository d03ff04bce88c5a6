"""The page for the hurried reader: three measures, what is better and worse, what to do, and how sure it is."""

from fractions import Fraction

from report_templates.blocks import joined
from report_templates.content import Block, Heading, Listing, MeasureBox, Paragraph, Section
from report_templates.language import Language, small
from report_templates.material import Material
from report_templates.sections.how_counted import not_reviewed
from report_templates.sections.what_to_do import advice_in_short
from report_templates.short_names import short_name
from report_templates.standing import Standing, compared_values, standings
from report_templates.traces import trace
from scoring.comparison import reference_for
from scoring.figures import Figure
from scoring.small_samples import FEWEST_CONTACTS, is_few, what_a_sample_can_tell

MOST_LINES = 3
"""Of what is better, and of what is worse: the page is to be read in two minutes."""


def summary(material: Material) -> Section:
    """One page that can be read alone (outline 4)."""
    say = material.language.say
    return Section(
        id="sammanfattning",
        part="",
        heading=say("Sammanfattning"),
        blocks=(
            *_measures(material),
            *not_reviewed(material),
            *_standing(material),
            *_advice(material),
            Paragraph(_what_it_can_tell(material), "caution"),
        ),
    )


def _measures(material: Material) -> tuple[MeasureBox, ...]:
    rules = material.method
    titles = [
        material.language.titled(measure.title) for measure in (rules.measure_1, rules.measure_2, rules.measure_3)
    ]
    return tuple(_box(material, number, title) for number, title in enumerate(titles, start=1))


def _box(material: Material, number: int, title: str) -> MeasureBox:
    language, key = material.language, f"measure_{number}_pct"
    figure = material.total(key)
    return MeasureBox(
        title=language.say("Mått {n}: {title}", n=number, title=small(title)),
        value_text=language.printed(figure),
        formula_text=_counted(material, figure),
        interval_text=_interval(language, figure),
        note=_others(material, key),
        trace=trace(material, key),
    )


def _counted(material: Material, figure: Figure) -> str:
    """What the value was counted on, in as few words as can be."""
    language = material.language
    say, n = language.say, len(figure.ids)
    is_letters = figure.key == "measure_1_pct"
    if not n:
        return say("Inga brev att räkna på (n = 0).") if is_letters else say("Inga samtal att räkna på (n = 0).")
    if figure.denominator != n:
        return language.say_many(
            "{counted} av {most} poäng, n = {n} samtal",
            "{counted} av {most} poäng, n = {n} samtal",
            n,
            counted=int(figure.numerator),
            most=figure.denominator,
        )
    share = language.of_base(figure)
    return say("{share} brev", share=share) if is_letters else say("{share} samtal", share=share)


def _interval(language: Language, figure: Figure) -> str:
    if figure.value is None:
        return ""
    if is_few(figure):
        return language.say("För få för att dra slutsatser.")
    if figure.low is None or figure.high is None:
        return language.say("Underlaget räcker inte till ett intervall.")
    return language.say("Med 95 procents säkerhet inom {interval}.", interval=language.interval(figure))


def _others(material: Material, key: str) -> str:
    """The same measure last time and in similar municipalities, where they are known."""
    language = material.language
    before, others = (reference_for(material.references, key, scope) for scope in ("previous", "similar"))
    last = "" if before is None else language.say("Förra gången {value}.", value=_percent(language, before.value))
    mean = (
        "" if others is None else language.say("Likvärdiga kommuner {value}.", value=_percent(language, others.value))
    )
    return joined(last, mean)


def _percent(language: Language, value: int) -> str:
    return language.percent(Fraction(value))


def _standing(material: Material) -> tuple[Block, ...]:
    say = material.language.say
    if not compared_values(material):
        return (
            Paragraph(say("Det finns ännu inget att jämföra med: ingen tidigare mätning och inga andra kommuner.")),
        )
    found = standings(material)
    better, worse = ([one for one in found if one.is_better is way] for way in (True, False))
    return (
        Heading(say("Det som är bättre")),
        *_lines(material, better, say("Inget är så mycket bättre att slumpen kan uteslutas.")),
        Heading(say("Det som är sämre")),
        *_lines(material, worse, say("Inget är så mycket sämre att slumpen kan uteslutas.")),
    )


def _lines(material: Material, found: list[Standing], nothing: str) -> tuple[Block, ...]:
    if not found:
        return (Paragraph(nothing),)
    lines = tuple(_line(material, one) for one in found[:MOST_LINES])
    left = len(found) - len(lines)
    if not left:
        return (Listing(lines),)
    more = material.language.say_many(
        "Och {n} till, se avsnittet om utveckling och jämförelse.",
        "Och {n} till, se avsnitten om utveckling och jämförelse.",
        left,
    )
    return (Listing((*lines, more)),)


def _line(material: Material, one: Standing) -> str:
    language = material.language
    values = {
        "name": short_name(language, one.key),
        "own": language.printed(material.total(one.key)),
        "other": _unit(language, one.key, one.other),
    }
    if one.against == "previous":
        return language.say("{name}: {own}, förra gången {other}.", **values)
    return language.say("{name}: {own}, likvärdiga kommuner {other}.", **values)


def _unit(language: Language, key: str, value: int) -> str:
    return language.whole_hours(Fraction(value)) if key.endswith("_hours") else _percent(language, value)


def _advice(material: Material) -> tuple[Block, ...]:
    lines = advice_in_short(material)
    if not lines:
        return ()
    return (Heading(material.language.say("Det här kan ni göra")), Listing(lines))


def _what_it_can_tell(material: Material) -> str:
    """What a sample of this size can and cannot tell, as one sentence."""
    say = material.language.say
    calls = material.total("calls_n").denominator
    if not calls:
        return say("Inga samtal är räknade ännu, så osäkerheten går inte att ange.")
    points = what_a_sample_can_tell(calls)
    if points is None or calls < FEWEST_CONTACTS:
        return say(
            "Så få samtal ({n}) visar vad som hände i just dem, men säger inget om hur det brukar vara.", n=calls
        )
    return say(
        "{n} samtal visar kommunen i stora drag: skillnader på mindre än omkring {points} procentenheter mot en lika "
        "stor mätning kan vara slump, och om enskilda områden går det nästan inte att säga något.",
        n=calls,
        points=points,
    )
