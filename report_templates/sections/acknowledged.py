"""Letters whose arrival was confirmed: a share of their own, which counts as no answer."""

from dataclasses import replace

from report_templates.bands import window_text
from report_templates.blocks import parts_table
from report_templates.content import Block, Chart, Paragraph, Section, Series
from report_templates.grammar.rules import Noun
from report_templates.material import Material
from scoring.figures import Figure


def acknowledged(material: Material) -> Section:
    """How many letters were confirmed, and how many of the unanswered at least were."""
    say = material.language.say
    return Section(
        id="bekraftade-brev",
        part=say("Resultat e-post"),
        heading=say("Bekräftade brev"),
        blocks=_blocks(material),
    )


def _blocks(material: Material) -> tuple[Block, ...]:
    language = material.language
    say = language.say
    figure = material.total("acknowledged_pct")
    if figure.value is None:
        return (Paragraph(say("Det finns inga brev att räkna på (n = 0)."), "lead"),)
    return (
        Paragraph(
            say(
                "På {share} kom en bekräftelse: {counted}.",
                share=language.share_of(figure, Noun.LETTERS),
                counted=language.counted(figure),
            ),
            "lead",
        ),
        _chart(material, figure),
        Paragraph(
            say(
                "En bekräftelse är bra service: den som frågat vet att brevet har kommit fram. Men den är inget svar, "
                "och räknas därför inte i mått 1."
            )
        ),
        Paragraph(_unanswered(material, figure)),
    )


def _unanswered(material: Material, figure: Figure) -> str:
    language = material.language
    unanswered = material.total("reply_none_pct")
    confirmed = len(set(unanswered.counted_ids) & set(figure.counted_ids))
    base = int(unanswered.numerator)
    if not base:
        window = window_text(material.method, language)
        return language.say("Inget brev blev utan svar inom {window}.", window=window)
    if not confirmed:
        return language.say_many(
            "Det brev som blev obesvarat hade inte bekräftats.",
            "Inget av de {n} brev som blev obesvarade hade bekräftats.",
            base,
        )
    if confirmed == base:
        return language.say_many(
            "Det brev som blev obesvarat hade bekräftats.",
            "Alla {n} brev som blev obesvarade hade bekräftats.",
            base,
        )
    return language.say("Av de {base} brev som blev obesvarade hade {n} bekräftats.", n=confirmed, base=base)


def _chart(material: Material, figure: Figure) -> Chart:
    language = material.language
    say = language.say
    title = say("Bekräftade brev")
    parts = figure, _others(figure)
    names = say("Bekräftat"), say("Inte bekräftat")
    return Chart(
        kind="stacked",
        id="diagram-bekraftade",
        title=title,
        description=say("{title}, {name}: {share}.", title=title, name=material.name, share=language.counted(figure)),
        unit="%",
        categories=(material.name,),
        series=tuple(Series(name, (part.value,)) for name, part in zip(names, parts, strict=True)),
        table=parts_table(language, say("{title}, {name}", title=title, name=material.name), names, parts),
    )


def _others(figure: Figure) -> Figure:
    """The share of the letters that were not confirmed: what is left of 100, with Wilson's interval turned round."""
    low, high = (None if bound is None else 100 - bound for bound in (figure.high, figure.low))
    value = None if figure.value is None else 100 - figure.value
    return replace(figure, value=value, numerator=figure.denominator - figure.numerator, low=low, high=high)
