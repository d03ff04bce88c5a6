"""Charts, tables and boxes that several sections share: from a set of figures to blocks of content. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from report_templates.comparison_words import (
    beside_previous,
    beside_similar,
    chance,
    change_sentence,
    mean_sentence,
    only_previous,
    only_similar,
)
from report_templates.content import Appendix, Block, Chart, MeasureBox, Paragraph, Series, Table
from report_templates.language import Language, number_of
from report_templates.material import OUTSIDE_TOTAL, Material, best_areas
from report_templates.traces import trace, with_trace_numbers
from scoring.figures import Figure
from scoring.rounding import NOTHING, whole
from scoring.small_samples import is_few


def rounding_rule(language: Language) -> str:
    """Why printed parts may miss 100."""
    return language.say("Andelarna är avrundade var för sig och kan därför summera till 99 eller 101.")


def parts_chart(material: Material, id_: str, title: str, group: str, names: Sequence[str]) -> Chart:
    """The total's parts of 100 % as one stacked row, with counts, shares and intervals beside it."""
    parts, language = material.figures.total.parts_of(group), material.language
    spoken = "; ".join(f"{name} {language.counted(part)}" for name, part in zip(names, parts, strict=True))
    return Chart(
        kind="stacked",
        id=id_,
        title=title,
        description=f"{title}, {material.name}. {spoken}.",
        unit="%",
        categories=(material.name,),
        series=tuple(Series(name, (part.value,)) for name, part in zip(names, parts, strict=True)),
        table=parts_table(language, f"{title}, {material.name}", names, parts),
    )


def parts_table(language: Language, caption: str, names: Sequence[str], parts: Sequence[Figure]) -> Table:
    """One row a part: how many, what share, which interval; the last row is the base."""
    base = parts[0].denominator
    rows = [
        (name, number_of(part), language.printed(part), language.interval(part))
        for name, part in zip(names, parts, strict=True)
    ]
    whole_base = language.percent(Fraction(100)) if base else NOTHING
    return Table(
        caption=caption,
        header=(language.say("Utfall"), language.say("Antal"), language.say("Andel"), language.chance),
        rows=(*rows, (language.say("Samtliga (n)"), str(base), whole_base, "")),
        numeric=(1, 2, 3),
        footnote=rounding_note(language, parts),
    )


def rounding_note(language: Language, parts: Sequence[Figure]) -> str:
    """The footnote on rounding, only where the printed parts really miss 100."""
    shown = [whole(part.value) for part in parts]
    misses = None not in shown and sum(part or 0 for part in shown) != 100  # noqa: PLR2004 - per cent
    return rounding_rule(language) if misses else ""


def area_parts(  # noqa: PLR0913, PLR0917 - all of it is what an appendix is
    material: Material, id_: str, heading: str, intro: str, group: str, names: Sequence[str]
) -> Appendix:
    """An appendix of parts of 100 %: every area and the total as stacked rows."""
    language = material.language
    rows = [(label, found.parts_of(group)) for label, found in material.rows]
    table = Table(
        caption=language.say("{heading} per frågeområde", heading=heading),
        header=(language.say("Område"), *names, "n"),
        rows=tuple(
            (label, *(language.printed(part) for part in parts), str(parts[0].denominator)) for label, parts in rows
        ),
        numeric=tuple(range(1, len(names) + 2)),
        footnote=area_footnote(material, are_parts=True),
    )
    keys = [part.key for part in material.figures.total.parts_of(group)]
    table = with_trace_numbers(material, table, list(zip(keys, names, strict=True)))
    series = tuple(Series(name, tuple(parts[number].value for _, parts in rows)) for number, name in enumerate(names))
    return Appendix(id_, heading, intro, _area_chart(material, "stacked", id_, heading, series, table))


def area_values(material: Material, id_: str, heading: str, intro: str, keys: Sequence[tuple[str, str]]) -> Appendix:
    """An appendix of single values: the first key is drawn, each key (with its column heading) is in the table."""
    language = material.language
    key, name = keys[0]
    rows = [(label, [found[each] for each, _ in keys]) for label, found in material.rows]
    table = Table(
        caption=language.say("{heading} per frågeområde", heading=heading),
        header=(language.say("Område"), *(text for _, text in keys), language.chance, "n"),
        rows=tuple(
            (label, *map(language.printed, shown), language.interval(shown[0]), str(shown[0].denominator))
            for label, shown in rows
        ),
        numeric=tuple(range(1, len(keys) + 3)),
        footnote=area_footnote(material, are_parts=False),
    )
    table = with_trace_numbers(material, table, keys)
    series = (Series(name, tuple(shown[0].value for _, shown in rows)),)
    chart = _area_chart(material, "bars", id_, heading, series, table, material.total(key).unit == "hours")
    return Appendix(id_, heading, intro, chart)


