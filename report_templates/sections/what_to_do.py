"""What to do: how targets stand, and what has helped other municipalities with the figures that are weak here."""

from report_templates.advice import (
    TargetStanding,
    Topic,
    Weakness,
    less_is_better,
    target_standing,
    targets,
    weaknesses,
)
from report_templates.blocks import joined
from report_templates.comparison_words import reference_text
from report_templates.content import Block, Heading, Listing, Paragraph, Section, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.sections.advice_texts import advice_lines, advice_short
from report_templates.short_names import short_name
from report_templates.target_words import left_text, value_beside, whole_text
from scoring.figures import Figure
from scoring.rounding import NOTHING
from scoring.small_samples import is_few
from shopper.records import ReferenceValue

MOST_IN_SUMMARY = 3


def what_to_do(material: Material) -> Section:
    """Targets and how they stand, and advice on the weak figures, the most pressing first."""
    say = material.language.say
    return Section(
        id="vad-som-kan-goras",
        part="",
        heading=say("Vad som kan göras"),
        blocks=(*_targets(material), *_advice(material)),
    )


def advice_in_short(material: Material) -> tuple[str, ...]:
    """At most three lines for the summary; none when no figure calls for advice."""
    return tuple(advice_short(material.language, one.topic) for one in weaknesses(material)[:MOST_IN_SUMMARY])


def _targets(material: Material) -> tuple[Block, ...]:
    language = material.language
    say = language.say
    found = targets(material)
    own = [one for one in found if one.is_own]
    lead = (
        say("Tabellen visar de mål som kommunen har satt och hur långt det är kvar till dem.")
        if own
        else say(
            "Kommunen har inte lagt in några egna mål. Tabellen visar det mål som metoden rekommenderar. Mätbara mål "
            "som följs upp flera gånger mellan mätningarna är det som oftast nämns av kommuner som har blivit bättre."
        )
    )
    table = Table(
        caption=say("Mål och resultat"),
        header=(say("Nyckeltal"), say("Mål"), say("Satt av"), say("Resultat"), language.chance, say("Läge")),
        rows=tuple(_target_row(material, one) for one in found),
        numeric=(1, 3, 4),
    )
    return (Heading(say("Målen")), Paragraph(lead), table)


def _target_row(material: Material, one: TargetStanding) -> tuple[str, ...]:
    language = material.language
    say = language.say
    own = (
        short_name(material, one.figure),
        _goal(language, one.figure, one.value),
        say("kommunen") if one.is_own else say("metoden"),
    )
    if one.left is None:
        return (*own, NOTHING, NOTHING, _room(language, one))
    figure = material.total(one.figure)
    how_far = joined(left_text(language, figure, one), _room(language, one, figure))
    return (*own, value_beside(language, figure, one), language.interval(figure), how_far)


def _goal(language: Language, figure: str, target: int) -> str:
    value = whole_text(language, figure, target)
    if less_is_better(figure):
        return language.say("högst {value}", value=value)
    return language.say("minst {value}", value=value)


def _room(language: Language, one: TargetStanding, figure: Figure | None = None) -> str:
    """Whether the interval allows the target to be reached, missed, or either; why nothing can be said."""
    if one.side == "" and figure is not None and not is_few(figure):
        return language.say("Alla värden är lika, så det finns inget intervall.")
    sides = {
        "no_contacts": language.say("Kan inte stämmas av: det finns inga kontakter att räkna på."),
        "not_counted": language.say("Kan inte stämmas av: metoden räknar inte det här värdet."),
        "": language.say("Underlaget räcker inte till ett intervall."),
        "reached": language.say("Hela intervallet når målet."),
        "missed": language.say("Hela intervallet ligger på fel sida om målet."),
        "either": language.say("Intervallet rymmer båda: slumpen kan avgöra."),
    }
    return sides[one.side]


def _advice(material: Material) -> tuple[Block, ...]:
    say = material.language.say
    found = weaknesses(material)
    if not found:
        return (Heading(say("Råd")), Paragraph(_no_advice(material)))
    intro = say(
        "Råden bygger på vad kommuner som har förbättrat sina resultat säger att de gjorde. Först står missade mål, "
        "sedan det övriga i den ordning som den som frågar möter det: nå fram, få svar, bli väl bemött. Utöver målen "
        "ges råd bara om värden som slumpen ensam inte kan förklara."
    )
    blocks: list[Block] = [Heading(say("Råd")), Paragraph(intro)]
    for one in found:
        blocks += [Heading(_heading(material.language, one.topic)), Paragraph(_why(material, one))]
        blocks.append(Listing(advice_lines(material.language, one.topic)))
    return tuple(blocks)


def _no_advice(material: Material) -> str:
    say = material.language.say
    if not material.total("calls_n").denominator and not material.total("mails_n").denominator:
        return say("Det finns inga resultat att ge råd om.")
    return say(
        "Inget värde är så svagt att slumpen kan uteslutas som förklaring. Fortsätt med det som fungerar, och läs "
        "intervjuarnas kommentarer och de obesvarade breven: de visar enskilda saker att rätta till."
    )


def _heading(language: Language, topic: Topic) -> str:
    say = language.say
    headings: dict[Topic, str] = {
        "letters": say("Fler svar i tid"),
        "contact": say("Fler samtal som når fram"),
        "answer": say("Fler svar i första samtalet"),
        "courtesy": say("Bättre bemötande och intresse"),
        "sender": say("Fullständiga avsändaruppgifter"),
        "more": say("Svar som ger mer"),
        "speed": say("Snabbare svar"),
    }
    return headings[topic]


def _why(material: Material, one: Weakness) -> str:
    """The figure and what makes it weak."""
    if isinstance(one.other, ReferenceValue):
        return _worse(material, one.other)
    if one.reason == "target":
        return _short_of(material, one.figure, one.other)
    return _beyond(material, one.figure, one.other)


def _short_of(material: Material, key: str, target: int) -> str:
    language, figure = material.language, material.total(key)
    return language.say(
        "{name}: {value}. Målet är {goal}.",
        name=short_name(material, key),
        value=value_beside(language, figure, target_standing(figure, target, is_own=True)),
        goal=_goal(language, key, target),
    )


def _beyond(material: Material, key: str, limit: int) -> str:
    language, figure = material.language, material.total(key)
    values = {
        "name": short_name(material, key),
        "value": language.printed(figure),
        "interval": language.interval(figure),
        "limit": whole_text(language, key, limit),
    }
    if less_is_better(key):
        return language.say("{name}: {value}. Hela intervallet ({interval}) ligger över {limit}.", **values)
    return language.say("{name}: {value}. Hela intervallet ({interval}) ligger under {limit}.", **values)


def _worse(material: Material, other: ReferenceValue) -> str:
    language = material.language
    values = {
        "name": short_name(material, other.figure),
        "value": language.printed(material.total(other.figure)),
        "other": reference_text(language, other),
    }
    if other.scope == "previous":
        return language.say(
            "{name}: {value}. Det är sämre än förra gången ({other}), och mer än slumpen brukar ge.", **values
        )
    return language.say(
        "{name}: {value}. Det är sämre än hos likvärdiga kommuner ({other}), och mer än slumpen brukar ge.", **values
    )
