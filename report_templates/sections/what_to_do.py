"""What to do: how targets stand, and what has helped other municipalities with the figures that are weak here."""

from report_templates.advice import TargetStanding, Topic, Weakness, less_is_better, targets, weaknesses
from report_templates.blocks import joined
from report_templates.content import Block, Heading, Listing, Paragraph, Section, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.sections.advice_texts import advice_lines, advice_short
from report_templates.sections.development import printed_value
from report_templates.short_names import short_name

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
    if not found:
        return (Paragraph(say("Inget mål kan stämmas av, eftersom det inte finns några värden att jämföra med.")),)
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
    figure = material.total(one.figure)
    return (
        short_name(language, one.figure),
        _goal(language, one.figure, one.value),
        say("kommunen") if one.is_own else say("metoden"),
        language.printed(figure),
        language.interval(figure),
        joined(_left(language, one), _room(language, one)),
    )


def _goal(language: Language, figure: str, target: int) -> str:
    value = printed_value(language, figure, target)
    if less_is_better(figure):
        return language.say("högst {value}", value=value)
    return language.say("minst {value}", value=value)


def _left(language: Language, one: TargetStanding) -> str:
    if not one.left:
        return language.say("Nått.")
    if one.figure.endswith("_hours"):
        return language.say_many("{n} timme kvar.", "{n} timmar kvar.", one.left)
    return language.say_many("{n} procentenhet kvar.", "{n} procentenheter kvar.", one.left)


def _room(language: Language, one: TargetStanding) -> str:
    """Whether the interval allows the target to be reached, missed, or either."""
    sides = {
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
        "sedan det övriga i den ordning som den som frågar möter det: nå fram, få svar, bli väl bemött. Utom för mål "
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
        "acknowledged": say("Bekräftelse att brevet kom fram"),
        "speed": say("Snabbare svar"),
    }
    return headings[topic]


def _why(material: Material, one: Weakness) -> str:
    """The figure and what makes it weak."""
    language = material.language
    say, figure = language.say, material.total(one.figure)
    name, value = short_name(language, one.figure), language.printed(figure)
    other = printed_value(language, one.figure, one.other)
    if one.reason == "target":
        return say(
            "{name}: {value}. Målet är {goal}.", name=name, value=value, goal=_goal(language, one.figure, one.other)
        )
    if one.reason == "limit":
        interval = language.interval(figure)
        if less_is_better(one.figure):
            return say(
                "{name}: {value}. Hela intervallet ({interval}) ligger över {limit}.",
                name=name,
                value=value,
                interval=interval,
                limit=other,
            )
        return say(
            "{name}: {value}. Hela intervallet ({interval}) ligger under {limit}.",
            name=name,
            value=value,
            interval=interval,
            limit=other,
        )
    if one.against == "previous":
        return say(
            "{name}: {value}. Det är sämre än förra gången ({other}), och mer än slumpen brukar ge.",
            name=name,
            value=value,
            other=other,
        )
    return say(
        "{name}: {value}. Det är sämre än hos likvärdiga kommuner ({other}), och mer än slumpen brukar ge.",
        name=name,
        value=value,
        other=other,
    )