def _area_chart(  # noqa: PLR0913, PLR0917 - all of it is what a chart is
    material: Material,
    kind: Literal["stacked", "bars"],
    id_: str,
    heading: str,
    series: tuple[Series, ...],
    table: Table,
    hours: bool = False,  # noqa: FBT001, FBT002 - the unit, and nothing else
) -> Chart:
    say = material.language.say
    return Chart(
        kind=kind,
        id=f"diagram-{id_}",
        title=say("{heading} per frågeområde", heading=heading),
        description=say(
            "{heading} i {name}, en rad per frågeområde och en för totalen. Se tabellen.",
            heading=heading,
            name=material.name,
        ),
        unit="timmar" if hours else "%",
        categories=tuple(label for label, _ in material.rows),
        series=series,
        table=table,
    )


def area_footnote(material: Material, *, are_parts: bool) -> str:
    """What a reader must know of every table by area; of parts of 100 % also why they may miss it."""
    say = material.language.say
    outside = say("{sign} Räknas inte i totalen.", sign=OUTSIDE_TOTAL) if material.left_out else ""
    base = say("n är antalet kontakter som värdet räknas på.")
    return joined(outside, base, rounding_rule(material.language) if are_parts else "")


def measure_box(material: Material, title: str, figure: Figure, formula: str, note: str = "") -> MeasureBox:
    """A highlighted measure of the total with its value, how it was counted, its interval and its trace code."""
    language = material.language
    interval = interval_sentence(language, figure) if figure.denominator else ""
    return MeasureBox(title, language.printed(figure), formula, interval, note, trace(material, figure.key))


def interval_sentence(language: Language, figure: Figure) -> str:
    """The interval under a measure's value, with its name; says so where none can be given."""
    if figure.low is None:
        return language.say("{chance}: kan inte beräknas.", chance=language.chance)
    return f"{language.chance}: {language.interval(figure)}"


def against_similar(material: Material, key: str) -> str:
    """How our total stands beside similar municipalities, and whether chance may explain it; empty without any."""
    found, language = material.similar(key), material.language
    if found is None:
        return ""
    if is_few(material.total(key)):
        return joined(only_similar(language, found.reference), _too_few(material, key))
    return joined(beside_similar(language, found), mean_sentence(language, found, material.against_means.get(key)))


def against_previous(material: Material, key: str) -> str:
    """How our total stands beside the previous measurement, as one sentence; empty without a reference."""
    found, language = material.previous(key), material.language
    if found is None:
        return ""
    if is_few(material.total(key)):
        return joined(only_previous(language, found.reference), _too_few(material, key))
    change = next((one for one in material.changes if one.key == key), None)
    if change is None:
        return joined(beside_previous(language, found), chance(language, found))
    if change.verdict == "too_few":
        return joined(only_previous(language, found.reference), change_sentence(language, change))
    return joined(beside_previous(language, found), change_sentence(language, change))


def _too_few(material: Material, key: str) -> str:
    return material.language.say_many(
        "Med bara {n} kontakt går det inte att jämföra.",
        "Med bara {n} kontakter går det inte att jämföra.",
        len(material.total(key).ids),
    )


def best_sentence(material: Material, key: str, sentence: str) -> str:
    """Which areas do best, put into a sentence with {areas}, each with its counts, and {value}; empty without one."""
    codes, language = best_areas(material, key), material.language
    if not codes:
        return ""
    figures = [material.figures.area(code)[key] for code in codes]
    names = [
        f"{material.short(code)} ({language.of_base(figure)})" for code, figure in zip(codes, figures, strict=True)
    ]
    return language.say(sentence, areas=language.listed(names), value=language.printed(figures[0]))


def few_an_area(material: Material, counted: str, quota: int) -> str:
    """Why nobody should rank areas: what one of so few contacts weighs; empty where no area has two to weigh."""
    language = material.language
    most = min(quota, max((area[counted].denominator for area in material.figures.areas), default=0))
    if most < 2:  # noqa: PLR2004 - one contact is its area
        return ""
    return language.say(
        "Varje område bygger på få kontakter: en enda av {number} motsvarar {points} procentenheter. Läs områdena som "
        "en ledtråd om var man kan börja leta, inte som en rangordning.",
        number=language.number(most),
        points=whole(Fraction(100, most)),
    )


def joined(*sentences: str) -> str:
    """The sentences that have something to say, as one text."""
    return " ".join(sentence for sentence in sentences if sentence)


def filled(*blocks: Block) -> tuple[Block, ...]:
    """The blocks without paragraphs that turned out to have nothing to say."""
    return tuple(block for block in blocks if not (isinstance(block, Paragraph) and not block.text))
