"""The overview: the share of good results per factor with its interval, beside similar municipalities."""

from dataclasses import dataclass
from fractions import Fraction

from report_templates.bands import measure_1_limit
from report_templates.blocks import joined
from report_templates.comparison_words import standing_words
from report_templates.content import Chart, Paragraph, Section, Series, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.sections.both_bases import both_bases
from scoring.comparison import Comparison, reference_for
from scoring.figures import Figure
from scoring.rounding import NOTHING
from scoring.small_samples import FEWEST_CONTACTS, is_few
from scoring.two_bases import OF_CALLS


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    key: str


def overview(material: Material) -> Section:
    """Every factor in one chart, its table, and how to read it (outline 4)."""
    language = material.language
    limit = measure_1_limit(material.method, language)
    return Section(
        id="oversikt",
        part="",
        heading=language.say("Översikt"),
        blocks=(
            Paragraph(
                language.say(
                    "Översikten visar andelen goda resultat per faktor. För telefon är det andelen samtal med kontakt "
                    "och andelen som fått betyget god, för bemötande även mycket god. För e-post är det andelen brev "
                    "som besvarats inom {limit}.",
                    limit=limit,
                )
                if "very_good" in material.method.measure_3.good
                else language.say(
                    "Översikten visar andelen goda resultat per faktor. För telefon är det andelen samtal med kontakt "
                    "och andelen som fått betyget god. För e-post är det andelen brev som besvarats inom {limit}.",
                    limit=limit,
                ),
                "lead",
            ),
            _chart(material),
            Paragraph(_reached(material)),
            *_too_few(material),
            Paragraph(_caution(material), "caution"),
        ),
    )


def _rows(material: Material) -> tuple[_Row, ...]:
    say = material.language.say
    limit = measure_1_limit(material.method, material.language)
    return (
        _Row(say("Tillgänglighet"), "contact_pct"),
        _Row(say("Svar på frågan"), "answer_good_share_pct"),
        _Row(say("Information"), "information_good_share_pct"),
        _Row(say("Intresse och engagemang"), "interest_good_share_pct"),
        _Row(say("Bemötande"), "courtesy_good_share_pct"),
        _Row(say("E-post inom {limit}", limit=limit), "measure_1_pct"),
    )


def _chart(material: Material) -> Chart:
    say = material.language.say
    rows = _rows(material)
    figures = [material.total(row.key) for row in rows]
    own = Series(material.name, tuple(figure.value for figure in figures), tuple(map(_bounds, figures)))
    found = [reference_for(material.references, row.key, "similar") for row in rows]
    values = tuple(None if one is None else Fraction(one.value) for one in found)
    others = (Series(say("Likvärdiga kommuner"), values),) if any(value is not None for value in values) else ()
    return Chart(
        kind="intervals",
        id="diagram-oversikt",
        title=say("Översikt: andel goda resultat"),
        description=_spoken(material, rows),
        unit="%",
        categories=tuple(row.name for row in rows),
        series=(own, *others),
        table=_table(material, rows),
    )


def _bounds(figure: Figure) -> tuple[Fraction, Fraction] | None:
    if figure.low is None or figure.high is None:
        return None
    return Fraction(figure.low), Fraction(figure.high)


def _spoken(material: Material, rows: tuple[_Row, ...]) -> str:
    language = material.language
    said = "; ".join(f"{row.name} {language.printed(material.total(row.key))}" for row in rows)
    return language.say("Andel goda resultat per faktor i {name}: {values}.", name=material.name, values=said)


def _table(material: Material, rows: tuple[_Row, ...]) -> Table:
    """The factors' values; beside those of similar municipalities where there are any to stand beside."""
    language = material.language
    say = language.say
    header = (say("Faktor"), material.name, say("Antal"), "n", language.chance)
    own = [_own(language, row, material.total(row.key)) for row in rows]
    others = [_others(material, row) for row in rows]
    if all(cells == (NOTHING, NOTHING) for cells in others):
        return Table(say("Översikt, {name}", name=material.name), header, tuple(own), numeric=(1, 2, 3, 4))
    return Table(
        caption=say("Översikt, {name} mot likvärdiga kommuner", name=material.name),
        header=(*header, say("Likvärdiga"), say("Jämfört med snittet")),
        rows=tuple((*cells, *beside) for cells, beside in zip(own, others, strict=True)),
        numeric=(1, 2, 3, 4, 5),
    )


