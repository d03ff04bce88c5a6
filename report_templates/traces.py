"""The trace codes printed beside figures, by which each is found again with the contacts behind it. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from report_templates.content import Table
from report_templates.material import Material
from scoring.trace import read_trace, trace_code


def trace(material: Material, key: str, area: str | None = None) -> str:
    """The code of a figure, of the total when no area is named; empty where the report has nothing to be traced in."""
    measurement = material.subject.measurement_id
    return "" if measurement is None else trace_code(measurement, material.figures, area, key)


def with_trace_numbers(material: Material, table: Table, keys: Sequence[tuple[str, str]]) -> Table:
    """A table by area with the numbers of its cells' trace codes: the area's in a column, the figures' in the footnote.

    `keys` are the figures by key, each with the head of its column. The rows are those of `Material.rows`.
    """
    if material.subject.measurement_id is None:
        return table
    say = material.language.say
    numbers = "; ".join(f"{name}\u00a0{_figure_number(material, key)}" for key, name in keys)
    told = say("Nr är områdets nummer i spårkoden, och nyckeltalets nummer är: {numbers}.", numbers=numbers)
    areas = (*(str(number) for number in range(1, len(table.rows))), "0")
    return replace(
        table,
        header=(table.header[0], say("Nr"), *table.header[1:]),
        rows=tuple((row[0], number, *row[1:]) for row, number in zip(table.rows, areas, strict=True)),
        numeric=(1, *(column + 1 for column in table.numeric)),
        footnote=f"{table.footnote} {told}".strip(),
    )


def _figure_number(material: Material, key: str) -> int:
    """The figure's own number, the same in every area."""
    return read_trace(trace(material, key))[2]
