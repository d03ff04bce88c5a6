"""One share over two bases, with those who got nobody or no answer beside the grades of those who did."""

from report_templates.bands import window_text
from report_templates.blocks import joined
from report_templates.content import Block, Paragraph, Table
from report_templates.figure_names import figure_names
from report_templates.language import Language
from report_templates.material import Material
from report_templates.traces import trace
from scoring.call_figures import base_of
from scoring.figures import Figure
from scoring.two_bases import OF_LETTERS, OVER_ALL, by_two_bases


def both_bases(material: Material, key: str) -> tuple[Block, ...]:
    """What the share is a share of, and the table of both bases; nothing where the two are the same, or empty.

    Where some of those reached have no grade, nobody knows how many of all were good: that is said, without a table.
    """
    found = by_two_bases(material.figures.total, key)
    missing = _reached(material, key) - material.total(key).denominator
    if missing:
        return (Paragraph(_not_graded(material, key, missing), "caution"),)
    if not found.of_all.denominator or found.of_all.denominator == found.of_reached.denominator:
        return ()
    return (Paragraph(_left_out(material, key)), _table(material, key, found.of_all, found.of_reached))


def _reached(material: Material, key: str) -> int:
    """How many contacts the share's own base has, graded or not."""
    total = material.figures.total
    if key in OF_LETTERS:
        return int(total["mails_answered_n"].numerator)
    base = base_of(material.method, key.removesuffix("_good_share_pct"))
    if base == "answered":
        return sum(int(total[f"answer_{grade}_pct"].numerator) for grade in material.method.call.answered_by)
    return int(total["calls_n" if base == "all" else "contact_pct"].numerator)


def _not_graded(material: Material, key: str, missing: int) -> str:
    language = material.language
    graded = language.say("{n} av {base}", n=material.total(key).denominator, base=_reached(material, key))
    if key in OF_LETTERS:
        return language.say_many(
            "Andelen gäller de bedömda svaren, {graded}. Ett svar är inte bedömt, så andelen av alla brev är inte "
            "känd.",
            "Andelen gäller de bedömda svaren, {graded}. {n} svar är inte bedömda, så andelen av alla brev är inte "
            "känd.",
            missing,
            graded=graded,
        )
    return language.say_many(
        "Andelen gäller de bedömda samtalen, {graded}. Ett samtal är inte bedömt, så andelen av alla samtal är inte "
        "känd.",
        "Andelen gäller de bedömda samtalen, {graded}. {n} samtal är inte bedömda, så andelen av alla samtal är inte "
        "känd.",
        missing,
        graded=graded,
    )


def _left_out(material: Material, key: str) -> str:
    """Those the share leaves out; of the answer, those it counts in though they reached nobody."""
    language, say = material.language, material.language.say
    none = material.total("reply_none_pct" if key in OF_LETTERS else "contact_none_pct")
    values = {"missed": language.of_base(none), "share": language.printed(none)}
    if key in OF_LETTERS:
        window = window_text(material.method, language)
        only = say(
            "Andelen gäller bara de brev som fick svar inom {window}; {missed} ({share}) fick det inte.",
            window=window,
            **values,
        )
        return joined(only, say("Tabellen visar därför andelen även räknad på alla brev."))
    if key in OVER_ALL:
        everyone = say(
            "Andelen är räknad på alla samtal, även de som inte nådde någon handläggare: {missed} ({share}).", **values
        )
        return joined(everyone, say("Tabellen visar andelen även räknad på samtalen med kontakt."))
    over_all = say("Tabellen visar därför andelen även räknad på alla samtal.")
    if base_of(material.method, key.removesuffix("_good_share_pct")) == "answered":
        answered = say("Andelen gäller bara de samtal där frågan blev besvarad.")
        lost = say("Av alla samtal nådde {missed} ({share}) ingen handläggare.", **values)
        return joined(answered, lost if none.numerator else "", over_all)
    reached = say(
        "Andelen gäller bara de samtal som nådde en handläggare; {missed} ({share}) gjorde det inte.", **values
    )
    return joined(reached, over_all)


def _table(material: Material, key: str, of_all: Figure, of_reached: Figure) -> Table:
    language = material.language
    say = language.say
    names = _base_names(material, key)
    is_traced = material.subject.measurement_id is not None
    header = (say("Räknat på"), say("Antal"), "n", say("Andel"), language.chance)
    return Table(
        caption=say("{name}, räknat på två sätt", name=figure_names(material.method, language)[key]),
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
