"""The page for the hurried reader: three measures, what is better and worse, what to do, and how sure it is."""

from report_templates.blocks import joined
from report_templates.comparison_words import reference_text
from report_templates.content import Block, Heading, Listing, MeasureBox, Paragraph, Section
from report_templates.language import Language, small
from report_templates.material import Material
from report_templates.sections.what_to_do import advice_in_short
from report_templates.short_names import short_name
from report_templates.standing import Standing, compared_values, standings
from report_templates.traces import trace
from report_templates.unfinished import unfinished
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
            *unfinished(material),
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
        return _nothing_to_count(material, figure.key)
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


def _nothing_to_count(material: Material, key: str) -> str:
    say = material.language.say
    if key == "measure_1_pct":
        return say("Inga brev att räkna på (n = 0).")
    if key == "measure_2_pct":
        return say("Inga samtal att räkna på (n = 0).")
    return say("Inga besvarade samtal att räkna på (n = 0).")


def _interval(language: Language, figure: Figure) -> str:
    if figure.value is None:
        return ""
    if is_few(figure):
        return language.say("För få kontakter för att dra slutsatser.")
    if figure.low is None or figure.high is None:
        return language.say("Alla värden är lika, så det finns inget intervall.")
    return language.say("Med 95 procents säkerhet inom {interval}.", interval=language.interval(figure))


def _others(material: Material, key: str) -> str:
    """The same measure last time and in similar municipalities, where they are known."""
    language = material.language
    before, others = (reference_for(material.references, key, scope) for scope in ("previous", "similar"))
    last = "" if before is None else language.say("Förra gången {value}.", value=reference_text(language, before))
    mean = (
        "" if others is None else language.say("Likvärdiga kommuner {value}.", value=reference_text(language, others))
    )
    return joined(last, mean)


def _nothing_beside(material: Material) -> str:
    say, group = material.language.say, material.around.similar
    if group is not None and group.municipalities:
        return say(
            "Det finns ännu inget att jämföra med: ingen tidigare mätning och för få andra kommuner för ett snitt."
        )
    return say("Det finns ännu inget att jämföra med: ingen tidigare mätning och inga andra kommuner.")


def _standing(material: Material) -> tuple[Block, ...]:
    say = material.language.say
    if not compared_values(material):
        return (Paragraph(_nothing_beside(material)),)
    if not material.changes and not material.against_means:
        return (
            Paragraph(
                say(
                    "Värdena från förra gången är inlästa utan grunddata, så det går inte att pröva vad som har blivit "
                    "bättre eller sämre."
                )
            ),
        )
    found, what = standings(material), _what_it_is_beside(material)
    better, worse = ([one for one in found if one.is_better is way] for way in (True, False))
    return (
        Heading(say("Det som är bättre")),
        *_lines(material, better, say("Inget är så mycket bättre än {what} att slumpen kan uteslutas.", what=what)),
        Heading(say("Det som är sämre")),
        *_lines(material, worse, say("Inget är så mycket sämre än {what} att slumpen kan uteslutas.", what=what)),
    )


def _what_it_is_beside(material: Material) -> str:
    """What decides: contacts of our own from last time, the mean of similar municipalities, or both."""
    say = material.language.say
    if material.changes and material.against_means:
        return say("förra gången eller i likvärdiga kommuner")
    return say("i likvärdiga kommuner") if material.against_means else say("förra gången")


def _lines(material: Material, found: list[Standing], nothing: str) -> tuple[Block, ...]:
    if not found:
        return (Paragraph(nothing),)
    lines = tuple(_line(material, one) for one in found[:MOST_LINES])
    left = len(found) - len(lines)
    if not left:
        return (Listing(lines),)
    more = material.language.say("Och {n} till, se kapitlet Utveckling och jämförelse.", n=left)
    return (Listing((*lines, more)),)


def _line(material: Material, one: Standing) -> str:
    language = material.language
    values = {
        "name": short_name(material, one.key),
        "own": language.printed(material.total(one.key)),
        "other": reference_text(language, one.other),
    }
    if one.other.scope == "previous":
        return language.say("{name}: {own}, förra gången {other}.", **values)
    return language.say("{name}: {own}, likvärdiga kommuner {other}.", **values)


def _advice(material: Material) -> tuple[Block, ...]:
    lines = advice_in_short(material)
    if not lines:
        return ()
    return (Heading(material.language.say("Det här kan ni göra")), Listing(lines))


def _what_it_can_tell(material: Material) -> str:
    """What a sample of this size can and cannot tell, as one sentence; of the calls, or of the letters without them."""
    language, total = material.language, material.figures.total
    calls, letters = total["calls_n"].denominator, total["mails_n"].denominator
    if not calls + letters:
        return language.say("Inga kontakter är räknade ännu, så det finns inget att dra slutsatser av.")
    n = calls or letters
    counted = (
        language.say_many("{n} samtal", "{n} samtal", n) if calls else language.say_many("{n} brev", "{n} brev", n)
    )
    points = what_a_sample_can_tell(n)
    if points is None or n < FEWEST_CONTACTS:
        return language.say(
            "Underlaget är för litet ({counted}): det visar vad som hände den gången, men inte hur det brukar vara.",
            counted=counted,
        )
    return language.say(
        "{counted} visar kommunen i stora drag: skillnader på mindre än omkring {points} procentenheter mot en lika "
        "stor mätning kan vara slump, och om enskilda områden går det nästan inte att säga något.",
        counted=counted,
        points=points,
    )
