"""A measurement's figures as rows of data, with the municipality, the area and the factor each is of. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from report_templates.figure_names import FACTORS_OF_DATA, Factor, factor_of, figure_names, name_of
from report_templates.language import Language
from report_templates.material import Material
from scoring.figures import Figure, FigureSet, Unit
from scoring.rounding import NO_BREAK
from scoring.trace import trace_code

TOTAL = "total"
"""Stands for the area in a row of the municipality's total."""


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """The figures of one area, or of the total (`code` is TOTAL); `counts` says whether the total has it."""

    code: str
    name: str
    short: str
    counts: bool
    figures: FigureSet

    def of_factor(self, factor: Factor) -> tuple[Figure, ...]:
        """The factor's figures, in the method's order."""
        return tuple(figure for key, figure in self.figures.figures.items() if factor_of(key) is factor)


def areas_of(material: Material) -> tuple[AreaFigures, ...]:
    """The total first, then the areas in the method's order."""
    say = material.language.say
    total = AreaFigures(TOTAL, say("Kommunen som helhet"), say("Totalt"), True, material.figures.total)  # noqa: FBT003
    areas = tuple(
        AreaFigures(area.code, area.name, area.short, area.in_total, material.figures.area(area.code))
        for area in material.method.area
    )
    return (total, *areas)


def factors_of(figures: FigureSet) -> tuple[Factor, ...]:
    """The factors that have figures here, in the order of the report."""
    return tuple(factor for factor in FACTORS_OF_DATA if any(factor_of(key) is factor for key in figures.figures))


def each_figure(material: Material) -> Iterator[tuple[AreaFigures, Factor, Figure, str]]:
    """Every figure of the measurement with its area, its factor and its name: by area, factor and then as counted."""
    names = figure_names(material.method, material.language)
    for area in areas_of(material):
        for factor in factors_of(area.figures):
            for figure in area.of_factor(factor):
                yield area, factor, figure, name_of(figure, names, material.language)


def number_format(unit: Unit, language: Language) -> str:
    """How a workbook of this language shows a value of this unit; the cell holds all its decimals."""
    sign = language.grammar.percent("").replace(NO_BREAK, " ")
    return {"percent": f'0"{sign}"', "hours": "0.0", "count": "0"}[unit]


def contacts_of(figure: Figure) -> int:
    """How many contacts the figure is counted from; for points this is not the denominator."""
    return len(figure.ids)


def decimals(value: Fraction | float | None, places: int) -> Decimal | None:
    """The value with so many decimals, halves up; None stays None."""
    if value is None:
        return None
    return Decimal(floor(Fraction(value) * 10**places + Fraction(1, 2))).scaleb(-places)


def plain(value: Fraction | float | None, places: int) -> str:
    """The value as digits with a point, without needless zeros; empty for None."""
    rounded = decimals(value, places)
    if rounded is None:
        return ""
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def trace_of(material: Material, area: AreaFigures, figure: Figure) -> str:
    """The figure's trace code; empty for a report that belongs to no stored measurement."""
    measurement = material.subject.measurement_id
    if measurement is None:
        return ""
    return trace_code(measurement, material.figures, area.figures.area, figure.key)
