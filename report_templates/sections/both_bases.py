"""One share over two bases, with those who got nobody or no answer beside the grades of those who did."""

from report_templates.content import Block, Paragraph, Table
from report_templates.figure_names import figure_names
from report_templates.language import Language
from report_templates.material import Material
from report_templates.traces import trace
from scoring.figures import Figure
from scoring.two_bases import OF_LETTERS, by_two_bases


def both_bases(material: Material, key: str) -> tuple[Block, ...]:
    """The table of both shares, and how many the grades leave out; nothing where nobody was asked."""
    found = by_two_bases(material.figures.total, key)
    if not found.of_all.denominator:
        return ()
    return (Paragraph(_left_out(material, key)), _table(material, key, found.of_all, found.of_reached))


def _left_out(material: Material, key: str) -> str:
    language = material.language
    if key in OF_LETTERS:
        none = material.total("reply_none_pct")
        return language.say(
            "Bedömningen gäller bara de brev som fick svar i tid: {missed} brev ({share}) fick det inte. Tabellen "
            "visar därför andelen även räknad på alla brev.",
            missed=language.of_base(none),
            share=language.printed(none),
        )
    none = material.total("contact_none_pct")
    return language.say(
        "Läs andelen tillsammans med hur många som inte kom fram: {missed} samtal ({share}) nådde ingen handläggare.",
        missed=language.of_base(none),
        share=language.printed(none),
    )


def _table(material: Material, key: str, of_all: Figure, of_reached: Figure) -> Table:
    language = material.language
    say = language.say
    names = _base_names(material, key)
    is_traced = material.subject.measurement_id is not None
    header = (say("Räknat på"), say("Antal"), "n", say("Andel"), language.chance)
    return Table(
        caption=say("{name}, räknat på alla och på dem som nåddes", name=figure_names(material.method, language)[key]),
        header=(*header, say("Spårkod")) if is_traced else header,
        rows=tuple(
            (*_row(language, name, figure), trace(material, figure.key)) if is_traced else _row(language, name, figure)
            for name, figure in zip(names, (of_all, of_reached), strict=True)
        ),
        numeric=(1, 2, 3, 4),
    )


def _row(language: Language, name: str, figure: Figure) -> tuple[str, ...]:
    return (
        name,
        str(int(figure.numerator)),
        str(figure.denominator),
        language.printed(figure),
        language.interval(figure),
    )


def _base_names(material: Material, key: str) -> tuple[str, str]:
    say, rules = material.language.say, material.method.call
    if key in OF_LETTERS:
        return say("Alla brev som kom fram"), say("Besvarade brev")
    bases = {
        "information_good_share_pct": rules.information_base,
        "interest_good_share_pct": rules.interest_base,
        "courtesy_good_share_pct": rules.courtesy_base,
    }
    reached = say("Besvarade samtal") if bases.get(key) == "answered" else say("Samtal med kontakt")
    return say("Alla samtal"), reached