def _own(language: Language, row: _Row, figure: Figure) -> tuple[str, ...]:
    return (
        row.name,
        language.printed(figure),
        str(int(figure.numerator)),
        str(figure.denominator),
        language.interval(figure),
    )


def _others(material: Material, row: _Row) -> tuple[str, str]:
    """The mean of similar municipalities and how the municipality stands against it."""
    reference = reference_for(material.references, row.key, "similar")
    mean = NOTHING if reference is None else _percent(material.language, reference.value)
    return mean, _standing(material, row, material.similar(row.key))


def _standing(material: Material, row: _Row, found: Comparison | None) -> str:
    if found is None:
        return NOTHING
    is_judged = not is_few(material.total(row.key))
    return standing_words(material.language, found) if is_judged else material.language.say("för få")


def _percent(language: Language, value: int) -> str:
    return language.percent(Fraction(value))


def _reached(material: Material) -> str:
    """Contact failure beside the grades: they are those of the calls that got through."""
    language, none = material.language, material.total("contact_none_pct")
    if none.value is None:
        return language.say("Det finns inga samtal att räkna på (n = 0).")
    graded = language.say("Information, intresse och bemötande är bedömda bara i samtal som nådde fram.")
    if not none.numerator:
        return joined(graded, language.say("Alla samtal nådde fram."))
    missed = language.say(
        "{missed} samtal ({share}) nådde ingen handläggare.",
        missed=language.of_base(none),
        share=language.printed(none),
    )
    is_told = all(len(both_bases(material, key)) == 2 for key in OF_CALLS)  # noqa: PLR2004 - a text and its table
    over_all = language.say("I sitt avsnitt står varje sådan andel även räknad på alla samtal.")
    return joined(graded, missed, over_all if is_told else "")


def _too_few(material: Material) -> tuple[Paragraph, ...]:
    """Which factors stand on too few contacts to be judged; nothing where none do."""
    language = material.language
    few = [(row, material.total(row.key)) for row in _rows(material) if is_few(material.total(row.key))]
    names = [f"{row.name} (n\u00a0=\u00a0{len(figure.ids)})" for row, figure in few if figure.value is not None]
    if not names:
        return ()
    return (
        Paragraph(
            language.say(
                "För få kontakter för att dra slutsatser: {names}. Med färre än {fewest} kontakter väger en enda för "
                "tungt för en jämförelse.",
                names=language.listed(names),
                fewest=language.number(FEWEST_CONTACTS),
            ),
            "caution",
        ),
    )


def _caution(material: Material) -> str:
    language, contact = material.language, material.total("contact_pct")
    figure = material.total("measure_1_pct") if contact.value is None else contact
    if figure.value is None:
        return language.say("Inga kontakter är räknade ännu, så det finns inget att dra slutsatser av.")
    values = {"share": language.printed(figure), "interval": language.interval(figure)}
    example = (
        language.say_many(
            "Mått 1, {share}, är räknat på {n} brev, och med 95 procents säkerhet ligger det sanna värdet inom "
            "{interval}.",
            "Mått 1, {share}, är räknat på {n} brev, och med 95 procents säkerhet ligger det sanna värdet inom "
            "{interval}.",
            figure.denominator,
            **values,
        )
        if contact.value is None
        else language.say_many(
            "Andelen samtal med kontakt, {share}, är räknad på {n} samtal, och med 95 procents säkerhet ligger den "
            "sanna andelen inom {interval}.",
            "Andelen samtal med kontakt, {share}, är räknad på {n} samtal, och med 95 procents säkerhet ligger den "
            "sanna andelen inom {interval}.",
            figure.denominator,
            **values,
        )
    )
    return joined(
        language.say("Alla värden bygger på ett begränsat antal kontakter."),
        example,
        language.say(
            "En skillnad mot andra kommuner eller tidigare år som ryms i intervallet kan vara slump. Frågorna är "
            "bestämda i förväg och inte slumpvis dragna, så osäkerheten är minst så stor som intervallet visar."
        ),
    )
