"""Charts, tables and boxes that several sections share: from a set of figures to blocks of content. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from report_templates.content import Appendix, Block, Chart, MeasureBox, Paragraph, Series, Table
from report_templates.material import OUTSIDE_TOTAL, Material, best_areas
from report_templates.phrases import (
    CHANCE,
    capital,
    counted,
    interval_sentence,
    interval_text,
    listed,
    number_of,
    number_word,
    of_base,
)
from scoring.comparison import Comparison
from scoring.figures import Figure
from scoring.rounding import NOTHING, printed, whole

ROUNDING_NOTE = "Andelarna är avrundade var för sig och kan därför summera till 99 eller 101."


def parts_chart(material: Material, id_: str, title: str, group: str, names: Sequence[str]) -> Chart:
    """The total's parts of 100 % as one stacked row, with counts, shares and intervals beside it."""
    parts = material.figures.total.parts_of(group)
    spoken = "; ".join(f"{name} {counted(part)}" for name, part in zip(names, parts, strict=True))
    return Chart(
        kind="stacked",
        id=id_,
        title=title,
        description=f"{title}, {material.name}. {spoken}.",
        unit="%",
        categories=(material.name,),
        series=tuple(Series(name, (part.value,)) for name, part in zip(names, parts, strict=True)),
        table=parts_table(f"{title}, {material.name}", names, parts),
    )


def parts_table(caption: str, names: Sequence[str], parts: Sequence[Figure]) -> Table:
    """One row a part: how many, what share, which interval; the last row is the base."""
    base = parts[0].denominator
    rows = [
        (name, number_of(part), printed(part), interval_text(part)) for name, part in zip(names, parts, strict=True)
    ]
    whole_base = "100\u00a0%" if base else NOTHING
    return Table(
        caption=caption,
        header=("Utfall", "Antal", "Andel", CHANCE),
        rows=(*rows, ("Samtliga (n)", str(base), whole_base, "")),
        numeric=(1, 2, 3),
        footnote=rounding_note(parts),
    )


def rounding_note(parts: Sequence[Figure]) -> str:
    """The footnote on rounding, only where the printed parts really miss 100."""
    shown = [whole(part.value) for part in parts]
    return ROUNDING_NOTE if None not in shown and sum(part or 0 for part in shown) != 100 else ""  # noqa: PLR2004


def area_parts(  # noqa: PLR0913, PLR0917 - all of it is what an appendix is
    material: Material, id_: str, heading: str, intro: str, group: str, names: Sequence[str]
) -> Appendix:
    """An appendix of parts of 100 %: every area and the total as stacked rows."""
    rows = [(label, found.parts_of(group)) for label, found in material.rows]
    table = Table(
        caption=f"{heading} per frågeområde",
        header=("Område", *names, "n"),
        rows=tuple((label, *(printed(part) for part in parts), str(parts[0].denominator)) for label, parts in rows),
        numeric=tuple(range(1, len(names) + 2)),
        footnote=area_footnote(material),
    )
    series = tuple(Series(name, tuple(parts[number].value for _, parts in rows)) for number, name in enumerate(names))
    return Appendix(id_, heading, intro, _area_chart(material, "stacked", id_, heading, series, table))


def area_values(material: Material, id_: str, heading: str, intro: str, keys: Sequence[tuple[str, str]]) -> Appendix:
    """An appendix of single values: the first key is drawn, each key (with its column heading) is in the table."""
    key, name = keys[0]
    rows = [(label, [found[each] for each, _ in keys]) for label, found in material.rows]
    table = Table(
        caption=f"{heading} per frågeområde",
        header=("Område", *(text for _, text in keys), CHANCE, "n"),
        rows=tuple(
            (label, *map(printed, shown), interval_text(shown[0]), str(shown[0].denominator)) for label, shown in rows
        ),
        numeric=tuple(range(1, len(keys) + 3)),
        footnote=area_footnote(material),
    )
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
    return Chart(
        kind=kind,
        id=f"diagram-{id_}",
        title=f"{heading} per frågeområde",
        description=f"{heading} i {material.name}, en rad per frågeområde och en för totalen. Se tabellen.",
        unit="timmar" if hours else "%",
        categories=tuple(label for label, _ in material.rows),
        series=series,
        table=table,
    )


def area_footnote(material: Material) -> str:
    """What a reader must know of every table by area."""
    outside = f"{OUTSIDE_TOTAL} Räknas inte i totalen. " if material.left_out else ""
    return f"{outside}n är antalet kontakter som andelen räknas på. {ROUNDING_NOTE}"


def measure_box(title: str, figure: Figure, formula: str, note: str = "") -> MeasureBox:
    """A highlighted measure with its value, how it was counted and its interval."""
    return MeasureBox(title, printed(figure), formula, interval_sentence(figure), note)


def against_similar(material: Material, key: str) -> str:
    """How our total stands beside similar municipalities, as one sentence; empty without a reference."""
    found = material.similar(key)
    if found is None:
        return ""
    their = their_value(found)
    if material.total(key).unit == "hours":
        return f"Svarstiden är {found.wording} snittet för likvärdiga kommuner ({their}). {chance(found)}".strip()
    return f"Resultatet är {found.wording} snittet för likvärdiga kommuner ({their}). {chance(found)}".strip()


def against_previous(material: Material, key: str) -> str:
    """How our total stands beside the previous measurement, as one sentence; empty without a reference."""
    found = material.previous(key)
    if found is None:
        return ""
    return f"Vid förra mätningen var värdet {their_value(found)}; årets resultat är {found.wording} det."


def their_value(found: Comparison) -> str:
    """The other value in its unit, for print."""
    figure, value = found.reference.figure, found.reference.value
    unit = "timme" if value == 1 else "timmar"
    return f"{value}\u00a0{unit}" if figure.endswith("_hours") else f"{value}\u00a0%"


def chance(found: Comparison) -> str:
    """Whether chance alone may explain a difference; nothing where there is none, or no interval."""
    if found.difference == 0 or found.within_chance is None:
        return ""
    if found.within_chance:
        return "Skillnaden ryms inom vad slumpen ensam kan ge."
    return "Skillnaden är större än vad slumpen ensam brukar ge."


def best_sentence(material: Material, key: str, what: str) -> str:
    """Which areas do best, each with its counts: `Högst andel kontakt har Bygg (4 av 6), 67 %.`; empty without one."""
    codes = best_areas(material, key)
    if not codes:
        return ""
    figures = [material.figures.area(code)[key] for code in codes]
    names = [f"{material.short(code)} ({of_base(figure)})" for code, figure in zip(codes, figures, strict=True)]
    return f"{capital(what)} har {listed(names)}, {printed(figures[0])}."


def one_contact_is(quota: int) -> str:
    """Why nobody should rank areas: what one contact of so few weighs."""
    points = whole(Fraction(100, quota)) if quota else None
    return (
        f"Varje område bygger på få kontakter: en enda av {number_word(quota)} motsvarar {points} procentenheter. "
        "Läs områdena som en ledtråd om var man kan börja leta, inte som en rangordning."
    )


def joined(*sentences: str) -> str:
    """The sentences that have something to say, as one text."""
    return " ".join(sentence for sentence in sentences if sentence)


def filled(*blocks: Block) -> tuple[Block, ...]:
    """The blocks without paragraphs that turned out to have nothing to say."""
    return tuple(block for block in blocks if not (isinstance(block, Paragraph) and not block.text))
