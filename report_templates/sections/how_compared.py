"""By which rules differences are judged, and which thresholds the words of the report follow."""

from decimal import Decimal
from fractions import Fraction

from report_templates.content import Heading, Listing
from report_templates.language import Language
from report_templates.material import Material
from scoring.small_samples import FEWEST_CONTACTS, what_a_sample_will_show


def how_compared(material: Material) -> tuple[Heading | Listing, ...]:
    """The correction with how many values it was made for, what a sample this large shows, and the words' limits."""
    lines = (*_correction(material), *_what_shows(material), *_words(material.language))
    return (Heading(material.language.say("Jämförelser och ordval")), Listing(lines))


def _correction(material: Material) -> tuple[str, ...]:
    say = material.language.say
    changes = sum(change.p_holm is not None for change in material.changes)
    means = sum(against.p_holm is not None for against in material.against_means.values())
    if not changes + means:
        return ()
    return (
        say(
            "En skillnad kallas säkerställd bara om den håller efter korrigering för hur många värden som jämförs "
            "(Holm): {changes} mot förra mätningen och {means} mot likvärdiga kommuner, vars snitt räknas som känt.",
            changes=changes,
            means=means,
        ),
    )


def _what_shows(material: Material) -> tuple[str, ...]:
    """With which certainty a real difference shows, between two measurements as large as this one."""
    calls = material.total("calls_n").denominator
    points = what_a_sample_will_show(calls)
    if points is None or calls < FEWEST_CONTACTS:
        return ()
    return (
        material.language.say(
            "Två mätningar med {n} samtal vardera visar i fyra fall av fem en verklig skillnad på omkring {points} "
            "procentenheter i ett enskilt värde, före korrigeringen. En mindre skillnad kan finnas utan att synas.",
            n=calls,
            points=points,
        ),
    )


def _words(language: Language) -> tuple[str, ...]:
    rules, say = language.rules, language.say
    return (
        say(
            "En andel är i nivå med en annan när det skiljer högst {level} procentenheter, och något bättre eller "
            "sämre när det skiljer högst {slight}. För svarstider är gränserna {hours} och {more} timmar.",
            level=_number(language, rules.percent.level),
            slight=_number(language, rules.percent.slight),
            hours=_number(language, rules.hours.level),
            more=_number(language, rules.hours.slight),
        ),
        say(
            "I ord sägs en andel som närmaste bråktal, med nästan, nära eller drygt när avståndet i procentenheter är "
            "minst {near}. Under {hardly} heter det färre än var tionde, över {nearly} nästan alla.",
            near=_number(language, rules.near),
            hardly=language.grammar.percent(_number(language, rules.hardly_any)),
            nearly=language.grammar.percent(_number(language, rules.nearly_all)),
        ),
    )


def _number(language: Language, value: Fraction) -> str:
    """With as few decimals as it has: `5`, `7,5`."""
    number = (Decimal(value.numerator) / value.denominator).normalize()
    return language.decimal(Decimal(f"{number:f}"))
