"""Letters whose arrival was confirmed: a share of their own, which counts as no answer."""

from report_templates.content import Block, Chart, Paragraph, Section, Series, Table
from report_templates.grammar.rules import Noun
from report_templates.material import Material
from scoring.figures import Figure
from scoring.rounding import NOTHING


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
        nothing = say("Andelen är {nothing}, eftersom inga brev är räknade (n = 0).", nothing=NOTHING)
        return (Paragraph(nothing, "lead"),)
    return (
        Paragraph(
            say(
                "För {share} kom en bekräftelse: {counted}.",
                share=language.share(figure.value, Noun.LETTERS),
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
    if not unanswered.numerator:
        return language.say("Alla brev fick svar i tid.")
    return language.say(
        "Av de obesvarade breven hade {n} av {base} bekräftats.", n=confirmed, base=int(unanswered.numerator)
    )


def _chart(material: Material, figure: Figure) -> Chart:
    language = material.language
    say = language.say
    title = say("Bekräftade brev")
    rest = figure.denominator - int(figure.numerator)
    names = say("Bekräftat"), say("Inte bekräftat")
    shares = figure.value, None if figure.value is None else 100 - figure.value
    return Chart(
        kind="stacked",
        id="diagram-bekraftade",
        title=title,
        description=say("{title}, {name}: {share}.", title=title, name=material.name, share=language.counted(figure)),
        unit="%",
        categories=(material.name,),
        series=tuple(Series(name, (share,)) for name, share in zip(names, shares, strict=True)),
        table=Table(
            caption=say("{title}, {name}", title=title, name=material.name),
            header=(say("Utfall"), say("Antal"), "n", say("Andel"), language.chance),
            rows=(
                (
                    names[0],
                    str(int(figure.numerator)),
                    str(figure.denominator),
                    language.percent(shares[0]),
                    language.interval(figure),
                ),
                (names[1], str(rest), str(figure.denominator), language.percent(shares[1]), ""),
            ),
            numeric=(1, 2, 3, 4),
        ),
    )
