"""A sheet of the workbook for each factor: a row an area and the total, with counts, bases, shares and intervals. Pure.

A value stands under its name; how many it was counted from stands beside it, so that every share can be counted again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from report_templates.figure_names import Factor, figure_names, name_of
from report_templates.files.rows import AreaFigures, areas_of, decimals, number_format
from report_templates.material import OUTSIDE_TOTAL, Material
from scoring.figures import Figure, FigureSet
from scoring.small_samples import is_few

Part = Literal["base", "count", "value", "low", "high"]

_PLACES = 6
_SUMS_OF_OTHERS = ("measure_1_sum_of_rounded_pct",)
"""Shares that are another's, rounded otherwise: their count and interval stand there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of values: a part of the figure with this key. `shows_bar`: a share, drawn as a bar in its cell."""

    head: str
    key: str
    part: Part
    number_format: str
    shows_bar: bool = False


@dataclass(frozen=True, slots=True)
class FactorSheet:
    """What stands on the sheet; a row is an area's name, a note on it, and the values of the columns."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, str, tuple[Decimal | int | None, ...]], ...]


def factor_sheet(material: Material, factor: Factor) -> FactorSheet:
    """The factor's sheet: the total first, then the areas in the method's order."""
    columns = tuple(_columns(material, factor))
    rows = [
        (
            area.name if area.counts else f"{area.name}{OUTSIDE_TOTAL}",
            _note(material, area, factor),
            tuple(_value(area.figures[column.key], column.part) for column in columns),
        )
        for area in areas_of(material)
    ]
    return FactorSheet(material.language.say(factor.title), columns, tuple(rows))


def _note(material: Material, area: AreaFigures, factor: Factor) -> str:
    """Whether the area's values stand on too few contacts to be judged, in words."""
    bases = [len(figure.ids) for figure in area.of_factor(factor) if is_few(figure)]
    if not bases:
        return ""
    return material.language.say("få ({n})", n=min(bases)) if any(bases) else material.language.say("inget underlag")


def _columns(material: Material, factor: Factor) -> Iterator[Column]:
    """The bases first, then each figure with its count, and with its interval where it is no part of a whole."""
    total = material.figures.total
    figures = [figure for key, figure in total.figures.items() if factor.has(key)]
    names = figure_names(material.method, material.language)
    yield from _bases(material, figures)
    for figure in figures:
        yield from _of_figure(material, total, figure, name_of(figure, names, material.language))


def _bases(material: Material, figures: Sequence[Figure]) -> Iterator[Column]:
    """One column for each different base of the shares and means."""
    say, said = material.language.say, set()
    for figure in figures:
        base = material.language.formula(figure).rpartition(" / ")[2]
        if figure.unit != "count" and " / " in figure.formula and base not in said:
            said.add(base)
            head = say("högsta möjliga poäng") if _has_points(figure) else say("n: {base}", base=base)
            yield Column(head, figure.key, "base", "0")


def _of_figure(material: Material, total: FigureSet, figure: Figure, name: str) -> Iterator[Column]:
    say, shown = material.language.say, number_format(figure.unit, material.language)
    if figure.unit == "count":
        yield Column(name, figure.key, "count", "0")
        return
    if figure.unit == "percent" and figure.key not in _SUMS_OF_OTHERS:
        head = say("{name}: poäng", name=name) if _has_points(figure) else say("{name}: antal", name=name)
        yield Column(head, figure.key, "count", "0")
    yield Column(name, figure.key, "value", shown, shows_bar=figure.unit == "percent")
    if not _is_part(total, figure.key) and figure.key not in _SUMS_OF_OTHERS:
        yield Column(say("{name}: intervall från", name=name), figure.key, "low", shown)
        yield Column(say("{name}: intervall till", name=name), figure.key, "high", shown)


def _has_points(figure: Figure) -> bool:
    """Whether the denominator is not a number of contacts but what could be had."""
    return " x " in figure.formula


def _is_part(total: FigureSet, key: str) -> bool:
    return any(key in keys for keys in total.parts.values())


def _value(figure: Figure, part: Part) -> Decimal | int | None:
    if part == "base":
        return figure.denominator
    if part == "count":
        return decimals(figure.numerator, 0)
    return decimals({"value": figure.value, "low": figure.low, "high": figure.high}[part], _PLACES)
