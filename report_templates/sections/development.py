"""How the figures have developed: measures over the waves, and what has changed since last time."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from report_templates.blocks import joined
from report_templates.comparison_words import reference_text, verdict_word
from report_templates.content import Block, Heading, Paragraph, Section, Series, Table, Trend
from report_templates.language import Language
from report_templates.material import Material
from report_templates.reference_values import COUNTED_HERE, in_time, last_comparable
from report_templates.short_names import short_name
from report_templates.subject import EarlierWave
from scoring.change import Change
from scoring.definitions import means_the_same
from scoring.figures import Figure
from scoring.rounding import NOTHING, one_decimal, whole
from shopper.method import Method
from shopper.records import ReferenceValue

DRAWN = ("measure_1_pct", "measure_2_pct", "measure_3_pct", "contact_pct", "mean_hours")


def development(material: Material) -> Section:
    """A line through the waves for each measure, and the table of changes; one sentence when nothing is earlier."""
    say = material.language.say
    return Section(
        id="utveckling",
        part=say("Utveckling och jämförelse"),
        heading=say("Utveckling"),
        blocks=_blocks(material),
    )


def _blocks(material: Material) -> tuple[Block, ...]:
    say = material.language.say
    imported = _imported(material)
    if not material.around.earlier and not imported:
        nothing = say("Det finns ingen tidigare avslutad mätning av kommunen att jämföra med.")
        return (Paragraph(nothing, "lead"),)
    if not material.around.earlier:
        return _only_imported(material, imported)
    last = last_comparable(material.around, material.method)
    return (
        Paragraph(_lead(material, last), "lead"),
        *_changes(material, last),
        *(_only_imported(material, imported) if imported else ()),
        *_trends(material),
    )


def _lead(material: Material, last: EarlierWave | None) -> str:
    language = material.language
    say = language.say
    earlier = material.around.earlier
    waves = language.say_many(
        "Kommunen har en tidigare avslutad mätning med bevarade grunddata.",
        "Kommunen har {number} tidigare avslutada mätningar med bevarade grunddata.",
        len(earlier),
        number=language.number(len(earlier)),
    )
    methods = [*(wave.method for wave in in_time(material.around)), material.method]
    broken = any(not means_the_same(new, old, key) for old, new in pairwise(methods) for key in DRAWN)
    if last is None:
        return joined(waves, say("Metodens definitioner har ändrats sedan dess, så ingen förändring kan räknas ut."))
    compared = say("Årets mätning jämförs här med {wave} ({period}).", wave=last.name, period=_period(language, last))
    if not broken:
        return joined(waves, compared)
    return joined(
        waves, compared, say("Där metodens definitioner har ändrats är linjen i diagrammen bruten och inget jämförs.")
    )


def _period(language: Language, wave: EarlierWave) -> str:
    return language.period(wave.first_day, wave.last_day)


def _changes(material: Material, last: EarlierWave | None) -> tuple[Block, ...]:
    language = material.language
    say = language.say
    if last is None:
        return ()
    found = material.changes
    if not found:
        return ()
    table = Table(
        caption=say("Förändring sedan {wave}", wave=last.name),
        header=(say("Nyckeltal"), last.name, say("Nu"), say("Skillnad"), language.chance, say("Bedömning")),
        rows=tuple(_change_row(material, change) for change in found),
        numeric=(1, 2, 3, 4),
        footnote=_how_judged(language, sum(change.p_holm is not None for change in found)),
    )
    return (Heading(say("Vad som har ändrats")), Paragraph(_said(material, found)), table)


def _how_judged(language: Language, tested: int) -> str:
    interval = language.say("Intervallet gäller skillnaden (andelar: Newcombe; medelvärden och poäng: bootstrap).")
    if tested < 2:  # noqa: PLR2004 - one alone needs no correction
        return interval
    corrected = language.say("Bedömningen är korrigerad för att {n} värden jämförs på en gång (Holm).", n=tested)
    return joined(interval, corrected)


def _said(material: Material, found: tuple[Change, ...]) -> str:
    language = material.language
    say = language.say
    better, worse = (
        [short_name(material, one.key) for one in found if one.verdict == way] for way in ("better", "worse")
    )
    if all(one.p_holm is None for one in found):
        return say("Inget av värdena går att pröva, så det går inte att säga om något har ändrats.")
    if not better and not worse:
        return say("Ingen förändring är större än vad slumpen ensam kan ge.")
    return joined(
        say("Bättre än förra gången: {names}.", names=language.listed(better)) if better else "",
        say("Sämre än förra gången: {names}.", names=language.listed(worse)) if worse else "",
        say("Övriga skillnader kan vara slump."),
    )


def _change_row(material: Material, change: Change) -> tuple[str, ...]:
    language = material.language
    return (
        short_name(material, change.key),
        _with_base(language, change.before),
        _with_base(language, change.after),
        _difference(language, change, change.difference),
        _interval(language, change),
        verdict_word(language, change),
    )


def _with_base(language: Language, figure: Figure) -> str:
    """The value and its number of contacts: `61 % (54)`."""
    return f"{language.printed(figure)} ({len(figure.ids)})"


def _difference(language: Language, change: Change, value: Fraction | None) -> str:
    """With its sign: `+12`, hours with one decimal. The row's other cells say which unit it is."""
    if value is None:
        return NOTHING
    rounded = one_decimal(value) if change.after.unit == "hours" else Decimal(whole(value) or 0)
    if not rounded:
        return "\u00b10"
    return f"{'+' if rounded > 0 else chr(0x2212)}{language.decimal(abs(rounded))}"


def _interval(language: Language, change: Change) -> str:
    if change.low is None or change.high is None:
        return NOTHING
    ends = [_difference(language, change, Fraction(bound)) for bound in (change.low, change.high)]
    return language.say("{low} till {high}", low=ends[0], high=ends[1])


def _imported(material: Material) -> tuple[ReferenceValue, ...]:
    """Values of an earlier measurement that was not counted here."""
    return tuple(
        value
        for value in material.references
        if value.scope == "previous" and value.source != COUNTED_HERE and value.figure in material.figures.total.figures
    )


def _only_imported(material: Material, imported: tuple[ReferenceValue, ...]) -> tuple[Block, ...]:
    """Earlier values without contacts behind them: no interval of the change can be given."""
    language = material.language
    say = language.say
    table = Table(
        caption=say("Värden från en tidigare mätning, importerade"),
        header=(say("Nyckeltal"), say("Förra mätningen"), say("Nu"), language.chance, say("Källa")),
        rows=tuple(_imported_row(material, value) for value in imported),
        numeric=(1, 2, 3),
    )
    return (
        Paragraph(
            say(
                "Från den förra mätningen finns de här värdena men inga grunddata. De är importerade, och underlaget "
                "bakom dem är inte känt. En skillnad som ryms i årets intervall kan vara slump."
            ),
            "body" if material.around.earlier else "lead",
        ),
        table,
    )


def _imported_row(material: Material, value: ReferenceValue) -> tuple[str, ...]:
    language = material.language
    figure = material.total(value.figure)
    return (
        short_name(material, value.figure),
        reference_text(language, value),
        language.printed(figure),
        language.interval(figure),
        value.source,
    )


def _trends(material: Material) -> tuple[Block, ...]:
    found = [trend for key in DRAWN if (trend := _trend(material, key)) is not None]
    return (Heading(material.language.say("Mätomgång för mätomgång")), *found) if found else ()


def _trend(material: Material, key: str) -> Trend | None:
    """One figure through the waves; None where no earlier wave has it."""
    language = material.language
    say = language.say
    waves = [wave for wave in in_time(material.around) if key in wave.figures]
    if not waves:
        return None
    figures = [*(wave.figures[key] for wave in waves), material.total(key)]
    names = (*(wave.name for wave in waves), material.subject.wave_name)
    title = short_name(material, key)
    said = "; ".join(f"{name} {language.printed(figure)}" for name, figure in zip(names, figures, strict=True))
    return Trend(
        id=f"utveckling-{key.removesuffix('_pct').replace('_', '-')}",
        title=title,
        description=say(
            "{title} i {name}, en punkt per mätomgång: {values}.", title=title, name=material.name, values=said
        ),
        unit="timmar" if figures[-1].unit == "hours" else "%",
        waves=names,
        series=(Series(material.name, tuple(figure.value for figure in figures), tuple(map(_bounds, figures))),),
        breaks=_breaks(key, [*(wave.method for wave in waves), material.method]),
        table=Table(
            caption=title,
            header=(say("Mätomgång"), say("Resultat"), language.chance, "n"),
            rows=tuple(_wave_row(language, *one) for one in zip(names, figures, strict=True)),
            numeric=(1, 2, 3),
        ),
    )


def _wave_row(language: Language, name: str, figure: Figure) -> tuple[str, ...]:
    return (name, language.printed(figure), language.interval(figure), str(len(figure.ids)))


def _bounds(figure: Figure) -> tuple[Fraction, Fraction] | None:
    if figure.low is None or figure.high is None:
        return None
    return Fraction(figure.low), Fraction(figure.high)


def _breaks(key: str, methods: Sequence[Method]) -> tuple[int, ...]:
    """Before which waves the line is broken: each that defines the figure otherwise than the one before it."""
    neighbours = enumerate(pairwise(methods), start=1)
    return tuple(number for number, (before, after) in neighbours if not means_the_same(after, before, key))
